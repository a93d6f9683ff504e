/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "count.h"
#include "tap.h"
#include "text_util.h"
#include "trim.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))


static void
examples(void)
{
    int             old;
    util_file_t     f;
    util_arena_t    a;
    statuses_str_t  name, note, spoiler, text;

    util_open(&f, __FILE__, "text_count.txt");

    while (util_next(&f)) {
        util_arena_init(&a);

        name = util_get(&f, "name");
        note = util_get(&f, "note");
        old = (util_get(&f, "version").data != NULL);

        if (note.data != NULL) {
            note = util_copy(&a, note.data, note.len);

            is_int(statuses_count_note(&a.arena, note, old),
                   atoi(util_get(&f, "count").data),
                   "%.*s", (int) name.len, name.data);

        } else {
            spoiler = util_get(&f, "spoiler");
            spoiler = util_copy(&a, spoiler.data, spoiler.len);
            text = util_get(&f, "text");
            text = util_copy(&a, text.data, text.len);

            is_int(statuses_count_status(spoiler, text, old),
                   atoi(util_get(&f, "count").data),
                   "%.*s", (int) name.len, name.data);
        }

        util_arena_free(&a);
    }
}


static void
code_points(void)
{
    statuses_str_t  s;

    is_int(statuses_count_code_points(util_s("")), 0, "no code points");
    is_int(statuses_count_code_points(util_s("a\xc3\xa9\xe2\x82\xac"
                                             "\xf0\x9f\xa6\x80\xff")), 5,
           "five code points, one of them invalid");

    s = statuses_count_cut(util_s("a\xc3\xa9\xe2\x82\xac"), 2);
    is_mem(s.data, s.len, "a\xc3\xa9", 3, "cut");

    s = statuses_count_cut(util_s("a\xc3\xa9"), 2);
    is_mem(s.data, s.len, "a\xc3\xa9", 3, "nothing to cut");

    s = statuses_count_cut(util_s("abc"), 0);
    is_int(s.len, 0, "cut everything");

    s = statuses_strip(util_s(" \t\v\xc2\xa0 a \n\f\r"));
    is_mem(s.data, s.len, "\xc2\xa0 a", 4, "strip leaves NBSP");

    s.data = "\0 \0";
    s.len = 3;
    is_int(statuses_strip(s).len, 0, "strip takes NUL");

    ok(statuses_blank(util_s("")), "empty is blank");
    ok(statuses_blank(util_s(" \xc2\xa0\xe3\x80\x80\xc2\x85\xe2\x80\xa8")),
       "white space is blank");
    ok(!statuses_blank(util_s("\xe2\x80\x8b")), "ZWSP is not blank");
    ok(!statuses_blank(util_s("\xe1\xa0\x8e")), "U+180E is not blank");
    ok(!statuses_blank(util_s("\xff")), "an invalid byte is not blank");
}


static void
poll(void)
{
    char            longest[STATUSES_COUNT_OPTION_MAX * 4 + 1];
    size_t          i, n;
    util_arena_t    a;
    statuses_str_t  options[300];

    static char  names[300][8];

    util_arena_init(&a);

    options[0] = util_s(" a\n");
    options[1] = util_s("\xe3\x80\x80");
    options[2] = util_s("b");
    options[3] = util_s("");
    n = 4;

    is_int(statuses_count_poll(&a.arena, options, &n, 0), 0, "two options");
    is_int(n, 2, "blank ones are removed");
    is_mem(options[0].data, options[0].len, "a", 1, "stripped");
    is_mem(options[1].data, options[1].len, "b", 1, "moved up");

    options[0] = util_s("a");
    options[1] = util_s(" ");
    n = 2;
    is_int(statuses_count_poll(&a.arena, options, &n, 0),
           STATUSES_COUNT_POLL_FEW, "one option");

    n = 0;
    is_int(statuses_count_poll(&a.arena, options, &n, 0),
           STATUSES_COUNT_POLL_FEW, "no option");

    options[0] = util_s("a");
    options[1] = util_s("a ");
    n = 2;
    is_int(statuses_count_poll(&a.arena, options, &n, 0),
           STATUSES_COUNT_POLL_TWICE, "equal options");

    options[1] = util_s("A");
    n = 2;
    is_int(statuses_count_poll(&a.arena, options, &n, 0), 0,
           "case makes a difference");

    /* clusters of two code points each */

    longest[0] = '\0';

    for (i = 0; i < STATUSES_COUNT_OPTION_MAX; i++) {
        strcat(longest, "e\xcc\x81");
    }

    options[0] = util_s(longest);
    n = 2;
    is_int(statuses_count_poll(&a.arena, options, &n, 0), 0,
           "50 clusters");

    strcat(longest, "x");
    options[0] = util_s(longest);
    n = 2;
    is_int(statuses_count_poll(&a.arena, options, &n, 0),
           STATUSES_COUNT_POLL_LONG, "51 clusters");

    for (i = 0; i < 300; i++) {
        snprintf(names[i], sizeof(names[i]), "%zu", i);
        options[i] = util_s(names[i]);
    }

    n = 5;
    is_int(statuses_count_poll(&a.arena, options, &n, 0),
           STATUSES_COUNT_POLL_MANY, "five options");

    options[299] = util_s("298");
    n = 300;
    is_int(statuses_count_poll(&a.arena, options, &n, 0),
           STATUSES_COUNT_POLL_MANY|STATUSES_COUNT_POLL_TWICE,
           "two of 300 options are equal");

    util_arena_free(&a);
}


/* never more clusters than code points, and one at a time adds up */

static void
properties(void)
{
    char             text[256], *p;
    size_t           i, k, n, graphemes, points, bad;
    uint64_t         seed;
    statuses_str_t   s;

    static const char  *pieces[] = {
        "a", " ", "\r", "\n", "\xcc\x81", "\xe2\x80\x8d", "\xf0\x9f\x91\xa9",
        "\xf0\x9f\x87\xab", "\xef\xb8\x8f", "\xe0\xa4\x95", "\xe0\xa5\x8d",
        "\xe0\xa4\xbf", "\xe1\x84\x80", "\xe1\x85\xa1", "\xe1\x86\xa8",
        "\xea\xb0\x80", "\xea\xb0\x81", "\xd8\x80", "\xff", "\xe2\x80\x8b",
        "\xf0\x9f\x8f\xbd", "https://a.blue", "@a@b.c", "#a", "/", "(", ")"
    };

    seed = 88172645463325252ULL;
    bad = 0;

    for (i = 0; i < 20000; i++) {
        n = util_random(&seed) % 12;
        p = text;

        for (k = 0; k < n; k++) {
            s = util_s(pieces[util_random(&seed) % nelts(pieces)]);
            memcpy(p, s.data, s.len);
            p += s.len;
        }

        s.data = text;
        s.len = p - text;

        graphemes = statuses_count_graphemes(s, 0);
        points = statuses_count_code_points(s);

        if (graphemes > points
            || graphemes > statuses_count_graphemes(s, 1)
            || (s.len && graphemes == 0))
        {
            bad++;
        }

        /* a line feed on each side separates clusters */

        if (statuses_count_status(s, util_s("\nx"), 0) > graphemes + 2) {
            bad++;
        }
    }

    is_int(bad, 0, "20000 random texts");
}


int
main(void)
{
    examples();
    code_points();
    poll();
    properties();

    return tap_done();
}
