/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Status (spec/entities.md 2).
 */

#include "entity/account.h"
#include "pg/row.h"
#include "text/sanitize.h"
#include "text/trim.h"


/* elements of the columns "mentions" and "application" */

enum {
    mention_id = 0,
    mention_username,
    mention_domain,
    mention_url,
    mention_n
};

enum {
    application_name = 0,
    application_website,
    application_n
};


static ngx_uint_t
ngx_http_statuses_status_is_local(ngx_http_statuses_status_t *st)
{
    return ngx_http_statuses_is_true(&st->col[STATUSES_STATUS_LOCAL]);
}


static ngx_uint_t
ngx_http_statuses_status_is_boost(ngx_http_statuses_status_t *st)
{
    return st->col[STATUSES_STATUS_REBLOG_OF_ID].data != NULL;
}


static ngx_uint_t
ngx_http_statuses_status_when_viewer(ngx_http_statuses_render_t *rd,
    void *entity)
{
    return rd->viewer != 0;
}


static ngx_uint_t
ngx_http_statuses_status_when_content(ngx_http_statuses_render_t *rd,
    void *entity)
{
    return !rd->source;
}


static ngx_uint_t
ngx_http_statuses_status_when_source(ngx_http_statuses_render_t *rd,
    void *entity)
{
    return rd->source;
}


static ngx_uint_t
ngx_http_statuses_status_when_pinnable(ngx_http_statuses_render_t *rd,
    void *entity)
{
    ngx_http_statuses_status_t *st = entity;

    return rd->viewer != 0 && st->account->own
           && !ngx_http_statuses_status_is_boost(st)
           && ngx_http_statuses_row_int(&st->col[STATUSES_STATUS_VISIBILITY],
                                        3)
              < 3;
}


/* the author's choice; remote authors have none, so the key is absent */

static ngx_uint_t
ngx_http_statuses_status_when_application(ngx_http_statuses_render_t *rd,
    void *entity)
{
    ngx_http_statuses_status_t *st = entity;

    if (st->account->own) {
        return 1;
    }

    if (st->account->col[STATUSES_ACCOUNT_USER_ID].data == NULL) {
        return 0;
    }

    return ngx_http_statuses_account_setting(st->account,
                                             "show_application", 1);
}


static void
ngx_http_statuses_status_sensitive(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_http_statuses_json_bool(&rd->json,
         ngx_http_statuses_is_true(&st->col[STATUSES_STATUS_SENSITIVE])
         || (!st->account->own
             && ngx_http_statuses_is_true(
                                      &st->col[STATUSES_STATUS_SENSITIZED])));
}


static void
ngx_http_statuses_status_visibility(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    int64_t            n;

    static ngx_str_t   names[] = {
        ngx_string("\"public\""),
        ngx_string("\"unlisted\""),
        ngx_string("\"private\""),
        ngx_string("\"direct\""),
        ngx_string("\"private\"")       /* limited */
    };

    n = ngx_http_statuses_row_int(&st->col[f->col], 3);

    if (n < 0 || n > 4) {
        n = 3;
    }

    ngx_http_statuses_json_raw(&rd->json, names[n].data, names[n].len);
}


/*
 * The name of a local account in the address of a boost is its username, even
 * where all other addresses have its id (4.5 had it in the URI, too).
 */

static void
ngx_http_statuses_status_activity(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st)
{
    ngx_str_t                 *id, *name;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;
    id = &st->col[STATUSES_STATUS_ID];
    name = &st->account->col[STATUSES_ACCOUNT_USERNAME];

    ngx_http_statuses_json_raw(j, rd->conf->base_url.data,
                               rd->conf->base_url.len);
    ngx_http_statuses_json_lit(j, "/users/");
    ngx_http_statuses_json_escape(j, name->data, name->len);
    ngx_http_statuses_json_lit(j, "/statuses/");
    ngx_http_statuses_json_raw(j, id->data, id->len);
    ngx_http_statuses_json_lit(j, "/activity");
}


