/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "operation/operation.h"


/* spec/reads.md A4; spec/writes.md 1 */

const ngx_http_statuses_op_t  ngx_http_statuses_operations[] = {

    { ngx_string("show"),
      NGX_HTTP_STATUSES_OP_SHOW,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/statuses/:id"),
      NGX_HTTP_STATUSES_PUBLIC,
      { ngx_string("read"),
        ngx_string("read:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_fast,
      ngx_http_statuses_show_plan,
      ngx_http_statuses_show_judge,
      ngx_http_statuses_show_render },

    { ngx_string("batch"),
      NGX_HTTP_STATUSES_OP_BATCH,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/statuses"),
      0,
      { ngx_string("read"),
        ngx_string("read:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_fast,
      ngx_http_statuses_batch_plan,
      ngx_http_statuses_batch_judge,
      ngx_http_statuses_batch_render },

    { ngx_string("context"),
      NGX_HTTP_STATUSES_OP_CONTEXT,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/statuses/:id/context"),
      NGX_HTTP_STATUSES_PUBLIC,
      { ngx_string("read"),
        ngx_string("read:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_slow,
      NULL, NULL, NULL },

    { ngx_string("history"),
      NGX_HTTP_STATUSES_OP_HISTORY,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/statuses/:id/history"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_PUBLIC,
      { ngx_string("read"),
        ngx_string("read:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_fast,
      NULL, NULL, NULL },

    { ngx_string("favourited_by"),
      NGX_HTTP_STATUSES_OP_FAVOURITED_BY,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/statuses/:id/favourited_by"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_PUBLIC,
      { ngx_string("read"),
        ngx_string("read:accounts"),
        ngx_string("read:statuses") },
      ngx_http_statuses_lane_fast,
      NULL, NULL, NULL },

    { ngx_string("reblogged_by"),
      NGX_HTTP_STATUSES_OP_REBLOGGED_BY,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/statuses/:id/reblogged_by"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_PUBLIC,
      { ngx_string("read"),
        ngx_string("read:accounts"),
        ngx_string("read:statuses") },
      ngx_http_statuses_lane_fast,
      NULL, NULL, NULL },

    { ngx_string("quotes"),
      NGX_HTTP_STATUSES_OP_QUOTES,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/statuses/:id/quotes"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_PUBLIC,
      { ngx_string("read"),
        ngx_string("read:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_fast,
      NULL, NULL, NULL },

    { ngx_string("source"),
      NGX_HTTP_STATUSES_OP_SOURCE,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/statuses/:id/source"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED,
      { ngx_string("read"),
        ngx_string("read:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_fast,
      NULL, NULL, NULL },

    { ngx_string("card"),
      NGX_HTTP_STATUSES_OP_CARD,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/statuses/:id/card"),
      NGX_HTTP_STATUSES_PUBLIC,
      { ngx_string("read"),
        ngx_string("read:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_fast,
      NULL, NULL, NULL },

    { ngx_string("translate"),
      NGX_HTTP_STATUSES_OP_TRANSLATE,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/translate"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("read"),
        ngx_string("read:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_fast,
      NULL, NULL, NULL },

    { ngx_string("create"),
      NGX_HTTP_STATUSES_OP_CREATE,
      NGX_HTTP_POST,
      ngx_string("/statuses"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("edit"),
      NGX_HTTP_STATUSES_OP_EDIT,
      NGX_HTTP_STATUSES_UPDATES,
      ngx_string("/statuses/:id"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("delete"),
      NGX_HTTP_STATUSES_OP_DELETE,
      NGX_HTTP_DELETE,
      ngx_string("/statuses/:id"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("reblog"),
      NGX_HTTP_STATUSES_OP_REBLOG,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/reblog"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("unreblog"),
      NGX_HTTP_STATUSES_OP_REBLOG,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/unreblog"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("favourite"),
      NGX_HTTP_STATUSES_OP_FAVOURITE,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/favourite"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:favourites"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("unfavourite"),
      NGX_HTTP_STATUSES_OP_FAVOURITE,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/unfavourite"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:favourites"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("bookmark"),
      NGX_HTTP_STATUSES_OP_BOOKMARK,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/bookmark"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:bookmarks"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("unbookmark"),
      NGX_HTTP_STATUSES_OP_BOOKMARK,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/unbookmark"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:bookmarks"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("mute"),
      NGX_HTTP_STATUSES_OP_MUTE,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/mute"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:mutes"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("unmute"),
      NGX_HTTP_STATUSES_OP_MUTE,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/unmute"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:mutes"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("pin"),
      NGX_HTTP_STATUSES_OP_PIN,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/pin"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:accounts"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("unpin"),
      NGX_HTTP_STATUSES_OP_PIN,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/unpin"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:accounts"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("policy"),
      NGX_HTTP_STATUSES_OP_POLICY,
      NGX_HTTP_STATUSES_UPDATES,
      ngx_string("/statuses/:id/interaction_policy"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED,
      { ngx_string("write"),
        ngx_string("write:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("revoke"),
      NGX_HTTP_STATUSES_OP_REVOKE,
      NGX_HTTP_POST,
      ngx_string("/statuses/:id/quotes/:id/revoke"),
      NGX_HTTP_STATUSES_LOOKUP_FIRST
      |NGX_HTTP_STATUSES_TOKEN_REQUIRED,
      { ngx_string("write"),
        ngx_string("write:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("scheduled_list"),
      NGX_HTTP_STATUSES_OP_SCHEDULED,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/scheduled_statuses"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("read"),
        ngx_string("read:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_fast,
      NULL, NULL, NULL },

    { ngx_string("scheduled_show"),
      NGX_HTTP_STATUSES_OP_SCHEDULED,
      NGX_HTTP_STATUSES_READS,
      ngx_string("/scheduled_statuses/:id"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("read"),
        ngx_string("read:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_fast,
      NULL, NULL, NULL },

    { ngx_string("scheduled_update"),
      NGX_HTTP_STATUSES_OP_SCHEDULED,
      NGX_HTTP_STATUSES_UPDATES,
      ngx_string("/scheduled_statuses/:id"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_string("scheduled_delete"),
      NGX_HTTP_STATUSES_OP_SCHEDULED,
      NGX_HTTP_DELETE,
      ngx_string("/scheduled_statuses/:id"),
      NGX_HTTP_STATUSES_TOKEN_REQUIRED
      |NGX_HTTP_STATUSES_USER_GATE,
      { ngx_string("write"),
        ngx_string("write:statuses"),
        ngx_null_string },
      ngx_http_statuses_lane_write,
      NULL, NULL, NULL },

    { ngx_null_string, 0, 0, ngx_null_string, 0,
      { ngx_null_string, ngx_null_string, ngx_null_string },
      ngx_http_statuses_lane_fast, NULL, NULL, NULL }
};
