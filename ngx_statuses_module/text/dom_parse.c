/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <stddef.h>
#include <string.h>

#include "dom_parser.h"


typedef void (*statuses_dom_rules_pt)(statuses_dom_parser_t *p);


static void statuses_dom_init(statuses_dom_parser_t *p,
    statuses_dom_scratch_t *s, statuses_str_t source);
static void statuses_dom_process(statuses_dom_parser_t *p);
static int statuses_dom_by_html_rules(statuses_dom_parser_t *p);
static int statuses_dom_is_text_point(const statuses_dom_node_t *node);
static int statuses_dom_is_html_point(const statuses_dom_node_t *node);
static void statuses_dom_in_foreign(statuses_dom_parser_t *p);
static int statuses_dom_breaks_out(statuses_dom_parser_t *p);
static void statuses_dom_foreign_end(statuses_dom_parser_t *p);
static void statuses_dom_in_raw(statuses_dom_parser_t *p);


/* in the order of statuses_dom_mode_e */

static const statuses_dom_rules_pt  statuses_dom_rules[] = {
    statuses_dom_in_body,
    statuses_dom_in_raw,
    statuses_dom_in_table,
    statuses_dom_in_table_text,
    statuses_dom_in_caption,
    statuses_dom_in_column_group,
    statuses_dom_in_table_body,
    statuses_dom_in_row,
    statuses_dom_in_cell,
    statuses_dom_in_select,
    statuses_dom_in_select_in_table,
    statuses_dom_in_template
};


int
statuses_dom_parse(statuses_dom_scratch_t *s, statuses_str_t source,
    statuses_dom_node_t **root)
{
    statuses_dom_parser_t   parser, *p;

    *root = NULL;

    p = &parser;

    statuses_dom_init(p, s, source);

    while (p->stop == STATUSES_DOM_OK) {

        if (p->again) {
            p->again = 0;

        } else {
            statuses_dom_lex(p);
        }

        if (p->stop != STATUSES_DOM_OK) {
            break;
        }

        statuses_dom_process(p);

        /* "html" is no element of the fragment */

        if (p->nopen > STATUSES_DOM_MAX_DEPTH + 1 || p->work > p->max_work) {
            p->stop = STATUSES_DOM_REFUSED;
        }

        if (s->failed) {
            p->stop = STATUSES_DOM_NOMEM;
        }

        if (p->token.type == STATUSES_DOM_TOKEN_EOF && !p->again) {
            break;
        }
    }

    *root = p->open[0];

    return p->stop;
}


/* Not all of it is zeroed: attrs, open, templates and spare are large. */

static void
statuses_dom_init(statuses_dom_parser_t *p, statuses_dom_scratch_t *s,
    statuses_str_t source)
{
    statuses_dom_node_t  *node;

    memset(p, 0, offsetof(statuses_dom_parser_t, open));
    memset(p->open_tags, 0, sizeof(p->open_tags));

    p->nformat = 0;
    p->format_size = 0;
    p->format = NULL;
    p->ntemplates = 0;

    p->pos = source.data;
    p->end = source.data + source.len;
    p->run_end = source.data;
    p->scratch = s;

    p->max_nodes = STATUSES_DOM_NODES_FREE
                   + source.len * STATUSES_DOM_NODES_PER_BYTE;
    p->max_work = STATUSES_DOM_WORK_FREE
                  + source.len * STATUSES_DOM_WORK_PER_BYTE;

    p->token.type = STATUSES_DOM_TOKEN_EOF;

    node = statuses_dom_create(p, STATUSES_DOM_ELEMENT);

    node->tag = STATUSES_TAG_HTML;
    node->open = 1;
    p->open[0] = node;
    p->nopen = 1;
}


static void
statuses_dom_process(statuses_dom_parser_t *p)
{
    if (p->skip_lf) {
        p->skip_lf = 0;

        if (p->token.type == STATUSES_DOM_TOKEN_TEXT
            && p->token.text.data[0] == '\n')
        {
            p->token.text.data++;
            p->token.text.len--;

            if (p->token.text.len == 0) {
                return;
            }
        }
    }

    if (statuses_dom_by_html_rules(p)) {
        statuses_dom_rules[p->mode](p);
        return;
    }

    statuses_dom_in_foreign(p);
}


