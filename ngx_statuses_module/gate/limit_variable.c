/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Variables: who asks, as keys of limits, and what the limits said.
 */

#include "gate/limit.h"


static ngx_int_t ngx_http_statuses_limit_variable_id(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_statuses_limit_variable_net(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_statuses_limit_variable_status(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_statuses_limit_variable_left(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);


static ngx_http_variable_t  ngx_http_statuses_limit_vars[] = {

    { ngx_string("statuses_account_id"), NULL,
      ngx_http_statuses_limit_variable_id,
      offsetof(ngx_http_statuses_viewer_t, account_id),
      NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("statuses_token_id"), NULL,
      ngx_http_statuses_limit_variable_id,
      offsetof(ngx_http_statuses_viewer_t, token_id),
      NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("statuses_application_id"), NULL,
      ngx_http_statuses_limit_variable_id,
      offsetof(ngx_http_statuses_viewer_t, application_id),
      NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("statuses_client_net"), NULL,
      ngx_http_statuses_limit_variable_net, 0,
      NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("statuses_anonymous_net"), NULL,
      ngx_http_statuses_limit_variable_net, 1,
      NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("statuses_limit_status"), NULL,
      ngx_http_statuses_limit_variable_status, 0,
      NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("statuses_limit_remaining"), NULL,
      ngx_http_statuses_limit_variable_left, 0,
      NGX_HTTP_VAR_NOCACHEABLE, 0 },

      ngx_http_null_variable
};


ngx_int_t
ngx_http_statuses_limit_variables(ngx_conf_t *cf)
{
    ngx_http_variable_t  *var, *v;

    for (v = ngx_http_statuses_limit_vars; v->name.len; v++) {
        var = ngx_http_add_variable(cf, &v->name, v->flags);
        if (var == NULL) {
            return NGX_ERROR;
        }

        var->get_handler = v->get_handler;
        var->data = v->data;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_limit_variable_text(ngx_http_variable_value_t *v,
    u_char *p, size_t len)
{
    v->data = p;
    v->len = len;
    v->valid = 1;
    v->no_cacheable = 0;
    v->not_found = 0;

    return NGX_OK;
}


/* empty until it is known who asks, and for nobody */

static ngx_int_t
ngx_http_statuses_limit_variable_id(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    u_char                   *p;
    int64_t                   id;
    ngx_http_statuses_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r, ngx_http_statuses_module);

    id = ctx ? *(int64_t *) ((char *) &ctx->viewer + data) : 0;

    if (id == 0) {
        return ngx_http_statuses_limit_variable_text(v, (u_char *) "", 0);
    }

    p = ngx_pnalloc(r->pool, NGX_INT64_LEN);
    if (p == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_statuses_limit_variable_text(v, p,
                                           ngx_sprintf(p, "%L", id) - p);
}


static ngx_int_t
ngx_http_statuses_limit_variable_net(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    u_char                   *p;
    ngx_http_statuses_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r, ngx_http_statuses_module);

    if (data && ctx && ctx->viewer.user_id) {
        return ngx_http_statuses_limit_variable_text(v, (u_char *) "", 0);
    }

    p = ngx_pnalloc(r->pool, NGX_SOCKADDR_STRLEN);
    if (p == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_statuses_limit_variable_text(v, p,
                ngx_http_statuses_limit_net_text(r->connection->sockaddr, p));
}


static ngx_int_t
ngx_http_statuses_limit_variable_status(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    ngx_http_statuses_ctx_t    *ctx;
    ngx_http_statuses_limit_t  *limit;

    ctx = ngx_http_get_module_ctx(r, ngx_http_statuses_module);

    if (ctx && ctx->blocked) {
        return ngx_http_statuses_limit_variable_text(v, (u_char *) "BLOCKED",
                                                     sizeof("BLOCKED") - 1);
    }

    limit = ctx ? ctx->limit : NULL;

    if (limit == NULL) {
        v->not_found = 1;
        return NGX_OK;
    }

    if (ctx->refused) {
        return ngx_http_statuses_limit_variable_text(v, (u_char *) "REJECTED",
                                                     sizeof("REJECTED") - 1);
    }

    if (limit->over) {
        return ngx_http_statuses_limit_variable_text(v,
                                              (u_char *) "REJECTED_DRY_RUN",
                                              sizeof("REJECTED_DRY_RUN") - 1);
    }

    return ngx_http_statuses_limit_variable_text(v, (u_char *) "PASSED",
                                                 sizeof("PASSED") - 1);
}


static ngx_int_t
ngx_http_statuses_limit_variable_left(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    u_char                   *p;
    ngx_http_statuses_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r, ngx_http_statuses_module);

    if (ctx == NULL || ctx->rate.limit.data == NULL) {
        v->not_found = 1;
        return NGX_OK;
    }

    p = ngx_pnalloc(r->pool, NGX_INT64_LEN);
    if (p == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_statuses_limit_variable_text(v, p,
                                 ngx_sprintf(p, "%L", ctx->rate.left) - p);
}
