/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "gate/limit_store.h"

#include <hiredis/async.h>


/* pauses after a failure: the first one, and the longest */

#define NGX_HTTP_STATUSES_STORE_PAUSE      1000
#define NGX_HTTP_STATUSES_STORE_PAUSE_MAX  10000

#define NGX_HTTP_STATUSES_STORE_KEY        512


/*
 * What was sent for one request.  Redis answers it even if the request is gone
 * meanwhile, or has waited long enough.
 */

typedef struct ngx_http_statuses_store_op_s  ngx_http_statuses_store_op_t;

typedef struct {
    ngx_http_statuses_store_op_t    *op;
    int64_t                          count;
} ngx_http_statuses_store_slot_t;

struct ngx_http_statuses_store_op_s {
    ngx_http_statuses_store_wait_t  *wait;      /* NULL: nobody does */
    ngx_uint_t                       pending;
    ngx_uint_t                       n;
    ngx_uint_t                       failed;
    ngx_http_statuses_store_slot_t   slot[NGX_HTTP_STATUSES_LIMIT_MAX];
};


/* the connection of this worker process */

typedef struct {
    ngx_http_statuses_store_t       *conf;
    redisAsyncContext               *redis;
    ngx_connection_t                *connection;
    ngx_uint_t                       host;      /* of those in conf */
    ngx_msec_t                       pause;     /* 0: all is well */
    ngx_msec_t                       until;
    ngx_uint_t                       failures;
} ngx_http_statuses_store_conn_t;


static ngx_int_t ngx_http_statuses_store_open(
    ngx_http_statuses_store_t *store);
static ngx_int_t ngx_http_statuses_store_register(redisAsyncContext *redis);
static void ngx_http_statuses_store_failed(const char *what);
static void ngx_http_statuses_store_close(void);
static ngx_int_t ngx_http_statuses_store_send(
    ngx_http_statuses_store_t *store, ngx_http_request_t *r,
    ngx_http_statuses_limit_t *limit, ngx_uint_t i, const char *command,
    ngx_http_statuses_store_slot_t *slot);
static size_t ngx_http_statuses_store_key(ngx_http_statuses_store_t *store,
    ngx_http_request_t *r, ngx_http_statuses_limit_charge_t *charge,
    u_char *key);
static void ngx_http_statuses_store_reply(redisAsyncContext *redis,
    void *reply, void *data);
static void ngx_http_statuses_store_hello(redisAsyncContext *redis,
    void *reply, void *data);
static void ngx_http_statuses_store_over(ngx_http_statuses_store_op_t *op);
static void ngx_http_statuses_store_timer_handler(ngx_event_t *ev);
static void ngx_http_statuses_store_wait_cleanup(void *data);
static void ngx_http_statuses_store_read_handler(ngx_event_t *ev);
static void ngx_http_statuses_store_write_handler(ngx_event_t *ev);
static void ngx_http_statuses_store_connected(
    const redisAsyncContext *redis, int status);
static void ngx_http_statuses_store_disconnected(
    const redisAsyncContext *redis, int status);
static void ngx_http_statuses_store_add_read(void *data);
static void ngx_http_statuses_store_del_read(void *data);
static void ngx_http_statuses_store_add_write(void *data);
static void ngx_http_statuses_store_del_write(void *data);
static void ngx_http_statuses_store_cleanup(void *data);


static ngx_http_statuses_store_conn_t  ngx_http_statuses_store_conn;


