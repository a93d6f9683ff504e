/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The life of one connection in nginx's event loop (spec/perf.md, section 6).
 *
 * libpq owns the socket and may replace it while connecting; the socket is
 * registered level-triggered, because PQconsumeInput() does not read until
 * EAGAIN.  The write event exists only while PQflush() has something left.
 */

#include "pg/conn.h"
#include "pg/hosts.h"


#define NGX_HTTP_STATUSES_ERROR_LEN  512


static void ngx_http_statuses_conn_start(ngx_http_statuses_conn_t *pgc);
static void ngx_http_statuses_conn_again(ngx_http_statuses_conn_t *pgc);
static void ngx_http_statuses_conn_poll(ngx_http_statuses_conn_t *pgc);
static void ngx_http_statuses_conn_connected(ngx_http_statuses_conn_t *pgc);
static void ngx_http_statuses_conn_read_handler(ngx_event_t *rev);
static void ngx_http_statuses_conn_write_handler(ngx_event_t *wev);
static void ngx_http_statuses_conn_timer_handler(ngx_event_t *ev);
static ngx_int_t ngx_http_statuses_conn_consume(
    ngx_http_statuses_conn_t *pgc);
static ngx_int_t ngx_http_statuses_conn_flush(ngx_http_statuses_conn_t *pgc);
static void ngx_http_statuses_conn_settle(ngx_http_statuses_conn_t *pgc);
static ngx_int_t ngx_http_statuses_conn_register(
    ngx_http_statuses_conn_t *pgc);
static void ngx_http_statuses_conn_unregister(ngx_http_statuses_conn_t *pgc);
static ngx_int_t ngx_http_statuses_conn_want_write(
    ngx_http_statuses_conn_t *pgc, ngx_uint_t want);
static void ngx_http_statuses_conn_notice(void *arg, const PGresult *res);
static void ngx_http_statuses_conn_log(ngx_http_statuses_conn_t *pgc,
    ngx_uint_t level, const char *reason);


void
ngx_http_statuses_conn_open(ngx_http_statuses_conn_t *pgc)
{
    ngx_http_statuses_db_t  *db;

    db = pgc->lane->pool->db;

    ngx_log_debug2(NGX_LOG_DEBUG_EVENT, pgc->lane->pool->log, 0,
                   "statuses pg: connect \"%V\" lane:%ui",
                   &db->name, (ngx_uint_t) pgc->lane->kind);

    pgc->state = ngx_http_statuses_conn_connecting;
    pgc->serial++;
    pgc->timeouts = 0;
    pgc->inflight = 0;
    pgc->since = ngx_current_msec;

    pgc->timer.handler = ngx_http_statuses_conn_timer_handler;
    pgc->timer.data = pgc;
    pgc->timer.log = pgc->lane->pool->log;
    pgc->timer.cancelable = 1;

    ngx_http_statuses_hosts_resolve(pgc, ngx_http_statuses_conn_start);
}


static void
ngx_http_statuses_conn_start(ngx_http_statuses_conn_t *pgc)
{
    ngx_memzero(pgc->prepared, sizeof(pgc->prepared));

    pgc->state = ngx_http_statuses_conn_connecting;
    pgc->head = 0;
    pgc->inflight = 0;
    pgc->requests = 0;
    pgc->since = ngx_current_msec;
    pgc->progress = ngx_current_msec;

    pgc->pg = ngx_http_statuses_hosts_connect(pgc->lane->pool);

    if (pgc->pg == NULL || PQstatus(pgc->pg) == CONNECTION_BAD) {
        ngx_http_statuses_conn_close(pgc, "connect");
        return;
    }

    PQsetNoticeReceiver(pgc->pg, ngx_http_statuses_conn_notice, pgc);

    if (ngx_http_statuses_conn_register(pgc) != NGX_OK
        || ngx_http_statuses_conn_want_write(pgc, 1) != NGX_OK)
    {
        ngx_http_statuses_conn_close(pgc, "register");
        return;
    }

    (void) ngx_http_statuses_hosts_moved(pgc);

    /* libpq's own connect_timeout does not work for non-blocking connects */

    ngx_add_timer(&pgc->timer, pgc->lane->pool->db->connect_timeout);
}


