/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * POST /api/v1/statuses (spec/writes.md 1.1, 2.2, 4.1).
 *
 * Two round trips: a read that finds what the post refers to, and one
 * transaction that writes it and reads it back.
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/once.h"
#include "operation/post.h"
#include "operation/posts.h"
#include "operation/read.h"
#include "pg/row.h"
#include "text/trim.h"


static ngx_int_t ngx_http_statuses_create_resolved(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);
static ngx_int_t ngx_http_statuses_create_refers(
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);
static ngx_int_t ngx_http_statuses_create_validate(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);
static ngx_uint_t ngx_http_statuses_create_mentioned(
    ngx_http_statuses_post_t *post, ngx_str_t *id);
static ngx_int_t ngx_http_statuses_create_unexpected(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);
static ngx_int_t ngx_http_statuses_create_scheduled(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);
static ngx_int_t ngx_http_statuses_create_write(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, const char *document);


ngx_int_t
ngx_http_statuses_create_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_post_t  *post;

    post = ctx->post;

    if (post->nul) {
        ctx->error = "Validation failed: Text is invalid";
        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    if (ngx_http_statuses_compose_begin(r, post, NGX_HTTP_STATUSES_DOCS)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_statuses_resolve_plan(r, ctx, post);
}


ngx_int_t
ngx_http_statuses_create_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                  rc;
    ngx_http_statuses_post_t  *post;

    post = ctx->post;

    switch (post->stage) {

    case ngx_http_statuses_post_resolving:
        return ngx_http_statuses_create_resolved(r, ctx, post);

    case ngx_http_statuses_post_writing:
        ngx_http_statuses_posts_take(ctx);

        rc = ngx_http_statuses_error_result(r, ctx, 0);

        if (rc != NGX_OK) {
            return rc;
        }

        rc = ngx_http_statuses_create_scheduled(r, ctx, post);

        if (rc != NGX_DECLINED) {
            return rc;
        }

        rc = ngx_http_statuses_show_read(r, ctx, 1);

        if (rc == NGX_HTTP_NOT_FOUND) {
            /* done before, and deleted since */
            ctx->error = "Record not found";
        }

        if (rc != NGX_OK) {
            return rc;
        }

        post->stage = ngx_http_statuses_post_reading;

        return ngx_http_statuses_read_more(r, ctx, NULL);

    default:
        return ngx_http_statuses_read_answers(r, ctx);
    }
}


/* in the order of spec/writes.md 2.2 */

