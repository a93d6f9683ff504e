/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* The scanners find what plain backtracking finds. */

#include "text_grammar.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int                 got, want, old;
    unsigned            type;
    util_arena_t        a;
    statuses_str_t      text;
    statuses_scan_t     scan;
    statuses_entity_t   e[128], one;

    /* backtracking takes exponential time */

    if (size < 2 || size > 100) {
        return 0;
    }

    if (grammar_nnodes == 0) {
        grammar_init();
    }

    util_arena_init(&a);

    old = data[0] & 1;
    text = util_copy(&a, (const char *) data + 1, size - 1);

    for (type = STATUSES_SCAN_URL; type <= STATUSES_SCAN_HASHTAG; type <<= 1) {
        want = grammar_scan(text, type, old, e, 128);

        statuses_scan_init(&scan, text,
                           type|(old ? STATUSES_SCAN_BEFORE_4_6 : 0));

        for (got = 0; statuses_scan_next(&scan, &one); got++) {
            if (want >= 0
                && (got >= want || one.start != e[got].start
                    || one.end != e[got].end))
            {
                abort();
            }
        }

        if (want >= 0 && got != want) {
            abort();
        }
    }

    util_arena_free(&a);

    return 0;
}