/* this host does not answer; another one may */

static void
ngx_http_statuses_conn_again(ngx_http_statuses_conn_t *pgc)
{
    ngx_http_statuses_conn_log(pgc, NGX_LOG_ERR,
                               "connect timed out, trying the next host");

    ngx_http_statuses_hosts_mark(pgc, 1);
    ngx_http_statuses_conn_unregister(pgc);

    PQfinish(pgc->pg);
    pgc->pg = NULL;
    pgc->serial++;

    ngx_http_statuses_conn_start(pgc);
}


ngx_int_t
ngx_http_statuses_conn_send(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_job_t *job)
{
    ngx_http_statuses_slot_t  *slot;

    if (pgc->timer.timer_set) {
        ngx_del_timer(&pgc->timer);
    }

    pgc->connection->idle = 0;

    if (pgc->inflight == 0) {
        pgc->progress = ngx_current_msec;
    }

    ngx_log_debug3(NGX_LOG_DEBUG_EVENT, job->log, 0,
                   "statuses pg: send \"%s\" fd:%d behind:%ui",
                   ngx_http_statuses_statement_name(job->query[0].sql),
                   pgc->connection->fd, pgc->inflight);

    if (ngx_http_statuses_pipeline_send(pgc, job) != NGX_OK
        || ngx_http_statuses_conn_flush(pgc) != NGX_OK)
    {
        slot = job->slot;
        slot->job = NULL;
        job->slot = NULL;
        job->state = ngx_http_statuses_job_idle;

        ngx_http_statuses_conn_close(pgc, "send");

        return NGX_ERROR;
    }

    pgc->requests++;

    /* where the server grants no more, there may be no other to come by */

    if (pgc->requests >= pgc->lane->pool->db->keepalive_requests
        && pgc->lane->pool->failures == 0)
    {
        pgc->state = ngx_http_statuses_conn_draining;
    }

    return NGX_OK;
}


void
ngx_http_statuses_conn_close(ngx_http_statuses_conn_t *pgc,
    const char *reason)
{
    ngx_uint_t                 i, n;
    ngx_http_statuses_job_t   *job;
    ngx_http_statuses_lane_t  *lane;
    ngx_http_statuses_slot_t  *slot;
    ngx_http_statuses_lost_e   how;
    ngx_http_statuses_job_t   *jobs[NGX_HTTP_STATUSES_MAX_DEPTH + 1];

    lane = pgc->lane;

    ngx_log_debug3(NGX_LOG_DEBUG_EVENT, lane->pool->log, 0,
                   "statuses pg: close \"%V\" lane:%ui inflight:%ui",
                   &lane->pool->db->name, (ngx_uint_t) lane->kind,
                   pgc->inflight);

    if (reason) {
        ngx_http_statuses_conn_log(pgc, NGX_LOG_ERR, reason);
    }

    if (pgc->state == ngx_http_statuses_conn_connecting
        || pgc->state == ngx_http_statuses_conn_setup)
    {
        how = ngx_http_statuses_lost_connect;

        /* libpq tries no other host if one accepts and then fails */

        if (pgc->pg) {
            ngx_http_statuses_hosts_mark(pgc, 1);
        }

    } else {
        how = reason ? ngx_http_statuses_lost_session
                     : ngx_http_statuses_lost_closed;
    }

    if (pgc->timer.timer_set) {
        ngx_del_timer(&pgc->timer);
    }

    ngx_http_statuses_hosts_forget(pgc);
    ngx_http_statuses_conn_unregister(pgc);

    if (pgc->pg) {
        PQfinish(pgc->pg);
        pgc->pg = NULL;
    }

    /* the jobs leave the connection before anybody's handler runs */

    n = 0;

    for (i = 0; i < pgc->inflight; i++) {
        slot = &pgc->slots[(pgc->head + i) % pgc->nslots];
        job = slot->job;

        if (job) {
            slot->job = NULL;
            job->slot = NULL;
            job->state = ngx_http_statuses_job_idle;
            jobs[n++] = job;
        }
    }

    pgc->state = ngx_http_statuses_conn_closed;
    pgc->inflight = 0;
    pgc->serial++;

    ngx_http_statuses_pool_lost(lane, jobs, n, how);
}


