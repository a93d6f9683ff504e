/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The forms that a day comes in.
 */

#include "text/date_scan.h"


static const char  date_months[] = "janfebmaraprmayjunjulaugsepoctnovdec";


static int
date_year_like(date_scan_t *s, date_part_t *part)
{
    return part->end
           && (s->text[part->begin] == '\'' || part->end - part->begin > 2);
}


/*
 * Year, month (a number, or the name of month) and day, in whatever order they
 * turn out to be.
 */

static void
date_civil(date_scan_t *s, date_part_t *y, date_part_t *m, int month,
    date_part_t *d, int bc)
{
    int               named, sign;
    date_part_t       a, b, c, t;
    statuses_date_t  *date;

    date = s->date;
    memset(&a, 0, sizeof(a));
    memset(&b, 0, sizeof(b));
    memset(&c, 0, sizeof(c));

    if (y) {
        a = *y;
    }

    if (m) {
        b = *m;
    }

    if (d) {
        c = *d;
    }

    named = (m == NULL && month >= 0);

    if (a.end && b.end && !c.end) {
        /* two numbers are month and day */
        c = b;
        b = a;
        memset(&a, 0, sizeof(a));
    }

    if (!a.end && date_year_like(s, &c)) {
        t = a;
        a = c;
        c = t;
    }

    if (a.end && a.end > a.digits + a.ndigits) {
        /* 3rd is no year */
        t = a;
        a = c;
        c = t;
        c.end = c.digits + c.ndigits;
    }

    if (!named && date_year_like(s, &b)) {
        /* month, day, year */
        t = a;
        a = b;
        b = c;
        c = t;
    }

    if (date_year_like(s, &c)) {
        t = a;
        a = c;
        c = t;
    }

    if (a.end) {
        sign = (a.digits > a.begin && s->text[a.digits - 1] == '-') ? -1 : 1;
        date->year = sign * date_value(s, a.digits, a.digits + a.ndigits);

        if (bc) {
            date->year = -date->year + 1;
        }

        date->found |= STATUSES_DATE_YEAR;
    }

    if (named) {
        date->month = month + 1;
        date->found |= STATUSES_DATE_MONTH;

    } else if (b.end) {
        date->month = date_value(s, b.digits, b.digits + b.ndigits);
        date->found |= STATUSES_DATE_MONTH;
    }

    if (c.end) {
        date->day = date_value(s, c.digits, c.digits + c.ndigits);
        date->found |= STATUSES_DATE_DAY;
    }
}


/* an era at i, and where it ends; -1: none */

static int
date_era(date_scan_t *s, int i, int *bc)
{
    static const char  *eras[] = {
        "c.e.", "ce", "b.c.e.", "bce", "b.c.", "bc", "a.d.", "ad", NULL
    };

    int  k;

    *bc = 0;

    for (k = 0; eras[k]; k++) {
        if (date_begins(s, i, eras[k])) {
            *bc = (eras[k][0] == 'b');
            return i + strlen(eras[k]);
        }
    }

    return -1;
}


/* 2 Jan 2026, 2nd of January */

static int
date_european(date_scan_t *s)
{
    int          i, k, end, month, bc;
    date_part_t  d, y;

    for (i = 0; i < s->len; i++) {

        k = date_number(s, i, 1, "", &d);

        if (k == 0) {
            continue;
        }

        end = k;

        while (end < s->len && s->text[end] != '-' && s->text[end] != ' '
               && !date_digit(s, end))
        {
            end++;
        }

        /* what is between the two may be the month's name itself */

        month = -1;

        for (k = date_blanks(s, end); k >= d.end; k--) {
            month = date_name(s, k, date_months);

            if (month >= 0 && (k <= end || k == date_blanks(s, end))) {
                break;
            }

            month = -1;
        }

        if (month < 0) {
            i = d.end - 1;
            continue;
        }

        for (end = k + 3; end < s->len; end++) {
            if (s->text[end] == '-' || s->text[end] == ' '
                || s->text[end] == '\'' || date_digit(s, end))
            {
                break;
            }
        }

        bc = 0;
        y.end = 0;
        k = date_blanks(s, end);

        if (date_era(s, k, &bc) > 0) {
            k = date_blanks(s, date_era(s, k, &bc));
        }

        if (date_number(s, k, 1, "-", &y)) {
            end = y.end;

            if (date_edge(s, end + 2)
                && (date_begins(s, end, "st") || date_begins(s, end, "nd")
                    || date_begins(s, end, "rd") || date_begins(s, end, "th")))
            {
                end += 2;
                y.end = end;
            }

        } else {
            bc = 0;
        }

        date_civil(s, y.end ? &y : NULL, NULL, month, &d, bc);
        date_take(s, i, end);

        return 1;
    }

    return 0;
}


