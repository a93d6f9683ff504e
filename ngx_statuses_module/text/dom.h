/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * An HTML fragment parser: the algorithm of the WHATWG HTML standard with
 * context element "body" and scripting off (spec/text.md, 8.2), for text from
 * strangers.
 *
 * It never recurses, and its time and memory grow linearly with the input,
 * whatever the input is:
 *
 *   - more than STATUSES_DOM_MAX_DEPTH nested elements or
 *     STATUSES_DOM_MAX_ATTRS attributes of one element end the parsing, as in
 *     text.md 8.1;
 *   - so do more nodes than a small multiple of the input's bytes (formatting
 *     elements that are opened again in each paragraph), or more steps over
 *     the stacks than such a multiple (the adoption agency).  No HTML that
 *     people write comes near these.
 *
 * In all these cases there is no tree, and callers answer an empty string.
 *
 * The tree lives in scratch memory that its owner frees at once.
 */

#ifndef _STATUSES_DOM_H_INCLUDED_
#define _STATUSES_DOM_H_INCLUDED_


#include "dom_tag.h"
#include "text.h"


#define STATUSES_DOM_MAX_INPUT      (1024 * 1024)
#define STATUSES_DOM_MAX_DEPTH      400
#define STATUSES_DOM_MAX_ATTRS      400

#define STATUSES_DOM_SCRATCH_SIZE   (16 * 1024)


/* result of statuses_dom_parse(), and what has ended the parsing */

#define STATUSES_DOM_OK             0
#define STATUSES_DOM_NOMEM          1
#define STATUSES_DOM_REFUSED        2


/* Scratch memory: the first block is part of it, usually on the C stack. */

typedef struct statuses_dom_block_s  statuses_dom_block_t;

typedef struct {
    char                  *pos;
    char                  *end;
    statuses_dom_block_t  *blocks;
    unsigned               failed;
    union {
        void              *align;
        char               data[STATUSES_DOM_SCRATCH_SIZE];
    } first;
} statuses_dom_scratch_t;


void statuses_dom_scratch_init(statuses_dom_scratch_t *s);
void statuses_dom_scratch_free(statuses_dom_scratch_t *s);

/* Returns NULL if there is no memory, and then ever after. */
void *statuses_dom_alloc(statuses_dom_scratch_t *s, size_t size);


typedef enum {
    STATUSES_DOM_ELEMENT = 0,
    STATUSES_DOM_TEXT,
    STATUSES_DOM_COMMENT
} statuses_dom_type_e;


typedef enum {
    STATUSES_DOM_HTML = 0,
    STATUSES_DOM_MATHML,
    STATUSES_DOM_SVG
} statuses_dom_ns_e;


typedef struct {
    statuses_str_t         name;         /* lower case */
    statuses_str_t         value;        /* decoded */
    uint32_t               hash;         /* of the name */
} statuses_dom_attr_t;


typedef struct statuses_dom_node_s  statuses_dom_node_t;

struct statuses_dom_node_s {
    statuses_dom_node_t   *parent;
    statuses_dom_node_t   *first;
    statuses_dom_node_t   *last;
    statuses_dom_node_t   *prev;
    statuses_dom_node_t   *next;
    statuses_dom_attr_t   *attrs;        /* shared by clones, never changed */
    statuses_str_t         text;         /* or the element's name */
    uint32_t               attrs_hash;   /* the same in any order */
    uint16_t               nattrs;
    uint8_t                tag;
    uint8_t                type;
    uint8_t                ns;
    uint8_t                open;         /* on the stack of open elements */
};


/*
 * Source text for the parser: CR and CR LF become LF, each invalid byte
 * U+FFFD, and NUL is deleted; with "strict" the other characters of text.md
 * 8.2, 1. too.  Returns the text itself if there is nothing to do.
 */
statuses_str_t statuses_dom_clean(statuses_dom_scratch_t *s,
    statuses_str_t html, unsigned strict);

/*
 * Parses clean source, made from STATUSES_DOM_MAX_INPUT bytes at most.  On
 * STATUSES_DOM_OK the children of *root are the fragment; nodes keep pointers
 * to the source.
 */
int statuses_dom_parse(statuses_dom_scratch_t *s, statuses_str_t source,
    statuses_dom_node_t **root);

/*
 * A character reference at *p, which points behind the "&".  Returns the
 * length of its UTF-8 text in "out" and moves *p behind it, or 0 if there is
 * none.
 */
size_t statuses_dom_ref(const char **p, const char *end, unsigned in_attr,
    char out[8]);

/* The attribute of that name, or NULL. */
const statuses_dom_attr_t *statuses_dom_attr(const statuses_dom_node_t *node,
    const char *name);

/* The node behind "node" in document order, below "top"; NULL at the end. */
const statuses_dom_node_t *statuses_dom_next(const statuses_dom_node_t *node,
    const statuses_dom_node_t *top);

/* ... the same, but behind all that is in "node". */
const statuses_dom_node_t *statuses_dom_skip(const statuses_dom_node_t *node,
    const statuses_dom_node_t *top);


static inline int
statuses_dom_space(char ch)
{
    return ch == ' ' || ch == '\n' || ch == '\t' || ch == '\f' || ch == '\r';
}


static inline int
statuses_dom_alpha(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}


#endif /* _STATUSES_DOM_H_INCLUDED_ */
