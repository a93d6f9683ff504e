/* links: nginx_stubs.c ../../ngx_statuses_module/entity/json.c */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The JSON writer: escapes, times, and buffers that end wherever they like.
 */

#include "entity/json.h"

#include "nginx_stubs.h"
#include "tap.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))


static ngx_pool_t                *pool;
static ngx_http_statuses_json_t   j;


static void
begin(size_t size)
{
    pool = stub_pool_create();

    if (ngx_http_statuses_json_init(&j, pool, size) != NGX_OK) {
        abort();
    }
}


/* ends what begin() began, and compares it */

static void
end(const char *want, size_t len, const char *name)
{
    off_t      length;
    ngx_str_t  got;

    length = ngx_http_statuses_json_done(&j, 1);
    got = stub_chain(pool, j.out);

    is_mem(got.data, got.len, want, len, "%s", name);
    is_int(length, got.len, "%s: its length", name);

    stub_pool_destroy(pool);
}


#define ends(want, name)  end(want, sizeof(want) - 1, name)


static void
escapes(void)
{
    u_char    ch;
    char      want[16], name[32];
    size_t    n;
    unsigned  i, html;

    for (html = 0; html < 2; html++) {
        for (i = 0; i < 256; i++) {
            ch = (u_char) i;

            switch (i) {
            case '"':  n = sprintf(want, "\"\\\"\""); break;
            case '\\': n = sprintf(want, "\"\\\\\""); break;
            case '\b': n = sprintf(want, "\"\\b\""); break;
            case '\f': n = sprintf(want, "\"\\f\""); break;
            case '\n': n = sprintf(want, "\"\\n\""); break;
            case '\r': n = sprintf(want, "\"\\r\""); break;
            case '\t': n = sprintf(want, "\"\\t\""); break;

            default:
                if (i < 0x20
                    || (html && (i == '<' || i == '>' || i == '&')))
                {
                    n = sprintf(want, "\"\\u%04x\"", i);

                } else {
                    n = sprintf(want, "\"%c\"", (char) i);

                    if (i == 0) {
                        n = 3;
                    }
                }
            }

            sprintf(name, "byte %02x%s", i, html ? " in 4.5" : "");

            begin(64);
            j.html = html;
            ngx_http_statuses_json_string(&j, &ch, 1);
            end(want, n, name);
        }
    }
}


static void
separators(void)
{
    size_t  i;

    static struct {
        const char  *text;
        const char  *want;
    } tests[] = {
        { "\xe2\x80\xa8", "\\u2028" },
        { "\xe2\x80\xa9", "\\u2029" },
        { "\xe2\x80\xa7", "\xe2\x80\xa7" },
        { "\xe2\x80\xaa", "\xe2\x80\xaa" },
        { "\xe2\x81\xa8", "\xe2\x81\xa8" },
        { "a\xe2\x80\xa8\xe2\x80\xa9z", "a\\u2028\\u2029z" },
        { "\xe2\xe2\x80\xa8", "\xe2\\u2028" },
        { "\xe2", "\xe2" },
        { "\xe2\x80", "\xe2\x80" },
        { "\xe2\x80<", "\xe2\x80\\u003c" },
        { "x\xe2\x80", "x\xe2\x80" }
    };

    for (i = 0; i < nelts(tests); i++) {
        ngx_str_t  s;

        /* in 4.6 and later they are characters like others */

        begin(1);
        ngx_http_statuses_json_escape(&j, (u_char *) tests[0].text, 3);
        ends("\xe2\x80\xa8", "a separator as it is");

        begin(1);
        j.html = 1;
        s = stub_str(pool, tests[i].text, strlen(tests[i].text));
        ngx_http_statuses_json_escape(&j, s.data, s.len);
        end(tests[i].want, strlen(tests[i].want), "separators of 4.5");
    }
}


static void
nothing(void)
{
    begin(8);
    ngx_http_statuses_json_string(&j, NULL, 0);
    ends("null", "no string");

    begin(8);
    ngx_http_statuses_json_string(&j, (u_char *) "", 0);
    ends("\"\"", "an empty string");

    begin(8);
    ngx_http_statuses_json_escape(&j, NULL, 0);
    ends("", "the inside of no string");

    begin(8);
    ngx_http_statuses_json_raw(&j, (u_char *) "x", 0);
    ends("", "no bytes");
}


/* the same text, whatever the size of the first buffer is */

static void
borders(void)
{
    size_t      size;
    ngx_str_t   s;
    const char  text[] = "a\"b\\c\x01" "d\ne<f\xe2\x80\xa8g\x1f\x1f\x1f\x1f";

    for (size = 1; size < 80; size++) {
        begin(size);
        j.html = 1;
        s = stub_str(pool, text, sizeof(text) - 1);

        ngx_http_statuses_json_lit(&j, "{\"k\":");
        ngx_http_statuses_json_string(&j, s.data, s.len);
        ngx_http_statuses_json_lit(&j, ",\"n\":");
        ngx_http_statuses_json_int(&j, -1234567890123LL);
        ngx_http_statuses_json_lit(&j, "}");

        ends("{\"k\":\"a\\\"b\\\\c\\u0001d\\ne\\u003cf\\u2028g\\u001f\\u001f"
             "\\u001f\\u001f\",\"n\":-1234567890123}", "at a border");
    }
}


