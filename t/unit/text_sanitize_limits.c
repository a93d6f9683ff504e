/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* Limits of depth and attributes, and input made to be slow. */

#include <time.h>

#include "sanitize.h"
#include "tap.h"
#include "text_allow.h"
#include "text_hostile.h"
#include "text_util.h"


static char  source[1024 * 1024 * 2];


/* appends the unit n times to the source */

static size_t
repeat(size_t len, const char *unit, unsigned n)
{
    size_t  size;

    size = strlen(unit);

    while (n--) {
        memcpy(source + len, unit, size);
        len += size;
    }

    source[len] = '\0';

    return len;
}


static size_t
sanitized(const char *data, size_t len, const char **wrong)
{
    util_arena_t    a;
    statuses_buf_t  out;
    statuses_str_t  html;

    util_arena_init(&a);
    statuses_buf_init(&out, &a.arena, len);

    html.data = data;
    html.len = len;

    statuses_sanitize(&out, html, 0);

    len = out.failed ? (size_t) -1 : out.len;
    *wrong = allow_check(allow_strict, out.data, out.len);

    util_arena_free(&a);

    return len;
}


static void
is_empty(int empty, const char *name)
{
    size_t       len;
    const char  *wrong;

    len = sanitized(source, strlen(source), &wrong);

    ok((len == 0) == empty, "%s: %s", name, empty ? "empty" : "not empty");
}


static void
depth(void)
{
    size_t  n;

    n = repeat(0, "<span>", 400);
    repeat(n, "x", 1);
    is_empty(0, "400 elements and text");

    repeat(n, "<!-- x -->", 1);
    is_empty(0, "400 elements and a comment");

    repeat(n, "<br>x", 1);
    is_empty(0, "400 elements and one that has ended");

    repeat(n, "<b>", 1);
    is_empty(1, "401 elements");

    n = repeat(0, "<b>", 401);
    repeat(n, "x", 1);
    is_empty(1, "401 formatting elements");

    n = repeat(0, "<p>", 5000);
    repeat(n, "x", 1);
    is_empty(0, "paragraphs that end one another");

    n = repeat(0, "<a href=http:x>", 5000);
    repeat(n, "x", 1);
    is_empty(0, "links that end one another");

    n = repeat(0, "<table><td>", 100);
    repeat(n, "x", 1);
    is_empty(0, "400 elements, half of them implied");

    n = repeat(0, "<table><td>", 101);
    repeat(n, "x", 1);
    is_empty(1, "404 elements, half of them implied");

    n = repeat(0, "<svg>", 401);
    repeat(n, "x", 1);
    is_empty(1, "401 foreign elements");

    n = repeat(0, "x<template>", 401);
    is_empty(1, "401 templates");

    n = repeat(0, "x", 1);
    n = repeat(n, "<i>", 399);
    n = repeat(n, "<p></p>", 3);
    is_empty(0, "elements that end");
}


static void
attributes(void)
{
    char      name[16];
    size_t    n, base;
    unsigned  i;

    n = repeat(0, "x<p", 1);

    for (i = 0; i < 400; i++) {
        snprintf(name, sizeof(name), " a%u", i);
        n = repeat(n, name, 1);
    }

    base = n;

    repeat(n, ">", 1);
    is_empty(0, "400 attributes");

    repeat(base, " b>", 1);
    is_empty(1, "401 attributes");

    repeat(base, " a0>", 1);
    is_empty(1, "400 attributes and one of them again");

    memcpy(source, "</p", 3);
    repeat(base, " b>x", 1);
    is_empty(1, "401 attributes of an end tag");

    memcpy(source, "x<p", 3);
    repeat(base, " b", 1);
    source[base + 2] = '=';
    source[base + 3] = '\0';
    is_empty(1, "401 attributes of a tag without end");

    n = repeat(0, "x<p", 1);
    n = repeat(n, " a", 100000);
    repeat(n, ">y", 1);
    is_empty(0, "the same attribute many times");
}


