/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "gate/blocklist.h"
#include "pg/database.h"
#include "pg/pool.h"
#include "pg/row.h"


/* a list that could not be read is asked for again after this time */

#define NGX_HTTP_STATUSES_BLOCKLIST_RETRY  5000


/* the list of one database; kept by the worker process */

typedef struct {
    ngx_queue_t              queue;
    ngx_http_statuses_db_t  *db;
    ngx_pool_t              *pool;      /* of the trees */
    ngx_radix_tree_t        *v4;
    ngx_radix_tree_t        *v6;
    ngx_uint_t               n;
    ngx_msec_t               read;      /* when, or tried in vain */
    ngx_uint_t               failed;
    ngx_uint_t               busy;      /* is being read anew */
} ngx_http_statuses_blocklist_t;


typedef struct {
    ngx_http_statuses_blocklist_t  *list;
    ngx_pool_t                     *pool;
} ngx_http_statuses_blocklist_read_t;


static ngx_http_statuses_blocklist_t *ngx_http_statuses_blocklist_of(
    ngx_http_statuses_db_t *db);
static ngx_http_statuses_job_t *ngx_http_statuses_blocklist_ask(
    ngx_pool_t *pool, ngx_log_t *log, ngx_http_statuses_db_t *db);
static void ngx_http_statuses_blocklist_renew(ngx_http_request_t *r,
    ngx_http_statuses_blocklist_t *list);
static void ngx_http_statuses_blocklist_done(ngx_http_statuses_job_t *job);
static void ngx_http_statuses_blocklist_take(
    ngx_http_statuses_blocklist_t *list, ngx_http_statuses_job_t *job,
    ngx_log_t *log);
static ngx_int_t ngx_http_statuses_blocklist_add(ngx_radix_tree_t *v4,
    ngx_radix_tree_t *v6, ngx_str_t *row);
static ngx_uint_t ngx_http_statuses_blocklist_has(
    ngx_http_statuses_blocklist_t *list, struct sockaddr *sockaddr);


static ngx_queue_t  ngx_http_statuses_blocklists = {
    &ngx_http_statuses_blocklists, &ngx_http_statuses_blocklists
};


ngx_int_t
ngx_http_statuses_blocklist(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_msec_t                      age;
    ngx_http_statuses_loc_conf_t   *slcf;
    ngx_http_statuses_blocklist_t  *list;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (slcf->limits == NULL || slcf->blocklist == 0 || r != r->main) {
        return NGX_OK;
    }

    list = ngx_http_statuses_blocklist_of(slcf->primary);
    if (list == NULL) {
        return NGX_ERROR;
    }

    if (ctx->job) {

        /* it is ours; perhaps others were faster */

        if (list->pool == NULL) {
            ngx_http_statuses_blocklist_take(list, ctx->job,
                                             r->connection->log);
        }

        ctx->job = NULL;

    } else {
        age = ngx_current_msec - list->read;

        if (list->read == 0
            || age >= (list->failed ? NGX_HTTP_STATUSES_BLOCKLIST_RETRY
                                    : slcf->blocklist))
        {
            if (list->read == 0) {
                ctx->job = ngx_http_statuses_blocklist_ask(r->pool,
                                             r->connection->log, slcf->primary);
                return ctx->job ? NGX_AGAIN : NGX_ERROR;
            }

            ngx_http_statuses_blocklist_renew(r, list);
        }
    }

    if (list->n
        && ngx_http_statuses_blocklist_has(list, r->connection->sockaddr))
    {
        ctx->refused = 1;
        ctx->blocked = 1;
        ctx->middleware = 1;

        return NGX_HTTP_FORBIDDEN;
    }

    return NGX_OK;
}


