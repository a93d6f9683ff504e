/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * From what a text says of a moment to that moment.
 */

#include "text/date.h"

#include <stdio.h>


/* PostgreSQL's calendar ends with 294276 */
#define DATE_YEAR_MAX  294275


/* days since 1970 of a day of the proleptic Gregorian calendar */

static int64_t
date_days(int64_t year, int64_t month, int64_t day)
{
    int64_t  era, y;

    /* years from March on have their odd day at the end */

    y = year - (month <= 2);
    era = (y >= 0 ? y : y - 399) / 400;
    y -= era * 400;

    return era * 146097 + y * 365 + y / 4 - y / 100
           + (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
           - 719468;
}


static void
date_of_days(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    int64_t  era, n, y, m;

    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    n = days - era * 146097;
    y = (n - n / 1460 + n / 36524 - n / 146096) / 365;
    n -= 365 * y + y / 4 - y / 100;
    m = (5 * n + 2) / 153;

    *day = n - (153 * m + 2) / 5 + 1;
    *month = m + (m < 10 ? 3 : -9);
    *year = y + era * 400 + (*month <= 2);
}


/* Sunday is 0 */

static int64_t
date_wday(int64_t days)
{
    return ((days + 4) % 7 + 7) % 7;
}


/* puts time of day and zone to a day; -1: there is no such time */

static int
date_moment(statuses_date_t *date, int64_t days)
{
    if (date->hour > 24 || date->minute > 59 || date->second > 60
        || (date->hour == 24 && (date->minute || date->second)))
    {
        return -1;
    }

    date->moment = days * 86400 + date->hour * 3600 + date->minute * 60
                   + date->second - date->offset;

    return 0;
}


int
statuses_date_complete(statuses_date_t *date, time_t now)
{
    int64_t  year, month, day;

    date_of_days(now / 86400, &year, &month, &day);

    if (date->found & (STATUSES_DATE_YEAR|STATUSES_DATE_MONTH)) {
        day = 1;
    }

    year = (date->found & STATUSES_DATE_YEAR) ? date->year : year;
    month = (date->found & STATUSES_DATE_MONTH) ? date->month : month;
    day = (date->found & STATUSES_DATE_DAY) ? date->day : day;

    if (month < 1 || month > 12 || day < 1 || day > 31
        || year > DATE_YEAR_MAX || year < -DATE_YEAR_MAX)
    {
        return -1;
    }

    /* the 31st of a shorter month is in the next one */

    return date_moment(date, date_days(year, month, day));
}


int
statuses_date_complete_new(statuses_date_t *date, time_t now)
{
    int64_t   year, month, day, today, first;
    unsigned  found;

    today = now / 86400;
    found = date->found;

    date_of_days(today, &year, &month, &day);

    if ((found & STATUSES_DATE_YEAR)
        && (date->year > DATE_YEAR_MAX || date->year < -DATE_YEAR_MAX))
    {
        return -1;
    }

    year = (found & STATUSES_DATE_YEAR) ? date->year : year;

    if (found & STATUSES_DATE_YDAY) {
        first = date_days(year, 1, 1);

        if (date->yday < 1 || date->yday > date_days(year + 1, 1, 1) - first) {
            return -1;
        }

        return date_moment(date, first + date->yday - 1);
    }

    if (found & STATUSES_DATE_WEEK) {
        first = date_days(date->week_year, 1, 4);
        first -= (date_wday(first) + 6) % 7;

        if (date->week < 1 || date->week > 53) {
            return -1;
        }

        return date_moment(date, first + (date->week - 1) * 7
                                 + ((found & STATUSES_DATE_WDAY)
                                    ? (date->wday + 6) % 7 : 0));
    }

    if (found & (STATUSES_DATE_YEAR|STATUSES_DATE_MONTH|STATUSES_DATE_DAY)) {

        /* what is larger is today's, what is smaller is the first */

        if (found & STATUSES_DATE_YEAR) {
            month = 1;
        }

        if (found & (STATUSES_DATE_YEAR|STATUSES_DATE_MONTH)) {
            day = 1;
        }

        month = (found & STATUSES_DATE_MONTH) ? date->month : month;
        day = (found & STATUSES_DATE_DAY) ? date->day : day;

        if (month < 1 || month > 12 || day < 1
            || day > date_days(year + month / 12, month % 12 + 1, 1)
                     - date_days(year, month, 1))
        {
            return -1;
        }

        return date_moment(date, date_days(year, month, day));
    }

    if (found & STATUSES_DATE_WDAY) {
        return date_moment(date, today - date_wday(today) + date->wday);
    }

    return date_moment(date, today);
}


void
statuses_date_print(statuses_date_t *date, char *p)
{
    int64_t  days, rest, year, month, day;

    days = date->moment / 86400;
    rest = date->moment % 86400;

    if (rest < 0) {
        rest += 86400;
        days--;
    }

    date_of_days(days, &year, &month, &day);

    snprintf(p, STATUSES_DATE_LEN, "%04lld-%02d-%02d %02d:%02d:%02d.%06d%s",
             (long long) (year < 1 ? 1 - year : year), (int) month, (int) day,
             (int) (rest / 3600), (int) (rest / 60 % 60), (int) (rest % 60),
             (int) date->micro, year < 1 ? " BC" : "");
}
