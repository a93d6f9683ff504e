/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Which connection gets which job, who waits, and when a database that does
 * not answer is tried again.
 */

#include "pg/pool.h"
#include "pg/conn.h"
#include "pg/hosts.h"


#define NGX_HTTP_STATUSES_MAX_BACKOFF  30000


static ngx_int_t ngx_http_statuses_pool_init_lane(ngx_cycle_t *cycle,
    ngx_http_statuses_pool_t *pool, ngx_http_statuses_lane_e kind);
static ngx_http_statuses_conn_t *ngx_http_statuses_pool_pick(
    ngx_http_statuses_lane_t *lane);
static ngx_http_statuses_conn_t *ngx_http_statuses_pool_free(
    ngx_http_statuses_lane_t *lane);
static ngx_uint_t ngx_http_statuses_pool_count(ngx_http_statuses_pool_t *pool,
    ngx_http_statuses_conn_state_e least);
static ngx_uint_t ngx_http_statuses_pool_borrows(
    ngx_http_statuses_lane_t *lane);
static void ngx_http_statuses_pool_grow(ngx_http_statuses_lane_t *lane);
static ngx_uint_t ngx_http_statuses_pool_hopeless(
    ngx_http_statuses_lane_t *lane);
static void ngx_http_statuses_pool_wait(ngx_http_statuses_lane_t *lane,
    ngx_http_statuses_job_t *job);
static ngx_int_t ngx_http_statuses_pool_send(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_job_t *job);
static void ngx_http_statuses_pool_unsupported(
    ngx_http_statuses_pool_t *pool);
static void ngx_http_statuses_pool_serve(ngx_http_statuses_lane_t *lane);
static void ngx_http_statuses_pool_lend(ngx_http_statuses_lane_t *lane);
static void ngx_http_statuses_pool_renew(ngx_http_statuses_pool_t *pool);
static void ngx_http_statuses_pool_backoff(ngx_http_statuses_pool_t *pool);
static void ngx_http_statuses_pool_timer_handler(ngx_event_t *ev);


