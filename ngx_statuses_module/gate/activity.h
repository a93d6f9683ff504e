/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * That a token and its user are in use (spec/reads.md F).
 */

#ifndef _NGX_HTTP_STATUSES_ACTIVITY_H_INCLUDED_
#define _NGX_HTTP_STATUSES_ACTIVITY_H_INCLUDED_


#include <ngx_http_statuses.h>


/*
 * Notes it in the database, at most once in 24 hours for each, off the
 * request's path: a failure is nobody's but the log's.  While a note of a
 * token is under way, this worker makes no other of that token.
 */
void ngx_http_statuses_activity_note(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


#endif /* _NGX_HTTP_STATUSES_ACTIVITY_H_INCLUDED_ */
