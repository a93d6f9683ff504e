/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * GET /api/v1/statuses?id[]=… (spec/reads.md C1).
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/read.h"
#include "pg/row.h"


#define NGX_HTTP_STATUSES_BATCH_SIZE  32768


ngx_int_t
ngx_http_statuses_batch_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    u_char                     *p, *text;
    ngx_uint_t                  i;
    ngx_http_statuses_query_t  *q;

    if (ctx->nids > NGX_HTTP_STATUSES_BATCH_MAX) {
        ctx->error = "Mastodon::ValidationError";
        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    text = ngx_pnalloc(r->pool, ctx->nids * (NGX_INT64_LEN + 1) + 3);
    if (text == NULL) {
        return NGX_ERROR;
    }

    p = text;
    *p++ = '{';

    for (i = 0; i < ctx->nids; i++) {
        if (i) {
            *p++ = ',';
        }

        p = ngx_http_statuses_print(p, ctx->ids[i]);
    }

    *p++ = '}';
    *p = '\0';

    q = ngx_http_statuses_read_query(r, ctx, NGX_HTTP_STATUSES_SQL_BATCH,
                                     NGX_HTTP_STATUSES_SQL_BATCH_VIEWER,
                                     (const char *) text, NULL, 0);

    return q ? ngx_http_statuses_read_filters(r, ctx) : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_batch_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    if (ctx->round) {
        return ngx_http_statuses_read_answers(r, ctx);
    }

    if (ngx_http_statuses_read_create(r, ctx) == NULL
        || ngx_http_statuses_read_graph(r, ctx, 0) != NGX_OK
        || ngx_http_statuses_read_take_filters(r, ctx, 1) != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_statuses_read_more(r, ctx, NULL);
}


ngx_int_t
ngx_http_statuses_batch_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_str_t                   *last;
    ngx_uint_t                   i, shown;
    ngx_http_statuses_read_t    *rd;
    ngx_http_statuses_render_t   render;
    ngx_http_statuses_status_t  *st;

    rd = ctx->data;

    if (ngx_http_statuses_read_render(r, ctx, &render,
                                      NGX_HTTP_STATUSES_BATCH_SIZE)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_http_statuses_json_lit(&render.json, "[");

    shown = 0;
    last = NULL;

    for (i = 0; i < rd->nstatuses; i++) {
        st = &rd->statuses[i];

        /* what came for its own sake; the rows are in order */

        if (!ngx_http_statuses_same(&rd->roots[i],
                                    &st->col[STATUSES_STATUS_ID])
            || (last && ngx_http_statuses_same(last, &rd->roots[i])))
        {
            continue;
        }

        if (shown++) {
            ngx_http_statuses_json_lit(&render.json, ",");
        }

        ngx_http_statuses_status_write(&render, st);
        last = &rd->roots[i];
    }

    ngx_http_statuses_json_lit(&render.json, "]");

    return ngx_http_statuses_read_done(r, ctx, &render);
}
