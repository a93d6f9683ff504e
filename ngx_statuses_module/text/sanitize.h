/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Remote HTML to clean HTML and to plain text (spec/text.md, sections 8, 9.1).
 */

#ifndef _STATUSES_SANITIZE_H_INCLUDED_
#define _STATUSES_SANITIZE_H_INCLUDED_


#include "text.h"


/* 4.5 removes "lang" (0.5) */
#define STATUSES_SANITIZE_NO_LANG       0x01

/* <span translate="no"> loses that attribute, and without others vanishes */
#define STATUSES_SANITIZE_TRANSLATED    0x02

/* section 8, strict profile: statuses, notes, field values */
void statuses_sanitize(statuses_buf_t *out, statuses_str_t html,
    unsigned flags);

/* entities.md section 8: the "html" of a preview card */
void statuses_sanitize_embed(statuses_buf_t *out, statuses_str_t html);

/* section 9.1 for remote HTML */
void statuses_plain_text(statuses_buf_t *out, statuses_str_t html);

/*
 * A remote verified field (section 7): if the HTML is exactly one <a> whose
 * href equals its text, sets *url to that URL and returns 1, else 0.
 */
int statuses_sanitize_single_link(statuses_arena_t *arena,
    statuses_str_t html, statuses_str_t *url);


#endif /* _STATUSES_SANITIZE_H_INCLUDED_ */
