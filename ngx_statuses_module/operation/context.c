/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * GET /api/v1/statuses/:id/context (spec/reads.md C3).
 *
 * A thread may have thousands of statuses.  Only what the order needs is kept
 * of all rows; each is read when it is written, in slices that return to the
 * event loop, with a pool of their own.  An author is written once.
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/read.h"
#include "pg/row.h"


#define NGX_HTTP_STATUSES_CONTEXT_SIZE    65536
#define NGX_HTTP_STATUSES_CONTEXT_SLICE   50
#define NGX_HTTP_STATUSES_CONTEXT_GUARD   60000


/* columns in front of all others */

enum {
    context_part = 0,
    context_position,
    context_root,
    context_ncols
};


typedef struct {
    int64_t                        part;
    int64_t                        position;
    int64_t                        id;
    int64_t                        account_id;
    ngx_uint_t                     row;
    unsigned                       shown:1;    /* not only quoted */
    unsigned                       self:1;     /* a reply to oneself */
} ngx_http_statuses_context_row_t;


typedef struct {
    ngx_http_statuses_read_t       read;       /* what others see of it */

    ngx_http_statuses_ctx_t       *ctx;
    ngx_http_statuses_job_t       *job;        /* of the first round */
    ngx_uint_t                     query;

    ngx_http_statuses_context_row_t  *rows;    /* by part and position */
    ngx_uint_t                     nrows;

    ngx_http_statuses_account_t   *authors;    /* by id */
    int64_t                       *author_ids;
    ngx_uint_t                     nauthors;

    ngx_uint_t                    *order;      /* of descendants */
    ngx_uint_t                     norder;
    ngx_uint_t                     nancestors;

    /* between slices */
    ngx_http_statuses_render_t     render;
    ngx_uint_t                     next;
    ngx_event_t                    event;
    ngx_event_t                    guard;
    unsigned                       begun:1;
} ngx_http_statuses_context_t;


static ngx_int_t ngx_http_statuses_context_index(ngx_http_request_t *r,
    ngx_http_statuses_context_t *cx);
static ngx_int_t ngx_http_statuses_context_authors(ngx_http_request_t *r,
    ngx_http_statuses_context_t *cx, ngx_uint_t first, ngx_uint_t n);
static ngx_int_t ngx_http_statuses_context_order(ngx_http_request_t *r,
    ngx_http_statuses_context_t *cx);
static int ngx_libc_cdecl ngx_http_statuses_context_cmp(const void *one,
    const void *two);
static int ngx_libc_cdecl ngx_http_statuses_context_cmp_author(const void *one,
    const void *two);
static ngx_http_statuses_account_t *ngx_http_statuses_context_author(
    ngx_http_statuses_context_t *cx, int64_t id);
static ngx_int_t ngx_http_statuses_context_missing(ngx_http_request_t *r,
    ngx_http_statuses_context_t *cx);
static ngx_http_statuses_status_t *ngx_http_statuses_context_status(
    ngx_http_statuses_context_t *cx, ngx_pool_t *pool, ngx_uint_t n);
static ngx_http_statuses_status_t *ngx_http_statuses_context_find(
    ngx_http_statuses_render_t *rd, ngx_str_t *id);
static ngx_int_t ngx_http_statuses_context_slice(ngx_http_request_t *r,
    ngx_http_statuses_context_t *cx);
static void ngx_http_statuses_context_event_handler(ngx_event_t *ev);
static void ngx_http_statuses_context_cleanup(void *data);


