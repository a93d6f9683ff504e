/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * A post before it is one (spec/writes.md 1, 2, 7): what the client sent, what
 * that refers to, and what is to be stored.  In this order:
 *
 *   parse     request/params_post.c takes the parameters
 *   resolve   asks the database what they refer to, in a read of its own, and
 *             takes its answer
 *   compose   rewrites the text, finds its hashtags, settles the defaults
 *   validate  refuses, in Mastodon's words
 *   document  is what a function of statuses_gateway takes
 */

#ifndef _NGX_HTTP_STATUSES_POST_H_INCLUDED_
#define _NGX_HTTP_STATUSES_POST_H_INCLUDED_


#include <ngx_http_statuses.h>
#include "text/html.h"
#include "text/rewrite.h"
#include "text/tag.h"


#define NGX_HTTP_STATUSES_MEDIA_MAX  4


/* statuses.visibility */

#define NGX_HTTP_STATUSES_SEEN_PUBLIC        0
#define NGX_HTTP_STATUSES_SEEN_UNLISTED      1
#define NGX_HTTP_STATUSES_SEEN_PRIVATE       2
#define NGX_HTTP_STATUSES_SEEN_DIRECT        3
#define NGX_HTTP_STATUSES_SEEN_LIMITED       4
#define NGX_HTTP_STATUSES_SEEN_INVALID       -1


/* the values of an account that a handle names, a row of resolve.sql */

enum {
    ngx_http_statuses_named_handle = 0,            /* from 1 on */
    ngx_http_statuses_named_id,
    ngx_http_statuses_named_username,
    ngx_http_statuses_named_domain,
    ngx_http_statuses_named_usable,
    ngx_http_statuses_named_blocked,
    ngx_http_statuses_named_max
};


/* an id, and what stands for it in an error: the number as it was sent */

typedef struct {
    int64_t                          id;
    ngx_str_t                        text;
} ngx_http_statuses_post_id_t;


typedef struct {
    statuses_str_t                  *options;
    size_t                           noptions;
    int64_t                          expires_in;
    unsigned                         expires:1;    /* expires_in was sent */
    unsigned                         multiple:1;
    unsigned                         multiple_sent:1;
    unsigned                         raw:1;        /* not stored like that */
    unsigned                         hide_totals:1;
} ngx_http_statuses_ballot_t;


/* what an edit changes of a file */

typedef struct {
    int64_t                          id;
    ngx_str_t                        description;  /* data NULL: none */
    double                           focus[2];
    unsigned                         described:1;  /* description was sent */
    unsigned                         focused:1;
} ngx_http_statuses_post_file_t;


/* whose answer is awaited */

typedef enum {
    ngx_http_statuses_post_resolving = 0,
    ngx_http_statuses_post_writing,
    ngx_http_statuses_post_reading,      /* what the answer lacks */
    ngx_http_statuses_post_scheduled,
    ngx_http_statuses_post_refusing      /* the accounts of a refusal */
} ngx_http_statuses_post_stage_e;


struct ngx_http_statuses_post_s {
    ngx_http_statuses_post_stage_e   stage;

    /* as sent; data NULL: not sent, or null */

    ngx_str_t                        status;
    ngx_str_t                        spoiler_text;
    ngx_str_t                        visibility;
    ngx_str_t                        language;
    ngx_str_t                        quote_policy;
    ngx_str_t                        scheduled_at;

    ngx_http_statuses_flag_e         sensitive;
    ngx_array_t                      media;        /* …_post_id_t */
    ngx_array_t                      allowed;      /* …_post_id_t */
    ngx_http_statuses_ballot_t      *poll;
    int64_t                          reply;
    int64_t                          quote;

    void                            *params;       /* json_t *, all of them */

    unsigned                         replies:1;    /* even if to no number */
    unsigned                         quotes:1;
    unsigned                         restricted:1; /* allowed_mentions */
    unsigned                         insensitive:1;    /* JSON's false */
    unsigned                         nul:1;        /* in some text */

    /* the status that is edited, 0: a new one */

    int64_t                          edited;
    ngx_array_t                      attributes;   /* …_post_file_t */
    ngx_str_t                        language_now;
    statuses_str_t                   given;        /* as it was sent */
    statuses_str_t                   given_spoiler;
    statuses_str_t                   stripped;     /* of the blanks around */
    const char                      *refusal;      /* if it changes at all */
    unsigned                         keeps_spoiler:1;

    /* how texts are read: the lower of statuses_compat and the schema */

    ngx_uint_t                       version;
    statuses_site_t                  site;
    statuses_arena_t                 arena;

    /* the text before and after its mentions are rewritten */

