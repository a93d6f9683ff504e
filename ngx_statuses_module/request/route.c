/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "request/request.h"
#include "operation/operation.h"


#define NGX_HTTP_STATUSES_MAX_SEGMENTS  6


static ngx_int_t ngx_http_statuses_route_split(ngx_str_t *path,
    ngx_str_t *segments, ngx_uint_t *nsegments);
static ngx_uint_t ngx_http_statuses_route_is(ngx_str_t *segment,
    const char *name);
static ngx_int_t ngx_http_statuses_route_path(ngx_http_request_t *r,
    ngx_str_t *segments, ngx_uint_t nsegments, ngx_str_t *path);
static ngx_int_t ngx_http_statuses_route_match(
    const ngx_http_statuses_op_t *op, ngx_str_t *segments,
    ngx_uint_t nsegments, ngx_str_t *id);
static ngx_int_t ngx_http_statuses_route_decode(ngx_http_request_t *r,
    ngx_str_t *segment, ngx_str_t *decoded);
static ngx_uint_t ngx_http_statuses_route_utf8(ngx_str_t *s);


ngx_int_t
ngx_http_statuses_route(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_str_t                      path, id[2], decoded;
    ngx_str_t                      segments[NGX_HTTP_STATUSES_MAX_SEGMENTS];
    ngx_uint_t                     i, n, bad;
    const ngx_http_statuses_op_t  *op;

    /*
     * The path is taken as the client sent it where there is such a thing: an
     * encoded slash is part of an id (spec/reads.md A8).  After a rewrite or
     * an internal redirect nginx has only the decoded one.
     */

    path = r->uri;

    if (r->valid_unparsed_uri) {
        path = r->unparsed_uri;

        for (i = 0; i < path.len; i++) {
            if (path.data[i] == '?' || path.data[i] == '#') {
                path.len = i;
            }
        }
    }

    if (ngx_http_statuses_route_split(&path, segments, &n) != NGX_OK) {

        /* what becomes one of our paths by decoding is none of our routes */

        return (r->valid_unparsed_uri
                && ngx_http_statuses_route_split(&r->uri, segments, &n)
                   == NGX_OK)
               ? NGX_HTTP_NOT_FOUND : NGX_DECLINED;
    }

    if (ngx_http_statuses_route_path(r, segments, n, &ctx->path) != NGX_OK) {
        return NGX_ERROR;
    }

    for (op = ngx_http_statuses_operations; op->name.len; op++) {

        if (!(op->methods & ctx->method)
            || ngx_http_statuses_route_match(op, segments, n, id) != NGX_OK)
        {
            continue;
        }

        ctx->op = op;

        for (i = 0; i < 2 && id[i].data; i++) {

            if (ngx_http_statuses_route_decode(r, &id[i], &decoded)
                != NGX_OK)
            {
                return NGX_ERROR;
            }

            if (!ngx_http_statuses_route_utf8(&decoded)) {
                return NGX_HTTP_BAD_REQUEST;
            }

            ctx->id[i] = ngx_http_statuses_route_int(decoded.data,
                                                     decoded.len);
        }

        return NGX_OK;
    }

    /* an unknown route with a broken encoding is broken before it is unknown */

    bad = 0;

    for (i = 0; i < n; i++) {
        if (ngx_http_statuses_route_decode(r, &segments[i], &decoded)
            != NGX_OK)
        {
            return NGX_ERROR;
        }

        bad |= !ngx_http_statuses_route_utf8(&decoded);
    }

    return bad ? NGX_HTTP_BAD_REQUEST : NGX_HTTP_NOT_FOUND;
}


ngx_uint_t
ngx_http_statuses_route_others(ngx_http_statuses_ctx_t *ctx)
{
    const ngx_http_statuses_op_t  *op;

    for (op = ngx_http_statuses_operations; op->name.len; op++) {
        if (op != ctx->op && op->path.len == ctx->op->path.len
            && ngx_strncmp(op->path.data, ctx->op->path.data, op->path.len)
               == 0)
        {
            return 1;
        }
    }

    return 0;
}


/*
 * Cuts the path behind /api/v1 into segments; NGX_DECLINED if it does not
 * begin with /api/v1/statuses or /api/v1/scheduled_statuses.
 */

static ngx_int_t
ngx_http_statuses_route_split(ngx_str_t *path, ngx_str_t *segments,
    ngx_uint_t *nsegments)
{
    u_char      *p, *last;
    ngx_str_t    segment;
    ngx_uint_t   n, prefix;

    last = path->data + path->len;
    n = 0;
    prefix = 0;

    for (p = path->data; p < last; /* void */ ) {

        /* repeated slashes are one, and one at the end is none */

        if (*p == '/') {
            p++;
            continue;
        }

        segment.data = p;

        while (p < last && *p != '/') {
            p++;
        }

        segment.len = p - segment.data;

        if (prefix < 2) {
            if (prefix == 0
                ? (segment.len != 3 || ngx_strncmp(segment.data, "api", 3))
                : (segment.len != 2 || ngx_strncmp(segment.data, "v1", 2)))
            {
                return NGX_DECLINED;
            }

            prefix++;
            continue;
        }

        if (n == NGX_HTTP_STATUSES_MAX_SEGMENTS) {
            /* deeper than any route; the last one is as good as another */
            n--;
        }

        segments[n++] = segment;
    }

    *nsegments = n;

    if (n == 0) {
        return NGX_DECLINED;
    }

    return (ngx_http_statuses_route_is(&segments[0], "statuses")
            || ngx_http_statuses_route_is(&segments[0], "scheduled_statuses"))
           ? NGX_OK : NGX_DECLINED;
}


