/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "sanitize.h"
#include "sanitize_out.h"
#include "trim.h"


static int statuses_sanitize_enter(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node);
static void statuses_sanitize_leave(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node);
static void statuses_sanitize_element(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node);
static void statuses_sanitize_attrs(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node);
static void statuses_sanitize_attr_class(statuses_sanitize_out_t *out,
    const statuses_dom_attr_t *attr);
static int statuses_sanitize_class_kept(statuses_str_t class);
static int statuses_sanitize_marked(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node);
static int statuses_sanitize_linkable(const statuses_dom_node_t *node);
static int statuses_sanitize_revisited(const statuses_dom_node_t *node);
static void statuses_sanitize_math(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node);
static const statuses_dom_node_t *statuses_sanitize_annotation(
    const statuses_dom_node_t *node, const char *encoding);


static const statuses_sanitize_profile_t  statuses_sanitize_strict = {
    statuses_sanitize_enter,
    statuses_sanitize_leave
};


static const char  *statuses_sanitize_schemes[] = {
    "http", "https", "dat", "dweb", "ipfs", "ipns", "ssb", "gopher", "xmpp",
    "magnet", "gemini"
};


static const statuses_str_t  statuses_sanitize_p = { "p", 1 };
static const statuses_str_t  statuses_sanitize_strong = { "strong", 6 };


void
statuses_sanitize(statuses_buf_t *out, statuses_str_t html, unsigned flags)
{
    if (statuses_blank(html)) {
        return;
    }

    statuses_sanitize_run(out, html, flags, &statuses_sanitize_strict);
}


/*
 * The rules of 8.2 in their order, in one pass: parents come first, and what
 * takes an element's place would not be changed when visited again, but for
 * the links in a heading.
 */

static int
statuses_sanitize_enter(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node)
{
    uint32_t  flags;

    flags = statuses_tag_flags[node->tag];

    if (node->tag == STATUSES_TAG_MATH) {
        statuses_sanitize_math(out, node);
        return 0;
    }

    if (node->tag == STATUSES_TAG_A && !statuses_sanitize_linkable(node)) {
        statuses_sanitize_content(out, node);
        return 0;
    }

    if (node->nattrs == 1 && statuses_sanitize_marked(out, node)) {
        return 1;
    }

    if (flags & (STATUSES_IS_KEPT | STATUSES_IS_HEADING)) {

        if (node->tag == STATUSES_TAG_A && out->headings > 0
            && out->bare == NULL && statuses_sanitize_revisited(node))
        {
            out->bare = node;
        }

        if (out->bare == NULL) {
            statuses_sanitize_element(out, node);
        }

        if (flags & STATUSES_IS_HEADING) {
            out->headings++;
        }

        return 1;
    }

    if (flags & STATUSES_IS_DROPPED) {
        return 0;
    }

    if (flags & STATUSES_IS_SPACED) {
        out->pre = 0;
        statuses_sanitize_literal(out, " ");
    }

    return 1;
}


static void
statuses_sanitize_leave(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node)
{
    uint32_t  flags;

    flags = statuses_tag_flags[node->tag];

    if (flags & STATUSES_IS_HEADING) {
        out->headings--;

        if (out->bare == NULL) {
            statuses_sanitize_close(out, statuses_sanitize_strong);
            statuses_sanitize_close(out, statuses_sanitize_p);
        }

        return;
    }

    if (node->nattrs == 1 && statuses_sanitize_marked(out, node)) {
        return;
    }

    if (flags & STATUSES_IS_KEPT) {

        if (out->bare != NULL) {

            if (out->bare == node) {
                out->bare = NULL;
            }

            return;
        }

        if (node->tag != STATUSES_TAG_BR) {
            statuses_sanitize_close(out, node->text);
        }

        return;
    }

    if ((flags & STATUSES_IS_SPACED) && node->first != NULL) {
        out->pre = 0;
        statuses_sanitize_literal(out, " ");
    }
}