void
ngx_http_statuses_conn_quit(ngx_http_statuses_conn_t *pgc)
{
    ngx_uint_t                 i;
    ngx_http_statuses_slot_t  *slot;

    for (i = 0; i < pgc->inflight; i++) {
        slot = &pgc->slots[(pgc->head + i) % pgc->nslots];

        if (slot->job) {
            ngx_http_statuses_job_cancel(slot->job);
        }
    }

    ngx_http_statuses_conn_close(pgc, NULL);
}


void
ngx_http_statuses_conn_forsake(ngx_http_statuses_conn_t *pgc)
{
    if (!pgc->timer.timer_set) {
        ngx_add_timer(&pgc->timer, pgc->lane->pool->db->read_timeout);
    }
}


static void
ngx_http_statuses_conn_poll(ngx_http_statuses_conn_t *pgc)
{
    ngx_uint_t                 write;
    PostgresPollingStatusType  status;

    /*
     * The next host, or the same one after a refused encryption, is another
     * socket, and may have the number of the one before.  The kernel must
     * forget the old one while it is still open.
     */

    ngx_http_statuses_conn_unregister(pgc);

    status = PQconnectPoll(pgc->pg);

    if (status == PGRES_POLLING_FAILED) {
        ngx_http_statuses_conn_close(pgc, "connect");
        return;
    }

    if (ngx_http_statuses_conn_register(pgc) != NGX_OK) {
        ngx_http_statuses_conn_close(pgc, "register");
        return;
    }

    if (status == PGRES_POLLING_OK) {
        ngx_http_statuses_conn_connected(pgc);
        return;
    }

    if (ngx_http_statuses_hosts_moved(pgc)) {

        /* each of several hosts has its time */

        ngx_del_timer(&pgc->timer);
        ngx_add_timer(&pgc->timer, pgc->lane->pool->db->connect_timeout);
    }

    write = (status == PGRES_POLLING_WRITING);

    if (ngx_http_statuses_conn_want_write(pgc, write) != NGX_OK) {
        ngx_http_statuses_conn_close(pgc, "register");
    }
}


static void
ngx_http_statuses_conn_connected(ngx_http_statuses_conn_t *pgc)
{
    pgc->state = ngx_http_statuses_conn_setup;
    pgc->progress = ngx_current_msec;

    if (PQsetnonblocking(pgc->pg, 1) != 0
        || PQenterPipelineMode(pgc->pg) != 1
        || ngx_http_statuses_pipeline_setup(pgc) != NGX_OK
        || ngx_http_statuses_conn_flush(pgc) != NGX_OK)
    {
        ngx_http_statuses_conn_close(pgc, "setup");
    }
}


static void
ngx_http_statuses_conn_read_handler(ngx_event_t *rev)
{
    ngx_uint_t                 serial;
    ngx_connection_t          *c;
    ngx_http_statuses_conn_t  *pgc;

    c = rev->data;
    pgc = c->data;

    if (c->close) {
        /* the worker is quitting, and this connection has nothing to do */
        ngx_http_statuses_conn_close(pgc, NULL);
        return;
    }

    if (pgc->state == ngx_http_statuses_conn_connecting) {
        ngx_http_statuses_conn_poll(pgc);
        return;
    }

    serial = pgc->serial;
    pgc->progress = ngx_current_msec;

    if (ngx_http_statuses_conn_consume(pgc) != NGX_OK) {

        /* what came before the end may still be whole answers */

        (void) ngx_http_statuses_pipeline_receive(pgc);

        if (pgc->serial == serial) {
            ngx_http_statuses_conn_close(pgc, pgc->inflight ? "read" : NULL);
        }

        return;
    }

    if (ngx_http_statuses_pipeline_receive(pgc) != NGX_OK) {
        if (pgc->serial == serial) {
            ngx_http_statuses_conn_close(pgc, "protocol");
        }

        return;
    }

    if (pgc->serial != serial) {
        return;
    }

    if (ngx_http_statuses_conn_flush(pgc) != NGX_OK) {
        ngx_http_statuses_conn_close(pgc, "send");
        return;
    }

    ngx_http_statuses_conn_settle(pgc);
}