ngx_int_t
ngx_http_statuses_store_charge(ngx_http_request_t *r,
    ngx_http_statuses_store_t *store, ngx_http_statuses_limit_t *limit,
    ngx_uint_t from)
{
    ngx_uint_t                       i, n;
    ngx_pool_cleanup_t              *cln;
    ngx_http_statuses_store_op_t    *op;
    ngx_http_statuses_store_wait_t  *wait;

    n = limit->charged - from;

    if (n == 0 || n > NGX_HTTP_STATUSES_LIMIT_MAX
        || ngx_http_statuses_store_open(store) != NGX_OK)
    {
        return NGX_DECLINED;
    }

    wait = limit->store;

    if (wait == NULL) {
        cln = ngx_pool_cleanup_add(r->pool,
                                   sizeof(ngx_http_statuses_store_wait_t));
        if (cln == NULL) {
            return NGX_DECLINED;
        }

        wait = cln->data;
        ngx_memzero(wait, sizeof(ngx_http_statuses_store_wait_t));

        wait->request = r;
        wait->timer.handler = ngx_http_statuses_store_timer_handler;
        wait->timer.data = wait;
        wait->timer.log = r->connection->log;

        cln->handler = ngx_http_statuses_store_wait_cleanup;
        limit->store = wait;
    }

    op = ngx_calloc(sizeof(ngx_http_statuses_store_op_t), r->connection->log);
    if (op == NULL) {
        return NGX_DECLINED;
    }

    /* one more than is sent, until all of it is */

    op->pending = 1;
    op->n = n;

    for (i = 0; i < n; i++) {
        op->slot[i].op = op;
        op->pending++;

        if (ngx_http_statuses_store_send(store, r, limit, from + i, "INCR",
                                         &op->slot[i])
            != NGX_OK)
        {
            op->pending--;
            op->failed = 1;
            break;
        }
    }

    if (op->failed) {
        ngx_http_statuses_store_over(op);
        return NGX_DECLINED;
    }

    op->pending--;
    op->wait = wait;

    wait->op = op;
    wait->from = from;
    wait->n = n;
    wait->failed = 0;

    ngx_add_timer(&wait->timer, store->timeout);

    return NGX_AGAIN;
}


void
ngx_http_statuses_store_return(ngx_http_request_t *r,
    ngx_http_statuses_store_t *store, ngx_http_statuses_limit_t *limit,
    ngx_uint_t first, ngx_uint_t last)
{
    if (ngx_http_statuses_store_conn.redis == NULL) {
        return;
    }

    for ( /* void */ ; first < last; first++) {
        (void) ngx_http_statuses_store_send(store, r, limit, first, "DECR",
                                            NULL);
    }
}


/*
 * A counter begins with its time to live, which nobody can miss: the commands
 * for one are one transaction.
 */

