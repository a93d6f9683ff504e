/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* The insertion modes of tables. */

#include "dom_parser.h"


static int statuses_dom_hidden_input(statuses_dom_parser_t *p);
static void statuses_dom_table_foster(statuses_dom_parser_t *p);
static int statuses_dom_table_close(statuses_dom_parser_t *p);
static int statuses_dom_column_text(statuses_dom_parser_t *p);
static int statuses_dom_row_close(statuses_dom_parser_t *p);
static int statuses_dom_table_body_close(statuses_dom_parser_t *p);
static int statuses_dom_cell_close(statuses_dom_parser_t *p);
static int statuses_dom_caption_close(statuses_dom_parser_t *p);


void
statuses_dom_in_table(statuses_dom_parser_t *p)
{
    statuses_dom_node_t  *node;

    switch (p->token.type) {

    case STATUSES_DOM_TOKEN_TEXT:
        node = statuses_dom_current(p);

        if ((statuses_dom_flags(node) & STATUSES_IS_FOSTER)
            || statuses_dom_is(node, STATUSES_TAG_TEMPLATE))
        {
            p->pending = NULL;
            p->pending_last = &p->pending;
            p->pending_ink = 0;
            p->back = p->mode;
            p->mode = STATUSES_DOM_IN_TABLE_TEXT;
            p->again = 1;
            return;
        }

        break;

    case STATUSES_DOM_TOKEN_COMMENT:
        statuses_dom_insert_comment(p);
        return;

    case STATUSES_DOM_TOKEN_START:

        switch (p->token.tag) {

        case STATUSES_TAG_CAPTION:
            statuses_dom_clear_to(p, STATUSES_IS_TABLE_SCOPE);
            statuses_dom_format_mark(p);
            statuses_dom_insert(p);
            p->mode = STATUSES_DOM_IN_CAPTION;
            return;

        case STATUSES_TAG_COLGROUP:
            statuses_dom_clear_to(p, STATUSES_IS_TABLE_SCOPE);
            statuses_dom_insert(p);
            p->mode = STATUSES_DOM_IN_COLUMN_GROUP;
            return;

        case STATUSES_TAG_COL:
            statuses_dom_clear_to(p, STATUSES_IS_TABLE_SCOPE);
            statuses_dom_insert_implied(p, STATUSES_TAG_COLGROUP);
            p->mode = STATUSES_DOM_IN_COLUMN_GROUP;
            p->again = 1;
            return;

        case STATUSES_TAG_TBODY:
        case STATUSES_TAG_TFOOT:
        case STATUSES_TAG_THEAD:
            statuses_dom_clear_to(p, STATUSES_IS_TABLE_SCOPE);
            statuses_dom_insert(p);
            p->mode = STATUSES_DOM_IN_TABLE_BODY;
            return;

        case STATUSES_TAG_TD:
        case STATUSES_TAG_TH:
        case STATUSES_TAG_TR:
            statuses_dom_clear_to(p, STATUSES_IS_TABLE_SCOPE);
            statuses_dom_insert_implied(p, STATUSES_TAG_TBODY);
            p->mode = STATUSES_DOM_IN_TABLE_BODY;
            p->again = 1;
            return;

        case STATUSES_TAG_TABLE:
            p->again = statuses_dom_table_close(p);
            return;

        case STATUSES_TAG_STYLE:
        case STATUSES_TAG_SCRIPT:
        case STATUSES_TAG_TEMPLATE:
            statuses_dom_in_head(p);
            return;

        case STATUSES_TAG_INPUT:

            if (statuses_dom_hidden_input(p)) {
                statuses_dom_insert_void(p);
                return;
            }

            break;

        case STATUSES_TAG_FORM:

            if (p->form == NULL && p->open_tags[STATUSES_TAG_TEMPLATE] == 0) {
                p->form = statuses_dom_insert(p);
                statuses_dom_pop(p);
            }

            return;

        default:
            break;
        }

        break;

    case STATUSES_DOM_TOKEN_END:

        if (p->token.tag == STATUSES_TAG_TABLE) {
            (void) statuses_dom_table_close(p);
            return;
        }

        if (p->token.tag == STATUSES_TAG_TEMPLATE) {
            statuses_dom_in_head(p);
            return;
        }

        if ((statuses_tag_flags[p->token.tag] & STATUSES_IS_TABLE_PART)
            || p->token.tag == STATUSES_TAG_BODY
            || p->token.tag == STATUSES_TAG_HTML)
        {
            return;
        }

        break;

    default:
        return;
    }

    statuses_dom_table_foster(p);
}


