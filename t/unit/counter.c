/* links: _nginx_zone.c ../../ngx_statuses_module/shm/counter.c -lcrypto */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "shm/counter.h"

#include "_nginx_zone.h"
#include "tap.h"


#define PAGES  8
#define KEYS   2000
#define STEPS  20000


static ngx_conf_t       cf;
static ngx_log_t        log_sink;
static ngx_slab_pool_t  pool;

ngx_uint_t              ngx_pagesize = 4096;


static ngx_http_statuses_counters_t *
zone_new(ngx_uint_t pages)
{
    ngx_str_t                      name;
    ngx_http_statuses_counters_t  *zone;

    memset(&test_shm_zone, 0, sizeof(test_shm_zone));
    test_slab_taken = 0;
    test_slab_room = 1;

    test_slab_init(&pool);
    pool.pfree = pages;
    log_sink.log_level = NGX_LOG_DEBUG;

    ngx_str_set(&name, "limits");

    zone = ngx_http_statuses_counters_add(&cf, &name, 65536);
    if (zone == NULL) {
        return NULL;
    }

    test_shm_zone.shm.addr = (u_char *) &pool;
    test_shm_zone.shm.log = &log_sink;

    return test_shm_zone.init(&test_shm_zone, NULL) == NGX_OK ? zone : NULL;
}


static uint64_t
hash(ngx_http_statuses_counters_t *zone, uint64_t kind, const char *key)
{
    return ngx_http_statuses_counters_hash(zone, kind, (u_char *) key,
                                           strlen(key));
}


static uint32_t
count(ngx_http_statuses_counters_t *zone, uint64_t h, time_t now,
    time_t period)
{
    return ++ngx_http_statuses_counters_take(zone, h, now, period)->count;
}


static void
test_windows(void)
{
    uint64_t                       h;
    ngx_http_statuses_counters_t  *zone;

    zone = zone_new(PAGES);
    h = hash(zone, 1, "a");

    ok(count(zone, h, 1200, 300) == 1, "the first second of a window");
    ok(count(zone, h, 1499, 300) == 2, "its last one");
    ok(ngx_http_statuses_counters_take(zone, h, 1499, 300)->end == 1500,
       "its end");
    ok(ngx_http_statuses_counters_find(zone, h, 1500) != NULL, "is known");
    ok(ngx_http_statuses_counters_find(zone, h, 1200) == NULL,
       "one before it is not");
    ok(count(zone, h, 1500, 300) == 1, "the next window");
    ok(count(zone, h, 1499, 300) == 2, "a clock that is late by a second");
    ok(count(zone, h, 2700, 300) == 1, "much later");
    ok(count(zone, h, 1200, 300) == 1, "a clock that was set back");
    ok(count(zone, h, 1200, 1) == 1, "another length");

    ok(count(zone, hash(zone, 1, "b"), 1200, 300) == 1, "another key");
    ok(count(zone, hash(zone, 2, "b"), 1200, 300) == 1, "another kind");
    ok(count(zone, hash(zone, 1, "b"), 1200, 300) == 2, "the first again");

    free(zone->sh);
}


static void
test_hash(void)
{
    char                           key[32];
    size_t                         i, k;
    uint64_t                       h[32];
    ngx_uint_t                     equal;
    ngx_http_statuses_counters_t  *zone, *other;

    zone = zone_new(PAGES);
    memset(key, 'x', sizeof(key));
    equal = 0;

    for (i = 0; i < 32; i++) {
        h[i] = ngx_http_statuses_counters_hash(zone, 1, (u_char *) key, i);

        for (k = 0; k < i; k++) {
            equal += h[k] == h[i];
        }
    }

    ok(equal == 0, "keys of other lengths have other hashes");

    other = zone_new(PAGES);
    ok(hash(zone, 1, "a") != hash(other, 1, "a"), "and other zones");
    ok(hash(zone, 1, "a") == hash(zone, 1, "a"), "it is always the same");

    free(zone->sh);
    free(other->sh);
}


/* against a list that does the same slowly */

static void
test_full(void)
{
    char                           key[32];
    size_t                         i, n, room;
    uint64_t                       h;
    uint32_t                       is;
    ngx_uint_t                     step, wrong, order;
    ngx_http_statuses_counters_t  *zone;

    static size_t                  used[KEYS];      /* when, 0: never */
    static uint32_t                counted[KEYS];

    zone = zone_new(PAGES);
    room = zone->sh->nentries;

    ok(room > 600 && room < KEYS / 2, "there is room for less than all keys");
    ok((u_char *) (zone->sh->buckets + zone->sh->mask + 1)
       <= (u_char *) zone->sh + PAGES * ngx_pagesize, "all fits");

    srand(1);
    wrong = 0;

    for (step = 1; step <= STEPS; step++) {

        /* some come more often than others */

        i = rand() % (rand() % 3 ? room / 2 : KEYS);

        (void) snprintf(key, sizeof(key), "key %zu", i);
        h = hash(zone, 1, key);
        is = count(zone, h, 1000, 3600);

        /* known is what was among the last ones, as many as fit */

        for (n = 0, order = 0; order < KEYS && used[i]; order++) {
            n += used[order] > used[i];
        }

        if (used[i] == 0 || n >= room) {
            counted[i] = 0;
        }

        counted[i]++;
        used[i] = step;
        wrong += is != counted[i];
    }

    ok(wrong == 0, "the least recently used one has to go, and no other");
    ok(zone->sh->used == room, "all room is used");
    ok(zone->sh->evicted > 0, "which is noted");

    free(zone->sh);
}


static void
test_reload(void)
{
    uint64_t                       h;
    ngx_http_statuses_counters_t  *zone, copy;

    zone = zone_new(PAGES);
    h = hash(zone, 1, "a");
    (void) count(zone, h, 1200, 300);

    copy = *zone;
    zone->sh = NULL;
    zone->shpool = NULL;

    ok(test_shm_zone.init(&test_shm_zone, &copy) == NGX_OK
       && count(zone, h, 1200, 300) == 2, "a reload keeps what was counted");

    free(zone->sh);
}


int
main(void)
{
    test_windows();
    test_hash();
    test_full();
    test_reload();

    test_pool_free();

    return tap_done();
}
