/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "gate/auth.h"
#include "gate/activity.h"
#include "gate/token.h"
#include "operation/operation.h"
#include "pg/job.h"
#include "shm/zone.h"


/*
 * While one request asks for a token, the others look again after this time;
 * those of the same worker are told.  A claim that is older is void.
 */

#define NGX_HTTP_STATUSES_AUTH_POLL   10
#define NGX_HTTP_STATUSES_AUTH_CLAIM  2000


typedef enum {
    auth_record_claimed = 0,
    auth_record_unknown,
    auth_record_known
} ngx_http_statuses_auth_record_e;


/* what the zone keeps under the digest of a token */

typedef struct {
    ngx_http_statuses_token_t         token;
    uint64_t                          owner;     /* of a claim */
    ngx_http_statuses_auth_record_e   state;
} ngx_http_statuses_auth_record_t;


/* a request that asks, or waits for one that does */

typedef struct {
    ngx_queue_t                       queue;
    ngx_event_t                       timer;
    ngx_http_request_t               *request;
    ngx_http_statuses_auth_conf_t    *conf;
    ngx_str_t                         text;
    uint64_t                          owner;
    u_char                            digest[NGX_HTTP_STATUSES_DIGEST_LEN];
    unsigned                          claimed:1;
    unsigned                          waiting:1;
} ngx_http_statuses_auth_t;


static ngx_int_t ngx_http_statuses_auth_begin(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_auth_look(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_auth_t *auth);
static ngx_int_t ngx_http_statuses_auth_ask(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_auth_t *auth);
static void ngx_http_statuses_auth_answer(ngx_http_statuses_auth_t *auth,
    ngx_http_statuses_token_t *token);
static void ngx_http_statuses_auth_release(ngx_http_statuses_auth_t *auth);
static void ngx_http_statuses_auth_tell(ngx_http_statuses_auth_t *auth);
static void ngx_http_statuses_auth_timer_handler(ngx_event_t *ev);
static void ngx_http_statuses_auth_cleanup(void *data);
static ngx_int_t ngx_http_statuses_auth_token(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_auth_user(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


/* those who wait in this worker */

static ngx_queue_t  ngx_http_statuses_auth_waiting = {
    &ngx_http_statuses_auth_waiting, &ngx_http_statuses_auth_waiting
};

static uint64_t  ngx_http_statuses_auth_serial;


/* statuses_token_zone zone=name:size [valid=time] [negative=time]; */

char *
ngx_http_statuses_auth_zone(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_statuses_main_conf_t *smcf = conf;

    u_char                         *p;
    ssize_t                         size;
    ngx_str_t                      *value, name, s;
    ngx_msec_t                      valid, negative;
    ngx_uint_t                      i;
    ngx_http_statuses_auth_conf_t  *acf;

    if (smcf->auth) {
        return "is duplicate";
    }

    value = cf->args->elts;

    ngx_str_null(&name);
    size = 0;
    valid = 30000;
    negative = 5000;

    for (i = 1; i < cf->args->nelts; i++) {

        if (ngx_strncmp(value[i].data, "zone=", 5) == 0) {
            name.data = value[i].data + 5;

            p = (u_char *) ngx_strchr(name.data, ':');
            if (p == NULL || p == name.data) {
                goto invalid;
            }

            name.len = p - name.data;

            s.data = p + 1;
            s.len = value[i].data + value[i].len - s.data;

            size = ngx_parse_size(&s);

            if (size == NGX_ERROR) {
                goto invalid;
            }

            if (size < (ssize_t) (8 * ngx_pagesize)) {
                ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                                   "zone \"%V\" is too small", &value[i]);
                return NGX_CONF_ERROR;
            }

            continue;
        }

        if (ngx_strncmp(value[i].data, "valid=", 6) == 0) {
            s.data = value[i].data + 6;
            s.len = value[i].len - 6;

            valid = ngx_parse_time(&s, 0);

            if (valid == (ngx_msec_t) NGX_ERROR || valid == 0) {
                goto invalid;
            }

            continue;
        }

        if (ngx_strncmp(value[i].data, "negative=", 9) == 0) {
            s.data = value[i].data + 9;
            s.len = value[i].len - 9;

            negative = ngx_parse_time(&s, 0);

            if (negative == (ngx_msec_t) NGX_ERROR) {
                goto invalid;
            }

            continue;
        }

        goto invalid;
    }

    if (name.len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"%V\" must have \"zone\" parameter",
                           &cmd->name);
        return NGX_CONF_ERROR;
    }

    acf = ngx_pcalloc(cf->pool, sizeof(ngx_http_statuses_auth_conf_t));
    if (acf == NULL) {
        return NGX_CONF_ERROR;
    }

    acf->valid = valid;
    acf->negative = negative;

    acf->zone = ngx_http_statuses_zone_add(cf, &name, size,
                                    sizeof(ngx_http_statuses_auth_record_t));
    if (acf->zone == NULL) {
        return NGX_CONF_ERROR;
    }

    smcf->auth = acf;

    return NGX_CONF_OK;

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);

    return NGX_CONF_ERROR;
}


