/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What a post refers to, asked for in one read: the author's settings, the
 * posts it answers and quotes, the accounts and files that it names.
 */

#include "operation/operation.h"
#include "operation/once.h"
#include "operation/post.h"
#include "operation/posts.h"
#include "operation/read.h"
#include "pg/row.h"


static const char *ngx_http_statuses_resolve_texts(ngx_pool_t *pool,
    const statuses_str_t *texts, size_t n);
static const char *ngx_http_statuses_resolve_files(ngx_pool_t *pool,
    ngx_array_t *media);


ngx_int_t
ngx_http_statuses_resolve_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    size_t                      i, n;
    int64_t                     near;
    statuses_str_t             *usernames, *domains, *tags;
    ngx_http_statuses_query_t  *q;

    n = post->nhandles;

    usernames = ngx_palloc(r->pool, (2 * n + post->ntags + 1)
                                    * sizeof(statuses_str_t));
    if (usernames == NULL) {
        return NGX_ERROR;
    }

    domains = usernames + n;
    tags = domains + n;

    for (i = 0; i < n; i++) {

        /* one that needs no look-up keeps its place all the same */

        if (post->handles[i].unknown || post->handles[i].first != i) {
            usernames[i].data = "";
            usernames[i].len = 0;
            domains[i] = usernames[i];
            continue;
        }

        usernames[i] = post->handles[i].username;
        domains[i] = post->handles[i].domain;
    }

    for (i = 0; i < post->ntags; i++) {
        tags[i] = post->tags[i].name;
    }

    near = post->edited ? post->edited : post->reply;

    q = ngx_http_statuses_job_add(ctx->job, post->edited
                                  ? NGX_HTTP_STATUSES_SQL_RESOLVE_EDIT_VIEWER
                                  : NGX_HTTP_STATUSES_SQL_RESOLVE_VIEWER);

    q->param[0] = ngx_http_statuses_read_number(r->pool,
                                                ctx->viewer.account_id);
    q->param[1] = (post->edited || post->replies)
                  ? ngx_http_statuses_read_number(r->pool, near) : NULL;
    q->param[2] = post->quotes
                  ? ngx_http_statuses_read_number(r->pool, post->quote) : NULL;
    q->param[3] = ngx_http_statuses_resolve_texts(r->pool, usernames, n);
    q->param[4] = ngx_http_statuses_resolve_texts(r->pool, domains, n);
    q->param[5] = ngx_http_statuses_resolve_files(r->pool, &post->media);
    q->param[6] = ngx_http_statuses_resolve_texts(r->pool, tags, post->ntags);
    q->param[7] = ctx->once ? ctx->once->key : NULL;
    q->nparams = 8;

    if (q->param[0] == NULL
        || ((post->edited || post->replies) && q->param[1] == NULL)
        || (post->quotes && q->param[2] == NULL) || q->param[3] == NULL
        || q->param[4] == NULL || q->param[5] == NULL || q->param[6] == NULL)
    {
        return NGX_ERROR;
    }

    /* a read; the functions that it calls are of that schema */

    ctx->job->lane = ngx_http_statuses_lane_fast;
    ctx->job->read_only = 1;
    ctx->job->gateway = 1;

    return ngx_http_statuses_posts_ask(r, ctx);
}


/* as the text of a text[] */

static const char *
ngx_http_statuses_resolve_texts(ngx_pool_t *pool, const statuses_str_t *texts,
    size_t n)
{
    size_t   i, k, len;
    u_char  *p, *text;

    len = sizeof("{}");

    for (i = 0; i < n; i++) {
        len += 2 * texts[i].len + sizeof("\"\",") - 1;
    }

    text = ngx_pnalloc(pool, len);
    if (text == NULL) {
        return NULL;
    }

    p = text;
    *p++ = '{';

    for (i = 0; i < n; i++) {

        if (i) {
            *p++ = ',';
        }

        *p++ = '"';

        for (k = 0; k < texts[i].len; k++) {
            if (texts[i].data[k] == '"' || texts[i].data[k] == '\\') {
                *p++ = '\\';
            }

            *p++ = texts[i].data[k];
        }

        *p++ = '"';
    }

    *p++ = '}';
    *p = '\0';

    return (const char *) text;
}


/* as the text of an int8[], no longer than can be attached */

static const char *
ngx_http_statuses_resolve_files(ngx_pool_t *pool, ngx_array_t *media)
{
    u_char                       *p, *text;
    ngx_uint_t                    i, n;
    ngx_http_statuses_post_id_t  *id;

    id = media->elts;
    n = ngx_min(media->nelts, NGX_HTTP_STATUSES_MEDIA_MAX);

    text = ngx_pnalloc(pool, n * (NGX_INT64_LEN + 1) + sizeof("{}"));
    if (text == NULL) {
        return NULL;
    }

    p = text;
    *p++ = '{';

    for (i = 0; i < n; i++) {
        if (i) {
            *p++ = ',';
        }

        p = ngx_http_statuses_print(p, id[i].id);
    }

    *p++ = '}';
    *p = '\0';

    return (const char *) text;
}


ngx_int_t
ngx_http_statuses_resolve_take(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post, ngx_uint_t n)
{
    ngx_str_t   *row;
    ngx_uint_t   width;

    if (ngx_http_statuses_row_count(ctx->job, n) != 1) {
        return NGX_ERROR;
    }

    row = ngx_http_statuses_row(ctx->job, n, 0);

    if (row == NULL) {
        return NGX_ERROR;
    }

    post->user = row;

    if (ngx_http_statuses_row_array(r->pool, &row[STATUSES_RESOLVE_QUOTED],
                                    &post->quoted, &width)
        != NGX_OK
        || ngx_http_statuses_row_array(r->pool,
                                       &row[STATUSES_RESOLVE_ACCOUNTS],
                                       &post->accounts, &width)
           != NGX_OK
        || post->accounts.nelts % ngx_http_statuses_named_max
        || ngx_http_statuses_row_array(r->pool, &row[STATUSES_RESOLVE_FILES],
                                       &post->files, &width)
           != NGX_OK
        || post->files.nelts % 3
        || ngx_http_statuses_row_array(r->pool,
                                       &row[STATUSES_RESOLVE_UNUSABLE],
                                       &post->unusable, &width)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}
