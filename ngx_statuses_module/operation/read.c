/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Reads: one round trip, and a second one only where a row names something
 * rare that it did not bring along.
 */

#include "operation/operation.h"
#include "operation/read.h"
#include "pg/row.h"


/* columns of "late" */

enum {
    read_late_id = 0,
    read_late_emojis,
    read_late_mentions
};


static ngx_int_t ngx_http_statuses_read_missing(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_read_t *rd, ngx_array_t *accounts,
    ngx_array_t *collections, ngx_array_t *late);
static ngx_uint_t ngx_http_statuses_read_collected(
    ngx_http_statuses_read_t *rd, ngx_http_statuses_status_t *st);
static ngx_int_t ngx_http_statuses_read_late(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query);
static const char *ngx_http_statuses_read_ids(ngx_pool_t *pool,
    ngx_array_t *ids);


const char *
ngx_http_statuses_read_number(ngx_pool_t *pool, int64_t n)
{
    u_char  *p;

    p = ngx_pnalloc(pool, NGX_INT64_LEN + 1);
    if (p == NULL) {
        return NULL;
    }

    *ngx_http_statuses_print(p, n) = '\0';

    return (const char *) p;
}


const char *
ngx_http_statuses_read_string(ngx_pool_t *pool, ngx_str_t *s)
{
    u_char  *p;

    p = ngx_pnalloc(pool, s->len + 1);
    if (p == NULL) {
        return NULL;
    }

    ngx_cpystrn(p, s->data, s->len + 1);

    return (const char *) p;
}


ngx_http_statuses_query_t *
ngx_http_statuses_read_query(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_sql_e anonymous,
    ngx_http_statuses_sql_e viewer, const char *ids, const char **extra,
    ngx_uint_t nextra)
{
    ngx_uint_t                     i;
    const char                    *account;
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_srv_conf_t  *sscf;

    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    q = ngx_http_statuses_job_add(ctx->job,
                                  ctx->viewer.account_id ? viewer : anonymous);

    q->param[q->nparams++] = ids;
    q->param[q->nparams++] = sscf->local_domain_text;

    for (i = 0; i < nextra; i++) {
        q->param[q->nparams++] = extra[i];
    }

    if (ids == NULL) {
        return NULL;
    }

    if (ctx->viewer.account_id == 0) {
        return q;
    }

    account = ngx_http_statuses_read_number(r->pool, ctx->viewer.account_id);
    if (account == NULL) {
        return NULL;
    }

    q->param[q->nparams++] = account;

    return q;
}


