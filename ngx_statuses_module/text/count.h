/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * How long texts are (spec/text.md, section 6).
 */

#ifndef _STATUSES_COUNT_H_INCLUDED_
#define _STATUSES_COUNT_H_INCLUDED_


#include "text.h"


/* 6.1, grapheme clusters */
#define STATUSES_COUNT_STATUS_MAX          500
#define STATUSES_COUNT_URL                 23

/* 6.2 and 6.4 */
#define STATUSES_COUNT_NOTE_MAX            500   /* grapheme clusters */
#define STATUSES_COUNT_OPTION_MAX          50    /* grapheme clusters */
#define STATUSES_COUNT_OPTIONS_MIN         2
#define STATUSES_COUNT_OPTIONS_MAX         4
#define STATUSES_COUNT_DISPLAY_NAME_MAX    40    /* code points; 4.5: 30 */
#define STATUSES_COUNT_FIELD_MAX           255   /* code points */
#define STATUSES_COUNT_FIELDS_MAX          4


/*
 * "before_4_6": the grammars of 4.5, and no Indic conjuncts (0.5, 6.3).
 */

/*
 * 6.1: the length of a status.  Both texts are given as they are stored, that
 * is, stripped; a blank "text" counts nothing.
 */
size_t statuses_count_status(statuses_str_t spoiler_text,
    statuses_str_t text, int before_4_6);

/*
 * 6.4: the length of an account's note, or (size_t) -1 if memory cannot be
 * allocated.
 */
size_t statuses_count_note(statuses_arena_t *arena, statuses_str_t note,
    int before_4_6);

/* 6.3 */
size_t statuses_count_graphemes(statuses_str_t text, int before_4_6);

size_t statuses_count_code_points(statuses_str_t text);

/* what can be wrong with the options of a poll (6.2), more than one at once */
#define STATUSES_COUNT_POLL_FEW            0x01
#define STATUSES_COUNT_POLL_MANY           0x02
#define STATUSES_COUNT_POLL_LONG           0x04
#define STATUSES_COUNT_POLL_TWICE          0x08

/*
 * Strips the options of a poll in place, removes blank ones (which changes
 * *n), and checks the rest.  Returns zero, the bits above, or -1 if memory
 * cannot be allocated.
 */
int statuses_count_poll(statuses_arena_t *arena, statuses_str_t *options,
    size_t *n, int before_4_6);

/* The first n code points of text (a field's name and value, 6.2). */
statuses_str_t statuses_count_cut(statuses_str_t text, size_t n);


#endif /* _STATUSES_COUNT_H_INCLUDED_ */
