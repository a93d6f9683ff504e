/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Texts on their way to a translator and back (spec/reads.md C10, 5 and 6).
 */

#ifndef _STATUSES_TRANSLATE_H_INCLUDED_
#define _STATUSES_TRANSLATE_H_INCLUDED_


#include "text.h"


/*
 * Marks the custom emoji of HTML so that they stay as they are; "codes" are
 * the shortcodes that there are.  Without any the HTML is left as it is.
 */
void statuses_translate_mark(statuses_buf_t *out, statuses_str_t html,
    const statuses_str_t *codes, size_t ncodes);

/* A translated content without these marks, clean as that of a remote post. */
void statuses_translate_content(statuses_buf_t *out, statuses_str_t html);

/* The text of translated HTML, without its tags. */
void statuses_translate_plain(statuses_buf_t *out, statuses_str_t html);

/* A text with the characters that its entities stand for. */
void statuses_translate_decode(statuses_buf_t *out, statuses_str_t text);


/*
 * The locales there are (C10.4): the one that is exactly this, or the one that
 * the header Accept-Language asks for.  NULL: none.
 */
const char *statuses_translate_locale(statuses_str_t name, unsigned version);
const char *statuses_translate_accept(statuses_str_t header,
    unsigned version);


#endif /* _STATUSES_TRANSLATE_H_INCLUDED_ */
