/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Language codes (spec/text.md, 9.2).
 */

#ifndef _STATUSES_LANGUAGE_H_INCLUDED_
#define _STATUSES_LANGUAGE_H_INCLUDED_


#include "text.h"


/*
 * Checks one candidate for the language of a status: a supported code, or one
 * with something behind "-" or "_".  Returns 1 and the code, a part of str;
 * 0 if the candidate is to be skipped.  "before_4_6" leaves out the codes that
 * 4.5 does not support.
 */
int statuses_language_check(statuses_str_t str, int before_4_6,
    statuses_str_t *out);

/* 1 if str is exactly a supported code */
int statuses_language_supported(statuses_str_t str, int before_4_6);


#endif /* _STATUSES_LANGUAGE_H_INCLUDED_ */
