/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "entity/json.h"


#define NGX_HTTP_STATUSES_JSON_MAX_BUF  65536


static ngx_int_t ngx_http_statuses_json_grow(ngx_http_statuses_json_t *j,
    size_t len);
static ngx_uint_t ngx_http_statuses_json_is_date(ngx_str_t *ts);


/* 0: as it is, 1: control, 2: HTML, 3: may begin U+2028 or U+2029 */

static const u_char  ngx_http_statuses_json_class[256] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0,     /* " & */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0,     /* < > */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0,     /* \ */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
};


ngx_int_t
ngx_http_statuses_json_init(ngx_http_statuses_json_t *j, ngx_pool_t *pool,
    size_t size)
{
    ngx_memzero(j, sizeof(ngx_http_statuses_json_t));

    j->pool = pool;
    j->size = size;

    return ngx_http_statuses_json_grow(j, 1);
}


off_t
ngx_http_statuses_json_done(ngx_http_statuses_json_t *j, ngx_uint_t main)
{
    if (j->failed) {
        return -1;
    }

    j->buf->last_buf = main ? 1 : 0;
    j->buf->last_in_chain = 1;

    j->length += j->buf->last - j->buf->pos;

    return j->length;
}


/* goes on in a new buffer, which has room for len bytes */

static ngx_int_t
ngx_http_statuses_json_grow(ngx_http_statuses_json_t *j, size_t len)
{
    ngx_buf_t    *b;
    ngx_chain_t  *cl;

    if (j->failed) {
        return NGX_ERROR;
    }

    b = ngx_create_temp_buf(j->pool, ngx_max(len, j->size));
    cl = ngx_alloc_chain_link(j->pool);

    if (b == NULL || cl == NULL) {
        j->failed = 1;
        return NGX_ERROR;
    }

    if (j->buf) {
        j->length += j->buf->last - j->buf->pos;
    }

    cl->buf = b;
    cl->next = NULL;

    if (j->cl) {
        j->cl->next = cl;

    } else {
        j->out = cl;
    }

    j->cl = cl;
    j->buf = b;

    j->size = ngx_min(j->size * 2, NGX_HTTP_STATUSES_JSON_MAX_BUF);

    return NGX_OK;
}


void
ngx_http_statuses_json_raw(ngx_http_statuses_json_t *j, u_char *data,
    size_t len)
{
    ngx_buf_t  *b;

    b = j->buf;

    if (j->failed) {
        return;
    }

    if ((size_t) (b->end - b->last) < len) {
        if (ngx_http_statuses_json_grow(j, len) != NGX_OK) {
            return;
        }

        b = j->buf;
    }

    b->last = ngx_cpymem(b->last, data, len);
}


void
ngx_http_statuses_json_mark(ngx_http_statuses_json_t *j,
    ngx_http_statuses_mark_t *mark)
{
    mark->cl = j->cl;
    mark->pos = j->buf->last;
}


void
ngx_http_statuses_json_since(ngx_http_statuses_json_t *j,
    ngx_http_statuses_mark_t *mark, ngx_str_t *text)
{
    u_char       *p;
    size_t        len;
    ngx_chain_t  *cl;

    ngx_str_null(text);

    if (j->failed) {
        return;
    }

    if (mark->cl == j->cl) {
        text->data = mark->pos;
        text->len = j->buf->last - mark->pos;
        return;
    }

    len = mark->cl->buf->last - mark->pos;

    for (cl = mark->cl->next; cl; cl = cl->next) {
        len += cl->buf->last - cl->buf->pos;
    }

    p = ngx_pnalloc(j->pool, len);
    if (p == NULL) {
        return;
    }

    text->data = p;
    text->len = len;

    p = ngx_cpymem(p, mark->pos, mark->cl->buf->last - mark->pos);

    for (cl = mark->cl->next; cl; cl = cl->next) {
        p = ngx_cpymem(p, cl->buf->pos, cl->buf->last - cl->buf->pos);
    }
}


void
ngx_http_statuses_json_string(ngx_http_statuses_json_t *j, u_char *data,
    size_t len)
{
    if (data == NULL) {
        ngx_http_statuses_json_lit(j, "null");
        return;
    }

    ngx_http_statuses_json_lit(j, "\"");
    ngx_http_statuses_json_escape(j, data, len);
    ngx_http_statuses_json_lit(j, "\"");
}


