/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * How long rendering, counting and tag extraction take: for texts as people
 * write them, and for hostile ones of growing length.  The last column is the
 * ratio of the longest to a quarter of it: 4 is linear, 16 quadratic.
 */

#include <time.h>

#include "count.h"
#include "emoji.h"
#include "html.h"
#include "rewrite.h"
#include "tag.h"
#include "text_util.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))

#define BENCH_ARENA   (256 * 1024 * 1024)
#define BENCH_SHORT   (16 * 1024)
#define BENCH_LONG    (64 * 1024)


typedef struct {
    const char          *name;
    const char          *text;
} bench_text_t;


typedef enum {
    bench_render = 0,
    bench_count,
    bench_note,
    bench_tags,
    bench_mentions,
    bench_emoji
} bench_e;


static const char  *bench_names[] = {
    "render", "count", "note", "tags", "mentions", "emoji"
};


static const bench_text_t  typical[] = {
    { "plain, 300 characters",
      "The tide was out this morning and the rocks were covered with limpets, "
      "each in its own little hollow. They leave it at night to graze and are "
      "back before dawn, always on the same spot. Nobody knows quite how they "
      "find the way; there is a trail, but it works even when it has been "
      "scrubbed off." },
    { "link, mention, two tags",
      "Hey @bob@remote.example, have you seen this? "
      "https://www.tidepool.science/articles/2026/07/the-slow-life-of-limpets"
      "?utm_source=feed&utm_medium=rss\n\nIt says that they leave their hollow "
      "at night to graze and are back before dawn, always on the same spot. "
      "Nobody knows how they do that :limpet:\n\n#Limpets #SeaLife" },
    { "four links, line ends",
      "Reading list:\n- https://kelp.garden/a_(b)\n- https://reef.blue/?x=1&y=2"
      "\n- https://www.tidepool.science/articles/2026/07/slow\n- "
      "https://kelp.garden/c/d/e/f/g/h\n\nThe last one is the best, if you ask "
      "me, but there is something in each of them (even if \"science\" is a "
      "big word for some). @alice @bob@remote.example" },
    { "Japanese, 150 characters",
      "今朝は潮が引いていて、岩にはカサガイがびっしりついていた。それぞれが自分の"
      "小さなくぼみに収まっている。夜になると餌を食べに出かけ、夜明け前には必ず"
      "同じ場所に戻ってくる。どうやって道を見つけるのか、誰も知らない。"
      "https://kelp.garden/貝 #カサガイ #海の生き物 @alice" },
    { "emoji and flags",
      "👩‍🚀🇫🇷👍🏽 👩‍🚀🇫🇷👍🏽 👩‍🚀🇫🇷👍🏽 👩‍🚀🇫🇷👍🏽 👩‍🚀🇫🇷👍🏽 👩‍🚀🇫🇷👍🏽 "
      "👩‍🚀🇫🇷👍🏽 👩‍🚀🇫🇷👍🏽 https://kelp.garden #sea" }
};


/* repeated up to the length */

static const bench_text_t  hostile[] = {
    { "@", "@" },
    { "#", "#" },
    { "_#a", " #a" },
    { "(", "(" },
    { ":", ":" },
    { ":a", ":a" },
    { "https://", "https://" },
    { "https://-", "https://-" },
    { "://a.", "://a." },
    { "a.a", "a.a." },
    { "a.a with ://", "a.a.:// a." },
    { "a.a.co", "a.co." },
    { "-a", "-a" },
    { "あ.", "あ." },
    { "рф.", "рф." },
    { "vermö.", ".verm\xc3\xb6" },
    { "label", "a" },
    { "label あ", "\xe3\x81\x82" },
    { "U+FFFC", "\xef\xbf\xbc" },
    { "U+FFFC.", "\xef\xbf\xbc." },
    { "é.", "\xc3\xa9." },
    { "URLs of é.", "https://\xc3\xa9.\xc3\xb6.blue " },
    { "URLs of long labels", "https://\xc3\xa9\xe8\xb2\x9d\xe6\xb5\xb7\xe8\x8d"
      "\x89\xe8\xb2\x9d\xe6\xb5\xb7\xe8\x8d\x89\xe8\xb2\x9d\xe6\xb5\xb7\xe8"
      "\x8d\x89\xe8\xb2\x9d\xe6\xb5\xb7.blue " },
    { "ZWSP", "\xe2\x80\x8b" },
    { "a.co/(", "a.co/(" },
    { "a.co/(.", "a.co/(." },
    { "a.co/((", "a.co/((b)" },
    { "a.co/「", "a.co/\xe3\x80\x8c" },
    { "a.co?!", "a.co?!" },
    { "https://a.co?!!", "https://a.co?!!!!!!" },
    { "xmpp:", "xmpp:" },
    { "xmpp:a", "xmpp:a" },
    { "xmpp://a@a.a", "xmpp://a@a.a" },
    { "xmpp:a.a.a", "a.a.a.a.a.a.a." },
    { "magnet:?!", "magnet:?!" },
    { "@a@a", "@a@a" },
    { "@a.", "@a." },
    { "@a...", "@a......" },
    { "#1_", "#1_" },
    { "_#1", " #1" },
    { "#111", "1" },
    { "marks", "\xcc\x85\xcc\x96" },
    { "markup", "<&>\"'" },
    { "CR LF", "\r\n" },
    { "invalid", "\xe2\x82" },
    { "mentions", "@bob@remote.example " },
    { "URLs", "https://kelp.garden/a " },
    { "tags", " #sea\xc3\xa9" },
    { "conjuncts", "\xe0\xa4\x95\xe0\xa5\x8d" },
    { "flags", "\xf0\x9f\x87\xab" }
};


