/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * multipart/form-data (RFC 7578), as far as text fields go.
 */

#include "request/params.h"


static ngx_int_t ngx_http_statuses_multipart_boundary(ngx_str_t *type,
    u_char *boundary, size_t *len);
static u_char *ngx_http_statuses_multipart_find(u_char *p, u_char *last,
    u_char *s, size_t len);
static u_char *ngx_http_statuses_multipart_headers(u_char *p, u_char *last,
    ngx_str_t *name, ngx_uint_t *file);
static void ngx_http_statuses_multipart_disposition(u_char *p, u_char *last,
    ngx_str_t *name, ngx_uint_t *file);


ngx_int_t
ngx_http_statuses_multipart_parse(json_t *root, ngx_str_t *content_type,
    u_char *p, u_char *last)
{
    u_char      *end, boundary[74];
    size_t       len;
    json_t      *value;
    ngx_int_t    rc;
    ngx_str_t    name;
    ngx_uint_t   file;

    if (ngx_http_statuses_multipart_boundary(content_type, boundary, &len)
        != NGX_OK)
    {
        return NGX_HTTP_BAD_REQUEST;
    }

    if (p == last) {
        return NGX_OK;
    }

    /* the first one stands without a line break before it */

    end = ngx_http_statuses_multipart_find(p, last, boundary + 2, len - 2);

    if (end == NULL) {
        return NGX_HTTP_BAD_REQUEST;
    }

    p = end + len - 2;

    for ( ;; ) {

        if (last - p >= 2 && p[0] == '-' && p[1] == '-') {
            return NGX_OK;
        }

        while (p < last && (*p == ' ' || *p == '\t')) {
            p++;
        }

        if (last - p < 2 || p[0] != CR || p[1] != LF) {
            return NGX_HTTP_BAD_REQUEST;
        }

        p = ngx_http_statuses_multipart_headers(p + 2, last, &name, &file);

        if (p == NULL) {
            return NGX_HTTP_BAD_REQUEST;
        }

        end = ngx_http_statuses_multipart_find(p, last, boundary, len);

        if (end == NULL) {
            return NGX_HTTP_BAD_REQUEST;
        }

        if (name.len && !file) {
            value = json_stringn((char *) p, end - p);
            if (value == NULL) {
                return NGX_HTTP_BAD_REQUEST;
            }

            rc = ngx_http_statuses_form_set(root, name.data, name.len, value);
            json_decref(value);

            if (rc != NGX_OK) {
                return rc;
            }
        }

        p = end + len;
    }
}


/* CRLF, two dashes, and the boundary itself */

static ngx_int_t
ngx_http_statuses_multipart_boundary(ngx_str_t *type, u_char *boundary,
    size_t *len)
{
    u_char  *p, *last, *start;
    size_t   n;

    last = type->data + type->len;

    p = ngx_strlcasestrn(type->data, last, (u_char *) "boundary=",
                         sizeof("boundary=") - 2);
    if (p == NULL) {
        return NGX_DECLINED;
    }

    p += sizeof("boundary=") - 1;
    start = p;

    if (p < last && *p == '"') {
        start = ++p;

        while (p < last && *p != '"') {
            p++;
        }

    } else {
        while (p < last && *p != ';' && *p != ' ') {
            p++;
        }
    }

    n = p - start;

    if (n == 0 || n > 70) {
        return NGX_DECLINED;
    }

    ngx_memcpy(boundary, CRLF "--", 4);
    ngx_memcpy(boundary + 4, start, n);

    *len = n + 4;

    return NGX_OK;
}


static u_char *
ngx_http_statuses_multipart_find(u_char *p, u_char *last, u_char *s,
    size_t len)
{
    while ((size_t) (last - p) >= len) {

        p = memchr(p, s[0], last - p - len + 1);

        if (p == NULL) {
            return NULL;
        }

        if (ngx_memcmp(p, s, len) == 0) {
            return p;
        }

        p++;
    }

    return NULL;
}


/* returns where the content begins, or NULL */

static u_char *
ngx_http_statuses_multipart_headers(u_char *p, u_char *last, ngx_str_t *name,
    ngx_uint_t *file)
{
    u_char  *line;

    ngx_str_null(name);
    *file = 0;

    for ( ;; ) {
        line = p;

        p = ngx_http_statuses_multipart_find(p, last, (u_char *) CRLF, 2);

        if (p == NULL) {
            return NULL;
        }

        if (p == line) {
            return p + 2;
        }

        if (p - line > (ssize_t) sizeof("content-disposition:") - 1
            && ngx_strncasecmp(line, (u_char *) "content-disposition:",
                               sizeof("content-disposition:") - 1)
               == 0)
        {
            ngx_http_statuses_multipart_disposition(
                             line + sizeof("content-disposition:") - 1, p,
                             name, file);
        }

        p += 2;
    }
}


static void
ngx_http_statuses_multipart_disposition(u_char *p, u_char *last,
    ngx_str_t *name, ngx_uint_t *file)
{
    u_char     *start;
    ngx_str_t   key;

    while (p < last) {

        while (p < last && (*p == ';' || *p == ' ' || *p == '\t')) {
            p++;
        }

        key.data = p;

        while (p < last && *p != '=' && *p != ';') {
            p++;
        }

        key.len = p - key.data;

        if (p == last || *p == ';') {
            continue;
        }

        p++;
        start = p;

        if (p < last && *p == '"') {
            start = ++p;

            while (p < last && *p != '"') {
                p++;
            }

        } else {
            while (p < last && *p != ';') {
                p++;
            }
        }

        if (key.len == 4 && ngx_strncasecmp(key.data, (u_char *) "name", 4)
                            == 0)
        {
            name->data = start;
            name->len = p - start;

        } else if (key.len >= 8
                   && ngx_strncasecmp(key.data, (u_char *) "filename", 8)
                      == 0)
        {
            *file = 1;
        }

        if (p < last && *p == '"') {
            p++;
        }
    }
}
