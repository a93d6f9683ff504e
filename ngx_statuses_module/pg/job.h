/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * A job is what one request asks of a database at one time: a few statements
 * that travel together and end in one Sync, so that they are one transaction
 * and their failure touches nobody else.
 */

#ifndef _NGX_HTTP_STATUSES_JOB_H_INCLUDED_
#define _NGX_HTTP_STATUSES_JOB_H_INCLUDED_


#include <ngx_http_statuses.h>
#include "pg/statement.h"


#define NGX_HTTP_STATUSES_JOB_QUERIES  5
#define NGX_HTTP_STATUSES_JOB_PARAMS   12


typedef enum {
    ngx_http_statuses_job_idle = 0,     /* owned by its request alone */
    ngx_http_statuses_job_waiting,      /* owned by the queue of its lane */
    ngx_http_statuses_job_sent,         /* owned by a slot of a connection */
    ngx_http_statuses_job_done
} ngx_http_statuses_job_state_e;


typedef enum {
    ngx_http_statuses_job_ok = 0,
    ngx_http_statuses_job_unavailable,  /* no connection to be had */
    ngx_http_statuses_job_overload,     /* queue full or waited too long */
    ngx_http_statuses_job_timeout,      /* no answer in time */
    ngx_http_statuses_job_failed,       /* an SQL error, see sqlstate */
    ngx_http_statuses_job_unsupported   /* no schema statuses_gateway */
} ngx_http_statuses_job_outcome_e;


typedef struct {
    ngx_http_statuses_sql_e          sql;
    ngx_uint_t                       nparams;

    /* text form, NUL-terminated; NULL is SQL's NULL */
    const char                      *param[NGX_HTTP_STATUSES_JOB_PARAMS];

    /* PGresult *, cleared with the request's pool */
    void                            *result;
    u_char                          *widths;    /* of its fields, pg/row.c */
} ngx_http_statuses_query_t;


typedef void (*ngx_http_statuses_job_pt)(ngx_http_statuses_job_t *job);


struct ngx_http_statuses_job_s {
    ngx_queue_t                      queue;
    ngx_http_statuses_job_state_e    state;
    ngx_http_statuses_job_outcome_e  outcome;

    ngx_http_statuses_db_t          *db;
    ngx_http_statuses_lane_e         lane;

    ngx_uint_t                       nqueries;
    ngx_http_statuses_query_t        query[NGX_HTTP_STATUSES_JOB_QUERIES];

    /* called once, when the state becomes done; never by cancel */
    ngx_http_statuses_job_pt         handler;
    void                            *data;

    void                            *lane_data;
    void                            *slot;
    ngx_event_t                      timer;
    ngx_pool_t                      *pool;
    ngx_log_t                       *log;

    ngx_uint_t                       schema;       /* of the server asked */
    char                             sqlstate[6];

    unsigned                         read_only:1;
    unsigned                         untouched:1;  /* surely rolled back */
    unsigned                         retried:1;
    unsigned                         gateway:1;    /* needs that schema */
    unsigned                         written:1;    /* a write was sent */
    unsigned                         background:1; /* nobody waits for it */
};


/*
 * Makes an empty job in the request's pool, which also frees it: destroying
 * the pool cancels a job that is under way and clears its results.  Returns
 * NULL when memory lacks.
 */
ngx_http_statuses_job_t *ngx_http_statuses_job_create(ngx_pool_t *pool,
    ngx_log_t *log, ngx_http_statuses_db_t *db, ngx_http_statuses_lane_e lane);

/*
 * Appends a statement; its parameters are set by the caller and must live as
 * long as the job.  There is room for NGX_HTTP_STATUSES_JOB_QUERIES.
 */
ngx_http_statuses_query_t *ngx_http_statuses_job_add(
    ngx_http_statuses_job_t *job, ngx_http_statuses_sql_e sql);

/*
 * Takes a job away from queue or connection; its handler is not called.  What
 * was sent is still answered by the server, and that answer is dropped.
 */
void ngx_http_statuses_job_cancel(ngx_http_statuses_job_t *job);

/* Ends a job: records the outcome and calls its handler. */
void ngx_http_statuses_job_finish(ngx_http_statuses_job_t *job,
    ngx_http_statuses_job_outcome_e outcome);

/* Makes a job that lost its connection ready to be sent again. */
void ngx_http_statuses_job_reset(ngx_http_statuses_job_t *job);


#endif /* _NGX_HTTP_STATUSES_JOB_H_INCLUDED_ */