static int
statuses_dom_by_html_rules(statuses_dom_parser_t *p)
{
    statuses_dom_node_t   *node;
    statuses_dom_token_e   type;

    node = statuses_dom_current(p);
    type = p->token.type;

    if (node->ns == STATUSES_DOM_HTML || type == STATUSES_DOM_TOKEN_EOF) {
        return 1;
    }

    if (type != STATUSES_DOM_TOKEN_TEXT && type != STATUSES_DOM_TOKEN_START) {
        return 0;
    }

    if (statuses_dom_is_text_point(node)) {
        return type == STATUSES_DOM_TOKEN_TEXT
               || (p->token.tag != STATUSES_TAG_MGLYPH
                   && p->token.tag != STATUSES_TAG_MALIGNMARK);
    }

    if (statuses_dom_is_html_point(node)) {
        return 1;
    }

    return node->ns == STATUSES_DOM_MATHML
           && node->tag == STATUSES_TAG_ANNOTATION_XML
           && type == STATUSES_DOM_TOKEN_START
           && p->token.tag == STATUSES_TAG_SVG;
}


/* MathML text integration point */

static int
statuses_dom_is_text_point(const statuses_dom_node_t *node)
{
    return node->ns == STATUSES_DOM_MATHML
           && (statuses_tag_flags[node->tag] & STATUSES_IS_MATH_SCOPE)
           && node->tag != STATUSES_TAG_ANNOTATION_XML;
}


/* HTML integration point */

static int
statuses_dom_is_html_point(const statuses_dom_node_t *node)
{
    size_t                      i, j;
    const char                 *type;
    const statuses_dom_attr_t  *attr;

    static const char  *types[] = { "text/html", "application/xhtml+xml" };

    if (node->ns == STATUSES_DOM_SVG) {
        return (statuses_tag_flags[node->tag] & STATUSES_IS_SVG_SCOPE) != 0;
    }

    if (node->ns != STATUSES_DOM_MATHML
        || node->tag != STATUSES_TAG_ANNOTATION_XML)
    {
        return 0;
    }

    attr = statuses_dom_attr(node, "encoding");
    if (attr == NULL) {
        return 0;
    }

    for (i = 0; i < 2; i++) {
        type = types[i];

        if (attr->value.len != strlen(type)) {
            continue;
        }

        for (j = 0; type[j] != '\0'; j++) {

            if (attr->value.data[j] != type[j]
                && (!statuses_dom_alpha(type[j])
                    || (attr->value.data[j] | 0x20) != type[j]))
            {
                break;
            }
        }

        if (type[j] == '\0') {
            return 1;
        }
    }

    return 0;
}


static void
statuses_dom_in_foreign(statuses_dom_parser_t *p)
{
    statuses_dom_node_t  *node;

    switch (p->token.type) {

    case STATUSES_DOM_TOKEN_TEXT:
        statuses_dom_insert_text(p, p->token.text);
        return;

    case STATUSES_DOM_TOKEN_COMMENT:
        statuses_dom_insert_comment(p);
        return;

    case STATUSES_DOM_TOKEN_START:
    case STATUSES_DOM_TOKEN_END:
        break;

    default:
        return;
    }

    node = statuses_dom_current(p);

    if (statuses_dom_breaks_out(p)) {

        while (node->ns != STATUSES_DOM_HTML
               && !statuses_dom_is_text_point(node)
               && !statuses_dom_is_html_point(node))
        {
            statuses_dom_pop(p);
            node = statuses_dom_current(p);
        }

        statuses_dom_rules[p->mode](p);
        return;
    }

    if (p->token.type == STATUSES_DOM_TOKEN_END) {
        statuses_dom_foreign_end(p);
        return;
    }

    p->token.ns = node->ns;

    statuses_dom_insert(p);

    if (p->token.self_closing) {
        statuses_dom_pop(p);
    }
}


