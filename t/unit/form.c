/* links: _nginx_string.c ../../ngx_statuses_module/request/form.c -ljansson */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "request/params.h"

#include "_nginx_string.h"
#include "tap.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))

/* a string with its length, for NUL is a byte like others */

#define bytes(s)  { s, sizeof(s) - 1 }


typedef struct {
    struct {
        const char  *data;
        size_t       len;
    } form;

    const char      *json;           /* NULL: refused */
} form_test_t;


/* what was read, as JSON; NULL if it was refused with 400 */

static char *
parse(const char *data, size_t len)
{
    char       *text;
    u_char     *copy;
    json_t     *root;
    ngx_int_t   rc;

    text = NULL;
    root = json_object();
    copy = malloc(len + 1);

    if (root == NULL || copy == NULL) {
        abort();
    }

    /* of exactly this size, so that reading on is noticed */

    copy = realloc(copy, len ? len : 1);
    memcpy(copy, data, len);

    rc = ngx_http_statuses_form_parse(NULL, root, copy, copy + len);

    if (rc == NGX_OK) {
        text = json_dumps(root, JSON_COMPACT);

    } else if (rc != NGX_HTTP_BAD_REQUEST) {
        diag("neither read nor refused: %ld", (long) rc);
        text = strdup("error");
    }

    free(copy);
    json_decref(root);
    test_pool_free();

    return text;
}


static void
tests(const char *name, form_test_t *t, size_t n)
{
    char    *got;
    size_t   i;

    for (i = 0; i < n; i++, t++) {
        got = parse(t->form.data, t->form.len);

        is_str(got, t->json, "%s: %.60s", name, t->form.data);

        free(got);
    }
}


static form_test_t  pairs[] = {
    { bytes(""), "{}" },
    { bytes("a=1"), "{\"a\":\"1\"}" },
    { bytes("a=1&b=2"), "{\"a\":\"1\",\"b\":\"2\"}" },
    { bytes("a"), "{\"a\":null}" },
    { bytes("a="), "{\"a\":\"\"}" },
    { bytes("a&b="), "{\"a\":null,\"b\":\"\"}" },
    { bytes("a=1&a=2"), "{\"a\":\"2\"}" },
    { bytes("a=1&a"), "{\"a\":null}" },
    { bytes("a&a=1"), "{\"a\":\"1\"}" },
    { bytes("a=b=c"), "{\"a\":\"b=c\"}" },
    { bytes("a==b"), "{\"a\":\"=b\"}" },
    { bytes("=b"), "{}" },
    { bytes("="), "{}" },
    { bytes("&"), "{}" },
    { bytes("&&a=1&&b=2&&"), "{\"a\":\"1\",\"b\":\"2\"}" },
    { bytes("a=1;b=2"), "{\"a\":\"1;b=2\"}" },
    { bytes("a=1?b=2"), "{\"a\":\"1?b=2\"}" },
    { bytes("a=1&A=2"), "{\"a\":\"1\",\"A\":\"2\"}" },
    { bytes("a.b=1&a-b=2"), "{\"a.b\":\"1\",\"a-b\":\"2\"}" }
};


static form_test_t  encoding[] = {
    { bytes("a=x+y"), "{\"a\":\"x y\"}" },
    { bytes("a+b=1"), "{\"a b\":\"1\"}" },
    { bytes("a=%2B%26%3D%25"), "{\"a\":\"+&=%\"}" },
    { bytes("a=%c3%A9"), "{\"a\":\"\xc3\xa9\"}" },
    { bytes("%61=1"), "{\"a\":\"1\"}" },
    { bytes("a%5B%5D=1"), "{\"a\":[\"1\"]}" },
    { bytes("a%5bb%5d=1"), "{\"a\":{\"b\":\"1\"}}" },
    { bytes("a%3D1"), "{\"a=1\":null}" },
    { bytes("a%26b=1"), "{\"a&b\":\"1\"}" },
    { bytes("a=\xc3\xa9"), "{\"a\":\"\xc3\xa9\"}" },
    { bytes("\xc3\xa9=1"), "{\"\xc3\xa9\":\"1\"}" },
    { bytes("a=%f0%9f%98%80"), "{\"a\":\"\xf0\x9f\x98\x80\"}" },
    { bytes("a=%0a%0d%09"), "{\"a\":\"\\n\\r\\t\"}" },
    { bytes("a=%"), NULL },
    { bytes("a=%4"), NULL },
    { bytes("a=%zz"), NULL },
    { bytes("a=%4z"), NULL },
    { bytes("a=%%41"), NULL },
    { bytes("a=%u0041"), NULL },
    { bytes("%=1"), NULL },
    { bytes("%4=1"), NULL },
    { bytes("b=2&%zz"), NULL },
    { bytes("a=1%"), NULL },
    { bytes("a=1%&b=2"), NULL }
};


