/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "unicode.h"

#include "statuses_unicode_tables.h"


static int statuses_uc_boundary(const statuses_cluster_t *c, unsigned next,
    unsigned conjunct);


int
statuses_uc_cluster(statuses_cluster_t *c, uint32_t cp)
{
    int       boundary, lv;
    unsigned  next, conjunct;
    uint32_t  uc;

    uc = statuses_uc(cp);
    next = (uc >> STATUSES_UC_BREAK_SHIFT) & 15;
    conjunct = (uc >> STATUSES_UC_CONJUNCT_SHIFT) & 3;

    /* LV and LVT syllables share one value; an LV takes a vowel after it */

    lv = (next == STATUSES_BREAK_HANGUL && (cp - 0xac00) % 28 == 0);

    boundary = !c->started || statuses_uc_boundary(c, next, conjunct);

    c->started = 1;

    if (next == STATUSES_BREAK_PICTOGRAPHIC) {
        c->pictographic = 1;
        c->joined = 0;

    } else if (next == STATUSES_BREAK_ZWJ) {
        c->joined = c->pictographic;
        c->pictographic = 0;

    } else {
        c->joined = 0;
        c->pictographic = (next == STATUSES_BREAK_EXTEND && c->pictographic);
    }

    c->odd_regional = (next == STATUSES_BREAK_REGIONAL
                       && (boundary || !c->odd_regional));

    switch (conjunct) {

    case STATUSES_CONJUNCT_CONSONANT:
        c->consonant = 1;
        c->linked = 0;
        break;

    case STATUSES_CONJUNCT_LINKER:
        c->linked = c->consonant;
        break;

    case STATUSES_CONJUNCT_EXTEND:
        break;

    default:
        c->consonant = 0;
        c->linked = 0;
    }

    /* a vowel-less syllable (LV) acts like a vowel towards what follows */

    c->last = lv ? STATUSES_BREAK_JAMO_V
                 : (next == STATUSES_BREAK_HANGUL ? STATUSES_BREAK_JAMO_T
                                                  : next);

    return boundary;
}


static int
statuses_uc_boundary(const statuses_cluster_t *c, unsigned next,
    unsigned conjunct)
{
    switch (c->last) {

    case STATUSES_BREAK_CR:
        /* GB3, GB4 */
        return next != STATUSES_BREAK_LF;

    case STATUSES_BREAK_LF:
    case STATUSES_BREAK_CONTROL:
        /* GB4 */
        return 1;
    }

    switch (next) {

    case STATUSES_BREAK_CR:
    case STATUSES_BREAK_LF:
    case STATUSES_BREAK_CONTROL:
        /* GB5 */
        return 1;

    case STATUSES_BREAK_EXTEND:
    case STATUSES_BREAK_ZWJ:
    case STATUSES_BREAK_SPACING:
        /* GB9, GB9a */
        return 0;
    }

    /* GB9b */

    if (c->last == STATUSES_BREAK_PREPEND) {
        return 0;
    }

    /* GB6, GB7, GB8 */

    if (c->last == STATUSES_BREAK_JAMO_L
        && (next == STATUSES_BREAK_JAMO_L || next == STATUSES_BREAK_JAMO_V
            || next == STATUSES_BREAK_HANGUL))
    {
        return 0;
    }

    if (c->last == STATUSES_BREAK_JAMO_V
        && (next == STATUSES_BREAK_JAMO_V || next == STATUSES_BREAK_JAMO_T))
    {
        return 0;
    }

    if (c->last == STATUSES_BREAK_JAMO_T && next == STATUSES_BREAK_JAMO_T) {
        return 0;
    }

    /* GB9c */

    if (c->linked && conjunct == STATUSES_CONJUNCT_CONSONANT
        && !c->no_conjuncts)
    {
        return 0;
    }

    /* GB11 */

    if (c->joined && next == STATUSES_BREAK_PICTOGRAPHIC) {
        return 0;
    }

    /* GB12, GB13 */

    return !(c->odd_regional && next == STATUSES_BREAK_REGIONAL);
}