ngx_int_t
ngx_http_statuses_context_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    const char                          *limits[3];
    ngx_http_statuses_query_t           *q;
    ngx_http_statuses_loc_conf_t        *slcf;
    ngx_http_statuses_context_limits_t  *limit;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    limit = ctx->viewer.account_id ? &slcf->context_user
                                   : &slcf->context_anonymous;

    if (ngx_http_statuses_read_lookup(r, ctx) != NGX_OK) {
        return NGX_ERROR;
    }

    limits[0] = ngx_http_statuses_read_number(r->pool, limit->ancestors);
    limits[1] = ngx_http_statuses_read_number(r->pool, limit->descendants);
    limits[2] = ngx_http_statuses_read_number(r->pool, limit->depth);

    if (limits[0] == NULL || limits[1] == NULL || limits[2] == NULL) {
        return NGX_ERROR;
    }

    q = ngx_http_statuses_read_query(r, ctx, NGX_HTTP_STATUSES_SQL_CONTEXT,
                                     NGX_HTTP_STATUSES_SQL_CONTEXT_VIEWER,
                                     ctx->job->query[0].param[0], limits, 3);

    return q ? ngx_http_statuses_read_filters(r, ctx) : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_context_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_pool_cleanup_t           *cln;
    ngx_http_statuses_read_t     *rd;
    ngx_http_statuses_context_t  *cx;

    if (ctx->round) {
        return ngx_http_statuses_read_answers(r, ctx);
    }

    if (ngx_http_statuses_row_count(ctx->job, 0) == 0) {
        return ngx_http_statuses_error_not_found(r, ctx);
    }

    rd = ngx_http_statuses_read_create(r, ctx);

    cln = ngx_pool_cleanup_add(r->pool, sizeof(ngx_http_statuses_context_t));

    if (rd == NULL || cln == NULL) {
        return NGX_ERROR;
    }

    cx = cln->data;

    ngx_memzero(cx, sizeof(ngx_http_statuses_context_t));

    cln->handler = ngx_http_statuses_context_cleanup;

    cx->read = *rd;
    cx->ctx = ctx;
    cx->job = ctx->job;
    cx->query = 1;

    ctx->data = cx;

    if (ngx_http_statuses_read_take_filters(r, ctx, 2) != NGX_OK
        || ngx_http_statuses_context_index(r, cx) != NGX_OK
        || ngx_http_statuses_context_order(r, cx) != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_statuses_context_missing(r, cx);
}


/* what the order and the look-ups need of each row */

static ngx_int_t
ngx_http_statuses_context_index(ngx_http_request_t *r,
    ngx_http_statuses_context_t *cx)
{
    int64_t                           in_reply_to, root;
    ngx_str_t                        *v, *values;
    ngx_uint_t                        i, n, first;
    ngx_http_statuses_context_row_t  *row;

    n = ngx_http_statuses_row_count(cx->job, cx->query);

    cx->rows = ngx_palloc(r->pool,
                          n * sizeof(ngx_http_statuses_context_row_t));
    if (cx->rows == NULL) {
        return NGX_ERROR;
    }

    v = ngx_palloc(r->pool, (context_ncols + STATUSES_STATUS_NCOLS)
                            * sizeof(ngx_str_t));
    if (v == NULL) {
        return NGX_ERROR;
    }

    first = n;
    values = v;

    for (i = 0; i < n; i++) {
        v = values;

        /* the numbers come first, and need no memory */

        if (ngx_http_statuses_row_read(cx->job, r->pool, cx->query, i, v,
                                  context_ncols
                                  + STATUSES_STATUS_IN_REPLY_TO_ACCOUNT_ID + 1)
            != NGX_OK)
        {
            return NGX_ERROR;
        }

        row = &cx->rows[cx->nrows];
        row->part = ngx_http_statuses_row_int(&v[context_part], 2);

        if (row->part == 2) {
            /* from here on they are accounts */
            first = ngx_min(first, i);
            continue;
        }

        row->row = i;
        row->position = ngx_http_statuses_row_int(&v[context_position], 0);
        root = ngx_http_statuses_row_int(&v[context_root], 0);

        v += context_ncols;

        row->id = ngx_http_statuses_row_int(&v[STATUSES_STATUS_ID], 0);
        row->account_id = ngx_http_statuses_row_int(
                                             &v[STATUSES_STATUS_ACCOUNT_ID],
                                             0);
        in_reply_to = ngx_http_statuses_row_int(
                                 &v[STATUSES_STATUS_IN_REPLY_TO_ACCOUNT_ID],
                                 0);

        row->shown = (row->id == root);
        row->self = (in_reply_to == row->account_id);

        cx->nrows++;
    }

    ngx_qsort(cx->rows, cx->nrows, sizeof(ngx_http_statuses_context_row_t),
              ngx_http_statuses_context_cmp);

    return ngx_http_statuses_context_authors(r, cx, first, n - first);
}


