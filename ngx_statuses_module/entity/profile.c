/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What an account says about itself: note, fields and their emoji
 * (spec/entities.md 4, spec/text.md 7).
 */

#include "entity/account.h"
#include "entity/profile_item.h"
#include "pg/row.h"
#include "text/sanitize.h"

static ngx_int_t ngx_http_statuses_profile_mentions(
    ngx_http_statuses_render_t *rd, ngx_http_statuses_account_t *a,
    statuses_html_opts_t *opts);
static void ngx_http_statuses_profile_value(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a, ngx_http_statuses_profile_item_t *field,
    statuses_html_opts_t *opts);


void
ngx_http_statuses_profile_note(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_str_t             *note;
    statuses_buf_t         buf;
    statuses_str_t         text;
    statuses_html_opts_t   opts;

    note = &a->col[STATUSES_ACCOUNT_NOTE];

    if (note->len == 0
        || ngx_http_statuses_is_true(&a->col[STATUSES_ACCOUNT_UNAVAILABLE]))
    {
        ngx_http_statuses_json_lit(&rd->json, "\"\"");
        return;
    }

    text.data = (char *) note->data;
    text.len = note->len;

    statuses_buf_init(&buf, &rd->arena, note->len * 2 + 64);

    if (!ngx_http_statuses_account_is_local(a)) {
        statuses_sanitize(&buf, text, rd->site.before_4_6
                                      ? STATUSES_SANITIZE_NO_LANG : 0);

    } else if (ngx_http_statuses_profile_mentions(rd, a, &opts) == NGX_OK) {
        statuses_html_note(&buf, &rd->site, text, &opts);

    } else {
        rd->json.failed = 1;
        return;
    }

    ngx_http_statuses_write_buf(rd, &buf);
}


/* the accounts that the note or a field names, as far as they exist */

static ngx_int_t
ngx_http_statuses_profile_mentions(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a, statuses_html_opts_t *opts)
{
    ngx_str_t           *v;
    ngx_uint_t           i, n, width;
    ngx_array_t          rows;
    statuses_mention_t  *m;

    ngx_memzero(opts, sizeof(statuses_html_opts_t));

    if (a->col[STATUSES_ACCOUNT_NOTE_MENTIONS].len <= 2) {
        return NGX_OK;
    }

    if (ngx_http_statuses_row_array(rd->pool,
                                    &a->col[STATUSES_ACCOUNT_NOTE_MENTIONS],
                                    &rows, &width)
        != NGX_OK
        || width != 3)
    {
        return NGX_ERROR;
    }

    n = rows.nelts / 3;
    v = rows.elts;

    m = ngx_pcalloc(rd->pool, n * sizeof(statuses_mention_t));
    if (m == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < n; i++, v += 3) {
        m[i].username.data = (char *) v[0].data;
        m[i].username.len = v[0].len;
        m[i].domain.data = (char *) v[1].data;
        m[i].domain.len = v[1].len;
        m[i].url.data = (char *) v[2].data;
        m[i].url.len = v[2].len;
    }

    opts->mentions = m;
    opts->nmentions = n;

    return NGX_OK;
}


void
ngx_http_statuses_profile_fields(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_uint_t                          i;
    ngx_array_t                         fields;
    statuses_html_opts_t                opts;
    ngx_http_statuses_json_t           *j;
    ngx_http_statuses_profile_item_t  *field;

    j = &rd->json;

    if (a->col[STATUSES_ACCOUNT_FIELDS].len <= 2
        || ngx_http_statuses_is_true(&a->col[STATUSES_ACCOUNT_UNAVAILABLE]))
    {
        ngx_http_statuses_json_lit(j, "[]");
        return;
    }

    if (ngx_http_statuses_profile_items(rd->pool, a, &fields) != NGX_OK
        || ngx_http_statuses_profile_mentions(rd, a, &opts) != NGX_OK)
    {
        j->failed = 1;
        return;
    }

    ngx_http_statuses_json_lit(j, "[");

    field = fields.elts;

    for (i = 0; i < fields.nelts; i++, field++) {

        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_lit(j, "{\"name\":");
        ngx_http_statuses_json_string(j, field->name.data, field->name.len);

        ngx_http_statuses_json_lit(j, ",\"value\":");
        ngx_http_statuses_profile_value(rd, a, field, &opts);

        ngx_http_statuses_json_lit(j, ",\"verified_at\":");

        if (field->verified) {
            ngx_http_statuses_json_string(j, field->verified_at,
                                          ngx_strlen(field->verified_at));
        } else {
            ngx_http_statuses_json_lit(j, "null");
        }

        ngx_http_statuses_json_lit(j, "}");
    }

    ngx_http_statuses_json_lit(j, "]");
}


static void
ngx_http_statuses_profile_value(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a, ngx_http_statuses_profile_item_t *field,
    statuses_html_opts_t *opts)
{
    statuses_buf_t  buf;
    statuses_str_t  text, url;

    text.data = (char *) field->value.data;
    text.len = field->value.len;

    statuses_buf_init(&buf, &rd->arena, text.len * 2 + 64);

    if (ngx_http_statuses_account_is_local(a)) {
        statuses_html_field(&buf, &rd->site, text, opts);

    } else if (field->verified
               && statuses_sanitize_single_link(&rd->arena, text, &url))
    {
        statuses_html_link(&buf, url);

    } else {
        statuses_sanitize(&buf, text, rd->site.before_4_6
                                      ? STATUSES_SANITIZE_NO_LANG : 0);
    }

    ngx_http_statuses_write_buf(rd, &buf);
}


void
ngx_http_statuses_profile_emojis(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_str_t                          *texts;
    ngx_uint_t                          i, n;
    ngx_array_t                         fields;
    ngx_http_statuses_profile_item_t  *field;

    if (a->emojis->len <= 2
        || ngx_http_statuses_is_true(&a->col[STATUSES_ACCOUNT_UNAVAILABLE]))
    {
        ngx_http_statuses_json_lit(&rd->json, "[]");
        return;
    }

    if (ngx_http_statuses_profile_items(rd->pool, a, &fields) != NGX_OK) {
        rd->json.failed = 1;
        return;
    }

    n = fields.nelts;
    field = fields.elts;

    texts = ngx_palloc(rd->pool, (2 + 2 * n) * sizeof(ngx_str_t));
    if (texts == NULL) {
        rd->json.failed = 1;
        return;
    }

    texts[0] = a->col[STATUSES_ACCOUNT_NOTE];
    texts[1] = a->col[STATUSES_ACCOUNT_DISPLAY_NAME];

    for (i = 0; i < n; i++) {
        texts[2 + i] = field[i].name;
        texts[2 + n + i] = field[i].value;
    }

    ngx_http_statuses_emoji_write(rd, a->emojis, texts, 2 + 2 * n);
}
