/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "gate/token.h"
#include "pg/row.h"


static ngx_uint_t ngx_http_statuses_token_blank(ngx_str_t *s);
static int64_t ngx_http_statuses_token_time(ngx_str_t *s);


/* scopes that open something under /api/v1/statuses (spec/reads.md A3) */

static ngx_str_t  ngx_http_statuses_token_scopes[] = {
    ngx_string("read"),
    ngx_string("read:statuses"),
    ngx_string("read:accounts"),
    ngx_string("write"),
    ngx_string("write:statuses"),
    ngx_string("write:favourites"),
    ngx_string("write:bookmarks"),
    ngx_string("write:mutes"),
    ngx_string("write:accounts"),
    ngx_null_string
};


ngx_int_t
ngx_http_statuses_token_find(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_str_t *token)
{
    ngx_table_elt_t  *h;

    h = r->headers_in.authorization;

    /* exactly one space: what follows it is the token, a second one included */

    if (h && h->value.len > sizeof("Bearer ") - 1
        && ngx_strncasecmp(h->value.data, (u_char *) "Bearer ",
                           sizeof("Bearer ") - 1)
           == 0)
    {
        token->data = h->value.data + sizeof("Bearer ") - 1;
        token->len = h->value.len - (sizeof("Bearer ") - 1);

        if (!ngx_http_statuses_token_blank(token)) {
            ctx->token_header = 1;
            return NGX_OK;
        }
    }

    if (ctx->token_param.len == 0) {
        return NGX_DECLINED;
    }

    *token = ctx->token_param;

    return NGX_OK;
}


static ngx_uint_t
ngx_http_statuses_token_blank(ngx_str_t *s)
{
    size_t  i;

    for (i = 0; i < s->len; i++) {
        if (s->data[i] != ' ' && (s->data[i] < '\t' || s->data[i] > '\r')) {
            return 0;
        }
    }

    return 1;
}


void
ngx_http_statuses_token_read(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_token_t *token)
{
    u_char     *p, *last;
    ngx_str_t  *row, scope;

    ngx_memzero(token, sizeof(ngx_http_statuses_token_t));

    if (ngx_http_statuses_row_count(ctx->job, 0) == 0) {
        return;
    }

    row = ngx_http_statuses_row(ctx->job, 0, 0);
    if (row == NULL) {
        return;
    }

    token->id = ngx_http_statuses_row_int(&row[STATUSES_TOKEN_ID], 0);
    token->application_id = ngx_http_statuses_row_int(
                                        &row[STATUSES_TOKEN_APPLICATION_ID],
                                        0);
    token->user_id = ngx_http_statuses_row_int(&row[STATUSES_TOKEN_USER_ID],
                                               0);
    token->account_id = ngx_http_statuses_row_int(
                                        &row[STATUSES_TOKEN_ACCOUNT_ID], 0);
    token->revoked_at = ngx_http_statuses_token_time(
                                             &row[STATUSES_TOKEN_REVOKED_AT]);
    token->expires_at = ngx_http_statuses_token_time(
                                             &row[STATUSES_TOKEN_EXPIRES_AT]);

    token->confirmed = ngx_http_statuses_is_true(
                                             &row[STATUSES_TOKEN_CONFIRMED]);
    token->approved = ngx_http_statuses_is_true(
                                             &row[STATUSES_TOKEN_APPROVED]);
    token->unavailable = ngx_http_statuses_is_true(
                                           &row[STATUSES_TOKEN_UNAVAILABLE]);

    token->stale_token = ngx_http_statuses_is_true(
                                           &row[STATUSES_TOKEN_STALE_TOKEN]);
    token->stale_user = ngx_http_statuses_is_true(
                                            &row[STATUSES_TOKEN_STALE_USER]);

    token->disabled =
        ngx_http_statuses_is_true(&row[STATUSES_TOKEN_DISABLED])
        || ngx_http_statuses_is_true(&row[STATUSES_TOKEN_MEMORIAL])
        || ngx_http_statuses_is_true(&row[STATUSES_TOKEN_MOVED])
        || ngx_http_statuses_is_true(&row[STATUSES_TOKEN_FACTOR_MISSING]);

    p = row[STATUSES_TOKEN_SCOPES].data;
    last = p + row[STATUSES_TOKEN_SCOPES].len;

    while (p < last) {

        if (*p == ' ' || (*p >= '\t' && *p <= '\r')) {
            p++;
            continue;
        }

        scope.data = p;

        while (p < last && *p != ' ' && (*p < '\t' || *p > '\r')) {
            p++;
        }

        scope.len = p - scope.data;
        token->scopes |= ngx_http_statuses_token_scope(&scope);
    }
}


/* 0 stands for never, which the beginning of time is not */

static int64_t
ngx_http_statuses_token_time(ngx_str_t *s)
{
    int64_t  n;

    if (s->data == NULL) {
        return 0;
    }

    n = ngx_http_statuses_row_int(s, 0);

    return n ? n : 1;
}


ngx_uint_t
ngx_http_statuses_token_scope(ngx_str_t *name)
{
    ngx_uint_t  i;

    for (i = 0; ngx_http_statuses_token_scopes[i].len; i++) {
        if (ngx_http_statuses_same(&ngx_http_statuses_token_scopes[i], name)) {
            return 1 << i;
        }
    }

    return 0;
}