static int ngx_libc_cdecl
ngx_http_statuses_context_cmp(const void *one, const void *two)
{
    const ngx_http_statuses_context_row_t  *a, *b;

    a = one;
    b = two;

    if (a->part != b->part) {
        return a->part < b->part ? -1 : 1;
    }

    if (a->position != b->position) {
        return a->position < b->position ? -1 : 1;
    }

    /* a status before what it quotes */

    return (int) b->shown - (int) a->shown;
}


static ngx_int_t
ngx_http_statuses_context_authors(ngx_http_request_t *r,
    ngx_http_statuses_context_t *cx, ngx_uint_t first, ngx_uint_t n)
{
    ngx_str_t   *v, *emojis;
    ngx_uint_t   i, k, skip, viewer;

    cx->authors = ngx_palloc(r->pool, n * sizeof(ngx_http_statuses_account_t));
    cx->author_ids = ngx_palloc(r->pool, 2 * n * sizeof(int64_t));

    if (cx->authors == NULL || cx->author_ids == NULL) {
        return NGX_ERROR;
    }

    viewer = (cx->ctx->viewer.account_id != 0);

    skip = context_ncols + STATUSES_STATUS_NCOLS + STATUSES_EMOJIS_NCOLS
           + (viewer ? STATUSES_STATUS_VIEWER_BATCHED_NCOLS : 0);

    for (i = first, k = 0; k < n; i++, k++) {
        v = ngx_http_statuses_row_part(cx->job, cx->query, i, skip);
        if (v == NULL) {
            return NGX_ERROR;
        }

        emojis = v + STATUSES_ACCOUNT_NCOLS;

        ngx_http_statuses_account_init(&cx->authors[k], v, emojis,
                                       viewer ? emojis + STATUSES_EMOJIS_NCOLS
                                              : NULL);

        cx->author_ids[2 * k] = ngx_http_statuses_row_int(
                                                 &v[STATUSES_ACCOUNT_ID], 0);
        cx->author_ids[2 * k + 1] = k;
    }

    cx->nauthors = n;

    ngx_qsort(cx->author_ids, n, 2 * sizeof(int64_t),
              ngx_http_statuses_context_cmp_author);

    return NGX_OK;
}


static int ngx_libc_cdecl
ngx_http_statuses_context_cmp_author(const void *one, const void *two)
{
    int64_t  a, b;

    a = *(const int64_t *) one;
    b = *(const int64_t *) two;

    return (a < b) ? -1 : (a > b);
}


static ngx_http_statuses_account_t *
ngx_http_statuses_context_author(ngx_http_statuses_context_t *cx, int64_t id)
{
    ngx_uint_t  low, high, mid;

    low = 0;
    high = cx->nauthors;

    while (low < high) {
        mid = (low + high) / 2;

        if (cx->author_ids[2 * mid] == id) {
            return &cx->authors[cx->author_ids[2 * mid + 1]];
        }

        if (cx->author_ids[2 * mid] < id) {
            low = mid + 1;

        } else {
            high = mid;
        }
    }

    return NULL;
}


/* ancestors, then replies to oneself, then the other descendants */

static ngx_int_t
ngx_http_statuses_context_order(ngx_http_request_t *r,
    ngx_http_statuses_context_t *cx)
{
    ngx_uint_t                        i, pass, last;
    ngx_http_statuses_context_row_t  *row;

    cx->order = ngx_palloc(r->pool, cx->nrows * sizeof(ngx_uint_t));
    if (cx->order == NULL) {
        return NGX_ERROR;
    }

    for (pass = 0; pass < 3; pass++) {

        last = cx->nrows;

        for (i = 0; i < cx->nrows; i++) {
            row = &cx->rows[i];

            if (!row->shown
                || (pass == 0 && row->part != 0)
                || (pass == 1 && (row->part != 1 || !row->self))
                || (pass == 2 && (row->part != 1 || row->self)))
            {
                continue;
            }

            /* it may have come once more, for one that quotes it */

            if (last < cx->nrows && cx->rows[last].id == row->id
                && cx->rows[last].part == row->part)
            {
                continue;
            }

            last = i;
            cx->order[cx->norder++] = i;
        }

        if (pass == 0) {
            cx->nancestors = cx->norder;
        }
    }

    return NGX_OK;
}


