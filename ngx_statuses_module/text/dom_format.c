/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The list of active formatting elements, and what the standard does with it:
 * elements that are still open in the source, but closed in the tree, are
 * opened again, and misnested end tags are put right.
 */

#include <string.h>

#include "dom_parser.h"


#define STATUSES_DOM_FORMAT_MIN   64
#define STATUSES_DOM_FORMAT_MAX   8192

#define STATUSES_DOM_NONE         ((size_t) -1)


static void statuses_dom_format_add(statuses_dom_parser_t *p,
    statuses_dom_node_t *node);
static int statuses_dom_format_same(statuses_dom_parser_t *p,
    const statuses_dom_node_t *a, const statuses_dom_node_t *b);
static size_t statuses_dom_format_index(statuses_dom_parser_t *p,
    const statuses_dom_node_t *node);
static void statuses_dom_format_remove_at(statuses_dom_parser_t *p, size_t i);
static void statuses_dom_format_insert_at(statuses_dom_parser_t *p, size_t i,
    statuses_dom_node_t *node);
static statuses_dom_node_t *statuses_dom_clone(statuses_dom_parser_t *p,
    const statuses_dom_node_t *node);
static int statuses_dom_adopt_one(statuses_dom_parser_t *p,
    statuses_dom_node_t *format);
static statuses_dom_node_t *statuses_dom_adopt_chain(statuses_dom_parser_t *p,
    size_t bottom, size_t top, size_t *bookmark);


/*
 * Of four with the same name and attributes behind the last marker the first
 * one goes.
 */

void
statuses_dom_format_push(statuses_dom_parser_t *p, statuses_dom_node_t *node)
{
    size_t                i, first, same;
    statuses_dom_node_t  *other;

    same = 0;
    first = 0;

    for (i = p->nformat; i > 0; i--) {
        other = p->format[i - 1];

        if (other == NULL) {
            break;
        }

        if (statuses_dom_format_same(p, other, node)) {
            first = i - 1;
            same++;
        }
    }

    p->work += p->nformat - i;

    if (same >= 3) {
        statuses_dom_format_remove_at(p, first);
    }

    statuses_dom_format_add(p, node);
}


void
statuses_dom_format_mark(statuses_dom_parser_t *p)
{
    statuses_dom_format_add(p, NULL);
}


static void
statuses_dom_format_add(statuses_dom_parser_t *p, statuses_dom_node_t *node)
{
    size_t                 size;
    statuses_dom_node_t  **format;

    if (p->nformat == p->format_size) {

        size = p->format_size ? p->format_size * 2 : STATUSES_DOM_FORMAT_MIN;

        if (size > STATUSES_DOM_FORMAT_MAX) {
            p->stop = STATUSES_DOM_REFUSED;
            return;
        }

        format = statuses_dom_alloc(p->scratch,
                                    size * sizeof(statuses_dom_node_t *));
        if (format == NULL) {
            p->stop = STATUSES_DOM_NOMEM;
            return;
        }

        if (p->nformat != 0) {
            memcpy(format, p->format,
                   p->nformat * sizeof(statuses_dom_node_t *));
        }

        p->format = format;
        p->format_size = size;
    }

    p->format[p->nformat++] = node;
}


/* Names of attributes are unique, so the order need not be looked at. */

static int
statuses_dom_format_same(statuses_dom_parser_t *p,
    const statuses_dom_node_t *a, const statuses_dom_node_t *b)
{
    size_t                      i, j;
    const statuses_dom_attr_t  *x, *y;

    if (a->tag != b->tag || a->nattrs != b->nattrs
        || a->attrs_hash != b->attrs_hash)
    {
        return 0;
    }

    for (i = 0; i < a->nattrs; i++) {
        x = &a->attrs[i];
        y = NULL;

        for (j = 0; j < b->nattrs; j++) {
            y = &b->attrs[j];

            if (x->hash == y->hash && x->name.len == y->name.len
                && memcmp(x->name.data, y->name.data, x->name.len) == 0)
            {
                break;
            }
        }

        p->work += j;

        if (j == b->nattrs || y == NULL || x->value.len != y->value.len
            || memcmp(x->value.data, y->value.data, x->value.len) != 0)
        {
            return 0;
        }

        p->work += x->value.len / 16;
    }

    return 1;
}


