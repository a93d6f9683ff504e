/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * PUT /api/v1/statuses/:id (spec/writes.md 1.2, 4.3): a version that replaces
 * the one that is there.
 *
 * Two round trips, as for a new post. Whether anything changes at all is found
 * out where it is written; what is wrong with a text that stays as it is does
 * not matter, and so goes along.
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/once.h"
#include "operation/post.h"
#include "operation/posts.h"
#include "operation/read.h"
#include "pg/row.h"
#include "text/trim.h"


/* most characters of a description, since 4.6 and before */
#define NGX_HTTP_STATUSES_DESCRIPTION_MAX      10000
#define NGX_HTTP_STATUSES_DESCRIPTION_MAX_4_5  1500


static ngx_int_t ngx_http_statuses_revise_resolved(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);
static ngx_int_t ngx_http_statuses_revise_validate(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post,
    ngx_str_t *now);
static ngx_int_t ngx_http_statuses_revise_descriptions(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);
static ngx_int_t ngx_http_statuses_revise_poll(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);
static ngx_int_t ngx_http_statuses_revise_texts(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post,
    ngx_str_t *now);
static ngx_int_t ngx_http_statuses_revise_write(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, const char *document);


ngx_int_t
ngx_http_statuses_revise_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_post_t  *post;

    post = ctx->post;

    if (post->nul) {
        ctx->error = "Validation failed: Text is invalid";
        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    if (post->edited == 0) {
        /* the id of none */
        ctx->error = "Record not found";
        return NGX_HTTP_NOT_FOUND;
    }

    if (ngx_http_statuses_compose_begin(r, post, NGX_HTTP_STATUSES_DOCS)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_statuses_resolve_plan(r, ctx, post);
}


ngx_int_t
ngx_http_statuses_revise_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                  rc;
    ngx_http_statuses_post_t  *post;

    post = ctx->post;

    switch (post->stage) {

    case ngx_http_statuses_post_resolving:
        return ngx_http_statuses_revise_resolved(r, ctx, post);

    case ngx_http_statuses_post_writing:
        ngx_http_statuses_posts_take(ctx);

        rc = ngx_http_statuses_error_result(r, ctx, 0);

        if (rc == NGX_OK) {
            rc = ngx_http_statuses_show_read(r, ctx, 1);
        }

        if (rc == NGX_HTTP_NOT_FOUND) {
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


static ngx_int_t
ngx_http_statuses_revise_resolved(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_int_t    rc;
    ngx_str_t   *now;
    const char  *document;

    if (ngx_http_statuses_resolve_take(r, ctx, post, 0) != NGX_OK) {
        return NGX_ERROR;
    }

    ngx_http_statuses_posts_take(ctx);

    now = post->user + STATUSES_RESOLVE_NCOLS;

    if (now[STATUSES_RESOLVE_EDIT_ID].data == NULL) {
        ctx->error = "Record not found";
        return NGX_HTTP_NOT_FOUND;
    }

    if (ngx_http_statuses_is_true(&now[STATUSES_RESOLVE_EDIT_BOOST])) {
        ctx->error = "This action is not allowed";
        return NGX_HTTP_FORBIDDEN;
    }

    if (ngx_http_statuses_compose_policy(&post->quote_policy) == NGX_ERROR) {
        ctx->error = "Record invalid";
        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    if (ngx_http_statuses_is_true(&post->user[STATUSES_RESOLVE_REMEMBERED])) {
        return ngx_http_statuses_revise_write(r, ctx, NULL);
    }

    post->version = ngx_min(post->version, ctx->job->schema);
    post->seen = ngx_http_statuses_row_int(
                                      &now[STATUSES_RESOLVE_EDIT_VISIBILITY],
                                      NGX_HTTP_STATUSES_SEEN_DIRECT);
    post->language_now = now[STATUSES_RESOLVE_EDIT_LANGUAGE];

    /* a quote may be without a text of its own; in 4.5 a warning becomes it */

    post->quotes = ngx_http_statuses_is_true(
                                       &now[STATUSES_RESOLVE_EDIT_QUOTING])
                   && post->version >= NGX_HTTP_STATUSES_4_6;

    if (ngx_http_statuses_compose_begin(r, post, ctx->job->schema) != NGX_OK)
    {
        return NGX_ERROR;
    }

    post->quotes = ngx_http_statuses_is_true(
                                       &now[STATUSES_RESOLVE_EDIT_QUOTING]);

    rc = ngx_http_statuses_revise_validate(r, ctx, post, now);

    if (rc != NGX_OK) {
        return rc;
    }

    document = ngx_http_statuses_compose_revision(r, ctx, post);

    return document ? ngx_http_statuses_revise_write(r, ctx, document)
                    : NGX_ERROR;
}


/* files, then the poll, then the text */

static ngx_int_t
ngx_http_statuses_revise_validate(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post,
    ngx_str_t *now)
{
    ngx_int_t  rc;

    rc = ngx_http_statuses_validate_media(r, ctx, post);

    if (rc == NGX_OK) {
        rc = ngx_http_statuses_revise_descriptions(r, ctx, post);
    }

    if (rc == NGX_OK && post->poll) {
        rc = ngx_http_statuses_revise_poll(r, ctx, post);
    }

    if (rc != NGX_OK) {
        return rc;
    }

    if (ngx_http_statuses_compose_text(r, ctx, post) != NGX_OK
        || ngx_http_statuses_compose_changes(r, post) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (post->elsewhere) {
        rc = ngx_http_statuses_create_elsewhere(r, ctx, post);

        if (rc != NGX_OK) {
            return rc;
        }
    }

    return ngx_http_statuses_revise_texts(r, ctx, post, now);
}


static ngx_int_t
ngx_http_statuses_revise_descriptions(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    size_t                          n, max;
    u_char                         *text;
    ngx_uint_t                      i, k;
    ngx_http_statuses_post_id_t    *id;
    ngx_http_statuses_post_file_t  *file;

    max = post->site.before_4_6 ? NGX_HTTP_STATUSES_DESCRIPTION_MAX_4_5
                                : NGX_HTTP_STATUSES_DESCRIPTION_MAX;
    file = post->attributes.elts;
    id = post->media.elts;

    for (i = 0; i < post->attributes.nelts; i++) {

        for (k = 0; k < post->media.nelts; k++) {
            if (id[k].id == file[i].id) {
                break;
            }
        }

        if (k == post->media.nelts || file[i].description.len <= max) {
            continue;
        }

        n = ngx_utf8_length(file[i].description.data,
                            file[i].description.len);

        if (n <= max) {
            continue;
        }

        text = ngx_pnalloc(r->pool, sizeof("Validation failed: Description is "
                                           "too long (maximum is  characters)")
                                    + NGX_INT_T_LEN);
        if (text == NULL) {
            return NGX_ERROR;
        }

        (void) ngx_sprintf(text, "Validation failed: Description is too long "
                                 "(maximum is %uz characters)%Z", max);

        ctx->error = (char *) text;

        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_revise_poll(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    size_t                       i, n;
    statuses_buf_t               buf;
    statuses_str_t              *sent;
    ngx_http_statuses_ballot_t  *poll;

    poll = post->poll;
    n = poll->noptions;

    sent = ngx_palloc(r->pool, (n + 1) * sizeof(statuses_str_t));
    if (sent == NULL) {
        return NGX_ERROR;
    }

    if (n) {
        ngx_memcpy(sent, poll->options, n * sizeof(statuses_str_t));
    }

    statuses_buf_init(&buf, &post->arena, 256);

    if (ngx_http_statuses_validate_poll(post, &buf) != NGX_OK || buf.failed) {
        return NGX_ERROR;
    }

    if (buf.len) {
        return ngx_http_statuses_validate_failed(ctx, post, &buf);
    }

    /* options that were not sent as they are stored are others */

    poll->raw = (n != poll->noptions);

    for (i = 0; i < poll->noptions && !poll->raw; i++) {
        poll->raw = (sent[i].len != poll->options[i].len);
    }

    return NGX_OK;
}


/* the text is looked at as it was sent, with the warning it will have */

static ngx_int_t
ngx_http_statuses_revise_texts(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post,
    ngx_str_t *now)
{
    ngx_int_t                    rc;
    statuses_str_t               text, spoiler;
    ngx_http_statuses_ballot_t  *poll;

    text = post->text;
    spoiler = post->spoiler;
    poll = post->poll;

    post->text = post->stripped;
    post->poll = NULL;

    if (post->keeps_spoiler) {
        post->spoiler.data = (char *)
                             now[STATUSES_RESOLVE_EDIT_SPOILER_TEXT].data;
        post->spoiler.len = now[STATUSES_RESOLVE_EDIT_SPOILER_TEXT].len;
    }

    rc = ngx_http_statuses_validate_post(r, ctx, post);

    post->text = text;
    post->spoiler = spoiler;
    post->poll = poll;

    if (rc == NGX_HTTP_STATUSES_UNPROCESSABLE) {
        post->refusal = ctx->error;
        ctx->error = NULL;
        return NGX_OK;
    }

    return rc;
}


/* document NULL: it was done before */

static ngx_int_t
ngx_http_statuses_revise_write(ngx_http_request_t *r,
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

    q = ngx_http_statuses_job_add(ctx->job, NGX_HTTP_STATUSES_SQL_EDIT);

    q->param[q->nparams++] = account;
    q->param[q->nparams++] = ngx_http_statuses_read_number(r->pool,
                                                           ctx->id[0]);
    q->param[q->nparams++] = document;
    q->param[q->nparams++] = ngx_http_statuses_jobs_names[sscf->jobs];
    q->param[q->nparams++] = sscf->base_url_text;

    if (q->param[1] == NULL
        || ngx_http_statuses_once_params(r, ctx, q) != NGX_OK)
    {
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

    return NGX_AGAIN;
}
