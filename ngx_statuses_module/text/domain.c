/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "domain.h"
#include "tld.h"
#include "unicode.h"


typedef struct {
    const char         *end;
    const char         *underscore;
    unsigned            starts:1;      /* the first character is a "v" */
    unsigned            dot:1;         /* the last one too, and a dot follows */
} statuses_label_t;


static void statuses_domain_label(statuses_domain_t *d, const char *p,
    statuses_label_t *label);
static void statuses_domain_row(statuses_domain_t *d, const char *p);


void
statuses_domain_init(statuses_domain_t *d, const char *end)
{
    memset(d, 0, sizeof(statuses_domain_t));

    d->end = end;
    d->label = end;
    d->label_end = end;
    d->row = end;
    d->row_end = end;
}


/*
 * domain = *( sublabel "." ) label "." tld
 *
 * A dot is in no label, so the dots divide the text in one way only, and what
 * is left to choose is which label is the last: the last one possible, as the
 * repetition is greedy.
 */

const char *
statuses_domain_match(statuses_domain_t *d, const char *p)
{
    const char        *next;
    statuses_label_t   label;

    if (p < d->label || p >= d->label_end) {
        statuses_domain_label(d, p, &label);

        d->label = p;
        d->label_end = label.end;
        d->underscore = label.underscore;
        d->dot = label.dot;
        d->tld_known = 0;

        if (!label.starts) {
            return NULL;
        }

    } else {
        next = p;

        if (!(statuses_uc(statuses_utf8_next(&next, d->end))
              & STATUSES_UC_LABEL))
        {
            return NULL;
        }
    }

    if (!d->dot) {
        return NULL;
    }

    next = d->label_end + 1;

    if (next < d->row || next > d->row_end) {
        statuses_domain_row(d, next);
    }

    if (d->best != NULL && d->best >= next) {
        return d->best_end;
    }

    if (d->underscore != NULL && d->underscore >= p) {
        return NULL;
    }

    if (!d->tld_known) {
        d->tld_end = statuses_tld_match(next, d->end);
        d->tld_known = 1;
    }

    return d->tld_end;
}


static void
statuses_domain_label(statuses_domain_t *d, const char *p,
    statuses_label_t *label)
{
    uint32_t     cp;
    unsigned     last;
    const char  *q, *start;

    label->underscore = NULL;
    label->starts = 0;

    last = 0;
    start = p;

    while (p < d->end) {
        q = p;
        cp = statuses_utf8_next(&q, d->end);

        if (statuses_uc(cp) & STATUSES_UC_LABEL) {
            last = 1;
            label->starts |= (p == start);

        } else if (cp == '-') {
            last = 0;

        } else if (cp == '_') {
            last = 0;
            label->underscore = p;

        } else {
            break;
        }

        p = q;
    }

    label->end = p;
    label->dot = (last && p < d->end && *p == '.');
}


static void
statuses_domain_row(statuses_domain_t *d, const char *p)
{
    const char        *tld_end;
    statuses_label_t   label;

    d->row = p;
    d->best = NULL;
    d->best_end = NULL;

    for ( ;; ) {
        statuses_domain_label(d, p, &label);

        if (!label.starts || !label.dot) {
            break;
        }

        if (label.underscore == NULL) {
            tld_end = statuses_tld_match(label.end + 1, d->end);

            if (tld_end != NULL) {
                d->best = p;
                d->best_end = tld_end;
            }
        }

        p = label.end + 1;
    }

    d->row_end = p;
}
