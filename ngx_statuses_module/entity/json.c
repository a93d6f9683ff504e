/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "entity/json.h"
#include "statuses_word.h"


#define NGX_HTTP_STATUSES_JSON_MAX_BUF  65536

/* eight bytes as they are and the longest escape */
#define NGX_HTTP_STATUSES_JSON_ROOM     16


static ngx_int_t ngx_http_statuses_json_grow(ngx_http_statuses_json_t *j,
    size_t len);
static ngx_inline uint64_t ngx_http_statuses_json_special(uint64_t word,
    ngx_uint_t html);
static u_char *ngx_http_statuses_json_char(ngx_http_statuses_json_t *j,
    u_char *dst, u_char **pos, u_char *last);
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
ngx_http_statuses_json_more(ngx_http_statuses_json_t *j, u_char *data,
    size_t len)
{
    if (ngx_http_statuses_json_grow(j, len) == NGX_OK) {
        j->buf->last = ngx_cpymem(j->buf->last, data, len);
    }
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
    u_char     *p, *last, *dst, *end;
    uint64_t    word, found;
    ngx_uint_t  n;

    p = data;
    last = data + len;

    while (p < last) {

        if (j->buf->end - j->buf->last < NGX_HTTP_STATUSES_JSON_ROOM
            && ngx_http_statuses_json_grow(j, ngx_max(last - p,
                                              NGX_HTTP_STATUSES_JSON_ROOM))
               != NGX_OK)
        {
            return;
        }

        dst = j->buf->last;
        end = j->buf->end - NGX_HTTP_STATUSES_JSON_ROOM;

        while (p < last && dst <= end) {

            if (last - p >= 8) {
                word = statuses_word_load(p);
                found = ngx_http_statuses_json_special(word, j->html);

                /* all eight fit, and those too many are written over */

                ngx_memcpy(dst, p, 8);

                n = found ? statuses_word_first(found) : 8;

                dst += n;
                p += n;

                if (found == 0) {
                    continue;
                }
            }

            dst = ngx_http_statuses_json_char(j, dst, &p, last);
        }

        j->buf->last = dst;
    }
}


/* marks what may need escaping */

static ngx_inline uint64_t
ngx_http_statuses_json_special(uint64_t word, ngx_uint_t html)
{
    uint64_t  found;

    found = statuses_word_below(word, 0x20)
            | statuses_word_has(word, '"')
            | statuses_word_has(word, '\\');

    if (html) {
        found |= statuses_word_has(word, '<')
                 | statuses_word_has(word, '>')
                 | statuses_word_has(word, '&')
                 | statuses_word_has(word, 0xe2);
    }

    return found;
}


/* one character, escaped where it must be; returns the new end */

static u_char *
ngx_http_statuses_json_char(ngx_http_statuses_json_t *j, u_char *dst,
    u_char **pos, u_char *last)
{
    u_char         ch, *p;
    ngx_uint_t     class;

    static u_char  hex[] = "0123456789abcdef";

    p = *pos;
    ch = *p;
    class = ngx_http_statuses_json_class[ch];

    if (class == 0 || (class > 1 && !j->html)
        || (class == 3
            && (last - p < 3 || p[1] != 0x80 || (p[2] & 0xfe) != 0xa8)))
    {
        *dst++ = ch;
        *pos = p + 1;
        return dst;
    }

    *dst++ = '\\';

    if (class == 3) {
        *pos = p + 3;
        return ngx_cpymem(dst, p[2] == 0xa8 ? "u2028" : "u2029", 5);
    }

    *pos = p + 1;

    switch (ch) {

    case '"':
    case '\\':
        *dst++ = ch;
        break;

    case '\b':
        *dst++ = 'b';
        break;

    case '\f':
        *dst++ = 'f';
        break;

    case '\n':
        *dst++ = 'n';
        break;

    case '\r':
        *dst++ = 'r';
        break;

    case '\t':
        *dst++ = 't';
        break;

    default:
        *dst++ = 'u';
        *dst++ = '0';
        *dst++ = '0';
        *dst++ = hex[ch >> 4];
        *dst++ = hex[ch & 0xf];
        break;
    }

    return dst;
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
