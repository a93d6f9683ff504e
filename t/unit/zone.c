/* links: _nginx_zone.c ../../ngx_statuses_module/shm/zone.c -lcrypto */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "shm/zone.h"

#include "_nginx_zone.h"
#include "tap.h"


#define ZONE_FIXED  2              /* what the zone takes for itself */
#define KEYS        40


static ngx_conf_t       cf;
static ngx_log_t        log_sink;
static ngx_slab_pool_t  pool;


/* a zone with room for so many records, as after the start */

static ngx_http_statuses_zone_t *
zone_new(size_t room, size_t size)
{
    ngx_str_t                  name;
    ngx_http_statuses_zone_t  *zone;

    memset(&test_shm_zone, 0, sizeof(test_shm_zone));
    test_slab_taken = 0;
    test_slab_room = room + ZONE_FIXED;
    test_complaints = 0;

    test_slab_init(&pool);
    log_sink.log_level = NGX_LOG_DEBUG;

    ngx_str_set(&name, "tokens");

    zone = ngx_http_statuses_zone_add(&cf, &name, 65536, size);
    if (zone == NULL) {
        return NULL;
    }

    test_shm_zone.shm.addr = (u_char *) &pool;
    test_shm_zone.shm.log = &log_sink;

    if (test_shm_zone.init(&test_shm_zone, NULL) != NGX_OK) {
        return NULL;
    }

    return zone;
}


static void
zone_free(ngx_http_statuses_zone_t *zone)
{
    ngx_queue_t                 *q;
    ngx_http_statuses_record_t  *rec;

    while (!ngx_queue_empty(&zone->sh->lru)) {
        q = ngx_queue_head(&zone->sh->lru);
        rec = ngx_queue_data(q, ngx_http_statuses_record_t, queue);
        ngx_http_statuses_zone_remove(zone, rec->key);
    }

    free(pool.log_ctx);
    free(zone->sh);
}


/* keys differ in their last byte only, which the tree's own key leaves out */

static u_char *
key(ngx_uint_t n)
{
    static u_char  digest[NGX_HTTP_STATUSES_DIGEST_LEN];

    memset(digest, 'k', sizeof(digest));
    digest[0] = (u_char) (n / 4);
    digest[NGX_HTTP_STATUSES_DIGEST_LEN - 1] = (u_char) n;

    return digest;
}


static int
has(ngx_http_statuses_zone_t *zone, ngx_uint_t n)
{
    return ngx_http_statuses_zone_find(zone, key(n)) != NULL;
}


static void
records(void)
{
    ngx_http_statuses_zone_t    *zone;
    ngx_http_statuses_record_t  *rec, *again;

    zone = zone_new(10, 16);
    ngx_current_msec = 1000;

    ok(!has(zone, 1), "nothing is there");

    rec = ngx_http_statuses_zone_put(zone, key(1), 100);

    ok(rec != NULL, "a record");
    is_mem(rec->data, 16, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16,
           "zeroed at first");
    is_mem(rec->key, 32, key(1), 32, "with its key");

    memset(rec->data, 'x', 16);

    ok(ngx_http_statuses_zone_find(zone, key(1)) == rec, "it is found");
    is_mem(rec->data, 16, "xxxxxxxxxxxxxxxx", 16, "as it was left");
    ok(!has(zone, 2) && !has(zone, 0), "its neighbours are not");

    again = ngx_http_statuses_zone_put(zone, key(1), 200);

    ok(again == rec, "put again it is the same one");
    is_mem(rec->data, 16, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16,
           "zeroed again");
    is_int(test_slab_taken, ZONE_FIXED + 1, "there is one of it");

    ngx_http_statuses_zone_remove(zone, key(2));
    ok(has(zone, 1), "another one is removed, which is not there");

    ngx_http_statuses_zone_remove(zone, key(1));
    ok(!has(zone, 1), "it is removed");
    is_int(test_slab_taken, ZONE_FIXED, "with its memory");

    zone_free(zone);
}


