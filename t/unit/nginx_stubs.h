/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What code that needs nginx's core is tested with, outside of nginx.
 */

#ifndef _STATUSES_NGINX_STUBS_H_INCLUDED_
#define _STATUSES_NGINX_STUBS_H_INCLUDED_


#include <ngx_config.h>
#include <ngx_core.h>


/*
 * So many allocations succeed, then all fail; -1, the default: none fails.
 */
extern ngx_int_t  stub_allocations;


/*
 * A pool each of whose allocations is one of malloc(), so that ASan knows its
 * bounds.  Destroying it runs its clean-ups.
 */
ngx_pool_t *stub_pool_create(void);
void stub_pool_destroy(ngx_pool_t *pool);


/* a string in exactly so many bytes, so that reading on is noticed */
ngx_str_t stub_str(ngx_pool_t *pool, const char *data, size_t len);

/* all buffers of a chain as one string, which ends in a NUL */
ngx_str_t stub_chain(ngx_pool_t *pool, ngx_chain_t *cl);


#endif /* _STATUSES_NGINX_STUBS_H_INCLUDED_ */