static void
ngx_http_statuses_status_uri(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t                 *id, *name, *owner;
    ngx_uint_t                 boost;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    if (!ngx_http_statuses_status_is_local(st)) {
        ngx_http_statuses_write_string(rd, entity, f);
        return;
    }

    id = &st->col[STATUSES_STATUS_ID];
    name = &st->account->col[STATUSES_ACCOUNT_USERNAME];
    boost = ngx_http_statuses_status_is_boost(st);

    ngx_http_statuses_json_lit(j, "\"");
    ngx_http_statuses_json_raw(j, rd->conf->base_url.data,
                               rd->conf->base_url.len);

    if (ngx_http_statuses_row_int(
                    &st->account->col[STATUSES_ACCOUNT_ID_SCHEME], 0) != 1)
    {
        ngx_http_statuses_json_lit(j, "/users/");
        ngx_http_statuses_json_escape(j, name->data, name->len);

    } else if (boost && rd->compat < NGX_HTTP_STATUSES_4_6) {
        ngx_http_statuses_json_lit(j, "/ap/users/");
        ngx_http_statuses_json_escape(j, name->data, name->len);

    } else {
        owner = &st->account->col[STATUSES_ACCOUNT_ID];

        ngx_http_statuses_json_lit(j, "/ap/users/");
        ngx_http_statuses_json_raw(j, owner->data, owner->len);
    }

    ngx_http_statuses_json_lit(j, "/statuses/");
    ngx_http_statuses_json_raw(j, id->data, id->len);

    if (boost) {
        ngx_http_statuses_json_lit(j, "/activity");
    }

    ngx_http_statuses_json_lit(j, "\"");
}


static void
ngx_http_statuses_status_url(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t                 *id, *name;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    if (!ngx_http_statuses_status_is_local(st)) {
        if (ngx_http_statuses_url_is_http(&st->col[f->col])) {
            ngx_http_statuses_write_string(rd, entity, f);

        } else {
            ngx_http_statuses_json_lit(j, "null");
        }

        return;
    }

    ngx_http_statuses_json_lit(j, "\"");

    if (ngx_http_statuses_status_is_boost(st)) {
        ngx_http_statuses_status_activity(rd, st);

    } else {
        id = &st->col[STATUSES_STATUS_ID];
        name = &st->account->col[STATUSES_ACCOUNT_USERNAME];

        ngx_http_statuses_json_raw(j, rd->conf->base_url.data,
                                   rd->conf->base_url.len);
        ngx_http_statuses_json_lit(j, "/@");
        ngx_http_statuses_json_escape(j, name->data, name->len);
        ngx_http_statuses_json_lit(j, "/");
        ngx_http_statuses_json_raw(j, id->data, id->len);
    }

    ngx_http_statuses_json_lit(j, "\"");
}


/* a remote status' server may tell the numbers better than we know them */

static void
ngx_http_statuses_status_count(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t                   *told;
    ngx_http_statuses_field_t    untrusted;

    untrusted = *f;
    untrusted.col = (f->col == STATUSES_STATUS_REBLOGS_COUNT)
                    ? STATUSES_STATUS_UNTRUSTED_REBLOGS_COUNT
                    : STATUSES_STATUS_UNTRUSTED_FAVOURITES_COUNT;

    told = &st->col[untrusted.col];

    if (told->data && !ngx_http_statuses_status_is_local(st)) {
        ngx_http_statuses_write_count(rd, entity, &untrusted);
        return;
    }

    ngx_http_statuses_write_count(rd, entity, f);
}


static void
ngx_http_statuses_status_viewer(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_http_statuses_json_bool(&rd->json,
                         st->viewer
                         && ngx_http_statuses_is_true(&st->viewer[f->col]));
}


/* the author is known to the text, and those who are mentioned if others */

void
ngx_http_statuses_status_html(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_str_t *text, ngx_uint_t others,
    ngx_uint_t quoting)
{
    statuses_buf_t  buf;

    ngx_http_statuses_status_markup(rd, st, text, others, quoting, &buf);
    ngx_http_statuses_write_buf(rd, &buf);
}