/* statuses.json is no route, but nobody else's either */

static ngx_uint_t
ngx_http_statuses_route_is(ngx_str_t *segment, const char *name)
{
    size_t  len;

    len = ngx_strlen(name);

    return segment->len >= len
           && ngx_strncmp(segment->data, name, len) == 0
           && (segment->len == len || segment->data[len] == '.');
}


/* the path as Link headers repeat it */

static ngx_int_t
ngx_http_statuses_route_path(ngx_http_request_t *r, ngx_str_t *segments,
    ngx_uint_t nsegments, ngx_str_t *path)
{
    u_char      *p;
    size_t       len;
    ngx_uint_t   i;

    len = sizeof("/api/v1") - 1;

    for (i = 0; i < nsegments; i++) {
        len += segments[i].len + 1;
    }

    p = ngx_pnalloc(r->pool, len);
    if (p == NULL) {
        return NGX_ERROR;
    }

    path->data = p;
    path->len = len;

    p = ngx_cpymem(p, "/api/v1", sizeof("/api/v1") - 1);

    for (i = 0; i < nsegments; i++) {
        *p++ = '/';
        p = ngx_cpymem(p, segments[i].data, segments[i].len);
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_route_match(const ngx_http_statuses_op_t *op,
    ngx_str_t *segments, ngx_uint_t nsegments, ngx_str_t *id)
{
    u_char      *p, *last, *start;
    size_t       len;
    ngx_uint_t   i, nid;

    ngx_str_null(&id[0]);
    ngx_str_null(&id[1]);

    p = op->path.data;
    last = p + op->path.len;
    nid = 0;

    for (i = 0; i < nsegments; i++) {

        if (p == last) {
            return NGX_DECLINED;
        }

        start = ++p;

        while (p < last && *p != '/') {
            p++;
        }

        len = p - start;

        if (*start == ':') {

            /* a literal dot would begin a format, which the API has not */

            if (ngx_strlchr(segments[i].data,
                            segments[i].data + segments[i].len, '.'))
            {
                return NGX_DECLINED;
            }

            id[nid++] = segments[i];
            continue;
        }

        if (segments[i].len != len
            || ngx_strncmp(segments[i].data, start, len) != 0)
        {
            return NGX_DECLINED;
        }
    }

    return p == last ? NGX_OK : NGX_DECLINED;
}


static ngx_int_t
ngx_http_statuses_route_decode(ngx_http_request_t *r, ngx_str_t *segment,
    ngx_str_t *decoded)
{
    u_char  *src, *dst;

    if (!r->valid_unparsed_uri
        || ngx_strlchr(segment->data, segment->data + segment->len, '%')
           == NULL)
    {
        *decoded = *segment;
        return NGX_OK;
    }

    dst = ngx_pnalloc(r->pool, segment->len);
    if (dst == NULL) {
        return NGX_ERROR;
    }

    src = segment->data;
    decoded->data = dst;

    ngx_unescape_uri(&dst, &src, segment->len, 0);

    decoded->len = dst - decoded->data;

    return NGX_OK;
}


static ngx_uint_t
ngx_http_statuses_route_utf8(ngx_str_t *s)
{
    u_char    *p, *last;
    uint32_t   cp;

    p = s->data;
    last = p + s->len;

    while (p < last) {
        if (*p < 0x80) {
            p++;
            continue;
        }

        cp = ngx_utf8_decode(&p, last - p);

        if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) {
            return 0;
        }
    }

    return 1;
}


int64_t
ngx_http_statuses_route_int(u_char *p, size_t len)
{
    int64_t  n;

    return ngx_http_statuses_route_number(p, len, &n) == NGX_OK ? n : 0;
}


ngx_int_t
ngx_http_statuses_route_number(u_char *p, size_t len, int64_t *number)
{
    u_char    *last;
    uint64_t   n, most;
    unsigned   minus;

    last = p + len;

    while (p < last && (*p == ' ' || (*p >= '\t' && *p <= '\r'))) {
        p++;
    }

    minus = 0;

    if (p < last && (*p == '-' || *p == '+')) {
        minus = (*p++ == '-');
    }

    if (p == last || *p < '0' || *p > '9') {
        return NGX_DECLINED;
    }

    /* there is one more number below zero than above it */

    most = (uint64_t) INT64_MAX + minus;
    n = 0;

    while (p < last && *p >= '0' && *p <= '9') {

        if (n > (most - (*p - '0')) / 10) {
            return NGX_ERROR;
        }

        n = n * 10 + (*p++ - '0');

        if (p + 1 < last && *p == '_' && p[1] >= '0' && p[1] <= '9') {
            p++;
        }
    }

    *number = (int64_t) (minus ? 0 - n : n);

    return NGX_OK;
}
