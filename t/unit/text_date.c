/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "date.h"
#include "tap.h"
#include "text_util.h"

#include <string.h>


/* 2026-11-25 02:34:56 */
#define NOW  1795574096


/* what a text means; "-": no time */

static const char *
meaning(statuses_str_t text, int new)
{
    char            *p;
    statuses_date_t  date;

    static char      buf[STATUSES_DATE_LEN];

    strcpy(buf, "-");

    if (statuses_date_parse(&date, text) == 0
        && (new ? statuses_date_complete_new(&date, NOW)
                : statuses_date_complete(&date, NOW))
           == 0)
    {
        statuses_date_print(&date, buf);

        p = strstr(buf, ".000000");

        if (p) {
            *p = '\0';
        }
    }

    return buf;
}


int
main(void)
{
    char             text[300];
    size_t           n, i, bad;
    unsigned         seed;
    const char      *p;
    util_file_t      f;
    statuses_str_t   s, want;

    static const char  letters[] = "0123456789 -:/.,'+tzjanfeb\xc3\xa9wh[]";

    util_open(&f, __FILE__, "text_date.txt");

    while (util_next(&f)) {
        s = util_get(&f, "text");

        want = util_get(&f, "update");
        p = meaning(s, 0);
        is_mem(p, strlen(p), want.data, want.len, "%.*s", (int) s.len, s.data);

        want = util_get(&f, "new");
        p = meaning(s, 1);
        is_mem(p, strlen(p), want.data, want.len, "%.*s, of a new post",
               (int) s.len, s.data);
    }

    ok(strcmp(meaning(util_s(""), 0), "-") == 0, "empty");
    ok(strcmp(meaning(util_s(NULL), 0), "-") == 0, "absent");

    memset(text, ' ', sizeof(text));
    memcpy(text, "2096-02-02", 10);
    s.data = text;
    s.len = STATUSES_DATE_MAX;
    ok(strcmp(meaning(s, 0), "2096-02-02 00:00:00") == 0, "long");
    s.len++;
    ok(strcmp(meaning(s, 0), "-") == 0, "too long");

    s.len = 12;
    memcpy(text, "2096-02-02\0x", 12);
    ok(strcmp(meaning(s, 0), "2096-02-02 00:00:00") == 0, "NUL");

    /* whatever comes, the end of a text is its end, and a moment a moment */

    seed = 1;
    bad = 0;

    for (n = 0; n < 200000; n++) {
        for (i = 0; i < 24; i++) {
            seed = seed * 1103515245 + 12345;
            text[i] = letters[(seed >> 16) % (sizeof(letters) - 1)];
        }

        s.len = (seed >> 8) % 24;
        p = meaning(s, n & 1);
        bad += (strcmp(p, "-") != 0 && strlen(p) < 19);
    }

    ok(bad == 0, "random texts");

    return tap_done();
}
