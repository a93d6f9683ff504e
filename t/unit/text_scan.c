/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "html.h"
#include "scan.h"
#include "tap.h"
#include "text_grammar.h"
#include "text_markup.h"
#include "text_util.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))


static const char  *pieces[] = {
    "a", "b9", "Z", "co", "uk", "garden", "ARPA", "xn--", "xn--p1ai",
    ".", ".", ".", "-", "_", "/", "/", "(", ")", "?", "#", "@", "@", "+", ":",
    "://", "https://", "http://", "ssb://", "ip\xc5\xbfs://", "gopher://",
    "t.co/", "https://t.co/abc", "xmpp:", "xmpp://", "magnet:?", "XMPP:",
    "\xe3\x81\x82", "\xe3\x80\x8c", "\xe3\x80\x82", "\xc3\xa9", "\xc5\xbf",
    "\xe2\x84\xaa", " ", " ", "\n", "\r\n", "\xc2\xa0", "\xe3\x80\x80", "<",
    "%41", "%", "&", "'", "=", ",", "!", "$", "~", "|", "^", "`", "{", "\\",
    "\xd1\x80\xd1\x84", "\xd0\xa0\xd0\xa4",
    "\xe0\xa4\xad\xe0\xa4\xbe\xe0\xa4\xb0\xe0\xa4\xa4",
    "\xe0\xa4\xae\xe0\xa5\x8d", "\xe5\x98\x89\xe9\x87\x8c",
    "\xe5\xa4\xa7\xe9\x85\x92\xe5\xba\x97", "1", "#", "\xef\xbc\x83",
    "\xc2\xb7", "\xe3\x83\xbb", "\xe2\x80\x8c", "\xe2\x80\x8d", "_", "http",
    "https", "\xff", "\xef\xbc\xa0", "kelp.garden", "https://kelp.garden",
    "a.blue/", "\xcc\x81", "\xf0\x9f\xa6\x80", "\xe2\x80\x94", "\xd0\xbc",
    "\"", ";", "*", "[", "]", "\x01", "\xc2\x85", "\xef\xbb\xbf",
    " https://kelp.garden/", "\nhttp://reef.blue", " xmpp:a@reef.blue",
    " @a@b.c", " @a", " #a", " #", "(", ")", "/", "https://a.blue/(a", "?a="
};


static const unsigned  types[] = {
    STATUSES_SCAN_URL, STATUSES_SCAN_XURI, STATUSES_SCAN_MENTION,
    STATUSES_SCAN_HASHTAG
};


/* from all pieces, or from few of them so that they meet more often */

static statuses_str_t
random_text(uint64_t *seed, char *buf, size_t max)
{
    size_t           n, k, choice;
    const char      *piece, *few[8];
    statuses_str_t   s;

    s.data = buf;
    s.len = 0;

    n = 1 + util_random(seed) % max;
    choice = 2 + util_random(seed) % 12;

    for (k = 0; k < nelts(few); k++) {
        few[k] = pieces[util_random(seed) % nelts(pieces)];
    }

    if (util_random(seed) % 2) {
        few[0] = "https://";
        few[1] = ".blue";
    }

    for (k = 0; k < n; k++) {
        piece = (choice <= nelts(few)) ? few[util_random(seed) % choice]
                                       : pieces[util_random(seed)
                                                % nelts(pieces)];

        memcpy(buf + s.len, piece, strlen(piece));
        s.len += strlen(piece);
    }

    return s;
}


/* the scanners find what the grammar says */

