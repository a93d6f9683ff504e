/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "hostname.h"
#include "nfkc.h"
#include "tap.h"
#include "text_util.h"
#include "tld.h"
#include "trim.h"
#include "unicode.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))


static void
utf8(void)
{
    size_t           bad;
    uint32_t         cp;
    const char      *p;
    util_arena_t     a;
    statuses_buf_t   b;

    bad = 0;

    for (cp = 0; cp <= 0x110000; cp++) {
        util_arena_init(&a);
        statuses_buf_init(&b, &a.arena, 4);
        statuses_utf8_put(&b, cp);

        p = b.data;

        if (statuses_utf8_next(&p, b.data + b.len)
            != ((cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) ? 0xfffd
                                                                 : cp)
            || p != b.data + b.len)
        {
            bad++;
        }

        /* cut short, it is an invalid byte */

        p = b.data;

        if (b.len > 1
            && (statuses_utf8_next(&p, b.data + b.len - 1) != 0xfffd
                || p != b.data + 1))
        {
            bad++;
        }

        util_arena_free(&a);
    }

    is_int(bad, 0, "all code points, there and back");
}


static void
buffer(void)
{
    size_t          i;
    util_arena_t    a;
    statuses_buf_t  b;

    util_arena_init(&a);
    statuses_buf_init(&b, &a.arena, 10);

    statuses_buf_append(&b, NULL, 0);
    ok(b.data == NULL && a.total == 0, "nothing is allocated for nothing");

    for (i = 0; i < 100000; i++) {
        statuses_buf_append(&b, "abc", 3);
    }

    is_int(b.len, 300000, "grows");
    ok(memcmp(b.data + 299997, "abc", 3) == 0, "and keeps what it has");
    ok(a.total < 4 * b.len, "in few steps");

    a.limit = a.total;
    statuses_buf_append(&b, b.data, 300000);
    ok(b.failed, "no memory");
    is_int(b.len, 300000, "nothing appended");

    a.limit = 0;
    statuses_buf_append(&b, "x", 1);
    is_int(b.len, 300000, "nothing more is appended");

    statuses_buf_init(&b, &a.arena, 0);
    statuses_buf_append(&b, "x", (size_t) -1 / 2);
    ok(b.failed, "more than memory can hold");

    util_arena_free(&a);
}


static void
check(const char *domain, size_t max, size_t want)
{
    util_arena_t    a;
    statuses_str_t  s;

    util_arena_init(&a);
    s = util_copy(&a, domain, strlen(domain));
    is_int(statuses_hostname_check(s, max), want, "check of %.40s", domain);
    util_arena_free(&a);
}


static void
converted(const char *domain, const char *ascii, const char *unicode)
{
    util_arena_t    a;
    statuses_buf_t  b;
    statuses_str_t  s;

    util_arena_init(&a);
    s = util_copy(&a, domain, strlen(domain));

    if (ascii != NULL) {
        statuses_buf_init(&b, &a.arena, 0);
        is_int(statuses_hostname_ascii(&b, s), 0, "%s in ASCII", domain);
        is_mem(b.data ? b.data : "", b.len, ascii, strlen(ascii),
               "%s in ASCII", domain);

    } else {
        statuses_buf_init(&b, &a.arena, 0);
        is_int(statuses_hostname_ascii(&b, s), -1, "%s: no ASCII", domain);
        is_int(b.len, 0, "nothing appended");
    }

    statuses_buf_init(&b, &a.arena, 0);
    statuses_hostname_unicode(&b, s);
    is_mem(b.data ? b.data : "", b.len, unicode, strlen(unicode),
           "%s in Unicode", domain);

    util_arena_free(&a);
}


