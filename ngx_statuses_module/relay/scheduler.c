/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * One worker of each node looks once a second, and at the very moment that it
 * knows of, for scheduled statuses that are due.  Each takes the way of a new
 * post: a read that finds what it refers to, and one transaction.  Whoever
 * locks the row publishes it, and the row goes in the transaction that makes
 * the post: so none is lost, and none comes twice, wherever a process ends.
 */

#include "relay/scheduler.h"
#include "operation/operation.h"
#include "operation/post.h"
#include "pg/pool.h"
#include "pg/row.h"
#include "request/params.h"
#include <ngx_http_statuses_statements.h>


#define NGX_HTTP_STATUSES_SCHEDULER_EVERY      1000     /* milliseconds */
#define NGX_HTTP_STATUSES_SCHEDULER_NO_SCHEMA  60000
#define NGX_HTTP_STATUSES_SCHEDULER_ROWS       "64"
#define NGX_HTTP_STATUSES_SCHEDULER_FLIGHT     8


/* of one database */

typedef struct {
    ngx_http_statuses_db_t         *db;
    ngx_http_conf_ctx_t             conf;
    ngx_http_statuses_main_conf_t  *smcf;

    ngx_event_t                     timer;
    ngx_pool_t                     *pool;       /* of the rows found */
    ngx_http_statuses_job_t        *job;
    ngx_uint_t                      next;       /* of them */
    ngx_uint_t                      due;
    ngx_uint_t                      flight;     /* under way */
    ngx_uint_t                      failed;
    ngx_msec_t                      wait;       /* for the one to come */
} ngx_http_statuses_scheduler_t;


/* one that is due: a request that nobody has sent */

typedef struct {
    ngx_http_statuses_scheduler_t  *scheduler;
    ngx_pool_t                     *pool;
    ngx_str_t                       id;
    ngx_http_request_t              request;
    ngx_connection_t                connection;
    ngx_http_statuses_ctx_t         ctx;
    ngx_int_t                       policy;
} ngx_http_statuses_due_t;


static void ngx_http_statuses_scheduler_handler(ngx_event_t *ev);
static void ngx_http_statuses_scheduler_found(ngx_http_statuses_job_t *job);
static void ngx_http_statuses_scheduler_more(ngx_http_statuses_scheduler_t *s);
static void ngx_http_statuses_scheduler_rest(ngx_http_statuses_scheduler_t *s,
    ngx_msec_t wait);
static ngx_int_t ngx_http_statuses_scheduler_start(
    ngx_http_statuses_scheduler_t *s, ngx_str_t *row);
static ngx_int_t ngx_http_statuses_scheduler_params(
    ngx_http_statuses_due_t *due, ngx_str_t *text);
static void ngx_http_statuses_scheduler_resolved(ngx_http_statuses_job_t *job);
static ngx_int_t ngx_http_statuses_scheduler_compose(
    ngx_http_statuses_due_t *due, const char **document);
static ngx_int_t ngx_http_statuses_scheduler_write(
    ngx_http_statuses_due_t *due, const char *document);
static void ngx_http_statuses_scheduler_written(ngx_http_statuses_job_t *job);
static void ngx_http_statuses_scheduler_end(ngx_http_statuses_due_t *due,
    ngx_uint_t failed);
static void ngx_http_statuses_scheduler_cleanup(void *data);