/* Jan 2, 2026 */

static int
date_american(date_scan_t *s)
{
    int          i, k, end, month, bc;
    date_part_t  d, y;

    for (i = 0; i < s->len; i++) {

        month = date_edge(s, i) ? date_name(s, i, date_months) : -1;

        if (month < 0) {
            continue;
        }

        for (k = i + 3; k < s->len; k++) {
            if (s->text[k] == '-' || s->text[k] == ' ' || s->text[k] == '\''
                || date_digit(s, k))
            {
                break;
            }
        }

        if (date_number(s, date_blanks(s, k), 1, "", &d) == 0) {
            continue;
        }

        for (end = d.end; end < s->len; end++) {
            if (s->text[end] == '-' || s->text[end] == ' '
                || s->text[end] == '\'' || date_digit(s, end))
            {
                break;
            }
        }

        bc = 0;
        y.end = 0;
        k = date_blanks(s, end);

        if (date_is(s, k, ',')) {
            k++;
        }

        k = date_blanks(s, k);

        if (date_era(s, k, &bc) > 0) {
            k = date_blanks(s, date_era(s, k, &bc));
        }

        if (date_number(s, k, 1, "-", &y)) {
            end = y.end;

        } else {
            bc = 0;
        }

        date_civil(s, y.end ? &y : NULL, NULL, month, &d, bc);
        date_take(s, i, end);

        return 1;
    }

    return 0;
}


/* three numbers with a separator: 2026-01-02, 2026/1/2, 2.1.2026 */

static int
date_numbers(date_scan_t *s, char by)
{
    int          i, k, end;
    date_part_t  y, m, d;

    for (i = 0; i < s->len; i++) {

        k = date_number(s, i, 1, by == '-' ? "+-" : "-", &y);

        if (k == 0) {
            continue;
        }

        if (!date_is(s, k, by)) {
            i = (k > i) ? k - 1 : i;
            continue;
        }

        k = (by == '-') ? k + 1 : date_blanks(s, k + 1);
        k = date_number(s, k, by != '-', "", &m);

        if (k == 0) {
            i = y.end - 1;
            continue;
        }

        end = k;

        if (by == '/') {
            if (k < s->len && !date_digit(s, k)
                && date_number(s, date_blanks(s, k + 1), 1, "-", &d))
            {
                end = d.end;

            } else {
                d.end = 0;
            }

        } else {
            if (!date_is(s, k, by)
                || date_number(s, by == '-' ? k + 1 : date_blanks(s, k + 1),
                               1, "-", &d)
                   == 0)
            {
                i = y.end - 1;
                continue;
            }

            end = d.end;
        }

        date_civil(s, &y, &m, -1, d.end ? &d : NULL, 0);
        date_take(s, i, end);

        return 1;
    }

    return 0;
}


/* 2-Jan-2026, Jan-2-2026 */

static int
date_hyphens(date_scan_t *s)
{
    int          i, k, month;
    date_part_t  d, y;

    for (i = 0; i < s->len; i++) {

        k = date_number(s, i, 1, "-", &d);
        month = (k && date_is(s, k, '-')) ? date_name(s, k + 1, date_months)
                                          : -1;
        if (month < 0) {
            continue;
        }

        for (k += 4; k < s->len; k++) {
            if (s->text[k] == '-' || s->text[k] == '/' || s->text[k] == '.') {
                break;
            }
        }

        if (!date_is(s, k, '-') || date_number(s, k + 1, 1, "-", &y) == 0) {
            continue;
        }

        date_civil(s, &y, NULL, month, &d, 0);
        date_take(s, i, y.end);
        return 1;
    }

    for (i = 0; i < s->len; i++) {

        month = date_edge(s, i) ? date_name(s, i, date_months) : -1;

        if (month < 0) {
            continue;
        }

        for (k = i + 3; k < s->len; k++) {
            if (s->text[k] == '-' || s->text[k] == '/' || s->text[k] == '.') {
                break;
            }
        }

        if (!date_is(s, k, '-') || date_number(s, k + 1, 1, "-", &d) == 0) {
            continue;
        }

        y.end = 0;

        if (date_is(s, d.end, '-')) {
            date_number(s, d.end + 1, 1, "-", &y);
        }

        date_civil(s, y.end ? &y : NULL, NULL, month, &d, 0);
        date_take(s, i, y.end ? y.end : d.end);
        return 1;
    }

    return 0;
}


