/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "gate/limit.h"
#include "gate/limit_store.h"
#include "operation/operation.h"


static ngx_http_statuses_limit_t *ngx_http_statuses_limit_begin(
    ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx, ngx_array_t *uses);
static ngx_uint_t ngx_http_statuses_limit_counts(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_limit_use_t *use);
static ngx_uint_t ngx_http_statuses_limit_removes(
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_limit_hash(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_limit_charge_t *charge);
static void ngx_http_statuses_limit_charge(ngx_http_statuses_limit_t *limit);
static ngx_int_t ngx_http_statuses_limit_stored(ngx_http_request_t *r,
    ngx_http_statuses_store_t *store, ngx_http_statuses_limit_t *limit);
static void ngx_http_statuses_limit_set(
    ngx_http_statuses_limit_charge_t *charge, int64_t count);
static void ngx_http_statuses_limit_show(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_limit_t *limit);
static ngx_int_t ngx_http_statuses_limit_verdict(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_limit_t *limit);


ngx_int_t
ngx_http_statuses_limit(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                       rc;
    ngx_http_statuses_limit_t      *limit;
    ngx_http_statuses_loc_conf_t   *slcf;
    ngx_http_statuses_main_conf_t  *smcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);
    smcf = ngx_http_get_module_main_conf(r, ngx_http_statuses_module);

    limit = ctx->limit;

    if (limit == NULL) {

        /* a request counts once, whatever it asks for on its way */

        if (slcf->limits == NULL || r != r->main) {
            return NGX_OK;
        }

        limit = ngx_http_statuses_limit_begin(r, ctx, slcf->limits);
        if (limit == NULL) {
            return NGX_ERROR;
        }

        ctx->limit = limit;

        ngx_http_statuses_limit_charge(limit);

        rc = smcf->limit_store
             ? ngx_http_statuses_store_charge(r, smcf->limit_store, limit, 0)
             : NGX_DECLINED;

    } else if (limit->store) {
        rc = ngx_http_statuses_limit_stored(r, smcf->limit_store, limit);

    } else {
        return NGX_OK;
    }

    if (rc == NGX_AGAIN) {
        return NGX_AGAIN;
    }

    return ngx_http_statuses_limit_verdict(r, ctx, limit);
}


static ngx_http_statuses_limit_t *
ngx_http_statuses_limit_begin(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_array_t *uses)
{
    ngx_int_t                          rc;
    ngx_uint_t                         i;
    ngx_http_statuses_limit_t         *limit;
    ngx_http_statuses_limit_use_t     *use;
    ngx_http_statuses_limit_charge_t  *charge;

    use = uses->elts;

    limit = ngx_palloc(r->pool, offsetof(ngx_http_statuses_limit_t, charge)
                                + uses->nelts
                                  * sizeof(ngx_http_statuses_limit_charge_t));
    if (limit == NULL) {
        return NULL;
    }

    ngx_gettimeofday(&limit->now);

    limit->n = 0;
    limit->charged = 0;
    limit->over = NULL;
    limit->shown = NULL;
    limit->store = NULL;

    for (i = 0; i < uses->nelts; i++) {

        if (!ngx_http_statuses_limit_counts(ctx, &use[i])) {
            continue;
        }

        charge = &limit->charge[limit->n];
        charge->rule = use[i].rule;

        rc = ngx_http_statuses_limit_hash(r, ctx, charge);

        if (rc == NGX_ERROR) {
            return NULL;
        }

        if (rc == NGX_OK) {
            limit->n++;
        }
    }

    return limit;
}


static ngx_uint_t
ngx_http_statuses_limit_counts(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_limit_use_t *use)
{
    if (use->operations
        && (ctx->op == NULL || !(use->operations & ctx->op->group)))
    {
        return 0;
    }

    /* who cannot read the parameters comes no further (E1.3) */

    switch (use->what) {

    case ngx_http_statuses_limit_paging:
        return ctx->paging == NGX_HTTP_STATUSES_PAGING;

    case ngx_http_statuses_limit_removal:
        return ctx->paging != NGX_HTTP_STATUSES_PAGING_UNKNOWN
               && ngx_http_statuses_limit_removes(ctx);

    default:
        return 1;
    }
}


/* the whole path has to be that of a number; other ids are not counted */