static ngx_int_t
ngx_http_statuses_store_send(ngx_http_statuses_store_t *store,
    ngx_http_request_t *r, ngx_http_statuses_limit_t *limit, ngx_uint_t i,
    const char *command, ngx_http_statuses_store_slot_t *slot)
{
    u_char                             key[NGX_HTTP_STATUSES_STORE_KEY];
    time_t                             rest;
    size_t                             len;
    redisAsyncContext                 *redis;
    ngx_http_statuses_limit_charge_t  *charge;

    redis = ngx_http_statuses_store_conn.redis;
    charge = &limit->charge[i];

    len = ngx_http_statuses_store_key(store, r, charge, key);

    /* one second longer, as Mastodon's are */

    rest = (time_t) charge->end - limit->now.tv_sec + 1;

    if (redisAsyncCommand(redis, NULL, NULL, "MULTI") != REDIS_OK
        || redisAsyncCommand(redis, NULL, NULL, "SET %b 0 EX %lld NX", key,
                             len, (long long) ngx_max(rest, 1))
           != REDIS_OK
        || redisAsyncCommand(redis, NULL, NULL, "%s %b", command, key, len)
           != REDIS_OK
        || redisAsyncCommand(redis, slot ? ngx_http_statuses_store_reply
                                         : NULL,
                             slot, "EXEC")
           != REDIS_OK)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


/*
 * cache:rack::attack:5985190:throttle_per_token_api:41 for Mastodon's, for
 * others statuses:limit:ZONE:WINDOW:KEY.
 */

static size_t
ngx_http_statuses_store_key(ngx_http_statuses_store_t *store,
    ngx_http_request_t *r, ngx_http_statuses_limit_charge_t *charge,
    u_char *key)
{
    u_char                          *p, *last;
    time_t                           window;
    ngx_http_statuses_ctx_t         *ctx;
    ngx_http_statuses_limit_rule_t  *rule;

    rule = charge->rule;
    window = charge->end / rule->period - 1;

    /* a key that is too long is known by its hash */

    last = key + NGX_HTTP_STATUSES_STORE_KEY;

    if (rule->key == ngx_http_statuses_limit_value) {
        p = ngx_slprintf(key, last, "statuses:limit:%V:%T:", &rule->name,
                         window);

        if (charge->key.len > (size_t) (last - p)) {
            p = ngx_slprintf(p, last, "%08xD%08xD",
                             ngx_crc32_long(charge->key.data, charge->key.len),
                             ngx_murmur_hash2(charge->key.data,
                                              charge->key.len));
            return p - key;
        }

        p = ngx_cpymem(p, charge->key.data, charge->key.len);

        return p - key;
    }

    p = ngx_slprintf(key, last - NGX_SOCKADDR_STRLEN, "%Vrack::attack:%T:%V:",
                     &store->prefix, window, &rule->name);

    if (rule->key == ngx_http_statuses_limit_net) {
        p += ngx_http_statuses_limit_net_text(r->connection->sockaddr, p);
        return p - key;
    }

    ctx = ngx_http_get_module_ctx(r, ngx_http_statuses_module);

    p = ngx_slprintf(p, last, "%L",
                     rule->key == ngx_http_statuses_limit_user
                     ? ctx->token.user_id : ctx->token.id);
    return p - key;
}


/* --- the connection ------------------------------------------------------ */

static ngx_int_t
ngx_http_statuses_store_open(ngx_http_statuses_store_t *store)
{
    const char                     **host;
    redisAsyncContext               *redis;
    ngx_http_statuses_store_conn_t  *conn;

    conn = &ngx_http_statuses_store_conn;

    if (conn->redis) {
        return NGX_OK;
    }

    if (conn->pause && (ngx_msec_int_t) (ngx_current_msec - conn->until) < 0) {
        return NGX_DECLINED;
    }

    conn->conf = store;

    if (store->path) {
        redis = redisAsyncConnectUnix(store->path);

    } else {
        host = store->hosts.elts;
        redis = redisAsyncConnect(host[conn->host % store->hosts.nelts],
                                  store->port);
    }

    if (redis == NULL) {
        return NGX_DECLINED;
    }

    if (redis->err) {
        ngx_http_statuses_store_failed(redis->errstr);
        redisAsyncFree(redis);
        return NGX_DECLINED;
    }

    if (ngx_http_statuses_store_register(redis) != NGX_OK) {
        redisAsyncFree(redis);
        return NGX_DECLINED;
    }

    conn->redis = redis;

    /* the last of these may close it already */

    redisAsyncSetDisconnectCallback(redis,
                                    ngx_http_statuses_store_disconnected);
    redisAsyncSetConnectCallback(redis, ngx_http_statuses_store_connected);

    if (store->password && store->user) {
        redisAsyncCommand(redis, ngx_http_statuses_store_hello, NULL,
                          "AUTH %s %s", store->user, store->password);

    } else if (store->password) {
        redisAsyncCommand(redis, ngx_http_statuses_store_hello, NULL,
                          "AUTH %s", store->password);
    }

    if (store->database) {
        redisAsyncCommand(redis, ngx_http_statuses_store_hello, NULL,
                          "%s %d", "SELECT", (int) store->database);
    }

    return conn->redis ? NGX_OK : NGX_DECLINED;
}


static ngx_int_t
ngx_http_statuses_store_register(redisAsyncContext *redis)
{
    ngx_connection_t  *c;

    c = ngx_get_connection(redis->c.fd, ngx_cycle->log);
    if (c == NULL) {
        return NGX_ERROR;
    }

    /* a worker that quits closes what is idle */

    c->idle = 1;
    c->data = redis;
    c->log = ngx_cycle->log;
    c->read->log = c->log;
    c->write->log = c->log;
    c->read->handler = ngx_http_statuses_store_read_handler;
    c->write->handler = ngx_http_statuses_store_write_handler;
    c->log_error = NGX_ERROR_ERR;
    c->number = ngx_atomic_fetch_add(ngx_connection_counter, 1);

    ngx_http_statuses_store_conn.connection = c;

    redis->ev.data = c;
    redis->ev.addRead = ngx_http_statuses_store_add_read;
    redis->ev.delRead = ngx_http_statuses_store_del_read;
    redis->ev.addWrite = ngx_http_statuses_store_add_write;
    redis->ev.delWrite = ngx_http_statuses_store_del_write;
    redis->ev.cleanup = ngx_http_statuses_store_cleanup;

    return NGX_OK;
}


/* said once, until it works again */

static void
ngx_http_statuses_store_failed(const char *what)
{
    ngx_http_statuses_store_conn_t  *conn;

    conn = &ngx_http_statuses_store_conn;

    conn->failures++;
    conn->host++;

    if (conn->pause == 0) {
        ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0,
                      "redis \"%V\": %s; this node's own counters decide",
                      &conn->conf->name, what);
        conn->pause = NGX_HTTP_STATUSES_STORE_PAUSE;

    } else {
        conn->pause = ngx_min(conn->pause * 2,
                              NGX_HTTP_STATUSES_STORE_PAUSE_MAX);
    }

    conn->until = ngx_current_msec + conn->pause;
}


