/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "operation/once.h"
#include "operation/operation.h"
#include "operation/read.h"


#define NGX_HTTP_STATUSES_ONCE_FIRST  20     /* milliseconds */
#define NGX_HTTP_STATUSES_ONCE_MOST   250


ngx_int_t
ngx_http_statuses_once_params(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_query_t *q)
{
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    q->param[q->nparams++] = ctx->once ? ctx->once->key : NULL;
    q->param[q->nparams++] = ctx->once ? ctx->once->digest : NULL;

    /* Mastodon itself does not look at what else was sent */

    q->param[q->nparams++] = (slcf->compat == NGX_HTTP_STATUSES_DOCS)
                             ? "true" : "false";
    q->param[q->nparams] = ngx_http_statuses_read_number(r->pool,
                                                 slcf->idempotency_valid);

    return q->param[q->nparams++] ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_once_wait(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_uint_t                     i;
    ngx_http_statuses_job_t       *job, *done;
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (ctx->once->tries++ == 0) {
        ctx->once->since = ngx_current_msec;
    }

    if (ngx_current_msec - ctx->once->since >= slcf->idempotency_wait) {
        ctx->error = "A request with this Idempotency-Key is still running";
        return NGX_HTTP_CONFLICT;
    }

    done = ctx->job;

    job = ngx_http_statuses_job_create(r->pool, r->connection->log, done->db,
                                       done->lane);
    if (job == NULL) {
        return NGX_ERROR;
    }

    job->gateway = done->gateway;
    job->written = 1;     /* perhaps by the other one */
    job->nqueries = done->nqueries;

    for (i = 0; i < done->nqueries; i++) {
        q = &job->query[i];

        *q = done->query[i];
        q->result = NULL;
    }

    ctx->job = job;
    ctx->delay = ngx_min(NGX_HTTP_STATUSES_ONCE_FIRST * ctx->once->tries,
                         NGX_HTTP_STATUSES_ONCE_MOST);

    return NGX_AGAIN;
}
