/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * GET /api/v1/statuses/:id (spec/reads.md C2).
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/read.h"
#include "pg/row.h"


#define NGX_HTTP_STATUSES_SHOW_SIZE  8192


ngx_int_t
ngx_http_statuses_show_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_query_t  *q;

    q = ngx_http_statuses_job_add(ctx->job, ctx->viewer.account_id
                                            ? NGX_HTTP_STATUSES_SQL_SHOW_VIEWER
                                            : NGX_HTTP_STATUSES_SQL_SHOW);

    q->param[0] = ngx_http_statuses_read_number(r->pool, ctx->id[0]);
    q->nparams = 1;

    if (ctx->viewer.account_id) {
        q->param[1] = ngx_http_statuses_read_number(r->pool,
                                                    ctx->viewer.account_id);
        q->nparams = 2;

        if (q->param[1] == NULL) {
            return NGX_ERROR;
        }
    }

    return q->param[0] ? ngx_http_statuses_read_filters(r, ctx) : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_show_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t  rc;

    if (ctx->round) {
        return ngx_http_statuses_read_answers(r, ctx);
    }

    rc = ngx_http_statuses_show_read(r, ctx, 0);

    if (rc != NGX_OK) {
        return rc;
    }

    return ngx_http_statuses_read_more(r, ctx, NULL);
}


ngx_int_t
ngx_http_statuses_show_read(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t n)
{
    ngx_uint_t                 i;
    ngx_http_statuses_sql_e    sql;
    ngx_http_statuses_read_t  *rd;

    rd = ngx_http_statuses_read_create(r, ctx);

    if (rd == NULL
        || ngx_http_statuses_read_graph(r, ctx, n) != NGX_OK
        || ngx_http_statuses_read_take_filters(r, ctx, n + 1) != NGX_OK)
    {
        return NGX_ERROR;
    }

    /* what is written is read together with all of its parts */

    sql = ctx->job->query[n].sql;

    rd->late = (sql == NGX_HTTP_STATUSES_SQL_SHOW
                || sql == NGX_HTTP_STATUSES_SQL_SHOW_VIEWER);

    /* without the status itself there are perhaps its boost or quote left */

    for (i = 0; i < rd->nstatuses; i++) {
        if (ngx_http_statuses_same(&rd->roots[i],
                               &rd->statuses[i].col[STATUSES_STATUS_ID]))
        {
            rd->shown = &rd->statuses[i];
            return NGX_OK;
        }
    }

    return ngx_http_statuses_error_not_found(r, ctx);
}


ngx_int_t
ngx_http_statuses_show_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_read_t    *rd;
    ngx_http_statuses_render_t   render;

    rd = ctx->data;

    if (ngx_http_statuses_read_render(r, ctx, &render,
                                      NGX_HTTP_STATUSES_SHOW_SIZE)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_http_statuses_status_write(&render, rd->shown);

    return ngx_http_statuses_read_done(r, ctx, &render);
}