/* buffers grow to a limit, and a text longer than that has one of its own */

static void
growing(void)
{
    char         *big;
    size_t        i, n, largest, total;
    ngx_chain_t  *cl;

    begin(100);

    for (i = 0; i < 40000; i++) {
        ngx_http_statuses_json_lit(&j, "0123456789");
    }

    total = ngx_http_statuses_json_done(&j, 1);
    is_int(total, 400000, "many small pieces");

    n = 0;
    largest = 0;

    for (cl = j.out; cl; cl = cl->next) {
        n++;
        largest = ngx_max(largest, (size_t) (cl->buf->end - cl->buf->start));

        if (cl->next) {
            ok(cl->buf->last_buf == 0 && cl->buf->last_in_chain == 0,
               "buffer %d is not the last", (int) n);

        } else {
            ok(cl->buf->last_buf == 1 && cl->buf->last_in_chain == 1,
               "buffer %d is the last", (int) n);
        }

        ok(cl->buf->last > cl->buf->pos, "buffer %d has something", (int) n);
    }

    ok(n > 5 && n < 30, "in %d buffers", (int) n);
    ok(largest <= 65536, "of %d bytes at most", (int) largest);

    stub_pool_destroy(pool);

    big = malloc(300000);
    memset(big, 'x', 300000);

    begin(100);
    ngx_http_statuses_json_lit(&j, "[");
    ngx_http_statuses_json_string(&j, (u_char *) big, 300000);
    ngx_http_statuses_json_lit(&j, "]");

    is_int(ngx_http_statuses_json_done(&j, 0), 300004, "one large piece");
    ok(j.buf->last_buf == 0 && j.buf->last_in_chain == 1,
       "of a subrequest it is not the last");

    stub_pool_destroy(pool);
    free(big);
}


/* every allocation fails once, and afterwards nothing more is written */

static void
failing(void)
{
    int        i;
    ngx_int_t  rc;

    for (i = 0; i < 20; i++) {
        pool = stub_pool_create();
        stub_allocations = i;

        rc = ngx_http_statuses_json_init(&j, pool, 4);

        if (i < 3) {
            ok(rc == NGX_ERROR, "no memory to begin with, %d", i);

        } else {
            ok(rc == NGX_OK, "memory for %d", i);

            while (!j.failed) {
                ngx_http_statuses_json_string(&j, (u_char *) "ab\"c", 4);
                ngx_http_statuses_json_int(&j, 12345);
            }

            ngx_http_statuses_json_lit(&j, "more");
            ngx_http_statuses_json_bool(&j, 1);

            is_int(ngx_http_statuses_json_done(&j, 1), -1,
                   "and then no more, %d", i);
        }

        stub_allocations = -1;
        stub_pool_destroy(pool);
    }
}


static void
numbers(void)
{
    size_t     i;
    ngx_str_t  id;

    static struct {
        int64_t      n;
        const char  *want;
    } tests[] = {
        { 0, "0" },
        { 1, "1" },
        { -1, "-1" },
        { 1234567890, "1234567890" },
        { INT64_MAX, "9223372036854775807" },
        { INT64_MIN, "-9223372036854775808" }
    };

    for (i = 0; i < nelts(tests); i++) {
        begin(4);
        ngx_http_statuses_json_int(&j, tests[i].n);
        end(tests[i].want, strlen(tests[i].want), "a number");
    }

    begin(8);
    ngx_http_statuses_json_bool(&j, 1);
    ngx_http_statuses_json_bool(&j, 0);
    ngx_http_statuses_json_bool(&j, 17);
    ends("truefalsetrue", "booleans");

    begin(8);
    ngx_str_set(&id, "-99");
    ngx_http_statuses_json_id(&j, &id);
    ngx_str_null(&id);
    ngx_http_statuses_json_id(&j, &id);
    ends("\"-99\"null", "ids");
}


