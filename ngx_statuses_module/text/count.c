/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <stdlib.h>
#include <string.h>

#include "count.h"
#include "scan.h"
#include "trim.h"
#include "unicode.h"


static size_t statuses_count_feed(statuses_cluster_t *c, const char *p,
    size_t len);
static const char *statuses_count_ascii(const char *p, const char *end);
static int statuses_count_compare(const void *one, const void *two);


static const char  statuses_count_url[STATUSES_COUNT_URL + 1] =
    "xxxxxxxxxxxxxxxxxxxxxxx";


size_t
statuses_count_status(statuses_str_t spoiler_text, statuses_str_t text,
    int before_4_6)
{
    size_t              n, pos;
    statuses_scan_t     scan;
    statuses_entity_t   e;
    statuses_cluster_t  c;

    memset(&c, 0, sizeof(statuses_cluster_t));
    c.no_conjuncts = (before_4_6 != 0);

    n = statuses_count_feed(&c, spoiler_text.data, spoiler_text.len);

    if (statuses_blank(text)) {
        return n;
    }

    statuses_scan_init(&scan, text,
                       STATUSES_SCAN_URL|STATUSES_SCAN_MENTION
                       |(before_4_6 ? STATUSES_SCAN_BEFORE_4_6 : 0));
    pos = 0;

    while (statuses_scan_next(&scan, &e)) {
        n += statuses_count_feed(&c, text.data + pos, e.start - pos);
        pos = e.end;

        if (e.type == STATUSES_SCAN_URL) {
            n += statuses_count_feed(&c, statuses_count_url,
                                     STATUSES_COUNT_URL);

        } else {
            n += statuses_count_feed(&c, "@", 1);
            n += statuses_count_feed(&c, e.name.data, e.name.len);
        }
    }

    return n + statuses_count_feed(&c, text.data + pos, text.len - pos);
}


size_t
statuses_count_note(statuses_arena_t *arena, statuses_str_t note,
    int before_4_6)
{
    size_t              n, pos;
    unsigned            flags;
    statuses_buf_t      buf;
    statuses_str_t      text;
    statuses_scan_t     scan;
    statuses_entity_t   e;
    statuses_cluster_t  c;

    flags = before_4_6 ? STATUSES_SCAN_BEFORE_4_6 : 0;

    /* the mentions are looked for in what the first replacement has left */

    statuses_buf_init(&buf, arena, note.len + STATUSES_COUNT_URL);
    statuses_scan_init(&scan, note,
                       STATUSES_SCAN_URL|STATUSES_SCAN_NOTE_URL|flags);
    pos = 0;

    while (statuses_scan_next(&scan, &e)) {
        statuses_buf_append(&buf, note.data + pos, e.before - pos);
        statuses_buf_append(&buf, statuses_count_url, STATUSES_COUNT_URL);
        pos = e.end;
    }

    if (pos != 0) {
        statuses_buf_append(&buf, note.data + pos, note.len - pos);

        if (buf.failed) {
            return (size_t) -1;
        }

        text.data = buf.data;
        text.len = buf.len;

    } else {
        text = note;
    }

    memset(&c, 0, sizeof(statuses_cluster_t));
    c.no_conjuncts = (before_4_6 != 0);

    statuses_scan_init(&scan, text,
                       STATUSES_SCAN_MENTION|STATUSES_SCAN_ANY_MENTION|flags);
    pos = 0;
    n = 0;

    while (statuses_scan_next(&scan, &e)) {
        n += statuses_count_feed(&c, text.data + pos, e.start - pos);
        n += statuses_count_feed(&c, "@", 1);
        n += statuses_count_feed(&c, e.name.data, e.name.len);
        pos = e.end;
    }

    if (pos == text.len) {
        return n;
    }

    return n + statuses_count_feed(&c, text.data + pos, text.len - pos);
}


size_t
statuses_count_graphemes(statuses_str_t text, int before_4_6)
{
    statuses_cluster_t  c;

    memset(&c, 0, sizeof(statuses_cluster_t));
    c.no_conjuncts = (before_4_6 != 0);

    return statuses_count_feed(&c, text.data, text.len);
}


static size_t
statuses_count_feed(statuses_cluster_t *c, const char *p, size_t len)
{
    size_t       n;
    const char  *end, *ascii;

    if (len == 0) {
        return 0;
    }

    n = 0;
    end = p + len;

    while (p < end) {

        /*
         * A printable ASCII character behind another one is a cluster, and
         * leaves the same state behind.
         */

        ascii = statuses_count_ascii(p, end);

        if (ascii - p > 1) {
            n += statuses_uc_cluster(c, (unsigned char) *p);
            n += ascii - p - 1;
            p = ascii;
            continue;
        }

        n += statuses_uc_cluster(c, statuses_utf8_next(&p, end));
    }

    return n;
}


static const char *
statuses_count_ascii(const char *p, const char *end)
{
    while (p < end && *p >= ' ' && *p <= '~') {
        p++;
    }

    return p;
}


size_t
statuses_count_code_points(statuses_str_t text)
{
    size_t       n;
    const char  *p, *end;

    if (text.len == 0) {
        return 0;
    }

    p = text.data;
    end = p + text.len;

    for (n = 0; p < end; n++) {
        (void) statuses_utf8_next(&p, end);
    }

    return n;
}


statuses_str_t
statuses_count_cut(statuses_str_t text, size_t n)
{
    const char  *p, *end;

    if (text.len <= n) {
        return text;
    }

    p = text.data;
    end = p + text.len;

    while (p < end && n > 0) {
        (void) statuses_utf8_next(&p, end);
        n--;
    }

    text.len = p - text.data;

    return text;
}


int
statuses_count_poll(statuses_arena_t *arena, statuses_str_t *options,
    size_t *n, int before_4_6)
{
    int             errors;
    size_t          i, kept;
    statuses_str_t  option, *sorted;

    kept = 0;
    errors = 0;

    for (i = 0; i < *n; i++) {
        option = statuses_strip(options[i]);

        if (statuses_blank(option)) {
            continue;
        }

        if (statuses_count_graphemes(option, before_4_6)
            > STATUSES_COUNT_OPTION_MAX)
        {
            errors |= STATUSES_COUNT_POLL_LONG;
        }

        options[kept++] = option;
    }

    *n = kept;

    if (kept < STATUSES_COUNT_OPTIONS_MIN) {
        return errors | STATUSES_COUNT_POLL_FEW;
    }

    if (kept > STATUSES_COUNT_OPTIONS_MAX) {
        errors |= STATUSES_COUNT_POLL_MANY;
    }

    /* there may be far too many of them to compare each with each */

    sorted = arena->alloc(arena->ctx, kept * sizeof(statuses_str_t));
    if (sorted == NULL) {
        return -1;
    }

    memcpy(sorted, options, kept * sizeof(statuses_str_t));
    qsort(sorted, kept, sizeof(statuses_str_t), statuses_count_compare);

    for (i = 1; i < kept; i++) {
        if (statuses_count_compare(&sorted[i - 1], &sorted[i]) == 0) {
            errors |= STATUSES_COUNT_POLL_TWICE;
            break;
        }
    }

    return errors;
}


static int
statuses_count_compare(const void *one, const void *two)
{
    const statuses_str_t  *a, *b;

    a = one;
    b = two;

    if (a->len != b->len) {
        return (a->len < b->len) ? -1 : 1;
    }

    return memcmp(a->data, b->data, a->len);
}
