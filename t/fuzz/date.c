/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* Dates: whatever a text says, it is a moment that PostgreSQL can read. */

#include "date.h"
#include "text_util.h"

#include <string.h>


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int              new;
    char             text[STATUSES_DATE_LEN];
    size_t           len;
    util_arena_t     a;
    statuses_str_t   s;
    statuses_date_t  date;

    if (size == 0) {
        return 0;
    }

    util_arena_init(&a);

    new = data[0] & 1;
    s = util_copy(&a, (const char *) data + 1, size - 1);

    if (statuses_date_parse(&date, s) == 0
        && (new ? statuses_date_complete_new(&date, 1795574096)
                : statuses_date_complete(&date, 1795574096))
           == 0)
    {
        memset(text, 'x', sizeof(text));
        statuses_date_print(&date, text);
        len = strnlen(text, sizeof(text));

        if (len == sizeof(text)
            || strspn(text, "0123456789- :.BC") != len
            || len < sizeof("2026-11-25 02:34:56.000000") - 1
            || len > sizeof("294276-11-25 02:34:56.000000 BC") - 1)
        {
            abort();
        }
    }

    util_arena_free(&a);

    return 0;
}
