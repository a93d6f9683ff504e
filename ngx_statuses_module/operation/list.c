/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * GET /api/v1/statuses/:id/favourited_by, reblogged_by, and quotes
 * (spec/reads.md C4–C6).
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/read.h"
#include "pg/row.h"


#define NGX_HTTP_STATUSES_LIST_SIZE  32768
#define NGX_HTTP_STATUSES_LIST_PORT  (sizeof(":65535") - 1)


static ngx_int_t ngx_http_statuses_list_accounts(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_sql_e anonymous,
    ngx_http_statuses_sql_e viewer);
static ngx_int_t ngx_http_statuses_list_keys(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, const char **keys);
static u_char *ngx_http_statuses_list_escape(u_char *p, ngx_str_t *text);
static void ngx_http_statuses_list_host(ngx_http_request_t *r,
    const char *usual, ngx_str_t *name, ngx_str_t *port);
static u_char *ngx_http_statuses_list_url(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, u_char *p, const char *key,
    ngx_str_t *value);


ngx_int_t
ngx_http_statuses_favourited_by_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_list_accounts(r, ctx,
                                    NGX_HTTP_STATUSES_SQL_FAVOURITED_BY,
                                    NGX_HTTP_STATUSES_SQL_FAVOURITED_BY_VIEWER);
}


ngx_int_t
ngx_http_statuses_reblogged_by_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ngx_http_statuses_list_accounts(r, ctx,
                                    NGX_HTTP_STATUSES_SQL_REBLOGGED_BY,
                                    NGX_HTTP_STATUSES_SQL_REBLOGGED_BY_VIEWER);
}


static ngx_int_t
ngx_http_statuses_list_accounts(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_sql_e anonymous,
    ngx_http_statuses_sql_e viewer)
{
    const char  *keys[3], *id;

    if (ngx_http_statuses_read_lookup(r, ctx) != NGX_OK
        || ngx_http_statuses_list_keys(r, ctx, keys) != NGX_OK)
    {
        return NGX_ERROR;
    }

    id = ctx->job->query[0].param[0];

    return ngx_http_statuses_read_query(r, ctx, anonymous, viewer, id, keys, 3)
           ? NGX_OK : NGX_ERROR;
}


/* max_id, since_id, limit */

