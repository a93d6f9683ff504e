/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Reads of statuses: one round trip, and a second one only where a row names
 * something rare that it did not bring along.
 */

#include "operation/operation.h"
#include "operation/read.h"
#include "pg/row.h"


static ngx_int_t ngx_http_statuses_read_missing(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_read_t *rd, ngx_array_t *accounts,
    ngx_array_t *collections);
static ngx_int_t ngx_http_statuses_read_want(ngx_pool_t *pool,
    ngx_http_statuses_read_t *rd, ngx_array_t *ids, ngx_str_t *id);
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

    ngx_sprintf(p, "%L%Z", n);

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
    ngx_http_statuses_sql_e viewer, const char *ids)
{
    const char                    *domain, *account;
    ngx_http_statuses_query_t     *q, *filters;
    ngx_http_statuses_srv_conf_t  *sscf;

    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    domain = ngx_http_statuses_read_string(r->pool, &sscf->local_domain);
    if (domain == NULL) {
        return NULL;
    }

    q = ngx_http_statuses_job_add(ctx->job,
                                  ctx->viewer.account_id ? viewer : anonymous);
    q->nparams = 2;
    q->param[0] = ids;
    q->param[1] = domain;

    if (ctx->viewer.account_id == 0) {
        return q;
    }

    account = ngx_http_statuses_read_number(r->pool, ctx->viewer.account_id);
    if (account == NULL) {
        return NULL;
    }

    q->nparams = 3;
    q->param[2] = account;

    filters = ngx_http_statuses_job_add(ctx->job,
                                        NGX_HTTP_STATUSES_SQL_FILTERS);
    filters->nparams = 1;
    filters->param[0] = account;

    return q;
}


/* takes the rows of a statement that has the columns of statuses */

