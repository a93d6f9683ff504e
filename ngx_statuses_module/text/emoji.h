/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Custom emoji shortcodes (spec/text.md, section 5).
 */

#ifndef _STATUSES_EMOJI_H_INCLUDED_
#define _STATUSES_EMOJI_H_INCLUDED_


#include "text.h"


/*
 * Finds the next shortcode use in text at or after *pos (a byte offset, 0 at
 * first) and moves *pos so that the next call goes on.  On success "code" is
 * the name without colons, a part of text, and 1 is returned; 0 at the end.
 * Codes are not made unique here.
 */
int statuses_emoji_next(statuses_str_t text, size_t *pos,
    statuses_str_t *code);


#endif /* _STATUSES_EMOJI_H_INCLUDED_ */