void
ngx_http_statuses_status_markup(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_str_t *text, ngx_uint_t others,
    ngx_uint_t quoting, statuses_buf_t *buf)
{
    ngx_str_t             *v, url, *col;
    ngx_uint_t             i, n;
    statuses_str_t         s;
    statuses_mention_t    *m;
    statuses_html_opts_t   opts;

    s.data = (char *) text->data;
    s.len = text->len;

    ngx_memzero(buf, sizeof(statuses_buf_t));

    if (!ngx_http_statuses_status_is_local(st)) {

        if (text->len == 0) {
            return;
        }

        statuses_buf_init(buf, &rd->arena, text->len + 64);
        statuses_sanitize(buf, s, rd->site.before_4_6
                                  ? STATUSES_SANITIZE_NO_LANG : 0);
        return;
    }

    ngx_str_null(&url);

    /* in 4.5 a post without text says nothing of what it quotes, either */

    if (rd->site.before_4_6 && statuses_blank(s)) {
        quoting = 0;
    }

    if (quoting && ngx_http_statuses_quote_url(rd, st, &url) != NGX_OK) {
        buf->failed = 1;
        return;
    }

    if (text->len == 0 && url.data == NULL) {
        return;
    }

    n = others ? st->mentions.nelts / mention_n : 0;
    v = st->mentions.elts;
    col = st->account->col;

    m = ngx_pcalloc(rd->pool, (n + 1) * sizeof(statuses_mention_t));
    if (m == NULL) {
        buf->failed = 1;
        return;
    }

    m[0].username.data = (char *) col[STATUSES_ACCOUNT_USERNAME].data;
    m[0].username.len = col[STATUSES_ACCOUNT_USERNAME].len;
    m[0].domain.data = (char *) col[STATUSES_ACCOUNT_DOMAIN].data;
    m[0].domain.len = col[STATUSES_ACCOUNT_DOMAIN].len;
    m[0].url.data = (char *) col[STATUSES_ACCOUNT_URL].data;
    m[0].url.len = col[STATUSES_ACCOUNT_URL].len;

    for (i = 1; i <= n; i++, v += mention_n) {
        m[i].username.data = (char *) v[mention_username].data;
        m[i].username.len = v[mention_username].len;
        m[i].domain.data = (char *) v[mention_domain].data;
        m[i].domain.len = v[mention_domain].len;
        m[i].url.data = (char *) v[mention_url].data;
        m[i].url.len = v[mention_url].len;
    }

    opts.mentions = m;
    opts.nmentions = n + 1;
    opts.quoted_url.data = (char *) url.data;
    opts.quoted_url.len = url.len;

    statuses_buf_init(buf, &rd->arena, text->len * 2 + 256);
    statuses_html_status(buf, &rd->site, s, &opts);
}


static void
ngx_http_statuses_status_content(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_http_statuses_status_html(rd, st, &st->col[f->col], 1, 1);
}


static void
ngx_http_statuses_status_reblog(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_http_statuses_status_t  *proper;

    proper = NULL;

    if (ngx_http_statuses_status_is_boost(st)) {
        proper = ngx_http_statuses_status_find(rd, &st->col[f->col]);
    }

    /* a boost of a boost does not exist, whatever the row says */

    if (proper == NULL || ngx_http_statuses_status_is_boost(proper)) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    ngx_http_statuses_status_write(rd, proper);
}


static void
ngx_http_statuses_status_application(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t                 *v;
    ngx_uint_t                 width;
    ngx_array_t                app;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    if (st->col[f->col].len == 0) {
        ngx_http_statuses_json_lit(j, "null");
        return;
    }

    if (ngx_http_statuses_row_array(rd->pool, &st->col[f->col], &app, &width)
        != NGX_OK
        || app.nelts != application_n)
    {
        j->failed = 1;
        return;
    }

    v = app.elts;

    ngx_http_statuses_json_lit(j, "{\"name\":");
    ngx_http_statuses_json_string(j, v[application_name].data,
                                  v[application_name].len);
    ngx_http_statuses_json_lit(j, ",\"website\":");

    if (v[application_website].len) {
        ngx_http_statuses_json_string(j, v[application_website].data,
                                      v[application_website].len);
    } else {
        ngx_http_statuses_json_lit(j, "null");
    }

    ngx_http_statuses_json_lit(j, "}");
}


