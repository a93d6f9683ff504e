/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What Rails makes of an Accept or Content-Type header (spec/reads.md D1, D2).
 */

#include "request/request.h"


static ngx_table_elt_t *
ngx_http_statuses_accept_header(ngx_http_request_t *r)
{
    ngx_str_t         name = ngx_string("Accept");
    ngx_table_elt_t  *h;

    h = ngx_http_statuses_header_in(r, &name);

    return (h && h->value.len) ? h : NULL;
}


ngx_uint_t
ngx_http_statuses_accept_valid(ngx_http_request_t *r)
{
    ngx_table_elt_t  *h;

    h = r->headers_in.content_type;

    if (h && h->value.len && !ngx_http_statuses_accept_is_type(&h->value)) {
        return 0;
    }

    h = ngx_http_statuses_accept_header(r);

    if (h == NULL
        || ngx_strlchr(h->value.data, h->value.data + h->value.len, ','))
    {
        return 1;
    }

    return ngx_http_statuses_accept_is_type(&h->value);
}


ngx_uint_t
ngx_http_statuses_accept_usable(ngx_http_request_t *r)
{
    u_char           *p, *last;
    ngx_table_elt_t  *h;

    h = ngx_http_statuses_accept_header(r);

    if (h == NULL) {
        return 0;
    }

    /* anything at all, together with something else: a browser */

    last = h->value.data + h->value.len;

    p = ngx_strlcasestrn(h->value.data, last, (u_char *) "*/*", 3 - 1);

    return p == NULL || ngx_strlchr(h->value.data, last, ',') == NULL;
}


ngx_uint_t
ngx_http_statuses_accept_is_type(ngx_str_t *value)
{
    u_char  *p, *last, *slash;

    last = ngx_strlchr(value->data, value->data + value->len, ';');

    if (last == NULL) {
        last = value->data + value->len;
    }

    slash = ngx_strlchr(value->data, last, '/');

    if (slash == NULL || slash == value->data || slash + 1 == last) {
        return 0;
    }

    for (p = value->data; p < last; p++) {
        if (*p < ' ' || *p > '~') {
            return 0;
        }
    }

    return 1;
}
