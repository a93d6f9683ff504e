/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "statuses_word.h"
#include "sanitize.h"
#include "sanitize_out.h"


static int statuses_sanitize_walk(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *root, const statuses_sanitize_profile_t *profile,
    size_t max);
static void statuses_sanitize_escape(statuses_buf_t *buf, statuses_str_t s,
    unsigned attr, unsigned url);


void
statuses_sanitize_run(statuses_buf_t *buf, statuses_str_t html,
    unsigned flags, const statuses_sanitize_profile_t *profile)
{
    int                       rc;
    size_t                    start;
    statuses_str_t            source;
    statuses_dom_node_t      *root;
    statuses_dom_scratch_t    scratch;
    statuses_sanitize_out_t   out;

    if (html.len == 0 || html.len > STATUSES_DOM_MAX_INPUT) {
        return;
    }

    start = buf->len;

    out.buf = buf;
    out.flags = flags;
    out.pre = 0;
    out.headings = 0;
    out.bare = NULL;

    statuses_dom_scratch_init(&scratch);

    /* a translation has been a tree before, so that its characters stay */

    source = statuses_dom_clean(&scratch, html,
                                !(flags & STATUSES_SANITIZE_TRANSLATED));

    rc = statuses_dom_parse(&scratch, source, &root);

    if (rc == STATUSES_DOM_OK) {
        rc = statuses_sanitize_walk(&out, root, profile,
                                    start + STATUSES_SANITIZE_OUT_FREE
                                    + source.len
                                      * STATUSES_SANITIZE_OUT_PER_BYTE);
    }

    statuses_dom_scratch_free(&scratch);

    if (rc == STATUSES_DOM_NOMEM) {
        buf->failed = 1;

    } else if (rc != STATUSES_DOM_OK) {
        buf->len = start;
    }
}


static int
statuses_sanitize_walk(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *root, const statuses_sanitize_profile_t *profile,
    size_t max)
{
    const statuses_dom_node_t  *node;

    for (node = root->first; node != NULL; node = node->next) {

        while (node->type == STATUSES_DOM_ELEMENT
               && profile->enter(out, node))
        {
            if (node->first == NULL) {
                profile->leave(out, node);
                break;
            }

            node = node->first;
        }

        if (node->type == STATUSES_DOM_TEXT) {
            statuses_sanitize_text(out, node->text);
        }

        if (out->buf->len > max) {
            return STATUSES_DOM_REFUSED;
        }

        while (node->next == NULL && node->parent != root) {
            node = node->parent;
            profile->leave(out, node);
        }
    }

    return STATUSES_DOM_OK;
}


void
statuses_sanitize_text(statuses_sanitize_out_t *out, statuses_str_t text)
{
    if (text.len == 0) {
        return;
    }

    /* an HTML parser drops a line feed there */

    if (out->pre && text.data[0] == '\n') {
        statuses_sanitize_literal(out, "\n");
    }

    out->pre = 0;

    statuses_sanitize_escape(out->buf, text, 0, 0);
}


void
statuses_sanitize_content(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node)
{
    const statuses_dom_node_t  *n;

    for (n = node; n != NULL; n = statuses_dom_next(n, node)) {

        if (n->type == STATUSES_DOM_TEXT) {
            statuses_sanitize_text(out, n->text);
        }
    }
}


void
statuses_sanitize_open(statuses_sanitize_out_t *out, statuses_str_t name)
{
    out->pre = 0;

    statuses_sanitize_literal(out, "<");
    statuses_buf_append(out->buf, name.data, name.len);
}


void
statuses_sanitize_attr(statuses_sanitize_out_t *out, statuses_str_t name,
    statuses_str_t value)
{
    statuses_sanitize_attr_name(out, name);
    statuses_sanitize_attr_part(out, value);
    statuses_sanitize_attr_end(out);
}


void
statuses_sanitize_attr_name(statuses_sanitize_out_t *out, statuses_str_t name)
{
    statuses_sanitize_literal(out, " ");
    statuses_buf_append(out->buf, name.data, name.len);
    statuses_sanitize_literal(out, "=\"");
}