static void
expiry(void)
{
    ngx_uint_t                 i;
    ngx_http_statuses_zone_t  *zone;

    zone = zone_new(10, 1);
    ngx_current_msec = 1000;

    (void) ngx_http_statuses_zone_put(zone, key(1), 100);
    (void) ngx_http_statuses_zone_put(zone, key(2), 0);

    ok(has(zone, 1), "a record that is new");
    ok(!has(zone, 2), "one that holds for no time");

    ngx_current_msec = 1099;
    ok(has(zone, 1), "at its last moment");

    ngx_current_msec = 1100;
    ok(!has(zone, 1), "when its time is over");

    (void) ngx_http_statuses_zone_put(zone, key(1), 50);
    ok(has(zone, 1), "it may be put anew");

    ngx_current_msec = 1120;
    (void) ngx_http_statuses_zone_put(zone, key(1), 100);
    ngx_current_msec = 1200;
    ok(has(zone, 1), "which makes it hold for longer");

    (void) ngx_http_statuses_zone_put(zone, key(1), 10);
    ngx_current_msec = 1210;
    ok(!has(zone, 1), "or shorter");

    zone_free(zone);

    /* being found does not make it hold for longer */

    zone = zone_new(10, 1);
    ngx_current_msec = 0;
    (void) ngx_http_statuses_zone_put(zone, key(1), 100);

    for (i = 0; i < 100; i++) {
        ngx_current_msec = i;
        (void) has(zone, 1);
    }

    ngx_current_msec = 100;
    ok(!has(zone, 1), "a record that is used all the time");

    zone_free(zone);

    /* the clock may begin anew */

    zone = zone_new(10, 1);
    ngx_current_msec = (ngx_msec_t) -50;
    (void) ngx_http_statuses_zone_put(zone, key(1), 100);

    ok(has(zone, 1), "before the end of all numbers");
    ngx_current_msec = 49;
    ok(has(zone, 1), "and behind it");
    ngx_current_msec = 50;
    ok(!has(zone, 1), "until it is over");

    zone_free(zone);
}


static void
eviction(void)
{
    ngx_uint_t                  i, n;
    ngx_http_statuses_zone_t    *zone;

    zone = zone_new(4, 8);
    ngx_current_msec = 0;

    for (i = 0; i < 4; i++) {
        (void) ngx_http_statuses_zone_put(zone, key(i), 1000);
    }

    ok(has(zone, 0) && has(zone, 1) && has(zone, 2) && has(zone, 3),
       "four records in a zone for four");

    /* 0 and 2 are used, 1 is put: 3 is the oldest, then 0 */

    (void) has(zone, 0);
    (void) has(zone, 2);
    (void) ngx_http_statuses_zone_put(zone, key(1), 1000);

    ok(ngx_http_statuses_zone_put(zone, key(4), 1000) != NULL, "a fifth one");
    ok(!has(zone, 3), "the one that was not used goes");

    /* by the looks of it, 0, 2, 1, 4 in this order now */

    ok(has(zone, 0) && has(zone, 2) && has(zone, 1) && has(zone, 4),
       "all others are there");

    (void) ngx_http_statuses_zone_put(zone, key(5), 1000);
    (void) ngx_http_statuses_zone_put(zone, key(6), 1000);

    ok(!has(zone, 0) && !has(zone, 2) && has(zone, 1) && has(zone, 4)
       && has(zone, 5) && has(zone, 6), "the next two that were not");

    /* a removed one leaves room for another */

    ngx_http_statuses_zone_remove(zone, key(5));
    (void) ngx_http_statuses_zone_put(zone, key(7), 1000);

    ok(has(zone, 1) && has(zone, 4) && has(zone, 6) && has(zone, 7),
       "nobody goes where there is room");
    is_int(test_slab_taken, ZONE_FIXED + 4, "the zone is full");
    is_int(test_complaints, 0, "and nobody complains");

    zone_free(zone);

    /* expired ones go first, two for each new one, from the old end */

    zone = zone_new(20, 8);

    for (i = 0; i < 10; i++) {
        (void) ngx_http_statuses_zone_put(zone, key(i), 10);
    }

    ngx_current_msec = 10;

    for (n = 9, i = 10; i < 19; i++) {
        (void) ngx_http_statuses_zone_put(zone, key(i), 1000);

        if (test_slab_taken != ZONE_FIXED + ngx_max(n, i - 9)) {
            break;
        }

        n--;
    }

    is_int(i, 19, "each new record takes two expired ones along");

    zone_free(zone);

    /* no room at all */

    zone = zone_new(0, 8);
    ok(ngx_http_statuses_zone_put(zone, key(1), 1000) == NULL,
       "a zone without any room");
    ok(!has(zone, 1), "has nothing");
    zone_free(zone);

    zone = zone_new(1, 8);
    ok(ngx_http_statuses_zone_put(zone, key(1), 1000) != NULL
       && ngx_http_statuses_zone_put(zone, key(2), 1000) != NULL
       && !has(zone, 1) && has(zone, 2), "a zone for one");
    zone_free(zone);
}


