/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * One request's way:
 *
 *     route -> stages below, in their order -> response
 *
 * All of it happens in the precontent phase: a declined request costs nothing
 * and goes on to the location's own handler, as if the module were not there.
 */

#include "request/request.h"
#include "request/params.h"
#include "gate/auth.h"
#include "gate/forget.h"
#include "gate/blocklist.h"
#include "gate/limit.h"
#include "operation/operation.h"
#include "pg/pool.h"


/* those that a server of Mastodon knows; it answers 501 to others */

#define NGX_HTTP_STATUSES_METHODS                                             \
    (NGX_HTTP_GET|NGX_HTTP_HEAD|NGX_HTTP_POST|NGX_HTTP_PUT|NGX_HTTP_PATCH     \
     |NGX_HTTP_DELETE|NGX_HTTP_OPTIONS|NGX_HTTP_TRACE)


typedef struct {
    const char               *name;
    ngx_http_statuses_op_pt   handler;
} ngx_http_statuses_stage_t;


static ngx_int_t ngx_http_statuses_begin(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t **ctxp);
static ngx_uint_t ngx_http_statuses_count(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_run(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

static ngx_int_t ngx_http_statuses_body(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_query(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

static ngx_int_t ngx_http_statuses_submit(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_park(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static void ngx_http_statuses_wake(ngx_http_statuses_job_t *job);
static ngx_int_t ngx_http_statuses_rest(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static void ngx_http_statuses_rest_handler(ngx_event_t *ev);
static void ngx_http_statuses_body_handler(ngx_http_request_t *r);
static ngx_int_t ngx_http_statuses_failed(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_decline(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t reason);
static ngx_uint_t ngx_http_statuses_refusal_counts(
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_refuse(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_finish(ngx_http_request_t *r,
    ngx_int_t rc);
static ngx_http_statuses_ctx_t *ngx_http_statuses_get_ctx(
    ngx_http_request_t *r);
static void ngx_http_statuses_cleanup(void *data);


enum {
    stage_allowed = 0,
    stage_blocklist,
    stage_body,
    stage_params,
    stage_reroute,
    stage_identify,
    stage_limit,
    stage_verdict,
    stage_plan,
    stage_query,
    stage_judge,
    stage_etag,
    stage_render,
    stage_end
};


static ngx_http_statuses_stage_t  ngx_http_statuses_stages[] = {
    { "allowed", ngx_http_statuses_allowed },
    { "blocklist", ngx_http_statuses_blocklist },
    { "body", ngx_http_statuses_body },
    { "params", ngx_http_statuses_read_params },
    { "reroute", ngx_http_statuses_reroute },
    { "identify", ngx_http_statuses_auth_identify },
    { "limit", ngx_http_statuses_limit },
    { "verdict", ngx_http_statuses_auth_verdict },
    { "plan", ngx_http_statuses_plan },
    { "query", ngx_http_statuses_query },
    { "judge", ngx_http_statuses_judge },
    { "etag", ngx_http_statuses_etag },
    { "render", ngx_http_statuses_render }
};


/* the precontent phase; entered anew whenever a parked request is woken */

ngx_int_t
ngx_http_statuses_handler(ngx_http_request_t *r)
{
    ngx_int_t                      rc;
    ngx_http_statuses_ctx_t       *ctx;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (!slcf->enable) {
        return NGX_DECLINED;
    }

    ctx = ngx_http_statuses_get_ctx(r);

    if (ctx == NULL) {
        rc = ngx_http_statuses_begin(r, &ctx);

        if (rc != NGX_OK) {
            return rc;
        }
    }

    if ((ctx->decline && !ctx->refusing) || ctx->answered) {
        ctx->declined = r->uri.data;
        return NGX_DECLINED;
    }

    return ngx_http_statuses_run(r, ctx);
}


static ngx_int_t
ngx_http_statuses_begin(ngx_http_request_t *r, ngx_http_statuses_ctx_t **ctxp)
{
    ngx_int_t                 rc;
    ngx_pool_cleanup_t       *cln;
    ngx_http_statuses_ctx_t  *ctx;

    cln = ngx_pool_cleanup_add(r->pool, sizeof(ngx_http_statuses_ctx_t));
    if (cln == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    cln->handler = ngx_http_statuses_cleanup;
    ctx = cln->data;

    ngx_memzero(ctx, sizeof(ngx_http_statuses_ctx_t));
    ctx->request = r;
    ctx->method = ngx_http_statuses_override_header(r);

    rc = ngx_http_statuses_route(r, ctx);

    ngx_log_debug2(NGX_LOG_DEBUG_HTTP, r->connection->log, 0,
                   "statuses route: %i \"%s\"", rc,
                   ctx->op ? (char *) ctx->op->name.data : "");

    if (rc == NGX_DECLINED) {
        ctx->answered = 1;
        return NGX_DECLINED;
    }

    ngx_http_set_ctx(r, ctx, ngx_http_statuses_module);

    if (ngx_http_statuses_cors_is_preflight(r)) {
        ctx->answered = 1;
        return ngx_http_statuses_finish(r,
                                        ngx_http_statuses_cors_preflight(r));
    }

    if (rc == NGX_HTTP_NOT_FOUND && ngx_http_statuses_override_form(r)) {
        /* perhaps _method makes a route of it */
        *ctxp = ctx;
        return NGX_OK;
    }

    if (rc == NGX_HTTP_NOT_FOUND) {
        return ngx_http_statuses_decline(r, ctx,
                                         NGX_HTTP_STATUSES_FB_UNSUPPORTED);
    }

    if (rc != NGX_OK) {
        ctx->middleware = 1;
        ctx->error = "Bad Request";

        if (ngx_http_statuses_count(r, ctx)) {
            ctx->early = rc;
            *ctxp = ctx;
            return NGX_OK;
        }

        return ngx_http_statuses_finish(r,
                        ngx_http_statuses_response_error(r, ctx, rc,
                                                         ctx->error));
    }

    *ctxp = ctx;

    return NGX_OK;
}


/*
 * Limits come before everything else, so that what is refused early is counted
 * first (spec/reads.md E1.1): goes on with who asks.  0: there is nothing to
 * count, or it has been done.  What is no path of the API before it is decoded
 * has none here and does not count.
 */

static ngx_uint_t
ngx_http_statuses_count(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (slcf->limits == NULL || ctx->limit || r != r->main
        || ctx->stage > stage_limit || ctx->stage == stage_body
        || ctx->early || ctx->refusing || ctx->refused || ctx->path.len == 0
        || ngx_http_statuses_params_paging(r, ctx) != NGX_OK)
    {
        return 0;
    }

    if (ctx->stage < stage_body) {
        ctx->stage = stage_blocklist;

    } else if (ctx->stage != stage_limit) {
        ctx->stage = stage_identify;
    }

    return 1;
}


static ngx_int_t
ngx_http_statuses_run(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t  rc;

    while (ctx->stage < stage_end) {

        rc = ngx_http_statuses_stages[ctx->stage].handler(r, ctx);

        if (rc == NGX_DONE) {
            /* the request is somebody else's now, or is gone */
            return NGX_DONE;
        }

        ngx_log_debug2(NGX_LOG_DEBUG_HTTP, r->connection->log, 0,
                       "statuses %s: %i",
                       ngx_http_statuses_stages[ctx->stage].name, rc);

        switch (rc) {

        case NGX_OK:
            ctx->stage++;

            if (!ctx->early && !ctx->refusing) {
                continue;
            }

            /* all that is left is to be counted */

            if (ctx->stage == stage_body) {
                ctx->stage = stage_identify;

            } else if (ctx->stage == stage_verdict) {
                return ngx_http_statuses_finish(r,
                                          ngx_http_statuses_refuse(r, ctx));
            }

            continue;

        case NGX_AGAIN:
            if (ctx->delay) {
                return ngx_http_statuses_rest(r, ctx);
            }

            if (ctx->job && ctx->job->state == ngx_http_statuses_job_idle
                && ngx_http_statuses_submit(r, ctx) != NGX_AGAIN)
            {
                /* refused at once: the stage has to know */
                continue;
            }

            return ngx_http_statuses_park(r, ctx);

        case NGX_DECLINED:
            return ngx_http_statuses_decline(r, ctx, ctx->decline);

        case NGX_ERROR:
            return ngx_http_statuses_failed(r, ctx);

        case NGX_HTTP_NOT_MODIFIED:
            return ngx_http_statuses_finish(r,
                                        ngx_http_statuses_response(r, ctx,
                                                                   rc));

        default:
            if (ngx_http_statuses_count(r, ctx)) {
                ctx->early = rc;
                continue;
            }

            if (ctx->blocked) {
                return ngx_http_statuses_finish(r,
                                  ngx_http_statuses_response_blocked(r, ctx));
            }

            return ngx_http_statuses_finish(r,
                        ngx_http_statuses_response_error(r, ctx, rc,
                                                         ctx->error));
        }
    }

    return ngx_http_statuses_finish(r,
                         ngx_http_statuses_response(r, ctx,
                                                    ctx->status ? ctx->status
                                                            : NGX_HTTP_OK));
}


/* a body is read, as it may hold parameters, and kept for a proxy_pass */

static ngx_int_t
ngx_http_statuses_body(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t  rc;

    if (ctx->body_read || r != r->main
        || (r->headers_in.content_length_n <= 0 && !r->headers_in.chunked))
    {
        return NGX_OK;
    }

    ctx->waiting_body = 1;

    rc = ngx_http_read_client_request_body(r, ngx_http_statuses_body_handler);

    if (rc >= NGX_HTTP_SPECIAL_RESPONSE) {
        ctx->error = (rc == NGX_HTTP_REQUEST_ENTITY_TOO_LARGE)
                     ? "Payload Too Large" : "Bad Request";
        return rc;
    }

    ngx_http_finalize_request(r, NGX_DONE);

    return NGX_DONE;
}


static void
ngx_http_statuses_body_handler(ngx_http_request_t *r)
{
    ngx_http_statuses_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r, ngx_http_statuses_module);

    ctx->body_read = 1;
    ctx->waiting_body = 0;

    r->preserve_body = 1;

    r->write_event_handler = ngx_http_core_run_phases;
    ngx_http_core_run_phases(r);
}


static ngx_int_t
ngx_http_statuses_plan(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    ctx->job = ngx_http_statuses_job_create(r->pool, r->connection->log,
                                            slcf->primary, ctx->op->lane);
    if (ctx->job == NULL) {
        return NGX_ERROR;
    }

    return ctx->op->plan(r, ctx);
}


static ngx_int_t
ngx_http_statuses_query(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    if (ctx->job->state != ngx_http_statuses_job_done) {
        return NGX_AGAIN;
    }

    if (ctx->job->outcome != ngx_http_statuses_job_ok) {
        return NGX_ERROR;
    }

    ngx_http_statuses_etag_update(ctx);

    return NGX_OK;
}


/*
 * Sends ctx->job.  Whoever prepared it gets NGX_AGAIN, or finds it done with a
 * bad outcome.
 */

static ngx_int_t
ngx_http_statuses_submit(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                       rc;
    ngx_http_statuses_job_t        *job;
    ngx_http_statuses_main_conf_t  *smcf;

    smcf = ngx_http_get_module_main_conf(r, ngx_http_statuses_module);

    job = ctx->job;
    job->handler = ngx_http_statuses_wake;
    job->data = r;

    rc = ngx_http_statuses_pool_submit(smcf, job);

    if (rc != NGX_AGAIN) {
        job->state = ngx_http_statuses_job_done;
    }

    return rc;
}


static ngx_int_t
ngx_http_statuses_judge(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t  rc, deferred;

    rc = ctx->op->judge(r, ctx);

    if (ctx->once && rc == NGX_OK) {
        ngx_http_statuses_forget_later(r, ctx);
    }

    if (rc != NGX_OK && rc != NGX_AGAIN) {
        return rc;
    }

    /* the status is there, so that now the token may be refused */

    deferred = ngx_http_statuses_auth_deferred(r, ctx);

    if (deferred != NGX_OK) {
        return deferred;
    }

    if (rc == NGX_AGAIN) {

        /* something was named that only a second question can answer */

        ctx->round++;
        ctx->stage = stage_query;
    }

    return rc;
}


static ngx_int_t
ngx_http_statuses_render(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    return ctx->op->render(r, ctx);
}


/*
 * While parked, only the client's going away is watched; it destroys the
 * request's pool, and with it the job.
 */

static ngx_int_t
ngx_http_statuses_park(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_connection_t  *c;

    c = r->connection;

    r->write_event_handler = ngx_http_request_empty_handler;

    if (r != r->main) {
        return NGX_AGAIN;
    }

    r->read_event_handler = ngx_http_test_reading;

    if (c->read->ready) {
        ngx_post_event(c->read, &ngx_posted_events);

    } else if (ngx_handle_read_event(c->read, 0) != NGX_OK) {
        return NGX_ERROR;
    }

    return NGX_AGAIN;
}


static void
ngx_http_statuses_wake(ngx_http_statuses_job_t *job)
{
    ngx_connection_t    *c;
    ngx_http_request_t  *r;

    r = job->data;
    c = r->connection;

    ngx_http_set_log_request(c->log, r);

    r->write_event_handler = ngx_http_core_run_phases;
    ngx_http_core_run_phases(r);

    ngx_http_run_posted_requests(c);
}


/* parked for ctx->delay, before ctx->job is sent */

static ngx_int_t
ngx_http_statuses_rest(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ctx->timer.handler = ngx_http_statuses_rest_handler;
    ctx->timer.data = r;
    ctx->timer.log = r->connection->log;

    ngx_add_timer(&ctx->timer, ctx->delay);
    ctx->delay = 0;

    return ngx_http_statuses_park(r, ctx);
}


static void
ngx_http_statuses_rest_handler(ngx_event_t *ev)
{
    ngx_http_request_t *r = ev->data;

    ngx_connection_t  *c;

    c = r->connection;

    ngx_http_set_log_request(c->log, r);

    r->write_event_handler = ngx_http_core_run_phases;
    ngx_http_core_run_phases(r);

    ngx_http_run_posted_requests(c);
}


/* our fault: if surely nothing was written, somebody else may still answer */

static ngx_int_t
ngx_http_statuses_failed(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_uint_t  reason;

    if (ctx->early || ctx->refusing) {
        /* who it is cannot be told; the answer is the same */
        return ngx_http_statuses_finish(r, ngx_http_statuses_refuse(r, ctx));
    }

    reason = NGX_HTTP_STATUSES_FB_ERROR;

    if (ctx->job && ctx->job->outcome == ngx_http_statuses_job_timeout) {
        reason = NGX_HTTP_STATUSES_FB_TIMEOUT;

    } else if (ctx->job && ctx->job->outcome == ngx_http_statuses_job_overload)
    {
        reason = NGX_HTTP_STATUSES_FB_OVERLOAD;

    } else if (ctx->job
               && ctx->job->outcome == ngx_http_statuses_job_unsupported)
    {
        reason = NGX_HTTP_STATUSES_FB_UNSUPPORTED;
    }

    return ngx_http_statuses_decline(r, ctx, reason);
}


static ngx_int_t
ngx_http_statuses_decline(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx,
    ngx_uint_t reason)
{
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    ctx->decline = reason;
    ctx->declined = r->uri.data;

    if ((slcf->fallback & reason) && !(ctx->job && ctx->job->written)) {

        /* without a handler the content phase brings it back to us */

        if (ctx->limit) {
            ngx_http_statuses_limit_return(r, ctx);
            ctx->stage = stage_limit;
        }

        return NGX_DECLINED;
    }

    if (ngx_http_statuses_refusal_counts(ctx)
        && ngx_http_statuses_count(r, ctx))
    {
        ctx->refusing = 1;
        return ngx_http_statuses_run(r, ctx);
    }

    return ngx_http_statuses_finish(r, ngx_http_statuses_refuse(r, ctx));
}


/* failures of ours do not, nor does a method that no server knows */

static ngx_uint_t
ngx_http_statuses_refusal_counts(ngx_http_statuses_ctx_t *ctx)
{
    return ctx->decline == NGX_HTTP_STATUSES_FB_DISABLED
           || (ctx->decline == NGX_HTTP_STATUSES_FB_UNSUPPORTED
               && (ctx->method & NGX_HTTP_STATUSES_METHODS));
}


/*
 * The content phase, where no proxy_pass, try_files or the like has taken a
 * declined request: a client of this API gets JSON, never a page.
 */

ngx_int_t
ngx_http_statuses_content_handler(ngx_http_request_t *r)
{
    ngx_http_statuses_ctx_t       *ctx;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (!slcf->enable) {
        return NGX_DECLINED;
    }

    ctx = ngx_http_statuses_get_ctx(r);

    if (ctx == NULL || !ctx->decline || ctx->answered) {
        return NGX_DECLINED;
    }

    if (r->uri.data != ctx->declined) {
        /* try_files has found a file */
        return NGX_DECLINED;
    }

    if (!ctx->refusing) {

        if (!ngx_http_statuses_refusal_counts(ctx)
            || !ngx_http_statuses_count(r, ctx))
        {
            return ngx_http_statuses_refuse(r, ctx);
        }

        ctx->refusing = 1;
    }

    /* one for the answer, and one for the return to the phase engine */

    r->main->count++;

    (void) ngx_http_statuses_run(r, ctx);

    return NGX_DONE;
}


static ngx_int_t
ngx_http_statuses_refuse(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t    rc;
    ngx_uint_t   status;
    const char  *text;

    if (ctx->early) {
        return ngx_http_statuses_response_error(r, ctx, ctx->early,
                                                ctx->error);
    }

    rc = ctx->body_read ? NGX_OK : ngx_http_discard_request_body(r);

    switch (ctx->decline) {

    case NGX_HTTP_STATUSES_FB_UNSUPPORTED:
        if (!(ctx->method & NGX_HTTP_STATUSES_METHODS)) {
            status = NGX_HTTP_NOT_IMPLEMENTED;
            text = "Not Implemented";

        } else if (!ngx_http_statuses_accept_valid(r)) {

            /* Mastodon cannot say in which form there is no such route */

            ctx->middleware = 1;
            status = NGX_HTTP_STATUSES_NOT_ACCEPTABLE;
            text = "Not Acceptable";

        } else {
            status = NGX_HTTP_NOT_FOUND;
            text = "Not Found";
        }

        break;

    case NGX_HTTP_STATUSES_FB_DISABLED:
        status = NGX_HTTP_FORBIDDEN;
        text = "This action is not allowed";
        break;

    default:
        status = NGX_HTTP_SERVICE_UNAVAILABLE;
        text = "Service Unavailable";
        ctx->retry_after = 1;
        break;
    }

    if (rc != NGX_OK) {
        r->keepalive = 0;
    }

    return ngx_http_statuses_response_error(r, ctx, status, text);
}


/*
 * The answer is on its way.  The phase engine must neither go on to the next
 * handler, as it would after NGX_OK, nor finalize a second time.
 */

static ngx_int_t
ngx_http_statuses_finish(ngx_http_request_t *r, ngx_int_t rc)
{
    ngx_http_finalize_request(r, rc);

    return NGX_DONE;
}


/* an internal redirect forgets the contexts, but not what was declined */

static ngx_http_statuses_ctx_t *
ngx_http_statuses_get_ctx(ngx_http_request_t *r)
{
    ngx_pool_cleanup_t       *cln;
    ngx_http_statuses_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r, ngx_http_statuses_module);

    if (ctx || !(r->internal || r->filter_finalize)) {
        return ctx;
    }

    for (cln = r->pool->cleanup; cln; cln = cln->next) {
        if (cln->handler != ngx_http_statuses_cleanup) {
            continue;
        }

        ctx = cln->data;

        if (ctx->request == r && ctx->decline) {
            ngx_http_set_ctx(r, ctx, ngx_http_statuses_module);
            return ctx;
        }
    }

    return NULL;
}


static void
ngx_http_statuses_cleanup(void *data)
{
    ngx_http_statuses_ctx_t *ctx = data;

    /* also a mark in the pool; the job has a clean-up of its own */

    if (ctx->timer.timer_set) {
        ngx_del_timer(&ctx->timer);
    }
}
