/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * MediaAttachment (spec/entities.md 6).
 */

#include "entity/entity.h"
#include "pg/row.h"


#define NGX_HTTP_STATUSES_MEDIA_MAX  4


/* elements of the column "media" */

enum {
    media_id = 0,
    media_type,
    media_file_name,
    media_content_type,
    media_schema_version,
    media_processing,
    media_remote_url,
    media_thumbnail_file_name,
    media_thumbnail_schema_version,
    media_thumbnail_remote_url,
    media_shortcode,
    media_meta,
    media_description,
    media_blurhash,
    media_n
};


static ngx_uint_t ngx_http_statuses_media_order(ngx_pool_t *pool,
    ngx_str_t *list, ngx_array_t *rows, ngx_str_t **chosen, ngx_uint_t *at);


/* a file that was never fetched, or was purged, comes through the proxy */

static ngx_uint_t
ngx_http_statuses_media_proxied(ngx_str_t *m)
{
    return m[media_file_name].len == 0 && m[media_remote_url].len != 0;
}


static void
ngx_http_statuses_media_proxy(ngx_http_statuses_render_t *rd, ngx_str_t *m,
    const char *style)
{
    ngx_http_statuses_json_raw(&rd->json, rd->conf->base_url.data,
                               rd->conf->base_url.len);
    ngx_http_statuses_json_lit(&rd->json, "/media_proxy/");
    ngx_http_statuses_json_raw(&rd->json, m[media_id].data, m[media_id].len);
    ngx_http_statuses_json_lit(&rd->json, "/");
    ngx_http_statuses_json_raw(&rd->json, (u_char *) style,
                               ngx_strlen(style));
}


static void
ngx_http_statuses_media_type(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    int64_t            n;

    static ngx_str_t   names[] = {
        ngx_string("\"image\""),
        ngx_string("\"gifv\""),
        ngx_string("\"video\""),
        ngx_string("\"unknown\""),
        ngx_string("\"audio\"")
    };

    n = ngx_http_statuses_row_int(&e->col[media_type], 3);

    if (n < 0 || n > 4) {
        n = 3;
    }

    ngx_http_statuses_json_raw(&rd->json, names[n].data, names[n].len);
}


static void
ngx_http_statuses_media_url(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    int64_t     processing;
    ngx_str_t  *m;

    m = e->col;
    processing = ngx_http_statuses_row_int(&m[media_processing], 2);

    if (processing != 2) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    ngx_http_statuses_json_lit(&rd->json, "\"");

    if (ngx_http_statuses_media_proxied(m)) {
        ngx_http_statuses_media_proxy(rd, m, "original");

    } else if (m[media_file_name].len == 0) {
        ngx_http_statuses_url_missing(rd, "files", "original");

    } else {
        ngx_http_statuses_url_file(rd, "media_attachments/files", &m[media_id],
              "original", &m[media_file_name],
              m[media_remote_url].len
              && ngx_http_statuses_row_int(&m[media_schema_version], 0) >= 1,
              NULL);
    }

    ngx_http_statuses_json_lit(&rd->json, "\"");
}


/*
 * The small style of a file: NULL if its type has none, "" if it keeps its
 * extension.
 */

static const char *
ngx_http_statuses_media_small(ngx_str_t *type)
{
    ngx_uint_t  i;

    static struct {
        ngx_str_t    type;
        const char  *format;
    } styles[] = {
        { ngx_string("image/jpeg"), "" },
        { ngx_string("image/png"), "" },
        { ngx_string("image/webp"), "" },
        { ngx_string("image/gif"), "png" },
        { ngx_string("video/mp4"), "png" },
        { ngx_string("video/webm"), "png" },
        { ngx_string("video/quicktime"), "png" },
        { ngx_string("video/ogg"), "png" },
        { ngx_string("image/heic"), "jpeg" },
        { ngx_string("image/heif"), "jpeg" },
        { ngx_string("image/avif"), "jpeg" },
        { ngx_null_string, NULL }
    };

    for (i = 0; styles[i].type.len; i++) {
        if (styles[i].type.len == type->len
            && ngx_strncmp(styles[i].type.data, type->data, type->len) == 0)
        {
            return styles[i].format;
        }
    }

    return NULL;
}