/* What may not stand in a table gets in front of it. */

static void
statuses_dom_table_foster(statuses_dom_parser_t *p)
{
    p->foster = 1;
    statuses_dom_in_body(p);
    p->foster = 0;
}


static int
statuses_dom_hidden_input(statuses_dom_parser_t *p)
{
    size_t                i, j;
    statuses_dom_attr_t  *attr;

    for (i = 0; i < p->token.nattrs; i++) {
        attr = &p->attrs[i];

        if (attr->name.len == 4 && attr->name.data[0] == 't'
            && attr->name.data[1] == 'y' && attr->name.data[2] == 'p'
            && attr->name.data[3] == 'e')
        {
            if (attr->value.len != 6) {
                return 0;
            }

            for (j = 0; j < 6; j++) {

                if ((attr->value.data[j] | 0x20) != "hidden"[j]) {
                    return 0;
                }
            }

            return 1;
        }
    }

    return 0;
}


/* Returns 0 if there is no table: then the token is ignored. */

static int
statuses_dom_table_close(statuses_dom_parser_t *p)
{
    if (!statuses_dom_in_scope(p, STATUSES_TAG_TABLE,
                               STATUSES_IS_TABLE_SCOPE))
    {
        return 0;
    }

    statuses_dom_pop_tag(p, STATUSES_TAG_TABLE);
    statuses_dom_reset_mode(p);

    return 1;
}


void
statuses_dom_in_table_text(statuses_dom_parser_t *p)
{
    size_t                i;
    statuses_dom_node_t  *node, *next;

    if (p->token.type == STATUSES_DOM_TOKEN_TEXT) {

        node = statuses_dom_create(p, STATUSES_DOM_TEXT);

        if (node == &p->spare) {
            return;
        }

        node->text = p->token.text;

        *p->pending_last = node;
        p->pending_last = &node->next;

        for (i = 0; i < node->text.len && !p->pending_ink; i++) {
            p->pending_ink = !statuses_dom_space(node->text.data[i]);
        }

        return;
    }

    p->mode = p->back;

    for (node = p->pending; node != NULL; node = next) {
        next = node->next;
        node->next = NULL;

        p->foster = p->pending_ink;

        if (p->pending_ink) {
            statuses_dom_reconstruct(p);
        }

        statuses_dom_place(p, NULL, node);

        p->foster = 0;
    }

    p->pending = NULL;
    p->again = 1;
}


void
statuses_dom_in_caption(statuses_dom_parser_t *p)
{
    statuses_tag_e  tag;

    tag = p->token.tag;

    if (p->token.type == STATUSES_DOM_TOKEN_START) {

        if (statuses_tag_flags[tag] & STATUSES_IS_TABLE_PART) {
            p->again = statuses_dom_caption_close(p);
            return;
        }

    } else if (p->token.type == STATUSES_DOM_TOKEN_END) {

        if (tag == STATUSES_TAG_CAPTION) {
            (void) statuses_dom_caption_close(p);
            return;
        }

        if (tag == STATUSES_TAG_TABLE) {
            p->again = statuses_dom_caption_close(p);
            return;
        }

        if (statuses_tag_flags[tag] & STATUSES_IS_TABLE_PART) {
            return;
        }
    }

    statuses_dom_in_body(p);
}


static int
statuses_dom_caption_close(statuses_dom_parser_t *p)
{
    if (!statuses_dom_in_scope(p, STATUSES_TAG_CAPTION,
                               STATUSES_IS_TABLE_SCOPE))
    {
        return 0;
    }

    statuses_dom_pop_tag(p, STATUSES_TAG_CAPTION);
    statuses_dom_format_clear(p);
    p->mode = STATUSES_DOM_IN_TABLE;

    return 1;
}


