/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The limit of an account's posts, which "statuses_limit mastodon" has and the
 * gateway counts (spec/reads.md E4).
 */

#include "operation/posts.h"
#include "operation/read.h"
#include "pg/row.h"


const char *
ngx_http_statuses_posts_limit(ngx_http_request_t *r)
{
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    return (slcf->limit_posts && !slcf->limit_dry_run) ? "300" : NULL;
}


ngx_int_t
ngx_http_statuses_posts_ask(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (!slcf->limit_posts) {
        return NGX_OK;
    }

    ctx->rate.query = ctx->job->nqueries + 1;

    q = ngx_http_statuses_job_add(ctx->job, NGX_HTTP_STATUSES_SQL_POSTS);

    q->param[q->nparams++] = ngx_http_statuses_read_number(r->pool,
                                                      ctx->viewer.account_id);

    return q->param[0] ? NGX_OK : NGX_ERROR;
}


void
ngx_http_statuses_posts_take(ngx_http_statuses_ctx_t *ctx)
{
    ngx_str_t   *row;
    ngx_uint_t   n;

    n = ctx->rate.query;

    if (n == 0) {
        return;
    }

    row = ngx_http_statuses_row_count(ctx->job, n - 1)
          ? ngx_http_statuses_row(ctx->job, n - 1, 0) : NULL;

    if (row) {
        ctx->rate.posts = ngx_http_statuses_row_int(
                                                 &row[STATUSES_POSTS_POSTS],
                                                 0);
        ctx->rate.posts_known = 1;
    }
}
