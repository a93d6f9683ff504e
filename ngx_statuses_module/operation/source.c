/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * GET /api/v1/statuses/:id/source (spec/reads.md C8).
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/read.h"
#include "pg/row.h"


#define NGX_HTTP_STATUSES_SOURCE_SIZE  4096


static const ngx_http_statuses_field_t  ngx_http_statuses_source_fields[] = {

    { ngx_http_statuses_first("id"),
      ngx_http_statuses_write_id,
      STATUSES_LOOKUP_ID, 0, NULL },

    { ngx_http_statuses_key("text"),
      ngx_http_statuses_write_text,
      STATUSES_LOOKUP_TEXT, 0, NULL },

    { ngx_http_statuses_key("spoiler_text"),
      ngx_http_statuses_write_text,
      STATUSES_LOOKUP_SPOILER_TEXT, 0, NULL },

    ngx_http_statuses_end
};


ngx_int_t
ngx_http_statuses_source_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_read_lookup(r, ctx);
}


ngx_int_t
ngx_http_statuses_source_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_read_t  *rd;

    if (ngx_http_statuses_row_count(ctx->job, 0) == 0) {
        return ngx_http_statuses_error_not_found(r, ctx);
    }

    rd = ngx_http_statuses_read_create(r, ctx);

    if (rd == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_statuses_read_rows(r, ctx, 0, &rd->rows, &rd->nrows);
}


ngx_int_t
ngx_http_statuses_source_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_read_t    *rd;
    ngx_http_statuses_entity_t   e;
    ngx_http_statuses_render_t   render;

    rd = ctx->data;

    if (ngx_http_statuses_read_render(r, ctx, &render,
                                      NGX_HTTP_STATUSES_SOURCE_SIZE)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    e.col = rd->rows[0];
    ngx_http_statuses_entity_write(&render, ngx_http_statuses_source_fields,
                                   &e);

    return ngx_http_statuses_read_done(r, ctx, &render);
}
