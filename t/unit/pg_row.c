/* links: nginx_stubs.c ../../ngx_statuses_module/pg/row.c -lpq */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Rows of PostgreSQL: the text form of arrays, numbers at their limits, and
 * the values of a result, made by libpq itself.
 */

#include "pg/row.h"

#include "nginx_stubs.h"
#include "tap.h"

#include <libpq-fe.h>


#define nelts(a)  (sizeof(a) / sizeof(a[0]))


static ngx_pool_t  *pool;


typedef struct {
    const char   *text;
    ngx_int_t     rc;
    ngx_uint_t    width;
    ngx_uint_t    n;
    const char   *values[12];       /* NULL: SQL's */
} array_test_t;


static void
arrays(void)
{
    size_t       i, k;
    ngx_int_t    rc;
    ngx_str_t    text, *v;
    ngx_uint_t   width;
    ngx_array_t  out;

    static array_test_t  tests[] = {

        { "{}", NGX_OK, 0, 0, { NULL } },
        { "", NGX_OK, 0, 0, { NULL } },
        { "{a}", NGX_OK, 1, 1, { "a" } },
        { "{a,b,c}", NGX_OK, 3, 3, { "a", "b", "c" } },
        { "{1,-2,30}", NGX_OK, 3, 3, { "1", "-2", "30" } },

        /* nothing, the word for it, and emptiness */

        { "{NULL}", NGX_OK, 1, 1, { NULL } },
        { "{NULL,a,NULL}", NGX_OK, 3, 3, { NULL, "a", NULL } },
        { "{\"NULL\"}", NGX_OK, 1, 1, { "NULL" } },
        { "{\"\"}", NGX_OK, 1, 1, { "" } },
        { "{\"\",\"\"}", NGX_OK, 2, 2, { "", "" } },
        { "{null}", NGX_OK, 1, 1, { "null" } },
        { "{NULLS,NUL}", NGX_OK, 2, 2, { "NULLS", "NUL" } },

        /* quoted */

        { "{\"a b\"}", NGX_OK, 1, 1, { "a b" } },
        { "{\"a,b\",\"{c}\"}", NGX_OK, 2, 2, { "a,b", "{c}" } },
        { "{\"a\\\"b\"}", NGX_OK, 1, 1, { "a\"b" } },
        { "{\"a\\\\b\"}", NGX_OK, 1, 1, { "a\\b" } },
        { "{\"\\\\\"}", NGX_OK, 1, 1, { "\\" } },
        { "{\"\\\\\",\"\\\"\"}", NGX_OK, 2, 2, { "\\", "\"" } },
        { "{\"a\nb\"}", NGX_OK, 1, 1, { "a\nb" } },
        { "{\"}\",\"{\"}", NGX_OK, 2, 2, { "}", "{" } },
        { "{\xc3\xbc,\"\xf0\x9f\x98\x80\"}", NGX_OK, 2, 2,
          { "\xc3\xbc", "\xf0\x9f\x98\x80" } },

        /* two dimensions */

        { "{{a,b},{c,d}}", NGX_OK, 2, 4, { "a", "b", "c", "d" } },
        { "{{a}}", NGX_OK, 1, 1, { "a" } },
        { "{{a,NULL,\"x,y\"},{\"\",b,c}}", NGX_OK, 3, 6,
          { "a", NULL, "x,y", "", "b", "c" } },

        /* bounds that are not 1 */

        { "[0:1]={a,b}", NGX_OK, 2, 2, { "a", "b" } },
        { "[-5:-4]={a,b}", NGX_OK, 2, 2, { "a", "b" } },
        { "[0:1][2:3]={{a,b},{c,d}}", NGX_OK, 2, 4, { "a", "b", "c", "d" } },

        /* no arrays */

        { "a", NGX_DECLINED, 0, 0, { NULL } },
        { "}", NGX_DECLINED, 0, 0, { NULL } },
        { "{", NGX_DECLINED, 0, 0, { NULL } },
        { "{a", NGX_DECLINED, 0, 0, { NULL } },
        { "{{a}", NGX_DECLINED, 0, 0, { NULL } },
        { "{a}}", NGX_DECLINED, 0, 0, { NULL } },
        { "{a}b", NGX_DECLINED, 0, 0, { NULL } },
        { "{\"a", NGX_DECLINED, 0, 0, { NULL } },
        { "{\"a\\", NGX_DECLINED, 0, 0, { NULL } },
        { "{\"", NGX_DECLINED, 0, 0, { NULL } },
        { "\"", NGX_DECLINED, 0, 0, { NULL } },
        { "NULL", NGX_DECLINED, 0, 0, { NULL } }
    };

    for (i = 0; i < nelts(tests); i++) {
        pool = stub_pool_create();
        text = stub_str(pool, tests[i].text, strlen(tests[i].text));

        rc = ngx_http_statuses_row_array(pool, &text, &out, &width);
        is_int(rc, tests[i].rc, "array %s", tests[i].text);

        if (rc == NGX_OK) {
            is_int(width, tests[i].width, "the width of %s", tests[i].text);
            is_int(out.nelts, tests[i].n, "the size of %s", tests[i].text);

            v = out.elts;

            for (k = 0; k < tests[i].n && k < out.nelts; k++) {
                is_mem(v[k].data, v[k].len, tests[i].values[k],
                       tests[i].values[k] ? strlen(tests[i].values[k]) : 0,
                       "element %d of %s", (int) k, tests[i].text);
            }
        }

        is_mem(text.data, text.len, tests[i].text, strlen(tests[i].text),
               "the text is as it was: %s", tests[i].text);

        stub_pool_destroy(pool);
    }

    pool = stub_pool_create();
    ngx_str_null(&text);
    is_int(ngx_http_statuses_row_array(pool, &text, &out, &width), NGX_OK,
           "no array at all");
    is_int(out.nelts, 0, "has nothing");
    stub_pool_destroy(pool);
}


