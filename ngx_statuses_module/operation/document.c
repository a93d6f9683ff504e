/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * A composed post as JSON, for create_status() of statuses_gateway; what its
 * keys are is written there.
 */

#include "operation/operation.h"
#include "operation/once.h"
#include "operation/post.h"
#include "operation/posts.h"
#include "entity/json.h"
#include "text/scan.h"


static void ngx_http_statuses_document_text(ngx_http_statuses_json_t *j,
    statuses_str_t *text);
static void ngx_http_statuses_document_ids(ngx_http_statuses_json_t *j,
    ngx_array_t *ids);
static void ngx_http_statuses_document_attributes(ngx_http_statuses_json_t *j,
    ngx_pool_t *pool, ngx_array_t *attributes);
static void ngx_http_statuses_document_refers(ngx_http_statuses_json_t *j,
    ngx_http_statuses_post_t *post);
static void ngx_http_statuses_document_texts(ngx_http_statuses_json_t *j,
    statuses_str_t *texts, size_t n, size_t step);
static void ngx_http_statuses_document_files(ngx_http_statuses_json_t *j,
    ngx_array_t *media);
static void ngx_http_statuses_document_links(ngx_http_statuses_json_t *j,
    ngx_http_statuses_post_t *post);
static void ngx_http_statuses_document_poll(ngx_http_statuses_json_t *j,
    ngx_http_statuses_ballot_t *poll);
static void ngx_http_statuses_document_limit(ngx_http_statuses_json_t *j,
    ngx_http_request_t *r);
static void ngx_http_statuses_document_key(ngx_http_statuses_json_t *j,
    ngx_http_request_t *r, ngx_http_statuses_once_t *once);


const char *
ngx_http_statuses_compose_document(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_str_t                  text;
    ngx_http_statuses_mark_t   mark;
    ngx_http_statuses_json_t   json, *j;

    j = &json;

    if (ngx_http_statuses_json_init(j, r->pool,
                                    post->text.len + post->spoiler.len + 1024)
        != NGX_OK)
    {
        return NULL;
    }

    ngx_http_statuses_json_mark(j, &mark);

    ngx_http_statuses_json_lit(j, "{\"text\":");
    ngx_http_statuses_document_text(j, &post->text);
    ngx_http_statuses_json_lit(j, ",\"spoiler_text\":");
    ngx_http_statuses_document_text(j, &post->spoiler);
    ngx_http_statuses_json_lit(j, ",\"sensitive\":");
    ngx_http_statuses_json_bool(j, post->warned);
    ngx_http_statuses_json_lit(j, ",\"visibility\":");
    ngx_http_statuses_json_int(j, post->seen);
    ngx_http_statuses_json_lit(j, ",\"language\":");
    ngx_http_statuses_json_string(j, post->tongue.data, post->tongue.len);
    ngx_http_statuses_json_lit(j, ",\"policy\":");
    ngx_http_statuses_json_int(j, post->policy);

    if (ctx->viewer.application_id) {
        ngx_http_statuses_json_lit(j, ",\"application\":");
        ngx_http_statuses_json_int(j, ctx->viewer.application_id);
    }

    if (post->replies) {
        ngx_http_statuses_json_lit(j, ",\"reply\":");
        ngx_http_statuses_json_int(j, post->reply);
    }

    if (post->quotes) {
        ngx_http_statuses_json_lit(j, ",\"quote\":");
        ngx_http_statuses_json_int(j, post->quote);
    }

    ngx_http_statuses_document_refers(j, post);

    if (!post->unlimited) {
        ngx_http_statuses_document_limit(j, r);
    }

    if (ctx->once) {
        ngx_http_statuses_document_key(j, r, ctx->once);
    }

    /* a parameter ends with a zero */

    ngx_http_statuses_json_raw(j, (u_char *) "}", 2);
    ngx_http_statuses_json_since(j, &mark, &text);

    return j->failed ? NULL : (const char *) text.data;
}