static void
ngx_http_statuses_media_preview(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_str_t                 *m;
    const char                *format;
    ngx_http_statuses_json_t  *j;

    m = e->col;
    j = &rd->json;

    if (ngx_http_statuses_media_proxied(m)) {
        ngx_http_statuses_json_lit(j, "\"");
        ngx_http_statuses_media_proxy(rd, m, "small");
        ngx_http_statuses_json_lit(j, "\"");
        return;
    }

    if (m[media_thumbnail_file_name].len) {
        ngx_http_statuses_json_lit(j, "\"");
        ngx_http_statuses_url_file(rd, "media_attachments/thumbnails",
              &m[media_id], "original", &m[media_thumbnail_file_name],
              m[media_remote_url].len
              && ngx_http_statuses_row_int(&m[media_thumbnail_schema_version],
                                           0) >= 1,
              NULL);
        ngx_http_statuses_json_lit(j, "\"");
        return;
    }

    format = ngx_http_statuses_media_small(&m[media_content_type]);

    if (format == NULL) {
        ngx_http_statuses_json_lit(j, "null");
        return;
    }

    ngx_http_statuses_json_lit(j, "\"");

    if (m[media_file_name].len == 0) {
        ngx_http_statuses_url_missing(rd, "files", "small");

    } else {
        ngx_http_statuses_url_file(rd, "media_attachments/files", &m[media_id],
              "small", &m[media_file_name],
              m[media_remote_url].len
              && ngx_http_statuses_row_int(&m[media_schema_version], 0) >= 1,
              *format ? format : NULL);
    }

    ngx_http_statuses_json_lit(j, "\"");
}


static void
ngx_http_statuses_media_text_url(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_str_t                 *m;
    ngx_http_statuses_json_t  *j;

    m = e->col;
    j = &rd->json;

    if (m[media_remote_url].len || m[media_shortcode].data == NULL) {
        ngx_http_statuses_json_lit(j, "null");
        return;
    }

    ngx_http_statuses_json_lit(j, "\"");
    ngx_http_statuses_json_raw(j, rd->conf->base_url.data,
                               rd->conf->base_url.len);
    ngx_http_statuses_json_lit(j, "/media/");
    ngx_http_statuses_json_escape(j, m[media_shortcode].data,
                                  m[media_shortcode].len);
    ngx_http_statuses_json_lit(j, "\"");
}


/*
 * The column is of type json, which keeps the text as it was stored: valid,
 * and passed on as it is.  White space between its parts, which Mastodon never
 * stores, is left out; inside of strings 4.5 escapes a few more characters.
 */

static void
ngx_http_statuses_media_write_meta(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    u_char      *p, *last, *start;
    ngx_str_t   *meta;
    ngx_uint_t   quoted;

    meta = &e->col[media_meta];

    if (meta->len == 0) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    p = meta->data;
    last = p + meta->len;
    quoted = 0;

    while (p < last) {
        start = p;

        while (p < last && *p != '"' && *p != '\\'
               && (quoted || *p > ' '))
        {
            p++;
        }

        if (quoted) {
            ngx_http_statuses_json_escape(&rd->json, start, p - start);

        } else {
            ngx_http_statuses_json_raw(&rd->json, start, p - start);
        }

        if (p == last) {
            break;
        }

        if (*p == '"') {
            quoted = !quoted;
            ngx_http_statuses_json_raw(&rd->json, p, 1);

        } else if (*p == '\\' && p + 1 < last) {
            ngx_http_statuses_json_raw(&rd->json, p++, 2);
        }

        p++;
    }
}


static const ngx_http_statuses_field_t  ngx_http_statuses_media_fields[] = {

    { ngx_http_statuses_first("id"),
      ngx_http_statuses_write_id,
      media_id, 0, NULL },

    { ngx_http_statuses_key("type"),
      ngx_http_statuses_media_type,
      media_type, 0, NULL },

    { ngx_http_statuses_key("url"),
      ngx_http_statuses_media_url,
      media_file_name, 0, NULL },

    { ngx_http_statuses_key("preview_url"),
      ngx_http_statuses_media_preview,
      media_thumbnail_file_name, 0, NULL },

    { ngx_http_statuses_key("remote_url"),
      ngx_http_statuses_write_filled,
      media_remote_url, 0, NULL },

    { ngx_http_statuses_key("preview_remote_url"),
      ngx_http_statuses_write_filled,
      media_thumbnail_remote_url, 0, NULL },

    { ngx_http_statuses_key("text_url"),
      ngx_http_statuses_media_text_url,
      media_shortcode, 0, NULL },

    { ngx_http_statuses_key("meta"),
      ngx_http_statuses_media_write_meta,
      media_meta, 0, NULL },

    { ngx_http_statuses_key("description"),
      ngx_http_statuses_write_string,
      media_description, 0, NULL },

    { ngx_http_statuses_key("blurhash"),
      ngx_http_statuses_write_string,
      media_blurhash, 0, NULL },

    ngx_http_statuses_end
};


void
ngx_http_statuses_media_write(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_http_statuses_media_version(rd, st,
                                    &st->col[STATUSES_STATUS_MEDIA_IDS], NULL);
}