/* whatever the text is, nothing beyond its end is read */

static void
hostile(void)
{
    char         buf[32];
    size_t       i, k, len;
    ngx_str_t    text;
    uint64_t     seed;
    ngx_uint_t   width, n;
    ngx_array_t  out;

    static const char  full[] =
        "{\"a\\\"\",b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,\"r\\\\\"}";

    static const char  alphabet[] = "{{}},\"\"\\\\[]=:aN\n";

    static const char  *odd[] = {
        "[", "[0", "[0:1]", "[0:1]=", "=", "[=", "[0:1]=a", "{[0:1]={a}}",
        "{,}", "{,a}", "{a,}", "{a,,b}", "{a}{b}", "{a},{b}", "{}{}", "{{}}",
        "{{},{}}", "{{a},{b,c}}", "{a,{b}}", "{{{a}}}", "{{{{{{{{{{a}}",
        "{\"a\"b}", "{a\"b\"}", "{\"a\"\"b\"}", "{\\}", "{\\,a}", "{ a , b }",
        "}{", "}}}}", ",,,,", "\\", "{\"\\\"}", "{\"\\\\\\\"}"
    };

    for (i = 0; i < nelts(odd); i++) {
        len = strlen(odd[i]);

        for (k = 0; k <= len; k++) {
            pool = stub_pool_create();
            text = stub_str(pool, odd[i], k);
            (void) ngx_http_statuses_row_array(pool, &text, &out, &width);
            stub_pool_destroy(pool);
        }
    }

    ok(1, "texts that are no arrays");

    seed = 42;
    n = 0;

    for (i = 0; i < 20000; i++) {
        len = 0;

        do {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            buf[len++] = alphabet[(seed >> 33) % (sizeof(alphabet) - 1)];
        } while (len < sizeof(buf) && (seed >> 60));

        pool = stub_pool_create();
        text = stub_str(pool, buf, len);

        if (ngx_http_statuses_row_array(pool, &text, &out, &width) == NGX_OK) {
            n++;
        }

        stub_pool_destroy(pool);
    }

    ok(n > 0 && n < 20000, "20000 more, by chance; %d were read", (int) n);

    /* many elements, and no memory for them */

    for (i = 0; i < 12; i++) {
        ngx_int_t  rc;

        pool = stub_pool_create();
        text = stub_str(pool, full, sizeof(full) - 1);
        stub_allocations = i;
        rc = ngx_http_statuses_row_array(pool, &text, &out, &width);
        stub_allocations = -1;

        ok(i < 4 ? rc == NGX_ERROR : rc == NGX_OK,
           "memory for %d allocations", (int) i);
        stub_pool_destroy(pool);
    }
}


