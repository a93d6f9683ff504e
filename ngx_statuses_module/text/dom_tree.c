/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "dom_parser.h"


static void statuses_dom_link_before(statuses_dom_node_t *next,
    statuses_dom_node_t *node);


/*
 * Never returns NULL: without memory the parsing stops behind this token, and
 * the spare node takes the changes that are still made.
 */

statuses_dom_node_t *
statuses_dom_create(statuses_dom_parser_t *p, statuses_dom_type_e type)
{
    statuses_dom_node_t  *node;

    node = NULL;

    if (p->nodes++ < p->max_nodes) {
        node = statuses_dom_alloc(p->scratch, sizeof(statuses_dom_node_t));
    }

    if (node == NULL) {
        p->stop = p->scratch->failed ? STATUSES_DOM_NOMEM
                                     : STATUSES_DOM_REFUSED;
        node = &p->spare;
    }

    memset(node, 0, sizeof(statuses_dom_node_t));

    node->type = type;

    return node;
}


void
statuses_dom_append(statuses_dom_node_t *parent, statuses_dom_node_t *node)
{
    node->parent = parent;
    node->prev = parent->last;
    node->next = NULL;

    if (parent->last != NULL) {
        parent->last->next = node;

    } else {
        parent->first = node;
    }

    parent->last = node;
}


static void
statuses_dom_link_before(statuses_dom_node_t *next, statuses_dom_node_t *node)
{
    node->parent = next->parent;
    node->next = next;
    node->prev = next->prev;

    if (next->prev != NULL) {
        next->prev->next = node;

    } else {
        next->parent->first = node;
    }

    next->prev = node;
}


void
statuses_dom_remove(statuses_dom_node_t *node)
{
    if (node->parent == NULL) {
        return;
    }

    if (node->prev != NULL) {
        node->prev->next = node->next;

    } else {
        node->parent->first = node->next;
    }

    if (node->next != NULL) {
        node->next->prev = node->prev;

    } else {
        node->parent->last = node->prev;
    }

    node->parent = NULL;
    node->prev = NULL;
    node->next = NULL;
}


void
statuses_dom_place(statuses_dom_parser_t *p, statuses_dom_node_t *target,
    statuses_dom_node_t *node)
{
    size_t                i;
    statuses_dom_node_t  *table;

    if (target == NULL) {
        target = statuses_dom_current(p);
    }

    if (node == &p->spare || target == &p->spare) {
        return;
    }

    if (!p->foster
        || !(statuses_dom_flags(target) & STATUSES_IS_FOSTER))
    {
        statuses_dom_append(target, node);
        return;
    }

    for (i = p->nopen - 1; i > 0; i--) {
        table = p->open[i];

        if (statuses_dom_is(table, STATUSES_TAG_TEMPLATE)) {
            statuses_dom_append(table, node);
            return;
        }

        if (statuses_dom_is(table, STATUSES_TAG_TABLE)) {

            if (table->parent != NULL) {
                statuses_dom_link_before(table, node);

            } else {
                statuses_dom_append(p->open[i - 1], node);
            }

            p->work += p->nopen - i;
            return;
        }
    }

    statuses_dom_append(p->open[0], node);
}


void
statuses_dom_push(statuses_dom_parser_t *p, statuses_dom_node_t *node)
{
    statuses_dom_open_insert(p, p->nopen, node);
}


/* "html" stays. */

statuses_dom_node_t *
statuses_dom_pop(statuses_dom_parser_t *p)
{
    statuses_dom_node_t  *node;

    node = statuses_dom_current(p);

    if (p->nopen == 1) {
        return node;
    }

    p->nopen--;

    node->open = 0;

    if (node->ns == STATUSES_DOM_HTML) {
        p->open_tags[node->tag]--;
    }

    return node;
}


void
statuses_dom_open_remove(statuses_dom_parser_t *p, statuses_dom_node_t *node)
{
    size_t  i;

    i = statuses_dom_open_index(p, node);

    if (i == 0) {
        return;
    }

    p->nopen--;

    memmove(&p->open[i], &p->open[i + 1],
            (p->nopen - i) * sizeof(statuses_dom_node_t *));

    node->open = 0;

    if (node->ns == STATUSES_DOM_HTML) {
        p->open_tags[node->tag]--;
    }
}


void
statuses_dom_open_insert(statuses_dom_parser_t *p, size_t i,
    statuses_dom_node_t *node)
{
    if (p->nopen == STATUSES_DOM_STACK_SIZE) {
        p->stop = STATUSES_DOM_REFUSED;
        return;
    }

    memmove(&p->open[i + 1], &p->open[i],
            (p->nopen - i) * sizeof(statuses_dom_node_t *));

    p->open[i] = node;
    p->nopen++;

    node->open = 1;

    if (node->ns == STATUSES_DOM_HTML) {
        p->open_tags[node->tag]++;
    }
}


/* 0 if it is not there, since nobody looks for "html". */

size_t
statuses_dom_open_index(statuses_dom_parser_t *p, statuses_dom_node_t *node)
{
    size_t  i;

    if (!node->open) {
        return 0;
    }

    for (i = p->nopen - 1; i > 0; i--) {

        if (p->open[i] == node) {
            break;
        }
    }

    p->work += p->nopen - i;

    return i;
}