ngx_int_t
ngx_http_statuses_read_lookup(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_query_t  *q;

    q = ngx_http_statuses_job_add(ctx->job, ctx->viewer.account_id
                                        ? NGX_HTTP_STATUSES_SQL_LOOKUP_VIEWER
                                        : NGX_HTTP_STATUSES_SQL_LOOKUP);

    q->nparams = ctx->viewer.account_id ? 2 : 1;
    q->param[0] = ngx_http_statuses_read_number(r->pool, ctx->id[0]);
    q->param[1] = ngx_http_statuses_read_number(r->pool,
                                                ctx->viewer.account_id);

    return (q->param[0] && q->param[1]) ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_read_filters(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_query_t  *q;

    if (ctx->viewer.account_id == 0) {
        return NGX_OK;
    }

    q = ngx_http_statuses_job_add(ctx->job, NGX_HTTP_STATUSES_SQL_FILTERS);

    q->nparams = 1;
    q->param[0] = ngx_http_statuses_read_number(r->pool,
                                                ctx->viewer.account_id);

    return q->param[0] ? NGX_OK : NGX_ERROR;
}


ngx_http_statuses_read_t *
ngx_http_statuses_read_create(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_read_t  *rd;

    rd = ngx_pcalloc(r->pool, sizeof(ngx_http_statuses_read_t));
    if (rd == NULL) {
        return NULL;
    }

    rd->schema = ctx->job->schema;
    rd->accounts_query = -1;
    rd->collections_query = -1;
    rd->late_query = -1;

    if (ngx_array_init(&rd->accounts, r->pool, 4,
                       sizeof(ngx_http_statuses_account_t *))
        != NGX_OK)
    {
        return NULL;
    }

    ctx->data = rd;

    return rd;
}


ngx_int_t
ngx_http_statuses_read_graph(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query)
{
    ngx_str_t                    *row, *col, *emojis, *viewer;
    ngx_uint_t                    i, n;
    ngx_http_statuses_read_t     *rd;
    ngx_http_statuses_account_t  *authors;

    rd = ctx->data;
    n = ngx_http_statuses_row_count(ctx->job, query);

    rd->statuses = ngx_palloc(r->pool, n * sizeof(ngx_http_statuses_status_t));
    rd->roots = ngx_palloc(r->pool, n * sizeof(ngx_str_t));
    authors = ngx_palloc(r->pool, n * sizeof(ngx_http_statuses_account_t));

    if (rd->statuses == NULL || rd->roots == NULL || authors == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < n; i++) {
        row = ngx_http_statuses_row(ctx->job, query, i);
        if (row == NULL) {
            return NGX_ERROR;
        }

        /* root, status, account, emojis, then what they are to the viewer */

        col = row + 1 + STATUSES_STATUS_NCOLS;
        emojis = col + STATUSES_ACCOUNT_NCOLS;
        viewer = ctx->viewer.account_id ? emojis + STATUSES_EMOJIS_NCOLS
                                        : NULL;

        rd->roots[i] = row[0];

        ngx_http_statuses_account_init(&authors[i], col, emojis, viewer);

        if (viewer) {
            viewer += STATUSES_ACCOUNT_VIEWER_NCOLS;
        }

        if (ngx_http_statuses_status_init(r->pool, &rd->statuses[i], row + 1,
                                          emojis, viewer)
            != NGX_OK)
        {
            return NGX_ERROR;
        }

        rd->statuses[i].account = &authors[i];
    }

    rd->nstatuses = n;

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_read_take_filters(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query)
{
    ngx_http_statuses_read_t  *rd;

    if (ctx->viewer.account_id == 0) {
        return NGX_OK;
    }

    rd = ctx->data;

    return ngx_http_statuses_read_rows(r, ctx, query, &rd->filters,
                                       &rd->nfilters);
}


ngx_int_t
ngx_http_statuses_read_rows(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query, ngx_str_t ***rows,
    ngx_uint_t *n)
{
    ngx_uint_t  i;

    *n = ngx_http_statuses_row_count(ctx->job, query);

    *rows = ngx_palloc(r->pool, *n * sizeof(ngx_str_t *));
    if (*rows == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < *n; i++) {
        (*rows)[i] = ngx_http_statuses_row(ctx->job, query, i);
        if ((*rows)[i] == NULL) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_read_accounts(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query)
{
    ngx_str_t                     *row, *emojis;
    ngx_uint_t                     i, n;
    ngx_http_statuses_read_t      *rd;
    ngx_http_statuses_account_t   *a, **slot;

    rd = ctx->data;
    n = ngx_http_statuses_row_count(ctx->job, query);

    a = ngx_palloc(r->pool, n * sizeof(ngx_http_statuses_account_t));
    slot = ngx_array_push_n(&rd->accounts, n);

    if (a == NULL || slot == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < n; i++) {
        row = ngx_http_statuses_row(ctx->job, query, i);
        if (row == NULL) {
            return NGX_ERROR;
        }

        emojis = row + 1 + STATUSES_ACCOUNT_NCOLS;

        ngx_http_statuses_account_init(&a[i], row + 1, emojis,
                                       ctx->viewer.account_id
                                       ? emojis + STATUSES_EMOJIS_NCOLS
                                       : NULL);
        slot[i] = &a[i];
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_read_more(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_array_t *more)
{
    ngx_int_t                      rc;
    ngx_array_t                    accounts, collections, late;
    ngx_http_statuses_job_t       *job, *done;
    ngx_http_statuses_read_t      *rd;
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_srv_conf_t  *sscf;

    rd = ctx->data;

    if (more) {
        accounts = *more;

    } else if (ngx_array_init(&accounts, r->pool, 4, sizeof(ngx_str_t))
               != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (rd->tagged.elts) {
        collections = rd->tagged;

    } else if (ngx_array_init(&collections, r->pool, 4, sizeof(ngx_str_t))
               != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (ngx_array_init(&late, r->pool, 4, sizeof(ngx_str_t)) != NGX_OK) {
        return NGX_ERROR;
    }

    rc = ngx_http_statuses_read_missing(ctx, rd, &accounts, &collections,
                                        &late);

    if (rc != NGX_OK) {
        return rc;
    }

    if (accounts.nelts == 0 && collections.nelts == 0 && late.nelts == 0) {
        return NGX_OK;
    }

    done = ctx->job;

    job = ngx_http_statuses_job_create(r->pool, r->connection->log, done->db,
                                       ctx->op->lane);
    if (job == NULL) {
        return NGX_ERROR;
    }

    ctx->job = job;

    if (accounts.nelts) {
        rd->accounts_query = job->nqueries;

        q = ngx_http_statuses_read_query(r, ctx,
                                  NGX_HTTP_STATUSES_SQL_ACCOUNTS,
                                  NGX_HTTP_STATUSES_SQL_ACCOUNTS_VIEWER,
                                  ngx_http_statuses_read_ids(r->pool,
                                                             &accounts),
                                  NULL, 0);
        if (q == NULL) {
            return NGX_ERROR;
        }
    }

    if (collections.nelts) {
        rd->collections_query = job->nqueries;

        q = ngx_http_statuses_job_add(job, NGX_HTTP_STATUSES_SQL_COLLECTIONS);

        q->nparams = 2;
        q->param[0] = ngx_http_statuses_read_ids(r->pool, &collections);
        q->param[1] = ngx_http_statuses_read_number(r->pool,
                                                    ctx->viewer.account_id);

        if (q->param[0] == NULL || q->param[1] == NULL) {
            return NGX_ERROR;
        }
    }

    if (late.nelts) {
        rd->late_query = job->nqueries;

        sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

        q = ngx_http_statuses_job_add(job, NGX_HTTP_STATUSES_SQL_LATE);

        q->nparams = 2;
        q->param[0] = ngx_http_statuses_read_ids(r->pool, &late);
        q->param[1] = sscf->local_domain_text;

        if (q->param[0] == NULL) {
            return NGX_ERROR;
        }
    }

    return NGX_AGAIN;
}


static ngx_int_t
ngx_http_statuses_read_missing(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_read_t *rd, ngx_array_t *accounts,
    ngx_array_t *collections, ngx_array_t *late)
{
    ngx_str_t                      id, *own;
    ngx_uint_t                     i;
    ngx_pool_t                    *pool;
    ngx_http_statuses_status_t    *st;
    ngx_http_statuses_account_t  **a;

    pool = ctx->request->pool;
    a = rd->accounts.elts;

    for (i = 0; i < rd->accounts.nelts; i++) {
        if (ngx_http_statuses_read_want(pool, rd, accounts,
                            &a[i]->col[STATUSES_ACCOUNT_MOVED_TO_ACCOUNT_ID])
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    for (i = 0; i < rd->nstatuses; i++) {
        st = &rd->statuses[i];

        if (ngx_http_statuses_read_want(pool, rd, accounts,
                  &st->account->col[STATUSES_ACCOUNT_MOVED_TO_ACCOUNT_ID])
            != NGX_OK
            || ngx_http_statuses_card_author(pool, st, &id) != NGX_OK
            || ngx_http_statuses_read_want(pool, rd, accounts, &id) != NGX_OK)
        {
            return NGX_ERROR;
        }

        if (ngx_http_statuses_is_true(
                                &st->col[STATUSES_STATUS_HAS_COLLECTIONS])
            && !ngx_http_statuses_read_collected(rd, st))
        {
            own = ngx_array_push(collections);
            if (own == NULL) {
                return NGX_ERROR;
            }

            *own = st->col[STATUSES_STATUS_ID];
        }

        if (rd->late && ngx_http_statuses_emoji_late(st)) {
            own = ngx_array_push(late);
            if (own == NULL) {
                return NGX_ERROR;
            }

            *own = st->col[STATUSES_STATUS_ID];
        }
    }

    return NGX_OK;
}


/* have its collections come along already? */

static ngx_uint_t
ngx_http_statuses_read_collected(ngx_http_statuses_read_t *rd,
    ngx_http_statuses_status_t *st)
{
    ngx_uint_t  i;

    for (i = 0; i < rd->ncollections; i++) {
        if (ngx_http_statuses_same(
                           &rd->collections[i][STATUSES_COLLECTIONS_STATUS_ID],
                           &st->col[STATUSES_STATUS_ID]))
        {
            return 1;
        }
    }

    return 0;
}


ngx_int_t
ngx_http_statuses_read_want(ngx_pool_t *pool, ngx_http_statuses_read_t *rd,
    ngx_array_t *ids, ngx_str_t *id)
{
    ngx_str_t                     *have;
    ngx_uint_t                     i;
    ngx_http_statuses_account_t  **a;

    if (id->data == NULL) {
        return NGX_OK;
    }

    have = ids->elts;

    for (i = 0; i < ids->nelts; i++) {
        if (ngx_http_statuses_same(&have[i], id)) {
            return NGX_OK;
        }
    }

    a = rd->accounts.elts;

    for (i = 0; i < rd->accounts.nelts; i++) {
        if (ngx_http_statuses_same(&a[i]->col[STATUSES_ACCOUNT_ID], id)) {
            return NGX_OK;
        }
    }

    for (i = 0; i < rd->nstatuses; i++) {
        if (ngx_http_statuses_same(
                     &rd->statuses[i].account->col[STATUSES_ACCOUNT_ID], id))
        {
            return NGX_OK;
        }
    }

    have = ngx_array_push(ids);
    if (have == NULL) {
        return NGX_ERROR;
    }

    *have = *id;

    return NGX_OK;
}


/* as the text of an int8[] */

static const char *
ngx_http_statuses_read_ids(ngx_pool_t *pool, ngx_array_t *ids)
{
    u_char      *p, *text;
    ngx_str_t   *id;
    ngx_uint_t   i;

    text = ngx_pnalloc(pool, ids->nelts * (NGX_INT64_LEN + 1) + 3);
    if (text == NULL) {
        return NULL;
    }

    p = text;
    id = ids->elts;

    for (i = 0; i < ids->nelts; i++) {
        p = ngx_sprintf(p, "%c%V", i ? ',' : '{', &id[i]);
    }

    *p++ = '}';
    *p = '\0';

    return (const char *) text;
}


ngx_int_t
ngx_http_statuses_read_collections(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query)
{
    ngx_str_t                 **rows, **all;
    ngx_uint_t                  n;
    ngx_http_statuses_read_t   *rd;

    rd = ctx->data;

    if (ngx_http_statuses_read_rows(r, ctx, query, &rows, &n) != NGX_OK) {
        return NGX_ERROR;
    }

    all = ngx_palloc(r->pool, (rd->ncollections + n) * sizeof(ngx_str_t *));
    if (all == NULL) {
        return NGX_ERROR;
    }

    ngx_memcpy(all, rd->collections, rd->ncollections * sizeof(ngx_str_t *));
    ngx_memcpy(all + rd->ncollections, rows, n * sizeof(ngx_str_t *));

    rd->collections = all;
    rd->ncollections += n;

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_read_answers(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_read_t  *rd;

    rd = ctx->data;

    if (rd->accounts_query >= 0
        && ngx_http_statuses_read_accounts(r, ctx, rd->accounts_query)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (rd->collections_query >= 0
        && ngx_http_statuses_read_collections(r, ctx, rd->collections_query)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    return rd->late_query < 0
           ? NGX_OK : ngx_http_statuses_read_late(r, ctx, rd->late_query);
}


static ngx_int_t
ngx_http_statuses_read_late(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query)
{
    ngx_str_t                   *row;
    ngx_uint_t                   i, k, n;
    ngx_http_statuses_read_t    *rd;
    ngx_http_statuses_status_t  *st;

    rd = ctx->data;
    n = ngx_http_statuses_row_count(ctx->job, query);

    for (i = 0; i < n; i++) {
        row = ngx_http_statuses_row(ctx->job, query, i);
        if (row == NULL) {
            return NGX_ERROR;
        }

        for (k = 0; k < rd->nstatuses; k++) {
            st = &rd->statuses[k];

            if (!ngx_http_statuses_same(&st->col[STATUSES_STATUS_ID],
                                        &row[read_late_id]))
            {
                continue;
            }

            st->emojis = &row[read_late_emojis];
            st->account->emojis = st->emojis;
            st->account->col[STATUSES_ACCOUNT_NOTE_MENTIONS] =
                                                  row[read_late_mentions];
        }
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_read_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_render_t *render,
    size_t size)
{
    ngx_http_statuses_read_t      *rd;
    ngx_http_statuses_loc_conf_t  *slcf;

    rd = ctx->data;
    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (ngx_http_statuses_render_init(render, r, slcf->compat, rd->schema,
                                      ctx->viewer.account_id, size)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    render->statuses = rd->statuses;
    render->nstatuses = rd->nstatuses;
    render->accounts = rd->accounts.elts;
    render->naccounts = rd->accounts.nelts;
    render->collections = rd->collections;
    render->ncollections = rd->ncollections;
    render->filters = rd->filters;
    render->nfilters = rd->nfilters;

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_read_done(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_render_t *render)
{
    ctx->length = ngx_http_statuses_json_done(&render->json, r == r->main);

    if (ctx->length < 0) {
        return NGX_ERROR;
    }

    ctx->out = render->json.out;

    return NGX_OK;
}