static ngx_http_statuses_blocklist_t *
ngx_http_statuses_blocklist_of(ngx_http_statuses_db_t *db)
{
    ngx_queue_t                    *q;
    ngx_http_statuses_blocklist_t  *list;

    for (q = ngx_queue_head(&ngx_http_statuses_blocklists);
         q != ngx_queue_sentinel(&ngx_http_statuses_blocklists);
         q = ngx_queue_next(q))
    {
        list = ngx_queue_data(q, ngx_http_statuses_blocklist_t, queue);

        if (list->db == db) {
            return list;
        }
    }

    list = ngx_pcalloc(ngx_cycle->pool, sizeof(ngx_http_statuses_blocklist_t));
    if (list == NULL) {
        return NULL;
    }

    list->db = db;
    ngx_queue_insert_tail(&ngx_http_statuses_blocklists, &list->queue);

    return list;
}


static ngx_http_statuses_job_t *
ngx_http_statuses_blocklist_ask(ngx_pool_t *pool, ngx_log_t *log,
    ngx_http_statuses_db_t *db)
{
    ngx_http_statuses_job_t  *job;

    job = ngx_http_statuses_job_create(pool, log, db,
                                       ngx_http_statuses_lane_fast);
    if (job == NULL) {
        return NULL;
    }

    job->read_only = 1;

    (void) ngx_http_statuses_job_add(job, NGX_HTTP_STATUSES_SQL_BLOCKED);

    return job;
}


/* the list that is there is used until the new one has come */

static void
ngx_http_statuses_blocklist_renew(ngx_http_request_t *r,
    ngx_http_statuses_blocklist_t *list)
{
    ngx_pool_t                          *pool;
    ngx_http_statuses_job_t             *job;
    ngx_http_statuses_main_conf_t       *smcf;
    ngx_http_statuses_blocklist_read_t  *rd;

    if (list->busy) {
        return;
    }

    pool = ngx_create_pool(1024, ngx_cycle->log);
    if (pool == NULL) {
        return;
    }

    rd = ngx_palloc(pool, sizeof(ngx_http_statuses_blocklist_read_t));
    job = ngx_http_statuses_blocklist_ask(pool, ngx_cycle->log, list->db);

    if (rd == NULL || job == NULL) {
        goto failed;
    }

    rd->list = list;
    rd->pool = pool;

    job->handler = ngx_http_statuses_blocklist_done;
    job->data = rd;

    smcf = ngx_http_get_module_main_conf(r, ngx_http_statuses_module);

    list->busy = 1;

    if (ngx_http_statuses_pool_submit(smcf, job) == NGX_AGAIN) {
        return;
    }

    list->busy = 0;
    list->failed = 1;
    list->read = ngx_current_msec;

failed:

    ngx_destroy_pool(pool);
}


static void
ngx_http_statuses_blocklist_done(ngx_http_statuses_job_t *job)
{
    ngx_pool_t                          *pool;
    ngx_http_statuses_blocklist_read_t  *rd;

    rd = job->data;
    pool = rd->pool;

    rd->list->busy = 0;

    ngx_http_statuses_blocklist_take(rd->list, job, ngx_cycle->log);

    ngx_destroy_pool(pool);
}


