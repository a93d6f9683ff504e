/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "operation/operation.h"
#include "operation/post.h"
#include "pg/row.h"
#include "text/language.h"
#include "text/trim.h"
#include <ngx_http_statuses_statements.h>

#include <jansson.h>


static void *ngx_http_statuses_compose_alloc(void *ctx, size_t size);
static ngx_int_t ngx_http_statuses_compose_names(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, statuses_str_t *accts);
static ngx_int_t ngx_http_statuses_compose_name(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, ngx_str_t *account,
    statuses_str_t *acct);
static ngx_uint_t ngx_http_statuses_compose_allowed(
    ngx_http_statuses_post_t *post, ngx_str_t *id);
static ngx_uint_t ngx_http_statuses_compose_warned(
    ngx_http_statuses_post_t *post, ngx_http_statuses_flag_e flag);
static void ngx_http_statuses_compose_visibility(
    ngx_http_statuses_post_t *post, ngx_str_t *usual);
static ngx_int_t ngx_http_statuses_compose_seen(ngx_str_t *name);
static ngx_int_t ngx_http_statuses_compose_language(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, ngx_str_t *usual);
static void ngx_http_statuses_compose_setting(json_t *settings,
    const char *name, ngx_str_t *value);
static ngx_uint_t ngx_http_statuses_compose_blank(ngx_str_t *s);


static ngx_inline statuses_str_t
ngx_http_statuses_compose_str(ngx_str_t *s)
{
    statuses_str_t  str;

    str.data = (char *) s->data;
    str.len = s->len;

    return str;
}


ngx_int_t
ngx_http_statuses_compose_begin(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, ngx_uint_t schema)
{
    ngx_http_statuses_loc_conf_t  *slcf;
    ngx_http_statuses_srv_conf_t  *sscf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);
    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    post->version = ngx_min(slcf->compat, schema);

    post->arena.alloc = ngx_http_statuses_compose_alloc;
    post->arena.ctx = r->pool;

    post->site.local_domain = ngx_http_statuses_compose_str(
                                                         &sscf->local_domain);
    post->site.base_url = ngx_http_statuses_compose_str(&sscf->base_url);
    post->site.before_4_6 = (post->version < NGX_HTTP_STATUSES_4_6);

    post->text = ngx_http_statuses_compose_str(&post->status);
    post->spoiler = ngx_http_statuses_compose_str(&post->spoiler_text);

    /* a warning alone is the text; in an edit the one that is there stays */

    post->keeps_spoiler = 0;

    if (statuses_blank(post->text) && !post->quotes
        && (post->edited || !statuses_blank(post->spoiler)))
    {
        post->text = post->spoiler;
        post->spoiler.len = 0;
        post->spoiler_moved = 1;
        post->keeps_spoiler = (post->edited != 0);

    } else if (statuses_blank(post->text) && post->edited) {
        post->text.len = 0;
    }

    post->given = post->text;
    post->given_spoiler = post->spoiler;
    post->stripped = statuses_strip(post->text);

    if (statuses_rewrite_scan(&post->arena, &post->site, post->text,
                              &post->handles, &post->nhandles)
        != 0)
    {
        return NGX_ERROR;
    }

    if (statuses_tag_extract(&post->arena, post->text, post->site.before_4_6,
                             &post->tags, &post->ntags)
        != 0)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


static void *
ngx_http_statuses_compose_alloc(void *ctx, size_t size)
{
    return ngx_palloc(ctx, size);
}