const char *
ngx_http_statuses_compose_revision(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_str_t                  text;
    ngx_http_statuses_mark_t   mark;
    ngx_http_statuses_json_t   json, *j;

    j = &json;

    if (ngx_http_statuses_json_init(j, r->pool, 3 * post->given.len
                                                + 2 * post->spoiler.len + 1024)
        != NGX_OK)
    {
        return NULL;
    }

    ngx_http_statuses_json_mark(j, &mark);

    ngx_http_statuses_json_lit(j, "{\"given\":");
    ngx_http_statuses_document_text(j, &post->given);
    ngx_http_statuses_json_lit(j, ",\"stripped\":");
    ngx_http_statuses_document_text(j, &post->stripped);
    ngx_http_statuses_json_lit(j, ",\"text\":");
    ngx_http_statuses_document_text(j, &post->text);

    if (!post->keeps_spoiler) {
        ngx_http_statuses_json_lit(j, ",\"given_spoiler\":");
        ngx_http_statuses_document_text(j, &post->given_spoiler);
        ngx_http_statuses_json_lit(j, ",\"spoiler_text\":");
        ngx_http_statuses_document_text(j, &post->spoiler);
    }

    ngx_http_statuses_json_lit(j, ",\"sensitive\":");
    ngx_http_statuses_json_bool(j, post->warned);
    ngx_http_statuses_json_lit(j, ",\"language\":");
    ngx_http_statuses_json_string(j, post->tongue.data, post->tongue.len);

    if (post->policy != NGX_DECLINED) {
        ngx_http_statuses_json_lit(j, ",\"policy\":");
        ngx_http_statuses_json_int(j, post->policy);
    }

    if (post->blocked.nelts) {
        ngx_http_statuses_json_lit(j, ",\"blocked\":");
        ngx_http_statuses_document_ids(j, &post->blocked);
    }

    if (post->attributes.nelts) {
        ngx_http_statuses_json_lit(j, ",\"attributes\":");
        ngx_http_statuses_document_attributes(j, r->pool, &post->attributes);
    }

    if (post->refusal) {
        ngx_http_statuses_json_lit(j, ",\"error\":");
        ngx_http_statuses_json_string(j, (u_char *) post->refusal,
                                      ngx_strlen(post->refusal));
    }

    ngx_http_statuses_document_refers(j, post);
    ngx_http_statuses_document_limit(j, r);

    ngx_http_statuses_json_raw(j, (u_char *) "}", 2);
    ngx_http_statuses_json_since(j, &mark, &text);

    return j->failed ? NULL : (const char *) text.data;
}


static void
ngx_http_statuses_document_limit(ngx_http_statuses_json_t *j,
    ngx_http_request_t *r)
{
    const char  *limit;

    limit = ngx_http_statuses_posts_limit(r);

    if (limit) {
        ngx_http_statuses_json_lit(j, ",\"limit\":");
        ngx_http_statuses_json_raw(j, (u_char *) limit, ngx_strlen(limit));
    }
}


static void
ngx_http_statuses_document_text(ngx_http_statuses_json_t *j,
    statuses_str_t *text)
{
    ngx_http_statuses_json_string(j, (u_char *) (text->len ? text->data : ""),
                                  text->len);
}


static void
ngx_http_statuses_document_ids(ngx_http_statuses_json_t *j, ngx_array_t *ids)
{
    ngx_str_t   *id;
    ngx_uint_t   i;

    ngx_http_statuses_json_lit(j, "[");
    id = ids->elts;

    for (i = 0; i < ids->nelts; i++) {
        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_raw(j, id[i].data, id[i].len);
    }

    ngx_http_statuses_json_lit(j, "]");
}


static void
ngx_http_statuses_document_attributes(ngx_http_statuses_json_t *j,
    ngx_pool_t *pool, ngx_array_t *attributes)
{
    int                             len;
    char                            text[80];
    ngx_uint_t                      i;
    ngx_http_statuses_post_file_t  *file;

    file = attributes->elts;

    for (i = 0; i < attributes->nelts; i++) {
        ngx_http_statuses_json_raw(j, (u_char *) (i ? "," : "["), 1);
        ngx_http_statuses_json_lit(j, "{\"id\":");
        ngx_http_statuses_json_int(j, file[i].id);

        if (file[i].described) {
            ngx_http_statuses_json_lit(j, ",\"description\":");

            if (file[i].description.data) {
                ngx_http_statuses_json_string(j, file[i].description.data,
                                              file[i].description.len);
            } else {
                ngx_http_statuses_json_lit(j, "null");
            }
        }

        if (file[i].focused) {
            len = snprintf(text, sizeof(text), ",\"focus\":[%.17g,%.17g]",
                           file[i].focus[0], file[i].focus[1]);
            ngx_http_statuses_json_raw(j, (u_char *) text, len);
        }

        ngx_http_statuses_json_lit(j, "}");
    }

    ngx_http_statuses_json_lit(j, "]");
}


/* what both a new post and an edit refer to */