static form_test_t  utf8[] = {
    { bytes("a=%ff"), NULL },
    { bytes("a=\xff"), NULL },
    { bytes("a=%c3"), NULL },
    { bytes("a=%c3%28"), NULL },
    { bytes("a=%ed%a0%80"), NULL },
    { bytes("a=%c0%80"), NULL },
    { bytes("a=%f4%90%80%80"), NULL },
    { bytes("a=%e2%82"), NULL },
    { bytes("%ff=1"), NULL },
    { bytes("%ff"), NULL },
    { bytes("\xc3=1"), NULL },
    { bytes("a[%ff]=1"), NULL },
    { bytes("a[%ff][]=1"), NULL },
    { bytes("%ff[]=1"), NULL },
    { bytes("%ff[a]=1"), NULL },
    { bytes("a[][%ff]=1"), NULL }
};


/* NUL is a byte of a value; no parameter has it in its name */

static form_test_t  nul[] = {
    { bytes("a=%00"), "{\"a\":\"\\u0000\"}" },
    { bytes("a=x%00y"), "{\"a\":\"x\\u0000y\"}" },
    { bytes("a=x\0y"), "{\"a\":\"x\\u0000y\"}" },
    { bytes("%00=1"), "{}" },
    { bytes("a%00=1"), "{}" },
    { bytes("a=1&a%00b=2"), "{\"a\":\"1\"}" },
    { bytes("a%00[]=1"), "{}" },
    { bytes("a%00[]=1&a%00[]=2"), "{}" },
    { bytes("a[]=1&a%00[]=2"), "{\"a\":[\"1\"]}" },
    { bytes("a[]=1&a%00b[]=2"), "{\"a\":[\"1\"]}" },
    { bytes("a[%00]=1"), "{}" },
    { bytes("a[%00][]=1"), "{}" },
    { bytes("a[b%00][c]=1"), "{}" },
    { bytes("a[][%00]=1"), "{}" },
    { bytes("a[][b%00][]=1"), "{}" },
    { bytes("a%00[][b]=1&a%00[][b]=2"), "{}" },
    { bytes("a\0=1"), "{}" }
};


static form_test_t  brackets[] = {
    { bytes("a[]=1"), "{\"a\":[\"1\"]}" },
    { bytes("a[]=1&a[]=2&a[]=1"), "{\"a\":[\"1\",\"2\",\"1\"]}" },
    { bytes("a[]="), "{\"a\":[\"\"]}" },
    { bytes("a[b]=1"), "{\"a\":{\"b\":\"1\"}}" },
    { bytes("a[b]=1&a[c]=2&a[b]=3"), "{\"a\":{\"b\":\"3\",\"c\":\"2\"}}" },
    { bytes("a[b][c]=1"), "{\"a\":{\"b\":{\"c\":\"1\"}}}" },
    { bytes("a[b][]=1&a[b][]=2"), "{\"a\":{\"b\":[\"1\",\"2\"]}}" },
    { bytes("a[0]=1&a[1]=2"), "{\"a\":{\"0\":\"1\",\"1\":\"2\"}}" },
    { bytes("a[][b]=1"), "{\"a\":[{\"b\":\"1\"}]}" },
    { bytes("a[][b]=1&a[][c]=2"), "{\"a\":[{\"b\":\"1\",\"c\":\"2\"}]}" },
    { bytes("a[][b]=1&a[][b]=2"), "{\"a\":[{\"b\":\"1\"},{\"b\":\"2\"}]}" },
    { bytes("a[][b]=1&a[][c]=2&a[][b]=3"),
      "{\"a\":[{\"b\":\"1\",\"c\":\"2\"},{\"b\":\"3\"}]}" },
    { bytes("a[][b]&a[][b]=1"), "{\"a\":[{\"b\":null},{\"b\":\"1\"}]}" },
    { bytes("a[][b][]=1&a[][b][]=2"),
      "{\"a\":[{\"b\":[\"1\",\"2\"]}]}" },
    { bytes("a[][b][c]=1&a[][b][d]=2"),
      "{\"a\":[{\"b\":{\"c\":\"1\",\"d\":\"2\"}}]}" },
    { bytes("a[][b][c]=1&a[][b][c]=2"),
      "{\"a\":[{\"b\":{\"c\":\"1\"}},{\"b\":{\"c\":\"2\"}}]}" },
    { bytes("a[]=1&a[][b]=2"), "{\"a\":[\"1\",{\"b\":\"2\"}]}" },
    { bytes("a[][b]=1&a[]=2&a[][c]=3"),
      "{\"a\":[{\"b\":\"1\"},\"2\",{\"c\":\"3\"}]}" },
    { bytes("a[][]=1"), "{\"a\":[[\"1\"]]}" },
    { bytes("a[][]=1&a[][]=2"), "{\"a\":[[\"1\"],[\"2\"]]}" },
    { bytes("a[b c]=1"), "{\"a\":{\"b c\":\"1\"}}" },
    { bytes("a[%c3%a9]=1"), "{\"a\":{\"\xc3\xa9\":\"1\"}}" }
};