ngx_int_t
ngx_http_statuses_pool_init(ngx_cycle_t *cycle,
    ngx_http_statuses_main_conf_t *smcf)
{
    ngx_uint_t                  i, kind;
    ngx_http_statuses_db_t    **db;
    ngx_http_statuses_pool_t   *pools;

    pools = ngx_pcalloc(cycle->pool, (smcf->databases.nelts + 1)
                                     * sizeof(ngx_http_statuses_pool_t));
    if (pools == NULL) {
        return NGX_ERROR;
    }

    db = smcf->databases.elts;

    for (i = 0; i < smcf->databases.nelts; i++) {
        pools[i].db = db[i];
        pools[i].log = cycle->log;

        if (ngx_http_statuses_hosts_init(cycle, &pools[i]) != NGX_OK) {
            return NGX_ERROR;
        }

        for (kind = 0; kind < ngx_http_statuses_lane_max; kind++) {
            if (ngx_http_statuses_pool_init_lane(cycle, &pools[i], kind)
                != NGX_OK)
            {
                return NGX_ERROR;
            }
        }
    }

    smcf->pools = pools;

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_pool_init_lane(ngx_cycle_t *cycle,
    ngx_http_statuses_pool_t *pool, ngx_http_statuses_lane_e kind)
{
    ngx_uint_t                 i;
    ngx_http_statuses_conn_t  *pgc;
    ngx_http_statuses_lane_t  *lane;

    lane = &pool->lane[kind];

    lane->pool = pool;
    lane->kind = kind;
    lane->nconns = pool->db->lane[kind];
    lane->depth = pool->db->depth[kind];

    ngx_queue_init(&lane->waiting);

    lane->conns = ngx_pcalloc(cycle->pool,
                              lane->nconns * sizeof(ngx_http_statuses_conn_t));
    if (lane->conns == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < lane->nconns; i++) {
        pgc = &lane->conns[i];

        pgc->lane = lane;
        pgc->nslots = lane->depth + 1;
        pgc->slots = ngx_pcalloc(cycle->pool, pgc->nslots
                                          * sizeof(ngx_http_statuses_slot_t));
        if (pgc->slots == NULL) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


void
ngx_http_statuses_pool_exit(ngx_http_statuses_main_conf_t *smcf)
{
    ngx_uint_t                 i, n, kind;
    ngx_queue_t               *q;
    ngx_http_statuses_lane_t  *lane;
    ngx_http_statuses_pool_t  *pools;

    pools = smcf->pools;

    if (pools == NULL) {
        return;
    }

    for (i = 0; i < smcf->databases.nelts; i++) {
        for (kind = 0; kind < ngx_http_statuses_lane_max; kind++) {
            lane = &pools[i].lane[kind];

            while (!ngx_queue_empty(&lane->waiting)) {
                q = ngx_queue_head(&lane->waiting);

                ngx_http_statuses_job_cancel(
                        ngx_queue_data(q, ngx_http_statuses_job_t, queue));
            }
        }

        /* only then: a lane would go on with another one's connection */

        for (kind = 0; kind < ngx_http_statuses_lane_max; kind++) {
            lane = &pools[i].lane[kind];

            for (n = 0; n < lane->nconns; n++) {
                if (lane->conns[n].state != ngx_http_statuses_conn_closed) {
                    ngx_http_statuses_conn_quit(&lane->conns[n]);
                }
            }
        }
    }
}


ngx_int_t
ngx_http_statuses_pool_submit(ngx_http_statuses_main_conf_t *smcf,
    ngx_http_statuses_job_t *job)
{
    ngx_uint_t                 places;
    ngx_http_statuses_conn_t  *pgc;
    ngx_http_statuses_lane_t  *lane;
    ngx_http_statuses_pool_t  *pools;

    pools = smcf->pools;
    lane = &pools[job->db->index].lane[job->lane];

    job->lane_data = lane;
    job->timer.handler = ngx_http_statuses_pool_timer_handler;
    job->timer.data = job;
    job->timer.log = job->log;

    pgc = ngx_http_statuses_pool_pick(lane);

    /* whoever came before goes before */

    if (pgc && lane->nwaiting == 0) {
        if (job->gateway && !pgc->gateway) {
            if (!job->background) {
                ngx_http_statuses_pool_unsupported(lane->pool);
            }

            job->outcome = ngx_http_statuses_job_unsupported;
            return NGX_ERROR;
        }

        if (ngx_http_statuses_pool_send(pgc, job) == NGX_OK) {

            if (pgc->inflight > 1 || pgc->lane != lane) {
                /* a busy lane opens its other connections too */
                ngx_http_statuses_pool_grow(lane);
            }

            return NGX_AGAIN;
        }

        if (!job->read_only) {
            job->outcome = ngx_http_statuses_job_unavailable;
            return NGX_ERROR;
        }

        job->retried = 1;
    }

    ngx_http_statuses_pool_grow(lane);

    if (ngx_http_statuses_pool_hopeless(lane)) {
        job->outcome = ngx_http_statuses_job_unavailable;
        return NGX_ERROR;
    }

    /* what nobody waits for leaves room for others */

    places = job->db->queue;

    if (job->background) {
        places = (places + 3) / 4;
    }

    if (lane->nwaiting >= places) {
        if (!job->background) {
            ngx_log_error(NGX_LOG_WARN, job->log, 0,
                          "statuses: database \"%V\": queue is full",
                          &job->db->name);
        }

        job->outcome = ngx_http_statuses_job_overload;
        return NGX_ERROR;
    }

    ngx_http_statuses_pool_wait(lane, job);

    return NGX_AGAIN;
}


/*
 * A connection for the next job of a lane, NULL if none has room.  If the
 * server grants fewer than there are lanes, those that got none share what the
 * others have: to wait behind somebody is better than to be refused.
 */

static ngx_http_statuses_conn_t *
ngx_http_statuses_pool_pick(ngx_http_statuses_lane_t *lane)
{
    ngx_uint_t                 kind;
    ngx_http_statuses_conn_t  *pgc, *best;

    best = ngx_http_statuses_pool_free(lane);

    if (best || !ngx_http_statuses_pool_borrows(lane)) {
        return best;
    }

    for (kind = 0; kind < ngx_http_statuses_lane_max; kind++) {
        pgc = ngx_http_statuses_pool_free(&lane->pool->lane[kind]);

        if (pgc && (best == NULL || pgc->inflight < best->inflight)) {
            best = pgc;
        }
    }

    return best;
}


/* the ready connection of a lane with the fewest jobs */

static ngx_http_statuses_conn_t *
ngx_http_statuses_pool_free(ngx_http_statuses_lane_t *lane)
{
    ngx_uint_t                 i;
    ngx_http_statuses_conn_t  *pgc, *best;

    best = NULL;

    for (i = 0; i < lane->nconns; i++) {
        pgc = &lane->conns[i];

        if (pgc->state != ngx_http_statuses_conn_ready
            || pgc->inflight >= lane->depth)
        {
            continue;
        }

        if (best == NULL || pgc->inflight < best->inflight) {
            best = pgc;
        }
    }

    return best;
}


/* connections of all lanes in this state, or in a later one */

static ngx_uint_t
ngx_http_statuses_pool_count(ngx_http_statuses_pool_t *pool,
    ngx_http_statuses_conn_state_e least)
{
    ngx_uint_t                 i, n, kind;
    ngx_http_statuses_lane_t  *lane;

    n = 0;

    for (kind = 0; kind < ngx_http_statuses_lane_max; kind++) {
        lane = &pool->lane[kind];

        for (i = 0; i < lane->nconns; i++) {
            n += (lane->conns[i].state >= least);
        }
    }

    return n;
}


/* has the lane tried in vain to get a connection of its own? */

static ngx_uint_t
ngx_http_statuses_pool_borrows(ngx_http_statuses_lane_t *lane)
{
    ngx_uint_t  i;

    if (lane->pool->failures == 0) {
        return 0;
    }

    for (i = 0; i < lane->nconns; i++) {
        if (lane->conns[i].state == ngx_http_statuses_conn_ready) {
            return 0;
        }
    }

    return 1;
}


/* opens one more connection, unless the database is known to be away */

static void
ngx_http_statuses_pool_grow(ngx_http_statuses_lane_t *lane)
{
    ngx_uint_t                 i;
    ngx_http_statuses_conn_t  *pgc, *closed;
    ngx_http_statuses_pool_t  *pool;

    pool = lane->pool;

    if (pool->failures
        && (ngx_msec_int_t) (ngx_current_msec - pool->retry_at) < 0)
    {
        return;
    }

    closed = NULL;

    for (i = 0; i < lane->nconns; i++) {
        pgc = &lane->conns[i];

        if (pgc->state == ngx_http_statuses_conn_connecting
            || pgc->state == ngx_http_statuses_conn_setup)
        {
            /* one at a time: a restarted server is not to be stormed */
            return;
        }

        if (closed == NULL && pgc->state == ngx_http_statuses_conn_closed) {
            closed = pgc;
        }
    }

    if (closed) {
        ngx_http_statuses_conn_open(closed);
    }
}


/* is there nothing that a waiting job could hope for? */

static ngx_uint_t
ngx_http_statuses_pool_hopeless(ngx_http_statuses_lane_t *lane)
{
    ngx_uint_t  i;

    for (i = 0; i < lane->nconns; i++) {
        if (lane->conns[i].state != ngx_http_statuses_conn_closed) {
            return 0;
        }
    }

    return !ngx_http_statuses_pool_borrows(lane)
           || ngx_http_statuses_pool_count(lane->pool,
                                           ngx_http_statuses_conn_connecting)
              == 0;
}


static void
ngx_http_statuses_pool_wait(ngx_http_statuses_lane_t *lane,
    ngx_http_statuses_job_t *job)
{
    ngx_uint_t               i;
    ngx_msec_t               timeout, busy;
    ngx_http_statuses_db_t  *db;

    /*
     * A read that cannot be answered at once may be answered elsewhere; of a
     * post that many like at the same time one transaction waits for another.
     */

    db = lane->pool->db;
    busy = (job->lane == ngx_http_statuses_lane_write) ? db->queue_write
                                                       : db->queue_timeout;

    /* a connection that is being made takes longer than a busy one */

    timeout = ngx_http_statuses_hosts_patience(lane->pool);

    for (i = 0; i < lane->nconns; i++) {
        if (lane->conns[i].state == ngx_http_statuses_conn_ready) {
            timeout = busy;
            break;
        }
    }

    if (ngx_http_statuses_pool_borrows(lane)
        && ngx_http_statuses_pool_count(lane->pool,
                                        ngx_http_statuses_conn_ready))
    {
        timeout = busy;
    }

    job->state = ngx_http_statuses_job_waiting;
    ngx_queue_insert_tail(&lane->waiting, &job->queue);
    lane->nwaiting++;

    ngx_log_debug2(NGX_LOG_DEBUG_EVENT, job->log, 0,
                   "statuses pg: wait for \"%V\", queue:%ui",
                   &lane->pool->db->name, lane->nwaiting);

    ngx_add_timer(&job->timer, timeout);
}


static ngx_int_t
ngx_http_statuses_pool_send(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_job_t *job)
{
    ngx_msec_t  timeout;

    if (ngx_http_statuses_conn_send(pgc, job) != NGX_OK) {
        return NGX_ERROR;
    }

    /*
     * The deadline also keeps a quitting worker alive until the answer is
     * there: nginx counts timers, not requests.
     */

    timeout = job->db->read_timeout;
    ngx_add_timer(&job->timer, timeout);

    return NGX_OK;
}


/* said once: every write that follows meets the same */

static void
ngx_http_statuses_pool_unsupported(ngx_http_statuses_pool_t *pool)
{
    if (pool->unsupported) {
        return;
    }

    pool->unsupported = 1;

    ngx_log_error(NGX_LOG_WARN, pool->log, 0,
                  "statuses: database \"%V\" has no schema "
                  "\"statuses_gateway\", or one that does not match: writes "
                  "are declined; run \"make install-gateway\", then reload",
                  &pool->db->name);
}


void
ngx_http_statuses_pool_up(ngx_http_statuses_conn_t *pgc)
{
    ngx_http_statuses_pool_t  *pool;

    pool = pgc->lane->pool;

    if (pool->failures) {
        ngx_log_error(NGX_LOG_NOTICE, pool->log, 0,
                      "statuses: database \"%V\" is back after %ui failures",
                      &pool->db->name, pool->failures);
    }

    pool->failures = 0;

    ngx_http_statuses_hosts_mark(pgc, 0);

    if (pgc->timer.timer_set) {
        ngx_del_timer(&pgc->timer);
    }
}


void
ngx_http_statuses_pool_ready(ngx_http_statuses_conn_t *pgc)
{
    ngx_http_statuses_pool_serve(pgc->lane);
    ngx_http_statuses_pool_lend(pgc->lane);
}


/*
 * Connections that are open finish what they have and get nothing more.  Where
 * one was lost, or what it had prepared, the same may wait for the others; a
 * job that is asked once more must not meet it again.
 */

static void
ngx_http_statuses_pool_renew(ngx_http_statuses_pool_t *pool)
{
    ngx_uint_t                 i, kind, pass;
    ngx_http_statuses_conn_t  *pgc;
    ngx_http_statuses_lane_t  *lane;

    /* none of them may get a job while others are closed */

    for (pass = 0; pass < 2; pass++) {

        for (kind = 0; kind < ngx_http_statuses_lane_max; kind++) {
            lane = &pool->lane[kind];

            for (i = 0; i < lane->nconns; i++) {
                pgc = &lane->conns[i];

                if (pass == 0 && pgc->state == ngx_http_statuses_conn_ready) {
                    pgc->state = ngx_http_statuses_conn_draining;
                }

                if (pass == 1 && pgc->inflight == 0
                    && pgc->state == ngx_http_statuses_conn_draining)
                {
                    ngx_http_statuses_conn_close(pgc, NULL);
                }
            }
        }
    }
}


/* gives waiting jobs to connections, or opens one for them */

static void
ngx_http_statuses_pool_serve(ngx_http_statuses_lane_t *lane)
{
    ngx_queue_t               *q;
    ngx_http_statuses_job_t   *job;
    ngx_http_statuses_conn_t  *pgc;

    while (!ngx_queue_empty(&lane->waiting)) {

        pgc = ngx_http_statuses_pool_pick(lane);

        if (pgc == NULL) {
            ngx_http_statuses_pool_grow(lane);
            break;
        }

        q = ngx_queue_head(&lane->waiting);
        job = ngx_queue_data(q, ngx_http_statuses_job_t, queue);

        ngx_queue_remove(q);
        lane->nwaiting--;
        job->state = ngx_http_statuses_job_idle;

        if (job->timer.timer_set) {
            ngx_del_timer(&job->timer);
        }

        if (job->gateway && !pgc->gateway) {
            if (!job->background) {
                ngx_http_statuses_pool_unsupported(lane->pool);
            }

            ngx_http_statuses_job_finish(job,
                                         ngx_http_statuses_job_unsupported);
            continue;
        }

        if (ngx_http_statuses_pool_send(pgc, job) != NGX_OK) {
            ngx_http_statuses_pool_lost(lane, &job, 1,
                                        ngx_http_statuses_lost_session);

        } else if (pgc->inflight > 1 || pgc->lane != lane) {
            ngx_http_statuses_pool_grow(lane);
        }
    }

    if (!ngx_http_statuses_pool_hopeless(lane)) {
        return;
    }

    while (!ngx_queue_empty(&lane->waiting)) {
        q = ngx_queue_head(&lane->waiting);
        job = ngx_queue_data(q, ngx_http_statuses_job_t, queue);

        ngx_http_statuses_job_finish(job, ngx_http_statuses_job_unavailable);
    }
}


/* the other lanes, as far as they depend on what this one has */

static void
ngx_http_statuses_pool_lend(ngx_http_statuses_lane_t *lane)
{
    ngx_uint_t                 kind;
    ngx_http_statuses_lane_t  *other;

    for (kind = 0; kind < ngx_http_statuses_lane_max; kind++) {
        other = &lane->pool->lane[kind];

        if (other != lane && other->nwaiting
            && ngx_http_statuses_pool_borrows(other))
        {
            ngx_http_statuses_pool_serve(other);
        }
    }
}


void
ngx_http_statuses_pool_lost(ngx_http_statuses_lane_t *lane,
    ngx_http_statuses_job_t **jobs, ngx_uint_t n, ngx_http_statuses_lost_e how)
{
    ngx_uint_t                 i, again;
    ngx_queue_t                over, *head;
    ngx_http_statuses_job_t   *job;
    ngx_http_statuses_lane_t  *own;
    ngx_http_statuses_pool_t  *pool;

    pool = lane->pool;

    if (how == ngx_http_statuses_lost_connect) {
        ngx_http_statuses_pool_backoff(pool);

    } else if (pool->failures
               && ngx_http_statuses_pool_count(pool,
                                         ngx_http_statuses_conn_connecting)
                  == 0)
    {
        /* the server has just had room for this one */

        pool->failures = 1;
        pool->retry_at = ngx_current_msec;
    }

    /*
     * All of them wait in a queue before anybody's handler runs: a handler may
     * end the request of another one.  Reads are asked again, once and ahead
     * of others.
     */

    ngx_queue_init(&over);

    for (i = n; i-- > 0; /* void */ ) {
        job = jobs[i];

        /* the connection may have been another lane's */

        own = job->lane_data;

        again = (job->read_only || job->untouched) && !job->retried;
        head = again ? &own->waiting : &over;

        ngx_http_statuses_job_reset(job);

        job->state = ngx_http_statuses_job_waiting;
        ngx_queue_insert_head(head, &job->queue);
        own->nwaiting++;

        if (again) {
            job->retried = 1;
            ngx_add_timer(&job->timer,
                          ngx_http_statuses_hosts_patience(pool));
        }
    }

    if (how == ngx_http_statuses_lost_session) {
        ngx_http_statuses_pool_renew(pool);
    }

    while (!ngx_queue_empty(&over)) {
        job = ngx_queue_data(ngx_queue_head(&over), ngx_http_statuses_job_t,
                             queue);

        ngx_http_statuses_job_finish(job, ngx_http_statuses_job_unavailable);
    }

    for (i = 0; i < ngx_http_statuses_lane_max; i++) {
        ngx_http_statuses_pool_serve(&pool->lane[i]);
    }
}


/* doubles from fail_timeout on, with a jitter of a quarter */

static void
ngx_http_statuses_pool_backoff(ngx_http_statuses_pool_t *pool)
{
    ngx_uint_t  i;
    ngx_msec_t  delay;

    delay = pool->db->fail_timeout;

    for (i = 0; i < pool->failures; i++) {
        delay *= 2;

        if (delay >= NGX_HTTP_STATUSES_MAX_BACKOFF) {
            delay = NGX_HTTP_STATUSES_MAX_BACKOFF;
            break;
        }
    }

    delay -= ngx_random() % (delay / 4 + 1);

    pool->failures++;
    pool->retry_at = ngx_current_msec + delay;
}


static void
ngx_http_statuses_pool_timer_handler(ngx_event_t *ev)
{
    ngx_http_statuses_job_t *job = ev->data;

    ngx_msec_t                 silence;
    ngx_http_statuses_conn_t  *pgc;

    if (job->state == ngx_http_statuses_job_waiting) {
        ngx_log_error(NGX_LOG_WARN, job->log, 0,
                      "statuses: database \"%V\": timed out in the queue",
                      &job->db->name);

        ngx_http_statuses_job_finish(job, ngx_http_statuses_job_overload);
        return;
    }

    ngx_log_error(NGX_LOG_WARN, job->log, NGX_ETIMEDOUT,
                  "statuses: database \"%V\": statement \"%s\" timed out",
                  &job->db->name,
                  ngx_http_statuses_statement_name(job->query[0].sql));

    pgc = ((ngx_http_statuses_slot_t *) job->slot)->conn;

    silence = ngx_current_msec - pgc->progress;

    ngx_http_statuses_job_finish(job, ngx_http_statuses_job_timeout);

    /* a connection that says nothing at all is lost, not just slow */

    if (silence >= pgc->lane->pool->db->read_timeout
        && pgc->inflight && pgc->state != ngx_http_statuses_conn_closed)
    {
        ngx_http_statuses_conn_close(pgc, "read timed out");
    }
}