static void
ngx_http_statuses_document_refers(ngx_http_statuses_json_t *j,
    ngx_http_statuses_post_t *post)
{
    if (post->mentions.nelts) {
        ngx_http_statuses_json_lit(j, ",\"mentions\":");
        ngx_http_statuses_document_ids(j, &post->mentions);
    }

    if (post->media.nelts) {
        ngx_http_statuses_json_lit(j, ",\"media\":");
        ngx_http_statuses_document_files(j, &post->media);
    }

    if (post->ntags) {
        ngx_http_statuses_json_lit(j, ",\"tags\":");
        ngx_http_statuses_document_texts(j, &post->tags[0].name, post->ntags,
                                         sizeof(statuses_tag_t));
        ngx_http_statuses_json_lit(j, ",\"names\":");
        ngx_http_statuses_document_texts(j, &post->tags[0].display_name,
                                         post->ntags, sizeof(statuses_tag_t));
    }

    if (!post->site.before_4_6) {
        ngx_http_statuses_document_links(j, post);
    }

    if (post->poll) {
        ngx_http_statuses_document_poll(j, post->poll);
    }
}


/* one text of each element of an array */

static void
ngx_http_statuses_document_texts(ngx_http_statuses_json_t *j,
    statuses_str_t *texts, size_t n, size_t step)
{
    size_t           i;
    statuses_str_t  *text;

    for (i = 0; i < n; i++) {
        text = (statuses_str_t *) ((u_char *) texts + i * step);

        ngx_http_statuses_json_raw(j, (u_char *) (i ? "," : "["), 1);
        ngx_http_statuses_json_string(j, (u_char *) text->data, text->len);
    }

    ngx_http_statuses_json_raw(j, (u_char *) (n ? "]" : "[]"), n ? 1 : 2);
}


/* each file once */

static void
ngx_http_statuses_document_files(ngx_http_statuses_json_t *j,
    ngx_array_t *media)
{
    ngx_uint_t                    i, k;
    ngx_http_statuses_post_id_t  *id;

    id = media->elts;

    for (i = 0; i < media->nelts; i++) {

        for (k = 0; id[k].id != id[i].id; k++) {
            /* void */
        }

        if (k < i) {
            continue;
        }

        ngx_http_statuses_json_raw(j, (u_char *) (i ? "," : "["), 1);
        ngx_http_statuses_json_int(j, id[i].id);
    }

    ngx_http_statuses_json_lit(j, "]");
}


/* perhaps one of them leads to a collection */

static void
ngx_http_statuses_document_links(ngx_http_statuses_json_t *j,
    ngx_http_statuses_post_t *post)
{
    ngx_uint_t          n;
    statuses_scan_t     scan;
    statuses_entity_t   e;

    n = 0;

    statuses_scan_init(&scan, post->text, STATUSES_SCAN_URL);

    while (statuses_scan_next(&scan, &e)) {

        if (post->text.len - e.start < 4
            || ngx_strncasecmp((u_char *) post->text.data + e.start,
                               (u_char *) "http", 4)
               != 0)
        {
            continue;
        }

        if (n++ == 0) {
            ngx_http_statuses_json_lit(j, ",\"links\":[");

        } else {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_string(j, (u_char *) post->text.data + e.start,
                                      e.end - e.start);
    }

    if (n) {
        ngx_http_statuses_json_lit(j, "]");
    }
}


static void
ngx_http_statuses_document_poll(ngx_http_statuses_json_t *j,
    ngx_http_statuses_ballot_t *poll)
{
    ngx_http_statuses_json_lit(j, ",\"poll\":{\"options\":");
    ngx_http_statuses_document_texts(j, poll->options, poll->noptions,
                                     sizeof(statuses_str_t));
    ngx_http_statuses_json_lit(j, ",\"multiple\":");

    if (poll->multiple_sent) {
        ngx_http_statuses_json_bool(j, poll->multiple);

    } else {
        ngx_http_statuses_json_lit(j, "null");
    }

    ngx_http_statuses_json_lit(j, ",\"hide_totals\":");
    ngx_http_statuses_json_bool(j, poll->hide_totals);
    ngx_http_statuses_json_lit(j, ",\"expires_in\":");
    ngx_http_statuses_json_int(j, poll->expires_in);
    ngx_http_statuses_json_lit(j, ",\"raw\":");
    ngx_http_statuses_json_bool(j, poll->raw);
    ngx_http_statuses_json_lit(j, "}");
}


/* for Mastodon, in whose words the key stands in Redis */

static void
ngx_http_statuses_document_key(ngx_http_statuses_json_t *j,
    ngx_http_request_t *r, ngx_http_statuses_once_t *once)
{
    const char                    *p, *last;
    ngx_http_statuses_loc_conf_t  *slcf;

    /* bytes that are no text cannot be a part of a JSON document */

    p = (const char *) once->value.data;
    last = p + once->value.len;

    while (p < last) {
        if (statuses_utf8_next(&p, last) == 0xfffd) {
            return;
        }
    }

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    ngx_http_statuses_json_lit(j, ",\"key\":");
    ngx_http_statuses_json_string(j, once->value.data, once->value.len);
    ngx_http_statuses_json_lit(j, ",\"valid\":");
    ngx_http_statuses_json_int(j, slcf->idempotency_valid);
}
