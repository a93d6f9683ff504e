/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * libpq tries the addresses it is given one after the other, but has no timer:
 * one that swallows packets is for us to give up.  The whole list is started
 * anew then, with that one at its end.
 */

#include "pg/hosts.h"


#define NGX_HTTP_STATUSES_MAX_ADDRS  16        /* of one name */
#define NGX_HTTP_STATUSES_BAD        60000     /* how long it is tried last */


static ngx_resolver_t *ngx_http_statuses_hosts_resolver(
    ngx_http_statuses_db_t *db);
static void ngx_http_statuses_hosts_next(ngx_http_statuses_conn_t *pgc);
static void ngx_http_statuses_hosts_handler(ngx_resolver_ctx_t *ctx);
static void ngx_http_statuses_hosts_store(ngx_http_statuses_pool_t *pool,
    ngx_http_statuses_host_t *host, ngx_resolver_ctx_t *ctx);
static ngx_http_statuses_target_t *ngx_http_statuses_hosts_find(
    ngx_http_statuses_pool_t *pool, ngx_http_statuses_host_t *host,
    u_char *addr);
static void ngx_http_statuses_hosts_order(ngx_http_statuses_pool_t *pool,
    ngx_http_statuses_target_t **order);
static ngx_uint_t ngx_http_statuses_hosts_same(const u_char *a,
    const char *b);


ngx_int_t
ngx_http_statuses_hosts_init(ngx_cycle_t *cycle,
    ngx_http_statuses_pool_t *pool)
{
    size_t                       len;
    ngx_uint_t                   i, k, n;
    ngx_http_statuses_host_t    *host;
    ngx_http_statuses_target_t  *t;

    host = pool->db->hosts.elts;
    n = 0;

    for (i = 0; i < pool->db->hosts.nelts; i++) {
        n += host[i].lookup ? ngx_max(host[i].naddrs,
                                      NGX_HTTP_STATUSES_MAX_ADDRS)
                            : host[i].naddrs;
    }

    pool->targets = ngx_pcalloc(cycle->pool,
                                (n + 1) * sizeof(ngx_http_statuses_target_t));
    if (pool->targets == NULL) {
        return NGX_ERROR;
    }

    pool->max_targets = n;

    for (i = 0; i < pool->db->hosts.nelts; i++) {
        for (k = 0; k < host[i].naddrs; k++) {
            t = &pool->targets[pool->ntargets++];

            t->host = &host[i];
            len = ngx_min(host[i].addrs[k].len, sizeof(t->addr) - 1);
            ngx_memcpy(t->addr, host[i].addrs[k].data, len);
        }
    }

    return NGX_OK;
}


ngx_msec_t
ngx_http_statuses_hosts_patience(ngx_http_statuses_pool_t *pool)
{
    ngx_uint_t                 i, n;
    ngx_http_statuses_host_t  *host;

    n = ngx_max(pool->ntargets, 1);
    host = pool->db->hosts.elts;

    if (ngx_http_statuses_hosts_resolver(pool->db)) {

        for (i = 0; i < pool->db->hosts.nelts; i++) {
            n += host[i].lookup;
        }
    }

    return n * pool->db->connect_timeout;
}


/* that of the http block, NULL if it has none */

static ngx_resolver_t *
ngx_http_statuses_hosts_resolver(ngx_http_statuses_db_t *db)
{
    ngx_http_core_loc_conf_t  *clcf;

    clcf = db->core;

    return (clcf->resolver && clcf->resolver->connections.nelts)
           ? clcf->resolver : NULL;
}


void
ngx_http_statuses_hosts_resolve(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_conn_pt handler)
{
    pgc->resolved = handler;
    pgc->host = 0;

    ngx_http_statuses_hosts_next(pgc);
}


static void
ngx_http_statuses_hosts_next(ngx_http_statuses_conn_t *pgc)
{
    ngx_resolver_ctx_t        *ctx;
    ngx_resolver_t            *resolver;
    ngx_http_statuses_db_t    *db;
    ngx_http_statuses_host_t  *host;

    db = pgc->lane->pool->db;
    host = db->hosts.elts;
    resolver = ngx_http_statuses_hosts_resolver(db);

    if (resolver == NULL) {
        pgc->resolved(pgc);
        return;
    }

    for ( /* void */ ; pgc->host < db->hosts.nelts; pgc->host++) {

        if (!host[pgc->host].lookup) {
            continue;
        }

        ctx = ngx_resolve_start(resolver, NULL);

        if (ctx == NULL || ctx == NGX_NO_RESOLVER) {
            continue;
        }

        ctx->name = host[pgc->host].name;
        ctx->handler = ngx_http_statuses_hosts_handler;
        ctx->data = pgc;
        ctx->timeout = db->connect_timeout;
        ctx->cancelable = 1;

        pgc->resolving = ctx;

        if (ngx_resolve_name(ctx) == NGX_OK) {
            /* the handler goes on, or has done so already */
            return;
        }

        pgc->resolving = NULL;
    }

    pgc->resolved(pgc);
}