static ngx_uint_t
ngx_http_statuses_limit_removes(ngx_http_statuses_ctx_t *ctx)
{
    u_char  *p, *last;
    size_t   len;

    static ngx_str_t  prefix = ngx_string("/api/v1/statuses/");
    static ngx_str_t  suffix = ngx_string("/unreblog");

    if (!(ctx->method & (NGX_HTTP_DELETE|NGX_HTTP_POST))
        || ctx->path.len <= prefix.len
        || ngx_memcmp(ctx->path.data, prefix.data, prefix.len) != 0)
    {
        return 0;
    }

    p = ctx->path.data + prefix.len;
    last = ctx->path.data + ctx->path.len;
    len = 0;

    while (p < last && *p >= '0' && *p <= '9') {
        p++;
        len++;
    }

    if (len == 0) {
        return 0;
    }

    if (ctx->method == NGX_HTTP_DELETE) {
        return p == last;
    }

    return (size_t) (last - p) == suffix.len
           && ngx_memcmp(p, suffix.data, suffix.len) == 0;
}


/* NGX_DECLINED: there is nobody to be counted */

static ngx_int_t
ngx_http_statuses_limit_hash(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_limit_charge_t *charge)
{
    size_t                           len;
    u_char                          *p;
    u_char                           net[NGX_HTTP_STATUSES_LIMIT_NET_LEN];
    int64_t                          user, token, id;
    ngx_http_statuses_limit_rule_t  *rule;

    rule = charge->rule;

    ngx_str_null(&charge->key);

    /* only a token in the header is seen (E1.2) */

    user = ctx->token_header ? ctx->token.user_id : 0;
    token = ctx->token_header ? ctx->token.id : 0;

    switch (rule->key) {

    case ngx_http_statuses_limit_user:
    case ngx_http_statuses_limit_token:
        id = (rule->key == ngx_http_statuses_limit_user) ? user : token;

        if (id == 0) {
            return NGX_DECLINED;
        }

        p = (u_char *) &id;
        len = sizeof(int64_t);
        break;

    case ngx_http_statuses_limit_net:
        if (user) {
            return NGX_DECLINED;
        }

        p = net;
        len = ngx_http_statuses_limit_net_key(r->connection->sockaddr, net);
        break;

    default: /* ngx_http_statuses_limit_value */
        if (ngx_http_complex_value(r, &rule->value, &charge->key) != NGX_OK) {
            return NGX_ERROR;
        }

        if (charge->key.len == 0) {
            return NGX_DECLINED;
        }

        p = charge->key.data;
        len = charge->key.len;
        break;
    }

    charge->hash = ngx_http_statuses_counters_hash(rule->zone, rule->kind, p,
                                                   len);
    return NGX_OK;
}


/* the counters of one zone, as those of Mastodon are, need its lock once */

static void
ngx_http_statuses_limit_charge(ngx_http_statuses_limit_t *limit)
{
    ngx_uint_t                         i;
    ngx_http_statuses_counter_t       *counter;
    ngx_http_statuses_counters_t      *zone;
    ngx_http_statuses_limit_rule_t    *rule;
    ngx_http_statuses_limit_charge_t  *charge;

    zone = NULL;

    for (i = limit->charged; i < limit->n; i++) {
        charge = &limit->charge[i];
        rule = charge->rule;

        if (zone != rule->zone) {

            if (zone) {
                ngx_http_statuses_counters_unlock(zone);
            }

            zone = rule->zone;
            ngx_http_statuses_counters_lock(zone);
        }

        counter = ngx_http_statuses_counters_take(zone, charge->hash,
                                                  limit->now.tv_sec,
                                                  rule->period);

        if (counter->count < NGX_MAX_INT32_VALUE) {
            counter->count++;
        }

        charge->count = counter->count;
        charge->end = counter->end;

        limit->charged = i + 1;

        if (charge->count > rule->limit) {
            break;
        }
    }

    if (zone) {
        ngx_http_statuses_counters_unlock(zone);
    }
}


/*
 * What Redis says counts, and is what this node goes on from.  A limit that
 * only Redis has over takes back those behind it; one that only this node had
 * over lets them be charged.
 */