static void
statuses_sanitize_element(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node)
{
    if (statuses_tag_flags[node->tag] & STATUSES_IS_HEADING) {
        statuses_sanitize_open(out, statuses_sanitize_p);
        statuses_sanitize_opened(out);
        statuses_sanitize_open(out, statuses_sanitize_strong);

    } else {
        statuses_sanitize_open(out, node->text);
    }

    statuses_sanitize_attrs(out, node);
    statuses_sanitize_opened(out);

    if (node->tag == STATUSES_TAG_PRE) {
        out->pre = 1;
    }
}


static void
statuses_sanitize_attrs(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node)
{
    size_t                      i;
    unsigned                    rel, kept;
    statuses_str_t              name, value;
    const statuses_dom_attr_t  *attr;

    static const statuses_str_t  rel_name = { "rel", 3 };
    static const statuses_str_t  rel_value = { "nofollow noopener", 17 };
    static const statuses_str_t  target_name = { "target", 6 };
    static const statuses_str_t  target_value = { "_blank", 6 };

    rel = 0;

    for (i = 0; i < node->nattrs; i++) {
        attr = &node->attrs[i];
        name = attr->name;
        value = attr->value;
        kept = 0;

        if (statuses_sanitize_is(name, "lang")) {

            if (!(out->flags & STATUSES_SANITIZE_NO_LANG)) {
                statuses_sanitize_attr(out, name, value);
            }

            continue;
        }

        switch (node->tag) {

        case STATUSES_TAG_A:

            if (statuses_sanitize_is(name, "href")) {
                statuses_sanitize_url(out, name, value);
                continue;
            }

            if (statuses_sanitize_is(name, "rel")) {
                statuses_sanitize_attr(out, name, rel_value);
                rel = 1;
                continue;
            }

            /* fall through */

        case STATUSES_TAG_SPAN:

            if (statuses_sanitize_is(name, "translate")) {
                kept = statuses_sanitize_is(value, "no")
                       && !statuses_sanitize_marked(out, node);
                break;
            }

            /* fall through */

        case STATUSES_TAG_P:

            if (statuses_sanitize_is(name, "class")) {
                statuses_sanitize_attr_class(out, attr);
            }

            break;

        case STATUSES_TAG_OL:
            kept = statuses_sanitize_is(name, "start")
                   || statuses_sanitize_is(name, "reversed");
            break;

        case STATUSES_TAG_LI:
            kept = statuses_sanitize_is(name, "value");
            break;

        default:
            break;
        }

        if (kept) {
            statuses_sanitize_attr(out, name, value);
        }
    }

    if (node->tag == STATUSES_TAG_A) {

        if (!rel) {
            statuses_sanitize_attr(out, rel_name, rel_value);
        }

        statuses_sanitize_attr(out, target_name, target_value);
    }
}


/* a span that kept a translator from its text, when that is over */

static int
statuses_sanitize_marked(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node)
{
    const statuses_dom_attr_t  *attr;

    if (!(out->flags & STATUSES_SANITIZE_TRANSLATED)
        || node->tag != STATUSES_TAG_SPAN)
    {
        return 0;
    }

    attr = statuses_dom_attr(node, "translate");

    return attr != NULL && statuses_sanitize_is(attr->value, "no");
}


static void
statuses_sanitize_attr_class(statuses_sanitize_out_t *out,
    const statuses_dom_attr_t *attr)
{
    unsigned         n;
    const char      *p, *end;
    statuses_str_t   class;

    n = 0;

    statuses_sanitize_attr_name(out, attr->name);

    p = attr->value.data;
    end = p + attr->value.len;

    while (p < end) {

        if (statuses_dom_space(*p)) {
            p++;
            continue;
        }

        for (class.data = p; p < end && !statuses_dom_space(*p); p++) {
            /* void */
        }

        class.len = p - class.data;

        if (!statuses_sanitize_class_kept(class)) {
            continue;
        }

        if (n++ != 0) {
            statuses_sanitize_literal(out, " ");
        }

        statuses_sanitize_attr_part(out, class);
    }

    statuses_sanitize_attr_end(out);
}


