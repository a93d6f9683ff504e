/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The parts of the HTML parser: dom_lexer.c makes tokens, dom_parse.c leads
 * each to the rules of the insertion mode in dom_body.c, dom_tables.c or
 * dom_select.c, and these build the tree with the tools of dom_tree.c and
 * dom_format.c.  "The standard" is the WHATWG HTML standard, section "Parsing
 * HTML documents"; "the reference" are the libraries that text.md was executed
 * with, whose parser differs from the standard in a few places.
 */

#ifndef _STATUSES_DOM_PARSER_H_INCLUDED_
#define _STATUSES_DOM_PARSER_H_INCLUDED_


#include "dom.h"


/*
 * The depth is checked between tokens; a token pushes a few elements at most,
 * or is stopped.
 */
#define STATUSES_DOM_STACK_SIZE     (STATUSES_DOM_MAX_DEPTH + 16)

/* what one byte of input may cost, see dom.h, and what is free for all */
#define STATUSES_DOM_NODES_PER_BYTE  1
#define STATUSES_DOM_NODES_FREE      16384
#define STATUSES_DOM_WORK_PER_BYTE   128
#define STATUSES_DOM_WORK_FREE       (1024 * 1024)


typedef enum {
    STATUSES_DOM_TOKEN_EOF = 0,
    STATUSES_DOM_TOKEN_TEXT,
    STATUSES_DOM_TOKEN_START,
    STATUSES_DOM_TOKEN_END,
    STATUSES_DOM_TOKEN_COMMENT,
    STATUSES_DOM_TOKEN_DOCTYPE
} statuses_dom_token_e;


typedef enum {
    STATUSES_DOM_LEX_DATA = 0,
    STATUSES_DOM_LEX_RCDATA,
    STATUSES_DOM_LEX_RAWTEXT,
    STATUSES_DOM_LEX_SCRIPT,
    STATUSES_DOM_LEX_PLAINTEXT
} statuses_dom_lex_e;


typedef enum {
    STATUSES_DOM_IN_BODY = 0,
    STATUSES_DOM_IN_RAW,                 /* the standard's "text" */
    STATUSES_DOM_IN_TABLE,
    STATUSES_DOM_IN_TABLE_TEXT,
    STATUSES_DOM_IN_CAPTION,
    STATUSES_DOM_IN_COLUMN_GROUP,
    STATUSES_DOM_IN_TABLE_BODY,
    STATUSES_DOM_IN_ROW,
    STATUSES_DOM_IN_CELL,
    STATUSES_DOM_IN_SELECT,
    STATUSES_DOM_IN_SELECT_IN_TABLE,
    STATUSES_DOM_IN_TEMPLATE
} statuses_dom_mode_e;


typedef struct {
    statuses_dom_token_e     type;
    statuses_dom_ns_e        ns;         /* of the element it makes */
    uint8_t                  tag;
    uint8_t                  self_closing;
    uint16_t                 nattrs;
    statuses_str_t           text;       /* or the name of a tag */
} statuses_dom_token_t;


typedef struct {
    /* the lexer */
    const char              *pos;
    const char              *end;
    const char              *run_end;    /* of the text that pos is in */
    statuses_dom_lex_e       lex;
    statuses_str_t           raw;        /* the element that ends raw text */
    statuses_dom_token_t     token;
    char                     ref[8];

    /* the tree builder */
    statuses_dom_scratch_t  *scratch;
    statuses_dom_mode_e      mode;
    statuses_dom_mode_e      back;       /* from IN_RAW and IN_TABLE_TEXT */
    statuses_dom_node_t     *form;
    statuses_dom_node_t     *pending;    /* texts of IN_TABLE_TEXT */
    statuses_dom_node_t    **pending_last;
    unsigned                 pending_ink:1;   /* not only white space */
    unsigned                 foster:1;
    unsigned                 again:1;         /* token is to be processed */
    unsigned                 skip_lf:1;
    int                      stop;            /* result, or OK */

    /* limits */
    size_t                   nodes;
    size_t                   max_nodes;
    size_t                   work;
    size_t                   max_work;

    /* open elements; the first is "html" */
    size_t                   nopen;
    statuses_dom_node_t     *open[STATUSES_DOM_STACK_SIZE];
    uint16_t                 open_tags[STATUSES_TAG_N];  /* HTML ones */

    /* active formatting elements; NULL is a marker */
    size_t                   nformat;
    size_t                   format_size;
    statuses_dom_node_t    **format;

    /* template insertion modes; templates are open elements */
    size_t                   ntemplates;
    uint8_t                  templates[STATUSES_DOM_STACK_SIZE];

    statuses_dom_node_t      spare;      /* stands for a node without memory */

    statuses_dom_attr_t      attrs[STATUSES_DOM_MAX_ATTRS];
} statuses_dom_parser_t;


#define statuses_dom_current(p)        ((p)->open[(p)->nopen - 1])

#define statuses_dom_is(node, t)                                              \
    ((node)->tag == (t) && (node)->ns == STATUSES_DOM_HTML)

