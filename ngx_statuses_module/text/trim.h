/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Blank and strip (spec/text.md, 0.1), and ASCII case.
 */

#ifndef _STATUSES_TRIM_H_INCLUDED_
#define _STATUSES_TRIM_H_INCLUDED_


#include "text.h"


/* 1 if the text is empty or white space (of any script) only */
int statuses_blank(statuses_str_t text);

/* the part of text between NUL, TAB to CR, and space at both ends */
statuses_str_t statuses_strip(statuses_str_t text);

/* 1 if both are equal, ignoring the case of ASCII letters */
int statuses_caseless_equal(statuses_str_t a, statuses_str_t b);


static inline char
statuses_lower(char ch)
{
    return (ch >= 'A' && ch <= 'Z') ? (char) (ch | 0x20) : ch;
}


#endif /* _STATUSES_TRIM_H_INCLUDED_ */
