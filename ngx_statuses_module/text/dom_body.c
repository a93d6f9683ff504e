/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* The insertion mode "in body", and what it takes from "in head". */

#include <string.h>

#include "dom_parser.h"


static void statuses_dom_body_start(statuses_dom_parser_t *p);
static void statuses_dom_body_start_list(statuses_dom_parser_t *p);
static void statuses_dom_body_start_a(statuses_dom_parser_t *p);
static void statuses_dom_body_start_form(statuses_dom_parser_t *p);
static void statuses_dom_body_start_select(statuses_dom_parser_t *p);
static void statuses_dom_body_start_foreign(statuses_dom_parser_t *p,
    statuses_dom_ns_e ns);
static void statuses_dom_body_end(statuses_dom_parser_t *p);
static void statuses_dom_body_end_scoped(statuses_dom_parser_t *p,
    uint32_t barrier);
static void statuses_dom_body_end_heading(statuses_dom_parser_t *p);
static void statuses_dom_body_end_form(statuses_dom_parser_t *p);
static void statuses_dom_body_end_other(statuses_dom_parser_t *p);
static void statuses_dom_body_raw(statuses_dom_parser_t *p,
    statuses_dom_lex_e lex);


void
statuses_dom_in_body(statuses_dom_parser_t *p)
{
    switch (p->token.type) {

    case STATUSES_DOM_TOKEN_TEXT:
        statuses_dom_reconstruct(p);
        statuses_dom_insert_text(p, p->token.text);
        return;

    case STATUSES_DOM_TOKEN_COMMENT:
        statuses_dom_insert_comment(p);
        return;

    case STATUSES_DOM_TOKEN_START:
        statuses_dom_body_start(p);
        return;

    case STATUSES_DOM_TOKEN_END:
        statuses_dom_body_end(p);
        return;

    default:
        return;
    }
}


