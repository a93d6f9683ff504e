/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <stdlib.h>
#include <string.h>

#include "nfkc.h"
#include "scan.h"
#include "tag.h"
#include "unicode.h"


/* ASCII folding, A.5: U+00E0 to U+017E; a space is no folding */

#define STATUSES_TAG_FOLD_FIRST   0xe0
#define STATUSES_TAG_FOLD_LAST    0x17e

static const char  statuses_tag_folding[] =
    /* 00E0 */  "aaaaaa ceeeeiiii"
    /* 00F0 */  "dnooooo ouuuuy y"
    /* 0100 */  " a a a c c c c d"
    /* 0110 */  " d e e e e e g g"
    /* 0120 */  " g g h h i i i i"
    /* 0130 */  " i   j kk l l l "
    /* 0140 */  "  l n n n  n o o"
    /* 0150 */  " o   r r r s s s"
    /* 0160 */  " s t t t u u u u"
    /* 0170 */  " u u w y  z z z ";


static int statuses_tag_strip(statuses_arena_t *arena, statuses_str_t typed,
    statuses_str_t *out);
static int statuses_tag_compare(const void *one, const void *two);


/*
 * long  = W *( W / S ) ( A / S ) *( W / S ) W
 * short = *W A *W
 *
 * Greedy matching takes "long" up to the last W of the row of W and S, if
 * there is an A or S between that and the first character; "short" takes the
 * whole row of W, if there is an A in it.
 */

size_t
statuses_tag_match(const char *p, const char *end, int before_4_6)
{
    int          first, inner, alpha, words;
    size_t       longer, shorter;
    uint32_t     uc, word;
    const char  *start;

    start = p;
    word = before_4_6 ? STATUSES_UC_WORD_OLD : STATUSES_UC_WORD;

    first = 1;
    inner = 0;
    alpha = 0;
    words = 1;
    longer = 0;
    shorter = 0;

    while (p < end) {
        uc = statuses_uc(statuses_utf8_next(&p, end));

        if (!(uc & (word | STATUSES_UC_SEPARATOR))) {
            break;
        }

        if (uc & word) {

            if (inner) {
                longer = p - start;
            }

            if (words) {
                shorter = p - start;
                alpha |= uc & STATUSES_UC_ALPHA;
            }

        } else {

            if (first) {
                return 0;
            }

            words = 0;
        }

        if (!first && (uc & (STATUSES_UC_ALPHA | STATUSES_UC_SEPARATOR))) {
            inner = 1;
        }

        first = 0;
    }

    if (longer) {
        return longer;
    }

    return alpha ? shorter : 0;
}


int
statuses_tag_normalise(statuses_arena_t *arena, statuses_tag_t *tag,
    int before_4_6)
{
    char             ch;
    uint32_t        *cps, cp;
    ptrdiff_t        i, n;
    const char      *p, *end;
    statuses_buf_t   lower, name;

    if (tag->typed.len == 0) {
        tag->name = tag->typed;
        tag->display_name = tag->typed;
        return 0;
    }

    n = statuses_nfkc(arena, tag->typed, &cps);
    if (n < 0) {
        return -1;
    }

    statuses_buf_init(&lower, arena, tag->typed.len);

    for (i = 0; i < n; i++) {
        statuses_lower_put(&lower, cps[i]);
    }

    if (lower.failed) {
        return -1;
    }

    statuses_buf_init(&name, arena, lower.len);

    p = lower.data;
    end = p + lower.len;

    while (p < end) {
        cp = statuses_utf8_next(&p, end);

        if (cp >= STATUSES_TAG_FOLD_FIRST && cp <= STATUSES_TAG_FOLD_LAST) {
            ch = statuses_tag_folding[cp - STATUSES_TAG_FOLD_FIRST];

            if (ch != ' ') {
                cp = ch;
            }
        }

        if (statuses_uc(cp) & STATUSES_UC_TAG) {
            statuses_utf8_put(&name, cp);
        }
    }

    if (name.failed
        || statuses_tag_strip(arena, tag->typed, &tag->display_name) != 0)
    {
        return -1;
    }

    tag->name.data = name.data;
    tag->name.len = name.len;

    if (tag->name.len == 0 || tag->display_name.len == 0) {
        return 0;
    }

    return statuses_tag_match(name.data, name.data + name.len, before_4_6)
           == name.len
           && statuses_tag_match(tag->display_name.data,
                                 tag->display_name.data
                                 + tag->display_name.len, before_4_6)
              == tag->display_name.len;
}


