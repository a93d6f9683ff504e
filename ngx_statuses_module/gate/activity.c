/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "gate/activity.h"
#include "pg/pool.h"


typedef struct {
    ngx_queue_t               queue;
    ngx_pool_t               *pool;
    ngx_http_statuses_db_t   *db;
    int64_t                   token_id;
} ngx_http_statuses_activity_t;


static ngx_uint_t ngx_http_statuses_activity_pending(
    ngx_http_statuses_db_t *db, int64_t token_id);
static void ngx_http_statuses_activity_done(ngx_http_statuses_job_t *job);
static const char *ngx_http_statuses_activity_number(ngx_pool_t *pool,
    int64_t n);


/* the role may not write here: asking again would only fill the log */

static ngx_uint_t  ngx_http_statuses_activity_refused;


/*
 * What is under way in this worker, never more than the queue of the database
 * and its connections hold.  If the row of a user is locked, the requests of
 * that user must not take the place of others' notes.
 */

static ngx_queue_t  ngx_http_statuses_activities = {
    &ngx_http_statuses_activities, &ngx_http_statuses_activities
};


void
ngx_http_statuses_activity_note(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    u_char                         *addr;
    ngx_pool_t                     *pool;
    ngx_http_statuses_job_t        *job;
    ngx_http_statuses_query_t      *q;
    ngx_http_statuses_activity_t   *note;
    ngx_http_statuses_loc_conf_t   *slcf;
    ngx_http_statuses_main_conf_t  *smcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (!slcf->activity || ngx_http_statuses_activity_refused
        || (!ctx->token.stale_token && !ctx->token.stale_user)
        || ngx_http_statuses_activity_pending(slcf->primary, ctx->token.id))
    {
        return;
    }

    smcf = ngx_http_get_module_main_conf(r, ngx_http_statuses_module);

    /* it may outlive the request */

    pool = ngx_create_pool(1024, ngx_cycle->log);
    if (pool == NULL) {
        return;
    }

    job = ngx_http_statuses_job_create(pool, ngx_cycle->log, slcf->primary,
                                       ngx_http_statuses_lane_write);
    addr = ngx_pnalloc(pool, r->connection->addr_text.len + 1);
    note = ngx_palloc(pool, sizeof(ngx_http_statuses_activity_t));

    if (job == NULL || addr == NULL || note == NULL) {
        goto failed;
    }

    ngx_cpystrn(addr, r->connection->addr_text.data,
                r->connection->addr_text.len + 1);

    /* the user first, as Mastodon does */

    if (ctx->token.stale_user) {
        q = ngx_http_statuses_job_add(job, NGX_HTTP_STATUSES_SQL_TOUCH_USER);

        q->nparams = 1;
        q->param[0] = ngx_http_statuses_activity_number(pool,
                                                        ctx->token.user_id);
        if (q->param[0] == NULL) {
            goto failed;
        }
    }

    if (ctx->token.stale_token) {
        q = ngx_http_statuses_job_add(job, NGX_HTTP_STATUSES_SQL_TOUCH_TOKEN);

        q->nparams = 2;
        q->param[0] = ngx_http_statuses_activity_number(pool, ctx->token.id);

        /* a Unix socket is nobody's address */

        q->param[1] = ngx_strncmp(addr, "unix:", 5) == 0
                      ? NULL : (const char *) addr;

        if (q->param[0] == NULL) {
            goto failed;
        }
    }

    job->handler = ngx_http_statuses_activity_done;
    job->data = note;
    job->background = 1;

    note->pool = pool;
    note->db = slcf->primary;
    note->token_id = ctx->token.id;

    ngx_queue_insert_tail(&ngx_http_statuses_activities, &note->queue);

    if (ngx_http_statuses_pool_submit(smcf, job) == NGX_AGAIN) {
        return;
    }

    ngx_queue_remove(&note->queue);

failed:

    ngx_destroy_pool(pool);
}


static ngx_uint_t
ngx_http_statuses_activity_pending(ngx_http_statuses_db_t *db,
    int64_t token_id)
{
    ngx_queue_t                   *q;
    ngx_http_statuses_activity_t  *note;

    for (q = ngx_queue_head(&ngx_http_statuses_activities);
         q != ngx_queue_sentinel(&ngx_http_statuses_activities);
         q = ngx_queue_next(q))
    {
        note = ngx_queue_data(q, ngx_http_statuses_activity_t, queue);

        if (note->token_id == token_id && note->db == db) {
            return 1;
        }
    }

    return 0;
}


static const char *
ngx_http_statuses_activity_number(ngx_pool_t *pool, int64_t n)
{
    u_char  *p;

    p = ngx_pnalloc(pool, NGX_INT64_LEN + 1);
    if (p == NULL) {
        return NULL;
    }

    ngx_sprintf(p, "%L%Z", n);

    return (const char *) p;
}


static void
ngx_http_statuses_activity_done(ngx_http_statuses_job_t *job)
{
    ngx_http_statuses_activity_t  *note;

    note = job->data;
    ngx_queue_remove(&note->queue);

    /* insufficient privilege, or a server that takes no writes */

    if (job->outcome == ngx_http_statuses_job_failed
        && (ngx_strcmp(job->sqlstate, "42501") == 0
            || ngx_strcmp(job->sqlstate, "25006") == 0))
    {
        ngx_http_statuses_activity_refused = 1;
    }

    ngx_destroy_pool(note->pool);
}