static void
statuses_dom_body_start(statuses_dom_parser_t *p)
{
    uint32_t        flags;
    statuses_tag_e  tag;

    tag = p->token.tag;
    flags = statuses_tag_flags[tag];

    if (flags & STATUSES_IS_BLOCK) {
        statuses_dom_close_p(p);
        statuses_dom_insert(p);
        return;
    }

    if (flags & STATUSES_IS_HEAD) {
        statuses_dom_in_head(p);
        return;
    }

    if (flags & STATUSES_IS_HEADING) {
        statuses_dom_close_p(p);

        if (statuses_dom_flags(statuses_dom_current(p)) & STATUSES_IS_HEADING)
        {
            statuses_dom_pop(p);
        }

        statuses_dom_insert(p);
        return;
    }

    if (flags & STATUSES_IS_TABLE_PART) {
        return;
    }

    switch (tag) {

    case STATUSES_TAG_HTML:
    case STATUSES_TAG_BODY:
    case STATUSES_TAG_FRAMESET:
    case STATUSES_TAG_FRAME:
    case STATUSES_TAG_HEAD:
        return;

    case STATUSES_TAG_PRE:
    case STATUSES_TAG_LISTING:
        statuses_dom_close_p(p);
        statuses_dom_insert(p);
        p->skip_lf = 1;
        return;

    case STATUSES_TAG_FORM:
        statuses_dom_body_start_form(p);
        return;

    case STATUSES_TAG_LI:
    case STATUSES_TAG_DD:
    case STATUSES_TAG_DT:
        statuses_dom_body_start_list(p);
        return;

    case STATUSES_TAG_PLAINTEXT:
        statuses_dom_close_p(p);
        statuses_dom_insert(p);
        p->lex = STATUSES_DOM_LEX_PLAINTEXT;
        return;

    case STATUSES_TAG_BUTTON:

        if (statuses_dom_in_scope(p, tag, STATUSES_IS_SCOPE)) {
            statuses_dom_pop_tag(p, tag);
        }

        break;

    case STATUSES_TAG_A:
        statuses_dom_body_start_a(p);
        return;

    case STATUSES_TAG_NOBR:
        statuses_dom_reconstruct(p);

        if (statuses_dom_in_scope(p, tag, STATUSES_IS_SCOPE)) {

            if (!statuses_dom_adopt(p, tag)) {
                statuses_dom_body_end_other(p);
            }

            statuses_dom_reconstruct(p);
        }

        statuses_dom_format_push(p, statuses_dom_insert(p));
        return;

    case STATUSES_TAG_APPLET:
    case STATUSES_TAG_MARQUEE:
    case STATUSES_TAG_OBJECT:
        statuses_dom_reconstruct(p);
        statuses_dom_insert(p);
        statuses_dom_format_mark(p);
        return;

    case STATUSES_TAG_TABLE:
        statuses_dom_close_p(p);
        statuses_dom_insert(p);
        p->mode = STATUSES_DOM_IN_TABLE;
        return;

    case STATUSES_TAG_AREA:
    case STATUSES_TAG_BR:
    case STATUSES_TAG_EMBED:
    case STATUSES_TAG_IMG:
    case STATUSES_TAG_IMAGE:
    case STATUSES_TAG_INPUT:
    case STATUSES_TAG_KEYGEN:
    case STATUSES_TAG_WBR:
        statuses_dom_reconstruct(p);
        statuses_dom_insert_void(p);
        return;

    case STATUSES_TAG_PARAM:
    case STATUSES_TAG_SOURCE:
    case STATUSES_TAG_TRACK:
        statuses_dom_insert_void(p);
        return;

    case STATUSES_TAG_HR:
        statuses_dom_close_p(p);
        statuses_dom_insert_void(p);
        return;

    case STATUSES_TAG_TEXTAREA:
        statuses_dom_body_raw(p, STATUSES_DOM_LEX_RCDATA);
        p->skip_lf = 1;
        return;

    case STATUSES_TAG_XMP:
        statuses_dom_close_p(p);
        statuses_dom_reconstruct(p);
        statuses_dom_body_raw(p, STATUSES_DOM_LEX_RAWTEXT);
        return;

    case STATUSES_TAG_IFRAME:
    case STATUSES_TAG_NOEMBED:
        statuses_dom_body_raw(p, STATUSES_DOM_LEX_RAWTEXT);
        return;

    case STATUSES_TAG_SELECT:
        statuses_dom_body_start_select(p);
        return;

    case STATUSES_TAG_OPTGROUP:
    case STATUSES_TAG_OPTION:

        if (statuses_dom_is(statuses_dom_current(p), STATUSES_TAG_OPTION)) {
            statuses_dom_pop(p);
        }

        break;

    case STATUSES_TAG_RB:
    case STATUSES_TAG_RTC:
    case STATUSES_TAG_RP:
    case STATUSES_TAG_RT:

        if (statuses_dom_in_scope(p, STATUSES_TAG_RUBY, STATUSES_IS_SCOPE)) {
            statuses_dom_imply_ends(p,
                                    (tag == STATUSES_TAG_RP
                                     || tag == STATUSES_TAG_RT)
                                    ? STATUSES_TAG_RTC : STATUSES_TAG_OTHER);
        }

        statuses_dom_insert(p);
        return;

    case STATUSES_TAG_MATH:
        statuses_dom_body_start_foreign(p, STATUSES_DOM_MATHML);
        return;

    case STATUSES_TAG_SVG:
        statuses_dom_body_start_foreign(p, STATUSES_DOM_SVG);
        return;

    default:
        break;
    }

    statuses_dom_reconstruct(p);

    if (flags & STATUSES_IS_FORMATTING) {
        statuses_dom_format_push(p, statuses_dom_insert(p));
        return;
    }

    statuses_dom_insert(p);
}


/* li closes an open li, dd and dt an open dd or dt. */

static void
statuses_dom_body_start_list(statuses_dom_parser_t *p)
{
    size_t                i;
    statuses_dom_node_t  *node;

    for (i = p->nopen - 1; i > 0; i--) {
        node = p->open[i];

        if (node->ns == STATUSES_DOM_HTML) {

            if (p->token.tag == STATUSES_TAG_LI) {

                if (node->tag == STATUSES_TAG_LI) {
                    statuses_dom_pop_tag(p, STATUSES_TAG_LI);
                    break;
                }

            } else if (node->tag == STATUSES_TAG_DD
                       || node->tag == STATUSES_TAG_DT)
            {
                statuses_dom_pop_tag(p, node->tag);
                break;
            }

            if (node->tag == STATUSES_TAG_ADDRESS
                || node->tag == STATUSES_TAG_DIV
                || node->tag == STATUSES_TAG_P)
            {
                p->work++;
                continue;
            }
        }

        if (statuses_dom_is_special(node)) {
            break;
        }

        p->work++;
    }

    statuses_dom_close_p(p);
    statuses_dom_insert(p);
}