ngx_int_t
ngx_http_statuses_auth_identify(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                  rc;
    ngx_http_statuses_auth_t  *auth;

    auth = ctx->auth;

    if (auth == NULL) {
        rc = ngx_http_statuses_auth_begin(r, ctx);

        if (rc != NGX_AGAIN) {
            return rc == NGX_DECLINED ? NGX_OK : rc;
        }

        auth = ctx->auth;
    }

    if (ctx->job && ctx->job->state == ngx_http_statuses_job_done) {

        if (ctx->job->outcome != ngx_http_statuses_job_ok) {
            ngx_http_statuses_auth_release(auth);
            return NGX_ERROR;
        }

        ngx_http_statuses_token_read(r, ctx, &ctx->token);
        ctx->token_read = 1;
        ngx_http_statuses_auth_answer(auth, &ctx->token);

        ctx->job = NULL;

    } else {
        rc = ngx_http_statuses_auth_look(r, ctx, auth);

        if (rc != NGX_OK) {
            return rc;
        }
    }

    ctx->viewer.token_id = ctx->token.id;
    ctx->viewer.application_id = ctx->token.application_id;
    ctx->viewer.user_id = ctx->token.user_id;
    ctx->viewer.account_id = ctx->token.account_id;

    return NGX_OK;
}


/* NGX_DECLINED: no token, or one that no row can have */