void
statuses_sanitize_attr_part(statuses_sanitize_out_t *out, statuses_str_t part)
{
    statuses_sanitize_escape(out->buf, part, 1, 0);
}


void
statuses_sanitize_attr_end(statuses_sanitize_out_t *out)
{
    statuses_sanitize_literal(out, "\"");
}


void
statuses_sanitize_url(statuses_sanitize_out_t *out, statuses_str_t name,
    statuses_str_t value)
{
    statuses_sanitize_attr_name(out, name);
    statuses_sanitize_escape(out->buf, value, 1, 1);
    statuses_sanitize_attr_end(out);
}


void
statuses_sanitize_opened(statuses_sanitize_out_t *out)
{
    statuses_sanitize_literal(out, ">");
}


void
statuses_sanitize_close(statuses_sanitize_out_t *out, statuses_str_t name)
{
    out->pre = 0;

    statuses_sanitize_literal(out, "</");
    statuses_buf_append(out->buf, name.data, name.len);
    statuses_sanitize_literal(out, ">");
}


static void
statuses_sanitize_escape(statuses_buf_t *buf, statuses_str_t s, unsigned attr,
    unsigned url)
{
    size_t       n;
    uint64_t     w, found;
    const char  *p, *run, *end, *text;

    run = s.data;
    end = s.data + s.len;

    for (p = s.data; p < end; p += n) {

        while (end - p >= 8) {
            w = statuses_word_load(p);
            found = statuses_word_has(w, '&') | statuses_word_has(w, '<')
                    | statuses_word_has(w, '>') | statuses_word_has(w, '"')
                    | statuses_word_has(w, '\xc2');

            if (url) {
                found |= statuses_word_below(w, ' ' + 1);
            }

            if (found) {
                p += statuses_word_first(found);
                break;
            }

            p += 8;
        }

        if (p == end) {
            break;
        }

        n = 1;

        switch (*p) {

        case '&':
            text = "&amp;";
            break;

        case '<':
            text = attr ? NULL : "&lt;";
            break;

        case '>':
            text = attr ? NULL : "&gt;";
            break;

        case '"':
            text = attr ? (url ? "%22" : "&quot;") : NULL;
            break;

        case ' ':
            text = url ? "%20" : NULL;
            break;

        case '\xc2':

            if (end - p > 1 && p[1] == '\xa0') {
                text = "&nbsp;";
                n = 2;

            } else {
                text = NULL;
            }

            break;

        case '\t':
        case '\n':
        case '\r':
            continue;

        default:

            /* the reference loses other control characters in URLs */

            if (!url || (unsigned char) *p > 0x1f) {
                continue;
            }

            text = "";
        }

        if (text == NULL) {
            continue;
        }

        statuses_buf_append(buf, run, p - run);
        statuses_buf_append(buf, text, strlen(text));

        run = p + n;
    }

    statuses_buf_append(buf, run, end - run);
}


statuses_str_t
statuses_sanitize_scheme(statuses_str_t url)
{
    const char      *p, *q, *end;
    statuses_str_t   scheme;

    p = url.data;
    end = url.data + url.len;

    while (p < end && (statuses_dom_space(*p) || *p == '\v')) {
        p++;
    }

    scheme.data = p;
    scheme.len = 0;

    for ( /* void */ ; p < end && *p != '/' && *p != '#'; p++) {

        if (*p == ':') {
            scheme.len = p - scheme.data;
            return scheme;
        }

        if (*p != '&' || end - p < 4 || p[1] != '#') {
            continue;
        }

        /* a colon that was escaped twice */

        q = p + 2;

        if (*q == 'x' || *q == 'X') {

            for (q++; q < end && *q == '0'; q++) { /* void */ }

            if (end - q < 2 || q[0] != '3' || (q[1] | 0x20) != 'a') {
                continue;
            }

        } else {

            for ( /* void */ ; q < end && *q == '0'; q++) { /* void */ }

            if (end - q < 2 || q[0] != '5' || q[1] != '8') {
                continue;
            }
        }

        scheme.len = p - scheme.data;
        return scheme;
    }

    return scheme;
}


int
statuses_sanitize_is(statuses_str_t s, const char *word)
{
    return s.len == strlen(word) && memcmp(s.data, word, s.len) == 0;
}
