/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <stdlib.h>
#include <string.h>

#include "dom.h"
#include "statuses_word.h"


#define STATUSES_DOM_ALIGN   sizeof(void *)


struct statuses_dom_block_s {
    statuses_dom_block_t  *next;
};


static size_t statuses_dom_clean_dirty(const char *p, const char *end,
    unsigned strict);
static int statuses_dom_deleted(uint32_t cp);


void
statuses_dom_scratch_init(statuses_dom_scratch_t *s)
{
    s->pos = s->first.data;
    s->end = s->first.data + sizeof(s->first.data);
    s->blocks = NULL;
    s->failed = 0;
}


void
statuses_dom_scratch_free(statuses_dom_scratch_t *s)
{
    statuses_dom_block_t  *block, *next;

    for (block = s->blocks; block != NULL; block = next) {
        next = block->next;
        free(block);
    }

    s->blocks = NULL;
}


void *
statuses_dom_alloc(statuses_dom_scratch_t *s, size_t size)
{
    char                  *p;
    size_t                 n;
    statuses_dom_block_t  *block;

    size = (size + STATUSES_DOM_ALIGN - 1) & ~(STATUSES_DOM_ALIGN - 1);

    if (s->failed) {
        return NULL;
    }

    if ((size_t) (s->end - s->pos) < size) {

        n = STATUSES_DOM_SCRATCH_SIZE * 4;

        if (n < size + sizeof(statuses_dom_block_t)) {
            n = size + sizeof(statuses_dom_block_t);
        }

        block = malloc(n);
        if (block == NULL) {
            s->failed = 1;
            return NULL;
        }

        block->next = s->blocks;
        s->blocks = block;

        s->pos = (char *) (block + 1);
        s->end = (char *) block + n;
    }

    p = s->pos;
    s->pos += size;

    return p;
}


statuses_str_t
statuses_dom_clean(statuses_dom_scratch_t *s, statuses_str_t html,
    unsigned strict)
{
    char            *d;
    size_t           n;
    uint32_t         cp;
    const char      *p, *q, *end;
    statuses_str_t   clean;

    p = html.data;
    end = html.data + html.len;

    n = statuses_dom_clean_dirty(p, end, strict);

    if (n == html.len) {
        return html;
    }

    clean.data = "";
    clean.len = 0;

    /* an invalid byte grows to three */

    d = statuses_dom_alloc(s, html.len * 3);
    if (d == NULL) {
        return clean;
    }

    clean.data = d;

    memcpy(d, p, n);
    d += n;
    p += n;

    while (p < end) {

        if (*p == '\r') {
            p++;

            if (p == end || *p != '\n') {
                *d++ = '\n';
            }

            continue;
        }

        q = p;
        cp = statuses_utf8_next(&p, end);

        if (cp == 0 || (strict && statuses_dom_deleted(cp))) {
            continue;
        }

        if (cp == 0xfffd) {
            memcpy(d, "\xef\xbf\xbd", 3);
            d += 3;
            continue;
        }

        memcpy(d, q, p - q);
        d += p - q;
    }

    clean.len = d - clean.data;

    return clean;
}


/* The length of the part in front that stays as it is. */

static size_t
statuses_dom_clean_dirty(const char *p, const char *end, unsigned strict)
{
    uint32_t     cp;
    uint64_t     w;
    const char  *start, *q;

    start = p;

    while (p < end) {

        if (*p >= ' ' && *p < 0x7f) {

            while (end - p >= 8) {
                w = statuses_word_load(p);

                if (statuses_word_below(w, ' ') | statuses_word_has(w, 0x7f)
                    | statuses_word_beyond(w))
                {
                    break;
                }

                p += 8;
            }

            while (p < end && *p >= ' ' && *p < 0x7f) {
                p++;
            }

            continue;
        }

        q = p;
        cp = statuses_utf8_next(&p, end);

        if (cp == 0 || cp == '\r' || (cp == 0xfffd && p - q == 1)
            || (strict && statuses_dom_deleted(cp)))
        {
            return q - start;
        }
    }

    return p - start;
}


static int
statuses_dom_deleted(uint32_t cp)
{
    if (cp < 0x20) {
        return cp != '\t' && cp != '\n' && cp != '\f' && cp != '\r';
    }

    return (cp >= 0x7f && cp <= 0x9f) || (cp >= 0xfdd0 && cp <= 0xfdef)
           || (cp & 0xfffe) == 0xfffe;
}


const statuses_dom_attr_t *
statuses_dom_attr(const statuses_dom_node_t *node, const char *name)
{
    size_t                      i, len;
    const statuses_dom_attr_t  *attr;

    len = strlen(name);

    for (i = 0; i < node->nattrs; i++) {
        attr = &node->attrs[i];

        if (attr->name.len == len && memcmp(attr->name.data, name, len) == 0) {
            return attr;
        }
    }

    return NULL;
}


const statuses_dom_node_t *
statuses_dom_next(const statuses_dom_node_t *node,
    const statuses_dom_node_t *top)
{
    if (node->first != NULL) {
        return node->first;
    }

    return statuses_dom_skip(node, top);
}


const statuses_dom_node_t *
statuses_dom_skip(const statuses_dom_node_t *node,
    const statuses_dom_node_t *top)
{
    while (node != top) {

        if (node->next != NULL) {
            return node->next;
        }

        node = node->parent;
    }

    return NULL;
}