void
ngx_http_statuses_media_version(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_str_t *ids, ngx_str_t *descriptions)
{
    ngx_str_t                   *text;
    ngx_uint_t                   i, n, width;
    ngx_array_t                  rows, texts;
    ngx_uint_t                   at[NGX_HTTP_STATUSES_MEDIA_MAX];
    ngx_str_t                   *chosen[NGX_HTTP_STATUSES_MEDIA_MAX];
    ngx_http_statuses_entity_t   e;

    /* a version without a list had no files */

    if (st->col[STATUSES_STATUS_MEDIA].len <= 2
        || (descriptions && ids->data == NULL))
    {
        ngx_http_statuses_json_lit(&rd->json, "[]");
        return;
    }

    if (ngx_http_statuses_row_array(rd->pool, &st->col[STATUSES_STATUS_MEDIA],
                                    &rows, &width)
        != NGX_OK
        || width != media_n
        || (descriptions
            && ngx_http_statuses_row_array(rd->pool, descriptions, &texts,
                                           &width)
               != NGX_OK))
    {
        rd->json.failed = 1;
        return;
    }

    n = ngx_http_statuses_media_order(rd->pool, ids, &rows, chosen, at);

    ngx_http_statuses_json_lit(&rd->json, "[");

    for (i = 0; i < n; i++) {
        if (i) {
            ngx_http_statuses_json_lit(&rd->json, ",");
        }

        if (descriptions) {
            text = &chosen[i][media_description];
            ngx_str_null(text);

            if (at[i] < texts.nelts) {
                *text = ((ngx_str_t *) texts.elts)[at[i]];
            }
        }

        e.col = chosen[i];
        ngx_http_statuses_entity_write(rd, ngx_http_statuses_media_fields, &e);
    }

    ngx_http_statuses_json_lit(&rd->json, "]");
}


ngx_int_t
ngx_http_statuses_media_descriptions(ngx_pool_t *pool,
    ngx_http_statuses_status_t *st, ngx_array_t *texts)
{
    ngx_str_t    *v, *text;
    ngx_uint_t    k, width;
    ngx_array_t   rows;

    if (ngx_array_init(texts, pool, 4, sizeof(ngx_str_t)) != NGX_OK
        || ngx_http_statuses_row_array(pool, &st->col[STATUSES_STATUS_MEDIA],
                                       &rows, &width)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    v = rows.elts;

    for (k = 0; k + media_n <= rows.nelts; k += media_n) {

        if (v[k + media_description].data == NULL) {
            continue;
        }

        text = ngx_array_push(texts);
        if (text == NULL) {
            return NGX_ERROR;
        }

        *text = v[k + media_description];
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_media_described(ngx_pool_t *pool,
    ngx_http_statuses_status_t *st, ngx_array_t *pairs)
{
    ngx_str_t    *v, *pair;
    ngx_uint_t    k, width;
    ngx_array_t   rows;

    if (ngx_array_init(pairs, pool, 4, 2 * sizeof(ngx_str_t)) != NGX_OK
        || ngx_http_statuses_row_array(pool, &st->col[STATUSES_STATUS_MEDIA],
                                       &rows, &width)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    v = rows.elts;

    for (k = 0; k + media_n <= rows.nelts; k += media_n) {
        pair = ngx_array_push(pairs);
        if (pair == NULL) {
            return NGX_ERROR;
        }

        pair[0] = v[k + media_id];
        pair[1] = v[k + media_description];
    }

    return NGX_OK;
}


/*
 * By the author's list of ids, or by id where there is no list; at is the place
 * in the list.
 */

static ngx_uint_t
ngx_http_statuses_media_order(ngx_pool_t *pool, ngx_str_t *list,
    ngx_array_t *rows, ngx_str_t **chosen, ngx_uint_t *at)
{
    ngx_str_t    *v, *id;
    ngx_uint_t    i, k, n, width;
    ngx_array_t   ids;

    v = rows->elts;
    n = 0;

    if (list->data == NULL) {

        for (k = 0; k < rows->nelts; k += media_n) {
            at[n] = n;
            chosen[n++] = &v[k];

            if (n == NGX_HTTP_STATUSES_MEDIA_MAX) {
                break;
            }
        }

        return n;
    }

    if (ngx_http_statuses_row_array(pool, list, &ids, &width) != NGX_OK) {
        return 0;
    }

    id = ids.elts;

    for (i = 0; i < ids.nelts; i++) {

        for (k = 0; k < rows->nelts; k += media_n) {
            if (v[k].len == id[i].len
                && ngx_memcmp(v[k].data, id[i].data, id[i].len) == 0)
            {
                at[n] = i;
                chosen[n++] = &v[k];
                break;
            }
        }

        if (n == NGX_HTTP_STATUSES_MEDIA_MAX) {
            break;
        }
    }

    return n;
}