static ngx_int_t
ngx_http_statuses_create_resolved(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_int_t    rc;
    const char  *document;

    if (ngx_http_statuses_resolve_take(r, ctx, post, 0) != NGX_OK) {
        return NGX_ERROR;
    }

    rc = ngx_http_statuses_create_refers(ctx, post);

    if (rc != NGX_OK) {
        return rc;
    }

    if (ngx_http_statuses_is_true(&post->user[STATUSES_RESOLVE_REMEMBERED])) {
        return ngx_http_statuses_create_write(r, ctx, NULL);
    }

    if (post->version > ctx->job->schema
        && ngx_http_statuses_compose_begin(r, post, ctx->job->schema)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    rc = ngx_http_statuses_create_validate(r, ctx, post);

    if (rc == NGX_AGAIN) {
        return ngx_http_statuses_create_unexpected(r, ctx, post);
    }

    if (rc != NGX_OK) {
        return rc;
    }

    document = post->at ? ngx_http_statuses_schedule_document(r, ctx, post)
                        : ngx_http_statuses_compose_document(r, ctx, post);

    if (document == NULL) {
        return ctx->error ? NGX_HTTP_STATUSES_UNPROCESSABLE : NGX_ERROR;
    }

    return ngx_http_statuses_create_write(r, ctx, document);
}


/* what comes before a repeat is told from a new one */

static ngx_int_t
ngx_http_statuses_create_refers(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_post_t *post)
{
    if (post->replies
        && !ngx_http_statuses_is_true(&post->user[STATUSES_RESOLVE_THREAD]))
    {
        ctx->error = "The post you are trying to reply to does not appear to "
                     "exist.";
        return NGX_HTTP_NOT_FOUND;
    }

    if (post->quotes && post->quoted.nelts == 0) {
        ctx->error = "The post you are trying to quote does not appear to "
                     "exist.";
        return NGX_HTTP_NOT_FOUND;
    }

    ngx_http_statuses_posts_take(ctx);

    if (ngx_http_statuses_compose_policy(&post->quote_policy) == NGX_ERROR) {
        ctx->error = "Record invalid";
        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_create_check(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_int_t  rc;

    rc = ngx_http_statuses_create_refers(ctx, post);

    if (rc == NGX_OK && post->nul) {
        ctx->error = "Validation failed: Text is invalid";
        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    return rc == NGX_OK ? ngx_http_statuses_create_validate(r, ctx, post) : rc;
}


/* NGX_AGAIN: it would be sent to unexpected accounts */

static ngx_int_t
ngx_http_statuses_create_validate(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_int_t   rc;
    ngx_str_t  *quoted;

    rc = ngx_http_statuses_validate_media(r, ctx, post);

    if (rc != NGX_OK) {
        return rc;
    }

    rc = ngx_http_statuses_schedule_time(r, ctx, post);

    if (rc != NGX_OK) {
        return rc;
    }

    /* whom it mentions is found out when it is published */

    rc = post->at ? ngx_http_statuses_compose_plain(r, post)
                  : ngx_http_statuses_compose_text(r, ctx, post);

    if (rc != NGX_OK
        || ngx_http_statuses_compose_defaults(r, post) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (post->elsewhere) {
        rc = ngx_http_statuses_create_elsewhere(r, ctx, post);

        if (rc != NGX_OK) {
            return rc;
        }
    }

    if (post->unexpected.nelts) {
        return NGX_AGAIN;
    }

    quoted = post->quoted.elts;

    if (post->quotes && post->seen == NGX_HTTP_STATUSES_SEEN_DIRECT
        && ngx_http_statuses_row_int(&quoted[1], 0) != ctx->viewer.account_id
        && !ngx_http_statuses_create_mentioned(post, &quoted[1]))
    {
        ctx->error = "Validation failed: Cannot quote a non-mentioned user in "
                     "a Private Mention post.";
        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    rc = ngx_http_statuses_validate_post(r, ctx, post);

    if (rc == NGX_HTTP_STATUSES_UNPROCESSABLE && post->at) {
        ctx->error = "Record invalid";
    }

    return rc;
}


/*
 * An account of another server that is not known here stays text.  Mastodon
 * itself would ask that server, so that beside one it is asked to.
 */

ngx_int_t
ngx_http_statuses_create_elsewhere(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_http_core_loc_conf_t      *clcf;
    ngx_http_statuses_loc_conf_t  *slcf;
    ngx_http_statuses_srv_conf_t  *sscf;

    clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);
    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);
    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    if (sscf->jobs <= NGX_HTTP_STATUSES_JOBS_OUTBOX || clcf->handler == NULL
        || !(slcf->fallback & NGX_HTTP_STATUSES_FB_UNSUPPORTED))
    {
        return NGX_OK;
    }

    ctx->decline = NGX_HTTP_STATUSES_FB_UNSUPPORTED;

    return NGX_DECLINED;
}


static ngx_uint_t
ngx_http_statuses_create_mentioned(ngx_http_statuses_post_t *post,
    ngx_str_t *id)
{
    ngx_str_t   *mention;
    ngx_uint_t   i;

    mention = post->mentions.elts;

    for (i = 0; i < post->mentions.nelts; i++) {
        if (ngx_http_statuses_same(&mention[i], id)) {
            return 1;
        }
    }

    return 0;
}


/* accounts that allowed_mentions does not name: the refusal shows them */

static ngx_int_t
ngx_http_statuses_create_unexpected(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_array_t                wanted;
    ngx_http_statuses_read_t  *rd;

    rd = ngx_http_statuses_read_create(r, ctx);
    if (rd == NULL) {
        return NGX_ERROR;
    }

    wanted = post->unexpected;
    post->stage = ngx_http_statuses_post_refusing;
    ctx->status = NGX_HTTP_STATUSES_UNPROCESSABLE;

    return ngx_http_statuses_read_more(r, ctx, &wanted);
}


/* document NULL: it was done before */

static ngx_int_t
ngx_http_statuses_create_write(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, const char *document)
{
    const char                    *account;
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_srv_conf_t  *sscf;

    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    account = ngx_http_statuses_read_number(r->pool, ctx->viewer.account_id);
    if (account == NULL) {
        return NGX_ERROR;
    }

    ctx->job = ngx_http_statuses_job_create(r->pool, r->connection->log,
                                            ctx->job->db, ctx->op->lane);
    if (ctx->job == NULL) {
        return NGX_ERROR;
    }

    ctx->post->stage = ngx_http_statuses_post_writing;

    q = ngx_http_statuses_job_add(ctx->job, ctx->post->at
                                    ? NGX_HTTP_STATUSES_SQL_CREATE_SCHEDULED
                                    : NGX_HTTP_STATUSES_SQL_CREATE);

    q->param[q->nparams++] = account;
    q->param[q->nparams++] = document;
    q->param[q->nparams++] = ngx_http_statuses_jobs_names[sscf->jobs];

    if (ctx->post->at == NULL) {
        q->param[q->nparams++] = sscf->base_url_text;
    }

    if (ngx_http_statuses_once_params(r, ctx, q) != NGX_OK) {
        return NGX_ERROR;
    }

    ctx->job->gateway = 1;

    q = ngx_http_statuses_job_add(ctx->job,
                                  NGX_HTTP_STATUSES_SQL_WRITTEN_VIEWER);

    q->param[q->nparams++] = sscf->local_domain_text;
    q->param[q->nparams++] = account;

    if (ngx_http_statuses_read_filters(r, ctx) != NGX_OK
        || ngx_http_statuses_posts_ask(r, ctx) != NGX_OK)
    {
        return NGX_ERROR;
    }

    /* what was done before may be either */

    if (ctx->post->at || document == NULL) {
        ctx->post->scheduled_query = ctx->job->nqueries;

        (void) ngx_http_statuses_job_add(ctx->job,
                                  NGX_HTTP_STATUSES_SQL_SCHEDULED_WRITTEN);
    }

    return NGX_AGAIN;
}


/* NGX_DECLINED: it is no post for later */

static ngx_int_t
ngx_http_statuses_create_scheduled(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_str_t                 *row;
    ngx_http_statuses_read_t  *rd;

    if (post->scheduled_query == 0
        || ngx_http_statuses_row_count(ctx->job, post->scheduled_query) == 0)
    {
        return NGX_DECLINED;
    }

    if (ngx_http_statuses_scheduled_rows(r, ctx, post->scheduled_query)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    post->stage = ngx_http_statuses_post_scheduled;

    row = ngx_http_statuses_row(ctx->job, 0, 0);
    if (row == NULL) {
        return NGX_ERROR;
    }

    if (ngx_http_statuses_is_true(&row[STATUSES_RESULT_CHANGED])) {

        /* jsonb has an order of its own */

        rd = ctx->data;
        rd->rows[0][STATUSES_SCHEDULED_PARAMS] = post->params_text;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_create_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_str_t                    *id;
    ngx_uint_t                    i;
    ngx_http_statuses_render_t    render;
    ngx_http_statuses_account_t  *account;

    if (ctx->post->stage == ngx_http_statuses_post_scheduled) {
        return ngx_http_statuses_scheduled_show_render(r, ctx);
    }

    if (ctx->post->stage != ngx_http_statuses_post_refusing) {
        return ngx_http_statuses_show_render(r, ctx);
    }

    if (ngx_http_statuses_read_render(r, ctx, &render, 4096) != NGX_OK) {
        return NGX_ERROR;
    }

    ngx_http_statuses_json_lit(&render.json,
                               "{\"error\":\"Post would be sent to unexpected "
                               "accounts\",\"unexpected_accounts\":[");

    id = ctx->post->unexpected.elts;

    for (i = 0; i < ctx->post->unexpected.nelts; i++) {
        account = ngx_http_statuses_account_find(&render, &id[i]);

        if (account == NULL) {
            return NGX_ERROR;
        }

        if (i) {
            ngx_http_statuses_json_lit(&render.json, ",");
        }

        ngx_http_statuses_account_write(&render, account);
    }

    ngx_http_statuses_json_lit(&render.json, "]}");

    return ngx_http_statuses_read_done(r, ctx, &render);
}
