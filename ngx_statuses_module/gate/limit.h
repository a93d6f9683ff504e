/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Rate limits (spec/reads.md E): fixed windows aligned to the epoch, several
 * for a request.  They are charged in their order; the first one over its
 * limit refuses, and those behind it are not touched.
 */

#ifndef _NGX_HTTP_STATUSES_LIMIT_H_INCLUDED_
#define _NGX_HTTP_STATUSES_LIMIT_H_INCLUDED_


#include <ngx_http_statuses.h>
#include "shm/counter.h"


#define NGX_HTTP_STATUSES_LIMIT_MAX       16    /* for one request */
#define NGX_HTTP_STATUSES_LIMIT_NET_LEN   16


/* whom a limit counts */

typedef enum {
    ngx_http_statuses_limit_user = 0,   /* by the token of the header */
    ngx_http_statuses_limit_token,      /* the same, apps' tokens too */
    ngx_http_statuses_limit_net,        /* whoever is no user, by address */
    ngx_http_statuses_limit_value       /* what a directive says */
} ngx_http_statuses_limit_key_e;


/* what a limit counts */

typedef enum {
    ngx_http_statuses_limit_all = 0,
    ngx_http_statuses_limit_paging,     /* page, min_id, max_id, since_id */
    ngx_http_statuses_limit_removal     /* delete and unreblog */
} ngx_http_statuses_limit_what_e;


/* a zone's limit, or one of Mastodon's throttles; read-only */

typedef struct {
    ngx_str_t                        name;
    ngx_http_statuses_counters_t    *zone;
    uint64_t                         kind;      /* apart from others there */
    uint32_t                         limit;
    time_t                           period;
    ngx_str_t                        text;      /* of limit */
    ngx_http_statuses_limit_key_e    key;
    ngx_http_complex_value_t         value;
} ngx_http_statuses_limit_rule_t;


/* a limit as a location has it */

typedef struct {
    ngx_http_statuses_limit_rule_t  *rule;
    ngx_http_statuses_limit_what_e   what;
    ngx_uint_t                       operations;    /* 0: all, even none */
} ngx_http_statuses_limit_use_t;


/* one counter of a request */

typedef struct {
    ngx_http_statuses_limit_rule_t  *rule;
    uint64_t                         hash;
    uint32_t                         end;       /* of its window */
    uint32_t                         count;     /* with this request */
    ngx_str_t                        key;       /* NULL: see id and net */
} ngx_http_statuses_limit_charge_t;


typedef struct {
    struct timeval                     now;
    ngx_uint_t                         n;         /* that may count */
    ngx_uint_t                         charged;   /* those before it do */
    ngx_http_statuses_limit_charge_t  *over;      /* that refuses, or NULL */
    ngx_http_statuses_limit_charge_t  *shown;     /* the nearest to its end */
    void                              *store;     /* what it waits for */
    ngx_http_statuses_limit_charge_t   charge[1]; /* really n */
} ngx_http_statuses_limit_t;


/* limit_conf.c: directives */
char *ngx_http_statuses_limit_zone(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
char *ngx_http_statuses_limit_use(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

char *ngx_http_statuses_limit_blocklist(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

/* limit_conf.c: sizes that no directive has told, once all are read */
void ngx_http_statuses_limit_init(ngx_http_statuses_main_conf_t *smcf);

/* limit_variable.c: adds the variables */
ngx_int_t ngx_http_statuses_limit_variables(ngx_conf_t *cf);

/*
 * Stage: charges the limits of the location.  NGX_OK, or the status of
 * statuses_limit_status with ctx->error; ctx->limit keeps what the headers
 * tell.  NGX_AGAIN: Redis is asked, and will wake the request.
 */
ngx_int_t ngx_http_statuses_limit(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/*
 * Takes back what ctx->limit was charged: somebody else answers the request,
 * and counts by himself.
 */
void ngx_http_statuses_limit_return(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/*
 * limit_key.c: the bytes that stand for a client's address: IPv4 whole, also
 * where it is mapped into IPv6, and the first 64 bits of IPv6.  len is 0 for
 * what has no address.
 */
size_t ngx_http_statuses_limit_net_key(struct sockaddr *sockaddr, u_char *key);

/* limit_key.c: the same as a text of at most NGX_SOCKADDR_STRLEN bytes. */
size_t ngx_http_statuses_limit_net_text(struct sockaddr *sockaddr,
    u_char *text);


#endif /* _NGX_HTTP_STATUSES_LIMIT_H_INCLUDED_ */
