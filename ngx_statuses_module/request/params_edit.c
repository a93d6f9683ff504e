/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The parameters of an edit (spec/writes.md 1.2): those of a post, of which
 * some do not count, and what is to change of its files.
 */

#include "request/params.h"
#include "request/request.h"
#include "operation/post.h"


static ngx_int_t ngx_http_statuses_params_file(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, json_t *attributes);
static ngx_int_t ngx_http_statuses_params_focus(ngx_http_request_t *r,
    json_t *focus, ngx_http_statuses_post_file_t *file);
static double ngx_http_statuses_params_float(ngx_str_t *text);


ngx_int_t
ngx_http_statuses_params_edit(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root)
{
    size_t                     i;
    json_t                    *list, *item;
    ngx_http_statuses_post_t  *post;

    if (ngx_http_statuses_params_post(r, ctx, root) != NGX_OK) {
        return NGX_ERROR;
    }

    post = ctx->post;

    /* what cannot be edited */

    post->edited = ctx->id[0];
    post->replies = 0;
    post->quotes = 0;
    post->restricted = 0;
    ngx_str_null(&post->scheduled_at);

    if (ngx_array_init(&post->attributes, r->pool, 4,
                       sizeof(ngx_http_statuses_post_file_t))
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    list = json_object_get(root, "media_attributes");

    if (!json_is_array(list)) {
        return NGX_OK;
    }

    json_array_foreach(list, i, item) {
        if (json_is_object(item)
            && ngx_http_statuses_params_file(r, post, item) != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_params_file(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, json_t *attributes)
{
    json_t                         *value;
    ngx_int_t                       rc;
    ngx_str_t                       text;
    ngx_http_statuses_post_file_t  *file;

    rc = ngx_http_statuses_params_scalar(r, json_object_get(attributes, "id"),
                                         &text);
    if (rc != NGX_OK) {
        return (rc == NGX_ERROR) ? NGX_ERROR : NGX_OK;
    }

    file = ngx_array_push(&post->attributes);
    if (file == NULL) {
        return NGX_ERROR;
    }

    ngx_memzero(file, sizeof(ngx_http_statuses_post_file_t));
    file->id = ngx_http_statuses_route_int(text.data, text.len);

    value = json_object_get(attributes, "description");

    if (value && !json_is_object(value) && !json_is_array(value)) {
        file->described = 1;

        if (ngx_http_statuses_params_scalar(r, value, &file->description)
            == NGX_ERROR)
        {
            return NGX_ERROR;
        }

        if (file->description.len
            && memchr(file->description.data, '\0', file->description.len))
        {
            post->nul = 1;
        }
    }

    return ngx_http_statuses_params_focus(r, json_object_get(attributes,
                                                             "focus"),
                                          file);
}


/* "x,y", or both in an array */

static ngx_int_t
ngx_http_statuses_params_focus(ngx_http_request_t *r, json_t *focus,
    ngx_http_statuses_post_file_t *file)
{
    u_char      *comma;
    ngx_int_t    rc;
    ngx_str_t    text, part;
    ngx_uint_t   i;

    if (json_is_array(focus) && json_array_size(focus) == 2) {

        for (i = 0; i < 2; i++) {
            rc = ngx_http_statuses_params_scalar(r, json_array_get(focus, i),
                                                 &text);
            if (rc != NGX_OK) {
                return (rc == NGX_ERROR) ? NGX_ERROR : NGX_OK;
            }

            file->focus[i] = ngx_http_statuses_params_float(&text);
        }

        file->focused = 1;

        return NGX_OK;
    }

    rc = ngx_http_statuses_params_scalar(r, focus, &text);
    if (rc != NGX_OK) {
        return (rc == NGX_ERROR) ? NGX_ERROR : NGX_OK;
    }

    comma = ngx_strlchr(text.data, text.data + text.len, ',');

    if (comma == NULL) {
        return NGX_OK;
    }

    part.data = text.data;
    part.len = comma - text.data;
    file->focus[0] = ngx_http_statuses_params_float(&part);

    part.data = comma + 1;
    part.len = text.data + text.len - part.data;
    file->focus[1] = ngx_http_statuses_params_float(&part);

    file->focused = 1;

    return NGX_OK;
}


/* what a text begins with; what is no number is 0 */

static double
ngx_http_statuses_params_float(ngx_str_t *text)
{
    char     buf[32];
    size_t   i, n;
    double   value;

    n = 0;

    for (i = 0; i < text->len && n < sizeof(buf) - 1; i++) {

        if (text->data[i] == ' ' && n == 0) {
            continue;
        }

        if ((text->data[i] < '0' || text->data[i] > '9')
            && ngx_strlchr((u_char *) "+-.eE", (u_char *) "+-.eE" + 5,
                           text->data[i])
               == NULL)
        {
            break;
        }

        buf[n++] = text->data[i];
    }

    buf[n] = '\0';
    value = strtod(buf, NULL);

    /* no number that a database does not take */

    return (value > -1e300 && value < 1e300) ? value : 0;
}