static void
ngx_http_statuses_conn_write_handler(ngx_event_t *wev)
{
    ngx_connection_t          *c;
    ngx_http_statuses_conn_t  *pgc;

    c = wev->data;
    pgc = c->data;

    if (pgc->state == ngx_http_statuses_conn_connecting) {
        ngx_http_statuses_conn_poll(pgc);
        return;
    }

    if (ngx_http_statuses_conn_flush(pgc) != NGX_OK) {
        ngx_http_statuses_conn_close(pgc, "send");
    }
}


/* after a round of results: take more work, rest, or go */

static void
ngx_http_statuses_conn_settle(ngx_http_statuses_conn_t *pgc)
{
    ngx_uint_t               serial;
    ngx_http_statuses_db_t  *db;

    db = pgc->lane->pool->db;
    serial = pgc->serial;

    if (pgc->state == ngx_http_statuses_conn_ready
        && ngx_current_msec - pgc->since >= db->keepalive_time
        && pgc->lane->pool->failures == 0)
    {
        pgc->state = ngx_http_statuses_conn_draining;
    }

    if (pgc->state == ngx_http_statuses_conn_ready) {
        ngx_http_statuses_pool_ready(pgc);

        if (pgc->serial != serial) {
            return;
        }
    }

    if (pgc->inflight || pgc->state == ngx_http_statuses_conn_setup) {
        return;
    }

    if (pgc->state == ngx_http_statuses_conn_draining
        || ngx_exiting || ngx_terminate)
    {
        ngx_http_statuses_conn_close(pgc, NULL);
        return;
    }

    /* a quitting worker may close it now */

    pgc->connection->idle = 1;
    ngx_add_timer(&pgc->timer, db->keepalive_timeout);
}


static void
ngx_http_statuses_conn_timer_handler(ngx_event_t *ev)
{
    ngx_http_statuses_conn_t *pgc = ev->data;

    ngx_msec_t  silence, timeout;

    if (pgc->state == ngx_http_statuses_conn_connecting
        || pgc->state == ngx_http_statuses_conn_setup)
    {
        if (++pgc->timeouts < pgc->lane->pool->ntargets) {
            ngx_http_statuses_conn_again(pgc);
            return;
        }

        ngx_http_statuses_conn_close(pgc, "connect timed out");
        return;
    }

    if (pgc->inflight == 0) {
        ngx_http_statuses_conn_close(pgc, NULL);
        return;
    }

    timeout = pgc->lane->pool->db->read_timeout;
    silence = ngx_current_msec - pgc->progress;

    if (silence < timeout) {
        ngx_add_timer(&pgc->timer, timeout - silence);
        return;
    }

    ngx_http_statuses_conn_close(pgc, "read timed out");
}


/*
 * PQconsumeInput() reads at least 8 KB of a TLS record, which may hold twice
 * as much.  Of the rest, which has left the socket, no event tells; a call
 * that began with an empty socket has taken it.
 */