statuses_dom_node_t *
statuses_dom_insert(statuses_dom_parser_t *p)
{
    size_t                 i, size;
    uint32_t               hash;
    const char            *s, *end;
    statuses_dom_node_t   *node;
    statuses_dom_token_t  *token;

    token = &p->token;

    node = statuses_dom_create(p, STATUSES_DOM_ELEMENT);

    node->tag = token->tag;
    node->ns = token->ns;
    node->text = token->text;

    if (token->nattrs != 0) {
        size = token->nattrs * sizeof(statuses_dom_attr_t);

        node->attrs = statuses_dom_alloc(p->scratch, size);

        if (node->attrs != NULL) {
            memcpy(node->attrs, p->attrs, size);
            node->nattrs = token->nattrs;
        }
    }

    if (statuses_dom_flags(node) & STATUSES_IS_FORMATTING) {

        for (i = 0; i < node->nattrs; i++) {
            hash = node->attrs[i].hash;
            s = node->attrs[i].value.data;
            end = s + node->attrs[i].value.len;

            for ( /* void */ ; s < end; s++) {
                hash = hash * 33 + (unsigned char) *s;
            }

            node->attrs_hash += hash;
        }
    }

    statuses_dom_place(p, NULL, node);
    statuses_dom_push(p, node);

    return node;
}


void
statuses_dom_insert_void(statuses_dom_parser_t *p)
{
    statuses_dom_insert(p);
    statuses_dom_pop(p);
}


void
statuses_dom_insert_implied(statuses_dom_parser_t *p, statuses_tag_e tag)
{
    statuses_dom_node_t  *node;

    node = statuses_dom_create(p, STATUSES_DOM_ELEMENT);

    node->tag = tag;
    node->text = statuses_tag_name(tag);

    statuses_dom_place(p, NULL, node);
    statuses_dom_push(p, node);
}


/* Text that goes on where the last one ended in the source is one node. */

void
statuses_dom_insert_text(statuses_dom_parser_t *p, statuses_str_t text)
{
    statuses_dom_node_t  *node;

    if (text.len == 0) {
        return;
    }

    node = statuses_dom_current(p)->last;

    if (!p->foster && node != NULL && node->type == STATUSES_DOM_TEXT
        && node->text.data + node->text.len == text.data)
    {
        node->text.len += text.len;
        return;
    }

    node = statuses_dom_create(p, STATUSES_DOM_TEXT);
    node->text = text;

    statuses_dom_place(p, NULL, node);
}


/* It matters that there are comments, not how many. */

void
statuses_dom_insert_comment(statuses_dom_parser_t *p)
{
    statuses_dom_node_t  *node, *parent;

    parent = statuses_dom_current(p);

    if (parent->last != NULL && parent->last->type == STATUSES_DOM_COMMENT) {
        return;
    }

    node = statuses_dom_create(p, STATUSES_DOM_COMMENT);

    if (node != &p->spare) {
        statuses_dom_append(parent, node);
    }
}


void
statuses_dom_pop_tag(statuses_dom_parser_t *p, statuses_tag_e tag)
{
    statuses_dom_node_t  *node;

    do {
        node = statuses_dom_pop(p);
    } while (p->nopen > 1 && !statuses_dom_is(node, tag));
}


void
statuses_dom_clear_to(statuses_dom_parser_t *p, uint32_t flags)
{
    while (p->nopen > 1
           && !(statuses_dom_flags(statuses_dom_current(p)) & flags))
    {
        statuses_dom_pop(p);
    }
}


/* The count of open elements spares most walks over the stack. */

int
statuses_dom_in_scope(statuses_dom_parser_t *p, statuses_tag_e tag,
    uint32_t barrier)
{
    size_t  i;

    if (p->open_tags[tag] == 0) {
        return 0;
    }

    for (i = p->nopen - 1; i > 0; i--) {

        if (statuses_dom_is(p->open[i], tag)) {
            p->work += p->nopen - i;
            return 1;
        }

        if (statuses_dom_is_barrier(p->open[i], barrier)) {
            break;
        }
    }

    p->work += p->nopen - i;

    return 0;
}


int
statuses_dom_flag_in_scope(statuses_dom_parser_t *p, uint32_t flag,
    uint32_t barrier)
{
    size_t  i;

    for (i = p->nopen - 1; i > 0; i--) {

        if (statuses_dom_flags(p->open[i]) & flag) {
            p->work += p->nopen - i;
            return 1;
        }

        if (statuses_dom_is_barrier(p->open[i], barrier)) {
            break;
        }
    }

    p->work += p->nopen - i;

    return 0;
}


int
statuses_dom_is_barrier(const statuses_dom_node_t *node, uint32_t barrier)
{
    uint32_t  flags;

    flags = statuses_tag_flags[node->tag];

    switch (node->ns) {

    case STATUSES_DOM_HTML:
        return (flags & barrier) != 0;

    case STATUSES_DOM_MATHML:
        return (barrier & STATUSES_IS_SCOPE)
               && (flags & STATUSES_IS_MATH_SCOPE);

    default: /* STATUSES_DOM_SVG */
        return (barrier & STATUSES_IS_SCOPE)
               && (flags & STATUSES_IS_SVG_SCOPE);
    }
}


int
statuses_dom_is_special(const statuses_dom_node_t *node)
{
    return statuses_dom_is_barrier(node,
                                   STATUSES_IS_SPECIAL | STATUSES_IS_SCOPE);
}


void
statuses_dom_imply_ends(statuses_dom_parser_t *p, statuses_tag_e except)
{
    statuses_dom_node_t  *node;

    for ( ;; ) {
        node = statuses_dom_current(p);

        if (!(statuses_dom_flags(node) & STATUSES_IS_IMPLIED)
            || node->tag == except)
        {
            return;
        }

        statuses_dom_pop(p);
    }
}


void
statuses_dom_close_p(statuses_dom_parser_t *p)
{
    if (statuses_dom_in_scope(p, STATUSES_TAG_P,
                              STATUSES_IS_SCOPE | STATUSES_IS_BUTTON_SCOPE))
    {
        statuses_dom_pop_tag(p, STATUSES_TAG_P);
    }
}
