/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Counters that several nodes share, in Redis.  Under Mastodon's own names
 * they are those of Mastodon, too.  A node counts by itself all the same, and
 * decides by that when Redis does not answer in time.
 */

#ifndef _NGX_HTTP_STATUSES_LIMIT_STORE_H_INCLUDED_
#define _NGX_HTTP_STATUSES_LIMIT_STORE_H_INCLUDED_


#include "gate/limit.h"


/* where it is; read-only */

struct ngx_http_statuses_store_s {
    ngx_str_t            name;        /* of the URI, without a password */
    ngx_array_t          hosts;       /* const char *: addresses */
    int                  port;
    const char          *path;        /* of a Unix socket, or NULL */
    const char          *user;        /* or NULL */
    const char          *password;    /* or NULL */
    ngx_int_t            database;
    ngx_str_t            prefix;      /* of Mastodon's names */
    ngx_msec_t           timeout;
};


/* what one request waits for */

typedef struct {
    ngx_event_t          timer;
    ngx_http_request_t  *request;
    void                *op;          /* NULL: it is over */
    ngx_uint_t           from;        /* the first charge */
    ngx_uint_t           n;
    ngx_uint_t           failed;
    int64_t              count[NGX_HTTP_STATUSES_LIMIT_MAX];
} ngx_http_statuses_store_wait_t;


/* limit_store_conf.c: the directive statuses_limit_store */
char *ngx_http_statuses_store_directive(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

/*
 * Charges what limit has charged from this one on.  NGX_AGAIN: the answer, or
 * the end of the time for it, will wake the request, and is in limit->store.
 * NGX_DECLINED: there is no Redis now.
 */
ngx_int_t ngx_http_statuses_store_charge(ngx_http_request_t *r,
    ngx_http_statuses_store_t *store, ngx_http_statuses_limit_t *limit,
    ngx_uint_t from);

/* Takes back charges first to last - 1; does not wait. */
void ngx_http_statuses_store_return(ngx_http_request_t *r,
    ngx_http_statuses_store_t *store, ngx_http_statuses_limit_t *limit,
    ngx_uint_t first, ngx_uint_t last);

/* Closes the connection of this worker process. */
void ngx_http_statuses_store_exit(void);


#endif /* _NGX_HTTP_STATUSES_LIMIT_STORE_H_INCLUDED_ */