static void
hostnames(void)
{
    char            label[4096];
    util_arena_t    a;
    statuses_buf_t  b;

    check("kelp.garden", 100, 11);
    check("kelp.garden", 11, 11);
    check("kelp.garden", 10, 0);
    check("a..b", 100, 0);
    check(".a", 100, 0);
    check("m\xc3\xbcnchen.de", 100, 17);
    check("m\xc3\xbcnchen\xe3\x80\x82" "de", 100, 17);
    check("a\xc2\xad" "b.de", 100, 5);
    check("\xe2\x80\x8b.de", 100, 0);
    check("\xf0\x9f\xa6\x80.de", 100, 0);
    check("xn--\xc3\xa9.de", 100, 0);
    check("xn--zzzzzz.de", 100, 13);
    check("\xd7\xa9\xd7\x9c.de", 100, 11);
    check("\xd7\xa9\xd7\x9c" "1.de", 100, 0);
    check("\xff.de", 100, 0);

    memset(label, 'k', 64);
    strcpy(label + 63, ".de");
    check(label, 100, 66);

    memset(label, 'k', 64);
    strcpy(label + 64, ".de");
    check(label, 100, 0);

    /* long, but not when what vanishes has vanished */

    strcpy(label, "\xc3\xa9");

    while (strlen(label) < 4000) {
        strcat(label, "\xe2\x80\x8b");
    }

    strcat(label, ".de");
    check(label, 100, 10);

    /* long in any case */

    label[0] = '\0';

    while (strlen(label) < 600) {
        strcat(label, "\xc3\xa9");
    }

    strcat(label, ".de");
    check(label, 1000, 0);

    /* and what composes has been composed */

    label[0] = '\0';

    while (strlen(label) < 56 * 5) {
        strcat(label, "u\xcc\x88\xcc\x84");
    }

    strcat(label, ".de");
    check(label, 100, 65);

    converted("Kelp.Garden", "kelp.garden", "Kelp.Garden");
    converted("M\xc3\x9cNCHEN.de", "xn--mnchen-3ya.de", "M\xc3\x9cNCHEN.de");
    converted("xn--mnchen-3ya.de", "xn--mnchen-3ya.de", "m\xc3\xbcnchen.de");
    converted("XN--mnchen-3ya.de", "xn--mnchen-3ya.de", "m\xc3\xbcnchen.de");
    converted("a.xn--zs9h.xn--p1ai", "a.xn--zs9h.xn--p1ai",
              "a.\xf0\x9f\xa6\x80.\xd1\x80\xd1\x84");
    converted("xn--\x01.xn--999999999", "xn--\x01.xn--999999999",
              "xn--\x01.xn--999999999");
    converted("\xf0\x9f\xa6\x80.b", "xn--zs9h.b", "\xf0\x9f\xa6\x80.b");
    converted("a_b..c", "a_b..c", "a_b..c");
    converted("xn--\xc3\xa9", NULL, "xn--\xc3\xa9");
    converted("", "", "");

    /* longer than a label can be: left alone */

    strcpy(label, "xn--");
    memset(label + 4, 'a', 200);
    label[204] = '\0';
    converted(label, label, label);

    /* no memory */

    util_arena_init(&a);
    a.limit = 1;
    statuses_buf_init(&b, &a.arena, 0);
    is_int(statuses_hostname_ascii(&b, util_s("\xc3\xa9.b")), -1,
           "no memory for the ASCII form");
    ok(b.failed, "failure is noticed");
    util_arena_free(&a);
}