void
statuses_dom_format_clear(statuses_dom_parser_t *p)
{
    while (p->nformat > 0 && p->format[--p->nformat] != NULL) { /* void */ }
}


statuses_dom_node_t *
statuses_dom_format_find(statuses_dom_parser_t *p, statuses_tag_e tag)
{
    size_t                i;
    statuses_dom_node_t  *node;

    for (i = p->nformat; i > 0; i--) {
        node = p->format[i - 1];

        if (node == NULL) {
            break;
        }

        if (node->tag == tag) {
            p->work += p->nformat - i;
            return node;
        }
    }

    p->work += p->nformat - i;

    return NULL;
}


void
statuses_dom_format_remove(statuses_dom_parser_t *p, statuses_dom_node_t *node)
{
    size_t  i;

    i = statuses_dom_format_index(p, node);

    if (i != STATUSES_DOM_NONE) {
        statuses_dom_format_remove_at(p, i);
    }
}


static size_t
statuses_dom_format_index(statuses_dom_parser_t *p,
    const statuses_dom_node_t *node)
{
    size_t  i;

    for (i = p->nformat; i > 0; i--) {

        if (p->format[i - 1] == node) {
            p->work += p->nformat - i;
            return i - 1;
        }
    }

    p->work += p->nformat;

    return STATUSES_DOM_NONE;
}


static void
statuses_dom_format_remove_at(statuses_dom_parser_t *p, size_t i)
{
    p->nformat--;

    memmove(&p->format[i], &p->format[i + 1],
            (p->nformat - i) * sizeof(statuses_dom_node_t *));
}


/* An element was removed just before, so there is room. */

static void
statuses_dom_format_insert_at(statuses_dom_parser_t *p, size_t i,
    statuses_dom_node_t *node)
{
    memmove(&p->format[i + 1], &p->format[i],
            (p->nformat - i) * sizeof(statuses_dom_node_t *));

    p->format[i] = node;
    p->nformat++;
}


static statuses_dom_node_t *
statuses_dom_clone(statuses_dom_parser_t *p, const statuses_dom_node_t *node)
{
    statuses_dom_node_t  *clone;

    clone = statuses_dom_create(p, STATUSES_DOM_ELEMENT);

    if (clone == node) {
        return clone;
    }

    clone->tag = node->tag;
    clone->ns = node->ns;
    clone->text = node->text;
    clone->attrs = node->attrs;
    clone->nattrs = node->nattrs;
    clone->attrs_hash = node->attrs_hash;

    return clone;
}


void
statuses_dom_reconstruct(statuses_dom_parser_t *p)
{
    size_t                i;
    statuses_dom_node_t  *node, *clone;

    for (i = p->nformat; i > 0; i--) {
        node = p->format[i - 1];

        if (node == NULL || node->open) {
            break;
        }
    }

    for ( /* void */ ; i < p->nformat && p->stop == STATUSES_DOM_OK; i++) {
        clone = statuses_dom_clone(p, p->format[i]);

        statuses_dom_place(p, NULL, clone);
        statuses_dom_push(p, clone);

        p->format[i] = clone;
    }
}


int
statuses_dom_adopt(statuses_dom_parser_t *p, statuses_tag_e tag)
{
    unsigned              i;
    statuses_dom_node_t  *node;

    node = statuses_dom_current(p);

    if (statuses_dom_is(node, tag)
        && statuses_dom_format_index(p, node) == STATUSES_DOM_NONE)
    {
        statuses_dom_pop(p);
        return 1;
    }

    for (i = 0; i < 8 && p->stop == STATUSES_DOM_OK; i++) {

        node = statuses_dom_format_find(p, tag);

        if (node == NULL) {
            return 0;
        }

        if (!statuses_dom_adopt_one(p, node)) {
            return 1;
        }
    }

    return 1;
}


