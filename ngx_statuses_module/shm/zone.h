/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * A shared-memory zone of small records under a keyed digest: a red-black tree
 * with an LRU queue and an expiry on nginx's slab.  Records survive a reload.
 *
 * A record may also be a claim: somebody is finding out its value.  A claim
 * expires like everything else, so that a dead worker blocks nobody for long.
 */

#ifndef _NGX_HTTP_STATUSES_ZONE_H_INCLUDED_
#define _NGX_HTTP_STATUSES_ZONE_H_INCLUDED_


#include <ngx_config.h>
#include <ngx_core.h>


#define NGX_HTTP_STATUSES_DIGEST_LEN  32


typedef struct {
    ngx_rbtree_node_t    node;
    ngx_queue_t          queue;
    ngx_msec_t           expires;
    u_char               key[NGX_HTTP_STATUSES_DIGEST_LEN];
    u_char               data[1];
} ngx_http_statuses_record_t;


typedef struct {
    ngx_rbtree_t         rbtree;
    ngx_rbtree_node_t    sentinel;
    ngx_queue_t          lru;
    u_char               secret[NGX_HTTP_STATUSES_DIGEST_LEN];
} ngx_http_statuses_shared_t;


typedef struct ngx_http_statuses_zone_s {
    ngx_http_statuses_shared_t  *sh;
    ngx_slab_pool_t             *shpool;
    ngx_shm_zone_t              *shm_zone;
    size_t                       size;     /* of a record's data */
} ngx_http_statuses_zone_t;


/*
 * Adds a zone at configuration time; size is that of a record's data.  NULL:
 * nginx has logged why.  A zone of this name that exists keeps its data.
 */
ngx_http_statuses_zone_t *ngx_http_statuses_zone_add(ngx_conf_t *cf,
    ngx_str_t *name, size_t zone_size, size_t size);

#define ngx_http_statuses_zone_lock(zone)                                     \
    ngx_shmtx_lock(&(zone)->shpool->mutex)

#define ngx_http_statuses_zone_unlock(zone)                                   \
    ngx_shmtx_unlock(&(zone)->shpool->mutex)

/*
 * The digest of a key that must not be kept in clear: SHA-256 over the zone's
 * secret and the key.
 */
ngx_int_t ngx_http_statuses_zone_digest(ngx_http_statuses_zone_t *zone,
    ngx_str_t *key, u_char *digest);

/* The following need the lock. */

/* A record that has not expired, now the most recently used; or NULL. */
ngx_http_statuses_record_t *ngx_http_statuses_zone_find(
    ngx_http_statuses_zone_t *zone, u_char *digest);

/*
 * Makes a record, or takes the one that is there, with zeroed data.  In a full
 * zone the least recently used ones have to go.  NULL: not even then.
 */
ngx_http_statuses_record_t *ngx_http_statuses_zone_put(
    ngx_http_statuses_zone_t *zone, u_char *digest, ngx_msec_t valid);

void ngx_http_statuses_zone_remove(ngx_http_statuses_zone_t *zone,
    u_char *digest);


#endif /* _NGX_HTTP_STATUSES_ZONE_H_INCLUDED_ */
