/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * CustomEmoji (spec/entities.md 9).
 */

#include "entity/entity.h"
#include "entity/account.h"
#include "pg/row.h"
#include "text/emoji.h"


/* elements of the column "emojis" */

enum {
    emoji_id = 0,
    emoji_shortcode,
    emoji_file_name,
    emoji_schema_version,
    emoji_visible,
    emoji_domain,
    emoji_n
};


static ngx_uint_t ngx_http_statuses_emoji_in(ngx_str_t *value);
static void ngx_http_statuses_emoji_one(ngx_http_statuses_render_t *rd,
    ngx_str_t *e);


ngx_uint_t
ngx_http_statuses_emoji_late(ngx_http_statuses_status_t *st)
{
    ngx_str_t                    *note, *fields;
    ngx_http_statuses_account_t  *a;

    a = st->account;
    note = &a->col[STATUSES_ACCOUNT_NOTE];
    fields = &a->col[STATUSES_ACCOUNT_FIELDS];

    if (ngx_http_statuses_account_is_local(a)
        && (ngx_strlchr(note->data, note->data + note->len, '@')
            || ngx_strlchr(fields->data, fields->data + fields->len, '@')))
    {
        return 1;
    }

    return ngx_http_statuses_emoji_in(&st->col[STATUSES_STATUS_TEXT])
           || ngx_http_statuses_emoji_in(&st->col[STATUSES_STATUS_SPOILER_TEXT])
           || ngx_http_statuses_emoji_in(&st->col[STATUSES_STATUS_POLL])
           || ngx_http_statuses_emoji_in(&a->col[STATUSES_ACCOUNT_DISPLAY_NAME])
           || ngx_http_statuses_emoji_in(note)
           || ngx_http_statuses_emoji_in(fields);
}


static ngx_uint_t
ngx_http_statuses_emoji_in(ngx_str_t *value)
{
    size_t          pos;
    statuses_str_t  text, code;

    text.data = (char *) value->data;
    text.len = value->len;
    pos = 0;

    return statuses_emoji_next(text, &pos, &code);
}


void
ngx_http_statuses_emoji_write(ngx_http_statuses_render_t *rd,
    ngx_str_t *emojis, ngx_str_t *texts, ngx_uint_t ntexts)
{
    size_t                     pos;
    ngx_str_t                 *v;
    ngx_uint_t                 i, n, width, shown;
    ngx_array_t                rows;
    statuses_str_t             text, code;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    if (emojis->len <= 2
        || ngx_http_statuses_row_array(rd->pool, emojis, &rows, &width)
           != NGX_OK
        || width != emoji_n)
    {
        ngx_http_statuses_json_lit(j, "[]");
        return;
    }

    ngx_http_statuses_json_lit(j, "[");

    shown = 0;
    v = rows.elts;

    for (i = 0; i < ntexts; i++) {
        text.data = (char *) texts[i].data;
        text.len = texts[i].len;
        pos = 0;

        while (statuses_emoji_next(text, &pos, &code)) {

            for (n = 0; n < rows.nelts; n += emoji_n) {
                if (v[n + emoji_shortcode].len == code.len
                    && ngx_memcmp(v[n + emoji_shortcode].data, code.data,
                                  code.len)
                       == 0)
                {
                    break;
                }
            }

            if (n >= rows.nelts) {
                continue;
            }

            if (shown++) {
                ngx_http_statuses_json_lit(j, ",");
            }

            ngx_http_statuses_emoji_one(rd, &v[n]);

            /* each is listed once, where it comes first */

            v[n + emoji_shortcode].len = 0;
        }
    }

    ngx_http_statuses_json_lit(j, "]");
}


static void
ngx_http_statuses_emoji_one(ngx_http_statuses_render_t *rd, ngx_str_t *e)
{
    ngx_uint_t                 cached;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    cached = e[emoji_domain].data != NULL
             && ngx_http_statuses_row_int(&e[emoji_schema_version], 0) >= 1;

    ngx_http_statuses_json_lit(j, "{\"shortcode\":");
    ngx_http_statuses_json_string(j, e[emoji_shortcode].data,
                                  e[emoji_shortcode].len);

    ngx_http_statuses_json_lit(j, ",\"url\":\"");

    if (e[emoji_file_name].len) {
        ngx_http_statuses_url_file(rd, "custom_emojis/images", &e[emoji_id],
                                   "original", &e[emoji_file_name], cached,
                                   NULL);
    } else {
        ngx_http_statuses_url_missing(rd, "images", "original");
    }

    ngx_http_statuses_json_lit(j, "\",\"static_url\":\"");

    if (e[emoji_file_name].len) {
        ngx_http_statuses_url_file(rd, "custom_emojis/images", &e[emoji_id],
                                   "static", &e[emoji_file_name], cached,
                                   "png");
    } else {
        ngx_http_statuses_url_missing(rd, "images", "static");
    }

    ngx_http_statuses_json_lit(j, "\",\"visible_in_picker\":");
    ngx_http_statuses_json_bool(j,
                                ngx_http_statuses_is_true(&e[emoji_visible]));
    ngx_http_statuses_json_lit(j, "}");
}


ngx_int_t
ngx_http_statuses_emoji_codes(ngx_pool_t *pool, ngx_str_t *emojis,
    statuses_str_t **codes, ngx_uint_t *n)
{
    ngx_str_t       *v;
    ngx_uint_t       i, width;
    ngx_array_t      rows;
    statuses_str_t  *code;

    *n = 0;

    if (emojis->len <= 2
        || ngx_http_statuses_row_array(pool, emojis, &rows, &width) != NGX_OK
        || width != emoji_n)
    {
        return NGX_OK;
    }

    code = ngx_palloc(pool, rows.nelts / emoji_n * sizeof(statuses_str_t));
    if (code == NULL) {
        return NGX_ERROR;
    }

    v = rows.elts;
    *codes = code;

    for (i = 0; i < rows.nelts; i += emoji_n) {
        code[*n].data = (char *) v[i + emoji_shortcode].data;
        code[*n].len = v[i + emoji_shortcode].len;
        (*n)++;
    }

    return NGX_OK;
}