#define statuses_dom_flags(node)                                              \
    ((node)->ns == STATUSES_DOM_HTML ? statuses_tag_flags[(node)->tag] : 0)


/* dom_lexer.c */

/* puts the next token into p->token */
void statuses_dom_lex(statuses_dom_parser_t *p);

/* the name in lower case, itself if it is */
statuses_str_t statuses_dom_lex_lower(statuses_dom_parser_t *p, const char *s,
    const char *end);


/*
 * dom_attr.c: the attribute that begins at s goes to p->attrs.  Returns the
 * place behind it, or NULL if the source ends before.
 */
const char *statuses_dom_lex_attr(statuses_dom_parser_t *p, const char *s);


/* dom_tree.c */

statuses_dom_node_t *statuses_dom_create(statuses_dom_parser_t *p,
    statuses_dom_type_e type);
void statuses_dom_append(statuses_dom_node_t *parent,
    statuses_dom_node_t *node);
void statuses_dom_remove(statuses_dom_node_t *node);

/* at the appropriate place, in the current node or in "target" */
void statuses_dom_place(statuses_dom_parser_t *p, statuses_dom_node_t *target,
    statuses_dom_node_t *node);

void statuses_dom_push(statuses_dom_parser_t *p, statuses_dom_node_t *node);
statuses_dom_node_t *statuses_dom_pop(statuses_dom_parser_t *p);
void statuses_dom_open_remove(statuses_dom_parser_t *p,
    statuses_dom_node_t *node);
void statuses_dom_open_insert(statuses_dom_parser_t *p, size_t i,
    statuses_dom_node_t *node);
size_t statuses_dom_open_index(statuses_dom_parser_t *p,
    statuses_dom_node_t *node);

/* inserts the element of the start tag token, and pushes it */
statuses_dom_node_t *statuses_dom_insert(statuses_dom_parser_t *p);

/* ... and pops it again */
void statuses_dom_insert_void(statuses_dom_parser_t *p);

/* inserts an element that no token stands for */
void statuses_dom_insert_implied(statuses_dom_parser_t *p, statuses_tag_e tag);
void statuses_dom_insert_text(statuses_dom_parser_t *p, statuses_str_t text);
void statuses_dom_insert_comment(statuses_dom_parser_t *p);

/* pops up to and with the element of that tag */
void statuses_dom_pop_tag(statuses_dom_parser_t *p, statuses_tag_e tag);

/* pops until the current node has one of the flags or is the first */
void statuses_dom_clear_to(statuses_dom_parser_t *p, uint32_t flags);

/* 1 if such an element is in the scope that ends at elements with the flags */
int statuses_dom_in_scope(statuses_dom_parser_t *p, statuses_tag_e tag,
    uint32_t barrier);
int statuses_dom_flag_in_scope(statuses_dom_parser_t *p, uint32_t flag,
    uint32_t barrier);
int statuses_dom_is_barrier(const statuses_dom_node_t *node, uint32_t barrier);

void statuses_dom_imply_ends(statuses_dom_parser_t *p, statuses_tag_e except);
void statuses_dom_close_p(statuses_dom_parser_t *p);
int statuses_dom_is_special(const statuses_dom_node_t *node);


/* dom_format.c: formatting elements */

void statuses_dom_format_push(statuses_dom_parser_t *p,
    statuses_dom_node_t *node);
void statuses_dom_format_mark(statuses_dom_parser_t *p);
void statuses_dom_format_clear(statuses_dom_parser_t *p);
void statuses_dom_format_remove(statuses_dom_parser_t *p,
    statuses_dom_node_t *node);

/* the last one of that tag behind the last marker, or NULL */
statuses_dom_node_t *statuses_dom_format_find(statuses_dom_parser_t *p,
    statuses_tag_e tag);

void statuses_dom_reconstruct(statuses_dom_parser_t *p);

/* the adoption agency algorithm; 0: do as for any other end tag */
int statuses_dom_adopt(statuses_dom_parser_t *p, statuses_tag_e tag);


/* the rules of the insertion modes for p->token */

void statuses_dom_in_body(statuses_dom_parser_t *p);
void statuses_dom_in_head(statuses_dom_parser_t *p);
void statuses_dom_in_table(statuses_dom_parser_t *p);
void statuses_dom_in_table_text(statuses_dom_parser_t *p);
void statuses_dom_in_caption(statuses_dom_parser_t *p);
void statuses_dom_in_column_group(statuses_dom_parser_t *p);
void statuses_dom_in_table_body(statuses_dom_parser_t *p);
void statuses_dom_in_row(statuses_dom_parser_t *p);
void statuses_dom_in_cell(statuses_dom_parser_t *p);
void statuses_dom_in_select(statuses_dom_parser_t *p);
void statuses_dom_in_select_in_table(statuses_dom_parser_t *p);
void statuses_dom_in_template(statuses_dom_parser_t *p);

/* dom_parse.c */
void statuses_dom_reset_mode(statuses_dom_parser_t *p);


#endif /* _STATUSES_DOM_PARSER_H_INCLUDED_ */
