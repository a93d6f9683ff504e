/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Hashtags: grammar, extraction and normalisation (spec/text.md, section 4).
 */

#ifndef _STATUSES_TAG_H_INCLUDED_
#define _STATUSES_TAG_H_INCLUDED_


#include "text.h"


typedef struct {
    statuses_str_t      typed;         /* without the sign, part of the text */
    statuses_str_t      name;          /* tags.name */
    statuses_str_t      display_name;  /* tags.display_name of a new row */
} statuses_tag_t;


/*
 * Matches "tag" of the grammar at p; returns its length in bytes, or 0.
 * "before_4_6": the word characters of 4.5 (0.5).
 */
size_t statuses_tag_match(const char *p, const char *end, int before_4_6);

/*
 * Fills name and display_name from tag->typed (4.2).  Returns 1; 0 if one of
 * them is no tag any more, so that no row may be made of it; -1 if memory
 * cannot be allocated.
 */
int statuses_tag_normalise(statuses_arena_t *arena, statuses_tag_t *tag,
    int before_4_6);

/*
 * Extracts the tags of a text in order, each name once with its first
 * spelling; what cannot be normalised is left out.  Returns 0 and an array
 * from the arena, or -1 if memory cannot be allocated.
 */
int statuses_tag_extract(statuses_arena_t *arena, statuses_str_t text,
    int before_4_6, statuses_tag_t **tags, size_t *ntags);


#endif /* _STATUSES_TAG_H_INCLUDED_ */
