/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* What a location serves. */

#include "request/request.h"
#include "request/params.h"
#include "operation/operation.h"


static ngx_int_t ngx_http_statuses_served(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


/*
 * What is not served is declined before its body is read, unless that is a
 * form, which may yet name another method (spec/reads.md A9).
 */

ngx_int_t
ngx_http_statuses_allowed(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t  rc;

    if (ctx->op == NULL) {
        return NGX_OK;
    }

    rc = ngx_http_statuses_served(r, ctx);

    if (rc == NGX_DECLINED && ngx_http_statuses_override_form(r)
        && ngx_http_statuses_route_others(ctx))
    {
        ctx->decline = 0;
        ctx->unserved = 1;
        return NGX_OK;
    }

    return rc;
}


/* statuses_methods, statuses_operations, and what is served at all */

static ngx_int_t
ngx_http_statuses_served(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_loc_conf_t  *slcf;
    ngx_http_statuses_srv_conf_t  *sscf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (!(slcf->methods & ctx->method)
        || !(slcf->operations & ctx->op->group))
    {
        ctx->decline = NGX_HTTP_STATUSES_FB_DISABLED;
        return NGX_DECLINED;
    }

    /* Mastodon has no such route since 3.0; the documentation kept it */

    if (ctx->op->group == NGX_HTTP_STATUSES_OP_CARD
        && slcf->compat != NGX_HTTP_STATUSES_DOCS)
    {
        ctx->op = NULL;
        ctx->decline = NGX_HTTP_STATUSES_FB_UNSUPPORTED;
        return NGX_DECLINED;
    }

    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    if (ctx->op->plan == NULL
        || (ctx->op->group == NGX_HTTP_STATUSES_OP_TRANSLATE
            && slcf->translator == NULL)
        || ((ctx->op->flags & NGX_HTTP_STATUSES_SIGNED)
            && sscf->jobs == NGX_HTTP_STATUSES_JOBS_SIDEKIQ))
    {
        ctx->decline = NGX_HTTP_STATUSES_FB_UNSUPPORTED;
        return NGX_DECLINED;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_read_params(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t  rc;

    rc = ngx_http_statuses_params(r, ctx);

    if (rc >= NGX_HTTP_SPECIAL_RESPONSE && ctx->unserved && !ctx->reroute) {

        /* to refuse it is as little ours as to serve it */

        ctx->middleware = 0;
        ctx->error = NULL;

        return ngx_http_statuses_served(r, ctx);
    }

    return rc;
}


/* a form has named another method, or has not: is what is meant served? */

ngx_int_t
ngx_http_statuses_reroute(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    return (ctx->reroute || ctx->unserved) ? ngx_http_statuses_served(r, ctx)
                                           : NGX_OK;
}
