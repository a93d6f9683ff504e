/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The texts of errors.  Each function sets ctx->error and returns the status,
 * for the stage to pass on.
 */

#ifndef _NGX_HTTP_STATUSES_ERROR_H_INCLUDED_
#define _NGX_HTTP_STATUSES_ERROR_H_INCLUDED_


#include <ngx_http_statuses.h>


/*
 * 404: the status does not exist or is not to be seen (spec/reads.md B1); the
 * documentation and Mastodon 4.5 say it otherwise than 4.6 and 4.7.
 */
ngx_int_t ngx_http_statuses_error_not_found(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


/*
 * What a function of statuses_gateway has answered, the only row of the n-th
 * statement: NGX_OK, or the status of the refusal.  "Record not found" is what
 * Mastodon says where it looks for what is the user's own.
 */
ngx_int_t ngx_http_statuses_error_result(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t n);


#endif /* _NGX_HTTP_STATUSES_ERROR_H_INCLUDED_ */
