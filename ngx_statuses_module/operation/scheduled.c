/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * /api/v1/scheduled_statuses (spec/writes.md 2.4, 4.2, 6).
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/once.h"
#include "operation/read.h"
#include "pg/row.h"
#include "text/date.h"


#define NGX_HTTP_STATUSES_SCHEDULED_SIZE   4096

/* most of an account; most of a day, documented and of Mastodon */
#define NGX_HTTP_STATUSES_SCHEDULED_TOTAL  "300"
#define NGX_HTTP_STATUSES_SCHEDULED_DAILY  "50"
#define NGX_HTTP_STATUSES_SCHEDULED_DAILY_OF_MASTODON  "25"


static const char *ngx_http_statuses_scheduled_time(ngx_pool_t *pool,
    ngx_str_t *text);


ngx_int_t
ngx_http_statuses_scheduled_list_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_uint_t                  i;
    ngx_http_statuses_query_t  *q;

    q = ngx_http_statuses_job_add(ctx->job,
                                  NGX_HTTP_STATUSES_SQL_SCHEDULED_LIST);

    q->param[0] = ngx_http_statuses_read_number(r->pool,
                                                ctx->viewer.account_id);
    q->param[1] = ngx_http_statuses_read_number(r->pool, ctx->page.max_id);
    q->param[2] = ngx_http_statuses_read_number(r->pool, ctx->page.since_id);
    q->param[3] = ngx_http_statuses_read_number(r->pool, ctx->page.min_id);
    q->param[4] = ngx_http_statuses_read_number(r->pool, ctx->page.limit);
    q->nparams = 5;

    for (i = 0; i < q->nparams; i++) {
        if (q->param[i] == NULL) {
            return NGX_ERROR;
        }
    }

    if (!ctx->upwards) {
        q->param[3] = NULL;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_scheduled_list_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_read_t  *rd;

    if (ngx_http_statuses_scheduled_rows(r, ctx, 0) != NGX_OK
        || ngx_http_statuses_list_page(r, ctx, 0) != NGX_OK)
    {
        return NGX_ERROR;
    }

    rd = ctx->data;

    return ngx_http_statuses_list_link(r, ctx, rd->nrows, "min_id");
}


ngx_int_t
ngx_http_statuses_scheduled_list_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_uint_t                   i;
    ngx_http_statuses_read_t    *rd;
    ngx_http_statuses_render_t   render;

    rd = ctx->data;

    if (ngx_http_statuses_read_render(r, ctx, &render,
                                      NGX_HTTP_STATUSES_SCHEDULED_SIZE)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_http_statuses_json_lit(&render.json, "[");

    for (i = 0; i < rd->nrows; i++) {
        if (i) {
            ngx_http_statuses_json_lit(&render.json, ",");
        }

        ngx_http_statuses_scheduled_write(&render, rd->rows[i]);
    }

    ngx_http_statuses_json_lit(&render.json, "]");

    return ngx_http_statuses_read_done(r, ctx, &render);
}


ngx_int_t
ngx_http_statuses_scheduled_show_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_query_t  *q;

    q = ngx_http_statuses_job_add(ctx->job,
                                  NGX_HTTP_STATUSES_SQL_SCHEDULED_SHOW);

    q->param[0] = ngx_http_statuses_read_number(r->pool,
                                                ctx->viewer.account_id);
    q->param[1] = ngx_http_statuses_read_number(r->pool, ctx->id[0]);
    q->nparams = 2;

    return (q->param[0] && q->param[1]) ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_scheduled_show_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    if (ngx_http_statuses_row_count(ctx->job, 0) == 0) {
        ctx->error = "Record not found";
        return NGX_HTTP_NOT_FOUND;
    }

    return ngx_http_statuses_scheduled_rows(r, ctx, 0);
}