/* 2026-W05-3, 2026-123 */

static int
date_ordinal(date_scan_t *s)
{
    int               i, k, n;
    statuses_date_t  *date;

    date = s->date;

    for (i = 0; i < s->len; i++) {

        n = date_edge(s, i) ? date_digits(s, i) - i : 0;

        if (n != 2 && n != 4) {
            continue;
        }

        k = i + n + (date_is(s, i + n, '-') ? 1 : 0);

        if (date_is(s, k, 'w') && date_digits(s, k + 1) - k - 1 >= 2) {
            date->week_year = date_value(s, i, i + n);
            date->week = date_value(s, k + 1, k + 3);
            date->found |= STATUSES_DATE_WEEK;
            k += 3;

            if (date_digit(s, date_is(s, k, '-') ? k + 1 : k)) {
                k += date_is(s, k, '-') ? 1 : 0;
                date->wday = date_value(s, k, k + 1) % 7;
                date->found |= STATUSES_DATE_WDAY;
                k++;
            }

            date_take(s, i, k);
            return 1;
        }

        if (date_is(s, i + n, '-') && date_digits(s, k) - k == 3
            && date_edge(s, k + 3))
        {
            date->year = date_value(s, i, i + n);
            date->yday = date_value(s, k, k + 3);
            date->found |= STATUSES_DATE_YEAR|STATUSES_DATE_YDAY;
            date_take(s, i, k + 3);
            return 1;
        }
    }

    return 0;
}


/* '26; a month alone; 3rd */

static int
date_alone(date_scan_t *s)
{
    int               i, k, month;
    statuses_date_t  *date;

    date = s->date;

    for (i = 0; i < s->len; i++) {
        k = date_digits(s, i + 1);

        if (date_is(s, i, '\'') && k > i + 1 && date_edge(s, k)) {
            date->year = date_value(s, i + 1, k);
            date->found |= STATUSES_DATE_YEAR;
            date_take(s, i, k);
            return 1;
        }
    }

    for (i = 0; i < s->len; i++) {
        month = date_edge(s, i) ? date_name(s, i, date_months) : -1;

        if (month >= 0) {
            date->month = month + 1;
            date->found |= STATUSES_DATE_MONTH;

            for (k = i + 3; k < s->len && s->text[k] != ' '; k++) { /* void */ }

            date_take(s, i, k);
            return 1;
        }
    }

    for (i = 0; i < s->len; i++) {
        k = date_digits(s, i);

        if (k > i
            && date_edge(s, k + 2)
            && (date_begins(s, k, "st") || date_begins(s, k, "nd")
                || date_begins(s, k, "rd") || date_begins(s, k, "th")))
        {
            date->day = date_value(s, i, k);
            date->found |= STATUSES_DATE_DAY;
            date_take(s, i, k + 2);
            return 1;
        }
    }

    return 0;
}


static void
date_field(date_scan_t *s, unsigned what, int64_t *field, int begin, int end)
{
    *field = date_value(s, begin, end);
    s->date->found |= what;
}


/* digits without anything between: 20260102, 20260102T030405Z */

