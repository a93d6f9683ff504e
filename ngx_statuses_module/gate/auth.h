/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Who asks, and whether he may (spec/reads.md A1–A7).
 */

#ifndef _NGX_HTTP_STATUSES_AUTH_H_INCLUDED_
#define _NGX_HTTP_STATUSES_AUTH_H_INCLUDED_


#include <ngx_http_statuses.h>


/*
 * The directive statuses_token_zone; conf is ngx_http_statuses_main_conf_t.
 */
char *ngx_http_statuses_auth_zone(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

/*
 * Stage: finds the token of the request, and from the cache or the database
 * what it stands for; sets ctx->token and ctx->viewer.  Refuses nobody.
 * NGX_AGAIN: ctx->job is to be sent, or, without a job, somebody else is
 * asking for the same token and will wake the request.
 */
ngx_int_t ngx_http_statuses_auth_identify(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/*
 * Stage: refuses by the state of the token and its owner, unless the operation
 * looks its status up first; then ctx->verdict keeps the answer for later.
 */
ngx_int_t ngx_http_statuses_auth_verdict(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/*
 * The answer that was kept, once the status is known to be visible: NGX_OK or
 * an error.
 */
ngx_int_t ngx_http_statuses_auth_deferred(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


#endif /* _NGX_HTTP_STATUSES_AUTH_H_INCLUDED_ */