/* a claim is a record like others: it holds for its time, and no longer */

static void
claims(void)
{
    ngx_http_statuses_zone_t    *zone;
    ngx_http_statuses_record_t  *claim, *rec;

    zone = zone_new(4, 8);
    ngx_current_msec = 0;

    claim = ngx_http_statuses_zone_put(zone, key(1), 2000);
    memcpy(claim->data, "claimed", 8);

    ngx_current_msec = 1999;
    rec = ngx_http_statuses_zone_find(zone, key(1));
    ok(rec == claim && strcmp((char *) rec->data, "claimed") == 0,
       "a claim that holds");

    ngx_current_msec = 2000;
    ok(!has(zone, 1), "one whose owner has died");

    rec = ngx_http_statuses_zone_put(zone, key(1), 2000);
    ok(rec && rec->data[0] == '\0', "somebody else claims it");
    is_int(test_slab_taken, ZONE_FIXED + 1, "in the same place");

    ngx_http_statuses_zone_remove(zone, key(1));
    ok(!has(zone, 1), "and gives it up");

    zone_free(zone);
}


static void
digests(void)
{
    u_char                     a[32], b[32], c[32];
    ngx_str_t                  s, t;
    ngx_http_statuses_zone_t  *zone, *other;

    ngx_str_set(&s, "a token");
    ngx_str_set(&t, "a tokem");

    zone = zone_new(4, 8);

    ok(ngx_http_statuses_zone_digest(zone, &s, a) == NGX_OK
       && ngx_http_statuses_zone_digest(zone, &s, b) == NGX_OK
       && ngx_http_statuses_zone_digest(zone, &t, c) == NGX_OK, "digests");
    is_mem(a, 32, b, 32, "the same text, the same digest");
    ok(memcmp(a, c, 32) != 0, "another text, another one");
    ok(memmem(a, 32, s.data, s.len) == NULL, "nothing of the text in it");

    s.len = 0;
    ok(ngx_http_statuses_zone_digest(zone, &s, b) == NGX_OK
       && memcmp(a, b, 32) != 0, "no text at all");
    s.len = sizeof("a token") - 1;

    zone_free(zone);

    other = zone_new(4, 8);
    ok(ngx_http_statuses_zone_digest(other, &s, b) == NGX_OK
       && memcmp(a, b, 32) != 0, "another zone, another digest");

    zone_free(other);
}


static void
lives(void)
{
    size_t                     i;
    u_char                     secret[32];
    ngx_str_t                  name;
    ngx_http_statuses_zone_t  *zone, *next;

    zone = zone_new(4, 8);
    ngx_current_msec = 0;

    memcpy(secret, zone->sh->secret, 32);

    for (i = 0; i < 32 && secret[i] == 0; i++) { /* void */ }
    ok(i < 32, "a secret");

    (void) ngx_http_statuses_zone_put(zone, key(1), 1000);

    /* a new configuration with the same zone */

    ngx_str_set(&name, "tokens");
    test_shm_zone.data = NULL;
    next = ngx_http_statuses_zone_add(&cf, &name, 65536, 8);

    is_int(test_shm_zone.init(&test_shm_zone, zone), NGX_OK, "a reload");
    ok(next->sh == zone->sh && next->shpool == zone->shpool,
       "takes the zone over");
    ok(has(next, 1), "with its records");
    is_mem(next->sh->secret, 32, secret, 32, "and its secret");

    /* one with records of another kind */

    test_shm_zone.data = NULL;
    (void) ngx_http_statuses_zone_add(&cf, &name, 65536, 12);

    is_int(test_shm_zone.init(&test_shm_zone, next), NGX_ERROR,
           "records of another size");
    is_int(test_complaints, 1, "are refused with a word");

    ok(ngx_http_statuses_zone_add(&cf, &name, 65536, 8) == NULL,
       "two of one name");
    is_int(test_complaints, 2, "are refused, too");

    zone_free(next);
}