/* authors who moved, accounts that cards name, and collections */

static ngx_int_t
ngx_http_statuses_context_missing(ngx_http_request_t *r,
    ngx_http_statuses_context_t *cx)
{
    ngx_str_t                      id, *copy;
    ngx_uint_t                     i;
    ngx_pool_t                    *pool;
    ngx_array_t                    ids;
    ngx_http_statuses_status_t    *st;
    ngx_http_statuses_account_t  **slot;

    if (ngx_array_init(&ids, r->pool, 4, sizeof(ngx_str_t)) != NGX_OK) {
        return NGX_ERROR;
    }

    slot = ngx_array_push_n(&cx->read.accounts, cx->nauthors);
    if (slot == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < cx->nauthors; i++) {
        slot[i] = &cx->authors[i];
    }

    if (ngx_array_init(&cx->read.tagged, r->pool, 4, sizeof(ngx_str_t))
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    pool = ngx_create_pool(4096, r->connection->log);
    if (pool == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < cx->nrows; i++) {
        st = ngx_http_statuses_context_status(cx, pool, i);

        if (st == NULL
            || ngx_http_statuses_card_author(pool, st, &id) != NGX_OK)
        {
            ngx_destroy_pool(pool);
            return NGX_ERROR;
        }

        if (ngx_http_statuses_is_true(
                                &st->col[STATUSES_STATUS_HAS_COLLECTIONS]))
        {
            copy = ngx_array_push(&cx->read.tagged);
            if (copy == NULL) {
                ngx_destroy_pool(pool);
                return NGX_ERROR;
            }

            *copy = st->col[STATUSES_STATUS_ID];
        }

        if (id.data) {
            copy = &id;
            copy->data = ngx_pstrdup(r->pool, &id);

            if (copy->data == NULL
                || ngx_http_statuses_read_want(r->pool, &cx->read, &ids, copy)
                   != NGX_OK)
            {
                ngx_destroy_pool(pool);
                return NGX_ERROR;
            }
        }

        if (i % NGX_HTTP_STATUSES_CONTEXT_SLICE == 0) {
            ngx_reset_pool(pool);
        }
    }

    ngx_destroy_pool(pool);

    return ngx_http_statuses_read_more(r, cx->ctx, &ids);
}


/* the n-th row as a status; it lives as long as pool */

static ngx_http_statuses_status_t *
ngx_http_statuses_context_status(ngx_http_statuses_context_t *cx,
    ngx_pool_t *pool, ngx_uint_t n)
{
    ngx_str_t                   *v, *emojis;
    ngx_http_statuses_status_t  *st;

    st = ngx_palloc(pool, sizeof(ngx_http_statuses_status_t));
    v = ngx_palloc(pool, (context_ncols + STATUSES_STATUS_NCOLS
                          + STATUSES_EMOJIS_NCOLS
                          + STATUSES_STATUS_VIEWER_BATCHED_NCOLS)
                         * sizeof(ngx_str_t));

    if (st == NULL || v == NULL) {
        return NULL;
    }

    if (ngx_http_statuses_row_read(cx->job, pool, cx->query, cx->rows[n].row,
                                v, context_ncols + STATUSES_STATUS_NCOLS
                                   + STATUSES_EMOJIS_NCOLS
                                   + (cx->ctx->viewer.account_id
                                      ? STATUSES_STATUS_VIEWER_BATCHED_NCOLS
                                      : 0))
        != NGX_OK)
    {
        return NULL;
    }

    emojis = v + context_ncols + STATUSES_STATUS_NCOLS;

    if (ngx_http_statuses_status_init(pool, st, v + context_ncols, emojis,
                                      cx->ctx->viewer.account_id
                                      ? emojis + STATUSES_EMOJIS_NCOLS : NULL)
        != NGX_OK)
    {
        return NULL;
    }

    st->account = ngx_http_statuses_context_author(cx, cx->rows[n].account_id);

    return st->account ? st : NULL;
}


static ngx_http_statuses_status_t *
ngx_http_statuses_context_find(ngx_http_statuses_render_t *rd, ngx_str_t *id)
{
    int64_t                       n;
    ngx_uint_t                    i;
    ngx_http_statuses_context_t  *cx;

    cx = rd->find_data;
    n = ngx_http_statuses_row_int(id, 0);

    for (i = 0; i < cx->nrows; i++) {
        if (cx->rows[i].id == n) {
            return ngx_http_statuses_context_status(cx, rd->pool, i);
        }
    }

    return NULL;
}


ngx_int_t
ngx_http_statuses_context_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                     rc;
    ngx_http_statuses_context_t  *cx;

    cx = ctx->data;

    if (!cx->begun) {
        cx->begun = 1;

        if (ngx_http_statuses_read_render(r, ctx, &cx->render,
                                          NGX_HTTP_STATUSES_CONTEXT_SIZE)
            != NGX_OK)
        {
            return NGX_ERROR;
        }

        cx->render.find = ngx_http_statuses_context_find;
        cx->render.find_data = cx;

        ngx_http_statuses_json_lit(&cx->render.json, "{\"ancestors\":[");

        cx->event.handler = ngx_http_statuses_context_event_handler;
        cx->event.data = r;
        cx->event.log = r->connection->log;
        cx->guard.handler = ngx_http_statuses_context_event_handler;
        cx->guard.data = r;
        cx->guard.log = r->connection->log;
    }

    rc = ngx_http_statuses_context_slice(r, cx);

    if (rc != NGX_OK) {
        return rc;
    }

    if (cx->nancestors == cx->norder) {
        ngx_http_statuses_json_lit(&cx->render.json, "],\"descendants\":[");
    }

    ngx_http_statuses_json_lit(&cx->render.json, "]}");

    return ngx_http_statuses_read_done(r, ctx, &cx->render);
}


