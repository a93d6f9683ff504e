/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "text/date_scan.h"


static const char  date_days[] = "sunmontuewedthufrisat";


/* friday */

static void
date_weekday(date_scan_t *s)
{
    int  i, end, k;

    for (i = 0; i < s->len; i++) {
        k = date_edge(s, i) ? date_name(s, i, date_days) : -1;

        if (k < 0) {
            continue;
        }

        for (end = i + 3; end < s->len; end++) {
            if (s->text[end] == '-' || s->text[end] == '/'
                || s->text[end] == ' ' || date_digit(s, end))
            {
                break;
            }
        }

        s->date->wday = k;
        s->date->found |= STATUSES_DATE_WDAY;

        date_take(s, i, end);
        return;
    }
}


/* am, p.m.: 'a' or 'p', and where it ends; 0: neither */

static char
date_half(date_scan_t *s, int i, int *end)
{
    int  k;

    k = date_blanks(s, i);

    if (!date_is(s, k, 'a') && !date_is(s, k, 'p')) {
        return 0;
    }

    if (date_is(s, k + 1, 'm') && date_edge(s, k + 2)) {
        *end = k + 2;
        return s->text[k];
    }

    if (date_begins(s, k + 1, ".m.")) {
        *end = k + 4;
        return s->text[k];
    }

    return 0;
}


/* of zones by name those that dates on the web have */

static const struct {
    const char         *name;
    int                 hours;
} date_zones[] = {
    { "utc", 0 }, { "z", 0 }, { "gmt", 0 }, { "ut", 0 }, { "wet", 0 },
    { "est", -5 }, { "edt", -4 }, { "cst", -6 }, { "cdt", -5 },
    { "mst", -7 }, { "mdt", -6 }, { "pst", -8 }, { "pdt", -7 },
    { "akst", -9 }, { "akdt", -8 }, { "hst", -10 },
    { "bst", 1 }, { "west", 1 }, { "cet", 1 }, { "cest", 2 }, { "met", 1 },
    { "mest", 2 }, { "eet", 2 }, { "eest", 3 }, { "msk", 3 }, { "msd", 4 },
    { "ist", 5 }, { "jst", 9 }, { "aest", 10 }, { "aedt", 11 },
    { "nzst", 12 }, { "nzdt", 13 }, { NULL, 0 }
};


/* +hh, +hhmm, +hh:mm, +hh:mm:ss; a name: sets the offset if it is known */

void
statuses_date_zone(date_scan_t *s, int begin, int end)
{
    int      i, k, n, part, sign;
    int64_t  offset, unit;

    while (end > begin && s->text[end - 1] == ' ') {
        end--;
    }

    for (i = begin; i < end; i++) {
        if (s->text[i] == '+' || s->text[i] == '-') {
            break;
        }
    }

    if (i == end) {
        for (k = 0; date_zones[k].name; k++) {
            if ((int) strlen(date_zones[k].name) == end - begin
                && memcmp(date_zones[k].name, s->text + begin, end - begin)
                   == 0)
            {
                s->date->offset = date_zones[k].hours * 3600
                    + (strcmp(date_zones[k].name, "ist") == 0 ? 1800 : 0);
                s->date->found |= STATUSES_DATE_OFFSET;
            }
        }

        return;
    }

    sign = (s->text[i++] == '-') ? -1 : 1;
    n = date_digits(s, i) - i;
    offset = 0;

    if (n <= 2) {
        /* hours, and what follows a colon */

        for (unit = 3600, part = i; part < end && unit; unit /= 60) {
            k = date_digits(s, part);
            offset += date_value(s, part, k) * unit;
            part = k + 1;

            if (!date_is(s, k, ':')) {
                break;
            }
        }

    } else {
        part = i + 2 - (n & 1);
        offset = date_value(s, i, part) * 3600;

        if (n >= 3) {
            offset += date_value(s, part, part + 2) * 60;
        }

        if (n >= 5) {
            offset += date_value(s, part + 2, part + 4);
        }
    }

    if (offset < 360000) {
        s->date->offset = sign * offset;
        s->date->found |= STATUSES_DATE_OFFSET;
    }
}


/* where the zone at i ends; 0: there is none */

