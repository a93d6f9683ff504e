/*
 * Copyright (C) ngx_statuses_module contributors
 */

#ifndef _TEST_NGINX_STRING_H_INCLUDED_
#define _TEST_NGINX_STRING_H_INCLUDED_


/* frees all that ngx_pnalloc() gave */
void test_pool_free(void);


#endif /* _TEST_NGINX_STRING_H_INCLUDED_ */
