/*
 * Copyright (C) ngx_statuses_module contributors
 */

#ifndef _TEST_NGINX_ZONE_H_INCLUDED_
#define _TEST_NGINX_ZONE_H_INCLUDED_


#include <ngx_config.h>
#include <ngx_core.h>


/* so many pieces of memory the slab has room for, and are taken */
extern size_t  test_slab_room;
extern size_t  test_slab_taken;

/* the last zone that was declared, and how often nginx has complained */
extern ngx_shm_zone_t  test_shm_zone;
extern ngx_uint_t      test_complaints;

/* memory as ngx_init_zone_pool() leaves it */
void test_slab_init(ngx_slab_pool_t *pool);

/* frees all that ngx_pcalloc() gave */
void test_pool_free(void);


#endif /* _TEST_NGINX_ZONE_H_INCLUDED_ */
