/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* What the operations that read statuses have in common. */

#ifndef _NGX_HTTP_STATUSES_READ_H_INCLUDED_
#define _NGX_HTTP_STATUSES_READ_H_INCLUDED_


#include "entity/entity.h"
#include "pg/job.h"


/* what was read, in ctx->data */

typedef struct {
    ngx_http_statuses_status_t    *statuses;
    ngx_str_t                     *roots;      /* of each: for whom it came */
    ngx_uint_t                     nstatuses;
    ngx_http_statuses_status_t    *shown;      /* by show */

    ngx_http_statuses_account_t   *accounts;
    ngx_uint_t                     naccounts;

    ngx_str_t                    **collections;
    ngx_uint_t                     ncollections;

    ngx_str_t                    **filters;
    ngx_uint_t                     nfilters;

    ngx_uint_t                     schema;

    ngx_int_t                      accounts_query;     /* -1: not asked */
    ngx_int_t                      collections_query;
} ngx_http_statuses_read_t;


/* parameters of statements, NULL when memory lacks */
const char *ngx_http_statuses_read_number(ngx_pool_t *pool, int64_t n);
const char *ngx_http_statuses_read_string(ngx_pool_t *pool, ngx_str_t *s);

/*
 * Adds a statement that has the columns of statuses, in the variant for this
 * viewer, and for a viewer his filters behind it.  ids is its first parameter.
 */
ngx_http_statuses_query_t *ngx_http_statuses_read_query(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_sql_e anonymous,
    ngx_http_statuses_sql_e viewer, const char *ids);

/* Makes ctx->data of the rows of a statement with the columns of statuses. */
ngx_int_t ngx_http_statuses_read_statuses(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query);

/*
 * NGX_AGAIN: accounts or collections are named that are not among the rows;
 * ctx->job is a new job that asks for them.  NGX_OK: nothing is missing.
 */
ngx_int_t ngx_http_statuses_read_more(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* Takes the answer to that. */
ngx_int_t ngx_http_statuses_read_answers(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* Begins and ends an answer made of what was read. */
ngx_int_t ngx_http_statuses_read_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_render_t *render,
    size_t size);
ngx_int_t ngx_http_statuses_read_done(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_render_t *render);


#endif /* _NGX_HTTP_STATUSES_READ_H_INCLUDED_ */
