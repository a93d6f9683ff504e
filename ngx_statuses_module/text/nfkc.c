/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>
#include <utf8proc.h>

#include "nfkc.h"
#include "tld.h"


/* the longest compatibility decomposition, that of U+FDFA */
#define STATUSES_NFKC_MAX   18


static int statuses_nfkc_reorder(statuses_arena_t *arena, int32_t *cps,
    size_t n);
static int statuses_nfkc_class(int32_t cp);
static int statuses_nfkc_sort(statuses_arena_t *arena, int32_t *cps,
    size_t n);


ptrdiff_t
statuses_nfkc(statuses_arena_t *arena, statuses_str_t text, uint32_t **cps)
{
    int          last_class;
    size_t       n, size;
    int32_t     *out, *bigger, cp;
    ptrdiff_t    k;
    const char  *p, *end;

    p = text.data;
    end = p + text.len;

    n = 0;
    size = text.len + STATUSES_NFKC_MAX;

    out = arena->alloc(arena->ctx, size * sizeof(int32_t));
    if (out == NULL) {
        return -1;
    }

    while (p < end) {

        if (size - n < STATUSES_NFKC_MAX) {
            bigger = arena->alloc(arena->ctx, 2 * size * sizeof(int32_t));
            if (bigger == NULL) {
                return -1;
            }

            memcpy(bigger, out, n * sizeof(int32_t));
            out = bigger;
            size *= 2;
        }

        cp = (int32_t) statuses_utf8_next(&p, end);
        last_class = 0;

        k = utf8proc_decompose_char(cp, out + n, size - n,
                                    UTF8PROC_DECOMPOSE|UTF8PROC_COMPAT,
                                    &last_class);

        if (k < 1 || (size_t) k > size - n) {
            out[n] = cp;
            k = 1;
        }

        n += k;
    }

    if (statuses_nfkc_reorder(arena, out, n) != 0) {
        return -1;
    }

    *cps = (uint32_t *) out;

    return utf8proc_normalize_utf32(out, n,
                                    UTF8PROC_STABLE|UTF8PROC_COMPOSE);
}


/*
 * Canonical ordering.  The library's own is a bubble sort, which a text of
 * nothing but combining marks would keep busy for seconds.
 */

static int
statuses_nfkc_reorder(statuses_arena_t *arena, int32_t *cps, size_t n)
{
    int     class, last, sorted;
    size_t  i, start;

    for (i = 0; i < n; /* void */) {

        if (statuses_nfkc_class(cps[i]) == 0) {
            i++;
            continue;
        }

        start = i;
        last = 0;
        sorted = 1;

        for ( /* void */ ; i < n; i++) {
            class = statuses_nfkc_class(cps[i]);

            if (class == 0) {
                break;
            }

            if (class < last) {
                sorted = 0;
            }

            last = class;
        }

        if (!sorted
            && statuses_nfkc_sort(arena, cps + start, i - start) != 0)
        {
            return -1;
        }
    }

    return 0;
}


static int
statuses_nfkc_class(int32_t cp)
{
    if (cp < 0x300) {
        return 0;
    }

    return utf8proc_get_property(cp)->combining_class;
}


/* a stable counting sort by combining class */

static int
statuses_nfkc_sort(statuses_arena_t *arena, int32_t *cps, size_t n)
{
    int       class;
    size_t    i, sum, count, at[256];
    int32_t  *copy;

    copy = arena->alloc(arena->ctx, n * sizeof(int32_t));
    if (copy == NULL) {
        return -1;
    }

    memcpy(copy, cps, n * sizeof(int32_t));
    memset(at, 0, sizeof(at));

    for (i = 0; i < n; i++) {
        at[statuses_nfkc_class(copy[i])]++;
    }

    sum = 0;

    for (class = 0; class < 256; class++) {
        count = at[class];
        at[class] = sum;
        sum += count;
    }

    for (i = 0; i < n; i++) {
        cps[at[statuses_nfkc_class(copy[i])]++] = copy[i];
    }

    return 0;
}


void
statuses_lower_put(statuses_buf_t *out, uint32_t cp)
{
    uint32_t  lower;

    if (cp == 0x130) {

        /* the only letter with a lower case of two code points */

        statuses_buf_append(out, "i\xcc\x87", 3);
        return;
    }

    lower = utf8proc_tolower(cp);

    if (lower == cp && cp >= 0x80
        && utf8proc_category(cp) == UTF8PROC_CATEGORY_CN)
    {
        /* a letter newer than the library; folding is lower-casing there */

        lower = statuses_uc_fold(cp);
    }

    statuses_utf8_put(out, lower);
}
