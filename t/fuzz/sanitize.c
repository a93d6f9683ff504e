/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Any bytes as HTML of strangers: what comes out holds nothing that is not
 * allowed, and the same is true when it is sanitised once more.
 */

#include "sanitize.h"
#include "text_allow.h"
#include "text_util.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


static void
check(const allow_t *list, const statuses_buf_t *out)
{
    const char  *wrong;

    wrong = allow_check(list, out->data, out->len);

    if (wrong != NULL) {
        fprintf(stderr, "%s: %.*s\n", wrong, (int) out->len, out->data);
        abort();
    }
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    util_arena_t    a;
    statuses_buf_t  out, again;
    statuses_str_t  html, url;

    util_arena_init(&a);

    html = util_copy(&a, (const char *) data, size);

    statuses_buf_init(&out, &a.arena, 1);
    statuses_sanitize(&out, html, 0);
    check(allow_strict, &out);

    url.data = out.data ? out.data : "";
    url.len = out.len;

    statuses_buf_init(&again, &a.arena, 1);
    statuses_sanitize(&again, url, STATUSES_SANITIZE_NO_LANG);
    check(allow_strict, &again);

    statuses_buf_init(&out, &a.arena, 1);
    statuses_sanitize_embed(&out, html);
    check(allow_embed, &out);

    statuses_buf_init(&out, &a.arena, 1);
    statuses_plain_text(&out, html);

    (void) statuses_sanitize_single_link(&a.arena, html, &url);

    util_arena_free(&a);

    return 0;
}
