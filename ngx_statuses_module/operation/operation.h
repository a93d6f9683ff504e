/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The operation table: everything that is known about an endpoint before a
 * request for it comes.  Router, order of checks, statuses_operations, metrics
 * and the README's table derive from it.
 */

#ifndef _NGX_HTTP_STATUSES_OPERATION_H_INCLUDED_
#define _NGX_HTTP_STATUSES_OPERATION_H_INCLUDED_


#include <ngx_http_statuses.h>


/* the names of statuses_operations; one stands for its undoing, too */

#define NGX_HTTP_STATUSES_OP_SHOW            0x00000001
#define NGX_HTTP_STATUSES_OP_BATCH           0x00000002
#define NGX_HTTP_STATUSES_OP_CONTEXT         0x00000004
#define NGX_HTTP_STATUSES_OP_HISTORY         0x00000008
#define NGX_HTTP_STATUSES_OP_SOURCE          0x00000010
#define NGX_HTTP_STATUSES_OP_FAVOURITED_BY   0x00000020
#define NGX_HTTP_STATUSES_OP_REBLOGGED_BY    0x00000040
#define NGX_HTTP_STATUSES_OP_QUOTES          0x00000080
#define NGX_HTTP_STATUSES_OP_CARD            0x00000100
#define NGX_HTTP_STATUSES_OP_SCHEDULED       0x00000200
#define NGX_HTTP_STATUSES_OP_CREATE          0x00000400
#define NGX_HTTP_STATUSES_OP_EDIT            0x00000800
#define NGX_HTTP_STATUSES_OP_DELETE          0x00001000
#define NGX_HTTP_STATUSES_OP_FAVOURITE       0x00002000
#define NGX_HTTP_STATUSES_OP_REBLOG          0x00004000
#define NGX_HTTP_STATUSES_OP_BOOKMARK        0x00008000
#define NGX_HTTP_STATUSES_OP_MUTE            0x00010000
#define NGX_HTTP_STATUSES_OP_PIN             0x00020000
#define NGX_HTTP_STATUSES_OP_POLICY          0x00040000
#define NGX_HTTP_STATUSES_OP_REVOKE          0x00080000
#define NGX_HTTP_STATUSES_OP_TRANSLATE       0x00100000

#define NGX_HTTP_STATUSES_OP_READS           0x000003ff
#define NGX_HTTP_STATUSES_OP_ALL             0x001fffff


/* spec/reads.md A4 */

#define NGX_HTTP_STATUSES_TOKEN_REQUIRED     0x01
#define NGX_HTTP_STATUSES_USER_GATE          0x02
#define NGX_HTTP_STATUSES_LOOKUP_FIRST       0x04
#define NGX_HTTP_STATUSES_PUBLIC             0x08  /* cacheable, D2 */

/* ends with a signature by Mastodon, where there is one: not with "sidekiq" */

#define NGX_HTTP_STATUSES_SIGNED             0x10


typedef ngx_int_t (*ngx_http_statuses_op_pt)(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


struct ngx_http_statuses_op_s {
    ngx_str_t                    name;
    ngx_uint_t                   group;      /* NGX_HTTP_STATUSES_OP_… */
    ngx_uint_t                   methods;
    ngx_str_t                    path;       /* behind /api/v1 */
    ngx_uint_t                   flags;
    ngx_str_t                    scope[3];   /* any one of them will do */
    ngx_http_statuses_lane_e     lane;

    /*
     * plan    fills ctx->job with statements and parameters; without it the
     *         operation is not served here and is declined as unsupported
     * judge   looks at what came back: NGX_OK, an error, or NGX_AGAIN after a
     *         plan for one more round
     * render  writes ctx->out
     */
    ngx_http_statuses_op_pt      plan;
    ngx_http_statuses_op_pt      judge;
    ngx_http_statuses_op_pt      render;
};


/* ended by an entry without a name */
extern const ngx_http_statuses_op_t  ngx_http_statuses_operations[];


/* operation/names.c: the bits of a name of statuses_operations; 0: none */
ngx_uint_t ngx_http_statuses_operation_mask(ngx_str_t *name);


/* operation/show.c */
ngx_int_t ngx_http_statuses_show_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_show_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_show_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
/*
 * takes the rows of that plan, which begin with the n-th statement: NGX_OK, or
 * the status is not to be seen
 */
ngx_int_t ngx_http_statuses_show_read(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t n);

/* operation/batch.c */
ngx_int_t ngx_http_statuses_batch_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_batch_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_batch_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* operation/history.c */
ngx_int_t ngx_http_statuses_history_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_history_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_history_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_card_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* operation/source.c */
ngx_int_t ngx_http_statuses_source_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_source_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_source_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* operation/list.c */
ngx_int_t ngx_http_statuses_favourited_by_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_reblogged_by_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_list_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_list_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_quotes_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_quotes_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* operation/context.c */
ngx_int_t ngx_http_statuses_context_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_context_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_context_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* operation/translate.c */
ngx_int_t ngx_http_statuses_translate_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_translate_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_translate_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* operation/act.c */
ngx_int_t ngx_http_statuses_favourite_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_unfavourite_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_bookmark_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_unbookmark_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_mute_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_unmute_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_pin_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_unpin_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_reblog_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_unreblog_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_policy_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_revoke_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_act_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* takes the rows of a statement made of the fragment "scheduled" */
ngx_int_t ngx_http_statuses_scheduled_rows(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_uint_t n);

/* operation/publish.c */
ngx_int_t ngx_http_statuses_create_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_create_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_create_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* operation/revise.c */
ngx_int_t ngx_http_statuses_revise_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_revise_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* operation/delete.c */
ngx_int_t ngx_http_statuses_delete_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_delete_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_delete_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/* operation/scheduled.c */
ngx_int_t ngx_http_statuses_scheduled_list_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_scheduled_list_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_scheduled_list_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_scheduled_show_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_scheduled_show_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_scheduled_show_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_scheduled_update_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_scheduled_delete_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_scheduled_written_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
ngx_int_t ngx_http_statuses_scheduled_delete_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


#endif /* _NGX_HTTP_STATUSES_OPERATION_H_INCLUDED_ */