static void
ngx_http_statuses_blocklist_take(ngx_http_statuses_blocklist_t *list,
    ngx_http_statuses_job_t *job, ngx_log_t *log)
{
    ngx_str_t          row[STATUSES_BLOCKED_NCOLS];
    ngx_pool_t        *pool;
    ngx_uint_t         i, n;
    ngx_radix_tree_t  *v4, *v6;

    /* 0 would be never */

    list->read = ngx_current_msec ? ngx_current_msec : 1;

    if (job->outcome != ngx_http_statuses_job_ok) {

        if (!list->failed) {
            ngx_log_error(NGX_LOG_WARN, log, 0,
                          "the list of blocked addresses cannot be read from "
                          "database \"%V\", %s", &list->db->name,
                          list->pool ? "the old one is used"
                                     : "nobody is blocked");
        }

        list->failed = 1;
        return;
    }

    pool = ngx_create_pool(ngx_pagesize, ngx_cycle->log);
    if (pool == NULL) {
        return;
    }

    v4 = ngx_radix_tree_create(pool, 0);
    v6 = ngx_radix_tree_create(pool, 0);

    if (v4 == NULL || v6 == NULL) {
        ngx_destroy_pool(pool);
        return;
    }

    n = ngx_http_statuses_row_count(job, 0);

    for (i = 0; i < n; i++) {
        if (ngx_http_statuses_row_read(job, job->pool, 0, i, row,
                                       STATUSES_BLOCKED_NCOLS)
            != NGX_OK
            || ngx_http_statuses_blocklist_add(v4, v6, row) != NGX_OK)
        {
            ngx_destroy_pool(pool);
            return;
        }
    }

    if (list->pool) {
        ngx_destroy_pool(list->pool);
    }

    list->pool = pool;
    list->v4 = v4;
    list->v6 = v6;
    list->n = n;
    list->failed = 0;
}


static ngx_int_t
ngx_http_statuses_blocklist_add(ngx_radix_tree_t *v4, ngx_radix_tree_t *v6,
    ngx_str_t *row)
{
    u_char      address[16], mask[16];
    int64_t     bits;
    in_addr_t   addr;
    ngx_int_t   rc;
    ngx_uint_t  i;
    uint32_t    mask4;

    bits = ngx_http_statuses_row_int(&row[STATUSES_BLOCKED_BITS], 0);

    if (row[STATUSES_BLOCKED_FAMILY].data[0] == '4') {
        addr = ngx_inet_addr(row[STATUSES_BLOCKED_ADDRESS].data,
                             row[STATUSES_BLOCKED_ADDRESS].len);

        mask4 = bits ? (uint32_t) (0xffffffffU << (32 - bits)) : 0;

        rc = ngx_radix32tree_insert(v4, ntohl(addr) & mask4, mask4, 1);

        return rc == NGX_ERROR ? NGX_ERROR : NGX_OK;
    }

#if (NGX_HAVE_INET6)

    if (ngx_inet6_addr(row[STATUSES_BLOCKED_ADDRESS].data,
                       row[STATUSES_BLOCKED_ADDRESS].len, address)
        != NGX_OK)
    {
        return NGX_OK;
    }

    for (i = 0; i < 16; i++) {
        mask[i] = bits >= 8 ? 0xff : (u_char) (0xff00 >> bits);
        bits = ngx_max(bits - 8, 0);
        address[i] &= mask[i];
    }

    rc = ngx_radix128tree_insert(v6, address, mask, 1);

    return rc == NGX_ERROR ? NGX_ERROR : NGX_OK;

#else
    return NGX_OK;
#endif
}


static ngx_uint_t
ngx_http_statuses_blocklist_has(ngx_http_statuses_blocklist_t *list,
    struct sockaddr *sockaddr)
{
    in_addr_t             addr;
#if (NGX_HAVE_INET6)
    u_char               *p;
    struct sockaddr_in6  *sin6;
#endif

    switch (sockaddr->sa_family) {

    case AF_INET:
        addr = ((struct sockaddr_in *) sockaddr)->sin_addr.s_addr;
        break;

#if (NGX_HAVE_INET6)
    case AF_INET6:
        sin6 = (struct sockaddr_in6 *) sockaddr;
        p = sin6->sin6_addr.s6_addr;

        if (!IN6_IS_ADDR_V4MAPPED(&sin6->sin6_addr)) {
            return ngx_radix128tree_find(list->v6, p) != NGX_RADIX_NO_VALUE;
        }

        /* the same client, who came to a socket for both kinds */

        ngx_memcpy(&addr, p + 12, sizeof(in_addr_t));
        break;
#endif

    default:
        return 0;
    }

    return ngx_radix32tree_find(list->v4, ntohl(addr)) != NGX_RADIX_NO_VALUE;
}
