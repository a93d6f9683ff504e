/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "trim.h"
#include "unicode.h"


static int statuses_strippable(char ch);


int
statuses_blank(statuses_str_t text)
{
    const char  *p, *end;

    if (text.len == 0) {
        return 1;
    }

    p = text.data;
    end = p + text.len;

    while (p < end) {
        if (!(statuses_uc(statuses_utf8_next(&p, end)) & STATUSES_UC_SPACE)) {
            return 0;
        }
    }

    return 1;
}


statuses_str_t
statuses_strip(statuses_str_t text)
{
    while (text.len > 0 && statuses_strippable(text.data[0])) {
        text.data++;
        text.len--;
    }

    while (text.len > 0 && statuses_strippable(text.data[text.len - 1])) {
        text.len--;
    }

    return text;
}


static int
statuses_strippable(char ch)
{
    return ch == ' ' || ch == '\0' || (ch >= '\t' && ch <= '\r');
}


int
statuses_caseless_equal(statuses_str_t a, statuses_str_t b)
{
    size_t  i;

    if (a.len != b.len) {
        return 0;
    }

    for (i = 0; i < a.len; i++) {
        if (statuses_lower(a.data[i]) != statuses_lower(b.data[i])) {
            return 0;
        }
    }

    return 1;
}