char *
ngx_http_statuses_scheduler_add(ngx_conf_t *cf,
    ngx_http_statuses_main_conf_t *smcf, ngx_http_statuses_srv_conf_t *sscf,
    ngx_http_statuses_db_t *db)
{
    ngx_uint_t                      i;
    ngx_http_statuses_scheduler_t  *s;

    if (smcf->scheduler == NGX_HTTP_STATUSES_SCHEDULER_OFF) {
        return NGX_CONF_OK;
    }

    if (sscf->jobs == NGX_HTTP_STATUSES_JOBS_SIDEKIQ) {

        /* Mastodon's own one does it */

        if (smcf->scheduler == NGX_HTTP_STATUSES_SCHEDULER_ON) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"statuses_scheduler on\" and "
                               "\"statuses_jobs sidekiq\" would publish "
                               "everything twice");
            return NGX_CONF_ERROR;
        }

        return NGX_CONF_OK;
    }

    s = smcf->schedulers.elts;

    for (i = 0; i < smcf->schedulers.nelts; i++) {
        if (s[i].db == db) {
            return NGX_CONF_OK;
        }
    }

    if (smcf->schedulers.elts == NULL
        && ngx_array_init(&smcf->schedulers, cf->pool, 1,
                          sizeof(ngx_http_statuses_scheduler_t))
           != NGX_OK)
    {
        return NGX_CONF_ERROR;
    }

    s = ngx_array_push(&smcf->schedulers);
    if (s == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_memzero(s, sizeof(ngx_http_statuses_scheduler_t));

    s->db = db;
    s->smcf = smcf;
    s->conf = *(ngx_http_conf_ctx_t *) cf->ctx;

    return NGX_CONF_OK;
}


ngx_int_t
ngx_http_statuses_scheduler_init(ngx_cycle_t *cycle,
    ngx_http_statuses_main_conf_t *smcf)
{
    ngx_uint_t                      i;
    ngx_http_statuses_scheduler_t  *s;

    if (ngx_process == NGX_PROCESS_WORKER && ngx_worker != 0) {
        return NGX_OK;
    }

    s = smcf->schedulers.elts;

    for (i = 0; i < smcf->schedulers.nelts; i++) {
        s[i].timer.handler = ngx_http_statuses_scheduler_handler;
        s[i].timer.data = &s[i];
        s[i].timer.log = cycle->log;
        s[i].timer.cancelable = 1;

        ngx_add_timer(&s[i].timer, NGX_HTTP_STATUSES_SCHEDULER_EVERY);
    }

    return NGX_OK;
}


/* what is due? */

static void
ngx_http_statuses_scheduler_handler(ngx_event_t *ev)
{
    ngx_http_statuses_scheduler_t *s = ev->data;

    ngx_http_statuses_query_t  *q;

    if (ngx_exiting || ngx_quit || ngx_terminate) {
        return;
    }

    s->pool = ngx_create_pool(4096, ngx_cycle->log);

    if (s->pool == NULL) {
        ngx_add_timer(&s->timer, NGX_HTTP_STATUSES_SCHEDULER_EVERY);
        return;
    }

    s->job = ngx_http_statuses_job_create(s->pool, ngx_cycle->log, s->db,
                                          ngx_http_statuses_lane_fast);
    if (s->job == NULL) {
        ngx_http_statuses_scheduler_rest(s, NGX_HTTP_STATUSES_SCHEDULER_EVERY);
        return;
    }

    q = ngx_http_statuses_job_add(s->job, NGX_HTTP_STATUSES_SQL_DUE);

    q->param[q->nparams++] = NGX_HTTP_STATUSES_SCHEDULER_ROWS;

    s->job->gateway = 1;
    s->job->background = 1;
    s->job->handler = ngx_http_statuses_scheduler_found;
    s->job->data = s;

    if (ngx_http_statuses_pool_submit(s->smcf, s->job) != NGX_AGAIN) {
        s->job->state = ngx_http_statuses_job_done;
        ngx_http_statuses_scheduler_found(s->job);
    }
}