ngx_int_t
ngx_http_statuses_read_statuses(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query)
{
    ngx_str_t                 *row;
    ngx_uint_t                 i, n;
    ngx_http_statuses_read_t  *rd;

    rd = ngx_pcalloc(r->pool, sizeof(ngx_http_statuses_read_t));
    if (rd == NULL) {
        return NGX_ERROR;
    }

    ctx->data = rd;

    n = ngx_http_statuses_row_count(ctx->job, query);

    rd->statuses = ngx_pcalloc(r->pool,
                               n * sizeof(ngx_http_statuses_status_t));
    rd->roots = ngx_pcalloc(r->pool, n * sizeof(ngx_str_t));

    if (rd->statuses == NULL || rd->roots == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < n; i++) {
        row = ngx_http_statuses_row(ctx->job, query, i);
        if (row == NULL) {
            return NGX_ERROR;
        }

        rd->roots[i] = row[0];

        if (ngx_http_statuses_status_init(r->pool, &rd->statuses[i], row,
                                          ctx->viewer.account_id != 0)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    rd->nstatuses = n;
    rd->schema = ctx->job->schema;

    if (ctx->viewer.account_id == 0) {
        return NGX_OK;
    }

    n = ngx_http_statuses_row_count(ctx->job, query + 1);

    rd->filters = ngx_palloc(r->pool, n * sizeof(ngx_str_t *));
    if (rd->filters == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < n; i++) {
        rd->filters[i] = ngx_http_statuses_row(ctx->job, query + 1, i);
        if (rd->filters[i] == NULL) {
            return NGX_ERROR;
        }
    }

    rd->nfilters = n;

    return NGX_OK;
}


/*
 * Is there an account or a collection to be asked for?  NGX_OK: no; NGX_AGAIN:
 * ctx->job is a new one that asks.
 */

ngx_int_t
ngx_http_statuses_read_more(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                      rc;
    ngx_array_t                    accounts, collections;
    ngx_http_statuses_job_t       *job;
    ngx_http_statuses_read_t      *rd;
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_srv_conf_t  *sscf;

    rd = ctx->data;

    if (ngx_array_init(&accounts, r->pool, 4, sizeof(ngx_str_t)) != NGX_OK
        || ngx_array_init(&collections, r->pool, 4, sizeof(ngx_str_t))
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    rc = ngx_http_statuses_read_missing(ctx, rd, &accounts, &collections);

    if (rc != NGX_OK) {
        return rc;
    }

    if (accounts.nelts == 0 && collections.nelts == 0) {
        return NGX_OK;
    }

    job = ngx_http_statuses_job_create(r->pool, r->connection->log,
                                       ctx->job->db, ctx->op->lane);
    if (job == NULL) {
        return NGX_ERROR;
    }

    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    rd->accounts_query = -1;
    rd->collections_query = -1;

    if (accounts.nelts) {
        rd->accounts_query = job->nqueries;

        q = ngx_http_statuses_job_add(job, ctx->viewer.account_id
                                       ? NGX_HTTP_STATUSES_SQL_ACCOUNTS_VIEWER
                                       : NGX_HTTP_STATUSES_SQL_ACCOUNTS);

        q->nparams = ctx->viewer.account_id ? 3 : 2;
        q->param[0] = ngx_http_statuses_read_ids(r->pool, &accounts);
        q->param[1] = ngx_http_statuses_read_string(r->pool,
                                                    &sscf->local_domain);
        q->param[2] = ngx_http_statuses_read_number(r->pool,
                                                    ctx->viewer.account_id);

        if (q->param[0] == NULL || q->param[1] == NULL || q->param[2] == NULL)
        {
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

    ctx->job = job;

    return NGX_AGAIN;
}


static ngx_int_t
ngx_http_statuses_read_missing(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_read_t *rd, ngx_array_t *accounts,
    ngx_array_t *collections)
{
    ngx_str_t                    id, *own;
    ngx_uint_t                   i;
    ngx_pool_t                  *pool;
    ngx_http_statuses_status_t  *st;

    pool = ctx->request->pool;

    for (i = 0; i < rd->nstatuses; i++) {
        st = &rd->statuses[i];

        if (ngx_http_statuses_read_want(pool, rd, accounts,
                   &st->account.col[STATUSES_ACCOUNT_MOVED_TO_ACCOUNT_ID])
            != NGX_OK
            || ngx_http_statuses_card_author(pool, st, &id) != NGX_OK
            || ngx_http_statuses_read_want(pool, rd, accounts, &id) != NGX_OK)
        {
            return NGX_ERROR;
        }

        if (ngx_http_statuses_is_true(
                                &st->col[STATUSES_STATUS_HAS_COLLECTIONS]))
        {
            own = ngx_array_push(collections);
            if (own == NULL) {
                return NGX_ERROR;
            }

            *own = st->col[STATUSES_STATUS_ID];
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_read_want(ngx_pool_t *pool, ngx_http_statuses_read_t *rd,
    ngx_array_t *ids, ngx_str_t *id)
{
    ngx_str_t   *have;
    ngx_uint_t   i;

    if (id->data == NULL) {
        return NGX_OK;
    }

    have = ids->elts;

    for (i = 0; i < ids->nelts; i++) {
        if (ngx_http_statuses_same(&have[i], id)) {
            return NGX_OK;
        }
    }

    for (i = 0; i < rd->nstatuses; i++) {
        have = &rd->statuses[i].account.col[STATUSES_ACCOUNT_ID];

        if (ngx_http_statuses_same(have, id)) {
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
ngx_http_statuses_read_answers(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_str_t                 *row;
    ngx_uint_t                 i, n;
    ngx_http_statuses_read_t  *rd;

    rd = ctx->data;

    if (rd->accounts_query >= 0) {
        n = ngx_http_statuses_row_count(ctx->job, rd->accounts_query);

        rd->accounts = ngx_pcalloc(r->pool,
                                   n * sizeof(ngx_http_statuses_account_t));
        if (rd->accounts == NULL) {
            return NGX_ERROR;
        }

        for (i = 0; i < n; i++) {
            row = ngx_http_statuses_row(ctx->job, rd->accounts_query, i);
            if (row == NULL) {
                return NGX_ERROR;
            }

            rd->accounts[i].col = row + 1;

            if (ctx->viewer.account_id) {
                rd->accounts[i].own = ngx_http_statuses_is_true(
                                          &row[1 + STATUSES_ACCOUNT_NCOLS]);
                rd->accounts[i].following = ngx_http_statuses_is_true(
                                          &row[2 + STATUSES_ACCOUNT_NCOLS]);
            }
        }

        rd->naccounts = n;
    }

    if (rd->collections_query >= 0) {
        n = ngx_http_statuses_row_count(ctx->job, rd->collections_query);

        rd->collections = ngx_pcalloc(r->pool, n * sizeof(ngx_str_t *));
        if (rd->collections == NULL) {
            return NGX_ERROR;
        }

        for (i = 0; i < n; i++) {
            rd->collections[i] = ngx_http_statuses_row(ctx->job,
                                                    rd->collections_query, i);
            if (rd->collections[i] == NULL) {
                return NGX_ERROR;
            }
        }

        rd->ncollections = n;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_read_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_render_t *render,
    size_t size)
{
    ngx_uint_t                     version;
    ngx_http_statuses_read_t      *rd;
    ngx_http_statuses_loc_conf_t  *slcf;

    rd = ctx->data;
    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    version = ngx_min(slcf->compat, rd->schema);

    if (ngx_http_statuses_render_init(render, r, version,
                                      ctx->viewer.account_id, size)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    render->statuses = rd->statuses;
    render->nstatuses = rd->nstatuses;
    render->accounts = rd->accounts;
    render->naccounts = rd->naccounts;
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