static int
statuses_dom_breaks_out(statuses_dom_parser_t *p)
{
    size_t           i;
    statuses_str_t  *name;

    if (p->token.type == STATUSES_DOM_TOKEN_END) {
        return p->token.tag == STATUSES_TAG_BR
               || p->token.tag == STATUSES_TAG_P;
    }

    if (statuses_tag_flags[p->token.tag] & STATUSES_IS_BREAKOUT) {
        return 1;
    }

    if (p->token.tag != STATUSES_TAG_FONT) {
        return 0;
    }

    for (i = 0; i < p->token.nattrs; i++) {
        name = &p->attrs[i].name;

        if ((name->len == 5 && memcmp(name->data, "color", 5) == 0)
            || (name->len == 4 && memcmp(name->data, "face", 4) == 0)
            || (name->len == 4 && memcmp(name->data, "size", 4) == 0))
        {
            return 1;
        }
    }

    return 0;
}


static void
statuses_dom_foreign_end(statuses_dom_parser_t *p)
{
    size_t                i;
    statuses_dom_node_t  *node;

    for (i = p->nopen - 1; i > 0; i--) {
        node = p->open[i];

        if (node->ns == STATUSES_DOM_HTML) {
            statuses_dom_rules[p->mode](p);
            return;
        }

        if (node->text.len == p->token.text.len
            && memcmp(node->text.data, p->token.text.data, node->text.len)
               == 0)
        {
            while (p->nopen > i) {
                statuses_dom_pop(p);
            }

            return;
        }

        p->work++;
    }
}


static void
statuses_dom_in_raw(statuses_dom_parser_t *p)
{
    if (p->token.type == STATUSES_DOM_TOKEN_TEXT) {
        statuses_dom_insert_text(p, p->token.text);
        return;
    }

    statuses_dom_pop(p);
    p->mode = p->back;

    if (p->token.type == STATUSES_DOM_TOKEN_EOF) {
        p->again = 1;
    }
}


/* "Reset the insertion mode appropriately" */

void
statuses_dom_reset_mode(statuses_dom_parser_t *p)
{
    size_t                i, j;
    statuses_dom_node_t  *node;

    for (i = p->nopen - 1; i > 0; i--) {
        node = p->open[i];

        p->work++;

        if (node->ns != STATUSES_DOM_HTML) {
            continue;
        }

        switch (node->tag) {

        case STATUSES_TAG_SELECT:
            p->mode = STATUSES_DOM_IN_SELECT;

            for (j = i - 1; j > 0; j--) {

                if (statuses_dom_is(p->open[j], STATUSES_TAG_TEMPLATE)) {
                    break;
                }

                if (statuses_dom_is(p->open[j], STATUSES_TAG_TABLE)) {
                    p->mode = STATUSES_DOM_IN_SELECT_IN_TABLE;
                    break;
                }
            }

            return;

        case STATUSES_TAG_TD:
        case STATUSES_TAG_TH:
            p->mode = STATUSES_DOM_IN_CELL;
            return;

        case STATUSES_TAG_TR:
            p->mode = STATUSES_DOM_IN_ROW;
            return;

        case STATUSES_TAG_TBODY:
        case STATUSES_TAG_THEAD:
        case STATUSES_TAG_TFOOT:
            p->mode = STATUSES_DOM_IN_TABLE_BODY;
            return;

        case STATUSES_TAG_CAPTION:
            p->mode = STATUSES_DOM_IN_CAPTION;
            return;

        case STATUSES_TAG_COLGROUP:
            p->mode = STATUSES_DOM_IN_COLUMN_GROUP;
            return;

        case STATUSES_TAG_TABLE:
            p->mode = STATUSES_DOM_IN_TABLE;
            return;

        case STATUSES_TAG_TEMPLATE:
            p->mode = (p->ntemplates > 0) ? p->templates[p->ntemplates - 1]
                                          : STATUSES_DOM_IN_TEMPLATE;
            return;

        default:
            continue;
        }
    }

    p->mode = STATUSES_DOM_IN_BODY;
}