static void
ngx_http_statuses_scheduler_found(ngx_http_statuses_job_t *job)
{
    int64_t                         wait;
    ngx_str_t                      *row;
    ngx_uint_t                      i, n;
    ngx_http_statuses_scheduler_t  *s;

    s = job->data;

    if (job->outcome != ngx_http_statuses_job_ok) {
        ngx_http_statuses_scheduler_rest(s,
                       job->outcome == ngx_http_statuses_job_unsupported
                       ? NGX_HTTP_STATUSES_SCHEDULER_NO_SCHEMA
                       : NGX_HTTP_STATUSES_SCHEDULER_EVERY);
        return;
    }

    s->next = 0;
    s->due = 0;
    s->failed = 0;
    s->wait = NGX_HTTP_STATUSES_SCHEDULER_EVERY;

    n = ngx_http_statuses_row_count(job, 0);

    for (i = 0; i < n; i++) {
        row = ngx_http_statuses_row(job, 0, i);

        if (row == NULL) {
            break;
        }

        wait = ngx_http_statuses_row_int(&row[STATUSES_DUE_WAIT], 0);

        if (wait > 0) {
            s->wait = (ngx_msec_t) ngx_min(wait, (int64_t) s->wait);
            break;
        }

        s->due++;
    }

    /* there may be more of them */

    if (s->due) {
        s->wait = 0;
    }

    ngx_http_statuses_scheduler_more(s);
}


/* so many at a time; at their end it is looked again */

static void
ngx_http_statuses_scheduler_more(ngx_http_statuses_scheduler_t *s)
{
    ngx_str_t  *row;

    while (s->next < s->due && s->flight < NGX_HTTP_STATUSES_SCHEDULER_FLIGHT)
    {
        row = ngx_http_statuses_row(s->job, 0, s->next++);

        s->flight++;

        if (row == NULL || ngx_http_statuses_scheduler_start(s, row) != NGX_OK)
        {
            s->flight--;
            s->failed++;
        }
    }

    if (s->flight == 0) {
        ngx_http_statuses_scheduler_rest(s, s->failed
                               ? NGX_HTTP_STATUSES_SCHEDULER_EVERY : s->wait);
    }
}


static void
ngx_http_statuses_scheduler_rest(ngx_http_statuses_scheduler_t *s,
    ngx_msec_t wait)
{
    ngx_destroy_pool(s->pool);
    s->pool = NULL;

    ngx_add_timer(&s->timer, wait ? wait : 1);
}


static ngx_int_t
ngx_http_statuses_scheduler_start(ngx_http_statuses_scheduler_t *s,
    ngx_str_t *row)
{
    ngx_pool_t                *pool;
    ngx_http_request_t        *r;
    ngx_http_statuses_ctx_t   *ctx;
    ngx_http_statuses_due_t   *due;

    pool = ngx_create_pool(4096, ngx_cycle->log);
    if (pool == NULL) {
        return NGX_ERROR;
    }

    due = ngx_pcalloc(pool, sizeof(ngx_http_statuses_due_t));
    if (due == NULL) {
        goto failed;
    }

    due->scheduler = s;
    due->pool = pool;
    due->id = row[STATUSES_DUE_ID];

    /* as much of a request as composing a post wants to see */

    due->connection.log = ngx_cycle->log;
    due->connection.pool = pool;

    r = &due->request;
    r->signature = NGX_HTTP_MODULE;
    r->pool = pool;
    r->connection = &due->connection;
    r->main = r;
    r->main_conf = s->conf.main_conf;
    r->srv_conf = s->conf.srv_conf;
    r->loc_conf = s->conf.loc_conf;

    ctx = &due->ctx;
    ctx->request = r;
    ctx->viewer.account_id = ngx_http_statuses_row_int(
                                              &row[STATUSES_DUE_ACCOUNT_ID], 0);

    if (ngx_http_statuses_is_true(&row[STATUSES_DUE_DISABLED])) {
        ctx->error = "the user is disabled";

    } else if (ngx_http_statuses_scheduler_params(due,
                                                  &row[STATUSES_DUE_PARAMS])
               != NGX_OK)
    {
        goto failed;
    }

    if (ctx->error) {
        if (ngx_http_statuses_scheduler_write(due, NULL) != NGX_OK) {
            goto failed;
        }

        return NGX_OK;
    }

    ctx->job = ngx_http_statuses_job_create(pool, ngx_cycle->log, s->db,
                                            ngx_http_statuses_lane_fast);

    if (ctx->job == NULL
        || ngx_http_statuses_compose_begin(r, ctx->post,
                                           NGX_HTTP_STATUSES_DOCS)
           != NGX_OK
        || ngx_http_statuses_resolve_plan(r, ctx, ctx->post) != NGX_OK)
    {
        goto failed;
    }

    ctx->job->background = 1;
    ctx->job->handler = ngx_http_statuses_scheduler_resolved;
    ctx->job->data = due;

    if (ngx_http_statuses_pool_submit(s->smcf, ctx->job) != NGX_AGAIN) {
        goto failed;
    }

    return NGX_OK;

failed:

    ngx_destroy_pool(pool);

    return NGX_ERROR;
}


