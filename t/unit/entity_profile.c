/* links: nginx_stubs.c ../../ngx_statuses_module/entity/profile_item.c ../../ngx_statuses_module/text/?*.c -ljansson -lpcre2-8 -lidn -lutf8proc */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * accounts.fields: what PostgreSQL's jsonb may hold, and a comparison with a
 * JSON library on documents made at random.
 */

#include "entity/account.h"
#include "entity/profile_item.h"

#include "nginx_stubs.h"
#include "tap.h"

#include <jansson.h>


#define nelts(a)  (sizeof(a) / sizeof(a[0]))

#define KEYS(value)                                                           \
    "[{\"name\": \"n\", \"value\": " value ", \"verified_at\": null}]"


static ngx_pool_t  *pool;
static ngx_uint_t   local;


ngx_uint_t
ngx_http_statuses_account_is_local(ngx_http_statuses_account_t *a)
{
    return local;
}


static ngx_int_t
read_items(const char *text, size_t len, ngx_array_t *items)
{
    ngx_str_t                    col[STATUSES_ACCOUNT_NCOLS];
    ngx_http_statuses_account_t  a;

    memset(&a, 0, sizeof(a));
    memset(col, 0, sizeof(col));

    a.col = col;
    col[STATUSES_ACCOUNT_FIELDS] = stub_str(pool, text, len);

    return ngx_http_statuses_profile_items(pool, &a, items);
}


static void
values(void)
{
    size_t                             i;
    ngx_array_t                        items;
    ngx_http_statuses_profile_item_t  *item;

    static struct {
        const char  *text;
        const char  *value;       /* of the only field, NULL: there is none */
    } tests[] = {

        { "[]", NULL },
        { "", NULL },
        { "   ", NULL },
        { "null", NULL },
        { "{}", NULL },
        { "[", NULL },
        { "[1, \"a\", null, [[{}]], true]", NULL },
        { "[{}]", NULL },
        { "[{\"name\": \"n\"}]", NULL },
        { "[{\"value\": \"v\"}]", NULL },
        { KEYS("1"), NULL },
        { KEYS("null"), NULL },
        { KEYS("[\"v\"]"), NULL },
        { KEYS("{\"value\": \"v\"}"), NULL },

        { KEYS("\"\""), "" },
        { KEYS("\"v\""), "v" },
        { KEYS("\"a:b,c]d}e{f[g\""), "a:b,c]d}e{f[g" },
        { KEYS("\"  v \\n \""), "v" },
        { KEYS("\"a\\\"b\\\\c\\/d\\be\\ff\\ng\\rh\\ti\""),
          "a\"b\\c/d\be\ff\ng\rh\ti" },
        { KEYS("\"\\\\\""), "\\" },
        { KEYS("\"\\u0041\\u00e4\\u20ac\""), "A\xc3\xa4\xe2\x82\xac" },
        { KEYS("\"\\ud83d\\ude00!\""), "\xf0\x9f\x98\x80!" },
        { KEYS("\"\\ud83d!\""), "\xef\xbf\xbd!" },
        { KEYS("\"\\ude00!\""), "\xef\xbf\xbd!" },
        { KEYS("\"\\ud83d\\u0041\""), "\xef\xbf\xbd" "A" },

        { "[1, {\"a\": {\"value\": \"x\"}, \"value\": \"v\", "
          "\"name\": \"n\", \"b\": [1, {\"name\": 2}]}, \"z\"]", "v" },
        { "[{\"name\":\"n\",\"value\":\"first\",\"value\":\"v\"}]", "v" },
    };

    for (i = 0; i < nelts(tests); i++) {

        is_int(read_items(tests[i].text, strlen(tests[i].text), &items),
               NGX_OK, "%s", tests[i].text);

        item = items.elts;

        is_int(items.nelts, tests[i].value != NULL, "%s: fields",
               tests[i].text);

        if (tests[i].value && items.nelts == 1) {
            is_mem(item->value.data, item->value.len, tests[i].value,
                   strlen(tests[i].value), "%s: value", tests[i].text);
            is_mem(item->name.data, item->name.len, "n", 1, "%s: name",
                   tests[i].text);
            is_int(item->verified, 0, "%s: not verified", tests[i].text);
        }
    }
}


static void
dates(void)
{
    char                               text[256];
    size_t                             i;
    ngx_array_t                        items;
    ngx_http_statuses_profile_item_t  *item;

    static struct {
        const char  *date;
        const char  *shown;       /* NULL: no such date, "": not verified */
    } tests[] = {

        { "null", "" },
        { "\"\"", "" },
        { "17", "" },
        { "\"2026-03-01T08:09:10.123+00:00\"",
          "2026-03-01T08:09:10.123+00:00" },
        { "\"2026-03-01T08:09:10.123456Z\"", "2026-03-01T08:09:10.123+00:00" },
        { "\"2026-03-01T08:09:10+02:00\"", "2026-03-01T06:09:10.000+00:00" },
        { "\"2026-03-01\"", "2026-03-01T00:00:00.000+00:00" },
        { "\"2026-03-01 08:09:10 UTC\"", "2026-03-01T08:09:10.000+00:00" },
        { "\"2026-02-31T08:09:10Z\"", NULL },
        { "\"yesterday\"", NULL },
        { "\"\\u0000\"", NULL },
    };

    for (i = 0; i < nelts(tests); i++) {

        snprintf(text, sizeof(text), "[{\"name\": \"n\", \"value\": \"v\", "
                 "\"verified_at\": %s}]", tests[i].date);

        is_int(read_items(text, strlen(text), &items), NGX_OK, "date %s",
               tests[i].date);

        item = items.elts;

        if (tests[i].shown == NULL) {
            is_int(items.nelts, 0, "date %s: no field", tests[i].date);
            continue;
        }

        is_int(items.nelts, 1, "date %s: a field", tests[i].date);
        is_int(item->verified, tests[i].shown[0] != 0, "date %s: verified",
               tests[i].date);

        if (tests[i].shown[0]) {
            is_str((char *) item->verified_at, tests[i].shown, "date %s",
                   tests[i].date);
        }
    }
}


