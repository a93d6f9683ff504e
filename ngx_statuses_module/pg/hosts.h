/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The servers of a database: what their names mean, and in which order a
 * connection tries them.  Private to pg/.
 */

#ifndef _NGX_HTTP_STATUSES_HOSTS_H_INCLUDED_
#define _NGX_HTTP_STATUSES_HOSTS_H_INCLUDED_


#include "pg/conn.h"


/* hosts.c: the targets of a pool, as they were when nginx was started */
ngx_int_t ngx_http_statuses_hosts_init(ngx_cycle_t *cycle,
    ngx_http_statuses_pool_t *pool);

/*
 * hosts.c: asks nginx's resolver for the names, if there is one, and calls the
 * handler, perhaps before it returns.  A name that is not answered keeps the
 * addresses that it had.
 */
void ngx_http_statuses_hosts_resolve(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_conn_pt handler);

/* hosts.c: the answer is not wanted any more */
void ngx_http_statuses_hosts_forget(ngx_http_statuses_conn_t *pgc);

/*
 * hosts.c: PQconnectStartParams() with the targets of the pool: those that
 * failed lately are tried last.  NULL: out of memory.
 */
PGconn *ngx_http_statuses_hosts_connect(ngx_http_statuses_pool_t *pool);

/* hosts.c: until all targets must have been tried */
ngx_msec_t ngx_http_statuses_hosts_patience(ngx_http_statuses_pool_t *pool);

/* hosts.c: has libpq gone on to another target since this was asked? */
ngx_uint_t ngx_http_statuses_hosts_moved(ngx_http_statuses_conn_t *pgc);

/* hosts.c: the target that libpq is at is bad, or good */
void ngx_http_statuses_hosts_mark(ngx_http_statuses_conn_t *pgc,
    ngx_uint_t bad);


#endif /* _NGX_HTTP_STATUSES_HOSTS_H_INCLUDED_ */