/* ctx->error: they are none */

static ngx_int_t
ngx_http_statuses_scheduler_params(ngx_http_statuses_due_t *due,
    ngx_str_t *text)
{
    json_t                   *params, *status, *policy;
    ngx_pool_cleanup_t       *cln;
    ngx_http_statuses_ctx_t  *ctx;

    ctx = &due->ctx;

    cln = ngx_pool_cleanup_add(due->pool, 0);
    if (cln == NULL) {
        return NGX_ERROR;
    }

    params = text->len ? json_loadb((char *) text->data, text->len, 0, NULL)
                       : NULL;

    if (!json_is_object(params)) {
        json_decref(params);
        ctx->error = "its parameters are none";
        return NGX_OK;
    }

    cln->handler = ngx_http_statuses_scheduler_cleanup;
    cln->data = params;

    /* two have other names than in a request, or are other things */

    status = json_object_get(params, "text");
    policy = json_object_get(params, "quote_approval_policy");

    due->policy = json_is_integer(policy)
                  ? (ngx_int_t) json_integer_value(policy) : 0;
    ctx->viewer.application_id = json_integer_value(json_object_get(params,
                                                           "application_id"));

    if (status && json_object_set(params, "status", status) != 0) {
        return NGX_ERROR;
    }

    json_object_del(params, "quote_approval_policy");
    json_object_del(params, "scheduled_at");

    if (ngx_http_statuses_params_post(&due->request, ctx, params) != NGX_OK) {
        return NGX_ERROR;
    }

    /* it is not counted when it is published, nor was it before */

    ctx->post->unlimited = 1;

    return NGX_OK;
}


static void
ngx_http_statuses_scheduler_cleanup(void *data)
{
    json_decref(data);
}


static void
ngx_http_statuses_scheduler_resolved(ngx_http_statuses_job_t *job)
{
    ngx_int_t                 rc;
    const char               *document;
    ngx_http_statuses_due_t  *due;

    due = job->data;

    if (job->outcome != ngx_http_statuses_job_ok) {
        ngx_http_statuses_scheduler_end(due, 1);
        return;
    }

    rc = ngx_http_statuses_scheduler_compose(due, &document);

    if (rc == NGX_ERROR
        || ngx_http_statuses_scheduler_write(due, document) != NGX_OK)
    {
        ngx_http_statuses_scheduler_end(due, 1);
    }
}


/* document NULL: it cannot be a post any more, ctx->error says why */

