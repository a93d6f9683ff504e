/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "shm/counter.h"
#include "ngx_http_statuses.h"

#include <openssl/rand.h>


static ngx_int_t ngx_http_statuses_counters_init(ngx_shm_zone_t *shm_zone,
    void *data);
static void ngx_http_statuses_counters_unlink(
    ngx_http_statuses_counters_shared_t *sh,
    ngx_http_statuses_counter_t *entry);
static void ngx_http_statuses_counters_push(
    ngx_http_statuses_counters_shared_t *sh, uint32_t n);
static uint32_t ngx_http_statuses_counters_evict(
    ngx_http_statuses_counters_shared_t *sh, time_t now);


ngx_http_statuses_counters_t *
ngx_http_statuses_counters_add(ngx_conf_t *cf, ngx_str_t *name, size_t size)
{
    ngx_shm_zone_t                *shm_zone;
    ngx_http_statuses_counters_t  *zone;

    shm_zone = ngx_shared_memory_add(cf, name, size, &ngx_http_statuses_module);
    if (shm_zone == NULL) {
        return NULL;
    }

    if (shm_zone->data) {

        if (shm_zone->init != ngx_http_statuses_counters_init) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "zone \"%V\" is already in use", name);
            return NULL;
        }

        return shm_zone->data;
    }

    zone = ngx_pcalloc(cf->pool, sizeof(ngx_http_statuses_counters_t));
    if (zone == NULL) {
        return NULL;
    }

    zone->shm_zone = shm_zone;

    shm_zone->init = ngx_http_statuses_counters_init;
    shm_zone->data = zone;

    return zone;
}


static ngx_int_t
ngx_http_statuses_counters_init(ngx_shm_zone_t *shm_zone, void *data)
{
    ngx_http_statuses_counters_t *octx = data;

    size_t                                size, buckets;
    u_char                               *p;
    ngx_http_statuses_counters_t         *zone;
    ngx_http_statuses_counters_shared_t  *sh;

    zone = shm_zone->data;

    if (octx) {
        zone->sh = octx->sh;
        zone->shpool = octx->shpool;

        return NGX_OK;
    }

    zone->shpool = (ngx_slab_pool_t *) shm_zone->shm.addr;

    if (shm_zone->shm.exists) {
        zone->sh = zone->shpool->data;
        return NGX_OK;
    }

    /* one piece for all there will ever be: the run of free pages */

    size = zone->shpool->pfree * ngx_pagesize;
    p = size ? ngx_slab_alloc(zone->shpool, size) : NULL;

    if (p == NULL) {
        return NGX_ERROR;
    }

    sh = (ngx_http_statuses_counters_shared_t *) p;
    ngx_memzero(sh, sizeof(ngx_http_statuses_counters_shared_t));

    size -= sizeof(ngx_http_statuses_counters_shared_t);
    buckets = 64;

    /* at most two counters for each bucket, on the average */

    while (buckets * 2 * sizeof(uint32_t)
           + buckets * 2 * sizeof(ngx_http_statuses_counter_t)
           <= size)
    {
        buckets *= 2;
    }

    sh->mask = (uint32_t) buckets - 1;

    p += sizeof(ngx_http_statuses_counters_shared_t);
    size -= buckets * sizeof(uint32_t);

    sh->entries = (ngx_http_statuses_counter_t *) p;
    sh->nentries = (uint32_t) ngx_min(size
                                      / sizeof(ngx_http_statuses_counter_t),
                                      NGX_MAX_UINT32_VALUE);
    sh->buckets = (uint32_t *) (sh->entries + sh->nentries);

    /* entries are filled when they are used for the first time */

    ngx_memzero(sh->buckets, buckets * sizeof(uint32_t));

    if (RAND_bytes((u_char *) sh->secret, sizeof(sh->secret)) != 1) {
        ngx_log_error(NGX_LOG_EMERG, shm_zone->shm.log, 0,
                      "no random bytes for zone \"%V\"", &shm_zone->shm.name);
        return NGX_ERROR;
    }

    zone->sh = sh;
    zone->shpool->data = sh;

    return NGX_OK;
}


/* SipHash-1-3, over the kind and then the key */

#define ngx_http_statuses_rotl(x, b)  (((x) << (b)) | ((x) >> (64 - (b))))

#define ngx_http_statuses_sip_round(v)                                        \
    v[0] += v[1];                                                             \
    v[1] = ngx_http_statuses_rotl(v[1], 13) ^ v[0];                           \
    v[0] = ngx_http_statuses_rotl(v[0], 32);                                  \
    v[2] += v[3];                                                             \
    v[3] = ngx_http_statuses_rotl(v[3], 16) ^ v[2];                           \
    v[0] += v[3];                                                             \
    v[3] = ngx_http_statuses_rotl(v[3], 21) ^ v[0];                           \
    v[2] += v[1];                                                             \
    v[1] = ngx_http_statuses_rotl(v[1], 17) ^ v[2];                           \
    v[2] = ngx_http_statuses_rotl(v[2], 32)


