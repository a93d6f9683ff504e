/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "dom.h"
#include "sanitize.h"
#include "trim.h"


static statuses_str_t statuses_plain_lines(statuses_dom_scratch_t *s,
    statuses_str_t html);
static size_t statuses_plain_line_end(const char *p, const char *end);
static int statuses_plain_link(const statuses_dom_node_t *root,
    statuses_str_t *url);


void
statuses_plain_text(statuses_buf_t *out, statuses_str_t html)
{
    int                         rc;
    size_t                      start;
    statuses_str_t              source;
    statuses_dom_node_t        *root;
    statuses_dom_scratch_t      scratch;
    const statuses_dom_node_t  *node;

    if (html.len == 0 || html.len > STATUSES_DOM_MAX_INPUT) {
        return;
    }

    statuses_dom_scratch_init(&scratch);

    source = statuses_plain_lines(&scratch, html);
    source = statuses_dom_clean(&scratch, source, 0);

    rc = statuses_dom_parse(&scratch, source, &root);

    if (rc == STATUSES_DOM_OK) {
        start = out->len;
        node = root;

        while (node != NULL) {

            if (node->type == STATUSES_DOM_TEXT) {
                statuses_buf_append(out, node->text.data, node->text.len);

            } else if (statuses_tag_flags[node->tag] & STATUSES_IS_DROPPED) {
                node = statuses_dom_skip(node, root);
                continue;
            }

            node = statuses_dom_next(node, root);
        }

        /* CR LF and CR come from references only */

        if (out->len > start && out->data[out->len - 1] == '\n') {
            out->len--;

            if (out->len > start && out->data[out->len - 1] == '\r') {
                out->len--;
            }

        } else if (out->len > start && out->data[out->len - 1] == '\r') {
            out->len--;
        }

    } else if (rc == STATUSES_DOM_NOMEM) {
        out->failed = 1;
    }

    statuses_dom_scratch_free(&scratch);
}


/* A line feed behind each run of <br />, <br> and </p>. */

static statuses_str_t
statuses_plain_lines(statuses_dom_scratch_t *s, statuses_str_t html)
{
    char            *d;
    size_t           n;
    const char      *p, *end;
    statuses_str_t   lines;

    lines.data = "";
    lines.len = 0;

    /* the shortest run has four bytes */

    d = statuses_dom_alloc(s, html.len + html.len / 4 + 1);
    if (d == NULL) {
        return lines;
    }

    lines.data = d;

    p = html.data;
    end = html.data + html.len;

    while (p < end) {
        n = statuses_plain_line_end(p, end);

        if (n == 0) {
            *d++ = *p++;
            continue;
        }

        do {
            memcpy(d, p, n);
            d += n;
            p += n;
            n = statuses_plain_line_end(p, end);
        } while (n != 0);

        *d++ = '\n';
    }

    lines.len = d - lines.data;

    return lines;
}


static size_t
statuses_plain_line_end(const char *p, const char *end)
{
    size_t                 i, j;
    const statuses_str_t  *tag;

    static const statuses_str_t  tags[] = {
        { "<br>", 4 }, { "</p>", 4 }, { "<br />", 6 }
    };

    if (p == end || *p != '<') {
        return 0;
    }

    for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
        tag = &tags[i];

        if ((size_t) (end - p) < tag->len) {
            continue;
        }

        for (j = 1; j < tag->len; j++) {

            if (statuses_lower(p[j]) != tag->data[j]) {
                break;
            }
        }

        if (j == tag->len) {
            return j;
        }
    }

    return 0;
}


int
statuses_sanitize_single_link(statuses_arena_t *arena, statuses_str_t html,
    statuses_str_t *url)
{
    int                      rc;
    char                    *d;
    statuses_str_t           source, found;
    statuses_dom_node_t     *root;
    statuses_dom_scratch_t   scratch;

    if (html.len == 0 || html.len > STATUSES_DOM_MAX_INPUT) {
        return 0;
    }

    statuses_dom_scratch_init(&scratch);

    source = statuses_dom_clean(&scratch, html, 0);

    rc = 0;

    if (statuses_dom_parse(&scratch, source, &root) == STATUSES_DOM_OK
        && statuses_plain_link(root, &found))
    {
        /* the text goes with the scratch memory */

        d = arena->alloc(arena->ctx, found.len + 1);

        if (d != NULL) {
            memcpy(d, found.data, found.len);

            url->data = d;
            url->len = found.len;
            rc = 1;
        }
    }

    statuses_dom_scratch_free(&scratch);

    return rc;
}


static int
statuses_plain_link(const statuses_dom_node_t *root, statuses_str_t *url)
{
    size_t                      n;
    const statuses_dom_node_t  *a, *node;
    const statuses_dom_attr_t  *href;

    a = root->first;

    if (a == NULL || a->next != NULL || a->type != STATUSES_DOM_ELEMENT
        || a->tag != STATUSES_TAG_A)
    {
        return 0;
    }

    href = statuses_dom_attr(a, "href");
    if (href == NULL) {
        return 0;
    }

    n = 0;

    for (node = a; node != NULL; node = statuses_dom_next(node, a)) {

        if (node->type != STATUSES_DOM_TEXT) {
            continue;
        }

        if (node->text.len > href->value.len - n
            || memcmp(href->value.data + n, node->text.data, node->text.len)
               != 0)
        {
            return 0;
        }

        n += node->text.len;
    }

    if (n != href->value.len) {
        return 0;
    }

    *url = href->value;

    return 1;
}