/* a thousand elements */

static void
many(void)
{
    char         *big, *p;
    int           i;
    ngx_str_t     text, *v;
    ngx_uint_t    width, good;
    ngx_array_t   out;

    big = malloc(20000);
    p = big + sprintf(big, "{");

    for (i = 0; i < 1000; i++) {
        p += sprintf(p, i ? ",{%d,\"x%d\"}" : "{%d,\"x%d\"}", i, i);
    }

    p += sprintf(p, "}");

    pool = stub_pool_create();
    text = stub_str(pool, big, p - big);

    is_int(ngx_http_statuses_row_array(pool, &text, &out, &width), NGX_OK,
           "a large array");
    is_int(width, 2, "its width");
    is_int(out.nelts, 2000, "its size");

    v = out.elts;
    good = 0;

    for (i = 0; i < 1000; i++) {
        char  want[16];

        sprintf(want, "x%d", i);

        if (atoi((char *) v[2 * i].data) == i
            && v[2 * i + 1].len == strlen(want)
            && memcmp(v[2 * i + 1].data, want, v[2 * i + 1].len) == 0)
        {
            good++;
        }
    }

    is_int(good, 1000, "its values");

    stub_pool_destroy(pool);
    free(big);
}


static void
numbers(void)
{
    size_t     i;
    ngx_str_t  s;

    static struct {
        const char  *text;
        int64_t      n;
    } tests[] = {
        { "0", 0 },
        { "1", 1 },
        { "-1", -1 },
        { "007", 7 },
        { "-0", 0 },
        { "2147483648", 2147483648LL },
        { "9223372036854775807", INT64_MAX },
        { "-9223372036854775807", -INT64_MAX },
        { "-9223372036854775808", INT64_MIN },
        { "9223372036854775808", 77 },
        { "-9223372036854775809", 77 },
        { "9999999999999999999", 77 },
        { "18446744073709551616", 77 },
        { "100000000000000000000", 77 },
        { "", 77 },
        { "-", 77 },
        { "+1", 77 },
        { " 1", 77 },
        { "1 ", 77 },
        { "1.5", 77 },
        { "1e3", 77 },
        { "a", 77 },
        { "12a", 77 },
        { "--1", 77 },
        { "1-", 77 },
        { "t", 77 },
        { "NULL", 77 },
        { "\xd9\xa1", 77 }
    };

    for (i = 0; i < nelts(tests); i++) {
        pool = stub_pool_create();
        s = stub_str(pool, tests[i].text, strlen(tests[i].text));

        is_int(ngx_http_statuses_row_int(&s, 77), tests[i].n, "number \"%s\"",
               tests[i].text);
        stub_pool_destroy(pool);
    }

    ngx_str_null(&s);
    is_int(ngx_http_statuses_row_int(&s, -5), -5, "NULL is no number");
}


static void
results(void)
{
    char                      nul[] = "a\0b";
    PGresult                 *res;
    ngx_str_t                *row;
    PGresAttDesc              att[3];
    ngx_http_statuses_job_t   job;

    memset(&job, 0, sizeof(job));
    memset(att, 0, sizeof(att));

    res = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);

    att[0].name = "a";
    att[1].name = "b";
    att[2].name = "c";
    PQsetResultAttrs(res, 3, att);

    PQsetvalue(res, 0, 0, "one", 3);
    PQsetvalue(res, 0, 1, "", 0);
    PQsetvalue(res, 0, 2, NULL, -1);
    PQsetvalue(res, 1, 0, nul, 3);
    PQsetvalue(res, 1, 1, "t", 1);
    PQsetvalue(res, 1, 2, "f", 1);

    pool = stub_pool_create();

    job.pool = pool;
    job.nqueries = 2;
    job.query[1].result = res;

    is_int(ngx_http_statuses_row_count(&job, 1), 2, "two rows");

    row = ngx_http_statuses_row(&job, 1, 0);
    is_mem(row[0].data, row[0].len, "one", 3, "a value");
    ok(row[1].data != NULL && row[1].len == 0, "an empty value");
    ok(row[2].data == NULL && row[2].len == 0, "none");

    row = ngx_http_statuses_row(&job, 1, 1);
    is_mem(row[0].data, row[0].len, nul, 3, "a value with a NUL");
    ok(ngx_http_statuses_is_true(&row[1]), "true");
    ok(!ngx_http_statuses_is_true(&row[2]), "false");

    row = ngx_http_statuses_row(&job, 1, 0);
    ok(!ngx_http_statuses_is_true(&row[1]), "nothing is not true");
    ok(!ngx_http_statuses_is_true(&row[2]), "NULL is not true");
    ok(!ngx_http_statuses_same(&row[0], &row[1]), "not the same");
    ok(ngx_http_statuses_same(&row[0], &row[0]), "the same");

    stub_allocations = 0;
    ok(ngx_http_statuses_row(&job, 1, 0) == NULL, "no memory");
    stub_allocations = -1;

    stub_pool_destroy(pool);
    PQclear(res);
}