/*
 * One round: "format" is closed in front of the first special element in it
 * (the furthest block), and opened again inside.  Returns 0 if it was the
 * last round.
 */

static int
statuses_dom_adopt_one(statuses_dom_parser_t *p, statuses_dom_node_t *format)
{
    size_t                i, top, bottom, bookmark;
    statuses_dom_node_t  *block, *ancestor, *last, *clone, *child;

    top = statuses_dom_open_index(p, format);

    if (top == 0) {
        statuses_dom_format_remove(p, format);
        return 0;
    }

    if (!statuses_dom_in_scope(p, format->tag, STATUSES_IS_SCOPE)) {
        return 0;
    }

    for (bottom = top + 1; bottom < p->nopen; bottom++) {

        if (statuses_dom_is_special(p->open[bottom])) {
            break;
        }
    }

    p->work += bottom - top;

    if (bottom == p->nopen) {

        while (p->nopen > top) {
            statuses_dom_pop(p);
        }

        statuses_dom_format_remove(p, format);
        return 0;
    }

    block = p->open[bottom];
    ancestor = p->open[top - 1];
    bookmark = statuses_dom_format_index(p, format);

    last = statuses_dom_adopt_chain(p, bottom, top, &bookmark);

    statuses_dom_remove(last);
    statuses_dom_place(p, ancestor, last);

    /* all that the block holds gets into the clone, and that into the block */

    clone = statuses_dom_clone(p, format);

    if (clone == &p->spare) {
        return 0;
    }

    clone->first = block->first;
    clone->last = block->last;

    for (child = clone->first; child != NULL; child = child->next) {
        child->parent = clone;
        p->work++;
    }

    block->first = NULL;
    block->last = NULL;

    statuses_dom_append(block, clone);

    i = statuses_dom_format_index(p, format);

    if (i == STATUSES_DOM_NONE) {
        return 0;
    }

    statuses_dom_format_remove_at(p, i);

    if (i < bookmark) {
        bookmark--;
    }

    statuses_dom_format_insert_at(p, bookmark, clone);

    statuses_dom_open_remove(p, format);
    statuses_dom_open_insert(p, statuses_dom_open_index(p, block) + 1, clone);

    return 1;
}


/*
 * The elements between "format" (at "top") and the block (at "bottom") of the
 * stack: the next three, if they are formatting elements, are cloned around
 * the block; of the rest formatting elements leave the list, and others the
 * stack.  (The standard takes all of the rest off the stack.  The reference
 * does not, and its result is what counts.)  Returns the outermost node; the
 * bookmark is where the clone of "format" will stand in the list.
 */

static statuses_dom_node_t *
statuses_dom_adopt_chain(statuses_dom_parser_t *p, size_t bottom, size_t top,
    size_t *bookmark)
{
    size_t                i, n, j;
    statuses_dom_node_t  *node, *last, *clone, *block;

    block = p->open[bottom];
    last = block;
    n = 0;

    for (i = bottom - 1; i > top; i--) {
        n++;

        node = p->open[i];
        j = statuses_dom_format_index(p, node);

        if (n > 3 && j != STATUSES_DOM_NONE) {
            statuses_dom_format_remove_at(p, j);

            if (j < *bookmark) {
                (*bookmark)--;
            }

            continue;
        }

        if (j == STATUSES_DOM_NONE) {
            statuses_dom_open_remove(p, node);
            continue;
        }

        clone = statuses_dom_clone(p, node);

        if (clone == &p->spare) {
            return last;
        }

        p->format[j] = clone;
        p->open[i] = clone;
        node->open = 0;
        clone->open = 1;

        if (last == block) {
            *bookmark = j + 1;
        }

        statuses_dom_remove(last);
        statuses_dom_append(clone, last);

        last = clone;
    }

    return last;
}
