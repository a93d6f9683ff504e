/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "pg/job.h"
#include "pg/conn.h"

#include <libpq-fe.h>


static void ngx_http_statuses_job_cleanup(void *data);
static void ngx_http_statuses_job_detach(ngx_http_statuses_job_t *job);
static void ngx_http_statuses_job_clear(ngx_http_statuses_job_t *job);


ngx_http_statuses_job_t *
ngx_http_statuses_job_create(ngx_pool_t *pool, ngx_log_t *log,
    ngx_http_statuses_db_t *db, ngx_http_statuses_lane_e lane)
{
    ngx_pool_cleanup_t       *cln;
    ngx_http_statuses_job_t  *job;

    cln = ngx_pool_cleanup_add(pool, sizeof(ngx_http_statuses_job_t));
    if (cln == NULL) {
        return NULL;
    }

    cln->handler = ngx_http_statuses_job_cleanup;
    job = cln->data;

    ngx_memzero(job, sizeof(ngx_http_statuses_job_t));

    job->pool = pool;
    job->log = log;
    job->db = db;
    job->lane = lane;
    job->read_only = (lane != ngx_http_statuses_lane_write);

    return job;
}


ngx_http_statuses_query_t *
ngx_http_statuses_job_add(ngx_http_statuses_job_t *job,
    ngx_http_statuses_sql_e sql)
{
    ngx_http_statuses_query_t  *q;

    q = &job->query[job->nqueries++];
    q->sql = sql;

    return q;
}


void
ngx_http_statuses_job_cancel(ngx_http_statuses_job_t *job)
{
    ngx_http_statuses_job_detach(job);
    job->state = ngx_http_statuses_job_done;
}


void
ngx_http_statuses_job_finish(ngx_http_statuses_job_t *job,
    ngx_http_statuses_job_outcome_e outcome)
{
    ngx_http_statuses_job_detach(job);

    job->outcome = outcome;
    job->state = ngx_http_statuses_job_done;

    job->handler(job);
}


void
ngx_http_statuses_job_reset(ngx_http_statuses_job_t *job)
{
    ngx_http_statuses_job_detach(job);
    ngx_http_statuses_job_clear(job);

    job->state = ngx_http_statuses_job_idle;
}


static void
ngx_http_statuses_job_cleanup(void *data)
{
    ngx_http_statuses_job_t *job = data;

    ngx_http_statuses_job_detach(job);
    ngx_http_statuses_job_clear(job);
}


static void
ngx_http_statuses_job_detach(ngx_http_statuses_job_t *job)
{
    ngx_http_statuses_lane_t  *lane;
    ngx_http_statuses_slot_t  *slot;

    if (job->timer.timer_set) {
        ngx_del_timer(&job->timer);
    }

    if (job->state == ngx_http_statuses_job_waiting) {
        ngx_queue_remove(&job->queue);

        lane = job->lane_data;
        lane->nwaiting--;
    }

    if (job->state == ngx_http_statuses_job_sent) {
        slot = job->slot;
        slot->job = NULL;
        job->slot = NULL;

        ngx_http_statuses_conn_forsake(slot->conn);
    }
}


static void
ngx_http_statuses_job_clear(ngx_http_statuses_job_t *job)
{
    ngx_uint_t  i;

    for (i = 0; i < job->nqueries; i++) {
        PQclear(job->query[i].result);
        job->query[i].result = NULL;
    }
}