/* columns that came as the elements of an array */

static void
packed(void)
{
    size_t                    i;
    PGresult                 *res;
    ngx_str_t                *row, values[8];
    PGresAttDesc              att[4];
    ngx_http_statuses_job_t   job;

    static const char  *first[] = {
        "7", NULL, "a \"b\" \\c", "", "NULL", "x,y}", "end", "t"
    };

    memset(&job, 0, sizeof(job));
    memset(att, 0, sizeof(att));

    res = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);

    att[0].name = "c";
    att[1].name = "p_5";
    att[2].name = "prose";
    att[3].name = "p_1";
    PQsetResultAttrs(res, 4, att);

#define set(row, col, s)  PQsetvalue(res, row, col, s, (int) sizeof(s) - 1)

    set(0, 0, "7");
    set(0, 1, "{NULL,\"a \\\"b\\\" \\\\c\",\"\",\"NULL\",\"x,y}\"}");
    set(0, 2, "end");
    set(0, 3, "{t}");

    /* a sub-select without a row, and elements that are not there */

    set(1, 0, "8");
    PQsetvalue(res, 1, 1, NULL, -1);
    set(1, 2, "");
    set(1, 3, "{}");

    pool = stub_pool_create();

    job.pool = pool;
    job.nqueries = 1;
    job.query[0].result = res;

    row = ngx_http_statuses_row(&job, 0, 0);

    for (i = 0; i < nelts(first); i++) {
        is_mem(row[i].data, row[i].len, first[i],
               first[i] ? strlen(first[i]) : 0, "packed: column %d", (int) i);
    }

    row = ngx_http_statuses_row_part(&job, 0, 0, 6);
    is_mem(row[0].data, row[0].len, "end", 3, "packed: behind what is skipped");
    is_mem(row[1].data, row[1].len, "t", 1, "packed: and the next");

    row = ngx_http_statuses_row(&job, 0, 1);
    is_mem(row[0].data, row[0].len, "8", 1, "packed: beside no row");

    for (i = 1; i < 6; i++) {
        ok(row[i].data == NULL && row[i].len == 0, "packed: no row");
    }

    ok(row[6].data != NULL && row[6].len == 0, "packed: empty, not packed");
    ok(row[7].data == NULL, "packed: no elements");

    memset(values, 0, sizeof(values));

    is_int(ngx_http_statuses_row_read(&job, pool, 0, 0, values, 3), NGX_OK,
           "packed: the first three");
    is_mem(values[2].data, values[2].len, first[2], strlen(first[2]),
           "packed: the third");
    ok(values[3].data == NULL && values[3].len == 0, "packed: not a fourth");

    stub_allocations = 0;
    is_int(ngx_http_statuses_row_read(&job, pool, 0, 0, values, 2), NGX_OK,
           "packed: what needs no memory");
    is_int(ngx_http_statuses_row_read(&job, pool, 0, 0, values, 3), NGX_ERROR,
           "packed: no memory");
    stub_allocations = -1;

    stub_pool_destroy(pool);
    PQclear(res);
}


int
main(void)
{
    arrays();
    hostile();
    many();
    numbers();
    results();
    packed();

    return tap_done();
}