static ngx_int_t
ngx_http_statuses_auth_begin(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    u_char                         *p, *last;
    uint32_t                        ch;
    ngx_int_t                       rc;
    ngx_str_t                       token;
    ngx_pool_cleanup_t             *cln;
    ngx_http_statuses_auth_t       *auth;
    ngx_http_statuses_main_conf_t  *smcf;

    rc = ngx_http_statuses_token_find(r, ctx, &token);

    if (rc != NGX_OK) {
        return rc;
    }

    /* a NUL or broken UTF-8 is in no row, and the server would refuse it */

    p = token.data;
    last = p + token.len;

    while (p < last) {
        if (*p == '\0') {
            return NGX_DECLINED;
        }

        if (*p < 0x80) {
            p++;
            continue;
        }

        ch = ngx_utf8_decode(&p, last - p);

        if (ch > 0x10ffff || (ch >= 0xd800 && ch <= 0xdfff)) {
            return NGX_DECLINED;
        }
    }

    cln = ngx_pool_cleanup_add(r->pool, sizeof(ngx_http_statuses_auth_t));
    if (cln == NULL) {
        return NGX_ERROR;
    }

    auth = cln->data;
    ngx_memzero(auth, sizeof(ngx_http_statuses_auth_t));

    cln->handler = ngx_http_statuses_auth_cleanup;

    smcf = ngx_http_get_module_main_conf(r, ngx_http_statuses_module);

    auth->request = r;
    auth->conf = smcf->auth;
    auth->text = token;
    auth->timer.handler = ngx_http_statuses_auth_timer_handler;
    auth->timer.data = auth;
    auth->timer.log = r->connection->log;

    if (auth->conf
        && ngx_http_statuses_zone_digest(auth->conf->zone, &token,
                                         auth->digest)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    ctx->auth = auth;

    return NGX_AGAIN;
}


/* in the cache; else asks, or waits for the one who does */

static ngx_int_t
ngx_http_statuses_auth_look(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_auth_t *auth)
{
    ngx_http_statuses_zone_t         *zone;
    ngx_http_statuses_record_t       *rec;
    ngx_http_statuses_auth_record_t  *ar;

    if (auth->conf == NULL) {
        return ngx_http_statuses_auth_ask(r, ctx, auth);
    }

    zone = auth->conf->zone;

    ngx_http_statuses_zone_lock(zone);

    rec = ngx_http_statuses_zone_find(zone, auth->digest);

    if (rec) {
        ar = (ngx_http_statuses_auth_record_t *) rec->data;

        if (ar->state != auth_record_claimed) {
            ctx->token = ar->token;
            ngx_http_statuses_zone_unlock(zone);
            return NGX_OK;
        }

        ngx_http_statuses_zone_unlock(zone);

        if (!auth->waiting) {
            auth->waiting = 1;
            ngx_queue_insert_tail(&ngx_http_statuses_auth_waiting,
                                  &auth->queue);
        }

        ngx_add_timer(&auth->timer, NGX_HTTP_STATUSES_AUTH_POLL);

        return NGX_AGAIN;
    }

    rec = ngx_http_statuses_zone_put(zone, auth->digest,
                                     NGX_HTTP_STATUSES_AUTH_CLAIM);

    if (rec) {
        auth->owner = (uint64_t) ngx_pid << 32
                      | (ngx_http_statuses_auth_serial++ & 0xffffffff);
        auth->claimed = 1;

        ar = (ngx_http_statuses_auth_record_t *) rec->data;
        ar->owner = auth->owner;
    }

    ngx_http_statuses_zone_unlock(zone);

    return ngx_http_statuses_auth_ask(r, ctx, auth);
}


static ngx_int_t
ngx_http_statuses_auth_ask(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_auth_t *auth)
{
    u_char                        *p;
    ngx_http_statuses_query_t     *q;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    /* always the primary: a new token must work at once */

    ctx->job = ngx_http_statuses_job_create(r->pool, r->connection->log,
                                            slcf->primary,
                                            ngx_http_statuses_lane_fast);
    p = ngx_pnalloc(r->pool, auth->text.len + 1);

    if (ctx->job == NULL || p == NULL) {
        ngx_http_statuses_auth_release(auth);
        return NGX_ERROR;
    }

    ngx_cpystrn(p, auth->text.data, auth->text.len + 1);

    q = ngx_http_statuses_job_add(ctx->job, NGX_HTTP_STATUSES_SQL_TOKEN);
    q->nparams = 1;
    q->param[0] = (const char *) p;

    return NGX_AGAIN;
}


/* puts what was found into the cache, and tells those who wait */

static void
ngx_http_statuses_auth_answer(ngx_http_statuses_auth_t *auth,
    ngx_http_statuses_token_t *token)
{
    ngx_msec_t                        valid;
    ngx_http_statuses_zone_t         *zone;
    ngx_http_statuses_record_t       *rec;
    ngx_http_statuses_auth_record_t  *ar;

    if (auth->conf == NULL) {
        return;
    }

    zone = auth->conf->zone;
    valid = token->id ? auth->conf->valid : auth->conf->negative;

    ngx_http_statuses_zone_lock(zone);

    rec = ngx_http_statuses_zone_put(zone, auth->digest, valid);

    if (rec) {
        ar = (ngx_http_statuses_auth_record_t *) rec->data;
        ar->token = *token;
        ar->state = token->id ? auth_record_known : auth_record_unknown;
    }

    ngx_http_statuses_zone_unlock(zone);

    auth->claimed = 0;

    ngx_http_statuses_auth_tell(auth);
}


/* gives up a claim, so that somebody else may try */

static void
ngx_http_statuses_auth_release(ngx_http_statuses_auth_t *auth)
{
    ngx_http_statuses_zone_t         *zone;
    ngx_http_statuses_record_t       *rec;
    ngx_http_statuses_auth_record_t  *ar;

    if (!auth->claimed) {
        return;
    }

    auth->claimed = 0;
    zone = auth->conf->zone;

    ngx_http_statuses_zone_lock(zone);

    rec = ngx_http_statuses_zone_find(zone, auth->digest);

    if (rec) {
        ar = (ngx_http_statuses_auth_record_t *) rec->data;

        if (ar->state == auth_record_claimed && ar->owner == auth->owner) {
            ngx_http_statuses_zone_remove(zone, auth->digest);
        }
    }

    ngx_http_statuses_zone_unlock(zone);

    ngx_http_statuses_auth_tell(auth);
}


static void
ngx_http_statuses_auth_tell(ngx_http_statuses_auth_t *auth)
{
    ngx_queue_t               *q;
    ngx_http_statuses_auth_t  *other;

    for (q = ngx_queue_head(&ngx_http_statuses_auth_waiting);
         q != ngx_queue_sentinel(&ngx_http_statuses_auth_waiting);
         q = ngx_queue_next(q))
    {
        other = ngx_queue_data(q, ngx_http_statuses_auth_t, queue);

        if (ngx_memcmp(other->digest, auth->digest,
                       NGX_HTTP_STATUSES_DIGEST_LEN)
            == 0)
        {
            /* not from here: their requests are not ours to run */
            ngx_post_event(&other->timer, &ngx_posted_events);
        }
    }
}


static void
ngx_http_statuses_auth_timer_handler(ngx_event_t *ev)
{
    ngx_http_statuses_auth_t *auth = ev->data;

    ngx_connection_t    *c;
    ngx_http_request_t  *r;

    /* told and at the end of its time in the same moment: once is enough */

    if (ev->timer_set) {
        ngx_del_timer(ev);
    }

    if (ev->posted) {
        ngx_delete_posted_event(ev);
    }

    if (auth->waiting) {
        auth->waiting = 0;
        ngx_queue_remove(&auth->queue);
    }

    r = auth->request;
    c = r->connection;

    ngx_http_set_log_request(c->log, r);

    r->write_event_handler = ngx_http_core_run_phases;
    ngx_http_core_run_phases(r);

    ngx_http_run_posted_requests(c);
}


static void
ngx_http_statuses_auth_cleanup(void *data)
{
    ngx_http_statuses_auth_t *auth = data;

    if (auth->timer.timer_set) {
        ngx_del_timer(&auth->timer);
    }

    if (auth->timer.posted) {
        ngx_delete_posted_event(&auth->timer);
    }

    if (auth->waiting) {
        auth->waiting = 0;
        ngx_queue_remove(&auth->queue);
    }

    ngx_http_statuses_auth_release(auth);
}


ngx_int_t
ngx_http_statuses_auth_verdict(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                      rc;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    /* a request over a limit is no sign of life (F), but a wrong scope is */

    if (ctx->token_read) {
        ngx_http_statuses_activity_note(r, ctx);
    }

    /* A5.4: a closed server is for sound users only */

    if (slcf->limited_federation && ctx->token.user_id) {
        rc = ngx_http_statuses_auth_user(r, ctx);

        if (rc != NGX_OK) {
            ctx->no_authorization = 1;
            ctx->no_cache = 1;
            return rc;
        }
    }

    /* A5.6: whoever is no user gets nothing at all */

    if (ctx->token.user_id == 0
        && (slcf->authorized_fetch || slcf->limited_federation
            || (ctx->token.id == 0
                && !(ctx->op->flags & NGX_HTTP_STATUSES_TOKEN_REQUIRED)
                && !(slcf->anonymous & ctx->op->group))))
    {
        ctx->no_authorization = 1;
        ctx->error = (slcf->compat == NGX_HTTP_STATUSES_DOCS)
                     ? "This API requires an authenticated user"
                     : "This method requires an authenticated user";
        return NGX_HTTP_UNAUTHORIZED;
    }

    /* A5.7, before everything else and on every endpoint */

    if (ctx->token.unavailable) {
        ctx->error = "Your login is currently disabled";
        ctx->no_authorization = 1;
        return NGX_HTTP_FORBIDDEN;
    }

    rc = ngx_http_statuses_auth_token(r, ctx);

    if (rc == NGX_OK && (ctx->op->flags & NGX_HTTP_STATUSES_USER_GATE)) {
        rc = ngx_http_statuses_auth_user(r, ctx);
    }

    if (rc == NGX_OK || rc == NGX_ERROR) {
        return rc;
    }

    if (ctx->op->flags & NGX_HTTP_STATUSES_LOOKUP_FIRST) {
        ctx->verdict = rc;
        ctx->verdict_error = ctx->error;
        ctx->verdict_authenticate = ctx->authenticate;

        ctx->error = NULL;
        ngx_str_null(&ctx->authenticate);

        return NGX_OK;
    }

    return rc;
}


ngx_int_t
ngx_http_statuses_auth_deferred(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    if (ctx->verdict == 0) {
        return NGX_OK;
    }

    ctx->error = ctx->verdict_error;
    ctx->authenticate = ctx->verdict_authenticate;

    return ctx->verdict;
}


/* A3, A7 */

static ngx_int_t
ngx_http_statuses_auth_token(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    time_t                          now;
    u_char                         *p;
    ngx_uint_t                      i, scopes;
    const char                     *error;
    const ngx_http_statuses_op_t   *op;
    ngx_http_statuses_loc_conf_t   *slcf;

    op = ctx->op;
    now = ngx_time();
    error = NULL;

    if (ctx->token.id == 0) {

        if (!(op->flags & NGX_HTTP_STATUSES_TOKEN_REQUIRED)) {
            return NGX_OK;
        }

        error = "The access token is invalid";

    } else if (ctx->token.revoked_at && ctx->token.revoked_at <= now) {
        error = "The access token was revoked";

    } else if (ctx->token.expires_at && ctx->token.expires_at < now) {
        error = "The access token expired";
    }

    p = ngx_pnalloc(r->pool, 256);
    if (p == NULL) {
        return NGX_ERROR;
    }

    if (error) {
        ctx->error = error;
        ctx->authenticate.data = p;
        ctx->authenticate.len = ngx_snprintf(p, 256,
                                    "Bearer realm=\"Doorkeeper\", "
                                    "error=\"invalid_token\", "
                                    "error_description=\"%s\"", error)
                                - p;
        return NGX_HTTP_UNAUTHORIZED;
    }

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);
    scopes = 0;

    for (i = 0; i < 3 && op->scope[i].len; i++) {

        /* the third is documented, but no server takes it */

        if (i == 2 && slcf->compat != NGX_HTTP_STATUSES_DOCS) {
            break;
        }

        scopes |= ngx_http_statuses_token_scope((ngx_str_t *) &op->scope[i]);
    }

    if (ctx->token.scopes & scopes) {
        return NGX_OK;
    }

    ctx->error = "This action is outside the authorized scopes";

    if (slcf->compat != NGX_HTTP_STATUSES_4_5) {
        ctx->authenticate.data = p;
        ctx->authenticate.len = ngx_snprintf(p, 256,
                                    "Bearer realm=\"Doorkeeper\", "
                                    "error=\"insufficient_scope\", "
                                    "error_description=\"Access to this "
                                    "resource requires scope _%V %V_.\"",
                                    &op->scope[0], &op->scope[1])
                                - p;
    }

    return NGX_HTTP_FORBIDDEN;
}


/* A6 */

static ngx_int_t
ngx_http_statuses_auth_user(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    if (ctx->viewer.account_id == 0) {
        ctx->error = "This method requires an authenticated user";
        return NGX_HTTP_STATUSES_UNPROCESSABLE;
    }

    if (!ctx->token.confirmed) {
        ctx->error = "Your login is missing a confirmed e-mail address";

    } else if (!ctx->token.approved) {
        ctx->error = "Your login is currently pending approval";

    } else if (ctx->token.disabled || ctx->token.unavailable) {
        ctx->error = "Your login is currently disabled";

    } else {
        return NGX_OK;
    }

    return NGX_HTTP_FORBIDDEN;
}
