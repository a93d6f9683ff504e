/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * GET /api/v1/statuses/:id/history (spec/reads.md C7), and …/card (C9), which
 * read a status as show does.
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/read.h"
#include "pg/row.h"


#define NGX_HTTP_STATUSES_HISTORY_SIZE  16384


ngx_int_t
ngx_http_statuses_history_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                   rc;
    ngx_http_statuses_query_t  *q;

    rc = ngx_http_statuses_show_plan(r, ctx);

    if (rc != NGX_OK) {
        return rc;
    }

    q = ngx_http_statuses_job_add(ctx->job, NGX_HTTP_STATUSES_SQL_EDITS);

    q->nparams = 1;
    q->param[0] = ctx->job->query[0].param[0];

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_history_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                  rc;
    ngx_uint_t                 i;
    ngx_array_t                editors;
    ngx_http_statuses_read_t  *rd;

    if (ctx->round) {
        return ngx_http_statuses_read_answers(r, ctx);
    }

    rc = ngx_http_statuses_show_read(r, ctx, 0);

    if (rc != NGX_OK) {
        return rc;
    }

    rd = ctx->data;

    if (ngx_http_statuses_read_rows(r, ctx, ctx->job->nqueries - 1, &rd->rows,
                                    &rd->nrows)
        != NGX_OK
        || ngx_array_init(&editors, r->pool, 4, sizeof(ngx_str_t)) != NGX_OK)
    {
        return NGX_ERROR;
    }

    for (i = 0; i < rd->nrows; i++) {
        if (ngx_http_statuses_read_want(r->pool, rd, &editors,
                                   &rd->rows[i][STATUSES_EDITS_ACCOUNT_ID])
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    return ngx_http_statuses_read_more(r, ctx, &editors);
}


ngx_int_t
ngx_http_statuses_history_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_uint_t                   i;
    ngx_http_statuses_read_t    *rd;
    ngx_http_statuses_render_t   render;

    rd = ctx->data;

    if (ngx_http_statuses_read_render(r, ctx, &render,
                                      NGX_HTTP_STATUSES_HISTORY_SIZE)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_http_statuses_json_lit(&render.json, "[");

    for (i = 0; i < rd->nrows; i++) {
        if (i) {
            ngx_http_statuses_json_lit(&render.json, ",");
        }

        ngx_http_statuses_edit_write(&render, rd->shown, rd->rows[i]);
    }

    /* gone since it was read */

    if (rd->nrows == 0) {
        ngx_http_statuses_edit_write(&render, rd->shown, NULL);
    }

    ngx_http_statuses_json_lit(&render.json, "]");

    return ngx_http_statuses_read_done(r, ctx, &render);
}


ngx_int_t
ngx_http_statuses_card_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_read_t    *rd;
    ngx_http_statuses_render_t   render;

    rd = ctx->data;

    if (ngx_http_statuses_read_render(r, ctx, &render,
                                      NGX_HTTP_STATUSES_HISTORY_SIZE)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_http_statuses_card_write_old(&render, rd->shown);

    return ngx_http_statuses_read_done(r, ctx, &render);
}
