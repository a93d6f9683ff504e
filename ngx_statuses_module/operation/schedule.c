/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * A new post with a time in the future (spec/writes.md 1.5, 2.4): what is kept
 * of it are the parameters, for whoever publishes it.
 */

#include "operation/operation.h"
#include "operation/once.h"
#include "operation/post.h"
#include "operation/read.h"
#include "pg/row.h"
#include "text/date.h"
#include "text/trim.h"

#include <jansson.h>


/* most of an account; most of a day, documented and of Mastodon */

#define NGX_HTTP_STATUSES_SCHEDULE_TOTAL           300
#define NGX_HTTP_STATUSES_SCHEDULE_DAILY           50
#define NGX_HTTP_STATUSES_SCHEDULE_DAILY_MASTODON  25


static json_t *ngx_http_statuses_schedule_params(
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);
static json_t *ngx_http_statuses_schedule_scalar(json_t *root,
    const char *name);
static json_t *ngx_http_statuses_schedule_list(json_t *root,
    const char *name);
static json_t *ngx_http_statuses_schedule_poll(json_t *root);
static json_t *ngx_http_statuses_schedule_id(int64_t id);
static ngx_uint_t ngx_http_statuses_schedule_nul(json_t *value);
static json_t *ngx_http_statuses_schedule_media(
    ngx_http_statuses_post_t *post);
static const char *ngx_http_statuses_schedule_text(ngx_pool_t *pool,
    json_t *doc);


ngx_int_t
ngx_http_statuses_schedule_time(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    time_t           now;
    statuses_str_t   text;
    statuses_date_t  date;

    text.data = (char *) post->scheduled_at.data;
    text.len = post->scheduled_at.len;

    if (statuses_blank(text)) {
        return NGX_OK;
    }

    now = ngx_time();

    if (statuses_date_parse(&date, text) != 0
        || statuses_date_complete_new(&date, now) != 0)
    {
        ctx->error = "Record invalid";
        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    /* what should have been there already is posted at once */

    if (date.moment < now || (date.moment == now && date.micro == 0)) {
        return NGX_OK;
    }

    post->at = ngx_pnalloc(r->pool, STATUSES_DATE_LEN);
    if (post->at == NULL) {
        return NGX_ERROR;
    }

    statuses_date_print(&date, post->at);

    return NGX_OK;
}


const char *
ngx_http_statuses_schedule_document(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    json_t                        *doc, *params;
    const char                    *text;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    params = ngx_http_statuses_schedule_params(ctx, post);
    if (params == NULL) {
        return NULL;
    }

    if (ngx_http_statuses_schedule_nul(params)) {
        ctx->error = "Record invalid";
        json_decref(params);
        return NULL;
    }

    /* in this order they are shown once */

    text = ngx_http_statuses_schedule_text(r->pool, params);

    post->params_text.data = (u_char *) text;
    post->params_text.len = text ? ngx_strlen(text) : 0;

    doc = json_pack("{ss so so si si}",
                    "at", post->at,
                    "params", params,
                    "media", ngx_http_statuses_schedule_media(post),
                    "total", NGX_HTTP_STATUSES_SCHEDULE_TOTAL,
                    "daily", slcf->compat == NGX_HTTP_STATUSES_DOCS
                             ? NGX_HTTP_STATUSES_SCHEDULE_DAILY
                             : NGX_HTTP_STATUSES_SCHEDULE_DAILY_MASTODON);

    if (doc == NULL || text == NULL) {
        json_decref(doc);
        return NULL;
    }

    if (ctx->once) {
        /* left out if it is no text */

        (void) json_object_set_new(doc, "key",
                       json_stringn((char *) ctx->once->value.data,
                                    ctx->once->value.len));
        (void) json_object_set_new(doc, "valid",
                                   json_integer(slcf->idempotency_valid));
    }

    text = ngx_http_statuses_schedule_text(r->pool, doc);

    json_decref(doc);

    return text;
}


/* the options of Mastodon's own service, in its order */

static json_t *
ngx_http_statuses_schedule_params(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_post_t *post)
{
    json_t     *root, *text, *spoiler;
    int64_t     quote;
    ngx_str_t  *quoted;

    root = post->params;

    text = ngx_http_statuses_schedule_scalar(root, "status");
    spoiler = ngx_http_statuses_schedule_scalar(root, "spoiler_text");

    /* a warning alone is the text, which Mastodon forgets here */

    if (post->spoiler_moved) {
        json_decref(text);
        text = spoiler;
        spoiler = json_null();
    }

    quoted = post->quoted.elts;
    quote = post->quotes ? ngx_http_statuses_row_int(&quoted[0], 0) : 0;

    return json_pack("{so si so so so so so sn so so sn sb so so so}",
            "text", text,
            "quote_approval_policy", (int) post->policy_raw,
            "media_ids", ngx_http_statuses_schedule_list(root, "media_ids"),
            "sensitive", ngx_http_statuses_schedule_scalar(root, "sensitive"),
            "spoiler_text", spoiler,
            "visibility", ngx_http_statuses_schedule_scalar(root,
                                                            "visibility"),
            "language", ngx_http_statuses_schedule_scalar(root, "language"),
            "scheduled_at",
            "poll", ngx_http_statuses_schedule_poll(root),
            "allowed_mentions", ngx_http_statuses_schedule_list(root,
                                                        "allowed_mentions"),
            "idempotency",
            "with_rate_limit", 0,
            "in_reply_to_id", ngx_http_statuses_schedule_id(post->reply),
            "application_id",
            ngx_http_statuses_schedule_id(ctx->viewer.application_id),
            "quoted_status_id", ngx_http_statuses_schedule_id(quote));
}


static json_t *
ngx_http_statuses_schedule_scalar(json_t *root, const char *name)
{
    json_t  *value;

    value = json_object_get(root, name);

    if (value == NULL || json_is_object(value) || json_is_array(value)) {
        return json_null();
    }

    return json_incref(value);
}


static json_t *
ngx_http_statuses_schedule_list(json_t *root, const char *name)
{
    size_t   i;
    json_t  *value, *item;

    value = json_object_get(root, name);

    if (!json_is_array(value)) {
        return json_null();
    }

    json_array_foreach(value, i, item) {
        if (json_is_object(item) || json_is_array(item)) {
            return json_null();
        }
    }

    return json_incref(value);
}


static json_t *
ngx_http_statuses_schedule_poll(json_t *root)
{
    json_t      *poll, *copy, *value;
    ngx_uint_t   i;

    static const char  *names[] = {
        "multiple", "hide_totals", "expires_in"
    };

    poll = json_object_get(root, "poll");

    if (!json_is_object(poll)) {
        return json_null();
    }

    copy = json_object();

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        value = json_object_get(poll, names[i]);

        if (value && !json_is_object(value) && !json_is_array(value)) {
            (void) json_object_set(copy, names[i], value);
        }
    }

    value = ngx_http_statuses_schedule_list(poll, "options");

    if (json_is_array(value)) {
        (void) json_object_set(copy, "options", value);
    }

    json_decref(value);

    if (json_object_size(copy) == 0) {
        json_decref(copy);
        return json_null();
    }

    return copy;
}


