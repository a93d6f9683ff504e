/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The HTML of single entities (spec/text.md, 1.7 to 1.9), for html.c.
 */

#ifndef _STATUSES_HTML_ENTITY_H_INCLUDED_
#define _STATUSES_HTML_ENTITY_H_INCLUDED_


#include "html.h"
#include "scan.h"


/* what a text belongs to; section 7 has the differences */

typedef enum {
    statuses_html_of_status = 0,
    statuses_html_of_note,
    statuses_html_of_field
} statuses_html_kind_e;


#define statuses_html_puts(out, s)                                            \
    statuses_buf_append(out, s, sizeof(s) - 1)


/* 1.7; "me" adds that word to the rel */
void statuses_html_url(statuses_buf_t *out, statuses_str_t url, int me);

/* 1.8; text is what the entity was found in */
void statuses_html_mention(statuses_buf_t *out, const statuses_site_t *site,
    statuses_str_t text, const statuses_entity_t *e,
    const statuses_html_opts_t *opts, statuses_html_kind_e kind);

/* 1.9 */
void statuses_html_hashtag(statuses_buf_t *out, const statuses_site_t *site,
    const statuses_entity_t *e);


#endif /* _STATUSES_HTML_ENTITY_H_INCLUDED_ */
