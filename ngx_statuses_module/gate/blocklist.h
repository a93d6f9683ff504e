/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Addresses that Mastodon's moderators have blocked: the table ip_blocks, of
 * which each worker keeps a copy (spec/reads.md E1).
 */

#ifndef _NGX_HTTP_STATUSES_BLOCKLIST_H_INCLUDED_
#define _NGX_HTTP_STATUSES_BLOCKLIST_H_INCLUDED_


#include <ngx_http_statuses.h>


/*
 * Stage: NGX_HTTP_FORBIDDEN and ctx->blocked, if the client's address is in
 * the list; NGX_AGAIN: ctx->job fetches it for the first time.  While there is
 * no list, since the database does not answer, nobody is blocked.
 */
ngx_int_t ngx_http_statuses_blocklist(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


#endif /* _NGX_HTTP_STATUSES_BLOCKLIST_H_INCLUDED_ */
