/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "request/request.h"
#include "operation/operation.h"


static ngx_int_t ngx_http_statuses_response_headers(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t status);
static ngx_int_t ngx_http_statuses_response_cache(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t status);
static ngx_uint_t ngx_http_statuses_response_anonymous(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_response_id(ngx_http_request_t *r);


typedef struct {
    ngx_str_t  key;
    ngx_str_t  value;
} ngx_http_statuses_header_t;


/* spec/reads.md D3; the first ones are not those of a refusal */

#define NGX_HTTP_STATUSES_SECURITY_CONTROLLER  4

static ngx_http_statuses_header_t  ngx_http_statuses_security_headers[] = {
    { ngx_string("X-Frame-Options"), ngx_string("DENY") },
    { ngx_string("X-Content-Type-Options"), ngx_string("nosniff") },
    { ngx_string("X-XSS-Protection"), ngx_string("0") },
    { ngx_string("Referrer-Policy"), ngx_string("same-origin") },
    { ngx_string("Content-Security-Policy"),
      ngx_string("default-src 'none'; frame-ancestors 'none'; "
                 "form-action 'none'") },
    { ngx_string("Strict-Transport-Security"),
      ngx_string("max-age=63072000; includeSubDomains") },
    { ngx_null_string, ngx_null_string }
};


ngx_int_t
ngx_http_statuses_response(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx,
    ngx_uint_t status)
{
    ngx_int_t  rc;

    ctx->answered = 1;

    if (!ctx->body_read) {
        rc = ngx_http_discard_request_body(r);

        if (rc != NGX_OK) {
            return rc;
        }
    }

    if (ngx_http_statuses_response_headers(r, ctx, status) != NGX_OK) {
        return NGX_ERROR;
    }

    rc = ngx_http_send_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    return ngx_http_output_filter(r, ctx->out);
}


ngx_int_t
ngx_http_statuses_response_error(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t status, const char *text)
{
    size_t        len, escaped;
    ngx_buf_t    *b;
    ngx_chain_t  *cl;

    len = ngx_strlen(text);
    escaped = ngx_escape_json(NULL, (u_char *) text, len);
    len += sizeof("{\"error\":\"\"}") - 1 + escaped;

    b = ngx_create_temp_buf(r->pool, len);
    cl = ngx_alloc_chain_link(r->pool);
    if (b == NULL || cl == NULL) {
        return NGX_ERROR;
    }

    b->last = ngx_cpymem(b->last, "{\"error\":\"", sizeof("{\"error\":\"") - 1);
    b->last = (u_char *) ngx_escape_json(b->last, (u_char *) text,
                                         ngx_strlen(text));
    b->last = ngx_cpymem(b->last, "\"}", sizeof("\"}") - 1);
    b->last_buf = (r == r->main) ? 1 : 0;
    b->last_in_chain = 1;

    cl->buf = b;
    cl->next = NULL;

    ctx->out = cl;
    ctx->length = len;

    return ngx_http_statuses_response(r, ctx, status);
}


ngx_int_t
ngx_http_statuses_response_blocked(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_buf_t    *b;
    ngx_chain_t  *cl;

    static u_char  text[] = "Forbidden\n";

    b = ngx_calloc_buf(r->pool);
    cl = ngx_alloc_chain_link(r->pool);
    if (b == NULL || cl == NULL) {
        return NGX_ERROR;
    }

    b->pos = text;
    b->last = text + sizeof(text) - 1;
    b->memory = 1;
    b->last_buf = (r == r->main) ? 1 : 0;
    b->last_in_chain = 1;

    cl->buf = b;
    cl->next = NULL;

    ctx->out = cl;
    ctx->length = sizeof(text) - 1;

    return ngx_http_statuses_response(r, ctx, NGX_HTTP_FORBIDDEN);
}


static ngx_int_t
ngx_http_statuses_response_headers(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t status)
{
    ngx_str_t                    vary, key, value;
    ngx_http_statuses_header_t  *h;

    r->headers_out.status = status;

    if (status != NGX_HTTP_NOT_MODIFIED) {

        if (ctx->blocked) {
            ngx_str_set(&r->headers_out.content_type, "text/plain");
            r->headers_out.content_type_len = sizeof("text/plain") - 1;

        } else if (ctx->refused) {
            ngx_str_set(&r->headers_out.content_type, "application/json");
            r->headers_out.content_type_len = sizeof("application/json") - 1;

        } else {
            ngx_str_set(&r->headers_out.content_type,
                        "application/json; charset=utf-8");
            r->headers_out.content_type_len = sizeof("application/json") - 1;
        }

        r->headers_out.content_type_lowcase = NULL;

        r->headers_out.content_length_n = ctx->length;

    } else {
        r->header_only = 1;
    }

    if (ctx->method == NGX_HTTP_HEAD && r->method != NGX_HTTP_HEAD) {

        /* the client has sent a POST and waits for as much as is promised */

        r->headers_out.content_length_n = 0;
        r->header_only = 1;
    }

    /* nginx would take a star for a match */

    r->disable_not_modified = 1;

    if (ctx->etag.len
        && (status == NGX_HTTP_OK || status == NGX_HTTP_NOT_MODIFIED))
    {
        ngx_str_set(&key, "ETag");

        if (ngx_http_statuses_header_out(r, &key, &ctx->etag) != NGX_OK) {
            return NGX_ERROR;
        }
    }

    if (ngx_http_statuses_cors_headers(r) != NGX_OK) {
        return NGX_ERROR;
    }

    /* what stops before it looks for a token does not vary by it (D2) */

    ngx_str_set(&key, "Vary");

    if (ctx->middleware) {
        ngx_str_set(&vary, "Origin");

    } else if (ctx->op && !ctx->no_authorization) {
        ngx_str_set(&vary, "Authorization, Origin");

    } else {
        if (ngx_http_statuses_accept_usable(r)) {
            ngx_str_set(&vary, "Accept, Origin");

        } else {
            ngx_str_set(&vary, "Origin");
        }
    }

    if (ngx_http_statuses_header_out(r, &key, &vary) != NGX_OK
        || ngx_http_statuses_response_cache(r, ctx, status) != NGX_OK
        || ngx_http_statuses_response_id(r) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (ngx_http_statuses_rate_headers(r, ctx, status) != NGX_OK) {
        return NGX_ERROR;
    }

    h = ngx_http_statuses_security_headers;

    if (ctx->refused) {
        h += NGX_HTTP_STATUSES_SECURITY_CONTROLLER;
    }

    for ( /* void */ ; h->key.len; h++) {

        /* the one of content is for content */

        if (status == NGX_HTTP_NOT_MODIFIED && h->key.data[0] == 'C') {
            continue;
        }

        if (ngx_http_statuses_header_out(r, &h->key, &h->value)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    if (ctx->link.len
        && (status == NGX_HTTP_OK || status == NGX_HTTP_NOT_MODIFIED))
    {
        ngx_str_set(&key, "Link");

        if (ngx_http_statuses_header_out(r, &key, &ctx->link) != NGX_OK) {
            return NGX_ERROR;
        }
    }

    if (ctx->authenticate.len && status != NGX_HTTP_OK) {
        ngx_str_set(&key, "WWW-Authenticate");

        if (ngx_http_statuses_header_out(r, &key, &ctx->authenticate)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    if (ctx->retry_after) {
        ngx_str_set(&key, "Retry-After");
        ngx_str_set(&value, "1");

        if (ngx_http_statuses_header_out(r, &key, &value) != NGX_OK) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


/* spec/reads.md D2 */

static ngx_int_t
ngx_http_statuses_response_cache(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t status)
{
    ngx_str_t                      key, value;
    ngx_http_statuses_loc_conf_t  *slcf;

    if (ctx->middleware && !ctx->refused) {
        return NGX_OK;
    }

    ngx_str_set(&key, "Cache-Control");

    if ((status == NGX_HTTP_OK || status == NGX_HTTP_NOT_MODIFIED)
        && ctx->op && (ctx->op->flags & NGX_HTTP_STATUSES_PUBLIC)
        && ngx_http_statuses_response_anonymous(r, ctx))
    {
        slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

        value.data = ngx_pnalloc(r->pool,
                                 sizeof("max-age=, public, "
                                        "stale-while-revalidate=30, "
                                        "stale-if-error=86400")
                                 + NGX_TIME_T_LEN);
        if (value.data == NULL) {
            return NGX_ERROR;
        }

        value.len = ngx_sprintf(value.data, "max-age=%T, public, "
                                "stale-while-revalidate=30, "
                                "stale-if-error=86400", slcf->max_age)
                    - value.data;

    } else if (ctx->no_cache || ctx->refused) {
        ngx_str_set(&value, "no-cache");

    } else {
        ngx_str_set(&value, "private, no-store");
    }

    return ngx_http_statuses_header_out(r, &key, &value);
}


/*
 * No user and no credentials.  Mastodon takes an app token outside the header
 * for nobody, too; the documentation promises nothing, so there it is private.
 */

static ngx_uint_t
ngx_http_statuses_response_anonymous(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_table_elt_t               *h;
    ngx_http_statuses_loc_conf_t  *slcf;

    h = r->headers_in.authorization;

    if ((h && h->value.len) || ctx->viewer.user_id) {
        return 0;
    }

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    return ctx->viewer.token_id == 0
           || slcf->compat != NGX_HTTP_STATUSES_DOCS;
}


/* the client's own id, cleaned and cut, or a random UUID (D3) */

static ngx_int_t
ngx_http_statuses_response_id(ngx_http_request_t *r)
{
    u_char           *p, ch;
    uint32_t          a, b, c, d;
    ngx_str_t         key, value;
    ngx_uint_t        i;
    ngx_table_elt_t  *h;

    ngx_str_set(&key, "X-Request-Id");

    h = ngx_http_statuses_header_in(r, &key);

    value.data = ngx_pnalloc(r->pool, 256);
    if (value.data == NULL) {
        return NGX_ERROR;
    }

    p = value.data;

    if (h) {
        for (i = 0; i < h->value.len && p < value.data + 255; i++) {
            ch = h->value.data[i];

            if ((ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z')
                || (ch >= '0' && ch <= '9')
                || ch == '_' || ch == '-' || ch == '@')
            {
                *p++ = ch;
            }
        }
    }

    if (p == value.data) {
        a = (uint32_t) ngx_random() << 16 ^ (uint32_t) ngx_random();
        b = (uint32_t) ngx_random() << 16 ^ (uint32_t) ngx_random();
        c = (uint32_t) ngx_random() << 16 ^ (uint32_t) ngx_random();
        d = (uint32_t) ngx_random() << 16 ^ (uint32_t) ngx_random();

        p = ngx_sprintf(p, "%08xD-%04xD-4%03xD-%04xD-%04xD%08xD",
                        a, b >> 16, b & 0xfff, 0x8000 | (c >> 16 & 0x3fff),
                        c & 0xffff, d);
    }

    value.len = p - value.data;

    return ngx_http_statuses_header_out(r, &key, &value);
}


ngx_int_t
ngx_http_statuses_header_out(ngx_http_request_t *r, ngx_str_t *key,
    ngx_str_t *value)
{
    ngx_table_elt_t  *h;

    h = ngx_list_push(&r->headers_out.headers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    h->hash = 1;
    h->key = *key;
    h->value = *value;
#if (nginx_version >= 1023000)
    h->next = NULL;
#endif

    return NGX_OK;
}


ngx_table_elt_t *
ngx_http_statuses_header_in(ngx_http_request_t *r, ngx_str_t *name)
{
    u_char           *p;
    size_t            len;
    ngx_uint_t        i;
    ngx_list_part_t  *part;
    ngx_table_elt_t  *h, *first, *joined;

    first = NULL;
    joined = NULL;

    part = &r->headers_in.headers.part;
    h = part->elts;

    for (i = 0; /* void */ ; i++) {

        if (i >= part->nelts) {
            if (part->next == NULL) {
                break;
            }

            part = part->next;
            h = part->elts;
            i = 0;
        }

        if (!h[i].hash || h[i].key.len != name->len
            || ngx_strncasecmp(h[i].key.data, name->data, name->len) != 0)
        {
            continue;
        }

        if (first == NULL) {
            first = &h[i];
            continue;
        }

        /* several lines are one value (RFC 9110, 5.3) */

        if (joined == NULL) {
            joined = ngx_palloc(r->pool, sizeof(ngx_table_elt_t));
            if (joined == NULL) {
                break;
            }

            *joined = *first;
        }

        len = joined->value.len + 2 + h[i].value.len;

        p = ngx_pnalloc(r->pool, len);
        if (p == NULL) {
            break;
        }

        ngx_sprintf(p, "%V, %V", &joined->value, &h[i].value);

        joined->value.data = p;
        joined->value.len = len;
    }

    return joined ? joined : first;
}
