/*
 * Copyright (C) ngx_statuses_module contributors
 */

#ifndef _NGX_HTTP_STATUSES_POSTS_H_INCLUDED_
#define _NGX_HTTP_STATUSES_POSTS_H_INCLUDED_


#include <ngx_http_statuses.h>


/* How many posts the account may make in three hours; NULL: no limit. */
const char *ngx_http_statuses_posts_limit(ngx_http_request_t *r);

/* Adds to ctx->job the question how many there were, if there is a limit. */
ngx_int_t ngx_http_statuses_posts_ask(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* Takes the answer: the headers will tell of it, whatever comes of it. */
void ngx_http_statuses_posts_take(ngx_http_statuses_ctx_t *ctx);


#endif /* _NGX_HTTP_STATUSES_POSTS_H_INCLUDED_ */