/* A link ends the one before, or a clone of it that eight rounds have left. */

static void
statuses_dom_body_start_a(statuses_dom_parser_t *p)
{
    statuses_dom_node_t  *node;

    if (statuses_dom_format_find(p, STATUSES_TAG_A) != NULL) {

        if (!statuses_dom_adopt(p, STATUSES_TAG_A)) {
            statuses_dom_body_end_other(p);
        }

        node = statuses_dom_format_find(p, STATUSES_TAG_A);

        if (node != NULL) {
            statuses_dom_format_remove(p, node);
            statuses_dom_open_remove(p, node);
        }
    }

    statuses_dom_reconstruct(p);
    statuses_dom_format_push(p, statuses_dom_insert(p));
}


static void
statuses_dom_body_start_form(statuses_dom_parser_t *p)
{
    unsigned              in_template;
    statuses_dom_node_t  *node;

    in_template = p->open_tags[STATUSES_TAG_TEMPLATE] != 0;

    if (p->form != NULL && !in_template) {
        return;
    }

    statuses_dom_close_p(p);
    node = statuses_dom_insert(p);

    if (!in_template) {
        p->form = node;
    }
}


static void
statuses_dom_body_start_select(statuses_dom_parser_t *p)
{
    statuses_dom_reconstruct(p);
    statuses_dom_insert(p);

    switch (p->mode) {

    case STATUSES_DOM_IN_TABLE:
    case STATUSES_DOM_IN_CAPTION:
    case STATUSES_DOM_IN_TABLE_BODY:
    case STATUSES_DOM_IN_ROW:
    case STATUSES_DOM_IN_CELL:
        p->mode = STATUSES_DOM_IN_SELECT_IN_TABLE;
        return;

    default:
        p->mode = STATUSES_DOM_IN_SELECT;
    }
}


static void
statuses_dom_body_start_foreign(statuses_dom_parser_t *p, statuses_dom_ns_e ns)
{
    statuses_dom_reconstruct(p);

    p->token.ns = ns;

    statuses_dom_insert(p);

    if (p->token.self_closing) {
        statuses_dom_pop(p);
    }
}


static void
statuses_dom_body_end(statuses_dom_parser_t *p)
{
    uint32_t        flags;
    statuses_tag_e  tag;

    tag = p->token.tag;
    flags = statuses_tag_flags[tag];

    if (flags & STATUSES_IS_BLOCK_END) {
        statuses_dom_body_end_scoped(p, STATUSES_IS_SCOPE);
        return;
    }

    if (flags & STATUSES_IS_FORMATTING) {

        if (statuses_dom_adopt(p, tag)) {
            return;
        }

        statuses_dom_body_end_other(p);
        return;
    }

    if (flags & STATUSES_IS_HEADING) {
        statuses_dom_body_end_heading(p);
        return;
    }

    switch (tag) {

    case STATUSES_TAG_TEMPLATE:
        statuses_dom_in_head(p);
        return;

    case STATUSES_TAG_BODY:
    case STATUSES_TAG_HTML:
        return;

    case STATUSES_TAG_FORM:
        statuses_dom_body_end_form(p);
        return;

    case STATUSES_TAG_P:

        if (!statuses_dom_in_scope(p, tag, STATUSES_IS_SCOPE
                                           | STATUSES_IS_BUTTON_SCOPE))
        {
            statuses_dom_insert_implied(p, tag);
        }

        statuses_dom_pop_tag(p, tag);
        return;

    case STATUSES_TAG_LI:
        statuses_dom_body_end_scoped(p, STATUSES_IS_SCOPE
                                        | STATUSES_IS_LIST_SCOPE);
        return;

    case STATUSES_TAG_DD:
    case STATUSES_TAG_DT:
        statuses_dom_body_end_scoped(p, STATUSES_IS_SCOPE);
        return;

    case STATUSES_TAG_APPLET:
    case STATUSES_TAG_MARQUEE:
    case STATUSES_TAG_OBJECT:

        if (statuses_dom_in_scope(p, tag, STATUSES_IS_SCOPE)) {
            statuses_dom_pop_tag(p, tag);
            statuses_dom_format_clear(p);
        }

        return;

    case STATUSES_TAG_BR:
        p->token.nattrs = 0;
        statuses_dom_reconstruct(p);
        statuses_dom_insert_void(p);
        return;

    default:
        statuses_dom_body_end_other(p);
    }
}


/* Popping up to the element implies all end tags on the way. */

