/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Methods in disguise (spec/reads.md A9).
 */

#include "request/request.h"


static struct {
    ngx_str_t   name;
    ngx_uint_t  method;
} ngx_http_statuses_override_methods[] = {
    { ngx_string("GET"), NGX_HTTP_GET },
    { ngx_string("HEAD"), NGX_HTTP_HEAD },
    { ngx_string("PUT"), NGX_HTTP_PUT },
    { ngx_string("POST"), NGX_HTTP_POST },
    { ngx_string("DELETE"), NGX_HTTP_DELETE },
    { ngx_string("OPTIONS"), NGX_HTTP_OPTIONS },
    { ngx_string("PATCH"), NGX_HTTP_PATCH },
    { ngx_string("LINK"), NGX_HTTP_UNKNOWN },
    { ngx_string("UNLINK"), NGX_HTTP_UNKNOWN },
    { ngx_null_string, 0 }
};


ngx_uint_t
ngx_http_statuses_override_method(ngx_str_t *name)
{
    ngx_uint_t  i;

    for (i = 0; ngx_http_statuses_override_methods[i].name.len; i++) {
        if (ngx_http_statuses_override_methods[i].name.len == name->len
            && ngx_strncasecmp(ngx_http_statuses_override_methods[i].name.data,
                               name->data, name->len)
               == 0)
        {
            return ngx_http_statuses_override_methods[i].method;
        }
    }

    return 0;
}


ngx_uint_t
ngx_http_statuses_override_header(ngx_http_request_t *r)
{
    ngx_str_t         name;
    ngx_uint_t        method;
    ngx_table_elt_t  *h;

    if (r->method != NGX_HTTP_POST) {
        return r->method;
    }

    ngx_str_set(&name, "X-HTTP-Method-Override");
    h = ngx_http_statuses_header_in(r, &name);

    method = h ? ngx_http_statuses_override_method(&h->value) : 0;

    return method ? method : r->method;
}


ngx_uint_t
ngx_http_statuses_override_form(ngx_http_request_t *r)
{
    ngx_str_t  *type;

    if (r->method != NGX_HTTP_POST || r != r->main
        || (r->headers_in.content_length_n <= 0 && !r->headers_in.chunked))
    {
        return 0;
    }

    if (r->headers_in.content_type == NULL
        || r->headers_in.content_type->value.len == 0)
    {
        return 1;
    }

    type = &r->headers_in.content_type->value;

    return (type->len >= sizeof("multipart/form-data") - 1
            && ngx_strncasecmp(type->data, (u_char *) "multipart/form-data",
                               sizeof("multipart/form-data") - 1)
               == 0)
           || (type->len >= sizeof("application/x-www-form-urlencoded") - 1
               && ngx_strncasecmp(type->data,
                                  (u_char *)
                                  "application/x-www-form-urlencoded",
                                  sizeof("application/x-www-form-urlencoded")
                                  - 1)
                  == 0);
}
