/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What a user does to a status: favourite, boost, bookmark, mute, pin, and
 * their undoing; who may quote it, and who may no more (spec/writes.md 4.5 to
 * 4.12).
 *
 * One transaction: a function of the schema statuses_gateway does all there is
 * to do, and the status is read behind it.
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/once.h"
#include "operation/posts.h"
#include "operation/read.h"
#include "pg/row.h"


/* which further parameters a function has, in this order */

#define NGX_HTTP_STATUSES_ACT_VISIBILITY  0x1
#define NGX_HTTP_STATUSES_ACT_POLICY      0x2
#define NGX_HTTP_STATUSES_ACT_SECOND      0x4       /* id of the path */
#define NGX_HTTP_STATUSES_ACT_JOBS        0x8
#define NGX_HTTP_STATUSES_ACT_BASE        0x10

/* the answer is that to an undoing */

#define NGX_HTTP_STATUSES_ACT_UNDO        0x20


static ngx_int_t ngx_http_statuses_act_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_sql_e sql,
    ngx_uint_t params);
static ngx_int_t ngx_http_statuses_act_word(ngx_http_request_t *r,
    ngx_http_statuses_query_t *q, ngx_str_t *word);
static ngx_int_t ngx_http_statuses_act_undone(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_act_less(ngx_http_request_t *r,
    ngx_str_t *count);


ngx_int_t
ngx_http_statuses_favourite_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx,
                                      NGX_HTTP_STATUSES_SQL_FAVOURITE,
                                      NGX_HTTP_STATUSES_ACT_JOBS
                                      |NGX_HTTP_STATUSES_ACT_BASE);
}


ngx_int_t
ngx_http_statuses_unfavourite_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx,
                                      NGX_HTTP_STATUSES_SQL_UNFAVOURITE,
                                      NGX_HTTP_STATUSES_ACT_JOBS
                                      |NGX_HTTP_STATUSES_ACT_UNDO);
}


ngx_int_t
ngx_http_statuses_bookmark_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx,
                                      NGX_HTTP_STATUSES_SQL_BOOKMARK, 0);
}


ngx_int_t
ngx_http_statuses_unbookmark_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx,
                                      NGX_HTTP_STATUSES_SQL_UNBOOKMARK,
                                      NGX_HTTP_STATUSES_ACT_JOBS
                                      |NGX_HTTP_STATUSES_ACT_UNDO);
}


ngx_int_t
ngx_http_statuses_mute_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx, NGX_HTTP_STATUSES_SQL_MUTE, 0);
}


ngx_int_t
ngx_http_statuses_unmute_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx, NGX_HTTP_STATUSES_SQL_UNMUTE,
                                      0);
}


ngx_int_t
ngx_http_statuses_pin_plan(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx, NGX_HTTP_STATUSES_SQL_PIN,
                                      NGX_HTTP_STATUSES_ACT_JOBS
                                      |NGX_HTTP_STATUSES_ACT_BASE);
}


ngx_int_t
ngx_http_statuses_unpin_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx, NGX_HTTP_STATUSES_SQL_UNPIN,
                                      NGX_HTTP_STATUSES_ACT_JOBS
                                      |NGX_HTTP_STATUSES_ACT_BASE);
}


ngx_int_t
ngx_http_statuses_reblog_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx, NGX_HTTP_STATUSES_SQL_REBLOG,
                                      NGX_HTTP_STATUSES_ACT_VISIBILITY
                                      |NGX_HTTP_STATUSES_ACT_JOBS
                                      |NGX_HTTP_STATUSES_ACT_BASE);
}


ngx_int_t
ngx_http_statuses_unreblog_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx, NGX_HTTP_STATUSES_SQL_UNREBLOG,
                                      NGX_HTTP_STATUSES_ACT_JOBS
                                      |NGX_HTTP_STATUSES_ACT_UNDO);
}


ngx_int_t
ngx_http_statuses_policy_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx, NGX_HTTP_STATUSES_SQL_POLICY,
                                      NGX_HTTP_STATUSES_ACT_POLICY
                                      |NGX_HTTP_STATUSES_ACT_JOBS);
}


ngx_int_t
ngx_http_statuses_revoke_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_act_plan(r, ctx, NGX_HTTP_STATUSES_SQL_REVOKE,
                                      NGX_HTTP_STATUSES_ACT_SECOND
                                      |NGX_HTTP_STATUSES_ACT_JOBS);
}


