/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Connections to PostgreSQL and the lanes they belong to.  Private to pg/;
 * everybody else submits jobs (pool.h).
 */

#ifndef _NGX_HTTP_STATUSES_CONN_H_INCLUDED_
#define _NGX_HTTP_STATUSES_CONN_H_INCLUDED_


#include "pg/database.h"
#include "pg/job.h"

#include <libpq-fe.h>


#define NGX_HTTP_STATUSES_MAX_DEPTH  64


typedef struct ngx_http_statuses_conn_s  ngx_http_statuses_conn_t;
typedef struct ngx_http_statuses_lane_s  ngx_http_statuses_lane_t;
typedef struct ngx_http_statuses_pool_s  ngx_http_statuses_pool_t;


typedef void (*ngx_http_statuses_conn_pt)(ngx_http_statuses_conn_t *pgc);


/* what the server was sent and will answer, in order */

typedef enum {
    ngx_http_statuses_item_schema = 0,  /* the question of a new connection */
    ngx_http_statuses_item_session,
    ngx_http_statuses_item_prepare,
    ngx_http_statuses_item_query
} ngx_http_statuses_item_e;


typedef struct {
    ngx_http_statuses_item_e   kind;
    ngx_http_statuses_sql_e    sql;
    ngx_uint_t                 query;      /* index in job->query */
} ngx_http_statuses_item_t;


/* one segment of the pipeline: statements up to a Sync */

typedef struct ngx_http_statuses_slot_s {
    ngx_http_statuses_conn_t  *conn;
    ngx_http_statuses_job_t   *job;        /* NULL: nobody waits any more */

    ngx_uint_t                 nitems;
    ngx_uint_t                 current;    /* item whose result comes next */
    ngx_http_statuses_item_t
                      item[2 * NGX_HTTP_STATUSES_JOB_QUERIES + 1];

    char                       sqlstate[6];

    unsigned                   answered:1; /* the current item has a result */
    unsigned                   failed:1;
    unsigned                   lost:1;     /* the server took it away */
    unsigned                   stale:1;    /* a prepared statement is gone */
} ngx_http_statuses_slot_t;


/* each state is owned by exactly one place, as the comments say */

typedef enum {
    ngx_http_statuses_conn_closed = 0,     /* nobody: a free place */
    ngx_http_statuses_conn_connecting,     /* PQconnectPoll() */
    ngx_http_statuses_conn_setup,          /* its schema is being asked */
    ngx_http_statuses_conn_ready,          /* takes jobs */
    ngx_http_statuses_conn_draining        /* finishes what it has */
} ngx_http_statuses_conn_state_e;


struct ngx_http_statuses_conn_s {
    ngx_http_statuses_conn_state_e   state;
    ngx_http_statuses_lane_t        *lane;

    PGconn                          *pg;
    ngx_connection_t                *connection;
    ngx_event_t                      timer;    /* connect, read, idle */

    /* hosts.c */
    ngx_resolver_ctx_t              *resolving;
    ngx_http_statuses_conn_pt        resolved;
    ngx_uint_t                       host;     /* the one that is asked for */
    uint32_t                         target;   /* where libpq is, digest */
    ngx_uint_t                       timeouts; /* targets that did not answer */

    ngx_uint_t                       schema;
    ngx_uint_t                       gateway;  /* as it must be for that */
    ngx_uint_t                       serial;   /* grows with each connect */

    /* a ring of slots, as many as the lane is deep and one for setup */
    ngx_http_statuses_slot_t        *slots;
    ngx_uint_t                       nslots;
    ngx_uint_t                       head;
    ngx_uint_t                       inflight;

    ngx_uint_t                       requests;
    ngx_msec_t                       since;
    ngx_msec_t                       progress; /* when bytes last came */

    unsigned char                    prepared[NGX_HTTP_STATUSES_SQL_MAX];
};


struct ngx_http_statuses_lane_s {
    ngx_http_statuses_pool_t        *pool;
    ngx_http_statuses_lane_e         kind;

    ngx_http_statuses_conn_t        *conns;
    ngx_uint_t                       nconns;
    ngx_uint_t                       depth;

    ngx_queue_t                      waiting;  /* jobs */
    ngx_uint_t                       nwaiting;
};


/* an address of a server */

typedef struct {
    ngx_http_statuses_host_t        *host;
    u_char                           addr[64]; /* "": a socket */
    ngx_msec_t                       since;
    unsigned                         bad:1;    /* has failed lately */
} ngx_http_statuses_target_t;


struct ngx_http_statuses_pool_s {
    ngx_http_statuses_db_t          *db;

    ngx_http_statuses_target_t      *targets;  /* in the order of conninfo */
    ngx_uint_t                       ntargets; /* 0: libpq's default */
    ngx_uint_t                       max_targets;
    ngx_http_statuses_lane_t         lane[ngx_http_statuses_lane_max];
    ngx_log_t                       *log;

    /* back-off */
    ngx_uint_t                       failures;
    ngx_uint_t                       unsupported;  /* has been said */
    ngx_msec_t                       retry_at;
};


typedef enum {
    ngx_http_statuses_lost_closed = 0,     /* as it was meant to be */
    ngx_http_statuses_lost_connect,        /* it never came to work */
    ngx_http_statuses_lost_session         /* others may share its fate */
} ngx_http_statuses_lost_e;


/* Starts to connect; failures are reported to the pool. */
void ngx_http_statuses_conn_open(ngx_http_statuses_conn_t *pgc);

/*
 * Sends a job.  NGX_ERROR means that the connection broke before the job
 * left; the connection is then closed and the job is idle again.
 */
ngx_int_t ngx_http_statuses_conn_send(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_job_t *job);

/*
 * The one exit of a connection.  Jobs that it still had are given back to the
 * pool: reads go once more to another connection, others are lost.  The reason
 * is logged with libpq's message, unless it is NULL.
 */
void ngx_http_statuses_conn_close(ngx_http_statuses_conn_t *pgc,
    const char *reason);

/* Closes a connection of a process that ends; its jobs are cancelled. */
void ngx_http_statuses_conn_quit(ngx_http_statuses_conn_t *pgc);

/*
 * A job has left its slot: if the server never answers it, nobody else would
 * notice that the connection is lost.
 */
void ngx_http_statuses_conn_forsake(ngx_http_statuses_conn_t *pgc);

/* pipeline.c: asks the schema of a new connection */
ngx_int_t ngx_http_statuses_pipeline_setup(ngx_http_statuses_conn_t *pgc);

/* pipeline.c: queues the statements of a job and their Sync in libpq */
ngx_int_t ngx_http_statuses_pipeline_send(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_job_t *job);

/*
 * pipeline.c: takes all results that have arrived, and finishes jobs.  Returns
 * NGX_ERROR when what came is not what was asked: the caller closes.
 */
ngx_int_t ngx_http_statuses_pipeline_receive(ngx_http_statuses_conn_t *pgc);

/* pool.c: a connection answered after it was made */
void ngx_http_statuses_pool_up(ngx_http_statuses_conn_t *pgc);

/* pool.c: a connection has room for waiting jobs */
void ngx_http_statuses_pool_ready(ngx_http_statuses_conn_t *pgc);

/*
 * pool.c: a connection is closed, or no longer to be used, that had these n
 * jobs.  Reads, and what surely was rolled back, are asked once more.
 */
void ngx_http_statuses_pool_lost(ngx_http_statuses_lane_t *lane,
    ngx_http_statuses_job_t **jobs, ngx_uint_t n,
    ngx_http_statuses_lost_e how);


#endif /* _NGX_HTTP_STATUSES_CONN_H_INCLUDED_ */