static void
ngx_http_statuses_hosts_handler(ngx_resolver_ctx_t *ctx)
{
    ngx_http_statuses_conn_t *pgc = ctx->data;

    ngx_http_statuses_host_t  *host;
    ngx_http_statuses_pool_t  *pool;

    pool = pgc->lane->pool;
    host = (ngx_http_statuses_host_t *) pool->db->hosts.elts + pgc->host;

    if (ctx->state) {
        ngx_log_error(NGX_LOG_WARN, pool->log, 0,
                      "statuses: database \"%V\": host \"%V\" could not be "
                      "resolved (%i: %s), its last addresses are tried",
                      &pool->db->name, &host->name, ctx->state,
                      ngx_resolver_strerror(ctx->state));

    } else {
        ngx_http_statuses_hosts_store(pool, host, ctx);
    }

    ngx_resolve_name_done(ctx);

    pgc->resolving = NULL;
    pgc->host++;

    ngx_http_statuses_hosts_next(pgc);
}


/* takes the answer in place of what the name meant before */

static void
ngx_http_statuses_hosts_store(ngx_http_statuses_pool_t *pool,
    ngx_http_statuses_host_t *host, ngx_resolver_ctx_t *ctx)
{
    size_t                       len;
    ngx_uint_t                   i, k, n, first;
    ngx_http_statuses_target_t  *old, *t, *targets;

    targets = ngx_calloc(pool->max_targets
                         * sizeof(ngx_http_statuses_target_t), pool->log);
    if (targets == NULL) {
        return;
    }

    n = 0;
    first = 1;

    for (i = 0; i < pool->ntargets; i++) {

        if (pool->targets[i].host != host) {
            targets[n++] = pool->targets[i];
            continue;
        }

        if (!first) {
            continue;
        }

        first = 0;

        for (k = 0; k < ctx->naddrs && k < NGX_HTTP_STATUSES_MAX_ADDRS; k++) {
            t = &targets[n];

            len = ngx_sock_ntop(ctx->addrs[k].sockaddr, ctx->addrs[k].socklen,
                                t->addr, sizeof(t->addr) - 1, 0);
            t->addr[len] = '\0';

            old = ngx_http_statuses_hosts_find(pool, host, t->addr);

            if (old) {
                *t = *old;

            } else {
                t->host = host;

                ngx_log_error(NGX_LOG_NOTICE, pool->log, 0,
                              "statuses: database \"%V\": host \"%V\" is now "
                              "at %s", &pool->db->name, &host->name, t->addr);
            }

            n++;
        }
    }

    ngx_memcpy(pool->targets, targets, n * sizeof(ngx_http_statuses_target_t));
    pool->ntargets = n;

    ngx_free(targets);
}


static ngx_http_statuses_target_t *
ngx_http_statuses_hosts_find(ngx_http_statuses_pool_t *pool,
    ngx_http_statuses_host_t *host, u_char *addr)
{
    ngx_uint_t  i;

    for (i = 0; i < pool->ntargets; i++) {
        if (pool->targets[i].host == host
            && ngx_strcmp(pool->targets[i].addr, addr) == 0)
        {
            return &pool->targets[i];
        }
    }

    return NULL;
}


void
ngx_http_statuses_hosts_forget(ngx_http_statuses_conn_t *pgc)
{
    if (pgc->resolving) {
        ngx_resolve_name_done(pgc->resolving);
        pgc->resolving = NULL;
    }
}