static void
other_profiles(void)
{
    util_arena_t    a;
    statuses_buf_t  out;
    statuses_str_t  html, url;

    util_arena_init(&a);
    statuses_buf_init(&out, &a.arena, 0);

    html.data = source;
    html.len = repeat(repeat(0, "<i>", 401), "x", 1);

    statuses_plain_text(&out, html);
    is_int(out.len, 0, "plain text of 401 elements");

    statuses_sanitize_embed(&out, html);
    is_int(out.len, 0, "embedded HTML of 401 elements");

    html.len = repeat(repeat(0, "<i>", 400), "x", 1);

    statuses_plain_text(&out, html);
    is_int(out.len, 1, "plain text of 400 elements");

    statuses_sanitize_embed(&out, html);
    is_int(out.len, 2, "embedded HTML of 400 elements");

    html.len = repeat(0, "<a href=x>", 1);
    html.len = repeat(html.len, "<i>", 400);
    html.len = repeat(html.len, "x</a>", 1);

    is_int(statuses_sanitize_single_link(&a.arena, html, &url), 0,
           "single link of 401 elements");

    html.len = repeat(0, "<a href=x>", 1);
    html.len = repeat(html.len, "<i>", 399);
    html.len = repeat(html.len, "x</a>", 1);

    is_int(statuses_sanitize_single_link(&a.arena, html, &url), 1,
           "single link of 400 elements");

    util_arena_free(&a);
}


static void
size(void)
{
    size_t       n;
    const char  *wrong;

    n = repeat(0, "x", 1024 * 1024);
    is_int(sanitized(source, n, &wrong), n, "one megabyte of text");

    n = repeat(n, "x", 1);
    is_int(sanitized(source, n, &wrong), 0, "one byte more");

    n = repeat(0, "<b>", 1024 * 1024 / 3);
    is_int(sanitized(source, n, &wrong), 0, "one megabyte of <b>");

    n = repeat(0, "<div>", 64 * 1024 / 5);
    is_int(sanitized(source, n, &wrong), 0, "64 kilobytes of <div>");
}


/*
 * What makes output or nodes grow beyond all measure is refused; the same on
 * a small scale is not.
 */

static void
bombs(void)
{
    size_t       n, base;
    const char  *wrong;

    base = repeat(0, "<p><a href=\"http:", 1);
    base = repeat(base, "x", 4000);
    base = repeat(base, "\"></p>", 1);

    n = repeat(base, "<p>y</p>", 10);
    ok(sanitized(source, n, &wrong) > 10 * 4000, "a long URL ten times");

    n = repeat(base, "<p>y</p>", 10000);
    is_int(sanitized(source, n, &wrong), 0, "a long URL 10,000 times");

    base = repeat(0, "<p><b><i><u><s><em><code><strong><tt><big></p>", 1);

    n = repeat(base, "<p>y</p>", 100);
    ok(sanitized(source, n, &wrong) > 100 * 40, "nine elements 100 times");
    ok(wrong == NULL, "... and all is well");

    n = repeat(base, "<p>y</p>", 100000);
    is_int(sanitized(source, n, &wrong), 0, "nine elements 100,000 times");
}


static double
best_time(const char *data, size_t len)
{
    int              i;
    double           t, best;
    const char      *wrong;
    struct timespec  from, to;

    best = 1e9;

    for (i = 0; i < 3; i++) {
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        (void) sanitized(data, len, &wrong);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);

        t = (to.tv_sec - from.tv_sec) + (to.tv_nsec - from.tv_nsec) / 1e9;

        if (t < best) {
            best = t;
        }
    }

    return best;
}


/*
 * Sixteen times the input may take sixteen times as long.  Four times that is
 * allowed for caches and neighbours; growth with the square would be 256.
 */

static void
growth(const char *name, char *small, size_t small_len, char *large,
    size_t large_len)
{
    double       t1, t2;
    const char  *wrong;

    (void) sanitized(small, small_len, &wrong);
    ok(wrong == NULL, "%s: nothing bad in it (%s)", name, wrong ? wrong : "");

    t1 = best_time(small, small_len);
    t2 = best_time(large, large_len);

    ok(t2 < t1 * 64 + 0.005, "%s: grows with the length (%.2f ms, %.2f ms)",
       name, t1 * 1e3, t2 * 1e3);

    free(small);
    free(large);
}


static void
slow(void)
{
    char    *small, *large;
    size_t   i, small_len, large_len;

    for (i = 0; i < nhostile; i++) {
        small = hostile_make(&hostile[i], 8 * 1024, &small_len);
        large = hostile_make(&hostile[i], 128 * 1024, &large_len);

        growth(hostile[i].name, small, small_len, large, large_len);
    }

    small = hostile_attributes(8 * 1024, &small_len);
    large = hostile_attributes(128 * 1024, &large_len);

    growth("400 attributes", small, small_len, large, large_len);
}


int
main(void)
{
    depth();
    attributes();
    other_profiles();
    size();
    bombs();
    slow();

    return tap_done();
}
