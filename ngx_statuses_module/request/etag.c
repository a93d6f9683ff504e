/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * A weak validator made of the rows, so that an unchanged answer is known
 * before it is written (spec/reads.md D2).
 */

#include "request/request.h"
#include "operation/operation.h"
#include "pg/row.h"


void
ngx_http_statuses_etag_update(ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_row_digest(ctx->job, ctx->validator);
}


ngx_int_t
ngx_http_statuses_etag(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    u_char                        *p;
    ngx_str_t                      name, sent;
    ngx_table_elt_t               *h;
    ngx_http_statuses_loc_conf_t  *slcf;
    ngx_http_statuses_srv_conf_t  *sscf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (!slcf->etag) {
        return NGX_OK;
    }

    /* what else the body is made of */

    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    ngx_http_statuses_row_mix(ctx->validator, ctx->op->name.data,
                              ctx->op->name.len);
    ngx_http_statuses_row_mix(ctx->validator, (u_char *) &slcf->compat,
                              sizeof(slcf->compat));
    ngx_http_statuses_row_mix(ctx->validator,
                              (u_char *) &ctx->viewer.account_id,
                              sizeof(ctx->viewer.account_id));
    ngx_http_statuses_row_mix(ctx->validator, sscf->base_url.data,
                              sscf->base_url.len);
    ngx_http_statuses_row_mix(ctx->validator, sscf->asset_url.data,
                              sscf->asset_url.len);
    ngx_http_statuses_row_mix(ctx->validator, sscf->media_base_url.data,
                              sscf->media_base_url.len);

    p = ngx_pnalloc(r->pool, sizeof("W/\"\"") + 32);
    if (p == NULL) {
        return NGX_ERROR;
    }

    ctx->etag.data = p;
    ctx->etag.len = ngx_sprintf(p, "W/\"%016xL%016xL\"", ctx->validator[0],
                                ctx->validator[1])
                    - p;

    if (!(ctx->method & NGX_HTTP_STATUSES_READS)) {
        return NGX_OK;
    }

    ngx_str_set(&name, "If-None-Match");
    h = ngx_http_statuses_header_in(r, &name);

    if (h == NULL) {
        return NGX_OK;
    }

    /* to the byte: lists, a star, and strong forms do not match */

    sent = h->value;

    while (sent.len && sent.data[0] == ' ') {
        sent.data++;
        sent.len--;
    }

    while (sent.len && sent.data[sent.len - 1] == ' ') {
        sent.len--;
    }

    if (!ngx_http_statuses_same(&sent, &ctx->etag)) {
        return NGX_OK;
    }

    return NGX_HTTP_NOT_MODIFIED;
}
