/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What Rails makes of an Accept or Content-Type header (spec/reads.md D1, D2).
 */

#include "request/request.h"


#define NGX_HTTP_STATUSES_ACCEPT_NAME  127


static ngx_uint_t ngx_http_statuses_accept_browser(ngx_str_t *value);
static u_char *ngx_http_statuses_accept_name(u_char *p, u_char *last);


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
    u_char           *p, *last, *end;
    ngx_str_t         member;
    ngx_table_elt_t  *h;

    h = r->headers_in.content_type;

    if (h && h->value.len) {
        member = h->value;
        end = ngx_strlchr(member.data, member.data + member.len, ',');

        if (end) {
            member.len = end - member.data;
        }

        if (!ngx_http_statuses_accept_is_type(&member)) {
            return 0;
        }
    }

    if (!ngx_http_statuses_accept_usable(r)) {
        return 1;
    }

    h = ngx_http_statuses_accept_header(r);

    if (h == NULL) {
        return 1;
    }

    /* a comma is one between members, even in quotes; empty ones are none */

    last = h->value.data + h->value.len;

    for (p = h->value.data; p < last; p = end + 1) {

        end = ngx_strlchr(p, last, ',');

        if (end == NULL) {
            end = last;
        }

        while (p < end && (*p == ' ' || *p == '\t')) {
            p++;
        }

        member.data = p;
        member.len = end - p;

        if (member.len && *p != ';'
            && !ngx_http_statuses_accept_is_type(&member))
        {
            return 0;
        }
    }

    return 1;
}


ngx_uint_t
ngx_http_statuses_accept_usable(ngx_http_request_t *r)
{
    ngx_str_t         name = ngx_string("X-Requested-With");
    ngx_table_elt_t  *h, *accept;

    accept = ngx_http_statuses_accept_header(r);
    h = ngx_http_statuses_header_in(r, &name);

    if (h && ngx_strlcasestrn(h->value.data, h->value.data + h->value.len,
                              (u_char *) "XMLHttpRequest", 14 - 1))
    {
        /* what is said by a script is meant */

        h = r->headers_in.content_type;

        return accept != NULL || (h && h->value.len);
    }

    return accept && !ngx_http_statuses_accept_browser(&accept->value);
}


/* anything at all, next to something else */

static ngx_uint_t
ngx_http_statuses_accept_browser(ngx_str_t *value)
{
    u_char  *p, *first, *last, *end;

    first = value->data;
    last = first + value->len;

    for (p = first; last - p >= 3; p++) {

        if (ngx_strncmp(p, "*/*", 3) != 0) {
            continue;
        }

        for (end = p + 3; end < last; end++) {
            if (*end != ' ' && *end != '\t') {
                break;
            }
        }

        if (end < last && *end == ',') {
            return 1;
        }

        for (end = p; end > first; end--) {
            if (end[-1] != ' ' && end[-1] != '\t') {
                break;
            }
        }

        if (end > first && end[-1] == ',') {
            return 1;
        }
    }

    return 0;
}


ngx_uint_t
ngx_http_statuses_accept_is_type(ngx_str_t *value)
{
    u_char  *p, *last;

    p = value->data;

    last = ngx_strlchr(p, p + value->len, ';');

    if (last == NULL) {
        last = p + value->len;
    }

    while (last > p && (last[-1] == ' ' || last[-1] == '\t')) {
        last--;
    }

    if (last - p == 3 && ngx_strncmp(p, "*/*", 3) == 0) {
        return 1;
    }

    p = ngx_http_statuses_accept_name(p, last);

    if (p == NULL || p == last || *p++ != '/') {
        return 0;
    }

    if (last - p == 1 && *p == '*') {
        return 1;
    }

    return ngx_http_statuses_accept_name(p, last) == last;
}


/* where the name that begins here ends; NULL: none does */

static u_char *
ngx_http_statuses_accept_name(u_char *p, u_char *last)
{
    u_char  *start;

    for (start = p; p < last; p++) {

        if ((*p >= '0' && *p <= '9')
            || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z'))
        {
            continue;
        }

        if (p == start || *p == '\0' || ngx_strchr("!#$&-^_.+", *p) == NULL) {
            break;
        }
    }

    return (p == start || p - start > NGX_HTTP_STATUSES_ACCEPT_NAME) ? NULL : p;
}
