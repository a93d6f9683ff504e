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
#include "entity/json.h"
#include "text/scan.h"


static void ngx_http_statuses_document_texts(ngx_http_statuses_json_t *j,
    statuses_str_t *texts, size_t n, size_t step);
static void ngx_http_statuses_document_files(ngx_http_statuses_json_t *j,
    ngx_array_t *media);
static void ngx_http_statuses_document_links(ngx_http_statuses_json_t *j,
    ngx_http_statuses_post_t *post);
static void ngx_http_statuses_document_poll(ngx_http_statuses_json_t *j,
    ngx_http_statuses_ballot_t *poll);
static void ngx_http_statuses_document_key(ngx_http_statuses_json_t *j,
    ngx_http_request_t *r, ngx_http_statuses_once_t *once);


const char *
ngx_http_statuses_compose_document(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post)
{
    ngx_str_t                  text, *id;
    ngx_uint_t                 i;
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
    ngx_http_statuses_json_string(j, (u_char *) (post->text.len
                                                 ? post->text.data : ""),
                                  post->text.len);
    ngx_http_statuses_json_lit(j, ",\"spoiler_text\":");
    ngx_http_statuses_json_string(j, (u_char *) (post->spoiler.len
                                                 ? post->spoiler.data : ""),
                                  post->spoiler.len);
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

    if (post->mentions.nelts) {
        ngx_http_statuses_json_lit(j, ",\"mentions\":[");
        id = post->mentions.elts;

        for (i = 0; i < post->mentions.nelts; i++) {
            if (i) {
                ngx_http_statuses_json_lit(j, ",");
            }

            ngx_http_statuses_json_raw(j, id[i].data, id[i].len);
        }

        ngx_http_statuses_json_lit(j, "]");
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

    if (ctx->once) {
        ngx_http_statuses_document_key(j, r, ctx->once);
    }

    /* a parameter ends with a zero */

    ngx_http_statuses_json_raw(j, (u_char *) "}", 2);
    ngx_http_statuses_json_since(j, &mark, &text);

    return j->failed ? NULL : (const char *) text.data;
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
    ngx_http_statuses_json_bool(j, poll->multiple);
    ngx_http_statuses_json_lit(j, ",\"hide_totals\":");
    ngx_http_statuses_json_bool(j, poll->hide_totals);
    ngx_http_statuses_json_lit(j, ",\"expires_in\":");
    ngx_http_statuses_json_int(j, poll->expires_in);
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
