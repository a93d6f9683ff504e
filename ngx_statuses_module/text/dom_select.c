/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* The insertion modes of select and template. */

#include "dom_parser.h"


static int statuses_dom_select_close(statuses_dom_parser_t *p);
static void statuses_dom_template_switch(statuses_dom_parser_t *p,
    statuses_dom_mode_e mode);


void
statuses_dom_in_select(statuses_dom_parser_t *p)
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

        switch (p->token.tag) {

        case STATUSES_TAG_OPTION:
        case STATUSES_TAG_OPTGROUP:
        case STATUSES_TAG_HR:

            if (statuses_dom_is(statuses_dom_current(p), STATUSES_TAG_OPTION))
            {
                statuses_dom_pop(p);
            }

            if (p->token.tag != STATUSES_TAG_OPTION
                && statuses_dom_is(statuses_dom_current(p),
                                   STATUSES_TAG_OPTGROUP))
            {
                statuses_dom_pop(p);
            }

            statuses_dom_insert(p);

            if (p->token.tag == STATUSES_TAG_HR) {
                statuses_dom_pop(p);
            }

            return;

        case STATUSES_TAG_SELECT:
            (void) statuses_dom_select_close(p);
            return;

        case STATUSES_TAG_INPUT:
        case STATUSES_TAG_KEYGEN:
        case STATUSES_TAG_TEXTAREA:
            p->again = statuses_dom_select_close(p);
            return;

        case STATUSES_TAG_SCRIPT:
        case STATUSES_TAG_TEMPLATE:
            statuses_dom_in_head(p);
            return;

        default:
            return;
        }

    case STATUSES_DOM_TOKEN_END:
        node = statuses_dom_current(p);

        switch (p->token.tag) {

        case STATUSES_TAG_OPTGROUP:

            if (statuses_dom_is(node, STATUSES_TAG_OPTION)
                && statuses_dom_is(p->open[p->nopen - 2],
                                   STATUSES_TAG_OPTGROUP))
            {
                statuses_dom_pop(p);
                node = statuses_dom_current(p);
            }

            /* fall through */

        case STATUSES_TAG_OPTION:

            if (statuses_dom_is(node, p->token.tag)) {
                statuses_dom_pop(p);
            }

            return;

        case STATUSES_TAG_SELECT:
            (void) statuses_dom_select_close(p);
            return;

        case STATUSES_TAG_TEMPLATE:
            statuses_dom_in_head(p);
            return;

        default:
            return;
        }

    default:
        return;
    }
}


/* "Select scope" ends at all but option and optgroup. */

static int
statuses_dom_select_close(statuses_dom_parser_t *p)
{
    size_t                i;
    statuses_dom_node_t  *node;

    for (i = p->nopen - 1; i > 0; i--) {
        node = p->open[i];

        if (statuses_dom_is(node, STATUSES_TAG_SELECT)) {
            statuses_dom_pop_tag(p, STATUSES_TAG_SELECT);
            statuses_dom_reset_mode(p);
            return 1;
        }

        if (!statuses_dom_is(node, STATUSES_TAG_OPTION)
            && !statuses_dom_is(node, STATUSES_TAG_OPTGROUP))
        {
            break;
        }

        p->work++;
    }

    return 0;
}


void
statuses_dom_in_select_in_table(statuses_dom_parser_t *p)
{
    statuses_tag_e  tag;

    tag = p->token.tag;

    if ((p->token.type == STATUSES_DOM_TOKEN_START
         || p->token.type == STATUSES_DOM_TOKEN_END)
        && tag != STATUSES_TAG_COL && tag != STATUSES_TAG_COLGROUP
        && (tag == STATUSES_TAG_TABLE
            || (statuses_tag_flags[tag] & STATUSES_IS_TABLE_PART)))
    {
        if (p->token.type == STATUSES_DOM_TOKEN_END
            && !statuses_dom_in_scope(p, tag, STATUSES_IS_TABLE_SCOPE))
        {
            return;
        }

        statuses_dom_pop_tag(p, STATUSES_TAG_SELECT);
        statuses_dom_reset_mode(p);
        p->again = 1;
        return;
    }

    statuses_dom_in_select(p);
}


void
statuses_dom_in_template(statuses_dom_parser_t *p)
{
    switch (p->token.type) {

    case STATUSES_DOM_TOKEN_TEXT:
    case STATUSES_DOM_TOKEN_COMMENT:
        statuses_dom_in_body(p);
        return;

    case STATUSES_DOM_TOKEN_START:

        if (statuses_tag_flags[p->token.tag] & STATUSES_IS_HEAD) {
            statuses_dom_in_head(p);
            return;
        }

        switch (p->token.tag) {

        case STATUSES_TAG_CAPTION:
        case STATUSES_TAG_COLGROUP:
        case STATUSES_TAG_TBODY:
        case STATUSES_TAG_TFOOT:
        case STATUSES_TAG_THEAD:
            statuses_dom_template_switch(p, STATUSES_DOM_IN_TABLE);
            return;

        case STATUSES_TAG_COL:
            statuses_dom_template_switch(p, STATUSES_DOM_IN_COLUMN_GROUP);
            return;

        case STATUSES_TAG_TR:
            statuses_dom_template_switch(p, STATUSES_DOM_IN_TABLE_BODY);
            return;

        case STATUSES_TAG_TD:
        case STATUSES_TAG_TH:
            statuses_dom_template_switch(p, STATUSES_DOM_IN_ROW);
            return;

        default:
            statuses_dom_template_switch(p, STATUSES_DOM_IN_BODY);
            return;
        }

    case STATUSES_DOM_TOKEN_END:

        if (p->token.tag == STATUSES_TAG_TEMPLATE) {
            statuses_dom_in_head(p);
        }

        return;

    default:
        return;
    }
}


static void
statuses_dom_template_switch(statuses_dom_parser_t *p,
    statuses_dom_mode_e mode)
{
    if (p->ntemplates > 0) {
        p->templates[p->ntemplates - 1] = mode;
    }

    p->mode = mode;
    p->again = 1;
}