static ngx_int_t
ngx_http_statuses_conn_consume(ngx_http_statuses_conn_t *pgc)
{
    int  unread;

    do {
        unread = 0;

        if (PQsslInUse(pgc->pg)
            && ioctl(PQsocket(pgc->pg), FIONREAD, &unread) == -1)
        {
            return NGX_ERROR;
        }

        if (PQconsumeInput(pgc->pg) == 0) {
            return NGX_ERROR;
        }

    } while (unread);

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_conn_flush(ngx_http_statuses_conn_t *pgc)
{
    int  rc;

    rc = PQflush(pgc->pg);

    if (rc < 0) {
        return NGX_ERROR;
    }

    return ngx_http_statuses_conn_want_write(pgc, rc == 1);
}


static ngx_int_t
ngx_http_statuses_conn_register(ngx_http_statuses_conn_t *pgc)
{
    int                fd;
    ngx_log_t         *log;
    ngx_connection_t  *c;

    fd = PQsocket(pgc->pg);
    if (fd == -1) {
        return NGX_ERROR;
    }

    log = pgc->lane->pool->log;

    c = ngx_get_connection(fd, log);
    if (c == NULL) {
        return NGX_ERROR;
    }

    c->data = pgc;
    c->log = log;
    c->read->log = log;
    c->write->log = log;
    c->read->handler = ngx_http_statuses_conn_read_handler;
    c->write->handler = ngx_http_statuses_conn_write_handler;
    c->log_error = NGX_ERROR_ERR;
    c->number = ngx_atomic_fetch_add(ngx_connection_counter, 1);

    pgc->connection = c;

    if (ngx_add_event(c->read, NGX_READ_EVENT, NGX_LEVEL_EVENT) != NGX_OK) {
        ngx_free_connection(c);
        pgc->connection = NULL;
        return NGX_ERROR;
    }

    return NGX_OK;
}


static void
ngx_http_statuses_conn_unregister(ngx_http_statuses_conn_t *pgc)
{
    ngx_uint_t         flags;
    ngx_connection_t  *c;

    c = pgc->connection;

    if (c == NULL) {
        return;
    }

    pgc->connection = NULL;

    /*
     * When the server goes, libpq closes the socket by itself.  The kernel has
     * then forgotten it, and only nginx's own marks are left to be removed.
     */

    flags = (pgc->pg && PQsocket(pgc->pg) == c->fd) ? 0 : NGX_CLOSE_EVENT;

    if (c->read->active) {
        ngx_del_event(c->read, NGX_READ_EVENT, flags);
    }

    if (c->write->active) {
        ngx_del_event(c->write, NGX_WRITE_EVENT, flags);
    }

    if (c->read->posted) {
        ngx_delete_posted_event(c->read);
    }

    if (c->write->posted) {
        ngx_delete_posted_event(c->write);
    }

    /* never ngx_close_connection(): the socket is libpq's */

    ngx_free_connection(c);
    c->fd = (ngx_socket_t) -1;
}


static ngx_int_t
ngx_http_statuses_conn_want_write(ngx_http_statuses_conn_t *pgc,
    ngx_uint_t want)
{
    ngx_event_t  *wev;

    wev = pgc->connection->write;

    if (want && !wev->active) {
        return ngx_add_event(wev, NGX_WRITE_EVENT, NGX_LEVEL_EVENT);
    }

    if (!want && wev->active) {
        return ngx_del_event(wev, NGX_WRITE_EVENT, 0);
    }

    return NGX_OK;
}


static void
ngx_http_statuses_conn_notice(void *arg, const PGresult *res)
{
    ngx_http_statuses_conn_t *pgc = arg;

    const char  *severity, *sqlstate;

    severity = PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);
    sqlstate = PQresultErrorField(res, PG_DIAG_SQLSTATE);

    /* the message itself might quote a user's text */

    ngx_log_error(NGX_LOG_INFO, pgc->lane->pool->log, 0,
                  "statuses: database \"%V\": %s %s",
                  &pgc->lane->pool->db->name,
                  severity ? severity : "NOTICE",
                  sqlstate ? sqlstate : "-");
}


static void
ngx_http_statuses_conn_log(ngx_http_statuses_conn_t *pgc,
    ngx_uint_t level, const char *reason)
{
    size_t       len;
    u_char      *p;
    const char  *message;
    u_char       text[NGX_HTTP_STATUSES_ERROR_LEN];

    /*
     * libpq's message tells what the network or the server's start-up said;
     * it never holds a password or a statement's parameters.
     */

    message = pgc->pg ? PQerrorMessage(pgc->pg) : "out of memory";
    len = ngx_min(ngx_strlen(message), sizeof(text));

    ngx_memcpy(text, message, len);

    while (len && (text[len - 1] == LF || text[len - 1] == ' ')) {
        len--;
    }

    for (p = text; p < text + len; p++) {
        if (*p < ' ') {
            *p = ' ';
        }
    }

    ngx_log_error(level, pgc->lane->pool->log, 0,
                  "statuses: database \"%V\": %s%s%*s",
                  &pgc->lane->pool->db->name, reason, len ? ": " : "",
                  len, text);
}