static ngx_int_t
ngx_http_statuses_scheduler_compose(ngx_http_statuses_due_t *due,
    const char **document)
{
    ngx_int_t                  rc;
    ngx_http_request_t        *r;
    ngx_http_statuses_ctx_t   *ctx;
    ngx_http_statuses_post_t  *post;

    r = &due->request;
    ctx = &due->ctx;
    post = ctx->post;

    *document = NULL;

    if (ngx_http_statuses_row_count(ctx->job, 0) == 0) {
        ctx->error = "the user is gone";
        return NGX_OK;
    }

    if (ngx_http_statuses_resolve_take(r, ctx, post, 0) != NGX_OK) {
        return NGX_ERROR;
    }

    if (post->version > ctx->job->schema
        && ngx_http_statuses_compose_begin(r, post, ctx->job->schema)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    rc = ngx_http_statuses_create_check(r, ctx, post);

    if (rc == NGX_ERROR) {
        return NGX_ERROR;
    }

    if (rc != NGX_OK) {
        if (ctx->error == NULL) {
            ctx->error = "it would be sent to unexpected accounts";
        }

        return NGX_OK;
    }

    post->policy = (post->seen == NGX_HTTP_STATUSES_SEEN_PUBLIC
                    || post->seen == NGX_HTTP_STATUSES_SEEN_UNLISTED)
                   ? due->policy : 0;

    *document = ngx_http_statuses_compose_document(r, ctx, post);

    return *document ? NGX_OK : NGX_ERROR;
}


static ngx_int_t
ngx_http_statuses_scheduler_write(ngx_http_statuses_due_t *due,
    const char *document)
{
    u_char                        *id;
    ngx_http_statuses_job_t       *job;
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_srv_conf_t  *sscf;

    sscf = ngx_http_get_module_srv_conf(&due->request,
                                        ngx_http_statuses_module);

    job = ngx_http_statuses_job_create(due->pool, ngx_cycle->log,
                                       due->scheduler->db,
                                       ngx_http_statuses_lane_write);
    id = ngx_pnalloc(due->pool, due->id.len + 1);

    if (job == NULL || id == NULL) {
        return NGX_ERROR;
    }

    ngx_cpystrn(id, due->id.data, due->id.len + 1);

    q = ngx_http_statuses_job_add(job,
                                  NGX_HTTP_STATUSES_SQL_PUBLISH_SCHEDULED);

    q->param[q->nparams++] = (const char *) id;
    q->param[q->nparams++] = document;
    q->param[q->nparams++] = ngx_http_statuses_jobs_names[sscf->jobs];
    q->param[q->nparams++] = sscf->base_url_text;

    job->gateway = 1;
    job->handler = ngx_http_statuses_scheduler_written;
    job->data = due;

    if (ngx_http_statuses_pool_submit(due->scheduler->smcf, job) == NGX_AGAIN)
    {
        return NGX_OK;
    }

    return NGX_ERROR;
}


static void
ngx_http_statuses_scheduler_written(ngx_http_statuses_job_t *job)
{
    int64_t                   code;
    ngx_str_t                *row;
    ngx_http_statuses_due_t  *due;

    due = job->data;

    row = (job->outcome == ngx_http_statuses_job_ok
           && ngx_http_statuses_row_count(job, 0) == 1)
          ? ngx_http_statuses_row(job, 0, 0) : NULL;

    if (row == NULL) {
        ngx_http_statuses_scheduler_end(due, 1);
        return;
    }

    code = ngx_http_statuses_row_int(&row[STATUSES_RESULT_CODE], 0);

    /* somebody else may have published it, or withdrawn it */

    if (code != NGX_HTTP_OK
        && ngx_http_statuses_is_true(&row[STATUSES_RESULT_CHANGED]))
    {
        ngx_log_error(NGX_LOG_WARN, ngx_cycle->log, 0,
                      "statuses: scheduled status %V cannot be published: "
                      "%s%V", &due->id, due->ctx.error ? due->ctx.error : "",
                      &row[STATUSES_RESULT_ERROR]);
    }

    ngx_http_statuses_scheduler_end(due, 0);
}


static void
ngx_http_statuses_scheduler_end(ngx_http_statuses_due_t *due,
    ngx_uint_t failed)
{
    ngx_http_statuses_scheduler_t  *s;

    s = due->scheduler;

    ngx_destroy_pool(due->pool);

    s->flight--;
    s->failed += failed;

    if (ngx_exiting || ngx_quit || ngx_terminate) {
        /* the next worker's */
        return;
    }

    ngx_http_statuses_scheduler_more(s);
}