void
ngx_http_statuses_json_escape(ngx_http_statuses_json_t *j, u_char *data,
    size_t len)
{
    u_char        *p, *last, *plain;
    u_char         text[6];
    ngx_uint_t     class;

    static u_char  hex[] = "0123456789abcdef";

    p = data;
    plain = data;
    last = data + len;

    while (p < last) {

        class = ngx_http_statuses_json_class[*p];

        if (class == 0 || (class > 1 && !j->html)) {
            p++;
            continue;
        }

        if (class == 3
            && (last - p < 3 || p[1] != 0x80 || (p[2] & 0xfe) != 0xa8))
        {
            p++;
            continue;
        }

        if (p > plain) {
            ngx_http_statuses_json_raw(j, plain, p - plain);
        }

        text[0] = '\\';

        switch (*p) {

        case '"':
        case '\\':
            text[1] = *p;
            break;

        case '\b':
            text[1] = 'b';
            break;

        case '\f':
            text[1] = 'f';
            break;

        case '\n':
            text[1] = 'n';
            break;

        case '\r':
            text[1] = 'r';
            break;

        case '\t':
            text[1] = 't';
            break;

        default:
            text[1] = 'u';
            break;
        }

        if (text[1] != 'u') {
            ngx_http_statuses_json_raw(j, text, 2);
            plain = ++p;
            continue;
        }

        if (class == 3) {
            ngx_memcpy(text, p[2] == 0xa8 ? "\\u2028" : "\\u2029", 6);
            p += 3;

        } else {
            text[2] = '0';
            text[3] = '0';
            text[4] = hex[*p >> 4];
            text[5] = hex[*p & 0xf];
            p++;
        }

        ngx_http_statuses_json_raw(j, text, 6);
        plain = p;
    }

    if (p > plain) {
        ngx_http_statuses_json_raw(j, plain, p - plain);
    }
}


void
ngx_http_statuses_json_id(ngx_http_statuses_json_t *j, ngx_str_t *id)
{
    if (id->data == NULL) {
        ngx_http_statuses_json_lit(j, "null");
        return;
    }

    ngx_http_statuses_json_lit(j, "\"");
    ngx_http_statuses_json_raw(j, id->data, id->len);
    ngx_http_statuses_json_lit(j, "\"");
}


void
ngx_http_statuses_json_int(ngx_http_statuses_json_t *j, int64_t n)
{
    u_char  text[NGX_INT64_LEN];

    ngx_http_statuses_json_raw(j, text, ngx_sprintf(text, "%L", n) - text);
}


void
ngx_http_statuses_json_bool(ngx_http_statuses_json_t *j, ngx_uint_t on)
{
    if (on) {
        ngx_http_statuses_json_lit(j, "true");

    } else {
        ngx_http_statuses_json_lit(j, "false");
    }
}


void
ngx_http_statuses_json_time(ngx_http_statuses_json_t *j, ngx_str_t *ts)
{
    size_t  i;
    u_char  text[26];

    if (!ngx_http_statuses_json_is_date(ts) || ts->len < 19) {
        ngx_http_statuses_json_lit(j, "null");
        return;
    }

    /* 2026-06-01 12:34:56.789123, where zeros at the end are left out */

    text[0] = '"';
    ngx_memcpy(&text[1], ts->data, 19);
    text[11] = 'T';
    ngx_memcpy(&text[20], ".000Z\"", 6);

    for (i = 20; i < 23 && i < ts->len; i++) {
        text[i + 1] = ts->data[i];
    }

    ngx_http_statuses_json_raw(j, text, 26);
}


void
ngx_http_statuses_json_midnight(ngx_http_statuses_json_t *j, ngx_str_t *ts)
{
    if (!ngx_http_statuses_json_is_date(ts)) {
        ngx_http_statuses_json_lit(j, "null");
        return;
    }

    ngx_http_statuses_json_lit(j, "\"");
    ngx_http_statuses_json_raw(j, ts->data, 10);
    ngx_http_statuses_json_lit(j, "T00:00:00.000Z\"");
}


void
ngx_http_statuses_json_date(ngx_http_statuses_json_t *j, ngx_str_t *ts)
{
    if (!ngx_http_statuses_json_is_date(ts)) {
        ngx_http_statuses_json_lit(j, "null");
        return;
    }

    ngx_http_statuses_json_lit(j, "\"");
    ngx_http_statuses_json_raw(j, ts->data, 10);
    ngx_http_statuses_json_lit(j, "\"");
}


static ngx_uint_t
ngx_http_statuses_json_is_date(ngx_str_t *ts)
{
    if (ts->len < 10 || ts->data[4] != '-' || ts->data[7] != '-') {
        return 0;
    }

    /* BC is told at the end */

    return ts->data[ts->len - 1] != 'C';
}
