/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What can be wrong with a post, in Mastodon's order and words
 * (spec/writes.md 2).
 */

#include "operation/operation.h"
#include "operation/post.h"
#include "operation/read.h"
#include "pg/row.h"
#include "text/count.h"
#include "text/trim.h"


/* media_attachments.type and processing */

#define NGX_HTTP_STATUSES_FILE_VIDEO      2
#define NGX_HTTP_STATUSES_FILE_AUDIO      4
#define NGX_HTTP_STATUSES_FILE_COMPLETE   2

#define NGX_HTTP_STATUSES_POLL_SHORTEST   300
#define NGX_HTTP_STATUSES_POLL_LONGEST    2629746


static ngx_int_t ngx_http_statuses_validate_found(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);
static ngx_str_t *ngx_http_statuses_validate_file(
    ngx_http_statuses_post_t *post, int64_t id);
static void ngx_http_statuses_validate_tags(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, statuses_buf_t *buf);
static void ngx_http_statuses_validate_add(statuses_buf_t *buf,
    const char *message);


ngx_int_t
ngx_http_statuses_validate_media(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    int64_t      type;
    ngx_str_t   *file;
    ngx_uint_t   i, n;

    if (post->media.nelts == 0) {
        return NGX_OK;
    }

    /* 4.5 has no poll beside files, and says so */

    if (post->media.nelts > NGX_HTTP_STATUSES_MEDIA_MAX
        || (post->poll && post->version < NGX_HTTP_STATUSES_4_6))
    {
        ctx->error = "Cannot attach more than 4 files";
        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    if (ngx_http_statuses_validate_found(r, ctx, post) != NGX_OK) {
        return ctx->error ? NGX_HTTP_STATUSES_UNPROCESSABLE : NGX_ERROR;
    }

    file = post->files.elts;
    n = post->files.nelts / 3;

    for (i = 0; i < n; i++) {
        type = ngx_http_statuses_row_int(&file[3 * i + 1], 0);

        if (n > 1 && (type == NGX_HTTP_STATUSES_FILE_VIDEO
                      || type == NGX_HTTP_STATUSES_FILE_AUDIO))
        {
            ctx->error = "Cannot attach a video to a post that already "
                         "contains images";
            return NGX_HTTP_STATUSES_UNPROCESSABLE;
        }
    }

    for (i = 0; i < n; i++) {
        if (ngx_http_statuses_row_int(&file[3 * i + 2],
                                      NGX_HTTP_STATUSES_FILE_COMPLETE)
            != NGX_HTTP_STATUSES_FILE_COMPLETE)
        {
            ctx->error = "Cannot attach files that have not finished "
                         "processing. Try again in a moment!";
            return NGX_HTTP_STATUSES_UNPROCESSABLE;
        }
    }

    return NGX_OK;
}


/* all files are there; NGX_DECLINED: ctx->error names those that are not */

static ngx_int_t
ngx_http_statuses_validate_found(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_uint_t                    i, n;
    statuses_buf_t                buf;
    ngx_http_statuses_post_id_t  *id;

    n = 0;
    id = post->media.elts;

    statuses_buf_init(&buf, &post->arena, 128);

    for (i = 0; i < post->media.nelts; i++) {

        if (ngx_http_statuses_validate_file(post, id[i].id)) {
            continue;
        }

        ngx_http_statuses_validate_add(&buf, n++ ? ", " : "Media ");
        statuses_buf_append(&buf, (char *) id[i].text.data, id[i].text.len);
    }

    if (n == 0) {
        return NGX_OK;
    }

    ngx_http_statuses_validate_add(&buf, " not found or already attached to "
                                         "another post");
    statuses_buf_append(&buf, "\0", 1);

    if (buf.failed) {
        return NGX_ERROR;
    }

    ctx->error = buf.data;

    return NGX_DECLINED;
}


static ngx_str_t *
ngx_http_statuses_validate_file(ngx_http_statuses_post_t *post, int64_t id)
{
    ngx_str_t   *file;
    ngx_uint_t   i;

    file = post->files.elts;

    for (i = 0; i < post->files.nelts; i += 3) {
        if (ngx_http_statuses_row_int(&file[i], 0) == id) {
            return &file[i];
        }
    }

    return NULL;
}


ngx_int_t
ngx_http_statuses_validate_post(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    char                           number[NGX_INT_T_LEN + 64];
    statuses_buf_t                 buf;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    statuses_buf_init(&buf, &post->arena, 256);

    if (post->seen == NGX_HTTP_STATUSES_SEEN_INVALID) {
        ngx_http_statuses_validate_add(&buf, ", Visibility is not included "
                                             "in the list");
    }

    if (statuses_blank(post->text) && post->media.nelts == 0 && !post->quotes)
    {
        ngx_http_statuses_validate_add(&buf, ", Text can't be blank");
    }

    if (statuses_count_status(post->spoiler, post->text,
                              post->site.before_4_6)
        > slcf->max_characters)
    {
        (void) ngx_sprintf((u_char *) number,
                           ", Text character limit of %ui exceeded%Z",
                           slcf->max_characters);
        ngx_http_statuses_validate_add(&buf, number);
    }

    ngx_http_statuses_validate_tags(r, post, &buf);

    if (post->poll
        && ngx_http_statuses_validate_poll(post, &buf) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (buf.failed) {
        return NGX_ERROR;
    }

    if (buf.len == 0) {
        return NGX_OK;
    }

    return ngx_http_statuses_validate_failed(ctx, post, &buf);
}


ngx_int_t
ngx_http_statuses_validate_failed(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_post_t *post, statuses_buf_t *messages)
{
    statuses_buf_t  buf;

    statuses_buf_init(&buf, &post->arena, messages->len + 32);

    ngx_http_statuses_validate_add(&buf, "Validation failed: ");
    statuses_buf_append(&buf, messages->data + 2, messages->len - 2);
    statuses_buf_append(&buf, "\0", 1);

    if (buf.failed) {
        return NGX_ERROR;
    }

    ctx->error = buf.data;

    return NGX_HTTP_STATUSES_UNPROCESSABLE;
}


ngx_int_t
ngx_http_statuses_validate_poll(ngx_http_statuses_post_t *post,
    statuses_buf_t *buf)
{
    int                          errors;
    ngx_http_statuses_ballot_t  *poll;

    poll = post->poll;

    errors = statuses_count_poll(&post->arena, poll->options, &poll->noptions,
                                 post->site.before_4_6);
    if (errors < 0) {
        return NGX_ERROR;
    }

    if (poll->noptions == 0) {
        ngx_http_statuses_validate_add(buf, ", Choices can't be blank");
    }

    if (!poll->expires) {
        ngx_http_statuses_validate_add(buf, ", Deadline can't be blank");
    }

    if (errors & STATUSES_COUNT_POLL_FEW) {
        ngx_http_statuses_validate_add(buf, ", Choices must have more than "
                                            "one item");
    }

    if (errors & STATUSES_COUNT_POLL_MANY) {
        ngx_http_statuses_validate_add(buf, ", Choices can't contain more "
                                            "than 4 items");
    }

    if (errors & STATUSES_COUNT_POLL_LONG) {
        ngx_http_statuses_validate_add(buf, ", Choices cannot be longer than "
                                            "50 characters each");
    }

    if (errors & STATUSES_COUNT_POLL_TWICE) {
        ngx_http_statuses_validate_add(buf, ", Choices contain duplicate "
                                            "items");
    }

    if (poll->expires && poll->expires_in > NGX_HTTP_STATUSES_POLL_LONGEST) {
        ngx_http_statuses_validate_add(buf, ", Deadline is too far into the "
                                            "future");
    }

    if (poll->expires && poll->expires_in < NGX_HTTP_STATUSES_POLL_SHORTEST) {
        ngx_http_statuses_validate_add(buf, ", Deadline is too soon");
    }

    return NGX_OK;
}


/* hashtags that moderators have forbidden */

static void
ngx_http_statuses_validate_tags(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, statuses_buf_t *buf)
{
    ngx_str_t   *name;
    ngx_uint_t   i;

    name = post->unusable.elts;

    for (i = 0; i < post->unusable.nelts; i++) {

        if (i) {
            ngx_http_statuses_validate_add(buf, ", ");

        } else if (post->unusable.nelts == 1) {
            ngx_http_statuses_validate_add(buf, ", Text contained a "
                                                "disallowed hashtag: ");

        } else {
            ngx_http_statuses_validate_add(buf, ", Text contained the "
                                                "disallowed hashtags: ");
        }

        statuses_buf_append(buf, (char *) name[i].data, name[i].len);
    }
}


static void
ngx_http_statuses_validate_add(statuses_buf_t *buf, const char *message)
{
    statuses_buf_append(buf, message, ngx_strlen(message));
}
