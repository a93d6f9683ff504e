/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Markup at random: what comes out is well-formed and holds nothing that is
 * not allowed, and so does what comes out when it is sanitised again.
 */

#include "sanitize.h"
#include "tap.h"
#include "text_allow.h"
#include "text_util.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))

#define ROUNDS    20000


static const char  *tags[] = {
    "p", "a", "b", "i", "em", "u", "span", "br", "div", "ul", "ol", "li",
    "pre", "blockquote", "code", "h1", "h3", "ruby", "rt", "rp", "table", "tr",
    "td", "th", "tbody", "caption", "col", "colgroup", "select", "option",
    "optgroup", "svg", "math", "mi", "mtext", "foreignObject", "desc", "title",
    "annotation-xml", "semantics", "annotation", "template", "form", "button",
    "object", "nobr", "font", "textarea", "script", "style", "iframe",
    "noscript", "noembed", "xmp", "input", "hr", "img", "dd", "dt", "address",
    "audio", "video", "source", "foo", "x-y", "body", "html", "frameset",
    "mglyph", "malignmark", "image", "listing", "plaintext"
};


static const char  *attrs[] = {
    " href=\"https://a.blue/\"", " href=javascript:alert(1)",
    " href='http:\"&quot;&#x20;'", " href=\"&#106;avascript:x\"",
    " href=\" http:x\"", " src=\"https://a.blue/\"", " src=\"data:x\"",
    " class=\"mention x h-y\"", " class='u-\"&quot;<>'", " lang=de",
    " translate=no", " rel=me", " target=_top", " style=\"x\"",
    " onclick=\"x\"", " onerror=alert(1)", " start=3 reversed", " value=4",
    " controls", " width=\"&quot;&gt;<\"", " srcdoc=\"<script>\"", " sandbox",
    " encoding=text/html", " encoding=\"application/x-tex\"",
    " encoding=\"text/plain\"", " display=block", " id=\"</style>\"",
    " title=\"--><img src=x>\"", " a=b a=c", "/", " =", " \"", " '", " x='",
    " type=hidden", " color=red"
};


static const char  *texts[] = {
    "x", " ", "\n", "&lt;", "&amp;lt;", "&#60;", "&#x3c;script&#x3e;", "<",
    "</", "<!", "<?", ">", "\"", "'", "&", "&nbsp;", "\xc2\xa0", "\xff",
    "\xe2\x80\xae", "\xed\xa0\x80", "]]>", "-->", "<!--", "<!-->", "<![CDATA[",
    "<!-- x --!>", "javascript:", "\t", "\x01", "\r\n", "&NotEqualTilde;"
};


static uint64_t  seed = 88172645463325252ULL;


static size_t
pick(size_t n)
{
    return util_random(&seed) % n;
}


static size_t
make(char *html, size_t size)
{
    size_t       len, n, i;
    const char  *tag;

    len = 0;

    for (n = 1 + pick(40); n > 0 && len + 400 < size; n--) {

        switch (pick(8)) {

        case 0:
        case 1:
        case 2:
        case 3:
            tag = tags[pick(nelts(tags))];
            len += sprintf(html + len, "<%s", tag);

            for (i = pick(4); i > 0; i--) {
                len += sprintf(html + len, "%s", attrs[pick(nelts(attrs))]);
            }

            if (pick(20) != 0) {
                html[len++] = '>';
            }

            break;

        case 4:
        case 5:
            len += sprintf(html + len, "</%s>", tags[pick(nelts(tags))]);
            break;

        default:
            len += sprintf(html + len, "%s", texts[pick(nelts(texts))]);
        }
    }

    return len;
}


static statuses_str_t
run(util_arena_t *a, statuses_str_t html, int embed)
{
    statuses_buf_t  out;
    statuses_str_t  result;

    statuses_buf_init(&out, &a->arena, 1);

    if (embed) {
        statuses_sanitize_embed(&out, html);

    } else {
        statuses_sanitize(&out, html, 0);
    }

    result.data = out.len ? out.data : "";
    result.len = out.len;

    return result;
}


int
main(void)
{
    char             html[8192];
    size_t           len;
    unsigned         i, n, same;
    const char      *wrong;
    util_arena_t     a;
    statuses_buf_t   out;
    statuses_str_t   in, got, again;

    util_arena_init(&a);

    same = 0;
    n = 0;

    for (i = 0; i < ROUNDS; i++) {
        util_arena_free(&a);

        len = make(html, sizeof(html));
        in = util_copy(&a, html, len);

        got = run(&a, in, 1);
        wrong = allow_check(allow_embed, got.data, got.len);

        if (wrong != NULL) {
            break;
        }

        got = run(&a, in, 0);
        wrong = allow_check(allow_strict, got.data, got.len);

        if (wrong != NULL) {
            break;
        }

        again = run(&a, got, 0);
        wrong = allow_check(allow_strict, again.data, again.len);

        if (wrong != NULL) {
            got = again;
            break;
        }

        if (got.len != 0) {
            n++;
            same += again.len == got.len
                    && memcmp(again.data, got.data, got.len) == 0;
        }

        /* and these end */

        statuses_buf_init(&out, &a.arena, 1);
        statuses_plain_text(&out, in);
        (void) statuses_sanitize_single_link(&a.arena, in, &got);
    }

    ok(i == ROUNDS, "%u texts at random", ROUNDS);

    if (i < ROUNDS) {
        diag("%s", wrong);
        tap_bytes("   in", html, len);
        tap_bytes("  out", got.data, got.len);
    }

    ok(n > ROUNDS / 3, "something is left of a third of them");
    ok(same > n - n / 5, "most are the same when sanitised again");

    util_arena_free(&a);

    return tap_done();
}