void
statuses_dom_in_column_group(statuses_dom_parser_t *p)
{
    switch (p->token.type) {

    case STATUSES_DOM_TOKEN_TEXT:

        if (statuses_dom_column_text(p)) {
            return;
        }

        break;

    case STATUSES_DOM_TOKEN_COMMENT:
        statuses_dom_insert_comment(p);
        return;

    case STATUSES_DOM_TOKEN_START:

        if (p->token.tag == STATUSES_TAG_HTML) {
            return;
        }

        if (p->token.tag == STATUSES_TAG_COL) {
            statuses_dom_insert_void(p);
            return;
        }

        if (p->token.tag == STATUSES_TAG_TEMPLATE) {
            statuses_dom_in_head(p);
            return;
        }

        break;

    case STATUSES_DOM_TOKEN_END:

        if (p->token.tag == STATUSES_TAG_COL) {
            return;
        }

        if (p->token.tag == STATUSES_TAG_TEMPLATE) {
            statuses_dom_in_head(p);
            return;
        }

        break;

    default:
        return;
    }

    if (!statuses_dom_is(statuses_dom_current(p), STATUSES_TAG_COLGROUP)) {
        return;
    }

    statuses_dom_pop(p);
    p->mode = STATUSES_DOM_IN_TABLE;

    if (p->token.type != STATUSES_DOM_TOKEN_END
        || p->token.tag != STATUSES_TAG_COLGROUP)
    {
        p->again = 1;
    }
}


/*
 * White space stays.  Other text closes a colgroup; without one, in a
 * template, it is ignored.  Returns 1 if nothing is left of the token.
 */

static int
statuses_dom_column_text(statuses_dom_parser_t *p)
{
    size_t           n;
    unsigned         in_group;
    statuses_str_t   space, *text;

    text = &p->token.text;
    in_group = statuses_dom_is(statuses_dom_current(p),
                               STATUSES_TAG_COLGROUP);

    while (text->len > 0) {

        for (n = 0; n < text->len && statuses_dom_space(text->data[n]); n++) {
            /* void */
        }

        space.data = text->data;
        space.len = n;

        statuses_dom_insert_text(p, space);

        if (n < text->len) {

            if (in_group) {
                text->data += n;
                text->len -= n;
                return 0;
            }

            for ( /* void */ ;
                 n < text->len && !statuses_dom_space(text->data[n]);
                 n++)
            {
                /* void */
            }
        }

        text->data += n;
        text->len -= n;
    }

    return 1;
}


void
statuses_dom_in_table_body(statuses_dom_parser_t *p)
{
    statuses_tag_e  tag;

    tag = p->token.tag;

    if (p->token.type == STATUSES_DOM_TOKEN_START) {

        switch (tag) {

        case STATUSES_TAG_TR:
            statuses_dom_clear_to(p, STATUSES_IS_TABLE_BODY);
            statuses_dom_insert(p);
            p->mode = STATUSES_DOM_IN_ROW;
            return;

        case STATUSES_TAG_TD:
        case STATUSES_TAG_TH:
            statuses_dom_clear_to(p, STATUSES_IS_TABLE_BODY);
            statuses_dom_insert_implied(p, STATUSES_TAG_TR);
            p->mode = STATUSES_DOM_IN_ROW;
            p->again = 1;
            return;

        case STATUSES_TAG_CAPTION:
        case STATUSES_TAG_COL:
        case STATUSES_TAG_COLGROUP:
        case STATUSES_TAG_TBODY:
        case STATUSES_TAG_TFOOT:
        case STATUSES_TAG_THEAD:
            p->again = statuses_dom_table_body_close(p);
            return;

        default:
            break;
        }

    } else if (p->token.type == STATUSES_DOM_TOKEN_END) {

        switch (tag) {

        case STATUSES_TAG_TBODY:
        case STATUSES_TAG_TFOOT:
        case STATUSES_TAG_THEAD:

            if (statuses_dom_in_scope(p, tag, STATUSES_IS_TABLE_SCOPE)) {
                (void) statuses_dom_table_body_close(p);
            }

            return;

        case STATUSES_TAG_TABLE:
            p->again = statuses_dom_table_body_close(p);
            return;

        case STATUSES_TAG_TD:
        case STATUSES_TAG_TH:
        case STATUSES_TAG_TR:
            return;

        default:
            break;
        }
    }

    statuses_dom_in_table(p);
}


