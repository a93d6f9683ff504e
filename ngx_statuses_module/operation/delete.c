/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * DELETE /api/v1/statuses/:id (spec/writes.md 4.4).
 *
 * The answer is the status as it was, with its text as it was written, for a
 * client that makes a new draft of it.  One transaction: the status is locked,
 * read, and deleted.
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/read.h"
#include "pg/row.h"


#define NGX_HTTP_STATUSES_DELETE_SIZE  8192


/* the statements, in this order */

enum {
    delete_hold = 0,
    delete_held,
    delete_filters,
    delete_collections,
    delete_delete
};


ngx_int_t
ngx_http_statuses_delete_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    u_char                        *p, *ids;
    const char                    *account, *id;
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_srv_conf_t  *sscf;

    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    account = ngx_http_statuses_read_number(r->pool, ctx->viewer.account_id);
    id = ngx_http_statuses_read_number(r->pool, ctx->id[0]);
    ids = ngx_pnalloc(r->pool, NGX_INT64_LEN + sizeof("{}"));

    if (account == NULL || id == NULL || ids == NULL) {
        return NGX_ERROR;
    }

    *ids = '{';
    p = ngx_http_statuses_print(ids + 1, ctx->id[0]);
    ngx_memcpy(p, "}", sizeof("}"));

    ctx->job->gateway = 1;

    q = ngx_http_statuses_job_add(ctx->job, NGX_HTTP_STATUSES_SQL_HOLD_STATUS);

    q->param[q->nparams++] = account;
    q->param[q->nparams++] = id;

    q = ngx_http_statuses_job_add(ctx->job,
                                  NGX_HTTP_STATUSES_SQL_HELD_VIEWER);

    q->param[q->nparams++] = sscf->local_domain_text;
    q->param[q->nparams++] = account;

    if (ngx_http_statuses_read_filters(r, ctx) != NGX_OK) {
        return NGX_ERROR;
    }

    /* after this there would be no telling which it was tagged with */

    q = ngx_http_statuses_job_add(ctx->job, NGX_HTTP_STATUSES_SQL_COLLECTIONS);

    q->param[q->nparams++] = (const char *) ids;
    q->param[q->nparams++] = account;

    q = ngx_http_statuses_job_add(ctx->job,
                                  NGX_HTTP_STATUSES_SQL_DELETE_STATUS);

    q->param[q->nparams++] = account;
    q->param[q->nparams++] = id;
    q->param[q->nparams++] = ctx->delete_media ? "true" : "false";
    q->param[q->nparams++] = ngx_http_statuses_jobs_names[sscf->jobs];

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_delete_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t  rc;

    if (ctx->round) {
        return ngx_http_statuses_read_answers(r, ctx);
    }

    rc = ngx_http_statuses_error_result(r, ctx, delete_delete);

    if (rc != NGX_OK) {
        return rc;
    }

    rc = ngx_http_statuses_show_read(r, ctx, delete_held);

    if (rc != NGX_OK) {
        return rc;
    }

    if (ngx_http_statuses_read_collections(r, ctx, delete_collections)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_statuses_read_more(r, ctx, NULL);
}


ngx_int_t
ngx_http_statuses_delete_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_read_t    *rd;
    ngx_http_statuses_render_t   render;

    rd = ctx->data;

    if (ngx_http_statuses_read_render(r, ctx, &render,
                                      NGX_HTTP_STATUSES_DELETE_SIZE)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    render.source = 1;

    ngx_http_statuses_status_write(&render, rd->shown);

    return ngx_http_statuses_read_done(r, ctx, &render);
}
