/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * "domain" of the URL grammar (spec/text.md, 2.2).
 */

#ifndef _STATUSES_DOMAIN_H_INCLUDED_
#define _STATUSES_DOMAIN_H_INCLUDED_


#include "text.h"


/*
 * A domain may be tried at nearly every position of a text, and each attempt
 * may look at all the labels up to the end of the text.  What was learnt about
 * the labels is kept here, so that attempts at rising positions cost linear
 * time together.
 *
 * A label ends at the first character that can be in no label.  Whether it is
 * one of the grammar's labels depends on where it begins, too.
 */

typedef struct {
    const char         *end;           /* of the text */

    const char         *label;         /* the label at the last position */
    const char         *label_end;
    const char         *underscore;    /* the last one in it, or NULL */
    const char         *tld_end;       /* of the top-level domain behind it */
    unsigned            dot:1;         /* it ends well, and a dot follows */
    unsigned            tld_known:1;   /* tld_end is valid, NULL: no TLD */

    /*
     * A row of labels, each fit to be a sub-domain, from "row" to "row_end";
     * "best" is the last of them that is a label with a TLD behind it.
     */

    const char         *row;
    const char         *row_end;
    const char         *best;
    const char         *best_end;
} statuses_domain_t;


void statuses_domain_init(statuses_domain_t *d, const char *end);

/*
 * Matches a domain at p; returns its end or NULL.  The end is the one that
 * greedy matching with backtracking finds first.  (It is also the only one
 * that a slash may follow, see 2.7.)
 */
const char *statuses_domain_match(statuses_domain_t *d, const char *p);


#endif /* _STATUSES_DOMAIN_H_INCLUDED_ */
