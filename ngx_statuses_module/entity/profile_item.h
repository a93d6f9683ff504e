/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* accounts.fields, as it is stored */

#ifndef _NGX_HTTP_STATUSES_PROFILE_ITEM_H_INCLUDED_
#define _NGX_HTTP_STATUSES_PROFILE_ITEM_H_INCLUDED_


#include "entity/entity.h"


typedef struct {
    ngx_str_t       name;
    ngx_str_t       value;
    u_char          verified_at[sizeof("2026-03-01T08:09:10.123+00:00")];
    unsigned        verified:1;
} ngx_http_statuses_profile_item_t;


/*
 * Reads the fields of an account into items (of …_profile_item_t), stripped
 * and cut to what may be shown; elements that are not what they should be are
 * left out.  Strings lie in the column, or in pool where it has escapes.
 * NGX_ERROR: memory lacked.
 */
ngx_int_t ngx_http_statuses_profile_items(ngx_pool_t *pool,
    ngx_http_statuses_account_t *a, ngx_array_t *items);


#endif /* _NGX_HTTP_STATUSES_PROFILE_ITEM_H_INCLUDED_ */