static int
statuses_dom_table_body_close(statuses_dom_parser_t *p)
{
    if (!statuses_dom_in_scope(p, STATUSES_TAG_TBODY, STATUSES_IS_TABLE_SCOPE)
        && !statuses_dom_in_scope(p, STATUSES_TAG_THEAD,
                                  STATUSES_IS_TABLE_SCOPE)
        && !statuses_dom_in_scope(p, STATUSES_TAG_TFOOT,
                                  STATUSES_IS_TABLE_SCOPE))
    {
        return 0;
    }

    statuses_dom_clear_to(p, STATUSES_IS_TABLE_BODY);
    statuses_dom_pop(p);
    p->mode = STATUSES_DOM_IN_TABLE;

    return 1;
}


void
statuses_dom_in_row(statuses_dom_parser_t *p)
{
    statuses_tag_e  tag;

    tag = p->token.tag;

    if (p->token.type == STATUSES_DOM_TOKEN_START) {

        if (tag == STATUSES_TAG_TD || tag == STATUSES_TAG_TH) {
            statuses_dom_clear_to(p, STATUSES_IS_ROW);
            statuses_dom_insert(p);
            p->mode = STATUSES_DOM_IN_CELL;
            statuses_dom_format_mark(p);
            return;
        }

        if (statuses_tag_flags[tag] & STATUSES_IS_TABLE_PART) {
            p->again = statuses_dom_row_close(p);
            return;
        }

    } else if (p->token.type == STATUSES_DOM_TOKEN_END) {

        switch (tag) {

        case STATUSES_TAG_TR:
            (void) statuses_dom_row_close(p);
            return;

        case STATUSES_TAG_TABLE:
            p->again = statuses_dom_row_close(p);
            return;

        case STATUSES_TAG_TBODY:
        case STATUSES_TAG_TFOOT:
        case STATUSES_TAG_THEAD:

            if (statuses_dom_in_scope(p, tag, STATUSES_IS_TABLE_SCOPE)) {
                p->again = statuses_dom_row_close(p);
            }

            return;

        default:
            break;
        }
    }

    statuses_dom_in_table(p);
}


static int
statuses_dom_row_close(statuses_dom_parser_t *p)
{
    if (!statuses_dom_in_scope(p, STATUSES_TAG_TR, STATUSES_IS_TABLE_SCOPE)) {
        return 0;
    }

    statuses_dom_clear_to(p, STATUSES_IS_ROW);
    statuses_dom_pop(p);
    p->mode = STATUSES_DOM_IN_TABLE_BODY;

    return 1;
}


void
statuses_dom_in_cell(statuses_dom_parser_t *p)
{
    statuses_tag_e  tag;

    tag = p->token.tag;

    if (p->token.type == STATUSES_DOM_TOKEN_START) {

        if (statuses_tag_flags[tag] & STATUSES_IS_TABLE_PART) {
            p->again = statuses_dom_cell_close(p);
            return;
        }

    } else if (p->token.type == STATUSES_DOM_TOKEN_END) {

        switch (tag) {

        case STATUSES_TAG_TD:
        case STATUSES_TAG_TH:

            if (statuses_dom_in_scope(p, tag, STATUSES_IS_TABLE_SCOPE)) {
                statuses_dom_pop_tag(p, tag);
                statuses_dom_format_clear(p);
                p->mode = STATUSES_DOM_IN_ROW;
            }

            return;

        case STATUSES_TAG_CAPTION:
        case STATUSES_TAG_COL:
        case STATUSES_TAG_COLGROUP:
            return;

        case STATUSES_TAG_TABLE:
        case STATUSES_TAG_TBODY:
        case STATUSES_TAG_TFOOT:
        case STATUSES_TAG_THEAD:
        case STATUSES_TAG_TR:

            if (statuses_dom_in_scope(p, tag, STATUSES_IS_TABLE_SCOPE)) {
                p->again = statuses_dom_cell_close(p);
            }

            return;

        default:
            break;
        }
    }

    statuses_dom_in_body(p);
}


static int
statuses_dom_cell_close(statuses_dom_parser_t *p)
{
    statuses_tag_e  tag;

    tag = STATUSES_TAG_TD;

    if (!statuses_dom_in_scope(p, tag, STATUSES_IS_TABLE_SCOPE)) {
        tag = STATUSES_TAG_TH;

        if (!statuses_dom_in_scope(p, tag, STATUSES_IS_TABLE_SCOPE)) {
            return 0;
        }
    }

    statuses_dom_pop_tag(p, tag);
    statuses_dom_format_clear(p);
    p->mode = STATUSES_DOM_IN_ROW;

    return 1;
}
