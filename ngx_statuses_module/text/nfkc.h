/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Compatibility composition and lower case, by utf8proc.
 */

#ifndef _STATUSES_NFKC_H_INCLUDED_
#define _STATUSES_NFKC_H_INCLUDED_


#include "text.h"


/*
 * NFKC of a text as an array of code points from the arena.  Returns the
 * number of code points, or -1 if memory cannot be allocated.  Takes linear
 * time even for long rows of combining marks.
 */
ptrdiff_t statuses_nfkc(statuses_arena_t *arena, statuses_str_t text,
    uint32_t **cps);

/*
 * Appends the full lower case of a code point, without regard to its
 * neighbours (no final sigma).
 */
void statuses_lower_put(statuses_buf_t *out, uint32_t cp);


#endif /* _STATUSES_NFKC_H_INCLUDED_ */
