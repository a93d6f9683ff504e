/*
 * Copyright (C) ngx_statuses_module contributors
 */

#ifndef _NGX_HTTP_STATUSES_H_INCLUDED_
#define _NGX_HTTP_STATUSES_H_INCLUDED_


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>


/*
 * The return codes of all stages are one small language:
 *
 *   NGX_OK        go on with the next stage
 *   NGX_AGAIN     parked: exactly one waker and one timeout are armed
 *   NGX_DONE      the body (ctx->out) is ready, go on with the response
 *   NGX_DECLINED  the location's own handler answers, ctx->decline says why
 *   NGX_ERROR     our fault: declined if allowed, else 503 with Retry-After
 *   >= 400        a JSON error with this status and ctx->error as its text
 */


/* statuses that nginx has no names for */

#define NGX_HTTP_STATUSES_NOT_ACCEPTABLE     406
#define NGX_HTTP_STATUSES_UNPROCESSABLE      422


/* wire versions; "docs" is 4.7 with the documented error texts */

#define NGX_HTTP_STATUSES_4_5                405
#define NGX_HTTP_STATUSES_4_6                406
#define NGX_HTTP_STATUSES_4_7                407
#define NGX_HTTP_STATUSES_DOCS               499


/* reasons to decline, and the bits of statuses_fallback */

#define NGX_HTTP_STATUSES_FB_OFF             0x0002
#define NGX_HTTP_STATUSES_FB_UNSUPPORTED     0x0004
#define NGX_HTTP_STATUSES_FB_DISABLED        0x0008
#define NGX_HTTP_STATUSES_FB_ERROR           0x0010
#define NGX_HTTP_STATUSES_FB_TIMEOUT         0x0020
#define NGX_HTTP_STATUSES_FB_OVERLOAD        0x0040


#define NGX_HTTP_STATUSES_BATCH_MAX          20


/* statuses_jobs: where a write's follow-up work goes */

#define NGX_HTTP_STATUSES_JOBS_OFF           0
#define NGX_HTTP_STATUSES_JOBS_OUTBOX        1
#define NGX_HTTP_STATUSES_JOBS_SIDEKIQ       2


/* bits of statuses_methods; nginx's own are r->method */

#define NGX_HTTP_STATUSES_READS              (NGX_HTTP_GET|NGX_HTTP_HEAD)
#define NGX_HTTP_STATUSES_UPDATES            (NGX_HTTP_PUT|NGX_HTTP_PATCH)


typedef struct ngx_http_statuses_ctx_s   ngx_http_statuses_ctx_t;
typedef struct ngx_http_statuses_op_s    ngx_http_statuses_op_t;
typedef struct ngx_http_statuses_db_s    ngx_http_statuses_db_t;
typedef struct ngx_http_statuses_job_s   ngx_http_statuses_job_t;
typedef struct ngx_http_statuses_store_s ngx_http_statuses_store_t;
typedef struct ngx_http_statuses_post_s  ngx_http_statuses_post_t;
typedef struct ngx_http_statuses_once_s  ngx_http_statuses_once_t;
typedef struct ngx_http_statuses_translator_s
                                         ngx_http_statuses_translator_t;


/* a parameter that is true or false; unset: not sent, or blank */

typedef enum {
    ngx_http_statuses_flag_unset = 0,
    ngx_http_statuses_flag_false,
    ngx_http_statuses_flag_true
} ngx_http_statuses_flag_e;


/*
 * Lanes keep slow statements from delaying fast ones: a pipeline answers in
 * order, so whoever shares a connection waits for those before.
 */

typedef enum {
    ngx_http_statuses_lane_fast = 0,
    ngx_http_statuses_lane_slow,
    ngx_http_statuses_lane_write,
    ngx_http_statuses_lane_max
} ngx_http_statuses_lane_e;


typedef struct ngx_http_statuses_auth_conf_s {
    struct ngx_http_statuses_zone_s  *zone;
    ngx_msec_t                        valid;
    ngx_msec_t                        negative;   /* of unknown tokens */
} ngx_http_statuses_auth_conf_t;


