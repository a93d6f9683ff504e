/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The parameters of a post (spec/writes.md 0.5, 1.1).  A value of another kind
 * than is wanted counts as not sent.
 */

#include "request/params.h"
#include "request/request.h"
#include "operation/post.h"
#include "text/trim.h"


static ngx_int_t ngx_http_statuses_params_text(ngx_http_request_t *r,
    json_t *root, const char *name, ngx_str_t *text);
static ngx_int_t ngx_http_statuses_params_ref(ngx_http_request_t *r,
    json_t *root, const char *name, int64_t *id);
static ngx_int_t ngx_http_statuses_params_list(ngx_http_request_t *r,
    json_t *list, ngx_array_t *ids);
static ngx_int_t ngx_http_statuses_params_digits(ngx_http_request_t *r,
    ngx_str_t *value, ngx_http_statuses_post_id_t *id);
static ngx_int_t ngx_http_statuses_params_poll(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, json_t *poll);
static ngx_uint_t ngx_http_statuses_params_has_poll(json_t *poll);
static ngx_int_t ngx_http_statuses_params_seconds(ngx_http_request_t *r,
    json_t *value, ngx_http_statuses_ballot_t *poll);
static ngx_uint_t ngx_http_statuses_params_scalars(json_t *list);


/* the first two are stored as they are */

static struct {
    const char  *name;
    size_t       offset;
} ngx_http_statuses_params_texts[] = {
    { "status", offsetof(ngx_http_statuses_post_t, status) },
    { "spoiler_text", offsetof(ngx_http_statuses_post_t, spoiler_text) },
    { "visibility", offsetof(ngx_http_statuses_post_t, visibility) },
    { "language", offsetof(ngx_http_statuses_post_t, language) },
    { "quote_approval_policy",
      offsetof(ngx_http_statuses_post_t, quote_policy) },
    { "scheduled_at", offsetof(ngx_http_statuses_post_t, scheduled_at) },
    { NULL, 0 }
};


ngx_int_t
ngx_http_statuses_params_post(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root)
{
    json_t                    *value;
    ngx_int_t                  rc;
    ngx_str_t                 *text;
    ngx_uint_t                 i;
    ngx_http_statuses_post_t  *post;

    post = ngx_pcalloc(r->pool, sizeof(ngx_http_statuses_post_t));
    if (post == NULL) {
        return NGX_ERROR;
    }

    ctx->post = post;
    post->params = root;

    for (i = 0; ngx_http_statuses_params_texts[i].name; i++) {
        text = (ngx_str_t *) ((u_char *) post
                              + ngx_http_statuses_params_texts[i].offset);

        if (ngx_http_statuses_params_text(r, root,
                                       ngx_http_statuses_params_texts[i].name,
                                       text)
            != NGX_OK)
        {
            return NGX_ERROR;
        }

        if (i < 2 && ngx_http_statuses_params_nul(text)) {
            post->nul = 1;
        }
    }

    value = json_object_get(root, "sensitive");
    post->sensitive = ngx_http_statuses_params_flag(r, value);
    post->insensitive = json_is_false(value);

    rc = ngx_http_statuses_params_ref(r, root, "in_reply_to_id",
                                      &post->reply);
    if (rc == NGX_ERROR) {
        return NGX_ERROR;
    }

    post->replies = (rc == NGX_OK);

    rc = ngx_http_statuses_params_ref(r, root, "quoted_status_id",
                                      &post->quote);
    if (rc == NGX_ERROR) {
        return NGX_ERROR;
    }

    post->quotes = (rc == NGX_OK);

    rc = ngx_http_statuses_params_list(r, json_object_get(root, "media_ids"),
                                       &post->media);
    if (rc == NGX_ERROR) {
        return NGX_ERROR;
    }

    rc = ngx_http_statuses_params_list(r, json_object_get(root,
                                                          "allowed_mentions"),
                                       &post->allowed);
    if (rc == NGX_ERROR) {
        return NGX_ERROR;
    }

    post->restricted = (rc == NGX_OK);

    return ngx_http_statuses_params_poll(r, post,
                                         json_object_get(root, "poll"));
}


static ngx_int_t
ngx_http_statuses_params_text(ngx_http_request_t *r, json_t *root,
    const char *name, ngx_str_t *text)
{
    ngx_int_t  rc;

    rc = ngx_http_statuses_params_scalar(r, json_object_get(root, name), text);

    if (rc == NGX_DECLINED) {
        ngx_str_null(text);
    }

    return (rc == NGX_ERROR) ? NGX_ERROR : NGX_OK;
}


ngx_uint_t
ngx_http_statuses_params_nul(ngx_str_t *text)
{
    statuses_str_t  s;

    s.data = (char *) text->data;
    s.len = text->len;
    s = statuses_strip(s);

    return s.len && memchr(s.data, '\0', s.len) != NULL;
}


ngx_uint_t
ngx_http_statuses_params_empty(ngx_str_t *text)
{
    statuses_str_t  s;

    s.data = (char *) text->data;
    s.len = text->len;

    return statuses_blank(s);
}


/* the id of another status: NGX_DECLINED: not sent; what is no number is 0 */

static ngx_int_t
ngx_http_statuses_params_ref(ngx_http_request_t *r, json_t *root,
    const char *name, int64_t *id)
{
    ngx_str_t  text;

    if (ngx_http_statuses_params_text(r, root, name, &text) != NGX_OK) {
        return NGX_ERROR;
    }

    if (ngx_http_statuses_params_empty(&text)) {
        return NGX_DECLINED;
    }

    *id = ngx_http_statuses_route_int(text.data, text.len);

    return NGX_OK;
}


/* NGX_DECLINED: this is no list, or not one of scalars */