/* Deletes what has no place in a tag; mostly there is nothing to delete. */

static int
statuses_tag_strip(statuses_arena_t *arena, statuses_str_t typed,
    statuses_str_t *out)
{
    uint32_t         cp;
    const char      *p, *q, *end;
    statuses_buf_t   buf;

    p = typed.data;
    end = p + typed.len;

    while (p < end) {
        q = p;

        if (!(statuses_uc(statuses_utf8_next(&q, end)) & STATUSES_UC_TAG)) {
            break;
        }

        p = q;
    }

    if (p == end) {
        *out = typed;
        return 0;
    }

    statuses_buf_init(&buf, arena, typed.len);
    statuses_buf_append(&buf, typed.data, p - typed.data);

    while (p < end) {
        cp = statuses_utf8_next(&p, end);

        if (statuses_uc(cp) & STATUSES_UC_TAG) {
            statuses_utf8_put(&buf, cp);
        }
    }

    out->data = buf.data;
    out->len = buf.len;

    return buf.failed ? -1 : 0;
}


int
statuses_tag_extract(statuses_arena_t *arena, statuses_str_t text,
    int before_4_6, statuses_tag_t **tags, size_t *ntags)
{
    int                 rc;
    size_t              i, n, unique;
    unsigned            flags;
    statuses_tag_t     *tag, **sorted;
    statuses_scan_t     scan;
    statuses_entity_t   e;

    flags = STATUSES_SCAN_HASHTAG;

    if (before_4_6) {
        flags |= STATUSES_SCAN_BEFORE_4_6;
    }

    *tags = NULL;
    *ntags = 0;

    statuses_scan_init(&scan, text, flags);

    for (n = 0; statuses_scan_next(&scan, &e); n++) {
        /* void */
    }

    if (n == 0) {
        return 0;
    }

    tag = arena->alloc(arena->ctx, n * sizeof(statuses_tag_t));
    sorted = arena->alloc(arena->ctx, n * sizeof(statuses_tag_t *));

    if (tag == NULL || sorted == NULL) {
        return -1;
    }

    statuses_scan_init(&scan, text, flags);

    n = 0;

    while (statuses_scan_next(&scan, &e)) {
        tag[n].typed = e.name;

        rc = statuses_tag_normalise(arena, &tag[n], before_4_6);
        if (rc < 0) {
            return -1;
        }

        if (rc == 1) {
            sorted[n] = &tag[n];
            n++;
        }
    }

    /* equal names come together, the first spelling first */

    qsort(sorted, n, sizeof(statuses_tag_t *), statuses_tag_compare);

    for (i = 1; i < n; i++) {
        if (sorted[i]->name.len == sorted[i - 1]->name.len
            && memcmp(sorted[i]->name.data, sorted[i - 1]->name.data,
                      sorted[i]->name.len)
               == 0)
        {
            sorted[i]->typed.len = 0;
        }
    }

    unique = 0;

    for (i = 0; i < n; i++) {
        if (tag[i].typed.len != 0) {
            tag[unique++] = tag[i];
        }
    }

    *tags = tag;
    *ntags = unique;

    return 0;
}


static int
statuses_tag_compare(const void *one, const void *two)
{
    int                    rc;
    const statuses_tag_t  *a, *b;

    a = *(statuses_tag_t *const *) one;
    b = *(statuses_tag_t *const *) two;

    rc = memcmp(a->name.data, b->name.data,
                a->name.len < b->name.len ? a->name.len : b->name.len);
    if (rc != 0) {
        return rc;
    }

    if (a->name.len != b->name.len) {
        return a->name.len < b->name.len ? -1 : 1;
    }

    return (a < b) ? -1 : (a > b);
}