static int
date_zone_end(date_scan_t *s, int i)
{
    int  k;

    k = i;

    if (date_begins(s, k, "gmt")) {
        k += 3;

    } else if (date_begins(s, k, "utc")) {
        k += 3;

    } else if (date_begins(s, k, "ut")) {
        k += 2;
    }

    if ((date_is(s, k, '+') || date_is(s, k, '-')) && date_digit(s, k + 1)) {
        k = date_digits(s, k + 1);

        if ((date_is(s, k, ':') || date_is(s, k, '.') || date_is(s, k, ','))
            && date_digit(s, k + 1))
        {
            k = date_digits(s, k + 1);

            if (date_is(s, k, ':') && date_digit(s, k + 1)) {
                k = date_digits(s, k + 1);
            }
        }

        return k;
    }

    for (k = i; date_letter(s, k); k++) { /* void */ }

    return (k > i && date_edge(s, k)) ? k : 0;
}


/* 12:30, 12:30:15.5, 5 pm, 12h, each with a zone */

static void
date_time(date_scan_t *s)
{
    int               i, k, end, zone;
    char              half;
    statuses_date_t   t, *date;

    date = s->date;

    for (i = 0; i < s->len; i++) {

        if (!date_digit(s, i)) {
            continue;
        }

        memset(&t, 0, sizeof(t));

        end = date_digits(s, i);
        t.hour = date_value(s, i, end);
        t.found = STATUSES_DATE_HOUR;

        k = date_blanks(s, end);

        if (date_is(s, k, ':') && date_digit(s, date_blanks(s, k + 1))) {
            k = date_blanks(s, k + 1);
            end = date_digits(s, k);
            t.minute = date_value(s, k, end);
            t.found |= STATUSES_DATE_MINUTE;

            k = date_blanks(s, end);

            if (date_is(s, k, ':') && date_digit(s, date_blanks(s, k + 1))) {
                k = date_blanks(s, k + 1);
                end = date_digits(s, k);
                t.second = date_value(s, k, end);
                t.found |= STATUSES_DATE_SECOND;

                if (date_is(s, end, '.') || date_is(s, end, ',')) {
                    k = end + 1;
                    end = date_digits(s, k);
                    t.micro = date_fraction(s, k, end);
                }
            }

        } else if (date_is(s, k, 'h')) {
            end = k + 1;
            k = date_blanks(s, end);

            if (date_digit(s, k)) {
                end = date_digits(s, k);
                t.minute = date_value(s, k, end);
                t.found |= STATUSES_DATE_MINUTE;

                if (date_is(s, end, 'm')) {
                    end++;
                }

                k = date_blanks(s, end);

                if (date_digit(s, k)) {
                    end = date_digits(s, k);
                    t.second = date_value(s, k, end);
                    t.found |= STATUSES_DATE_SECOND;

                    if (date_is(s, end, 's')) {
                        end++;
                    }
                }
            }

        } else if (date_half(s, end, &k) == 0) {
            i = end - 1;
            continue;
        }

        half = date_half(s, end, &end);

        if (half) {
            t.hour %= 12;
            t.hour += (half == 'p') ? 12 : 0;
        }

        zone = date_blanks(s, end);
        k = date_zone_end(s, zone);

        date->found |= t.found;
        date->hour = t.hour;
        date->minute = t.minute;
        date->second = t.second;
        date->micro = t.micro;

        if (k) {
            statuses_date_zone(s, zone, k);
            end = k;
        }

        date_take(s, i, end);
        return;
    }
}


int
statuses_date_parse(statuses_date_t *date, statuses_str_t text)
{
    size_t         i;
    date_scan_t    s;
    unsigned char  ch;

    memset(date, 0, sizeof(statuses_date_t));

    if (text.len > STATUSES_DATE_MAX) {
        return -1;
    }

    memset(&s, 0, sizeof(s));
    s.date = date;

    /* all else separates */

    for (i = 0; i < text.len; i++) {
        ch = text.data[i];

        if (isalnum(ch) || ch >= 0x80
            || (ch && strchr("-+',./:@[]", ch)))
        {
            s.text[s.len++] = tolower(ch);

        } else if (s.len == 0 || s.text[s.len - 1] != ' ') {
            s.text[s.len++] = ' ';
        }
    }

    date_weekday(&s);
    date_time(&s);

    statuses_date_day(&s);

    return date->found & ~STATUSES_DATE_OFFSET ? 0 : -1;
}