static int
date_compact(date_scan_t *s)
{
    int               i, k, n, at, end, sign;
    statuses_date_t  *date;

    date = s->date;

    for (i = 0; i < s->len; i++) {
        n = date_digits(s, i) - i;

        if (n >= 2) {
            break;
        }

        i += n;
    }

    if (i >= s->len) {
        return 0;
    }

    n = (n > 14) ? 14 : n;
    sign = (i > 0 && s->text[i - 1] == '-') ? -1 : 1;
    end = i + n;

    /* a time behind it */

    at = date_blanks(s, end);

    if (date_is(s, at, 't')) {
        at = date_blanks(s, at + 1);
    }

    k = date_digits(s, at) - at;

    if (k < 2) {
        at = 0;
        k = 0;

    } else {
        k = (k > 6) ? 6 : k;
    }

    switch (n) {

    case 2:
        if (at == 0 && date_is(s, end, '.')) {
            date_field(s, STATUSES_DATE_SECOND, &date->second, i, i + 2);
        } else {
            date_field(s, STATUSES_DATE_DAY, &date->day, i, i + 2);
        }

        break;

    case 4:
        date_field(s, STATUSES_DATE_MONTH, &date->month, i, i + 2);
        date_field(s, STATUSES_DATE_DAY, &date->day, i + 2, i + 4);
        break;

    case 6:
        date_field(s, STATUSES_DATE_YEAR, &date->year, i, i + 2);
        date_field(s, STATUSES_DATE_MONTH, &date->month, i + 2, i + 4);
        date_field(s, STATUSES_DATE_DAY, &date->day, i + 4, i + 6);
        date->year *= sign;
        break;

    case 3:
        date_field(s, STATUSES_DATE_YDAY, &date->yday, i, i + 3);
        break;

    case 5:
        date_field(s, STATUSES_DATE_YEAR, &date->year, i, i + 2);
        date_field(s, STATUSES_DATE_YDAY, &date->yday, i + 2, i + 5);
        date->year *= sign;
        break;

    case 7:
        date_field(s, STATUSES_DATE_YEAR, &date->year, i, i + 4);
        date_field(s, STATUSES_DATE_YDAY, &date->yday, i + 4, i + 7);
        date->year *= sign;
        break;

    default:
        date_field(s, STATUSES_DATE_YEAR, &date->year, i, i + 4);
        date_field(s, STATUSES_DATE_MONTH, &date->month, i + 4, i + 6);
        date_field(s, STATUSES_DATE_DAY, &date->day, i + 6, i + 8);
        date->year *= sign;

        if (n >= 10) {
            date_field(s, STATUSES_DATE_HOUR, &date->hour, i + 8, i + 10);
        }

        if (n >= 12) {
            date_field(s, STATUSES_DATE_MINUTE, &date->minute, i + 10, i + 12);
        }

        if (n >= 14) {
            date_field(s, STATUSES_DATE_SECOND, &date->second, i + 12, i + 14);
        }

        break;
    }

    if (at) {
        end = at + k;

        date_field(s, STATUSES_DATE_HOUR, &date->hour, at, at + 2);

        if (k >= 4) {
            date_field(s, STATUSES_DATE_MINUTE, &date->minute, at + 2, at + 4);
        }

        if (k >= 6) {
            date_field(s, STATUSES_DATE_SECOND, &date->second, at + 4, at + 6);
        }
    }

    if (date_is(s, end, '.') || date_is(s, end, ',')) {
        k = date_digits(s, end + 1);
        date->micro = date_fraction(s, end + 1, k);
        end = k;
    }

    if (date_is(s, end, 'z') && date_edge(s, end + 1)) {
        statuses_date_zone(s, end, end + 1);
        end++;

    } else if ((date_is(s, end, '+') || date_is(s, end, '-'))
               && date_digits(s, end + 1) - end - 1 <= 4
               && date_digit(s, end + 1))
    {
        k = date_digits(s, end + 1);
        statuses_date_zone(s, end, k);
        end = k;
    }

    date_take(s, i, end);

    return 1;
}


/* one or two digits that are left say what is missing */

static void
date_rest(date_scan_t *s)
{
    int      i, k;
    int64_t  n;

    i = date_blanks(s, 0);
    k = date_digits(s, i);

    if (k == i || k > i + 2 || date_blanks(s, k) < s->len) {
        return;
    }

    n = date_value(s, i, k);

    if ((s->date->found & (STATUSES_DATE_HOUR|STATUSES_DATE_DAY))
        == STATUSES_DATE_HOUR && n >= 1 && n <= 31)
    {
        s->date->day = n;
        s->date->found |= STATUSES_DATE_DAY;

    } else if ((s->date->found & (STATUSES_DATE_HOUR|STATUSES_DATE_DAY))
               == STATUSES_DATE_DAY && n <= 24)
    {
        s->date->hour = n;
        s->date->found |= STATUSES_DATE_HOUR;
    }
}


void
statuses_date_day(date_scan_t *s)
{
    if (date_european(s) || date_american(s) || date_numbers(s, '-')
        || date_hyphens(s) || date_numbers(s, '/') || date_numbers(s, '.')
        || date_ordinal(s) || date_alone(s) || date_compact(s))
    {
        /* whichever it was */
    }

    date_rest(s);
}