static ngx_int_t
ngx_http_statuses_list_keys(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, const char **keys)
{
    keys[0] = ngx_http_statuses_read_number(r->pool, ctx->page.max_id);
    keys[1] = ngx_http_statuses_read_number(r->pool, ctx->page.since_id);
    keys[2] = ngx_http_statuses_read_number(r->pool, ctx->page.limit);

    return (keys[0] && keys[1] && keys[2]) ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_list_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_http_statuses_read_t  *rd;

    if (ctx->round) {
        return ngx_http_statuses_read_answers(r, ctx);
    }

    if (ngx_http_statuses_row_count(ctx->job, 0) == 0) {
        return ngx_http_statuses_error_not_found(r, ctx);
    }

    rd = ngx_http_statuses_read_create(r, ctx);

    if (rd == NULL
        || ngx_http_statuses_list_page(r, ctx, 1) != NGX_OK
        || ngx_http_statuses_read_accounts(r, ctx, 1) != NGX_OK
        || ngx_http_statuses_list_link(r, ctx, rd->nrows, "since_id")
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_statuses_read_more(r, ctx, NULL);
}


ngx_int_t
ngx_http_statuses_list_page(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t query)
{
    ngx_str_t                 *row;
    ngx_uint_t                 n;
    ngx_http_statuses_read_t  *rd;

    rd = ctx->data;
    n = ngx_http_statuses_row_count(ctx->job, query);

    rd->nrows = n;

    if (n == 0) {
        return NGX_OK;
    }

    row = ngx_http_statuses_row(ctx->job, query, 0);
    if (row == NULL) {
        return NGX_ERROR;
    }

    rd->first_key = row[0];

    row = ngx_http_statuses_row(ctx->job, query, n - 1);
    if (row == NULL) {
        return NGX_ERROR;
    }

    rd->last_key = row[0];

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_list_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_uint_t                     i;
    ngx_http_statuses_read_t      *rd;
    ngx_http_statuses_render_t     render;
    ngx_http_statuses_account_t  **a;

    rd = ctx->data;

    if (ngx_http_statuses_read_render(r, ctx, &render,
                                      NGX_HTTP_STATUSES_LIST_SIZE)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_http_statuses_json_lit(&render.json, "[");

    a = rd->accounts.elts;

    for (i = 0; i < rd->nrows; i++) {
        if (i) {
            ngx_http_statuses_json_lit(&render.json, ",");
        }

        ngx_http_statuses_account_write(&render, a[i]);
    }

    ngx_http_statuses_json_lit(&render.json, "]");

    return ngx_http_statuses_read_done(r, ctx, &render);
}


ngx_int_t
ngx_http_statuses_quotes_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_uint_t                  i;
    const char                 *keys[3], *id;
    ngx_http_statuses_query_t  *q;

    if (ngx_http_statuses_read_lookup(r, ctx) != NGX_OK
        || ngx_http_statuses_list_keys(r, ctx, keys) != NGX_OK)
    {
        return NGX_ERROR;
    }

    id = ctx->job->query[0].param[0];

    q = ngx_http_statuses_job_add(ctx->job,
                                  ctx->viewer.account_id
                                  ? NGX_HTTP_STATUSES_SQL_QUOTES_PAGE_VIEWER
                                  : NGX_HTTP_STATUSES_SQL_QUOTES_PAGE);
    q->param[q->nparams++] = id;

    for (i = 0; i < 3; i++) {
        q->param[q->nparams++] = keys[i];
    }

    if (ctx->viewer.account_id) {
        q->param[q->nparams++] = ctx->job->query[0].param[1];
    }

    q = ngx_http_statuses_read_query(r, ctx, NGX_HTTP_STATUSES_SQL_QUOTES,
                                     NGX_HTTP_STATUSES_SQL_QUOTES_VIEWER, id,
                                     keys, 3);

    return q ? ngx_http_statuses_read_filters(r, ctx) : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_quotes_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_uint_t                 i, shown;
    ngx_http_statuses_read_t  *rd;

    if (ctx->round) {
        return ngx_http_statuses_read_answers(r, ctx);
    }

    if (ngx_http_statuses_row_count(ctx->job, 0) == 0) {
        return ngx_http_statuses_error_not_found(r, ctx);
    }

    rd = ngx_http_statuses_read_create(r, ctx);

    if (rd == NULL
        || ngx_http_statuses_list_page(r, ctx, 1) != NGX_OK
        || ngx_http_statuses_read_graph(r, ctx, 2) != NGX_OK
        || ngx_http_statuses_read_take_filters(r, ctx, 3) != NGX_OK)
    {
        return NGX_ERROR;
    }

    shown = 0;

    for (i = 0; i < rd->nstatuses; i++) {
        shown += ngx_http_statuses_same(&rd->roots[i],
                                &rd->statuses[i].col[STATUSES_STATUS_ID]);
    }

    if (ngx_http_statuses_list_link(r, ctx, shown, "since_id") != NGX_OK) {
        return NGX_ERROR;
    }

    return ngx_http_statuses_read_more(r, ctx, NULL);
}


/*
 * "next" where the page is full, though what follows may be empty; "prev" where
 * something is shown (spec/reads.md C5).
 */

ngx_int_t
ngx_http_statuses_list_link(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t shown, const char *prev)
{
    u_char                        *p;
    size_t                         len;
    ngx_http_statuses_read_t      *rd;
    ngx_http_statuses_srv_conf_t  *sscf;

    rd = ctx->data;
    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    if (rd->nrows == 0) {
        return NGX_OK;
    }

    len = 2 * (sizeof("<https://>; rel=\"next\", ?limit=&since_id=")
               + r->headers_in.server.len + sscf->web_domain.len
               + NGX_HTTP_STATUSES_LIST_PORT
               + ctx->path.len + NGX_INT64_LEN + 3 * ctx->page.limit_text.len);

    p = ngx_pnalloc(r->pool, len);
    if (p == NULL) {
        return NGX_ERROR;
    }

    ctx->link.data = p;

    if (rd->nrows == (ngx_uint_t) ctx->page.limit) {
        p = ngx_http_statuses_list_url(r, ctx, p, "max_id", &rd->last_key);
        p = ngx_cpymem(p, "; rel=\"next\"", sizeof("; rel=\"next\"") - 1);
    }

    if (shown) {
        if (p > ctx->link.data) {
            *p++ = ',';
            *p++ = ' ';
        }

        p = ngx_http_statuses_list_url(r, ctx, p, prev, &rd->first_key);
        p = ngx_cpymem(p, "; rel=\"prev\"", sizeof("; rel=\"prev\"") - 1);
    }

    ctx->link.len = p - ctx->link.data;

    return NGX_OK;
}


static u_char *
ngx_http_statuses_list_url(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx,
    u_char *p, const char *key, ngx_str_t *value)
{
    ngx_str_t                      host, port, scheme;
    ngx_http_statuses_srv_conf_t  *sscf;

    sscf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    /*
     * The scheme of the server's own addresses, as TLS may end before us; the
     * host that was asked.
     */

    if (ngx_strncmp(sscf->base_url.data, "https", 5) == 0) {
        ngx_str_set(&scheme, "https");
        ngx_http_statuses_list_host(r, ":443", &host, &port);

    } else {
        ngx_str_set(&scheme, "http");
        ngx_http_statuses_list_host(r, ":80", &host, &port);
    }

    if (host.len == 0) {
        host = sscf->web_domain;
    }

    p = ngx_sprintf(p, "<%V://%V%V%V?", &scheme, &host, &port, &ctx->path);

    if (ctx->page.limit_text.data) {
        p = ngx_cpymem(p, "limit=", sizeof("limit=") - 1);
        p = ngx_http_statuses_list_escape(p, &ctx->page.limit_text);
        *p++ = '&';
    }

    return ngx_sprintf(p, "%s=%V>", key, value);
}


/*
 * The name that was asked, as the client wrote it, which nginx has in lower
 * case; the port, and its colon; nothing for the usual one.  nginx has looked
 * at the name only, so what follows may be anything.
 */

static void
ngx_http_statuses_list_host(ngx_http_request_t *r, const char *usual,
    ngx_str_t *name, ngx_str_t *port)
{
    u_char     *p, *last;
    ngx_str_t  *host, *server;

    server = &r->headers_in.server;

    *name = *server;
    ngx_str_null(port);

    if (r->headers_in.host == NULL) {
        return;
    }

    host = &r->headers_in.host->value;

    if (host->len < server->len
        || ngx_strncasecmp(host->data, server->data, server->len) != 0)
    {
        return;
    }

    name->data = host->data;

    if (host->len <= server->len + 1
        || host->len > server->len + NGX_HTTP_STATUSES_LIST_PORT
        || host->data[server->len] != ':')
    {
        return;
    }

    p = host->data + server->len;
    last = host->data + host->len;

    if ((size_t) (last - p) == ngx_strlen(usual)
        && ngx_strncmp(p, usual, last - p) == 0)
    {
        return;
    }

    port->data = p;

    for (p++; p < last; p++) {
        if (*p < '0' || *p > '9') {
            return;
        }
    }

    port->len = last - port->data;
}


/* as forms encode */

static u_char *
ngx_http_statuses_list_escape(u_char *p, ngx_str_t *text)
{
    u_char   ch;
    size_t   i;

    for (i = 0; i < text->len; i++) {
        ch = text->data[i];

        if ((ch >= '0' && ch <= '9')
            || ((ch | 0x20) >= 'a' && (ch | 0x20) <= 'z')
            || ch == '-' || ch == '.' || ch == '_' || ch == '~')
        {
            *p++ = ch;

        } else if (ch == ' ') {
            *p++ = '+';

        } else {
            p = ngx_sprintf(p, "%%%02XD", ch);
        }
    }

    return p;
}
