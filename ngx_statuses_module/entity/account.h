/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* What the entities around an account ask of it. */

#ifndef _NGX_HTTP_STATUSES_ACCOUNT_H_INCLUDED_
#define _NGX_HTTP_STATUSES_ACCOUNT_H_INCLUDED_


#include "entity/entity.h"


ngx_uint_t ngx_http_statuses_account_is_local(ngx_http_statuses_account_t *a);

/* a boolean of users.settings, or "none" where the user never chose */
ngx_uint_t ngx_http_statuses_account_setting(ngx_http_statuses_account_t *a,
    const char *key, ngx_uint_t none);

/* quote.c: what policy bits allow the viewer (spec/entities.md 3.1) */
const char *ngx_http_statuses_quote_permission(ngx_uint_t bits,
    ngx_http_statuses_account_t *a);


#endif /* _NGX_HTTP_STATUSES_ACCOUNT_H_INCLUDED_ */