static void
ngx_http_statuses_status_account(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_http_statuses_account_write(rd, st->account);
}


static void
ngx_http_statuses_status_mentions(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t                 *v;
    ngx_uint_t                 i, n;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;
    v = st->mentions.elts;
    n = st->mentions.nelts / mention_n;

    ngx_http_statuses_json_lit(j, "[");

    for (i = 0; i < n; i++, v += mention_n) {
        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_lit(j, "{\"id\":");
        ngx_http_statuses_json_id(j, &v[mention_id]);

        ngx_http_statuses_json_lit(j, ",\"username\":\"");
        ngx_http_statuses_url_username(rd, &v[mention_username]);

        /* unlike an account's own, it never falls back to the URI */

        if (v[mention_domain].data == NULL) {
            ngx_http_statuses_json_lit(j, "\",\"url\":\"");
            ngx_http_statuses_url_account(rd, &v[mention_id],
                                          &v[mention_username]);
            ngx_http_statuses_json_lit(j, "\"");

        } else if (ngx_http_statuses_url_is_http(&v[mention_url])) {
            ngx_http_statuses_json_lit(j, "\",\"url\":");
            ngx_http_statuses_json_string(j, v[mention_url].data,
                                          v[mention_url].len);
        } else {
            ngx_http_statuses_json_lit(j, "\",\"url\":null");
        }

        ngx_http_statuses_json_lit(j, ",\"acct\":\"");
        ngx_http_statuses_url_acct(rd, &v[mention_username],
                                   &v[mention_domain]);
        ngx_http_statuses_json_lit(j, "\"}");
    }

    ngx_http_statuses_json_lit(j, "]");
}


static void
ngx_http_statuses_status_tags(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t                 *v;
    ngx_uint_t                 i, width;
    ngx_array_t                tags;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    if (ngx_http_statuses_row_array(rd->pool, &st->col[f->col], &tags, &width)
        != NGX_OK)
    {
        j->failed = 1;
        return;
    }

    v = tags.elts;

    ngx_http_statuses_json_lit(j, "[");

    for (i = 0; i < tags.nelts; i++, v++) {
        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_lit(j, "{\"name\":");
        ngx_http_statuses_json_string(j, v->data, v->len);
        ngx_http_statuses_json_lit(j, ",\"url\":\"");
        ngx_http_statuses_url_tag(rd, v);
        ngx_http_statuses_json_lit(j, "\"}");
    }

    ngx_http_statuses_json_lit(j, "]");
}


static void
ngx_http_statuses_status_emojis(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t    *texts;
    ngx_uint_t    n;
    ngx_array_t   options;

    n = 0;

    if (st->poll) {
        if (ngx_http_statuses_poll_options(rd->pool, st->poll, &options)
            != NGX_OK)
        {
            rd->json.failed = 1;
            return;
        }

        n = options.nelts;
    }

    texts = ngx_palloc(rd->pool, (n + 2) * sizeof(ngx_str_t));
    if (texts == NULL) {
        rd->json.failed = 1;
        return;
    }

    texts[0] = st->col[STATUSES_STATUS_SPOILER_TEXT];
    texts[1] = st->col[STATUSES_STATUS_TEXT];

    if (n) {
        ngx_memcpy(&texts[2], options.elts, n * sizeof(ngx_str_t));
    }

    ngx_http_statuses_emoji_write(rd, st->emojis, texts, n + 2);
}


