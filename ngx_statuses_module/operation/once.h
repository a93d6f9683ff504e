/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Idempotency-Key: a write that is repeated is done once (directive
 * statuses_idempotency).  PostgreSQL decides, in the write's own transaction.
 */

#ifndef _NGX_HTTP_STATUSES_ONCE_H_INCLUDED_
#define _NGX_HTTP_STATUSES_ONCE_H_INCLUDED_


#include <ngx_http_statuses.h>
#include "pg/job.h"


/* SHA-256 */
#define NGX_HTTP_STATUSES_ONCE_LEN  32


struct ngx_http_statuses_once_s {
    ngx_str_t    value;                     /* the client's key */
    char         key[NGX_HTTP_STATUSES_ONCE_LEN * 2 + 1];
    char         digest[NGX_HTTP_STATUSES_ONCE_LEN * 2 + 1];
    ngx_msec_t   since;                     /* the first try */
    ngx_uint_t   tries;
};


/*
 * Adds the last four parameters of a statement that is made with the fragment
 * "once".
 */
ngx_int_t ngx_http_statuses_once_params(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_query_t *q);

/*
 * The same request is still running: NGX_AGAIN, with ctx->job to be sent again
 * after ctx->delay, or an error when that has lasted too long.
 */
ngx_int_t ngx_http_statuses_once_wait(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


#endif /* _NGX_HTTP_STATUSES_ONCE_H_INCLUDED_ */
