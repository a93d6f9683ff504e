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
    const char                 *id;
    ngx_http_statuses_query_t  *q;

    id = ngx_http_statuses_read_number(r->pool, ctx->id[0]);
    if (id == NULL) {
        return NGX_ERROR;
    }

    q = ngx_http_statuses_read_query(r, ctx, NGX_HTTP_STATUSES_SQL_SHOW,
                                     NGX_HTTP_STATUSES_SQL_SHOW_VIEWER, id);

    return q ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_show_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_uint_t                 i;
    ngx_http_statuses_read_t  *rd;

    if (ctx->round) {
        return ngx_http_statuses_read_answers(r, ctx);
    }

    if (ngx_http_statuses_read_statuses(r, ctx, 0) != NGX_OK) {
        return NGX_ERROR;
    }

    rd = ctx->data;

    /* without the status itself there are perhaps its boost or quote left */

    for (i = 0; i < rd->nstatuses; i++) {
        if (ngx_http_statuses_same(&rd->roots[i],
                               &rd->statuses[i].col[STATUSES_STATUS_ID]))
        {
            rd->shown = &rd->statuses[i];
            return ngx_http_statuses_read_more(r, ctx);
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
