/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "scan.h"
#include "tag.h"
#include "unicode.h"


static const char *statuses_scan_sign(const char *p, const char *end,
    const char **tag);
static int statuses_scan_left_edge(const statuses_scan_t *s, const char *p);


/* Section 4.1. */

void
statuses_scan_hashtag(statuses_scan_t *s, statuses_scanner_t *scanner)
{
    size_t              len;
    const char         *p, *tag, *after;
    statuses_entity_t  *e;

    e = &scanner->next;
    e->type = 0;

    for ( ;; ) {
        p = statuses_scan_sign(scanner->pos, s->end, &tag);
        if (p == NULL) {
            scanner->pos = s->end;
            return;
        }

        scanner->pos = tag;

        if (!statuses_scan_left_edge(s, p)) {
            continue;
        }

        len = statuses_tag_match(tag, s->end,
                                 s->flags & STATUSES_SCAN_BEFORE_4_6);
        if (len == 0) {
            continue;
        }

        after = tag + len;
        scanner->pos = after;

        if (s->end - after >= 3 && memcmp(after, "://", 3) == 0) {

            /* the scheme of a URL that touches the tag is not part of it */

            if (len > 5 && memcmp(after - 5, "https", 5) == 0) {
                len -= 5;

            } else if (len > 4 && memcmp(after - 4, "http", 4) == 0) {
                len -= 4;
            }
        }

        e->type = STATUSES_SCAN_HASHTAG;
        e->start = p - s->start;
        e->before = e->start;
        e->end = tag + len - s->start;
        e->name.data = tag;
        e->name.len = len;
        e->domain.data = NULL;
        e->domain.len = 0;

        return;
    }
}


/* The next number sign, ASCII or full-width; *tag is set behind it. */

static const char *
statuses_scan_sign(const char *p, const char *end, const char **tag)
{
    while (p < end) {

        if (*p == '#') {
            *tag = p + 1;
            return p;
        }

        if (*p == '\xef' && end - p >= 3
            && p[1] == '\xbc' && p[2] == '\x83')
        {
            *tag = p + 3;
            return p;
        }

        p++;
    }

    return NULL;
}


static int
statuses_scan_left_edge(const statuses_scan_t *s, const char *p)
{
    uint32_t  cp;

    if (p == s->start) {
        return 1;
    }

    cp = statuses_scan_behind(s, p);

    if (s->flags & STATUSES_SCAN_BEFORE_4_6) {
        return cp != '=' && cp != '/' && cp != ')'
               && !(statuses_uc(cp) & STATUSES_UC_ALNUM);
    }

    /* a line starts behind a line feed, which is white space as well */

    return (statuses_uc(cp) & STATUSES_UC_SPACE) != 0;
}