static ngx_int_t
ngx_http_statuses_limit_stored(ngx_http_request_t *r,
    ngx_http_statuses_store_t *store, ngx_http_statuses_limit_t *limit)
{
    ngx_uint_t                         i, last;
    ngx_http_statuses_limit_charge_t  *charge;
    ngx_http_statuses_store_wait_t    *wait;

    wait = limit->store;

    if (wait->op) {
        return NGX_AGAIN;
    }

    if (wait->failed) {
        wait->failed = 0;
        return NGX_DECLINED;
    }

    last = limit->charged;

    for (i = wait->from; i < last; i++) {
        charge = &limit->charge[i];

        ngx_http_statuses_limit_set(charge, wait->count[i - wait->from]);

        if (charge->count > charge->rule->limit) {
            i++;
            break;
        }
    }

    if (i < last) {
        ngx_http_statuses_store_return(r, store, limit, i, last);

        limit->charged = i;

        for ( /* void */ ; i < last; i++) {
            ngx_http_statuses_limit_set(&limit->charge[i],
                                        (int64_t) limit->charge[i].count - 1);
        }

        return NGX_OK;
    }

    if (last == limit->n
        || limit->charge[last - 1].count > limit->charge[last - 1].rule->limit)
    {
        return NGX_OK;
    }

    ngx_http_statuses_limit_charge(limit);

    return ngx_http_statuses_store_charge(r, store, limit, last);
}


static void
ngx_http_statuses_limit_set(ngx_http_statuses_limit_charge_t *charge,
    int64_t count)
{
    ngx_http_statuses_counter_t   *counter;
    ngx_http_statuses_counters_t  *zone;

    charge->count = (uint32_t) ngx_max(ngx_min(count, NGX_MAX_INT32_VALUE), 0);

    zone = charge->rule->zone;

    ngx_http_statuses_counters_lock(zone);

    counter = ngx_http_statuses_counters_find(zone, charge->hash, charge->end);

    if (counter) {
        counter->count = charge->count;
    }

    ngx_http_statuses_counters_unlock(zone);
}


static ngx_int_t
ngx_http_statuses_limit_verdict(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_limit_t *limit)
{
    ngx_http_statuses_loc_conf_t      *slcf;
    ngx_http_statuses_limit_charge_t  *over;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    ngx_http_statuses_limit_show(ctx, limit);

    over = limit->over;

    if (over == NULL) {
        return NGX_OK;
    }

    ngx_log_error(slcf->limit_log_level, r->connection->log, 0,
                  "limiting requests%s, %uD of %uD in zone \"%V\"",
                  slcf->limit_dry_run ? ", dry run" : "", over->count,
                  over->rule->limit, &over->rule->name);

    if (slcf->limit_dry_run) {
        return NGX_OK;
    }

    ctx->refused = 1;
    ctx->middleware = 1;
    ctx->error = "Too many requests";

    return slcf->limit_status;
}


/* the one with the least left, the first among equals (E2) */

static void
ngx_http_statuses_limit_show(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_limit_t *limit)
{
    int64_t                            left, least;
    ngx_uint_t                         i;
    ngx_http_statuses_limit_charge_t  *charge, *shown;

    shown = NULL;
    least = 0;

    for (i = 0; i < limit->charged; i++) {
        charge = &limit->charge[i];
        left = (int64_t) charge->rule->limit - charge->count;

        if (left < 0) {
            limit->over = charge;
            shown = charge;
            least = 0;
            break;
        }

        if (shown == NULL || left < least) {
            shown = charge;
            least = left;
        }
    }

    limit->shown = shown;

    if (shown) {
        ctx->rate.limit = shown->rule->text;
        ctx->rate.left = least;
        ctx->rate.end = shown->end;
        ctx->rate.now = limit->now;
    }
}


void
ngx_http_statuses_limit_return(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_uint_t                         i;
    ngx_http_statuses_limit_t         *limit;
    ngx_http_statuses_counter_t       *counter;
    ngx_http_statuses_counters_t      *zone;
    ngx_http_statuses_main_conf_t     *smcf;
    ngx_http_statuses_limit_charge_t  *charge;

    limit = ctx->limit;
    smcf = ngx_http_get_module_main_conf(r, ngx_http_statuses_module);

    if (smcf->limit_store) {
        ngx_http_statuses_store_return(r, smcf->limit_store, limit, 0,
                                       limit->charged);
    }

    for (i = 0; i < limit->charged; i++) {
        charge = &limit->charge[i];
        zone = charge->rule->zone;

        ngx_http_statuses_counters_lock(zone);

        counter = ngx_http_statuses_counters_find(zone, charge->hash,
                                                  charge->end);
        if (counter && counter->count) {
            counter->count--;
        }

        ngx_http_statuses_counters_unlock(zone);
    }

    ctx->limit = NULL;
    ngx_str_null(&ctx->rate.limit);
}