static void
tlds(void)
{
    size_t       i;
    const char  *end, *p;

    static const struct {
        const char  *text;
        int          len;
    } cases[] = {
        { "com", 3 }, { "COM", 3 }, { "BIZ", 3 }, { "com/", 3 }, { "comx", -1 },
        { "com-", -1 }, { "com@", -1 }, { "com+", -1 }, { "com1", -1 },
        { "com_", 3 }, { "com.", 3 }, { "com\xc3\xa9", 3 }, { "c", -1 },
        { "", -1 }, { "kids", -1 }, { "xn--", -1 }, { "xn--1", 5 },
        { "xn--1a-b", 6 }, { "Xn--a\xc5\xbf", 7 }, { "xn-1", -1 },
        { "xo--1", -1 }, { "yn--1", -1 }, { "xn-a1", -1 }, { "xn.-1", -1 },
        { "travelersinsurance", 18 }, { "travelersinsurancea", -1 },
        { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", -1 },
        { "\xd1\x80\xd1\x84", 4 }, { "\xd0\xa0\xd1\x84", 4 },
        { "\xd1\x80\xd1\x84\xd0\xb8", 4 }, { "\xd1\x80\xd1\x84" "a", -1 },
        { "\xd1\x80", -1 }, { "\xff", -1 },
        { "verm\xc3\xb6gensberatung", 18 }, { "verm\xc3\x96GENSBERATER", 17 },
        { "verm\xc3\xb6gensberatunga", -1 },
        { "\xe0\xae\x9a\xe0\xae\xbf\xe0\xae\x99\xe0\xaf\x8d\xe0\xae\x95"
          "\xe0\xae\xaa\xe0\xaf\x8d\xe0\xae\xaa\xe0\xaf\x82\xe0\xae\xb0"
          "\xe0\xaf\x8d/", 33 },
        { "\xe0\xa4\xad\xe0\xa4\xbe\xe0\xa4\xb0\xe0\xa4\xa4\xe0\xa4\xae"
          "\xe0\xa5\x8d", 18 },
        { "\xe0\xa4\xad\xe0\xa4\xbe\xe0\xa4\xb0\xe0\xa4\xa4\xe0\xa4\xae", 12 }
    };

    for (i = 0; i < nelts(cases); i++) {
        p = cases[i].text;
        end = statuses_tld_match(p, p + strlen(p));
        is_int(end ? end - p : -1, cases[i].len, "TLD %s", p);
    }

    is_int(statuses_uc_fold('A'), 'a', "fold A");
    is_int(statuses_uc_fold(0x17f), 's', "fold long s");
    is_int(statuses_uc_fold(0x3c2), 0x3c3, "fold final sigma");
    is_int(statuses_uc_fold(0x10400), 0x10428, "fold Deseret");
    is_int(statuses_uc_fold(0x16ea0), 0x16ebb, "fold Beria Erfe");
    is_int(statuses_uc_fold(0xdf), 0xdf, "no simple folding");
}


static void
classes(void)
{
    size_t  i;

    static const struct {
        uint32_t  cp;
        uint32_t  in;
        uint32_t  out;
    } cases[] = {
        { 'a', STATUSES_UC_ALPHA|STATUSES_UC_ALNUM|STATUSES_UC_WORD
               |STATUSES_UC_LABEL|STATUSES_UC_PATH_END|STATUSES_UC_PAREN
               |STATUSES_UC_QUERY_END|STATUSES_UC_NODE|STATUSES_UC_TAG
               |STATUSES_UC_ASCII,
          STATUSES_UC_BEFORE|STATUSES_UC_SPACE|STATUSES_UC_ACCENT },
        { '\\', STATUSES_UC_LABEL|STATUSES_UC_PATH_END|STATUSES_UC_BEFORE,
          STATUSES_UC_PAREN|STATUSES_UC_QUERY|STATUSES_UC_WORD },
        { 0x24b6, STATUSES_UC_ALPHA, STATUSES_UC_ASCII },
        { 0xb2, 0, STATUSES_UC_ALNUM|STATUSES_UC_WORD },
        { 0x663, STATUSES_UC_ALNUM|STATUSES_UC_WORD, STATUSES_UC_ALPHA },
        { 0x200c, STATUSES_UC_WORD|STATUSES_UC_SEPARATOR|STATUSES_UC_TAG,
          STATUSES_UC_WORD_OLD|STATUSES_UC_SPACE },
        { 0x200d, STATUSES_UC_WORD,
          STATUSES_UC_WORD_OLD|STATUSES_UC_TAG|STATUSES_UC_SEPARATOR },
        { 0x200b, STATUSES_UC_LABEL, STATUSES_UC_SPACE|STATUSES_UC_WORD },
        { 0x180e, STATUSES_UC_PATH, STATUSES_UC_SPACE|STATUSES_UC_LABEL },
        { 0x85, STATUSES_UC_SPACE, STATUSES_UC_LABEL|STATUSES_UC_QUERY },
        { 0x203f, STATUSES_UC_WORD, STATUSES_UC_TAG },
        { 0x10d6e, STATUSES_UC_PAREN|STATUSES_UC_NODE, STATUSES_UC_ALPHA },
        { 0x1e08f, STATUSES_UC_ALPHA|STATUSES_UC_PAREN, 0 },
        { 0x485, 0, STATUSES_UC_PAREN },
        { 0x212a, STATUSES_UC_ASCII|STATUSES_UC_PAREN|STATUSES_UC_NODE,
          STATUSES_UC_BEFORE|STATUSES_UC_ACCENT },
        { 0x345, STATUSES_UC_ACCENT, 0 },
        { 0x3b9, STATUSES_UC_PAREN, STATUSES_UC_ACCENT },
        { 0xe0041, 0, STATUSES_UC_QUERY },
        { 0xe1000, STATUSES_UC_QUERY, 0 },
        { 0x10fffd, STATUSES_UC_QUERY_END|STATUSES_UC_LABEL, 0 },
        { 0x10ffff, STATUSES_UC_PATH, STATUSES_UC_QUERY },
        { 0x33479, STATUSES_UC_ALPHA|STATUSES_UC_WORD, 0 },
        { 0x3347a, 0, STATUSES_UC_ALPHA|STATUSES_UC_WORD }
    };

    for (i = 0; i < nelts(cases); i++) {
        ok((statuses_uc(cases[i].cp) & cases[i].in) == cases[i].in
           && (statuses_uc(cases[i].cp) & cases[i].out) == 0,
           "classes of U+%04X", (unsigned) cases[i].cp);
    }
}


static void
composition(void)
{
    char             got[256];
    size_t           i, len;
    uint32_t        *cps;
    ptrdiff_t        n, k;
    util_arena_t     a;
    statuses_buf_t   b;

    static const struct {
        const char  *text;
        const char  *nfkc;
    } cases[] = {
        { "abc", "61 62 63" },
        { "e\xcc\x81", "e9" },
        { "\xef\xac\x81", "66 69" },
        { "\xef\xb7\xba", "635 644 649 20 627 644 644 647 20 639 644 64a 647 "
                          "20 648 633 644 645" },
        { "\xed\x95\x9c", "d55c" },
        { "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "d55c" },
        { "a\xcc\x81\xcc\xa7", "e1 327" },
        { "a\xcc\xa7\xcc\x81\xcc\xa8", "e1 327 328" },
        { "\xe2\x84\xab", "c5" },
        { "\xff", "fffd" },
        { "", "" }
    };

    for (i = 0; i < nelts(cases); i++) {
        util_arena_init(&a);

        n = statuses_nfkc(&a.arena,
                          util_copy(&a, cases[i].text, strlen(cases[i].text)),
                          &cps);
        got[0] = '\0';

        for (k = 0, len = 0; k < n; k++) {
            len += sprintf(got + len, "%s%x", k ? " " : "",
                           (unsigned) cps[k]);
        }

        is_str(got, cases[i].nfkc, "NFKC %zu", i);
        util_arena_free(&a);
    }

    /* the longest decomposition, many times */

    util_arena_init(&a);
    statuses_buf_init(&b, &a.arena, 0);

    for (i = 0; i < 200; i++) {
        statuses_utf8_put(&b, 0xfdfa);
    }

    n = statuses_nfkc(&a.arena, util_copy(&a, b.data, b.len), &cps);
    is_int(n, 200 * 18, "each becomes 18 code points");
    ok(n == 3600 && cps[0] == 0x635 && cps[3582] == 0x635
       && cps[3599] == 0x645, "and all of them are there");
    util_arena_free(&a);

    util_arena_init(&a);
    statuses_buf_init(&b, &a.arena, 0);
    statuses_lower_put(&b, 'A');
    statuses_lower_put(&b, 0x130);
    statuses_lower_put(&b, 0x3a3);
    statuses_lower_put(&b, 0x1e9e);
    statuses_lower_put(&b, 0x16ea0);
    statuses_lower_put(&b, 0x13a0);
    is_mem(b.data, b.len, "ai\xcc\x87\xcf\x83\xc3\x9f\xf0\x96\xba\xbb"
                          "\xea\xad\xb0", 15, "lower case");
    util_arena_free(&a);

    a.limit = 1;
    is_int(statuses_nfkc(&a.arena, util_s("x"), &cps), -1, "no memory");
}


int
main(void)
{
    utf8();
    buffer();
    hostnames();
    tlds();
    classes();
    composition();

    return tap_done();
}
