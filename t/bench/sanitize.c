/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Times of the sanitiser: ordinary posts, and input made to be slow, whose
 * time has to grow with its length only.
 *
 * Linked with all of text/; include paths: text/, its generated headers,
 * t/unit.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sanitize.h"
#include "text_hostile.h"


static char    arena_data[64 * 1024 * 1024];
static size_t  arena_used;


/* a post as Mastodon writes it, and the same with markup that needs work */

static const char  bench_clean[] =
    "<p><span class=\"h-card\" translate=\"no\"><a href=\"https://remote.example"
    "/@bob\" class=\"u-url mention\">@<span>bob</span></a></span> The new ferry"
    " runs from the old pier to the lighthouse, twice a day. <br>See <a href="
    "\"https://harbour.example/timetable/2026\" target=\"_blank\" rel=\"nofollow"
    " noopener\"><span class=\"invisible\">https://</span><span class=\""
    "ellipsis\">harbour.example/timetable/202</span><span class=\"invisible\">6"
    "</span></a></p><p><a href=\"https://remote.example/tags/ferry\" class=\""
    "mention hashtag\" rel=\"tag\">#<span>ferry</span></a></p>";

static const char  bench_mixed[] =
    "<div style=\"color:red\"><h2>Ferry &amp; pier</h2><p>The <B>new</B> ferry"
    " runs from the old <font color=\"blue\">pier</font> to the lighthouse"
    "<ul><li>twice a day<li>on Sundays &mdash; once</ul><table><tr><td>9:00"
    "<td>10:30</table>See <a title=\"x\" href='https://harbour.example/t?a=1"
    "&amp;b=2' onclick=\"x()\">the <i>timetable</a></i>.<script>alert(1)"
    "</script><img src=\"https://harbour.example/a.png\" alt=\"A\"></p><hr>"
    "<blockquote>Caf&eacute; open &#8211; &quot;always&quot;</blockquote>"
    "<!-- made by a machine --><svg><path d=\"M0 0\"/></svg></div>";


static void *bench_alloc(void *ctx, size_t size);
static double bench_time(const char *data, size_t len, unsigned n,
    size_t *out_len);
static double bench_seconds(void);


int
main(void)
{
    char    *data;
    size_t   i, len, out, out2;
    double   t, t2, worst;

    printf("posts, microseconds each\n");
    printf("  clean, %3zu bytes %8.2f\n", sizeof(bench_clean) - 1,
           bench_time(bench_clean, sizeof(bench_clean) - 1, 100000, &out)
           * 1e6);
    printf("  mixed, %3zu bytes %8.2f\n", sizeof(bench_mixed) - 1,
           bench_time(bench_mixed, sizeof(bench_mixed) - 1, 100000, &out)
           * 1e6);

    printf("\nhostile, milliseconds           64 KB   (out)"
           "    1 MB   (out)  growth\n");

    worst = 0;

    for (i = 0; i < nhostile; i++) {
        data = hostile_make(&hostile[i], 64 * 1024, &len);
        t = bench_time(data, len, 10, &out) * 1e3;
        free(data);

        data = hostile_make(&hostile[i], 1024 * 1024, &len);
        t2 = bench_time(data, len, 2, &out2) * 1e3;
        free(data);

        if (t > worst) {
            worst = t;
        }

        printf("  %-30s %7.2f %7zu %7.2f %7zu %6.1f\n", hostile[i].name,
               t, out, t2, out2, t2 / t);
    }

    data = hostile_attributes(64 * 1024, &len);
    t = bench_time(data, len, 10, &out) * 1e3;
    free(data);

    data = hostile_attributes(1024 * 1024, &len);
    t2 = bench_time(data, len, 2, &out2) * 1e3;
    free(data);

    printf("  %-30s %7.2f %7zu %7.2f %7zu %6.1f\n", "400 attributes", t, out,
           t2, out2, t2 / t);

    printf("\nworst for 64 KB: %.2f ms\n", worst);

    return 0;
}


static void *
bench_alloc(void *ctx, size_t size)
{
    void  *p;

    (void) ctx;

    size = (size + 15) & ~(size_t) 15;

    if (sizeof(arena_data) - arena_used < size) {
        return NULL;
    }

    p = arena_data + arena_used;
    arena_used += size;

    return p;
}


/* the best of n runs */

static double
bench_time(const char *data, size_t len, unsigned n, size_t *out_len)
{
    double             t, start, best;
    unsigned           i, j, inner;
    statuses_buf_t     out;
    statuses_str_t     html;
    statuses_arena_t   arena;

    arena.alloc = bench_alloc;
    arena.ctx = NULL;

    html.data = data;
    html.len = len;

    best = 1e9;
    inner = (n > 1000) ? 100 : 1;

    for (i = 0; i < n / inner; i++) {
        start = bench_seconds();

        for (j = 0; j < inner; j++) {
            arena_used = 0;
            statuses_buf_init(&out, &arena, len + len / 4);
            statuses_sanitize(&out, html, 0);
        }

        t = (bench_seconds() - start) / inner;

        if (t < best) {
            best = t;
        }
    }

    *out_len = out.failed ? 0 : out.len;

    return best;
}


static double
bench_seconds(void)
{
    struct timespec  ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);

    return ts.tv_sec + ts.tv_nsec / 1e9;
}
