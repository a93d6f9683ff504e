/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* Worked examples of each rule, from data/text_sanitize.txt. */

#include "sanitize.h"
#include "tap.h"
#include "text_allow.h"
#include "text_util.h"


/* "mode" of the data file; strict if there is none */

static statuses_str_t
run(util_arena_t *a, const char *mode, statuses_str_t html)
{
    statuses_buf_t  out;
    statuses_str_t  url, result;

    statuses_buf_init(&out, &a->arena, 1);

    if (strcmp(mode, "embed") == 0) {
        statuses_sanitize_embed(&out, html);

    } else if (strcmp(mode, "plain") == 0) {
        statuses_plain_text(&out, html);

    } else if (strcmp(mode, "link") == 0) {

        /* as in the data file: a 1 in front of the URL */

        if (statuses_sanitize_single_link(&a->arena, html, &url)) {
            statuses_buf_append(&out, "1", 1);
            statuses_buf_append(&out, url.data, url.len);
        }

    } else {
        statuses_sanitize(&out, html, 0);
    }

    result.data = out.len ? out.data : "";
    result.len = out.len;

    return result;
}


static void
examples(void)
{
    char             mode[16];
    const char      *name, *wrong;
    util_file_t      f;
    util_arena_t     a;
    statuses_str_t   in, want, got, again;

    util_open(&f, __FILE__, "text_sanitize.txt");
    util_arena_init(&a);

    while (util_next(&f)) {
        name = util_get(&f, "name").data;
        in = util_get(&f, "in");
        want = util_get(&f, "out");

        snprintf(mode, sizeof(mode), "%s",
                 util_get(&f, "mode").data ? util_get(&f, "mode").data : "");

        got = run(&a, mode, util_copy(&a, in.data, in.len));

        is_mem(got.data, got.len, want.data, want.len, "%s", name);

        if (strcmp(mode, "plain") == 0 || strcmp(mode, "link") == 0) {
            util_arena_free(&a);
            continue;
        }

        wrong = allow_check(mode[0] ? allow_embed : allow_strict, got.data,
                            got.len);

        ok(wrong == NULL, "%s: nothing else in it (%s)", name,
           wrong ? wrong : "");

        again = util_get(&f, "again");

        if (again.data == NULL) {
            again = want;
        }

        /* spaces around what was unwrapped make it blank */

        if (mode[0] == '\0' && again.len && want.len
            && strspn(want.data, " ") == want.len)
        {
            again.len = 0;
        }

        got = run(&a, mode, util_copy(&a, got.data, got.len));

        is_mem(got.data, got.len, again.data, again.len, "%s: once more",
               name);

        util_arena_free(&a);
    }
}


static void
is_html(const char *in, size_t len, unsigned flags, const char *want,
    size_t want_len, const char *name)
{
    util_arena_t    a;
    statuses_buf_t  out;

    util_arena_init(&a);
    statuses_buf_init(&out, &a.arena, 1);

    statuses_sanitize(&out, util_copy(&a, in, len), flags);

    is_mem(out.data, out.len, want_len ? want : out.data, want_len, "%s",
           name);

    util_arena_free(&a);
}


#define is_sanitized(in, flags, want, name)                                   \
    is_html(in, sizeof(in) - 1, flags, want, sizeof(want) - 1, name)


static void
bytes(void)
{
    is_sanitized("a\xff" "b", 0, "a\xef\xbf\xbd" "b", "invalid byte");

    is_sanitized("a\xed\xa0\x80" "b\xc3", 0,
                 "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" "b\xef\xbf\xbd",
                 "surrogate, cut sequence");

    is_sanitized("\xc0\xbc" "b>x\xe0\x80\xbc\xf8\x88\x80\x80\xbc", 0,
                 "\xef\xbf\xbd\xef\xbf\xbd" "b&gt;x"
                 "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
                 "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
                 "overlong < is no markup");

    is_sanitized("<p class=\"mention\xc2\">x<\xff" "b></p\xff>y", 0,
                 "<p class=\"\">x&lt;\xef\xbf\xbd" "b&gt;y</p>",
                 "invalid bytes in markup");

    is_sanitized("a\0b<b\0>c</\0b>\0", 0, "ab<b>c</b>", "NUL is deleted");

    is_sanitized("\xef\xbf\xbd", 0, "\xef\xbf\xbd", "U+FFFD itself");

    is_sanitized("\xf4\x90\x80\x80", 0,
                 "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
                 "beyond Unicode");

    is_sanitized("", 0, "", "nothing");
}


static void
flags(void)
{
    is_sanitized("<p lang=\"de\" class=\"h-x\">x</p><h1 lang=\"de\">y</h1>",
                 STATUSES_SANITIZE_NO_LANG,
                 "<p class=\"h-x\">x</p><p><strong>y</strong></p>",
                 "no lang attribute in 4.5");
}


/* All four append to what is in the buffer. */

static void
appends(void)
{
    util_arena_t    a;
    statuses_buf_t  out;

    util_arena_init(&a);
    statuses_buf_init(&out, &a.arena, 0);

    statuses_buf_append(&out, "\r", 1);
    statuses_plain_text(&out, util_s("\n"));
    statuses_sanitize(&out, util_s("<b>x"), 0);
    statuses_sanitize(&out, util_s(" "), 0);
    statuses_sanitize_embed(&out, util_s("<video>"));
    statuses_plain_text(&out, util_s("y<br>"));

    is_mem(out.data, out.len, "\r<b>x</b><video></video>y", 25, "appended");

    util_arena_free(&a);
}


/* Without memory there is no result, rather than a part of one. */

static void
no_memory(void)
{
    int              rc;
    size_t           limit, whole;
    unsigned         wrong;
    util_arena_t     a;
    statuses_buf_t   out;
    statuses_str_t   url;

    static const char  html[] =
        "<p>a<a href=\"https://a.blue\" class=\"mention\">b</a>&amp;<hr></p>";

    util_arena_init(&a);
    statuses_buf_init(&out, &a.arena, 1);
    statuses_sanitize(&out, util_s(html), 0);

    whole = out.len;
    wrong = 0;

    for (limit = 1; limit < 1024; limit++) {
        util_arena_free(&a);
        a.limit = limit;

        statuses_buf_init(&out, &a.arena, 1);
        statuses_sanitize(&out, util_s(html), 0);

        if (!out.failed && out.len != whole) {
            wrong++;
        }
    }

    is_int(wrong, 0, "failed or complete");

    util_arena_free(&a);
    a.limit = 1;

    rc = statuses_sanitize_single_link(&a.arena,
                                       util_s("<a href=\"xx\">xx</a>"), &url);

    is_int(rc, 0, "no memory for the URL");

    util_arena_free(&a);
}


int
main(void)
{
    examples();
    bytes();
    flags();
    appends();
    no_memory();

    return tap_done();
}
