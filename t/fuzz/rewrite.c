/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* The mention scan at write time, shortcodes, languages. */

#include "emoji.h"
#include "language.h"
#include "rewrite.h"
#include "text_util.h"
#include "trim.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t              i, n, m, pos;
    util_arena_t        a;
    statuses_buf_t      out, again;
    statuses_str_t      text, code, *accts;
    statuses_site_t     site;
    statuses_handle_t  *handles, *others;

    if (size == 0) {
        return 0;
    }

    util_arena_init(&a);

    site.local_domain = util_s("a.blue");
    site.base_url = util_s("https://a.blue");
    site.before_4_6 = data[0] & 1;

    text = util_copy(&a, (const char *) data + 1, size - 1);

    if (statuses_rewrite_scan(&a.arena, &site, text, &handles, &n) != 0) {
        abort();
    }

    accts = a.arena.alloc(&a, (n + 1) * sizeof(statuses_str_t));
    pos = 0;

    for (i = 0; i < n; i++) {

        if (handles[i].start < pos || handles[i].end > text.len
            || handles[i].first > i
            || handles[handles[i].first].first != handles[i].first)
        {
            abort();
        }

        pos = handles[i].end;
        accts[i] = (i % 3) ? handles[i].typed : util_s(NULL);
    }

    statuses_buf_init(&out, &a.arena, 0);
    statuses_rewrite_apply(&out, text, handles, accts, n);

    /* replaced by what it was, it is the same again, bad bytes aside */

    code.data = out.data;
    code.len = out.len;

    if (statuses_rewrite_scan(&a.arena, &site, code, &others, &m) != 0
        || m != n)
    {
        abort();
    }

    statuses_buf_init(&again, &a.arena, 0);
    statuses_rewrite_apply(&again, code, others, accts, m);

    if (again.len != out.len
        || (out.len && memcmp(again.data, out.data, out.len) != 0))
    {
        abort();
    }

    pos = 0;

    while (statuses_emoji_next(text, &pos, &code)) {
        if (code.len < 2 || pos > text.len || code.data < text.data
            || code.data + code.len + 1 != text.data + pos)
        {
            abort();
        }
    }

    if (statuses_language_check(text, site.before_4_6, &code)
        && !statuses_language_supported(code, site.before_4_6))
    {
        abort();
    }

    text = statuses_strip(text);

    if (text.len == 0 && !statuses_blank(text)) {
        abort();
    }

    util_arena_free(&a);

    return 0;
}
