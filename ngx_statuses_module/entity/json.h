/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Writes compact JSON straight into nginx buffers (spec/entities.md 0).
 *
 * A failed allocation sets "failed"; what is written from then on is lost, so
 * that only the end has to look.
 */

#ifndef _NGX_HTTP_STATUSES_JSON_H_INCLUDED_
#define _NGX_HTTP_STATUSES_JSON_H_INCLUDED_


#include <ngx_config.h>
#include <ngx_core.h>


typedef struct {
    ngx_pool_t     *pool;
    ngx_chain_t    *out;
    ngx_chain_t    *cl;        /* the last one */
    ngx_buf_t      *buf;
    size_t          size;      /* of the next buffer */
    off_t           length;    /* of the buffers that are full */
    unsigned        failed:1;
    unsigned        html:1;    /* 4.5: < > & U+2028 U+2029 are escaped */
} ngx_http_statuses_json_t;


/* Begins a text of about this size. */
ngx_int_t ngx_http_statuses_json_init(ngx_http_statuses_json_t *j,
    ngx_pool_t *pool, size_t size);

/*
 * Ends it: the chain is j->out, marked as the last of a response if main is
 * set, and its length is returned; -1 when memory lacked.
 */
off_t ngx_http_statuses_json_done(ngx_http_statuses_json_t *j,
    ngx_uint_t main);

/* bytes as they are; json_more() is for those that need a new buffer */
void ngx_http_statuses_json_more(ngx_http_statuses_json_t *j, u_char *data,
    size_t len);

static ngx_inline void
ngx_http_statuses_json_raw(ngx_http_statuses_json_t *j, u_char *data,
    size_t len)
{
    ngx_buf_t  *b;

    b = j->buf;

    if ((size_t) (b->end - b->last) >= len) {
        b->last = ngx_cpymem(b->last, data, len);

    } else {
        ngx_http_statuses_json_more(j, data, len);
    }
}

#define ngx_http_statuses_json_lit(j, s)                                      \
    ngx_http_statuses_json_raw(j, (u_char *) s, sizeof(s) - 1)

/*
 * A place in the text, and the text from there on as one piece, copied only if
 * it lies in several buffers.
 */

typedef struct {
    ngx_chain_t    *cl;
    u_char         *pos;
} ngx_http_statuses_mark_t;

void ngx_http_statuses_json_mark(ngx_http_statuses_json_t *j,
    ngx_http_statuses_mark_t *mark);
void ngx_http_statuses_json_since(ngx_http_statuses_json_t *j,
    ngx_http_statuses_mark_t *mark, ngx_str_t *text);

/* a string in quotes; data NULL is null */
void ngx_http_statuses_json_string(ngx_http_statuses_json_t *j, u_char *data,
    size_t len);

/* the inside of a string, without quotes */
void ngx_http_statuses_json_escape(ngx_http_statuses_json_t *j, u_char *data,
    size_t len);

/* a number as a string, as ids are written; data NULL is null */
void ngx_http_statuses_json_id(ngx_http_statuses_json_t *j, ngx_str_t *id);

void ngx_http_statuses_json_int(ngx_http_statuses_json_t *j, int64_t n);

void ngx_http_statuses_json_bool(ngx_http_statuses_json_t *j, ngx_uint_t on);

/*
 * PostgreSQL's text of a timestamp as milliseconds, truncated, and "Z"; what
 * is no such text (infinity, years beyond 9999) is null.
 */
void ngx_http_statuses_json_time(ngx_http_statuses_json_t *j, ngx_str_t *ts);

/* its day at midnight, and the day alone */
void ngx_http_statuses_json_midnight(ngx_http_statuses_json_t *j,
    ngx_str_t *ts);
void ngx_http_statuses_json_date(ngx_http_statuses_json_t *j, ngx_str_t *ts);


#endif /* _NGX_HTTP_STATUSES_JSON_H_INCLUDED_ */