static void
statuses_dom_body_end_scoped(statuses_dom_parser_t *p, uint32_t barrier)
{
    if (statuses_dom_in_scope(p, p->token.tag, barrier)) {
        statuses_dom_pop_tag(p, p->token.tag);
    }
}


static void
statuses_dom_body_end_heading(statuses_dom_parser_t *p)
{
    statuses_dom_node_t  *node;

    if (!statuses_dom_flag_in_scope(p, STATUSES_IS_HEADING,
                                    STATUSES_IS_SCOPE))
    {
        return;
    }

    do {
        node = statuses_dom_pop(p);
    } while (!(statuses_dom_flags(node) & STATUSES_IS_HEADING));
}


/* Outside of templates only the form itself is closed, not what is in it. */

static void
statuses_dom_body_end_form(statuses_dom_parser_t *p)
{
    size_t                i;
    statuses_dom_node_t  *form;

    if (p->open_tags[STATUSES_TAG_TEMPLATE] != 0) {

        if (statuses_dom_in_scope(p, STATUSES_TAG_FORM, STATUSES_IS_SCOPE)) {
            statuses_dom_pop_tag(p, STATUSES_TAG_FORM);
        }

        return;
    }

    form = p->form;
    p->form = NULL;

    if (form == NULL || !form->open) {
        return;
    }

    for (i = p->nopen - 1; p->open[i] != form; i--) {

        if (i == 0 || statuses_dom_is_barrier(p->open[i], STATUSES_IS_SCOPE)) {
            return;
        }
    }

    p->work += p->nopen - i;

    statuses_dom_imply_ends(p, STATUSES_TAG_OTHER);
    statuses_dom_open_remove(p, form);
}


static void
statuses_dom_body_end_other(statuses_dom_parser_t *p)
{
    size_t                i;
    statuses_str_t       *name;
    statuses_dom_node_t  *node;

    if (p->open_tags[p->token.tag] == 0) {
        return;
    }

    name = &p->token.text;

    for (i = p->nopen - 1; i > 0; i--) {
        node = p->open[i];

        if (statuses_dom_is(node, p->token.tag)
            && (node->tag != STATUSES_TAG_OTHER
                || (node->text.len == name->len
                    && memcmp(node->text.data, name->data, name->len) == 0)))
        {
            while (p->nopen > i) {
                statuses_dom_pop(p);
            }

            return;
        }

        if (statuses_dom_is_special(node)) {
            return;
        }

        p->work++;
    }
}


static void
statuses_dom_body_raw(statuses_dom_parser_t *p, statuses_dom_lex_e lex)
{
    statuses_dom_insert(p);

    p->lex = lex;
    p->back = p->mode;
    p->mode = STATUSES_DOM_IN_RAW;
}


void
statuses_dom_in_head(statuses_dom_parser_t *p)
{
    if (p->token.type == STATUSES_DOM_TOKEN_END) {

        if (p->token.tag != STATUSES_TAG_TEMPLATE
            || p->open_tags[STATUSES_TAG_TEMPLATE] == 0)
        {
            return;
        }

        statuses_dom_pop_tag(p, STATUSES_TAG_TEMPLATE);
        statuses_dom_format_clear(p);

        if (p->ntemplates > 0) {
            p->ntemplates--;
        }

        statuses_dom_reset_mode(p);
        return;
    }

    switch (p->token.tag) {

    case STATUSES_TAG_TITLE:
        statuses_dom_body_raw(p, STATUSES_DOM_LEX_RCDATA);
        return;

    case STATUSES_TAG_NOFRAMES:
    case STATUSES_TAG_STYLE:
        statuses_dom_body_raw(p, STATUSES_DOM_LEX_RAWTEXT);
        return;

    case STATUSES_TAG_SCRIPT:
        statuses_dom_body_raw(p, STATUSES_DOM_LEX_SCRIPT);
        return;

    case STATUSES_TAG_TEMPLATE:
        statuses_dom_insert(p);
        statuses_dom_format_mark(p);

        if (p->ntemplates == STATUSES_DOM_STACK_SIZE) {
            p->stop = STATUSES_DOM_REFUSED;
            return;
        }

        p->templates[p->ntemplates++] = STATUSES_DOM_IN_TEMPLATE;
        p->mode = STATUSES_DOM_IN_TEMPLATE;
        return;

    default: /* base, link, meta ... */
        statuses_dom_insert_void(p);
    }
}
