/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* The names of operations in directives. */

#include "operation/operation.h"


static struct {
    ngx_str_t   name;
    ngx_uint_t  mask;
} ngx_http_statuses_operation_names[] = {
    { ngx_string("all"), NGX_HTTP_STATUSES_OP_ALL },
    { ngx_string("read"), NGX_HTTP_STATUSES_OP_READS },
    { ngx_string("show"), NGX_HTTP_STATUSES_OP_SHOW },
    { ngx_string("batch"), NGX_HTTP_STATUSES_OP_BATCH },
    { ngx_string("context"), NGX_HTTP_STATUSES_OP_CONTEXT },
    { ngx_string("history"), NGX_HTTP_STATUSES_OP_HISTORY },
    { ngx_string("source"), NGX_HTTP_STATUSES_OP_SOURCE },
    { ngx_string("favourited_by"), NGX_HTTP_STATUSES_OP_FAVOURITED_BY },
    { ngx_string("reblogged_by"), NGX_HTTP_STATUSES_OP_REBLOGGED_BY },
    { ngx_string("quotes"), NGX_HTTP_STATUSES_OP_QUOTES },
    { ngx_string("card"), NGX_HTTP_STATUSES_OP_CARD },
    { ngx_string("scheduled"), NGX_HTTP_STATUSES_OP_SCHEDULED },
    { ngx_string("create"), NGX_HTTP_STATUSES_OP_CREATE },
    { ngx_string("edit"), NGX_HTTP_STATUSES_OP_EDIT },
    { ngx_string("delete"), NGX_HTTP_STATUSES_OP_DELETE },
    { ngx_string("favourite"), NGX_HTTP_STATUSES_OP_FAVOURITE },
    { ngx_string("reblog"), NGX_HTTP_STATUSES_OP_REBLOG },
    { ngx_string("bookmark"), NGX_HTTP_STATUSES_OP_BOOKMARK },
    { ngx_string("mute"), NGX_HTTP_STATUSES_OP_MUTE },
    { ngx_string("pin"), NGX_HTTP_STATUSES_OP_PIN },
    { ngx_string("policy"), NGX_HTTP_STATUSES_OP_POLICY },
    { ngx_string("revoke"), NGX_HTTP_STATUSES_OP_REVOKE },
    { ngx_string("translate"), NGX_HTTP_STATUSES_OP_TRANSLATE },
    { ngx_null_string, 0 }
};


ngx_uint_t
ngx_http_statuses_operation_mask(ngx_str_t *name)
{
    ngx_uint_t  i;

    for (i = 0; ngx_http_statuses_operation_names[i].name.len; i++) {
        if (ngx_http_statuses_operation_names[i].name.len == name->len
            && ngx_strncmp(ngx_http_statuses_operation_names[i].name.data,
                           name->data, name->len)
               == 0)
        {
            return ngx_http_statuses_operation_names[i].mask;
        }
    }

    return 0;
}