static json_t *
ngx_http_statuses_schedule_id(int64_t id)
{
    return id ? json_integer(id) : json_null();
}


/* each file once */

static json_t *
ngx_http_statuses_schedule_media(ngx_http_statuses_post_t *post)
{
    json_t                       *list;
    ngx_uint_t                    i, k;
    ngx_http_statuses_post_id_t  *id;

    list = json_array();
    id = post->media.elts;

    for (i = 0; i < post->media.nelts; i++) {

        for (k = 0; id[k].id != id[i].id; k++) {
            /* void */
        }

        if (k == i) {
            (void) json_array_append_new(list, json_integer(id[i].id));
        }
    }

    return list;
}


/* PostgreSQL has no NUL in any text */

static ngx_uint_t
ngx_http_statuses_schedule_nul(json_t *value)
{
    size_t       i;
    json_t      *item;
    const char  *key;

    if (json_is_string(value)) {
        return ngx_strlen(json_string_value(value))
               != json_string_length(value);
    }

    json_array_foreach(value, i, item) {
        if (ngx_http_statuses_schedule_nul(item)) {
            return 1;
        }
    }

    json_object_foreach(value, key, item) {
        if (ngx_http_statuses_schedule_nul(item)) {
            return 1;
        }
    }

    return 0;
}


static const char *
ngx_http_statuses_schedule_text(ngx_pool_t *pool, json_t *doc)
{
    char    *text;
    size_t   len;

    len = json_dumpb(doc, NULL, 0, JSON_COMPACT);

    text = ngx_pnalloc(pool, len + 1);
    if (text == NULL) {
        return NULL;
    }

    if (json_dumpb(doc, text, len, JSON_COMPACT) != len) {
        return NULL;
    }

    text[len] = '\0';

    return text;
}
