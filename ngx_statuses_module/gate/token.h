/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* An access token and its owner, as the cache keeps them. */

#ifndef _NGX_HTTP_STATUSES_TOKEN_H_INCLUDED_
#define _NGX_HTTP_STATUSES_TOKEN_H_INCLUDED_


#include <ngx_http_statuses.h>


/*
 * Takes the token that the request brings: Authorization header, access_token,
 * bearer_token; the first one that is not blank (spec/reads.md A1).
 * NGX_DECLINED: none.
 */
ngx_int_t ngx_http_statuses_token_find(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_str_t *token);

/* Reads the row of the statement "token" that ctx->job brought. */
void ngx_http_statuses_token_read(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_token_t *token);

/* The bit of a scope's name, 0 for one that opens nothing here. */
ngx_uint_t ngx_http_statuses_token_scope(ngx_str_t *name);


#endif /* _NGX_HTTP_STATUSES_TOKEN_H_INCLUDED_ */
