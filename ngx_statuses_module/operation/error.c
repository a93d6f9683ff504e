/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "operation/error.h"
#include "operation/once.h"
#include "operation/read.h"
#include "pg/row.h"


ngx_int_t
ngx_http_statuses_error_not_found(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (slcf->compat == NGX_HTTP_STATUSES_4_6
        || slcf->compat == NGX_HTTP_STATUSES_4_7)
    {
        ctx->error = "Not Found";

    } else {
        ctx->error = "Record not found";
    }

    return NGX_HTTP_NOT_FOUND;
}


ngx_int_t
ngx_http_statuses_error_result(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t n)
{
    ngx_int_t   code;
    ngx_str_t  *row;

    if (ngx_http_statuses_row_count(ctx->job, n) != 1) {
        return NGX_ERROR;
    }

    row = ngx_http_statuses_row(ctx->job, n, 0);
    if (row == NULL) {
        return NGX_ERROR;
    }

    if (row[STATUSES_RESULT_ERROR].len) {
        ctx->error = ngx_http_statuses_read_string(r->pool,
                                              &row[STATUSES_RESULT_ERROR]);
        if (ctx->error == NULL) {
            return NGX_ERROR;
        }
    }

    code = (ngx_int_t) ngx_http_statuses_row_int(&row[STATUSES_RESULT_CODE],
                                                 0);

    switch (code) {

    case NGX_HTTP_OK:
        return NGX_OK;

    case NGX_HTTP_FORBIDDEN:
        ctx->error = "This action is not allowed";
        return NGX_HTTP_FORBIDDEN;

    case NGX_HTTP_NOT_FOUND:
        if (ctx->error == NULL) {
            ctx->error = "Record not found";
        }

        return NGX_HTTP_NOT_FOUND;

    case NGX_HTTP_CONFLICT:
        return ngx_http_statuses_once_wait(r, ctx);

    case NGX_HTTP_STATUSES_UNPROCESSABLE:
        return ctx->error ? NGX_HTTP_STATUSES_UNPROCESSABLE : NGX_ERROR;

    case NGX_HTTP_TOO_MANY_REQUESTS:
        ctx->error = "Too many requests";
        return NGX_HTTP_TOO_MANY_REQUESTS;

    default:
        return NGX_ERROR;
    }
}