typedef struct {
    ngx_array_t                    databases;  /* ngx_http_statuses_db_t * */
    ngx_http_statuses_auth_conf_t *auth;       /* NULL: no token cache */
    void                          *pools;      /* of this worker process */
    ngx_uint_t                     enabled;    /* "statuses on" somewhere */
    ngx_uint_t                     scheduler;  /* …_SCHEDULER_… */
    ngx_array_t                    schedulers; /* relay/scheduler.c */
    ngx_array_t                   *limits;     /* of zones, by name */
    void                          *throttles;  /* Mastodon's */
    ngx_http_statuses_store_t     *limit_store;    /* NULL: the zones */
} ngx_http_statuses_main_conf_t;


typedef struct {
    ngx_str_t                      local_domain;
    const char                    *local_domain_text;   /* for statements */
    ngx_str_t                      web_domain;
    ngx_str_t                      base_url;
    const char                    *base_url_text;
    ngx_str_t                      asset_url;
    ngx_str_t                      media_base_url;
    ngx_uint_t                     jobs;        /* NGX_HTTP_STATUSES_JOBS_… */
    ngx_str_t                      jobs_redis;  /* URI, may hold a password */
    ngx_http_statuses_db_t        *jobs_database;       /* NULL: primary */
} ngx_http_statuses_srv_conf_t;


/* spec/reads.md C3 */

typedef struct {
    ngx_int_t                      ancestors;
    ngx_int_t                      descendants;
    ngx_int_t                      depth;
} ngx_http_statuses_context_limits_t;


typedef struct {
    ngx_flag_t                     enable;
    ngx_uint_t                     methods;
    ngx_uint_t                     operations;  /* bits of group */
    ngx_uint_t                     fallback;
    ngx_uint_t                     compat;
    ngx_flag_t                     cors;
    ngx_flag_t                     etag;
    ngx_flag_t                     activity;
    ngx_flag_t                     idempotency;
    time_t                         idempotency_valid;
    ngx_msec_t                     idempotency_wait;
    ngx_uint_t                     max_characters;
    ngx_flag_t                     authorized_fetch;
    ngx_flag_t                     limited_federation;
    ngx_uint_t                     anonymous;   /* bits of group */
    time_t                         max_age;     /* of public answers */
    ngx_http_statuses_db_t        *primary;
    ngx_http_statuses_context_limits_t  context_anonymous;
    ngx_http_statuses_context_limits_t  context_user;
    ngx_array_t                   *limits;      /* NULL: none */
    ngx_uint_t                     limit_status;
    ngx_uint_t                     limit_log_level;
    ngx_uint_t                     limit_posts;    /* of an account */
    ngx_flag_t                     limit_headers;
    ngx_flag_t                     limit_dry_run;
    ngx_msec_t                     blocklist;   /* how long valid, 0: off */
    ngx_http_statuses_translator_t *translator; /* NULL: none */
    ngx_msec_t                     translate_timeout;
} ngx_http_statuses_loc_conf_t;


/* a page of a list (spec/reads.md C5) */

typedef struct {
    int64_t                        max_id;
    int64_t                        since_id;
    int64_t                        min_id;        /* of scheduled statuses */
    int64_t                        limit;
    ngx_str_t                      limit_text;    /* as sent, for Link */
} ngx_http_statuses_page_t;


/* has it parameters of paging (spec/reads.md E1.3)? */

#define NGX_HTTP_STATUSES_PAGING             1
#define NGX_HTTP_STATUSES_PAGING_UNKNOWN     2  /* they cannot be read */


/*
 * What X-RateLimit-* tell (spec/reads.md E2, E4): of the limit that is nearest
 * to its end, and for operations that post, of the account's posts.  Those
 * know how many posts there were in the current window, and set posts and
 * posts_known; a 429 of theirs sets nothing else.
 */

typedef struct {
    ngx_str_t                      limit;       /* data NULL: none counts */
    int64_t                        left;
    time_t                         end;         /* of the window */
    struct timeval                 now;
    int64_t                        posts;
    ngx_uint_t                     posts_known;
    ngx_uint_t                     query;       /* of the job, 0: not asked */
} ngx_http_statuses_rate_t;


/* who asks; account_id 0 is an anonymous viewer */

typedef struct {
    int64_t                        account_id;
    int64_t                        user_id;
    int64_t                        token_id;
    int64_t                        application_id;
} ngx_http_statuses_viewer_t;


/* a token's row and its owner's (spec/reads.md A2, A6); id 0: unknown */

