/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What the sanitising profiles share: serialisation (spec/text.md, 8.3) and
 * the walk over the tree.
 */

#ifndef _STATUSES_SANITIZE_OUT_H_INCLUDED_
#define _STATUSES_SANITIZE_OUT_H_INCLUDED_


#include "dom.h"


/*
 * A formatting element that is opened again in each paragraph repeats its
 * attributes, so the length of the output has a limit too; beyond it the
 * result is empty.
 */
#define STATUSES_SANITIZE_OUT_PER_BYTE   16
#define STATUSES_SANITIZE_OUT_FREE       (64 * 1024)


typedef struct {
    statuses_buf_t             *buf;
    unsigned                    flags;
    unsigned                    pre;         /* just behind <pre> */
    unsigned                    headings;    /* that are open */

    /* an element of which no tags are written, neither its own nor others */
    const statuses_dom_node_t  *bare;
} statuses_sanitize_out_t;


typedef struct {
    /* returns 0 if the content of the element is not to be visited */
    int              (*enter)(statuses_sanitize_out_t *out,
                              const statuses_dom_node_t *node);

    /* called if it was, at the end */
    void             (*leave)(statuses_sanitize_out_t *out,
                              const statuses_dom_node_t *node);
} statuses_sanitize_profile_t;


/*
 * Cleans the source, parses it, writes its text and calls the profile for each
 * element.  Appends nothing if the parser refuses the source.
 */
void statuses_sanitize_run(statuses_buf_t *buf, statuses_str_t html,
    unsigned flags, const statuses_sanitize_profile_t *profile);


/* escaped text, and the text of all that is in a node */
void statuses_sanitize_text(statuses_sanitize_out_t *out, statuses_str_t text);
void statuses_sanitize_content(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node);

/* "<name", attributes, ">" and "</name>" */
void statuses_sanitize_open(statuses_sanitize_out_t *out, statuses_str_t name);
void statuses_sanitize_attr(statuses_sanitize_out_t *out, statuses_str_t name,
    statuses_str_t value);
void statuses_sanitize_attr_name(statuses_sanitize_out_t *out,
    statuses_str_t name);
void statuses_sanitize_attr_part(statuses_sanitize_out_t *out,
    statuses_str_t part);
void statuses_sanitize_attr_end(statuses_sanitize_out_t *out);
void statuses_sanitize_url(statuses_sanitize_out_t *out, statuses_str_t name,
    statuses_str_t value);
void statuses_sanitize_opened(statuses_sanitize_out_t *out);
void statuses_sanitize_close(statuses_sanitize_out_t *out,
    statuses_str_t name);

/*
 * The scheme of an URL by text.md 8.2, 3.5.; len 0 if there is none.  Its
 * letters are as they were.
 */
statuses_str_t statuses_sanitize_scheme(statuses_str_t url);

int statuses_sanitize_is(statuses_str_t s, const char *word);


#define statuses_sanitize_literal(out, s)                                     \
    statuses_buf_append((out)->buf, s, sizeof(s) - 1)


#endif /* _STATUSES_SANITIZE_OUT_H_INCLUDED_ */