static const ngx_http_statuses_field_t  ngx_http_statuses_status_fields[] = {

    { ngx_http_statuses_first("id"),
      ngx_http_statuses_write_id,
      STATUSES_STATUS_ID, 0, NULL },

    { ngx_http_statuses_key("created_at"),
      ngx_http_statuses_write_time,
      STATUSES_STATUS_CREATED_AT, 0, NULL },

    { ngx_http_statuses_key("in_reply_to_id"),
      ngx_http_statuses_write_id,
      STATUSES_STATUS_IN_REPLY_TO_ID, 0, NULL },

    { ngx_http_statuses_key("in_reply_to_account_id"),
      ngx_http_statuses_write_id,
      STATUSES_STATUS_IN_REPLY_TO_ACCOUNT_ID, 0, NULL },

    { ngx_http_statuses_key("sensitive"),
      ngx_http_statuses_status_sensitive,
      STATUSES_STATUS_SENSITIVE, 0, NULL },

    { ngx_http_statuses_key("spoiler_text"),
      ngx_http_statuses_write_text,
      STATUSES_STATUS_SPOILER_TEXT, 0, NULL },

    { ngx_http_statuses_key("visibility"),
      ngx_http_statuses_status_visibility,
      STATUSES_STATUS_VISIBILITY, 0, NULL },

    { ngx_http_statuses_key("language"),
      ngx_http_statuses_write_string,
      STATUSES_STATUS_LANGUAGE, 0, NULL },

    { ngx_http_statuses_key("uri"),
      ngx_http_statuses_status_uri,
      STATUSES_STATUS_URI, 0, NULL },

    { ngx_http_statuses_key("url"),
      ngx_http_statuses_status_url,
      STATUSES_STATUS_URL, 0, NULL },

    { ngx_http_statuses_key("replies_count"),
      ngx_http_statuses_write_count,
      STATUSES_STATUS_REPLIES_COUNT, 0, NULL },

    { ngx_http_statuses_key("reblogs_count"),
      ngx_http_statuses_status_count,
      STATUSES_STATUS_REBLOGS_COUNT, 0, NULL },

    { ngx_http_statuses_key("favourites_count"),
      ngx_http_statuses_status_count,
      STATUSES_STATUS_FAVOURITES_COUNT, 0, NULL },

    { ngx_http_statuses_key("quotes_count"),
      ngx_http_statuses_write_count,
      STATUSES_STATUS_QUOTES_COUNT, 0, NULL },

    { ngx_http_statuses_key("edited_at"),
      ngx_http_statuses_write_time,
      STATUSES_STATUS_EDITED_AT, 0, NULL },

    { ngx_http_statuses_key("favourited"),
      ngx_http_statuses_status_viewer,
      STATUSES_STATUS_VIEWER_FAVOURITED, 0,
      ngx_http_statuses_status_when_viewer },

    { ngx_http_statuses_key("reblogged"),
      ngx_http_statuses_status_viewer,
      STATUSES_STATUS_VIEWER_REBLOGGED, 0,
      ngx_http_statuses_status_when_viewer },

    { ngx_http_statuses_key("muted"),
      ngx_http_statuses_status_viewer,
      STATUSES_STATUS_VIEWER_MUTED, 0,
      ngx_http_statuses_status_when_viewer },

    { ngx_http_statuses_key("bookmarked"),
      ngx_http_statuses_status_viewer,
      STATUSES_STATUS_VIEWER_BOOKMARKED, 0,
      ngx_http_statuses_status_when_viewer },

    { ngx_http_statuses_key("pinned"),
      ngx_http_statuses_status_viewer,
      STATUSES_STATUS_VIEWER_PINNED, 0,
      ngx_http_statuses_status_when_pinnable },

    { ngx_http_statuses_key("content"),
      ngx_http_statuses_status_content,
      STATUSES_STATUS_TEXT, 0, ngx_http_statuses_status_when_content },

    { ngx_http_statuses_key("text"),
      ngx_http_statuses_write_text,
      STATUSES_STATUS_TEXT, 0, ngx_http_statuses_status_when_source },

    { ngx_http_statuses_key("filtered"),
      ngx_http_statuses_filter_write,
      STATUSES_STATUS_TEXT, 0, ngx_http_statuses_status_when_viewer },

    { ngx_http_statuses_key("reblog"),
      ngx_http_statuses_status_reblog,
      STATUSES_STATUS_REBLOG_OF_ID, 0, NULL },

    { ngx_http_statuses_key("application"),
      ngx_http_statuses_status_application,
      STATUSES_STATUS_APPLICATION, 0,
      ngx_http_statuses_status_when_application },

    { ngx_http_statuses_key("account"),
      ngx_http_statuses_status_account,
      STATUSES_STATUS_ID, 0, NULL },

    { ngx_http_statuses_key("media_attachments"),
      ngx_http_statuses_media_write,
      STATUSES_STATUS_MEDIA, 0, NULL },

    { ngx_http_statuses_key("mentions"),
      ngx_http_statuses_status_mentions,
      STATUSES_STATUS_MENTIONS, 0, NULL },

    { ngx_http_statuses_key("tags"),
      ngx_http_statuses_status_tags,
      STATUSES_STATUS_TAGS, 0, NULL },

    { ngx_http_statuses_key("emojis"),
      ngx_http_statuses_status_emojis,
      STATUSES_STATUS_TEXT, 0, NULL },

    { ngx_http_statuses_key("tagged_collections"),
      ngx_http_statuses_collection_write,
      STATUSES_STATUS_HAS_COLLECTIONS, NGX_HTTP_STATUSES_4_6, NULL },

    { ngx_http_statuses_key("quote"),
      ngx_http_statuses_quote_write,
      STATUSES_STATUS_QUOTE, 0, NULL },

    { ngx_http_statuses_key("card"),
      ngx_http_statuses_card_write,
      STATUSES_STATUS_CARD, 0, NULL },

    { ngx_http_statuses_key("poll"),
      ngx_http_statuses_poll_write,
      STATUSES_STATUS_POLL, 0, NULL },

    { ngx_http_statuses_key("quote_approval"),
      ngx_http_statuses_quote_approval,
      STATUSES_STATUS_QUOTE_APPROVAL_POLICY, 0, NULL },

    ngx_http_statuses_end
};


