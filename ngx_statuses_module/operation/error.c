/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "operation/error.h"


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
