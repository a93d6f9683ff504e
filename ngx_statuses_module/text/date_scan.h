/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Inside of text/date: a text that is being taken apart.
 */

#ifndef _STATUSES_DATE_SCAN_H_INCLUDED_
#define _STATUSES_DATE_SCAN_H_INCLUDED_


#include "text/date.h"

#include <ctype.h>
#include <string.h>


/* a text that is being taken apart: what was understood becomes a blank */

typedef struct {
    char                text[STATUSES_DATE_MAX + 1];    /* lower case */
    int                 len;
    statuses_date_t    *date;
} date_scan_t;


/* a number as it stands in the text */

typedef struct {
    int                 begin;
    int                 end;             /* 0: not there */
    int                 digits;          /* where they begin */
    int                 ndigits;
} date_part_t;


/* sets the offset of the zone from begin to end, if it is known */
void statuses_date_zone(date_scan_t *s, int begin, int end);

/* looks for a day, in whichever form it comes first */
void statuses_date_day(date_scan_t *s);


static inline int
date_digit(date_scan_t *s, int i)
{
    return i < s->len && s->text[i] >= '0' && s->text[i] <= '9';
}


/* letters, digits, _ and whatever is not ASCII */

static inline int
date_word(date_scan_t *s, int i)
{
    unsigned char  ch;

    if (i < 0 || i >= s->len) {
        return 0;
    }

    ch = s->text[i];

    return isalnum(ch) || ch == '_' || ch >= 0x80;
}


static inline int
date_letter(date_scan_t *s, int i)
{
    return date_word(s, i) && !date_digit(s, i) && s->text[i] != '_';
}


/* does a word begin or end before i? */

static inline int
date_edge(date_scan_t *s, int i)
{
    return date_word(s, i - 1) != date_word(s, i);
}


static inline int
date_is(date_scan_t *s, int i, char ch)
{
    return i < s->len && s->text[i] == ch;
}


static inline int
date_begins(date_scan_t *s, int i, const char *word)
{
    int  len = strlen(word);

    return i + len <= s->len && memcmp(s->text + i, word, len) == 0;
}


static inline int
date_blanks(date_scan_t *s, int i)
{
    while (date_is(s, i, ' ')) {
        i++;
    }

    return i;
}


static inline int
date_digits(date_scan_t *s, int i)
{
    while (date_digit(s, i)) {
        i++;
    }

    return i;
}


/* numbers beyond all calendars are cut */

static inline int64_t
date_value(date_scan_t *s, int begin, int end)
{
    int64_t  n;

    n = 0;

    for ( /* void */ ; begin < end; begin++) {
        if (n < 10000000000) {
            n = n * 10 + s->text[begin] - '0';
        }
    }

    return n;
}


static inline void
date_take(date_scan_t *s, int begin, int end)
{
    memmove(s->text + begin + 1, s->text + end, s->len - end);
    s->text[begin] = ' ';
    s->len -= end - begin - 1;
}


/* which of the names, three letters each, stands at i; -1: none */

static inline int
date_name(date_scan_t *s, int i, const char *names)
{
    int  k;

    if (i + 3 > s->len) {
        return -1;
    }

    for (k = 0; names[k]; k += 3) {
        if (memcmp(s->text + i, names + k, 3) == 0) {
            return k / 3;
        }
    }

    return -1;
}


/* ' - digits, of which the first two may be absent; 0: no digits */

static inline int
date_number(date_scan_t *s, int i, int quote, const char *signs,
    date_part_t *part)
{
    part->begin = i;

    if (quote && date_is(s, i, '\'')) {
        i++;
    }

    if (i < s->len && s->text[i] && strchr(signs, s->text[i])) {
        i++;
    }

    part->digits = i;
    i = date_digits(s, i);
    part->ndigits = i - part->digits;
    part->end = part->ndigits ? i : 0;

    return part->end;
}


static inline int64_t
date_fraction(date_scan_t *s, int begin, int end)
{
    int      i;
    int64_t  micro;

    micro = 0;

    for (i = 0; i < 6; i++) {
        micro *= 10;

        if (begin + i < end) {
            micro += s->text[begin + i] - '0';
        }
    }

    return micro;
}


#endif /* _STATUSES_DATE_SCAN_H_INCLUDED_ */
