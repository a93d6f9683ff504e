/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * A shared-memory zone of counters, each for a fixed window of time that is
 * aligned to the epoch.  All room is taken when the zone is made: a hash table
 * and as many entries of equal size as fit, so that finding one costs the same
 * among a hundred and among millions.  In a full zone the least recently used
 * counter has to go.  Counters survive a reload.
 *
 * A key is kept as a hash under a secret of the zone's own: nobody can choose
 * keys that meet.
 */

#ifndef _NGX_HTTP_STATUSES_COUNTER_H_INCLUDED_
#define _NGX_HTTP_STATUSES_COUNTER_H_INCLUDED_


#include <ngx_config.h>
#include <ngx_core.h>


typedef struct {
    uint64_t                      hash;
    uint32_t                      end;      /* of the window, Unix time */
    uint32_t                      count;
    uint32_t                      next;     /* in its bucket, 0: none */
    uint32_t                      newer;    /* 0: the list's head */
    uint32_t                      older;
    uint32_t                      unused;
} ngx_http_statuses_counter_t;


typedef struct {
    uint64_t                      secret[2];
    uint32_t                      nentries; /* numbered from 1 */
    uint32_t                      mask;     /* of the buckets */
    uint32_t                      used;
    uint32_t                      newest;
    uint32_t                      oldest;
    uint64_t                      evicted;  /* in their window */
    uint32_t                     *buckets;
    ngx_http_statuses_counter_t  *entries;
} ngx_http_statuses_counters_shared_t;


typedef struct ngx_http_statuses_counters_s {
    ngx_http_statuses_counters_shared_t  *sh;
    ngx_slab_pool_t                      *shpool;
    ngx_shm_zone_t                       *shm_zone;
} ngx_http_statuses_counters_t;


/*
 * Adds a zone at configuration time, or finds the one of this name that was
 * added before; size 0 is NGX_HTTP_STATUSES_COUNTERS_SIZE or whatever was said
 * elsewhere.  NULL: nginx has logged why.
 */
ngx_http_statuses_counters_t *ngx_http_statuses_counters_add(ngx_conf_t *cf,
    ngx_str_t *name, size_t size);

#define NGX_HTTP_STATUSES_COUNTERS_SIZE  (10 * 1024 * 1024)

#define ngx_http_statuses_counters_lock(zone)                                 \
    ngx_shmtx_lock(&(zone)->shpool->mutex)

#define ngx_http_statuses_counters_unlock(zone)                               \
    ngx_shmtx_unlock(&(zone)->shpool->mutex)

/* The hash of a key, of which a zone may hold several kinds; no lock. */
uint64_t ngx_http_statuses_counters_hash(ngx_http_statuses_counters_t *zone,
    uint64_t kind, u_char *key, size_t len);

/*
 * The counter of a key for the window of period seconds that now is in, made
 * if there is none.  A worker whose clock is late takes the window that others
 * have begun.  Never fails.  Needs the lock.
 */
ngx_http_statuses_counter_t *ngx_http_statuses_counters_take(
    ngx_http_statuses_counters_t *zone, uint64_t hash, time_t now,
    time_t period);

/* The counter of this very window, or NULL.  Needs the lock. */
ngx_http_statuses_counter_t *ngx_http_statuses_counters_find(
    ngx_http_statuses_counters_t *zone, uint64_t hash, uint32_t end);


#endif /* _NGX_HTTP_STATUSES_COUNTER_H_INCLUDED_ */
