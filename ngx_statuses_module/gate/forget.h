/*
 * Copyright (C) ngx_statuses_module contributors
 */

#ifndef _NGX_HTTP_STATUSES_FORGET_H_INCLUDED_
#define _NGX_HTTP_STATUSES_FORGET_H_INCLUDED_


#include <ngx_http_statuses.h>


/*
 * A write with an Idempotency-Key was answered: from now on this worker
 * forgets, in the background, the keys in its database that are over.
 */
void ngx_http_statuses_forget_later(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


#endif /* _NGX_HTTP_STATUSES_FORGET_H_INCLUDED_ */