static ngx_int_t
ngx_http_statuses_context_slice(ngx_http_request_t *r,
    ngx_http_statuses_context_t *cx)
{
    ngx_uint_t                   n;
    ngx_pool_t                  *pool;
    ngx_http_statuses_status_t  *st;
    ngx_http_statuses_render_t  *rd;

    if (cx->guard.timer_set) {
        ngx_del_timer(&cx->guard);
    }

    rd = &cx->render;

    pool = ngx_create_pool(16384, r->connection->log);
    if (pool == NULL) {
        return NGX_ERROR;
    }

    rd->pool = pool;
    rd->arena.ctx = pool;

    for (n = 0; cx->next < cx->norder; n++) {

        if (n == NGX_HTTP_STATUSES_CONTEXT_SLICE) {

            /*
             * Others come first.  A posted event does not keep a quitting
             * worker alive, a timer does.
             */

            ngx_destroy_pool(pool);

            ngx_add_timer(&cx->guard, NGX_HTTP_STATUSES_CONTEXT_GUARD);
            ngx_post_event(&cx->event, &ngx_posted_next_events);

            return NGX_AGAIN;
        }

        if (cx->next == cx->nancestors) {
            ngx_http_statuses_json_lit(&rd->json, "],\"descendants\":[");

        } else if (cx->next) {
            ngx_http_statuses_json_lit(&rd->json, ",");
        }

        st = ngx_http_statuses_context_status(cx, pool,
                                              cx->order[cx->next++]);
        if (st == NULL) {
            ngx_destroy_pool(pool);
            return NGX_ERROR;
        }

        ngx_http_statuses_status_write(rd, st);
    }

    ngx_destroy_pool(pool);

    return NGX_OK;
}


static void
ngx_http_statuses_context_event_handler(ngx_event_t *ev)
{
    ngx_connection_t    *c;
    ngx_http_request_t  *r;

    r = ev->data;
    c = r->connection;

    ngx_http_set_log_request(c->log, r);

    r->write_event_handler = ngx_http_core_run_phases;
    ngx_http_core_run_phases(r);

    ngx_http_run_posted_requests(c);
}


static void
ngx_http_statuses_context_cleanup(void *data)
{
    ngx_http_statuses_context_t *cx = data;

    if (cx->event.posted) {
        ngx_delete_posted_event(&cx->event);
    }

    if (cx->guard.timer_set) {
        ngx_del_timer(&cx->guard);
    }
}