ngx_int_t
ngx_http_statuses_scheduled_show_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_read_t    *rd;
    ngx_http_statuses_render_t   render;

    rd = ctx->data;

    if (rd->nrows == 0
        || ngx_http_statuses_read_render(r, ctx, &render,
                                         NGX_HTTP_STATUSES_SCHEDULED_SIZE)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_http_statuses_scheduled_write(&render, rd->rows[0]);

    return ngx_http_statuses_read_done(r, ctx, &render);
}


ngx_int_t
ngx_http_statuses_scheduled_update_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    const char                    *at;
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    /* "-" is no time */

    at = ngx_http_statuses_scheduled_time(r->pool, &ctx->scheduled_at);
    if (at == NULL) {
        return NGX_ERROR;
    }

    q = ngx_http_statuses_job_add(ctx->job,
                                  NGX_HTTP_STATUSES_SQL_UPDATE_SCHEDULED);

    q->param[0] = ngx_http_statuses_read_number(r->pool,
                                                ctx->viewer.account_id);
    q->param[1] = ngx_http_statuses_read_number(r->pool, ctx->id[0]);
    q->param[2] = ctx->rescheduled ? "true" : "false";
    q->param[3] = (*at == '-') ? NULL : at;
    q->param[4] = NGX_HTTP_STATUSES_SCHEDULED_TOTAL;
    q->param[5] = (slcf->compat == NGX_HTTP_STATUSES_DOCS)
                  ? NGX_HTTP_STATUSES_SCHEDULED_DAILY
                  : NGX_HTTP_STATUSES_SCHEDULED_DAILY_OF_MASTODON;
    q->nparams = 6;

    if (q->param[0] == NULL || q->param[1] == NULL
        || ngx_http_statuses_once_params(r, ctx, q) != NGX_OK)
    {
        return NGX_ERROR;
    }

    ctx->job->gateway = 1;

    ngx_http_statuses_job_add(ctx->job,
                              NGX_HTTP_STATUSES_SQL_SCHEDULED_WRITTEN);

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_scheduled_delete_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_query_t  *q;

    q = ngx_http_statuses_job_add(ctx->job,
                                  NGX_HTTP_STATUSES_SQL_DELETE_SCHEDULED);

    q->param[0] = ngx_http_statuses_read_number(r->pool,
                                                ctx->viewer.account_id);
    q->param[1] = ngx_http_statuses_read_number(r->pool, ctx->id[0]);
    q->nparams = 2;

    ctx->job->gateway = 1;

    return (q->param[0] && q->param[1]) ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_scheduled_written_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t  rc;

    rc = ngx_http_statuses_error_result(r, ctx, 0);

    if (rc != NGX_OK) {
        return rc;
    }

    /* of what was deleted nothing is shown */

    return ngx_http_statuses_scheduled_rows(r, ctx, ctx->job->nqueries - 1);
}


ngx_int_t
ngx_http_statuses_scheduled_delete_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_render_t  render;

    if (ngx_http_statuses_read_render(r, ctx, &render, sizeof("{}"))
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_http_statuses_json_lit(&render.json, "{}");

    return ngx_http_statuses_read_done(r, ctx, &render);
}


ngx_int_t
ngx_http_statuses_scheduled_rows(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t n)
{
    ngx_http_statuses_read_t  *rd;

    rd = ngx_http_statuses_read_create(r, ctx);

    if (rd == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_statuses_read_rows(r, ctx, n, &rd->rows, &rd->nrows);
}


/*
 * The time that a text means, as a timestamp of PostgreSQL's; "-" if none, and
 * NULL when memory lacks.
 */

static const char *
ngx_http_statuses_scheduled_time(ngx_pool_t *pool, ngx_str_t *text)
{
    char            *p;
    statuses_str_t   s;
    statuses_date_t  date;

    s.data = (char *) text->data;
    s.len = text->len;

    if (statuses_date_parse(&date, s) != 0
        || statuses_date_complete(&date, ngx_time()) != 0)
    {
        return "-";
    }

    p = ngx_pnalloc(pool, STATUSES_DATE_LEN);
    if (p == NULL) {
        return NULL;
    }

    statuses_date_print(&date, p);

    return p;
}