PGconn *
ngx_http_statuses_hosts_connect(ngx_http_statuses_pool_t *pool)
{
    u_char                       *p;
    size_t                        len;
    PGconn                       *pg;
    ngx_uint_t                    i, k, n, nvalues;
    const char                  **values;
    ngx_http_statuses_db_t       *db;
    ngx_http_statuses_target_t  **order;

    db = pool->db;
    n = pool->ntargets;

    if (n == 0) {
        return PQconnectStartParams(db->keywords, db->values, 0);
    }

    len = 0;

    for (i = 0; i < n; i++) {
        len += pool->targets[i].host->name.len + pool->targets[i].host->port.len
               + sizeof(pool->targets[i].addr) + 3;
    }

    for (nvalues = 0; db->keywords[nvalues]; nvalues++) { /* void */ }

    order = ngx_alloc(n * sizeof(ngx_http_statuses_target_t *)
                      + (nvalues + 1) * sizeof(char *) + len, pool->log);
    if (order == NULL) {
        return NULL;
    }

    ngx_http_statuses_hosts_order(pool, order);

    values = (const char **) (order + n);
    ngx_memcpy(values, db->values, (nvalues + 1) * sizeof(char *));

    p = (u_char *) (values + nvalues + 1);

    /* host, hostaddr and port are lists of the same length */

    for (k = 0; k < 3; k++) {
        values[k] = (const char *) p;

        for (i = 0; i < n; i++) {
            if (i) {
                *p++ = ',';
            }

            p = (k == 0) ? ngx_sprintf(p, "%V", &order[i]->host->name)
                : (k == 1) ? ngx_sprintf(p, "%s", order[i]->addr)
                           : ngx_sprintf(p, "%V", &order[i]->host->port);
        }

        *p++ = '\0';
    }

    pg = PQconnectStartParams(db->keywords, values, 0);

    ngx_free(order);

    return pg;
}


/* the bad ones come last, the one before all that failed first */

static void
ngx_http_statuses_hosts_order(ngx_http_statuses_pool_t *pool,
    ngx_http_statuses_target_t **order)
{
    ngx_uint_t                   i, k, n;
    ngx_http_statuses_target_t  *t;

    n = 0;

    for (i = 0; i < pool->ntargets; i++) {
        t = &pool->targets[i];

        if (t->bad && ngx_current_msec - t->since >= NGX_HTTP_STATUSES_BAD) {
            t->bad = 0;
        }

        if (!t->bad) {
            order[n++] = t;
        }
    }

    for (i = 0; i < pool->ntargets; i++) {
        t = &pool->targets[i];

        if (!t->bad) {
            continue;
        }

        for (k = n; k > 0; k--) {
            if (!order[k - 1]->bad
                || (ngx_msec_int_t) (order[k - 1]->since - t->since) <= 0)
            {
                break;
            }

            order[k] = order[k - 1];
        }

        order[k] = t;
        n++;
    }
}


ngx_uint_t
ngx_http_statuses_hosts_moved(ngx_http_statuses_conn_t *pgc)
{
    uint32_t     crc;
    ngx_uint_t   i;
    const char  *text[3];

    text[0] = PQhost(pgc->pg);
    text[1] = PQhostaddr(pgc->pg);
    text[2] = PQport(pgc->pg);

    ngx_crc32_init(crc);

    for (i = 0; i < 3; i++) {
        if (text[i]) {
            ngx_crc32_update(&crc, (u_char *) text[i], ngx_strlen(text[i]) + 1);
        }
    }

    ngx_crc32_final(crc);

    if (crc == pgc->target) {
        return 0;
    }

    pgc->target = crc;

    return 1;
}


void
ngx_http_statuses_hosts_mark(ngx_http_statuses_conn_t *pgc, ngx_uint_t bad)
{
    ngx_str_t                    s;
    ngx_uint_t                   i;
    const char                  *host, *addr, *port;
    ngx_http_statuses_pool_t    *pool;
    ngx_http_statuses_target_t  *t;

    host = PQhost(pgc->pg);
    addr = PQhostaddr(pgc->pg);
    port = PQport(pgc->pg);

    if (host == NULL || addr == NULL || port == NULL) {
        return;
    }

    pool = pgc->lane->pool;

    for (i = 0; i < pool->ntargets; i++) {
        t = &pool->targets[i];

        s = t->host->name;

        if (s.len && (s.len != ngx_strlen(host)
                      || ngx_strncmp(s.data, host, s.len) != 0))
        {
            continue;
        }

        s = t->host->port;

        if (s.len && (s.len != ngx_strlen(port)
                      || ngx_strncmp(s.data, port, s.len) != 0))
        {
            continue;
        }

        if (t->addr[0] && !ngx_http_statuses_hosts_same(t->addr, addr)) {
            continue;
        }

        t->bad = bad;
        t->since = ngx_current_msec;
    }
}


/* two ways to write an address may mean the same */

static ngx_uint_t
ngx_http_statuses_hosts_same(const u_char *a, const char *b)
{
    struct in6_addr  x, y;

    if (ngx_strcmp(a, b) == 0) {
        return 1;
    }

    return inet_pton(AF_INET6, (const char *) a, &x) == 1
           && inet_pton(AF_INET6, b, &y) == 1
           && ngx_memcmp(&x, &y, sizeof(x)) == 0;
}
