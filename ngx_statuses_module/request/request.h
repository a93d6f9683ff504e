/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What speaks HTTP.  handler.c is the only place that calls the stages.
 */

#ifndef _NGX_HTTP_STATUSES_REQUEST_H_INCLUDED_
#define _NGX_HTTP_STATUSES_REQUEST_H_INCLUDED_


#include <ngx_http_statuses.h>


/* handler.c: the phase handlers */
ngx_int_t ngx_http_statuses_handler(ngx_http_request_t *r);
ngx_int_t ngx_http_statuses_content_handler(ngx_http_request_t *r);


/*
 * route.c: finds the operation of a request in the operation table and reads
 * the ids of its path (spec/reads.md A8, A9).
 *
 * NGX_OK: ctx->op and ctx->id are set.  NGX_DECLINED: the path is not one of
 * the API that this module knows at all.  NGX_HTTP_NOT_FOUND: it is below
 * /api/v1/statuses or /api/v1/scheduled_statuses, but no route of the table.
 * NGX_HTTP_BAD_REQUEST: its percent-encoding is not valid UTF-8.
 */
ngx_int_t ngx_http_statuses_route(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* route.c: has the path of ctx->op other operations, by other methods? */
ngx_uint_t ngx_http_statuses_route_others(ngx_http_statuses_ctx_t *ctx);

/*
 * route.c: Ruby's way to read an integer (spec/reads.md A8): leading white
 * space, one sign, digits with single underscores between them.  The value is
 * 0, which no row has, if there is no leading digit or the number does not fit
 * into 64 bits.
 */
int64_t ngx_http_statuses_route_int(u_char *p, size_t len);

/* route.c: the same; NGX_DECLINED: no digit, NGX_ERROR: beyond 64 bits */
ngx_int_t ngx_http_statuses_route_number(u_char *p, size_t len,
    int64_t *number);


/*
 * served.c: stages: is the operation one that this location serves?  Reads the
 * parameters, which may name another one.  Is that served, too?
 */
ngx_int_t ngx_http_statuses_allowed(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_read_params(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_reroute(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


/*
 * override.c: a POST may stand for another method (spec/reads.md A9): the one
 * that the header X-HTTP-Method-Override names, or else the method as sent.
 */
ngx_uint_t ngx_http_statuses_override_header(ngx_http_request_t *r);

/* override.c: has this request a form, where _method may be? */
ngx_uint_t ngx_http_statuses_override_form(ngx_http_request_t *r);

/* override.c: the bit of a method's name, in any case; 0: none of them */
ngx_uint_t ngx_http_statuses_override_method(ngx_str_t *name);


/*
 * response.c: sends ctx->out with this status, as the last thing that is done
 * for a request; returns what ngx_http_finalize_request() is to be told.
 */
ngx_int_t ngx_http_statuses_response(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t status);

/* response.c: the same with {"error": text} as the body. */
ngx_int_t ngx_http_statuses_response_error(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t status, const char *text);


/* response.c: a limit of addresses: 403 Forbidden, as plain text */
ngx_int_t ngx_http_statuses_response_blocked(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


/*
 * rate.c: adds X-RateLimit-* and Retry-After to an answer with this status,
 * where Mastodon has them.
 */
ngx_int_t ngx_http_statuses_rate_headers(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t status);


/* response.c: adds a header to the answer */
ngx_int_t ngx_http_statuses_header_out(ngx_http_request_t *r, ngx_str_t *key,
    ngx_str_t *value);

/* response.c: one of the request, its lines joined by ", "; NULL: none */
ngx_table_elt_t *ngx_http_statuses_header_in(ngx_http_request_t *r,
    ngx_str_t *name);


/* cors.c: the headers of an answer, if the request has an Origin */
ngx_int_t ngx_http_statuses_cors_headers(ngx_http_request_t *r);

/* cors.c: a preflight request, and the whole answer to it */
ngx_uint_t ngx_http_statuses_cors_is_preflight(ngx_http_request_t *r);
ngx_int_t ngx_http_statuses_cors_preflight(ngx_http_request_t *r);


/* etag.c: takes the results of ctx->job into the validator */
void ngx_http_statuses_etag_update(ngx_http_statuses_ctx_t *ctx);

/*
 * etag.c: stage: sets ctx->etag; NGX_HTTP_NOT_MODIFIED: the client has this
 * very answer.
 */
ngx_int_t ngx_http_statuses_etag(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


/*
 * accept.c: are Accept (or what may be a list of some) and Content-Type media
 * types, where they are there at all?
 */
ngx_uint_t ngx_http_statuses_accept_valid(ngx_http_request_t *r);

/*
 * accept.c: does Accept say what a program wants, and not all that a browser
 * can take?
 */
ngx_uint_t ngx_http_statuses_accept_usable(ngx_http_request_t *r);

/* accept.c: is this TYPE/SUBTYPE, with parameters or without? */
ngx_uint_t ngx_http_statuses_accept_is_type(ngx_str_t *value);


#endif /* _NGX_HTTP_STATUSES_REQUEST_H_INCLUDED_ */
