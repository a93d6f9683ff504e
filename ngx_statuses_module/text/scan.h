/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The things in a text that become links (spec/text.md, 1.4, 2 to 4).
 *
 * The grammars are matched by hand-written scanners that find what a
 * backtracking matcher would find, in time that grows linearly with the text.
 * No memory is taken from an arena.
 */

#ifndef _STATUSES_SCAN_H_INCLUDED_
#define _STATUSES_SCAN_H_INCLUDED_


#include "text.h"

#include "domain.h"


/* what to look for */
#define STATUSES_SCAN_URL            0x0001   /* section 2 without 2.7 */
#define STATUSES_SCAN_XURI           0x0002   /* xmpp and magnet, 2.7 */
#define STATUSES_SCAN_MENTION        0x0004
#define STATUSES_SCAN_HASHTAG        0x0008
#define STATUSES_SCAN_ALL            0x000f

/* the grammars of 4.5 (0.5; ZWNJ and ZWJ are no word characters) */
#define STATUSES_SCAN_BEFORE_4_6     0x0010

/* mentions without the "follow" rule and the limit of 253 (1.2, 6.4) */
#define STATUSES_SCAN_ANY_MENTION    0x0020

/* URLs as the length of a note counts them: http(s), unchecked (6.4) */
#define STATUSES_SCAN_NOTE_URL       0x0040


typedef struct {
    unsigned            type;          /* one of the four above, 0: none */
    size_t              start;         /* bytes */
    size_t              end;
    size_t              before;        /* URL: where "candidate" began */
    statuses_str_t      name;          /* username, or tag without "#" */
    statuses_str_t      domain;        /* mention: host, data NULL: none */
} statuses_entity_t;


typedef struct {
    const char         *pos;           /* where scanning goes on */
    const char         *colon;         /* URL: the next "://" */
    statuses_domain_t   domain;
    statuses_entity_t   next;
} statuses_scanner_t;


typedef struct {
    const char         *start;
    const char         *end;
    size_t              kept;          /* end of the last entity */
    unsigned            flags;
    uint32_t            word;          /* class of W */
    statuses_scanner_t  scanners[4];   /* by bit of the type */
} statuses_scan_t;


void statuses_scan_init(statuses_scan_t *s, statuses_str_t text,
    unsigned flags);

/*
 * Gives the entities of the wanted types in order of start, without those
 * that overlap an earlier one.  Returns 1, or 0 at the end.
 */
int statuses_scan_next(statuses_scan_t *s, statuses_entity_t *e);


/*
 * The scanners: each gives the next entity of its type in "next", or one of
 * type 0.
 */

void statuses_scan_url(statuses_scan_t *s, statuses_scanner_t *scanner);
void statuses_scan_xuri(statuses_scan_t *s, statuses_scanner_t *scanner);
void statuses_scan_mention(statuses_scan_t *s, statuses_scanner_t *scanner);
void statuses_scan_hashtag(statuses_scan_t *s, statuses_scanner_t *scanner);

/*
 * The code point that ends right before p, which is not at the start of the
 * text.
 */
uint32_t statuses_scan_behind(const statuses_scan_t *s, const char *p);


#endif /* _STATUSES_SCAN_H_INCLUDED_ */