static ngx_int_t
ngx_http_statuses_act_plan(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_sql_e sql, ngx_uint_t params)
{
    const char                    *account;
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_srv_conf_t  *sscf;

    if (ctx->verdict) {

        /* refused, but a status that is not there comes first */

        ctx->job->read_only = 1;

        return ngx_http_statuses_read_lookup(r, ctx);
    }

    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    account = ngx_http_statuses_read_number(r->pool, ctx->viewer.account_id);

    q = ngx_http_statuses_job_add(ctx->job, sql);

    q->param[q->nparams++] = account;
    q->param[q->nparams++] = ngx_http_statuses_read_number(r->pool,
                                                           ctx->id[0]);

    if (account == NULL || q->param[1] == NULL) {
        return NGX_ERROR;
    }

    if ((params & NGX_HTTP_STATUSES_ACT_VISIBILITY)
        && ngx_http_statuses_act_word(r, q, &ctx->visibility) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if ((params & NGX_HTTP_STATUSES_ACT_POLICY)
        && ngx_http_statuses_act_word(r, q, &ctx->quote_policy) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (params & NGX_HTTP_STATUSES_ACT_SECOND) {
        q->param[q->nparams] = ngx_http_statuses_read_number(r->pool,
                                                             ctx->id[1]);
        if (q->param[q->nparams++] == NULL) {
            return NGX_ERROR;
        }
    }

    if (params & NGX_HTTP_STATUSES_ACT_JOBS) {
        q->param[q->nparams++] = ngx_http_statuses_jobs_names[sscf->jobs];
    }

    if (params & NGX_HTTP_STATUSES_ACT_BASE) {
        q->param[q->nparams++] = sscf->base_url_text;
    }

    if (ngx_http_statuses_once_params(r, ctx, q) != NGX_OK) {
        return NGX_ERROR;
    }

    ctx->job->gateway = 1;

    q = ngx_http_statuses_job_add(ctx->job,
                                  (params & NGX_HTTP_STATUSES_ACT_UNDO)
                                  ? NGX_HTTP_STATUSES_SQL_UNDONE_VIEWER
                                  : NGX_HTTP_STATUSES_SQL_WRITTEN_VIEWER);

    q->param[q->nparams++] = sscf->local_domain_text;
    q->param[q->nparams++] = account;

    if (ngx_http_statuses_read_filters(r, ctx) != NGX_OK) {
        return NGX_ERROR;
    }

    /* a boost is told of the limit of posts, but is none (E4) */

    return sql == NGX_HTTP_STATUSES_SQL_REBLOG
           ? ngx_http_statuses_posts_ask(r, ctx) : NGX_OK;
}


/* a word of the client's; PostgreSQL's texts have no NUL */

static ngx_int_t
ngx_http_statuses_act_word(ngx_http_request_t *r,
    ngx_http_statuses_query_t *q, ngx_str_t *word)
{
    if (word->data == NULL) {
        q->param[q->nparams++] = NULL;
        return NGX_OK;
    }

    if (ngx_strlchr(word->data, word->data + word->len, '\0')) {
        q->param[q->nparams++] = "?";
        return NGX_OK;
    }

    q->param[q->nparams] = ngx_http_statuses_read_string(r->pool, word);

    return q->param[q->nparams++] ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_act_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t   rc;
    ngx_str_t  *row;

    if (ctx->verdict) {
        return ngx_http_statuses_row_count(ctx->job, 0)
               ? NGX_OK : ngx_http_statuses_error_not_found(r, ctx);
    }

    if (ctx->data) {
        return ngx_http_statuses_read_answers(r, ctx);
    }

    rc = ngx_http_statuses_error_result(r, ctx, 0);

    if (rc != NGX_HTTP_NOT_FOUND) {
        ngx_http_statuses_posts_take(ctx);
    }

    if (rc == NGX_HTTP_NOT_FOUND) {
        row = ngx_http_statuses_row(ctx->job, 0, 0);

        /* the status, or something else that has its own text */

        return (row && row[STATUSES_RESULT_ERROR].len)
               ? rc : ngx_http_statuses_error_not_found(r, ctx);
    }

    if (rc == NGX_OK) {
        rc = ngx_http_statuses_show_read(r, ctx, 1);
    }

    if (rc == NGX_OK) {
        rc = ngx_http_statuses_act_undone(r, ctx);
    }

    return rc == NGX_OK ? ngx_http_statuses_read_more(r, ctx, NULL) : rc;
}


/*
 * What is taken back is shown so, although with "sidekiq" its rows stay until
 * a worker of Mastodon's has removed them (spec/entities.md 2.1).
 */

static ngx_int_t
ngx_http_statuses_act_undone(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_str_t                     *row, *count, *viewer;
    ngx_uint_t                     changed;
    ngx_http_statuses_read_t      *rd;
    ngx_http_statuses_loc_conf_t  *slcf;
    ngx_http_statuses_srv_conf_t  *sscf;

    rd = ctx->data;
    viewer = rd->shown->viewer;
    count = NULL;

    row = ngx_http_statuses_row(ctx->job, 0, 0);
    if (row == NULL) {
        return NGX_ERROR;
    }

    changed = ngx_http_statuses_is_true(&row[STATUSES_RESULT_CHANGED]);

    if (ctx->op->plan == ngx_http_statuses_unfavourite_plan) {
        ngx_str_null(&viewer[STATUSES_STATUS_VIEWER_FAVOURITED]);
        count = &rd->shown->col[STATUSES_STATUS_FAVOURITES_COUNT];

    } else if (ctx->op->plan == ngx_http_statuses_unbookmark_plan) {
        ngx_str_null(&viewer[STATUSES_STATUS_VIEWER_BOOKMARKED]);

    } else if (ctx->op->plan == ngx_http_statuses_unreblog_plan) {
        ngx_str_null(&viewer[STATUSES_STATUS_VIEWER_REBLOGGED]);
        count = &rd->shown->col[STATUSES_STATUS_REBLOGS_COUNT];

        slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

        if (!changed && slcf->compat != NGX_HTTP_STATUSES_DOCS) {

            /* nothing to take back: Mastodon has not looked */

            ngx_memzero(viewer, STATUSES_STATUS_VIEWER_NCOLS
                                * sizeof(ngx_str_t));
            rd->nfilters = 0;
        }
    }

    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    if (count && changed && sscf->jobs == NGX_HTTP_STATUSES_JOBS_SIDEKIQ) {
        return ngx_http_statuses_act_less(r, count);
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_act_less(ngx_http_request_t *r, ngx_str_t *count)
{
    u_char   *p;
    int64_t   n;

    n = ngx_http_statuses_row_int(count, 0);

    p = ngx_pnalloc(r->pool, NGX_INT64_LEN);
    if (p == NULL) {
        return NGX_ERROR;
    }

    count->data = p;
    count->len = ngx_sprintf(p, "%L", n > 0 ? n - 1 : 0) - p;

    return NGX_OK;
}