/* remote fields may be longer than local ones; code points count */

static void
limits(void)
{
    char                               text[8192], *p;
    size_t                             n;
    ngx_array_t                        items;
    ngx_http_statuses_profile_item_t  *item;

    p = text + sprintf(text, "[{\"name\": \"n\", \"value\": \"");

    for (n = 0; n < 2050; n++) {
        *p++ = '\xc3';
        *p++ = '\xa4';
    }

    p += sprintf(p, "\"}]");

    for (local = 0; local < 2; local++) {
        (void) read_items(text, p - text, &items);
        item = items.elts;

        is_int(items.nelts, 1, "a long field");
        is_int(item->value.len, local ? 255 * 2 : 2047 * 2, "cut");
    }

    local = 0;
}


/* no text may lead beyond its end, or to no end */

static void
broken(void)
{
    size_t       len, whole;
    ngx_int_t    n;
    ngx_array_t  items;

    static const char  text[] = "[ 1, {\"name\": \"a\\\"\\ud83d\\ude00\", "
        "\"value\" : \"v\", \"x\": [\"]\", {}], \"verified_at\": "
        "\"2026-03-01T08:09:10Z\"}, [[{\"a\": \"}\"}]]]";

    whole = sizeof(text) - 1;

    for (len = 0; len <= whole; len++) {
        is_int(read_items(text, len, &items), NGX_OK, "%d bytes of it",
               (int) len);
    }

    for (n = 0; n < 3; n++) {
        stub_allocations = n;
        is_int(read_items(text, whole, &items), NGX_ERROR,
               "memory for %d blocks", (int) n);
        stub_allocations = -1;
    }
}


static json_t *
random_value(unsigned depth)
{
    int      i, n;
    char     text[40];
    json_t  *value;

    static const char  *pieces[] = {
        "a", "\"", "\\", "\n", "\xc3\xa4", "\xf0\x9f\x98\x80", "{", "]", ",",
        ":", " ", "\x01", "/", "<b>"
    };

    n = rand() % (depth ? 6 : 4);

    if (n < 2) {
        text[0] = '\0';

        for (i = rand() % 6; i; i--) {
            strcat(text, pieces[rand() % nelts(pieces)]);
        }

        return json_string(text);
    }

    if (n == 2) {
        return json_integer(rand());
    }

    if (n == 3) {
        return rand() % 2 ? json_null() : json_true();
    }

    value = n == 4 ? json_array() : json_object();

    for (i = rand() % 4; i; i--) {
        if (n == 4) {
            json_array_append_new(value, random_value(depth - 1));

        } else {
            json_object_set_new(value, rand() % 2 ? "name" : "value",
                                random_value(depth - 1));
            json_object_set_new(value, rand() % 3 ? "other" : "name",
                                random_value(depth - 1));
            json_object_set_new(value, "value", random_value(0));
        }
    }

    return value;
}


static void
at_random(void)
{
    char                              *text;
    json_t                            *root, *one, *name, *value;
    size_t                             i, k;
    unsigned                           round, bad;
    ngx_str_t                          want;
    ngx_array_t                        items;
    ngx_http_statuses_profile_item_t  *item;

    srand(7);
    bad = 0;

    for (round = 0; round < 5000; round++) {

        root = json_array();

        for (i = rand() % 4; i; i--) {
            json_array_append_new(root, random_value(3));
        }

        text = json_dumps(root, rand() % 2 ? JSON_ENSURE_ASCII : 0);
        (void) read_items(text, strlen(text), &items);

        item = items.elts;
        k = 0;

        json_array_foreach(root, i, one) {

            name = json_object_get(one, "name");
            value = json_object_get(one, "value");

            if (!json_is_string(name) || !json_is_string(value)) {
                continue;
            }

            if (k == items.nelts) {
                bad++;
                break;
            }

            want.data = (u_char *) json_string_value(value);
            want.len = json_string_length(value);

            while (want.len && (want.data[0] == ' ' || want.data[0] == '\n')) {
                want.data++;
                want.len--;
            }

            while (want.len && (want.data[want.len - 1] == ' '
                                || want.data[want.len - 1] == '\n'))
            {
                want.len--;
            }

            bad += item[k].value.len != want.len
                   || memcmp(item[k].value.data, want.data, want.len) != 0;
            k++;
        }

        bad += (k != items.nelts);

        free(text);
        json_decref(root);
    }

    is_int(bad, 0, "5000 documents made at random");
}


int
main(void)
{
    pool = stub_pool_create();

    values();
    dates();
    limits();
    broken();
    at_random();

    stub_pool_destroy(pool);

    return tap_done();
}