    statuses_str_t                   text;
    statuses_str_t                   spoiler;
    statuses_handle_t               *handles;
    size_t                           nhandles;
    statuses_tag_t                  *tags;
    size_t                           ntags;

    /* what was found */

    ngx_str_t                       *user;         /* STATUSES_RESOLVE_… */
    ngx_array_t                      quoted;       /* id, account, seen */
    ngx_array_t                      accounts;     /* in sixes, see below */
    ngx_array_t                      files;        /* id, type, processing */
    ngx_array_t                      unusable;     /* hashtags */

    /* what is to be stored */

    ngx_array_t                      mentions;     /* ids, ngx_str_t */
    ngx_array_t                      blocked;      /* the same, not told */
    ngx_array_t                      unexpected;   /* ids, ngx_str_t */
    ngx_int_t                        seen;         /* by whom */
    ngx_int_t                        policy;
    ngx_int_t                        policy_raw;   /* whoever sees it */
    ngx_uint_t                       warned;       /* sensitive */
    ngx_str_t                        tongue;       /* language */

    char                            *at;           /* NULL: now */
    ngx_str_t                        params_text;  /* as first shown */
    ngx_uint_t                       scheduled_query;

    unsigned                         elsewhere:1;  /* an unknown handle */
    unsigned                         spoiler_moved:1;  /* it is the text */
    unsigned                         unlimited:1;  /* not of the 300 (E4) */
};


/* resolve.c */

/*
 * Adds to ctx->job the statement that finds what the post refers to.
 */
ngx_int_t ngx_http_statuses_resolve_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);

/* Takes its answer, that of the n-th statement of ctx->job. */
ngx_int_t ngx_http_statuses_resolve_take(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post,
    ngx_uint_t n);


/* compose.c */

/*
 * Before anything is asked: whose grammars hold, and which text is looked at.
 */
ngx_int_t ngx_http_statuses_compose_begin(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post, ngx_uint_t schema);

/*
 * The text as it is to be stored, the mentions that it makes and the hashtags
 * in it.  What it names has been resolved.
 */
ngx_int_t ngx_http_statuses_compose_text(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);

/* The same for a post that is scheduled: nobody is mentioned yet. */
ngx_int_t ngx_http_statuses_compose_plain(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post);

/* Sets what a new post has by default (1.1, 1.6). */
ngx_int_t ngx_http_statuses_compose_defaults(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post);

/*
 * Sets what an edit changes (1.2); the policy is NGX_DECLINED if it stays.
 */
ngx_int_t ngx_http_statuses_compose_changes(ngx_http_request_t *r,
    ngx_http_statuses_post_t *post);

/* statuses.quote_approval_policy for a name, or NGX_ERROR: there is none */
ngx_int_t ngx_http_statuses_compose_policy(ngx_str_t *name);

/* document.c: what create_status() takes, or NULL when memory lacks */
const char *ngx_http_statuses_compose_document(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);

/* document.c: the same for edit_status() */
const char *ngx_http_statuses_compose_revision(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);


/*
 * publish.c: the post names an account of another server that is not known
 * here: NGX_OK, or NGX_DECLINED if Mastodon is to ask for it.
 */
ngx_int_t ngx_http_statuses_create_elsewhere(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);


/*
 * publish.c: all that a new post is to be, once it is resolved: NGX_OK; an
 * error; NGX_AGAIN, without an error's text, for accounts that
 * allowed_mentions does not name.
 */
ngx_int_t ngx_http_statuses_create_check(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);


/* schedule.c */

/*
 * Sets post->at if the client wants the post at a later time; an error if it
 * is none.
 */
ngx_int_t ngx_http_statuses_schedule_time(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);

/*
 * What create_scheduled() takes; NULL when memory lacks, or with ctx->error if
 * it cannot be stored.
 */
const char *ngx_http_statuses_schedule_document(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);


/* validate.c: NGX_OK, or an error with its text in ctx->error */

/* files: how many, whose, of which kinds, ready (2.2, rows 6 to 9) */
ngx_int_t ngx_http_statuses_validate_media(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);

/* the whole (2.3) */
ngx_int_t ngx_http_statuses_validate_post(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_post_t *post);

/*
 * A poll by itself: adds its messages, each with ", " before it, to those in
 * buf; blank options are dropped.
 */
ngx_int_t ngx_http_statuses_validate_poll(ngx_http_statuses_post_t *post,
    statuses_buf_t *buf);


/* refuses with such messages */
ngx_int_t ngx_http_statuses_validate_failed(ngx_http_statuses_ctx_t *ctx,
    ngx_http_statuses_post_t *post, statuses_buf_t *messages);


#endif /* _NGX_HTTP_STATUSES_POST_H_INCLUDED_ */