static int
statuses_sanitize_class_kept(statuses_str_t class)
{
    switch (class.data[0]) {

    case 'h':
    case 'p':
    case 'u':
    case 'e':

        if (class.len > 1 && class.data[1] == '-') {
            return 1;
        }

        break;

    case 'd':
        return class.len > 2 && class.data[1] == 't' && class.data[2] == '-';

    default:
        break;
    }

    return statuses_sanitize_is(class, "mention")
           || statuses_sanitize_is(class, "hashtag")
           || statuses_sanitize_is(class, "ellipsis")
           || statuses_sanitize_is(class, "invisible")
           || statuses_sanitize_is(class, "quote-inline");
}


static int
statuses_sanitize_linkable(const statuses_dom_node_t *node)
{
    size_t                      i, j;
    const char                 *name;
    statuses_str_t              scheme;
    const statuses_dom_attr_t  *href;

    href = statuses_dom_attr(node, "href");
    if (href == NULL) {
        return 0;
    }

    scheme = statuses_sanitize_scheme(href->value);

    for (i = 0;
         i < sizeof(statuses_sanitize_schemes)
             / sizeof(statuses_sanitize_schemes[0]);
         i++)
    {
        name = statuses_sanitize_schemes[i];

        for (j = 0;
             j < scheme.len && statuses_lower(scheme.data[j]) == name[j];
             j++)
        {
            /* void */
        }

        if (j == scheme.len && name[j] == '\0') {
            return 1;
        }
    }

    return 0;
}


/*
 * A heading is visited again as what took its place, with all that is in it.
 * A space before a link's scheme is "%20" by then, so that it has no good
 * scheme any more, and only the text of the link is left.
 */

static int
statuses_sanitize_revisited(const statuses_dom_node_t *node)
{
    statuses_str_t  url, scheme;

    url = statuses_dom_attr(node, "href")->value;
    scheme = statuses_sanitize_scheme(url);

    return memchr(url.data, ' ', scheme.data - url.data) != NULL;
}


static void
statuses_sanitize_math(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node)
{
    statuses_str_t              mark;
    const statuses_dom_attr_t  *display;
    const statuses_dom_node_t  *text, *semantics;

    for (semantics = node->first;
         semantics != NULL && semantics->type != STATUSES_DOM_ELEMENT;
         semantics = semantics->next)
    {
        /* void */
    }

    if (semantics == NULL || semantics->tag != STATUSES_TAG_SEMANTICS) {
        return;
    }

    text = statuses_sanitize_annotation(semantics, "application/x-tex");

    if (text == NULL) {
        text = statuses_sanitize_annotation(semantics, "text/plain");

        if (text != NULL) {
            statuses_sanitize_content(out, text);
        }

        return;
    }

    display = statuses_dom_attr(node, "display");

    mark.data = "$$";
    mark.len = (display != NULL && statuses_sanitize_is(display->value,
                                                        "block")) ? 2 : 1;

    statuses_sanitize_text(out, mark);
    statuses_sanitize_content(out, text);
    statuses_sanitize_text(out, mark);
}


static const statuses_dom_node_t *
statuses_sanitize_annotation(const statuses_dom_node_t *node,
    const char *encoding)
{
    const statuses_dom_node_t  *n;
    const statuses_dom_attr_t  *attr;

    for (n = node->first; n != NULL; n = n->next) {

        if (n->type != STATUSES_DOM_ELEMENT
            || n->tag != STATUSES_TAG_ANNOTATION)
        {
            continue;
        }

        attr = statuses_dom_attr(n, "encoding");

        if (attr != NULL && statuses_sanitize_is(attr->value, encoding)) {
            return n;
        }
    }

    return NULL;
}
