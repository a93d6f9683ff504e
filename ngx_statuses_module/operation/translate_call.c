/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * A call of an internal location, whose answer is kept in memory.
 *
 * It runs in the background: the request may give it up, and answer, while
 * nginx is still about it.  Nothing of what the client sent goes with it, its
 * token least of all.
 */

#include "operation/translate.h"


static ngx_int_t ngx_http_statuses_call_prepare(ngx_http_request_t *sr,
    ngx_str_t *body);
static ngx_int_t ngx_http_statuses_call_done(ngx_http_request_t *sr,
    void *data, ngx_int_t rc);
static void ngx_http_statuses_call_timeout(ngx_event_t *ev);


ngx_int_t
ngx_http_statuses_call(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_call_t **callp, ngx_str_t *uri, const char *path,
    ngx_str_t *body, ngx_msec_t timeout)
{
    size_t                       len;
    ngx_str_t                    full;
    ngx_http_request_t          *sr;
    ngx_http_statuses_call_t    *call;
    ngx_http_post_subrequest_t  *ps;

    call = ngx_pcalloc(r->pool, sizeof(ngx_http_statuses_call_t));
    ps = ngx_palloc(r->pool, sizeof(ngx_http_post_subrequest_t));

    len = ngx_strlen(path);
    full.data = ngx_pnalloc(r->pool, uri->len + len);

    if (call == NULL || ps == NULL || full.data == NULL) {
        return NGX_ERROR;
    }

    ngx_memcpy(ngx_cpymem(full.data, uri->data, uri->len), path, len);
    full.len = uri->len + len;

    call->request = r;
    call->announced = -1;

    ps->handler = ngx_http_statuses_call_done;
    ps->data = call;

    if (ngx_http_subrequest(r, &full, NULL, &sr, ps,
                            NGX_HTTP_SUBREQUEST_IN_MEMORY
                            |NGX_HTTP_SUBREQUEST_BACKGROUND)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (ngx_http_statuses_call_prepare(sr, body) != NGX_OK) {
        call->over = 1;
        return NGX_ERROR;
    }

    ctx->timer.handler = ngx_http_statuses_call_timeout;
    ctx->timer.data = call;
    ctx->timer.log = r->connection->log;

    ngx_add_timer(&ctx->timer, timeout);

    *callp = call;

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_call_prepare(ngx_http_request_t *sr, ngx_str_t *body)
{
    ngx_buf_t        *b;
    ngx_table_elt_t  *h;

    ngx_memzero(&sr->headers_in, sizeof(ngx_http_headers_in_t));

    sr->headers_in.content_length_n = -1;
    sr->headers_in.keep_alive_n = -1;
    sr->headers_in.server = sr->parent->headers_in.server;

    if (ngx_list_init(&sr->headers_in.headers, sr->pool, 2,
                      sizeof(ngx_table_elt_t))
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    sr->request_body = ngx_pcalloc(sr->pool, sizeof(ngx_http_request_body_t));
    if (sr->request_body == NULL) {
        return NGX_ERROR;
    }

    h = ngx_list_push(&sr->headers_in.headers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    ngx_memzero(h, sizeof(ngx_table_elt_t));

    h->hash = 1;
    ngx_str_set(&h->key, "Content-Type");
    ngx_str_set(&h->value, "application/json");
    h->lowcase_key = (u_char *) "content-type";
    sr->headers_in.content_type = h;

    if (body == NULL) {
        return NGX_OK;
    }

    b = ngx_calloc_buf(sr->pool);
    sr->request_body->bufs = ngx_alloc_chain_link(sr->pool);

    if (b == NULL || sr->request_body->bufs == NULL) {
        return NGX_ERROR;
    }

    b->start = b->pos = body->data;
    b->end = b->last = body->data + body->len;
    b->memory = 1;
    b->last_buf = 1;

    sr->request_body->bufs->buf = b;
    sr->request_body->bufs->next = NULL;

    sr->method = NGX_HTTP_POST;
    ngx_str_set(&sr->method_name, "POST");
    sr->headers_in.content_length_n = body->len;

    return NGX_OK;
}


/* what nginx itself has to say about a failure is not for the client */

static ngx_int_t
ngx_http_statuses_call_done(ngx_http_request_t *sr, void *data, ngx_int_t rc)
{
    ngx_http_statuses_call_t *call = data;

    ngx_buf_t                *b;
    ngx_connection_t         *c;
    ngx_http_request_t       *r;
    ngx_http_statuses_ctx_t  *ctx;

    c = sr->connection;

    /*
     * An answer that is too long for memory counts as an error of the client's
     * connection, which it is not: that is only read from meanwhile, and ends
     * the request without a word to us.
     */

    if (c->error) {
        c->error = 0;
        sr->buffered = 0;
        rc = NGX_ERROR;
    }

    if (call->done || call->over) {
        return NGX_OK;
    }

    call->done = 1;
    call->rc = rc;
    call->status = sr->headers_out.status;
    call->announced = sr->headers_out.content_length_n;

    if (sr->out && sr->out->buf) {
        b = sr->out->buf;
        call->body.data = b->pos;
        call->body.len = b->last - b->pos;
    }

    r = call->request;
    ctx = ngx_http_get_module_ctx(r, ngx_http_statuses_module);

    if (ctx->timer.timer_set) {
        ngx_del_timer(&ctx->timer);
    }

    r->write_event_handler = ngx_http_core_run_phases;
    (void) ngx_http_post_request(r, NULL);

    return NGX_OK;
}


static void
ngx_http_statuses_call_timeout(ngx_event_t *ev)
{
    ngx_http_statuses_call_t *call = ev->data;

    ngx_connection_t    *c;
    ngx_http_request_t  *r;

    r = call->request;
    c = r->connection;

    call->done = 1;
    call->over = 1;
    call->rc = NGX_HTTP_GATEWAY_TIME_OUT;

    ngx_http_set_log_request(c->log, r);

    r->write_event_handler = ngx_http_core_run_phases;
    ngx_http_core_run_phases(r);

    ngx_http_run_posted_requests(c);
}
