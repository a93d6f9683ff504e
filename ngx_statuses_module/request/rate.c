/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What an answer tells of rate limits (spec/reads.md E2 to E4).
 */

#include "request/request.h"


#define NGX_HTTP_STATUSES_POSTS         300
#define NGX_HTTP_STATUSES_POSTS_PERIOD  10800


static void ngx_http_statuses_rate_posts(ngx_http_statuses_rate_t *rate);
static u_char *ngx_http_statuses_rate_left(u_char *p, int64_t left);
static u_char *ngx_http_statuses_rate_reset(u_char *p, time_t end,
    ngx_uint_t usec);


ngx_int_t
ngx_http_statuses_rate_headers(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t status)
{
    u_char                        *p;
    time_t                         wait;
    ngx_str_t                      key, value;
    ngx_http_statuses_rate_t      *rate;
    ngx_http_statuses_loc_conf_t  *slcf;

    rate = &ctx->rate;

    if (rate->posts_known) {
        ngx_http_statuses_rate_posts(rate);
    }

    if (rate->limit.data == NULL) {
        return NGX_OK;
    }

    /* what ends before a token is looked for tells nothing (D5) */

    if (!ctx->refused
        && (ctx->middleware || ctx->op == NULL || ctx->no_cache))
    {
        return NGX_OK;
    }

    p = ngx_pnalloc(r->pool, NGX_INT64_LEN + NGX_TIME_T_LEN
                             + sizeof("2026-11-24T21:55:00.083725Z") - 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    if (ctx->refused || status == NGX_HTTP_TOO_MANY_REQUESTS) {
        wait = rate->end - rate->now.tv_sec;

        ngx_str_set(&key, "Retry-After");
        value.data = p;
        p = ngx_sprintf(p, "%T", ngx_max(wait, 1));
        value.len = p - value.data;

        if (ngx_http_statuses_header_out(r, &key, &value) != NGX_OK) {
            return NGX_ERROR;
        }
    }

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (!slcf->limit_headers) {
        return NGX_OK;
    }

    ngx_str_set(&key, "X-RateLimit-Limit");

    if (ngx_http_statuses_header_out(r, &key, &rate->limit) != NGX_OK) {
        return NGX_ERROR;
    }

    ngx_str_set(&key, "X-RateLimit-Remaining");
    value.data = p;
    p = ngx_http_statuses_rate_left(p, rate->left);
    value.len = p - value.data;

    if (ngx_http_statuses_header_out(r, &key, &value) != NGX_OK) {
        return NGX_ERROR;
    }

    ngx_str_set(&key, "X-RateLimit-Reset");
    value.data = p;
    p = ngx_http_statuses_rate_reset(p, rate->end, rate->now.tv_usec);
    value.len = p - value.data;

    return ngx_http_statuses_header_out(r, &key, &value);
}


/* E4: the family's values, unless a throttle has less left */

static void
ngx_http_statuses_rate_posts(ngx_http_statuses_rate_t *rate)
{
    int64_t  left;

    rate->posts_known = 0;

    left = NGX_HTTP_STATUSES_POSTS - rate->posts;

    if (rate->limit.data && rate->left < left) {
        return;
    }

    if (rate->limit.data == NULL) {
        ngx_gettimeofday(&rate->now);
    }

    ngx_str_set(&rate->limit, "300");

    rate->left = left;
    rate->end = rate->now.tv_sec
                - rate->now.tv_sec % NGX_HTTP_STATUSES_POSTS_PERIOD
                + NGX_HTTP_STATUSES_POSTS_PERIOD;
}


static u_char *
ngx_http_statuses_rate_left(u_char *p, int64_t left)
{
    u_char      digit[8];
    ngx_uint_t  n;

    if (left < 0 || left > 99999) {
        return ngx_sprintf(p, "%L", left);
    }

    n = 0;

    do {
        digit[n++] = (u_char) ('0' + left % 10);
        left /= 10;
    } while (left);

    while (n) {
        *p++ = digit[--n];
    }

    return p;
}


/* ends of windows come again and again: their text is kept */

static u_char *
ngx_http_statuses_rate_reset(u_char *p, time_t end, ngx_uint_t usec)
{
    ngx_tm_t       tm;
    ngx_uint_t     i;

    static time_t  last;
    static u_char  text[] = "0000-00-00T00:00:00.";

    if (end != last) {
        ngx_gmtime(end, &tm);
        ngx_sprintf(text, "%4d-%02d-%02dT%02d:%02d:%02d.",
                    tm.ngx_tm_year, tm.ngx_tm_mon, tm.ngx_tm_mday,
                    tm.ngx_tm_hour, tm.ngx_tm_min, tm.ngx_tm_sec);
        last = end;
    }

    p = ngx_cpymem(p, text, sizeof(text) - 1);

    for (i = 6; i--; usec /= 10) {
        p[i] = (u_char) ('0' + usec % 10);
    }

    p[6] = 'Z';

    return p + 7;
}
