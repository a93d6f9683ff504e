/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Cross-origin requests (spec/reads.md D4).
 */

#include "request/request.h"


typedef struct {
    ngx_str_t  key;
    ngx_str_t  value;
} ngx_http_statuses_cors_header_t;


static ngx_http_statuses_cors_header_t  ngx_http_statuses_cors[] = {
    { ngx_string("Access-Control-Allow-Origin"), ngx_string("*") },
    { ngx_string("Access-Control-Allow-Methods"),
      ngx_string("POST, PUT, DELETE, GET, PATCH, OPTIONS") },
    { ngx_string("Access-Control-Expose-Headers"),
      ngx_string("Link, Mastodon-Async-Refresh, X-RateLimit-Reset, "
                 "X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id") },
    { ngx_string("Access-Control-Max-Age"), ngx_string("7200") },
    { ngx_null_string, ngx_null_string }
};


static ngx_str_t  ngx_http_statuses_cors_expose_4_5 =
    ngx_string("Link, X-RateLimit-Reset, X-RateLimit-Limit, "
               "X-RateLimit-Remaining, X-Request-Id");


static ngx_uint_t
ngx_http_statuses_cors_origin(ngx_http_request_t *r)
{
    ngx_str_t  origin = ngx_string("Origin");
    ngx_str_t  x_origin = ngx_string("X-Origin");

    return ngx_http_statuses_header_in(r, &origin) != NULL
           || ngx_http_statuses_header_in(r, &x_origin) != NULL;
}


ngx_int_t
ngx_http_statuses_cors_headers(ngx_http_request_t *r)
{
    ngx_uint_t                        i;
    ngx_str_t                        *value;
    ngx_http_statuses_loc_conf_t     *slcf;
    ngx_http_statuses_cors_header_t  *h;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (!slcf->cors || !ngx_http_statuses_cors_origin(r)) {
        return NGX_OK;
    }

    h = ngx_http_statuses_cors;

    for (i = 0; h[i].key.len; i++) {
        value = &h[i].value;

        if (i == 2 && slcf->compat == NGX_HTTP_STATUSES_4_5) {
            value = &ngx_http_statuses_cors_expose_4_5;
        }

        if (ngx_http_statuses_header_out(r, &h[i].key, value) != NGX_OK) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


/* a browser asks whether it may; asked before anything else is looked at */

ngx_uint_t
ngx_http_statuses_cors_is_preflight(ngx_http_request_t *r)
{
    ngx_str_t                      method;
    ngx_http_statuses_loc_conf_t  *slcf;

    if (r->method != NGX_HTTP_OPTIONS) {
        return 0;
    }

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    ngx_str_set(&method, "Access-Control-Request-Method");

    return slcf->cors && (slcf->methods & NGX_HTTP_OPTIONS)
           && ngx_http_statuses_cors_origin(r)
           && ngx_http_statuses_header_in(r, &method) != NULL;
}


ngx_int_t
ngx_http_statuses_cors_preflight(ngx_http_request_t *r)
{
    ngx_int_t         rc;
    ngx_str_t         key;
    ngx_uint_t        i;
    ngx_table_elt_t  *h;

    static ngx_str_t  methods[] = {
        ngx_string("POST"), ngx_string("PUT"), ngx_string("DELETE"),
        ngx_string("GET"), ngx_string("PATCH"), ngx_string("OPTIONS"),
        ngx_null_string
    };

    rc = ngx_http_discard_request_body(r);

    if (rc != NGX_OK) {
        return rc;
    }

    r->headers_out.status = NGX_HTTP_OK;
    r->headers_out.content_length_n = 0;
    r->header_only = 1;

    ngx_str_set(&key, "Access-Control-Request-Method");
    h = ngx_http_statuses_header_in(r, &key);

    for (i = 0; methods[i].len; i++) {
        if (methods[i].len == h->value.len
            && ngx_strncasecmp(methods[i].data, h->value.data, h->value.len)
               == 0)
        {
            break;
        }
    }

    if (methods[i].len) {

        if (ngx_http_statuses_cors_headers(r) != NGX_OK) {
            return NGX_ERROR;
        }

        ngx_str_set(&key, "Access-Control-Request-Headers");
        h = ngx_http_statuses_header_in(r, &key);

        if (h) {
            ngx_str_set(&key, "Access-Control-Allow-Headers");

            if (ngx_http_statuses_header_out(r, &key, &h->value) != NGX_OK) {
                return NGX_ERROR;
            }
        }
    }

    return ngx_http_send_header(r);
}