/* all that wait are told by the callbacks of what was sent */

static void
ngx_http_statuses_store_close(void)
{
    redisAsyncContext  *redis;

    redis = ngx_http_statuses_store_conn.redis;

    if (redis) {
        ngx_http_statuses_store_conn.redis = NULL;
        redisAsyncFree(redis);
    }
}


void
ngx_http_statuses_store_exit(void)
{
    ngx_http_statuses_store_close();
}


static void
ngx_http_statuses_store_connected(const redisAsyncContext *redis, int status)
{
    if (status != REDIS_OK) {
        ngx_http_statuses_store_conn.redis = NULL;
        ngx_http_statuses_store_failed(redis->errstr);
    }
}


static void
ngx_http_statuses_store_disconnected(const redisAsyncContext *redis,
    int status)
{
    /* closed by us: that has been said */

    if (ngx_http_statuses_store_conn.redis == redis) {
        ngx_http_statuses_store_conn.redis = NULL;
        ngx_http_statuses_store_failed(redis->err ? redis->errstr
                                                  : "connection closed");
    }
}


static void
ngx_http_statuses_store_hello(redisAsyncContext *redis, void *reply,
    void *data)
{
    redisReply  *r = reply;

    if (r && r->type == REDIS_REPLY_ERROR
        && ngx_http_statuses_store_conn.redis == redis)
    {
        ngx_http_statuses_store_failed(r->str);
        ngx_http_statuses_store_close();
    }
}


static void
ngx_http_statuses_store_reply(redisAsyncContext *redis, void *reply,
    void *data)
{
    ngx_http_statuses_store_slot_t *slot = data;

    redisReply                      *r, *value;
    ngx_http_statuses_store_op_t    *op;
    ngx_http_statuses_store_conn_t  *conn;

    op = slot->op;
    r = reply;
    value = NULL;

    if (r && r->type == REDIS_REPLY_ARRAY && r->elements == 2) {
        value = r->element[1];
    }

    if (value && value->type == REDIS_REPLY_INTEGER) {
        slot->count = value->integer;

        conn = &ngx_http_statuses_store_conn;

        if (conn->pause) {
            ngx_log_error(NGX_LOG_NOTICE, ngx_cycle->log, 0,
                          "redis \"%V\" is back after %ui failures",
                          &conn->conf->name, conn->failures);
            conn->pause = 0;
            conn->failures = 0;
        }

    } else {
        op->failed = 1;

        if (r && ngx_http_statuses_store_conn.redis == redis) {
            ngx_http_statuses_store_failed(r->type == REDIS_REPLY_ERROR
                                           ? r->str : "unexpected reply");
            ngx_http_statuses_store_close();
        }
    }

    ngx_http_statuses_store_over(op);
}


/* one reply less is to come; the last one wakes the request */