static form_test_t  odd[] = {
    { bytes("[]=1"), "{\"[]\":\"1\"}" },
    { bytes("[a]=1"), "{\"[a]\":\"1\"}" },
    { bytes("[=1"), "{\"[\":\"1\"}" },
    { bytes("]=1"), "{\"]\":\"1\"}" },
    { bytes("[[]=1"), "{\"[\":[\"1\"]}" },
    { bytes("a[=1"), "{\"a[\":\"1\"}" },
    { bytes("a]=1"), "{\"a]\":\"1\"}" },
    { bytes("a[b=1"), "{\"a\":{\"[b\":\"1\"}}" },
    { bytes("a[]]=1"), "{\"a\":[{\"]\":\"1\"}]}" },
    { bytes("a[]b=1"), "{\"a\":[{\"b\":\"1\"}]}" },
    { bytes("a[b]c=1"), "{\"a\":{\"b\":{\"c\":\"1\"}}}" },
    { bytes("a[b][=1"), "{\"a\":{\"[b][\":\"1\"}}" },
    { bytes("a[b]]=1"), "{\"a\":{\"b\":{\"]\":\"1\"}}}" },
    { bytes("a[[]]=1"), "{\"a\":{\"[\":{\"]\":\"1\"}}}" },
    { bytes("a[[b]]=1"), "{\"a\":{\"[b\":{\"]\":\"1\"}}}" }
};


static form_test_t  conflicts[] = {
    { bytes("a=1&a[]=2"), NULL },
    { bytes("a=1&a[b]=2"), NULL },
    { bytes("a[]=1&a[b]=2"), NULL },
    { bytes("a[b]=1&a[]=2"), NULL },
    { bytes("a[b]=1&a[b][c]=2"), NULL },
    { bytes("a[b]=1&a[b][]=2"), NULL },
    { bytes("a[b][]=1&a[b][c]=2"), NULL },
    { bytes("a=&a[]=2"), NULL },
    { bytes("a=&a[b]=2"), NULL },
    { bytes("b=1&a=1&a[]=2&c=3"), NULL },

    /* what comes last may replace what it likes */

    { bytes("a[]=1&a=2"), "{\"a\":\"2\"}" },
    { bytes("a[b]=1&a=2"), "{\"a\":\"2\"}" },
    { bytes("a[b][c]=1&a[b]=2"), "{\"a\":{\"b\":\"2\"}}" },

    /* without a value there is nothing to contradict */

    { bytes("a&a[]=1"), "{\"a\":[\"1\"]}" },
    { bytes("a&a[b]=1"), "{\"a\":{\"b\":\"1\"}}" },
    { bytes("a[b]&a[b][]=1"), "{\"a\":{\"b\":[\"1\"]}}" },
    { bytes("a[b]&a[b][c]=1"), "{\"a\":{\"b\":{\"c\":\"1\"}}}" }
};


/* a name of so many bytes, or with so many pairs of brackets */

static char *
repeated(const char *first, const char *s, size_t n, const char *last)
{
    char    *p, *text;
    size_t   len;

    len = strlen(s);
    text = malloc(strlen(first) + len * n + strlen(last) + 1);
    if (text == NULL) {
        abort();
    }

    p = stpcpy(text, first);

    while (n--) {
        p = stpcpy(p, s);
    }

    strcpy(p, last);

    return text;
}