ngx_int_t
ngx_http_statuses_compose_text(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    statuses_buf_t   buf;
    statuses_str_t  *accts;

    accts = ngx_pcalloc(r->pool, (post->nhandles + 1)
                                 * sizeof(statuses_str_t));
    if (accts == NULL
        || ngx_http_statuses_compose_names(r, post, accts) != NGX_OK)
    {
        return NGX_ERROR;
    }

    statuses_buf_init(&buf, &post->arena, post->text.len + 64);
    statuses_rewrite_apply(&buf, post->text, post->handles, accts,
                           post->nhandles);

    if (buf.failed) {
        return NGX_ERROR;
    }

    post->text.data = buf.data;
    post->text.len = buf.len;

    post->text = statuses_strip(post->text);
    post->spoiler = statuses_strip(post->spoiler);

    if (statuses_tag_extract(&post->arena, post->text, post->site.before_4_6,
                             &post->tags, &post->ntags)
        != 0)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_compose_plain(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post)
{
    post->text = statuses_strip(post->text);
    post->spoiler = statuses_strip(post->spoiler);

    if (ngx_array_init(&post->mentions, r->pool, 1, sizeof(ngx_str_t))
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_array_init(&post->unexpected, r->pool, 1, sizeof(ngx_str_t));
}


/* which accounts the handles are, and who of them is told of it (7.1) */

static ngx_int_t
ngx_http_statuses_compose_names(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, statuses_str_t *accts)
{
    size_t              i, first, row, nrows;
    ngx_str_t          *account, *id;
    statuses_handle_t  *handle;

    if (ngx_array_init(&post->mentions, r->pool, 4, sizeof(ngx_str_t))
        != NGX_OK
        || ngx_array_init(&post->blocked, r->pool, 1, sizeof(ngx_str_t))
           != NGX_OK
        || ngx_array_init(&post->unexpected, r->pool, 4, sizeof(ngx_str_t))
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    account = post->accounts.elts;
    nrows = post->accounts.nelts / ngx_http_statuses_named_max;
    row = 0;

    for (i = 0; i < post->nhandles; i++) {
        handle = &post->handles[i];
        first = handle->first;

        if (first != i) {
            accts[i] = accts[first];
            continue;
        }

        /* rows are in the order of handles; many have none */

        if (row == nrows
            || ngx_atosz(account[ngx_http_statuses_named_handle].data,
                         account[ngx_http_statuses_named_handle].len)
               != (ssize_t) i + 1)
        {
            if (handle->domain.len && !handle->unknown && !handle->invalid) {
                post->elsewhere = 1;
            }

            continue;
        }

        if (ngx_http_statuses_is_true(
                                  &account[ngx_http_statuses_named_usable]))
        {
            if (ngx_http_statuses_compose_name(r, post, account, &accts[i])
                != NGX_OK)
            {
                return NGX_ERROR;
            }

            if (post->restricted
                && !ngx_http_statuses_compose_allowed(post,
                                        &account[ngx_http_statuses_named_id]))
            {
                id = ngx_array_push(&post->unexpected);
                if (id == NULL) {
                    return NGX_ERROR;
                }

                *id = account[ngx_http_statuses_named_id];
            }

            id = ngx_array_push(ngx_http_statuses_is_true(
                                 &account[ngx_http_statuses_named_blocked])
                                ? &post->blocked : &post->mentions);
            if (id == NULL) {
                return NGX_ERROR;
            }

            *id = account[ngx_http_statuses_named_id];
        }

        account += ngx_http_statuses_named_max;
        row++;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_compose_name(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, ngx_str_t *account, statuses_str_t *acct)
{
    u_char     *p;
    ngx_str_t  *username, *domain;

    username = &account[ngx_http_statuses_named_username];
    domain = &account[ngx_http_statuses_named_domain];

    p = ngx_pnalloc(r->pool, username->len + 1 + domain->len);
    if (p == NULL) {
        return NGX_ERROR;
    }

    acct->data = (char *) p;

    p = ngx_cpymem(p, username->data, username->len);

    if (domain->data) {
        *p++ = '@';
        p = ngx_cpymem(p, domain->data, domain->len);
    }

    acct->len = (char *) p - acct->data;

    return NGX_OK;
}


static ngx_uint_t
ngx_http_statuses_compose_allowed(ngx_http_statuses_post_t *post,
    ngx_str_t *id)
{
    ngx_uint_t                    i;
    ngx_http_statuses_post_id_t  *allowed;

    allowed = post->allowed.elts;

    for (i = 0; i < post->allowed.nelts; i++) {
        if (allowed[i].id == ngx_http_statuses_row_int(id, -1)) {
            return 1;
        }
    }

    return 0;
}


ngx_int_t
ngx_http_statuses_compose_defaults(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post)
{
    json_t                    *settings;
    ngx_int_t                  policy;
    ngx_str_t                 *text, privacy, sensitive, language, quote;
    ngx_http_statuses_flag_e   flag;

    text = &post->user[STATUSES_RESOLVE_SETTINGS];

    settings = text->len ? json_loadb((char *) text->data, text->len, 0, NULL)
                         : NULL;

    ngx_http_statuses_compose_setting(settings, "default_privacy", &privacy);
    ngx_http_statuses_compose_setting(settings, "default_sensitive",
                                      &sensitive);
    ngx_http_statuses_compose_setting(settings, "default_language", &language);
    ngx_http_statuses_compose_setting(settings, "default_quote_policy",
                                      &quote);

    flag = post->sensitive;

    if (flag == ngx_http_statuses_flag_unset && sensitive.len == 4
        && ngx_memcmp(sensitive.data, "true", 4) == 0)
    {
        flag = ngx_http_statuses_flag_true;
    }

    post->warned = ngx_http_statuses_compose_warned(post, flag);

    ngx_http_statuses_compose_visibility(post, &privacy);

    if (ngx_http_statuses_compose_language(r, post, &language) != NGX_OK) {
        json_decref(settings);
        return NGX_ERROR;
    }

    policy = ngx_http_statuses_compose_policy(&post->quote_policy);

    if (policy == NGX_DECLINED) {
        policy = ngx_http_statuses_compose_policy(&quote);
    }

    if (policy < 0) {
        ngx_str_set(&quote, "public");
        policy = ngx_http_statuses_compose_policy(&quote);
    }

    post->policy_raw = policy;
    post->policy = (post->seen == NGX_HTTP_STATUSES_SEEN_PUBLIC
                    || post->seen == NGX_HTTP_STATUSES_SEEN_UNLISTED)
                   ? policy : 0;

    json_decref(settings);

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_compose_changes(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post)
{
    json_t     *settings;
    ngx_int_t   rc;
    ngx_str_t  *text, language;

    text = &post->user[STATUSES_RESOLVE_SETTINGS];

    settings = text->len ? json_loadb((char *) text->data, text->len, 0, NULL)
                         : NULL;

    ngx_http_statuses_compose_setting(settings, "default_language", &language);

    rc = ngx_http_statuses_compose_language(r, post, &language);

    json_decref(settings);

    post->warned = ngx_http_statuses_compose_warned(post, post->sensitive);
    post->policy = ngx_http_statuses_compose_policy(&post->quote_policy);

    return rc;
}


/*
 * A warning makes it sensitive, unless a word has said otherwise: to Ruby
 * "false" is true.
 */

static ngx_uint_t
ngx_http_statuses_compose_warned(ngx_http_statuses_post_t *post,
    ngx_http_statuses_flag_e flag)
{
    return (flag == ngx_http_statuses_flag_true)
           || (!post->keeps_spoiler
               && !ngx_http_statuses_compose_blank(&post->spoiler_text)
               && (flag == ngx_http_statuses_flag_unset
                   || post->insensitive));
}


static void
ngx_http_statuses_compose_visibility(ngx_http_statuses_post_t *post,
    ngx_str_t *usual)
{
    ngx_int_t    seen;
    ngx_str_t   *quoted;
    ngx_uint_t   locked;

    locked = ngx_http_statuses_is_true(&post->user[STATUSES_RESOLVE_LOCKED]);

    seen = locked ? NGX_HTTP_STATUSES_SEEN_PRIVATE
                  : NGX_HTTP_STATUSES_SEEN_PUBLIC;

    if (post->visibility.data == NULL) {

        if (usual->len) {
            seen = ngx_http_statuses_compose_seen(usual);
        }

    } else if (post->visibility.len) {
        seen = ngx_http_statuses_compose_seen(&post->visibility);

    } else {
        /* an empty one passes by all that follows */
        post->seen = seen;
        return;
    }

    if (seen == NGX_HTTP_STATUSES_SEEN_PUBLIC
        && ngx_http_statuses_is_true(&post->user[STATUSES_RESOLVE_SILENCED]))
    {
        seen = NGX_HTTP_STATUSES_SEEN_UNLISTED;
    }

    quoted = post->quoted.elts;

    if (post->quoted.nelts == 3
        && ngx_http_statuses_row_int(&quoted[2], -1)
           == NGX_HTTP_STATUSES_SEEN_PRIVATE
        && (seen == NGX_HTTP_STATUSES_SEEN_PUBLIC
            || seen == NGX_HTTP_STATUSES_SEEN_UNLISTED))
    {
        seen = NGX_HTTP_STATUSES_SEEN_PRIVATE;
    }

    post->seen = seen;
}


static ngx_int_t
ngx_http_statuses_compose_seen(ngx_str_t *name)
{
    ngx_uint_t  i;

    static ngx_str_t  names[] = {
        ngx_string("public"),
        ngx_string("unlisted"),
        ngx_string("private"),
        ngx_string("direct"),
        ngx_string("limited")
    };

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (ngx_http_statuses_same(&names[i], name)) {
            return i;
        }
    }

    return NGX_HTTP_STATUSES_SEEN_INVALID;
}


ngx_int_t
ngx_http_statuses_compose_policy(ngx_str_t *name)
{
    ngx_uint_t  i;

    static struct {
        ngx_str_t  name;
        ngx_int_t  bits;
    } policies[] = {
        { ngx_string("public"), 2 << 16 },
        { ngx_string("followers"), 4 << 16 },
        { ngx_string("nobody"), 0 }
    };

    if (ngx_http_statuses_compose_blank(name)) {
        return NGX_DECLINED;
    }

    for (i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
        if (ngx_http_statuses_same(&policies[i].name, name)) {
            return policies[i].bits;
        }
    }

    return NGX_ERROR;
}


/* a copy: the settings go */

static ngx_int_t
ngx_http_statuses_compose_language(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, ngx_str_t *usual)
{
    ngx_str_t        found;
    ngx_uint_t       i;
    statuses_str_t   language;

    ngx_str_t       *candidate[] = {
        &post->language, &post->language_now, usual,
        &post->user[STATUSES_RESOLVE_LOCALE]
    };

    for (i = 0; i < sizeof(candidate) / sizeof(candidate[0]); i++) {
        if (statuses_language_check(ngx_http_statuses_compose_str(candidate[i]),
                                    post->site.before_4_6, &language))
        {
            found.data = (u_char *) language.data;
            found.len = language.len;

            post->tongue.len = found.len;
            post->tongue.data = ngx_pstrdup(r->pool, &found);

            return post->tongue.data ? NGX_OK : NGX_ERROR;
        }
    }

    ngx_str_set(&post->tongue, "en");

    return NGX_OK;
}


/* data NULL: not set, or to nothing that has a text */

static void
ngx_http_statuses_compose_setting(json_t *settings, const char *name,
    ngx_str_t *value)
{
    json_t  *setting;

    setting = json_object_get(settings, name);

    if (json_is_string(setting)) {
        value->data = (u_char *) json_string_value(setting);
        value->len = json_string_length(setting);

    } else if (json_is_true(setting)) {
        ngx_str_set(value, "true");

    } else {
        ngx_str_null(value);
    }
}


static ngx_uint_t
ngx_http_statuses_compose_blank(ngx_str_t *s)
{
    return statuses_blank(ngx_http_statuses_compose_str(s));
}