typedef struct {
    int64_t                        id;
    int64_t                        application_id;
    int64_t                        user_id;
    int64_t                        account_id;
    int64_t                        revoked_at;    /* Unix time, 0: never */
    int64_t                        expires_at;
    uint32_t                       scopes;
    unsigned                       confirmed:1;
    unsigned                       approved:1;
    unsigned                       disabled:1;    /* or moved, memorial … */
    unsigned                       unavailable:1;
    unsigned                       stale_token:1; /* use is to be noted */
    unsigned                       stale_user:1;
} ngx_http_statuses_token_t;


struct ngx_http_statuses_ctx_s {
    ngx_http_request_t            *request;
    const ngx_http_statuses_op_t  *op;
    ngx_uint_t                     stage;
    ngx_uint_t                     method;        /* overridden or as sent */

    int64_t                        id[2];     /* of the path */

    /* parameters, as the operation wants them */
    ngx_str_t                      token_param;   /* outside the header */
    ngx_http_statuses_page_t       page;
    int64_t                       *ids;           /* of batch, distinct */
    ngx_uint_t                     nids;          /* one over the limit: many */
    ngx_str_t                      visibility;    /* data NULL: not sent */
    ngx_str_t                      quote_policy;
    ngx_str_t                      scheduled_at;
    ngx_str_t                      lang;          /* of a translation */
    ngx_str_t                      accept_language;
    ngx_http_statuses_post_t      *post;      /* create: what was sent */
    ngx_http_statuses_once_t      *once;      /* Idempotency-Key, or NULL */

    /* who asks, and the refusal that waits for the lookup of a status */
    void                          *auth;
    ngx_http_statuses_token_t      token;
    ngx_http_statuses_viewer_t     viewer;
    ngx_int_t                      verdict;
    const char                    *verdict_error;
    ngx_str_t                      verdict_authenticate;
    ngx_str_t                      authenticate;  /* WWW-Authenticate */

    /* rate limits */
    void                          *limit;
    ngx_http_statuses_rate_t       rate;
    ngx_uint_t                     paging;    /* NGX_HTTP_STATUSES_PAGING_… */

    /* an answer that is sent as soon as the request has been counted */
    ngx_int_t                      early;         /* its status, 0: none */

    /* pg */
    ngx_http_statuses_job_t       *job;
    ngx_uint_t                     round;
    ngx_event_t                    timer;
    ngx_msec_t                     delay;     /* before the job is sent */

    /* what the operation keeps between its stages */
    void                          *data;

    void                          *translate;
    ngx_str_t                      locale;    /* the user's */

    /* the answer */
    ngx_chain_t                   *out;
    off_t                          length;
    const char                    *error;
    ngx_uint_t                     status;        /* 0: 200 */
    uint64_t                       validator[2];
    ngx_str_t                      etag;
    ngx_str_t                      link;
    ngx_str_t                      path;          /* as asked, normalised */

    ngx_uint_t                     decline;   /* NGX_HTTP_STATUSES_FB_… */
    u_char                        *declined;  /* r->uri.data at that time */

    unsigned                       upwards:1;       /* from min_id on */
    unsigned                       rescheduled:1;   /* scheduled_at is sent */
    unsigned                       delete_media:1;  /* with its files */
    unsigned                       token_header:1;  /* from Authorization */
    unsigned                       token_read:1;    /* from the database */
    unsigned                       refused:1;           /* by a limit */
    unsigned                       blocked:1;           /* the address is */
    unsigned                       refusing:1;    /* declined, but counted */
    unsigned                       body_read:1;
    unsigned                       waiting_body:1;
    unsigned                       retry_after:1;
    unsigned                       no_authorization:1;  /* not in Vary */
    unsigned                       no_cache:1;          /* not no-store */
    unsigned                       middleware:1;        /* D7: before Rails */
    unsigned                       answered:1;
    unsigned                       reroute:1;
    unsigned                       unserved:1;          /* but for a form */
};


extern ngx_module_t  ngx_http_statuses_module;

/* the words for them, in statements too */
extern const char   *ngx_http_statuses_jobs_names[];


/*
 * Prints n, returns the end, at most NGX_INT64_LEN bytes later; without a zero.
 * nginx's own "%L" turns the least of all numbers round, which has no opposite.
 */

static ngx_inline u_char *
ngx_http_statuses_print(u_char *p, int64_t n)
{
    return ngx_sprintf(p, "%s%uL", n < 0 ? "-" : "",
                       n < 0 ? 0 - (uint64_t) n : (uint64_t) n);
}


#endif /* _NGX_HTTP_STATUSES_H_INCLUDED_ */