static int
accepted(char *text)
{
    int    ok;
    char  *got;

    got = parse(text, strlen(text));
    ok = (got != NULL);

    free(got);
    free(text);

    return ok;
}


static void
depth(void)
{
    ok(accepted(repeated("a", "[b]", 99, "=1")), "99 names inside of one");
    ok(!accepted(repeated("a", "[b]", 100, "=1")), "but not 100");
    ok(accepted(repeated("a", "[]", 99, "=1")), "99 lists inside of one");
    ok(accepted(repeated("a", "[][b]", 49, "=1")), "lists of names");
    ok(!accepted(repeated("a", "[b]", 200, "=1")), "200 are refused");
    ok(!accepted(repeated("a", "[]", 200, "=1")), "as lists, too");
}


/* no parameter of the API has a name of a thousand bytes */

static void
sizes(void)
{
    char    *text, *got;
    size_t   i, bad;

    bad = 0;

    for (i = 1000; i < 1100; i++) {
        text = repeated("a=1&", "b", i, "=2&c=3");
        got = parse(text, strlen(text));

        if (got == NULL || strstr(got, "\"a\":\"1\"") == NULL
            || strstr(got, "\"c\":\"3\"") == NULL)
        {
            bad++;
        }

        free(got);
        free(text);
    }

    is_int(bad, 0, "long names");

    for (i = 1000; i < 1100; i++) {
        text = repeated("a=1&", "b", i, "[]=2&c=3");
        got = parse(text, strlen(text));

        if (got == NULL || strstr(got, "\"a\":\"1\"") == NULL
            || strstr(got, "\"c\":\"3\"") == NULL)
        {
            bad++;
        }

        free(got);
        free(text);
    }

    is_int(bad, 0, "long names of lists");

    ok(accepted(repeated("", "x", 300000, "[][y]=2")), "a very long name");
    ok(accepted(repeated("a[", "x", 300000, "][]=2")), "inside of brackets");
    ok(accepted(repeated("", "a[]=1&", 5000, "")), "a list of 5000");
    ok(accepted(repeated("", "a[][b]=1&", 5000, "")), "as names in lists");
    ok(accepted(repeated("", "&", 100000, "")), "pairs without anything");
}


/* all names of up to six of these characters: no crash, no leak */

static void
all_names(void)
{
    char               *got, text[32];
    size_t              i, len;
    unsigned            n, v, kept;

    static const char   set[] = "a[]b";

    kept = 0;

    for (len = 1; len <= 6; len++) {
        for (n = 0; n < 1u << (2 * len); n++) {

            for (i = 0, v = n; i < len; i++, v >>= 2) {
                text[i] = set[v & 3];
            }

            strcpy(text + len, "=1&a[b]=2");

            got = parse(text, strlen(text));
            kept += (got != NULL);
            free(got);

            strcpy(text + len, "=1&a[]=2");

            got = parse(text, strlen(text));
            kept += (got != NULL);
            free(got);
        }
    }

    ok(kept > 8000, "names of all shapes: %u of 10920 are read", kept);
}


/* a tree that exists is added to */

static void
added(void)
{
    char    *text;
    json_t  *root, *value;

    root = json_pack("{s:[s],s:s}", "a", "1", "b", "2");
    value = json_string("3");

    is_int(ngx_http_statuses_form_set(root, (u_char *) "a[]", 3, value),
           NGX_OK, "one more in a list that was there");
    is_int(ngx_http_statuses_form_set(root, (u_char *) "b[]", 3, value),
           NGX_HTTP_BAD_REQUEST, "a contradiction to what was there");
    is_int(ngx_http_statuses_form_set(root, (u_char *) "", 0, value), NGX_OK,
           "no name at all");

    text = json_dumps(root, JSON_COMPACT);
    is_str(text, "{\"a\":[\"1\",\"3\"],\"b\":\"2\"}", "the tree then");

    free(text);
    json_decref(value);
    json_decref(root);
}


int
main(void)
{
    tests("pairs", pairs, nelts(pairs));
    tests("percent", encoding, nelts(encoding));
    tests("UTF-8", utf8, nelts(utf8));
    tests("NUL", nul, nelts(nul));
    tests("brackets", brackets, nelts(brackets));
    tests("odd brackets", odd, nelts(odd));
    tests("contradictions", conflicts, nelts(conflicts));

    depth();
    sizes();
    all_names();
    added();

    return tap_done();
}