/* what comes in front, so that the text is scanned at all */

static const char  *prefixes[] = { "", "https://", "xmpp:", "@", "#a" };


/* one block, used again and again, as a pool would be */

static char    *arena_start;
static size_t   arena_used;


static void *
bench_alloc(void *ctx, size_t size)
{
    void  *p;

    (void) ctx;

    size = (size + 15) & ~(size_t) 15;

    if (arena_used + size > BENCH_ARENA) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }

    p = arena_start + arena_used;
    arena_used += size;

    return p;
}


static statuses_arena_t  arena = { bench_alloc, NULL };


static const statuses_site_t  site = {
    util_str("social.example"), util_str("https://social.example"), 0
};


static const statuses_mention_t  mentions[] = {
    { util_str("alice"), { NULL, 0 }, { NULL, 0 } },
    { util_str("bob"), util_str("remote.example"),
      util_str("https://remote.example/@bob") }
};


static size_t
bench_once(bench_e what, statuses_str_t text)
{
    size_t                 n, pos;
    statuses_buf_t         out;
    statuses_str_t         code;
    statuses_tag_t        *tags;
    statuses_handle_t     *handles;
    statuses_html_opts_t   opts;

    arena_used = 0;
    n = 0;

    switch (what) {

    case bench_render:
        opts.mentions = mentions;
        opts.nmentions = nelts(mentions);
        opts.quoted_url = util_s(NULL);

        statuses_buf_init(&out, &arena, 2 * text.len);
        statuses_html_status(&out, &site, text, &opts);

        return out.len;

    case bench_count:
        return statuses_count_status(util_s(""), text, 0);

    case bench_note:
        return statuses_count_note(&arena, text, 0);

    case bench_tags:
        (void) statuses_tag_extract(&arena, text, 0, &tags, &n);
        return n;

    case bench_mentions:
        (void) statuses_rewrite_scan(&arena, &site, text, &handles, &n);
        return n;

    default: /* bench_emoji */
        pos = 0;

        while (statuses_emoji_next(text, &pos, &code)) {
            n++;
        }

        return n;
    }
}


static double
now(void)
{
    struct timespec  t;

    clock_gettime(CLOCK_MONOTONIC, &t);

    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}


/* the shortest of some runs, in microseconds */

static double
bench(bench_e what, statuses_str_t text, int runs)
{
    int              i, k;
    double           best, t;
    volatile size_t  sink;

    best = 1e18;
    sink = 0;

    for (i = 0; i < 5; i++) {
        t = now();

        for (k = 0; k < runs; k++) {
            sink += bench_once(what, text);
        }

        t = (now() - t) / runs;

        if (t < best) {
            best = t;
        }
    }

    return best;
}


static statuses_str_t
repeat(char *buf, const char *prefix, const char *text, size_t len)
{
    size_t           n;
    statuses_str_t   s;

    n = strlen(prefix);
    memcpy(buf, prefix, n);

    while (n + strlen(text) <= len) {
        memcpy(buf + n, text, strlen(text));
        n += strlen(text);
    }

    s.data = buf;
    s.len = n;

    return s;
}


int
main(void)
{
    int      what, slow;
    char    *buf, name[64];
    size_t   i, k;
    double   one, four, worst;

    arena_start = malloc(BENCH_ARENA);
    buf = malloc(BENCH_LONG + 64);

    if (arena_start == NULL || buf == NULL) {
        return 2;
    }

    /* the first touch of a page is not what is measured */

    memset(arena_start, 1, BENCH_ARENA / 8);

    printf("%-28s %6s", "microseconds", "bytes");

    for (what = 0; what < (int) nelts(bench_names); what++) {
        printf(" %9s", bench_names[what]);
    }

    printf("\n\n");

    for (i = 0; i < nelts(typical); i++) {
        printf("%-28s %6zu", typical[i].name, strlen(typical[i].text));

        for (what = 0; what < (int) nelts(bench_names); what++) {
            printf(" %9.2f",
                   bench(what, util_s(typical[i].text), 2000));
        }

        printf("\n");
    }

    printf("\n%-28s %9s %9s %6s   (worst of all functions)\n\n",
           "milliseconds", "16 KB", "64 KB", "ratio");

    slow = 0;
    worst = 0;

    for (i = 0; i < nelts(hostile); i++) {
        for (k = 0; k < nelts(prefixes); k++) {
            double  short_time = 0, long_time = 0;

            for (what = 0; what < (int) nelts(bench_names); what++) {
                one = bench(what, repeat(buf, prefixes[k], hostile[i].text,
                                         BENCH_SHORT), 1);
                four = bench(what, repeat(buf, prefixes[k], hostile[i].text,
                                          BENCH_LONG), 1);

                if (four > long_time) {
                    short_time = one;
                    long_time = four;
                }
            }

            if (long_time > worst) {
                worst = long_time;
            }

            /* one line per text, unless something in front makes it slow */

            if (k && long_time < 5000
                && (long_time < 500 || long_time < 6 * short_time))
            {
                continue;
            }

            if (long_time > 20000) {
                slow++;
            }

            snprintf(name, sizeof(name), "%s%s%s", prefixes[k],
                     k ? " + " : "", hostile[i].name);

            printf("%-28s %9.3f %9.3f %6.1f\n", name, short_time / 1000,
                   long_time / 1000, long_time / short_time);
        }
    }

    printf("\nworst: %.3f ms\n", worst / 1000);

    if (slow) {
        printf("%d texts take more than 20 ms\n", slow);
    }

    free(buf);
    free(arena_start);

    return 0;
}