/* a zone beside the plainest thing that does the same */

typedef struct {
    ngx_uint_t  key;
    ngx_msec_t  expires;
    u_char      value;
} model_t;


static model_t     model[KEYS];     /* the most recently used comes first */
static ngx_uint_t  nmodel;


static void
model_move(ngx_uint_t i)
{
    model_t  m;

    m = model[i];
    memmove(&model[1], &model[0], i * sizeof(model_t));
    model[0] = m;
}


static ngx_uint_t
model_index(ngx_uint_t n)
{
    ngx_uint_t  i;

    for (i = 0; i < nmodel && model[i].key != n; i++) { /* void */ }

    return i;
}


static void
model_put(ngx_uint_t room, ngx_uint_t n, ngx_msec_t valid, u_char value)
{
    ngx_uint_t  i, k;

    i = model_index(n);

    if (i == nmodel) {

        for (k = 0; k < 2 && nmodel
             && model[nmodel - 1].expires <= ngx_current_msec; k++)
        {
            nmodel--;
        }

        if (nmodel == room) {
            nmodel--;
        }

        i = nmodel++;
        model[i].key = n;
    }

    model[i].expires = ngx_current_msec + valid;
    model[i].value = value;
    model_move(i);
}


static void
random_life(void)
{
    unsigned                     seed;
    ngx_uint_t                   i, n, at, step, bad, room;
    ngx_msec_t                   valid;
    ngx_http_statuses_zone_t    *zone;
    ngx_http_statuses_record_t  *rec;

    bad = 0;
    seed = 20261125;

    for (room = 1; room <= 24; room += 7) {

        zone = zone_new(room, 1);
        ngx_current_msec = 0;
        nmodel = 0;

        for (step = 0; step < 30000 && bad == 0; step++) {

            n = rand_r(&seed) % KEYS;
            ngx_current_msec += rand_r(&seed) % 3;

            switch (rand_r(&seed) % 8) {

            case 0:
            case 1:
            case 2:
                valid = rand_r(&seed) % 60;
                rec = ngx_http_statuses_zone_put(zone, key(n), valid);
                model_put(room, n, valid, (u_char) step);

                if (rec == NULL) {
                    bad++;
                    break;
                }

                rec->data[0] = (u_char) step;
                break;

            case 3:
                ngx_http_statuses_zone_remove(zone, key(n));
                at = model_index(n);

                if (at < nmodel) {
                    memmove(&model[at], &model[at + 1],
                            (nmodel - at - 1) * sizeof(model_t));
                    nmodel--;
                }

                break;

            default:
                rec = ngx_http_statuses_zone_find(zone, key(n));
                at = model_index(n);

                if (at == nmodel || model[at].expires <= ngx_current_msec) {
                    bad += (rec != NULL);
                    break;
                }

                bad += (rec == NULL || rec->data[0] != model[at].value
                        || memcmp(rec->key, key(n), 32) != 0);
                model_move(at);
                break;
            }

            bad += (test_slab_taken != ZONE_FIXED + nmodel);
        }

        /* what is left, in the same order */

        for (i = 0; i < nmodel && bad == 0; i++) {
            ngx_queue_t  *q;

            q = ngx_queue_head(&zone->sh->lru);
            rec = ngx_queue_data(q, ngx_http_statuses_record_t, queue);
            bad += memcmp(rec->key, key(model[i].key), 32) != 0;
            ngx_http_statuses_zone_remove(zone, rec->key);
        }

        is_int(bad, 0, "30000 random steps in a zone for %d", (int) room);
        is_int(test_slab_taken, ZONE_FIXED, "and all of it is given back");

        zone_free(zone);
    }
}


int
main(void)
{
    records();
    expiry();
    eviction();
    claims();
    digests();
    lives();
    random_life();

    test_pool_free();

    return tap_done();
}