void
ngx_http_statuses_status_write(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st)
{
    ngx_http_statuses_entity_write(rd, ngx_http_statuses_status_fields, st);
}


ngx_http_statuses_status_t *
ngx_http_statuses_status_find(ngx_http_statuses_render_t *rd, ngx_str_t *id)
{
    ngx_str_t   *own;
    ngx_uint_t   i;

    if (rd->find) {
        return rd->find(rd, id);
    }

    for (i = 0; i < rd->nstatuses; i++) {
        own = &rd->statuses[i].col[STATUSES_STATUS_ID];

        if (ngx_http_statuses_same(own, id)) {
            return &rd->statuses[i];
        }
    }

    return NULL;
}


ngx_int_t
ngx_http_statuses_status_init(ngx_pool_t *pool, ngx_http_statuses_status_t *st,
    ngx_str_t *col, ngx_str_t *emojis, ngx_str_t *viewer)
{
    ngx_uint_t    width;
    ngx_array_t   values;

    ngx_memzero(st, sizeof(ngx_http_statuses_status_t));

    st->col = col;
    st->emojis = emojis;
    st->viewer = viewer;

    if (ngx_http_statuses_row_array(pool, &st->col[STATUSES_STATUS_MENTIONS],
                                    &st->mentions, &width)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (st->col[STATUSES_STATUS_QUOTE].len) {
        if (ngx_http_statuses_row_array(pool, &st->col[STATUSES_STATUS_QUOTE],
                                        &values, &width)
            != NGX_OK)
        {
            return NGX_ERROR;
        }

        st->quote = values.elts;
    }

    if (st->col[STATUSES_STATUS_POLL].len) {
        if (ngx_http_statuses_row_array(pool, &st->col[STATUSES_STATUS_POLL],
                                        &values, &width)
            != NGX_OK)
        {
            return NGX_ERROR;
        }

        st->poll = values.elts;
    }

    return NGX_OK;
}