static void
ngx_http_statuses_store_over(ngx_http_statuses_store_op_t *op)
{
    ngx_uint_t                       i;
    ngx_http_statuses_store_wait_t  *wait;

    if (--op->pending) {
        return;
    }

    wait = op->wait;

    if (wait) {
        wait->op = NULL;
        wait->failed = op->failed;

        for (i = 0; i < op->n; i++) {
            wait->count[i] = op->slot[i].count;
        }

        /* not from here: the connection may be closed meanwhile */

        ngx_post_event(&wait->timer, &ngx_posted_events);
    }

    ngx_free(op);
}


static void
ngx_http_statuses_store_timer_handler(ngx_event_t *ev)
{
    ngx_http_statuses_store_wait_t *wait = ev->data;

    ngx_connection_t              *c;
    ngx_http_request_t            *r;
    ngx_http_statuses_store_op_t  *op;

    if (ev->timer_set) {
        ngx_del_timer(ev);
    }

    op = wait->op;

    if (op) {
        op->wait = NULL;
        wait->op = NULL;
        wait->failed = 1;

        /* a connection that is slow would keep all others waiting */

        if (ngx_http_statuses_store_conn.redis) {
            ngx_http_statuses_store_failed("timed out");
            ngx_http_statuses_store_close();
        }
    }

    if (ev->posted) {
        ngx_delete_posted_event(ev);
    }

    r = wait->request;
    c = r->connection;

    ngx_http_set_log_request(c->log, r);

    r->write_event_handler = ngx_http_core_run_phases;
    ngx_http_core_run_phases(r);

    ngx_http_run_posted_requests(c);
}


static void
ngx_http_statuses_store_wait_cleanup(void *data)
{
    ngx_http_statuses_store_wait_t *wait = data;

    ngx_http_statuses_store_op_t  *op;

    op = wait->op;

    if (op) {
        op->wait = NULL;
    }

    if (wait->timer.timer_set) {
        ngx_del_timer(&wait->timer);
    }

    if (wait->timer.posted) {
        ngx_delete_posted_event(&wait->timer);
    }
}


/* --- hiredis and nginx's events ------------------------------------------ */

static void
ngx_http_statuses_store_read_handler(ngx_event_t *ev)
{
    ngx_connection_t  *c;

    c = ev->data;

    if (c->close) {
        ngx_http_statuses_store_close();
        return;
    }

    redisAsyncHandleRead(c->data);
}


static void
ngx_http_statuses_store_write_handler(ngx_event_t *ev)
{
    ngx_connection_t  *c;

    c = ev->data;

    redisAsyncHandleWrite(c->data);
}


static void
ngx_http_statuses_store_add_read(void *data)
{
    ngx_connection_t *c = data;

    if (!c->read->active) {
        (void) ngx_add_event(c->read, NGX_READ_EVENT, NGX_LEVEL_EVENT);
    }
}


static void
ngx_http_statuses_store_del_read(void *data)
{
    ngx_connection_t *c = data;

    if (c->read->active) {
        (void) ngx_del_event(c->read, NGX_READ_EVENT, 0);
    }
}


static void
ngx_http_statuses_store_add_write(void *data)
{
    ngx_connection_t *c = data;

    if (!c->write->active) {
        (void) ngx_add_event(c->write, NGX_WRITE_EVENT, NGX_LEVEL_EVENT);
    }
}


static void
ngx_http_statuses_store_del_write(void *data)
{
    ngx_connection_t *c = data;

    if (c->write->active) {
        (void) ngx_del_event(c->write, NGX_WRITE_EVENT, 0);
    }
}


/* hiredis closes the socket itself, after this */

static void
ngx_http_statuses_store_cleanup(void *data)
{
    ngx_connection_t *c = data;

    ngx_http_statuses_store_del_read(c);
    ngx_http_statuses_store_del_write(c);

    if (c->read->posted) {
        ngx_delete_posted_event(c->read);
    }

    if (c->write->posted) {
        ngx_delete_posted_event(c->write);
    }

    if (ngx_http_statuses_store_conn.connection == c) {
        ngx_http_statuses_store_conn.connection = NULL;
    }

    ngx_free_connection(c);
    c->fd = (ngx_socket_t) -1;
}
