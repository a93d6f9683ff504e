/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* What the operations that read have in common. */

#ifndef _NGX_HTTP_STATUSES_READ_H_INCLUDED_
#define _NGX_HTTP_STATUSES_READ_H_INCLUDED_


#include "entity/entity.h"
#include "pg/job.h"


/* what was read, in ctx->data */

typedef struct {
    ngx_http_statuses_status_t    *statuses;
    ngx_str_t                     *roots;      /* of each: for whom it came */
    ngx_uint_t                     nstatuses;
    ngx_http_statuses_status_t    *shown;      /* the one that is asked for */

    ngx_array_t                    accounts;   /* …_account_t * */
    ngx_array_t                    tagged;     /* ids: have collections */

    ngx_str_t                    **collections;
    ngx_uint_t                     ncollections;

    ngx_str_t                    **filters;
    ngx_uint_t                     nfilters;

    ngx_str_t                    **rows;       /* of the operation's own */
    ngx_uint_t                     nrows;
    ngx_str_t                      first_key;  /* of a page */
    ngx_str_t                      last_key;

    ngx_uint_t                     schema;

    ngx_int_t                      accounts_query;     /* -1: not asked */
    ngx_int_t                      collections_query;
    ngx_int_t                      late_query;
    unsigned                       late:1;     /* statuses came without it */
} ngx_http_statuses_read_t;


/* parameters of statements, NULL when memory lacks */
const char *ngx_http_statuses_read_number(ngx_pool_t *pool, int64_t n);
const char *ngx_http_statuses_read_string(ngx_pool_t *pool, ngx_str_t *s);

/*
 * Adds a statement in the variant for this viewer.  Its parameters are ids (as
 * text), the local domain, extra ones, and at last the viewer, if there is
 * one.  NULL when memory lacks.
 */
ngx_http_statuses_query_t *ngx_http_statuses_read_query(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_sql_e anonymous,
    ngx_http_statuses_sql_e viewer, const char *ids, const char **extra,
    ngx_uint_t nextra);

/*
 * Adds the statement "lookup" for ctx->id: the status, if the viewer may see
 * it.  Its parameters are the id and, for a viewer, his account.
 */
ngx_int_t ngx_http_statuses_read_lookup(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* Adds the viewer's filters, if there is a viewer. */
ngx_int_t ngx_http_statuses_read_filters(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* Makes an empty ctx->data. */
ngx_http_statuses_read_t *ngx_http_statuses_read_create(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/*
 * Takes the rows of a statement made of the fragment "graph", and those of the
 * filters where a viewer's stand in the next statement.
 */
ngx_int_t ngx_http_statuses_read_graph(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query);
ngx_int_t ngx_http_statuses_read_take_filters(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query);

/* Takes the rows of a statement: key, account, emojis, account_viewer. */
ngx_int_t ngx_http_statuses_read_accounts(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query);

/* Takes the rows of the statement "collections", besides those at hand. */
ngx_int_t ngx_http_statuses_read_collections(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query);

/* Takes the rows of a statement as they are. */
ngx_int_t ngx_http_statuses_read_rows(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query, ngx_str_t ***rows,
    ngx_uint_t *n);

/*
 * list.c: how many rows a statement has, and the first column of the first and
 * the last; then the header Link, where so many are shown, "prev" with this
 * parameter.
 */
ngx_int_t ngx_http_statuses_list_page(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query);
ngx_int_t ngx_http_statuses_list_link(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t shown, const char *prev);

/* Notes an account that will be shown and may not be at hand. */
ngx_int_t ngx_http_statuses_read_want(ngx_pool_t *pool,
    ngx_http_statuses_read_t *rd, ngx_array_t *ids, ngx_str_t *id);

/*
 * NGX_AGAIN: accounts, collections or, of statuses that came without, emoji
 * are named that are not among the rows; ctx->job is a new job that asks for
 * them.  NGX_OK: nothing is missing.  more holds ids of accounts that the
 * operation itself names, or is NULL.
 */
ngx_int_t ngx_http_statuses_read_more(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_array_t *more);

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