static void
times(void)
{
    size_t      i;
    ngx_str_t   s;

    static struct {
        const char  *text;
        const char  *time;
        const char  *midnight;
        const char  *date;
    } tests[] = {
        { "2026-06-01 12:34:56.789123", "\"2026-06-01T12:34:56.789Z\"",
          "\"2026-06-01T00:00:00.000Z\"", "\"2026-06-01\"" },
        { "2026-06-01 12:34:56.9999", "\"2026-06-01T12:34:56.999Z\"",
          "\"2026-06-01T00:00:00.000Z\"", "\"2026-06-01\"" },
        { "2026-06-01 12:34:56.78", "\"2026-06-01T12:34:56.780Z\"",
          "\"2026-06-01T00:00:00.000Z\"", "\"2026-06-01\"" },
        { "2026-06-01 12:34:56.7", "\"2026-06-01T12:34:56.700Z\"",
          "\"2026-06-01T00:00:00.000Z\"", "\"2026-06-01\"" },
        { "2026-06-01 12:34:56", "\"2026-06-01T12:34:56.000Z\"",
          "\"2026-06-01T00:00:00.000Z\"", "\"2026-06-01\"" },
        { "0001-01-01 00:00:00", "\"0001-01-01T00:00:00.000Z\"",
          "\"0001-01-01T00:00:00.000Z\"", "\"0001-01-01\"" },
        { "9999-12-31 23:59:59.999999", "\"9999-12-31T23:59:59.999Z\"",
          "\"9999-12-31T00:00:00.000Z\"", "\"9999-12-31\"" },
        { "2026-06-01", "null",
          "\"2026-06-01T00:00:00.000Z\"", "\"2026-06-01\"" },
        { "10000-01-01 00:00:00", "null", "null", "null" },
        { "294276-12-31 23:59:59.999999", "null", "null", "null" },
        { "0044-03-15 12:00:00 BC", "null", "null", "null" },
        { "0044-03-15 12:00:00.5 BC", "null", "null", "null" },
        { "4714-11-24 BC", "null", "null", "null" },
        { "infinity", "null", "null", "null" },
        { "-infinity", "null", "null", "null" },
        { "", "null", "null", "null" },
        { "2026", "null", "null", "null" }
    };

    for (i = 0; i < nelts(tests); i++) {
        begin(1);
        s = stub_str(pool, tests[i].text, strlen(tests[i].text));
        ngx_http_statuses_json_time(&j, &s);
        end(tests[i].time, strlen(tests[i].time), tests[i].text);

        begin(1);
        s = stub_str(pool, tests[i].text, strlen(tests[i].text));
        ngx_http_statuses_json_midnight(&j, &s);
        end(tests[i].midnight, strlen(tests[i].midnight), tests[i].text);

        begin(1);
        s = stub_str(pool, tests[i].text, strlen(tests[i].text));
        ngx_http_statuses_json_date(&j, &s);
        end(tests[i].date, strlen(tests[i].date), tests[i].text);
    }

    begin(8);
    ngx_str_null(&s);
    ngx_http_statuses_json_time(&j, &s);
    ends("null", "no time at all");
}


/* what was written since a mark, in one buffer or in several */

static void
marks(void)
{
    size_t                     size;
    ngx_str_t                  text;
    ngx_http_statuses_mark_t   mark;

    for (size = 1; size < 40; size++) {
        begin(size);
        ngx_http_statuses_json_lit(&j, "before");
        ngx_http_statuses_json_mark(&j, &mark);

        ngx_http_statuses_json_since(&j, &mark, &text);
        is_int(text.len, 0, "nothing since");

        ngx_http_statuses_json_lit(&j, "0123456");
        ngx_http_statuses_json_lit(&j, "789");
        ngx_http_statuses_json_lit(&j, "abcdefghij");

        ngx_http_statuses_json_since(&j, &mark, &text);
        is_mem(text.data, text.len, "0123456789abcdefghij", 20,
               "since a mark, from a buffer of %d", (int) size);

        ends("before0123456789abcdefghij", "and the whole");
    }
}


/* words of eight bytes: each byte at each place, beside each neighbour */

static void
words(void)
{
    u_char       text[24], *want;
    size_t       at, len;
    ngx_str_t    got;
    ngx_uint_t   ch, html, i, k, bad;

    static u_char  out[6 * 24 + 1];

    bad = 0;

    for (html = 0; html < 2; html++) {
        for (ch = 0; ch < 128 * 17; ch++) {
            for (len = 7; len < 20; len += 4) {

                at = ch % 17 % len;

                for (i = 0; i < len; i++) {
                    text[i] = (u_char) ("ab\x7f\xc3\xa4\xff\x80\x21"[i % 8]);
                }

                text[at] = (u_char) (ch / 17);
                text[len - 1 - at] ^= 1;

                want = out;

                for (i = 0; i < len; i++) {
                    k = text[i];

                    if (k == '"' || k == '\\') {
                        *want++ = '\\';
                        *want++ = (u_char) k;

                    } else if (k == '\n' || k == '\r' || k == '\t'
                               || k == '\b' || k == '\f')
                    {
                        *want++ = '\\';
                        *want++ = (u_char) (k == '\n' ? 'n' : k == '\r' ? 'r'
                                            : k == '\t' ? 't'
                                            : k == '\b' ? 'b' : 'f');

                    } else if (k < 0x20
                               || (html && (k == '<' || k == '>' || k == '&')))
                    {
                        want += sprintf((char *) want, "\\u%04x", (int) k);

                    } else {
                        *want++ = (u_char) k;
                    }
                }

                begin(1 + ch % 40);
                j.html = html;
                ngx_http_statuses_json_escape(&j, text, len);

                (void) ngx_http_statuses_json_done(&j, 1);
                got = stub_chain(pool, j.out);

                bad += got.len != (size_t) (want - out)
                       || memcmp(got.data, out, got.len) != 0;

                stub_pool_destroy(pool);
            }
        }
    }

    is_int(bad, 0, "words of eight bytes");
}


int
main(void)
{
    escapes();
    words();
    separators();
    nothing();
    borders();
    growing();
    failing();
    numbers();
    times();
    marks();

    return tap_done();
}
