/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Dates as people write them, read as leniently as Mastodon does
 * (spec/writes.md 1.1, 1.3): a word that begins like an English month's or
 * weekday's name is a date, and so is a time of day.
 */

#ifndef _STATUSES_DATE_H_INCLUDED_
#define _STATUSES_DATE_H_INCLUDED_


#include "text/text.h"

#include <time.h>


#define STATUSES_DATE_LEN    80

/* longer texts are none */
#define STATUSES_DATE_MAX    128


/* what was found in a text */

#define STATUSES_DATE_YEAR     0x001
#define STATUSES_DATE_MONTH    0x002
#define STATUSES_DATE_DAY      0x004     /* of the month */
#define STATUSES_DATE_YDAY     0x008     /* of the year */
#define STATUSES_DATE_WDAY     0x010     /* of the week, 0: Sunday */
#define STATUSES_DATE_WEEK     0x020     /* of the year, ISO 8601 */
#define STATUSES_DATE_HOUR     0x040
#define STATUSES_DATE_MINUTE   0x080
#define STATUSES_DATE_SECOND   0x100
#define STATUSES_DATE_OFFSET   0x200     /* of the time zone */


typedef struct {
    unsigned            found;           /* STATUSES_DATE_… */
    int64_t             year;
    int64_t             month;
    int64_t             day;
    int64_t             yday;
    int64_t             wday;
    int64_t             week;
    int64_t             week_year;
    int64_t             hour;
    int64_t             minute;
    int64_t             second;
    int64_t             micro;
    int64_t             offset;          /* seconds east */

    /* the moment, once it is complete: seconds since 1970, UTC */
    int64_t             moment;
} statuses_date_t;


/* Finds what a text says; -1: nothing. */
int statuses_date_parse(statuses_date_t *date, statuses_str_t text);

/*
 * Completes it to a moment with the present day, in UTC; -1: there is no such
 * day or time.  In an update a weekday or a time alone is today; a new post
 * takes a weekday as that of this week.
 */
int statuses_date_complete(statuses_date_t *date, time_t now);
int statuses_date_complete_new(statuses_date_t *date, time_t now);

/* Prints the moment for PostgreSQL, with a NUL. */
void statuses_date_print(statuses_date_t *date, char *p);


#endif /* _STATUSES_DATE_H_INCLUDED_ */
