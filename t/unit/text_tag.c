/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "tag.h"
#include "tap.h"
#include "text_util.h"


static void
examples(void)
{
    int              old;
    char             points[512];
    size_t           n, len;
    const char      *p, *end;
    util_file_t      f;
    util_arena_t     a;
    statuses_str_t   name, in, want;
    statuses_tag_t  *tags, tag;

    util_open(&f, __FILE__, "text_tag.txt");

    while (util_next(&f)) {
        util_arena_init(&a);

        name = util_get(&f, "name");
        in = util_get(&f, "in");
        in = util_copy(&a, in.data, in.len);
        old = (util_get(&f, "version").data != NULL);

        is_int(statuses_tag_extract(&a.arena, in, old, &tags, &n), 0,
               "%.*s: extracted", (int) name.len, name.data);

        want = util_get(&f, "tag");

        if (want.data == NULL) {
            is_int(n, 0, "%.*s: no tag", (int) name.len, name.data);

            want = util_get(&f, "typed");

            if (want.data != NULL) {
                tag.typed = util_copy(&a, want.data, want.len);

                is_int(statuses_tag_match(tag.typed.data,
                                          tag.typed.data + tag.typed.len, old),
                       want.len, "%.*s: typed", (int) name.len, name.data);
                is_int(statuses_tag_normalise(&a.arena, &tag, old), 0,
                       "%.*s: refused", (int) name.len, name.data);
            }

            util_arena_free(&a);
            continue;
        }

        if (!ok(n > 0, "%.*s: a tag", (int) name.len, name.data)) {
            util_arena_free(&a);
            continue;
        }

        is_mem(tags[0].name.data, tags[0].name.len, want.data, want.len,
               "%.*s: name", (int) name.len, name.data);

        want = util_get(&f, "typed");
        is_mem(tags[0].typed.data, tags[0].typed.len, want.data, want.len,
               "%.*s: typed", (int) name.len, name.data);

        want = util_get(&f, "display");
        is_mem(tags[0].display_name.data, tags[0].display_name.len,
               want.data, want.len,
               "%.*s: display_name", (int) name.len, name.data);

        want = util_get(&f, "points");

        if (want.data != NULL) {
            p = tags[0].name.data;
            end = p + tags[0].name.len;

            for (len = 0; p < end; /* void */) {
                len += sprintf(points + len, "%s%04X", len ? " " : "",
                               (unsigned) statuses_utf8_next(&p, end));
            }

            is_mem(points, len, want.data, want.len,
                   "%.*s: code points", (int) name.len, name.data);
        }

        util_arena_free(&a);
    }
}


/* the names of all tags of a text, joined with spaces */

static const char *
names(const char *text, int old)
{
    size_t           i, n, len;
    util_arena_t     a;
    statuses_str_t   s;
    statuses_tag_t  *tags;

    static char  out[1024];

    util_arena_init(&a);

    s = util_copy(&a, text, strlen(text));
    len = 0;
    out[0] = '\0';

    (void) statuses_tag_extract(&a.arena, s, old, &tags, &n);

    for (i = 0; i < n; i++) {
        len += sprintf(out + len, "%s%.*s/%.*s", i ? " " : "",
                       (int) tags[i].name.len, tags[i].name.data,
                       (int) tags[i].display_name.len,
                       tags[i].display_name.data);
    }

    util_arena_free(&a);

    return out;
}


int
main(void)
{
    size_t           i, n;
    util_arena_t     a;
    statuses_buf_t   b;
    statuses_str_t   s;
    statuses_tag_t  *tags;

    examples();

    is_str(names("", 0), "", "empty text");
    is_str(names("none here", 0), "", "no tag");

    is_str(names("#Foo #f\xc3\xb4o #bar #FOO #Bar #a", 0),
           "foo/Foo bar/bar a/a",
           "each name once, in order, with its first spelling");

    is_str(names("#b #\xc4\xbf #a", 0), "b/b a/a",
           "what cannot be normalised is skipped");

    is_str(names("(#a) .#b =#c /#d )#e x#f \xc3\xa9#g 1#h #i#j \xe2\x80\x8b#k",
                 0), "i/i", "white space or line start before it");

    is_str(names("(#a) .#b =#c /#d )#e x#f \xc3\xa9#g 1#h #i#j \xe2\x80\x8b#k",
                 1), "a/a b/b i/i k/k", "other borders before 4.6");

    is_str(names("#a\xe2\x80\x8d" "b #c\xe2\x80\x8c" "d #e\xe2\x80\x8c", 1),
           "a/a c\xe2\x80\x8c" "d/c\xe2\x80\x8c" "d e/e",
           "ZWJ ends a tag before 4.6, ZWNJ separates");

    is_str(names("#a\xe2\x80\x8d" "b #c\xe2\x80\x8c" "d #e\xe2\x80\x8c", 0),
           "ab/ab c\xe2\x80\x8c" "d/c\xe2\x80\x8c" "d "
           "e\xe2\x80\x8c/e\xe2\x80\x8c", "both are word characters since");

    is_str(names("https://kelp.garden/?a\xc2\xa0#b https://kelp.garden/#c", 0),
           "b/b", "URLs are ignored");

    is_str(names("#1 #_ #__ #_1 #2024_ ##foo a#foo (#foo) #\xc2\xb7" "foo", 0),
           "", "no tags");

    is_str(names("#1a #50th #123_456 #a-b #foo/bar", 0),
           "1a/1a 50th/50th 123_456/123_456 a/a foo/foo", "tags");

    is_str(names("#limpetshttps://kelp.garden #limpetshttp://x #https://x "
                 "#xHTTPS://x #xhttps #httphttp://x", 0),
           "limpets/limpets https/https xhttps/xHTTPS http/http",
           "the scheme of a URL is given back, if in lower case");

    is_str(names("#\xea\x9f\x8b #\xf0\x90\xb5\x90", 0),
           "\xc9\xa4/\xea\x9f\x8b \xf0\x90\xb5\xb0/\xf0\x90\xb5\x90",
           "capital letters of Unicode 16");

    /* a row of combining marks in the wrong order, long and short */

    for (n = 3; n < 40000; n *= 100) {
        util_arena_init(&a);
        statuses_buf_init(&b, &a.arena, 0);
        statuses_buf_append(&b, "#a", 2);

        for (i = 0; i < n; i++) {
            /* classes 230 and 220 */
            statuses_utf8_put(&b, (i % 2) ? 0x316 : 0x305);
        }

        statuses_buf_append(&b, "z", 1);

        s.data = b.data;
        s.len = b.len;

        (void) statuses_tag_extract(&a.arena, s, 0, &tags, &n);
        is_int(n, 1, "one tag");
        is_mem(tags[0].name.data, tags[0].name.len, "az", 2,
               "marks are deleted");

        n = i;
        util_arena_free(&a);
    }

    /* many tags, each twice */

    util_arena_init(&a);
    statuses_buf_init(&b, &a.arena, 0);

    for (i = 0; i < 6000; i++) {
        char  tag[16];

        statuses_buf_append(&b, tag, sprintf(tag, "#t%zu ", i % 3000));
    }

    s.data = b.data;
    s.len = b.len;

    (void) statuses_tag_extract(&a.arena, s, 0, &tags, &n);
    is_int(n, 3000, "3000 different tags");
    is_mem(tags[2999].name.data, tags[2999].name.len, "t2999", 5,
           "in order");
    util_arena_free(&a);

    a.limit = 100;
    is_int(statuses_tag_extract(&a.arena, util_s("#a #b #c"), 0, &tags, &n),
           -1, "no memory");

    return tap_done();
}