static ngx_int_t
ngx_http_statuses_params_list(ngx_http_request_t *r, json_t *list,
    ngx_array_t *ids)
{
    size_t                        i;
    json_t                       *item;
    ngx_str_t                     text;
    ngx_http_statuses_post_id_t  *id;

    if (ngx_array_init(ids, r->pool, 4, sizeof(ngx_http_statuses_post_id_t))
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (!ngx_http_statuses_params_scalars(list)) {
        return NGX_DECLINED;
    }

    json_array_foreach(list, i, item) {

        id = ngx_array_push(ids);
        if (id == NULL
            || ngx_http_statuses_params_scalar(r, item, &text) == NGX_ERROR
            || ngx_http_statuses_params_digits(r, &text, id) != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


/* Ruby's integer of a text, which has no limit, as a number and as digits */

static ngx_int_t
ngx_http_statuses_params_digits(ngx_http_request_t *r, ngx_str_t *value,
    ngx_http_statuses_post_id_t *id)
{
    u_char     *p, *last, *out;
    ngx_int_t   rc;

    rc = ngx_http_statuses_route_number(value->data, value->len, &id->id);

    if (rc != NGX_OK) {
        id->id = 0;
    }

    out = ngx_pnalloc(r->pool, ngx_max(value->len, NGX_INT64_LEN) + 1);
    if (out == NULL) {
        return NGX_ERROR;
    }

    id->text.data = out;

    if (rc != NGX_ERROR) {
        id->text.len = ngx_http_statuses_print(out, id->id) - out;
        return NGX_OK;
    }

    /* beyond 64 bits */

    p = value->data;
    last = p + value->len;

    while (*p != '-' && (*p < '0' || *p > '9')) {
        p++;
    }

    if (*p == '-') {
        *out++ = *p++;
    }

    while (p < last && (*p == '0' || *p == '_')) {
        p++;
    }

    for ( /* void */ ; p < last; p++) {
        if (*p >= '0' && *p <= '9') {
            *out++ = *p;

        } else if (*p != '_') {
            break;
        }
    }

    id->text.len = out - id->text.data;

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_params_poll(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, json_t *poll)
{
    size_t                       i;
    json_t                      *options, *item;
    ngx_str_t                    text;
    ngx_http_statuses_flag_e     flag;
    ngx_http_statuses_ballot_t  *ballot;

    if (!ngx_http_statuses_params_has_poll(poll)) {
        return NGX_OK;
    }

    ballot = ngx_pcalloc(r->pool, sizeof(ngx_http_statuses_ballot_t));
    if (ballot == NULL) {
        return NGX_ERROR;
    }

    options = json_object_get(poll, "options");

    if (ngx_http_statuses_params_scalars(options)) {
        ballot->options = ngx_palloc(r->pool, (json_array_size(options) + 1)
                                              * sizeof(statuses_str_t));
        if (ballot->options == NULL) {
            return NGX_ERROR;
        }

        json_array_foreach(options, i, item) {

            if (ngx_http_statuses_params_scalar(r, item, &text) == NGX_ERROR) {
                return NGX_ERROR;
            }

            ballot->options[i].data = (char *) text.data;
            ballot->options[i].len = text.len;

            if (ngx_http_statuses_params_nul(&text)) {
                post->nul = 1;
            }
        }

        ballot->noptions = json_array_size(options);
    }

    flag = ngx_http_statuses_params_flag(r, json_object_get(poll, "multiple"));

    ballot->multiple = (flag == ngx_http_statuses_flag_true);
    ballot->multiple_sent = (flag != ngx_http_statuses_flag_unset);
    ballot->hide_totals = (ngx_http_statuses_params_flag(r,
                                        json_object_get(poll, "hide_totals"))
                           == ngx_http_statuses_flag_true);

    post->poll = ballot;

    return ngx_http_statuses_params_seconds(r,
                                          json_object_get(poll, "expires_in"),
                                          ballot);
}


/* is there anything of a poll in it? */

static ngx_uint_t
ngx_http_statuses_params_has_poll(json_t *poll)
{
    json_t      *value;
    ngx_uint_t   i;

    static char  *names[] = { "expires_in", "multiple", "hide_totals" };

    if (ngx_http_statuses_params_scalars(json_object_get(poll, "options"))) {
        return 1;
    }

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        value = json_object_get(poll, names[i]);

        if (value && !json_is_object(value) && !json_is_array(value)) {
            return 1;
        }
    }

    return 0;
}


static ngx_int_t
ngx_http_statuses_params_seconds(ngx_http_request_t *r, json_t *value,
    ngx_http_statuses_ballot_t *poll)
{
    ngx_int_t  rc;
    ngx_str_t  text;

    rc = ngx_http_statuses_params_scalar(r, value, &text);

    if (rc != NGX_OK || json_is_false(value)
        || ngx_http_statuses_params_empty(&text))
    {
        return (rc == NGX_ERROR) ? NGX_ERROR : NGX_OK;
    }

    poll->expires = 1;

    rc = ngx_http_statuses_route_number(text.data, text.len,
                                        &poll->expires_in);

    if (rc == NGX_ERROR) {
        /* too long in either direction */
        poll->expires_in = ngx_strlchr(text.data, text.data + text.len, '-')
                           ? -INT32_MAX : INT32_MAX;

    } else if (rc != NGX_OK) {
        poll->expires_in = 0;
    }

    return NGX_OK;
}


static ngx_uint_t
ngx_http_statuses_params_scalars(json_t *list)
{
    size_t   i;
    json_t  *item;

    if (!json_is_array(list)) {
        return 0;
    }

    json_array_foreach(list, i, item) {
        if (json_is_object(item) || json_is_array(item)) {
            return 0;
        }
    }

    return 1;
}