static void
differences(void)
{
    int                 want, got, old, bad, slow;
    char                buf[2048];
    size_t              i, t, found;
    uint64_t            seed;
    util_arena_t        a;
    statuses_str_t      text;
    statuses_scan_t     scan;
    statuses_entity_t   e[64], one;

    grammar_init();

    seed = 0x5eed5eed5eed5eedULL;
    bad = 0;
    slow = 0;
    found = 0;

    for (i = 0; i < 60000; i++) {
        util_arena_init(&a);

        text = random_text(&seed, buf, (i % 4) ? 12 : 40);
        text = util_copy(&a, text.data, text.len);
        old = (i % 8 == 7);

        for (t = 0; t < nelts(types); t++) {
            want = grammar_scan(text, types[t], old, e, nelts(e));

            if (want < 0) {
                slow++;
                continue;
            }

            statuses_scan_init(&scan, text,
                               types[t]|(old ? STATUSES_SCAN_BEFORE_4_6 : 0));

            for (got = 0; statuses_scan_next(&scan, &one); got++) {
                if (got >= want || one.type != e[got].type
                    || one.start != e[got].start || one.end != e[got].end)
                {
                    break;
                }
            }

            found += got;

            if (got != want || scan.scanners[t].next.type != 0) {

                if (bad++ < 10) {
                    diag("type %u, entity %d of %d differs, old %d",
                         types[t], got, want, old);

                    if (got < want) {
                        diag("want %zu-%zu", e[got].start, e[got].end);
                    }

                    tap_bytes("text", text.data, text.len);
                }
            }
        }

        util_arena_free(&a);
    }

    is_int(bad, 0, "60000 random texts");
    ok(found > 30000, "%zu entities found", found);
    ok(slow < 600, "%d texts were too hard for plain backtracking", slow);
}


/* merging the scanners: in order, without overlap, the earlier one wins */

static void
merging(void)
{
    int                 want, bad;
    char                buf[2048];
    size_t              i, t, k, n, kept;
    uint64_t            seed;
    statuses_str_t      text;
    statuses_scan_t     scan;
    statuses_entity_t   e[4][256], one;

    seed = 12345;
    bad = 0;

    for (i = 0; i < 20000; i++) {
        text = random_text(&seed, buf, 40);

        for (t = 0; t < nelts(types); t++) {
            statuses_scan_init(&scan, text, types[t]);

            for (n = 0; statuses_scan_next(&scan, &e[t][n]); n++) {
                /* void */
            }

            e[t][n].type = 0;
        }

        statuses_scan_init(&scan, text, STATUSES_SCAN_ALL);
        kept = 0;

        for ( ;; ) {
            want = -1;
            n = 0;

            for (t = 0; t < nelts(types); t++) {
                for (k = 0; e[t][k].type && e[t][k].start < kept; k++) {
                    /* void */
                }

                if (e[t][k].type
                    && (want < 0 || e[t][k].start < e[want][n].start))
                {
                    want = (int) t;
                    n = k;
                }
            }

            if (!statuses_scan_next(&scan, &one)) {
                bad += (want >= 0);
                break;
            }

            if (want < 0 || one.start != e[want][n].start
                || one.end != e[want][n].end || one.type != e[want][n].type)
            {
                bad++;
                break;
            }

            kept = one.end;
        }
    }

    is_int(bad, 0, "20000 random texts merged");
}


static void
markup(void)
{
    int                   bad;
    char                  buf[2048];
    size_t                i;
    uint64_t              seed;
    util_arena_t          a;
    statuses_buf_t        out, again;
    statuses_str_t        text;
    statuses_html_opts_t  opts;

    static const statuses_site_t  site = {
        util_str("social.example"), util_str("https://social.example"), 0
    };

    static const statuses_mention_t  mentions[] = {
        { util_str("a"), { NULL, 0 }, { NULL, 0 } },
        { util_str("b9"), util_str("kelp.garden"),
          util_str("https://remote.example/@b9") },
        { util_str("Z"), util_str("a"), util_str("javascript:alert(1)") }
    };

    seed = 777;
    bad = 0;

    for (i = 0; i < 30000; i++) {
        util_arena_init(&a);

        text = random_text(&seed, buf, 30);
        text = util_copy(&a, text.data, text.len);

        opts.mentions = mentions;
        opts.nmentions = nelts(mentions);
        opts.quoted_url = util_s(NULL);

        statuses_buf_init(&out, &a.arena, 0);
        statuses_html_status(&out, &site, text, &opts);

        if (out.len && !text_markup(out.data, out.len, 0)) {

            if (bad++ < 5) {
                tap_bytes("text", text.data, text.len);
                tap_bytes("html", out.data, out.len);
            }
        }

        /* nothing is remembered from one call to the next */

        statuses_buf_init(&again, &a.arena, 1);
        statuses_html_status(&again, &site, text, &opts);

        if (out.len != again.len
            || (out.len && memcmp(out.data, again.data, out.len) != 0))
        {
            bad++;
        }

        util_arena_free(&a);
    }

    is_int(bad, 0, "30000 random texts rendered");
}


int
main(void)
{
    differences();
    merging();
    markup();

    return tap_done();
}
