/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "scan.h"
#include "unicode.h"


typedef void (*statuses_scan_pt)(statuses_scan_t *s,
    statuses_scanner_t *scanner);


static const statuses_scan_pt  statuses_scan_handlers[] = {
    statuses_scan_url,
    statuses_scan_xuri,
    statuses_scan_mention,
    statuses_scan_hashtag
};


void
statuses_scan_init(statuses_scan_t *s, statuses_str_t text, unsigned flags)
{
    int                  i;
    statuses_scanner_t  *scanner;

    s->start = (text.len != 0) ? text.data : "";
    s->end = s->start + text.len;
    s->kept = 0;
    s->flags = flags;
    s->word = (flags & STATUSES_SCAN_BEFORE_4_6) ? STATUSES_UC_WORD_OLD
                                                 : STATUSES_UC_WORD;

    for (i = 0; i < 4; i++) {
        scanner = &s->scanners[i];

        scanner->pos = s->start;
        scanner->colon = NULL;
        scanner->next.type = 0;

        if (flags & (1 << i)) {
            statuses_domain_init(&scanner->domain, s->end);
            statuses_scan_handlers[i](s, scanner);
        }
    }
}


int
statuses_scan_next(statuses_scan_t *s, statuses_entity_t *e)
{
    int                  i, first;
    statuses_scanner_t  *scanner;

    for ( ;; ) {
        first = -1;

        for (i = 0; i < 4; i++) {
            scanner = &s->scanners[i];

            if (scanner->next.type != 0
                && (first < 0
                    || scanner->next.start < s->scanners[first].next.start))
            {
                first = i;
            }
        }

        if (first < 0) {
            return 0;
        }

        scanner = &s->scanners[first];
        *e = scanner->next;

        statuses_scan_handlers[first](s, scanner);

        if (e->start >= s->kept) {
            s->kept = e->end;
            return 1;
        }
    }
}


uint32_t
statuses_scan_behind(const statuses_scan_t *s, const char *p)
{
    int          n;
    uint32_t     cp;
    const char  *q;

    for (n = 1; n < 4 && p - n > s->start && (p[-n] & 0xc0) == 0x80; n++) {
        /* void */
    }

    q = p - n;
    cp = statuses_utf8_next(&q, p);

    /* if that is not one whole sequence, the last byte is an invalid one */

    return (q == p) ? cp : 0xfffd;
}


/* Section 3. */

void
statuses_scan_mention(statuses_scan_t *s, statuses_scanner_t *scanner)
{
    size_t              n;
    uint32_t            cp;
    const char         *p, *q, *name, *host, *end;
    statuses_entity_t  *e;

    e = &scanner->next;
    e->type = 0;
    end = s->end;

    for ( ;; ) {
        p = memchr(scanner->pos, '@', end - scanner->pos);
        if (p == NULL) {
            scanner->pos = end;
            return;
        }

        scanner->pos = p + 1;

        if (p > s->start) {
            cp = statuses_scan_behind(s, p);

            if (cp == '=' || cp == '/' || (statuses_uc(cp) & s->word)) {
                continue;
            }
        }

        /* name and host: words, with dots and hyphens between them */

        e->name.data = p + 1;
        name = NULL;

        for (q = p + 1; q < end; /* void */) {
            cp = statuses_utf8_next(&q, end);

            if ((statuses_uc(cp) & STATUSES_UC_ASCII) || cp == '_') {
                name = q;

            } else if ((cp != '.' && cp != '-') || name == NULL) {
                break;
            }
        }

        if (name == NULL) {
            continue;
        }

        e->name.len = name - e->name.data;
        e->domain.data = NULL;
        e->domain.len = 0;
        host = NULL;
        n = 0;

        if (name < end && *name == '@') {
            for (q = name + 1; q < end; /* void */) {
                cp = statuses_utf8_next(&q, end);

                if (statuses_uc(cp) & s->word) {
                    host = q;

                } else if ((cp != '.' && cp != '-') || host == NULL) {
                    break;
                }
            }

            if (host != NULL) {
                e->domain.data = name + 1;
                e->domain.len = host - e->domain.data;
            }
        }

        q = (host != NULL) ? host : name;
        scanner->pos = q;

        e->start = p - s->start;
        e->before = e->start;
        e->end = q - s->start;

        if (!(s->flags & STATUSES_SCAN_ANY_MENTION)) {

            /* the "follow" rule */

            if (end - q >= 3 && memcmp(q, "://", 3) == 0) {
                continue;
            }

            if (q < end) {
                cp = statuses_utf8_next(&q, end);

                if (cp == '@' || cp == 0xff20
                    || (statuses_uc(cp) & STATUSES_UC_ACCENT))
                {
                    continue;
                }
            }

            if (host != NULL && host - e->domain.data > 253) {
                for (q = e->domain.data; q < host; n++) {
                    (void) statuses_utf8_next(&q, host);
                }

                if (n > 253) {
                    continue;
                }
            }
        }

        e->type = STATUSES_SCAN_MENTION;
        return;
    }
}