uint64_t
ngx_http_statuses_counters_hash(ngx_http_statuses_counters_t *zone,
    uint64_t kind, u_char *key, size_t len)
{
    size_t     n;
    uint64_t   v[4], m;
    uint64_t  *secret;

    secret = zone->sh->secret;

    v[0] = secret[0] ^ 0x736f6d6570736575ULL;
    v[1] = secret[1] ^ 0x646f72616e646f6dULL;
    v[2] = secret[0] ^ 0x6c7967656e657261ULL;
    v[3] = secret[1] ^ 0x7465646279746573ULL;

    m = kind;
    n = len;

    for ( ;; ) {
        v[3] ^= m;
        ngx_http_statuses_sip_round(v);
        v[0] ^= m;

        if (n < 8) {
            break;
        }

        ngx_memcpy(&m, key, 8);
        key += 8;
        n -= 8;
    }

    m = 0;
    ngx_memcpy(&m, key, n);
    m |= (uint64_t) (len + 8) << 56;

    v[3] ^= m;
    ngx_http_statuses_sip_round(v);
    v[0] ^= m;

    v[2] ^= 0xff;
    ngx_http_statuses_sip_round(v);
    ngx_http_statuses_sip_round(v);
    ngx_http_statuses_sip_round(v);

    return v[0] ^ v[1] ^ v[2] ^ v[3];
}


ngx_http_statuses_counter_t *
ngx_http_statuses_counters_take(ngx_http_statuses_counters_t *zone,
    uint64_t hash, time_t now, time_t period)
{
    uint32_t                              n, end;
    uint32_t                             *bucket;
    ngx_http_statuses_counter_t          *entry;
    ngx_http_statuses_counters_shared_t  *sh;

    sh = zone->sh;
    bucket = &sh->buckets[hash & sh->mask];
    end = (uint32_t) (now - now % period + period);

    for (n = *bucket; n; n = entry->next) {
        entry = &sh->entries[n - 1];

        if (entry->hash != hash) {
            continue;
        }

        /*
         * A window that has not begun yet is one that a worker with a later
         * clock has begun; beyond that the clock was set back.
         */

        if (entry->end < end || entry->end > end + period) {
            entry->end = end;
            entry->count = 0;
        }

        if (n != sh->newest) {
            ngx_http_statuses_counters_unlink(sh, entry);
            ngx_http_statuses_counters_push(sh, n);
        }

        return entry;
    }

    if (sh->used < sh->nentries) {
        n = ++sh->used;

    } else {
        n = ngx_http_statuses_counters_evict(sh, now);
    }

    entry = &sh->entries[n - 1];

    entry->hash = hash;
    entry->end = end;
    entry->count = 0;

    /* the bucket may have lost its first one just now */

    entry->next = *bucket;
    *bucket = n;

    ngx_http_statuses_counters_push(sh, n);

    return entry;
}


ngx_http_statuses_counter_t *
ngx_http_statuses_counters_find(ngx_http_statuses_counters_t *zone,
    uint64_t hash, uint32_t end)
{
    uint32_t                              n;
    ngx_http_statuses_counter_t          *entry;
    ngx_http_statuses_counters_shared_t  *sh;

    sh = zone->sh;

    for (n = sh->buckets[hash & sh->mask]; n; n = entry->next) {
        entry = &sh->entries[n - 1];

        if (entry->hash == hash) {
            return entry->end == end ? entry : NULL;
        }
    }

    return NULL;
}


static void
ngx_http_statuses_counters_unlink(ngx_http_statuses_counters_shared_t *sh,
    ngx_http_statuses_counter_t *entry)
{
    if (entry->newer) {
        sh->entries[entry->newer - 1].older = entry->older;

    } else {
        sh->newest = entry->older;
    }

    if (entry->older) {
        sh->entries[entry->older - 1].newer = entry->newer;

    } else {
        sh->oldest = entry->newer;
    }
}


static void
ngx_http_statuses_counters_push(ngx_http_statuses_counters_shared_t *sh,
    uint32_t n)
{
    ngx_http_statuses_counter_t  *entry;

    entry = &sh->entries[n - 1];

    entry->newer = 0;
    entry->older = sh->newest;

    if (sh->newest) {
        sh->entries[sh->newest - 1].newer = n;

    } else {
        sh->oldest = n;
    }

    sh->newest = n;
}


/* takes the least recently used one out of everything */

static uint32_t
ngx_http_statuses_counters_evict(ngx_http_statuses_counters_shared_t *sh,
    time_t now)
{
    uint32_t                      n;
    uint32_t                     *p;
    ngx_http_statuses_counter_t  *entry;

    n = sh->oldest;
    entry = &sh->entries[n - 1];

    if ((time_t) entry->end > now) {
        sh->evicted++;
    }

    ngx_http_statuses_counters_unlink(sh, entry);

    p = &sh->buckets[entry->hash & sh->mask];

    while (*p != n) {
        p = &sh->entries[*p - 1].next;
    }

    *p = entry->next;

    return n;
}
