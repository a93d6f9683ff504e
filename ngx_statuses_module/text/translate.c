/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "emoji.h"
#include "sanitize.h"
#include "sanitize_out.h"
#include "translate.h"


typedef struct {
    statuses_sanitize_out_t    out;
    const statuses_str_t      *codes;
    size_t                     ncodes;
    unsigned                   invisible;    /* elements that are open */
} statuses_translate_t;


static void statuses_translate_tree(statuses_translate_t *t,
    const statuses_dom_node_t *root);
static void statuses_translate_open(statuses_translate_t *t,
    const statuses_dom_node_t *node);
static void statuses_translate_close(statuses_translate_t *t,
    const statuses_dom_node_t *node);
static void statuses_translate_text(statuses_translate_t *t,
    statuses_str_t text);
static int statuses_translate_known(statuses_translate_t *t,
    statuses_str_t code);
static int statuses_translate_void(const statuses_dom_node_t *node);
static int statuses_translate_invisible(const statuses_dom_node_t *node);


void
statuses_translate_mark(statuses_buf_t *out, statuses_str_t html,
    const statuses_str_t *codes, size_t ncodes)
{
    int                      rc;
    statuses_str_t           source;
    statuses_dom_node_t     *root;
    statuses_translate_t     t;
    statuses_dom_scratch_t   scratch;

    if (ncodes == 0 || html.len > STATUSES_DOM_MAX_INPUT) {
        statuses_buf_append(out, html.data, html.len);
        return;
    }

    memset(&t, 0, sizeof(statuses_translate_t));

    t.out.buf = out;
    t.codes = codes;
    t.ncodes = ncodes;

    statuses_dom_scratch_init(&scratch);

    source = statuses_dom_clean(&scratch, html, 0);
    rc = statuses_dom_parse(&scratch, source, &root);

    if (rc == STATUSES_DOM_OK) {
        statuses_translate_tree(&t, root);

    } else if (rc == STATUSES_DOM_NOMEM) {
        out->failed = 1;
    }

    statuses_dom_scratch_free(&scratch);
}


static void
statuses_translate_tree(statuses_translate_t *t,
    const statuses_dom_node_t *root)
{
    const statuses_dom_node_t  *node;

    for (node = root->first; node != NULL; node = node->next) {

        while (node->type == STATUSES_DOM_ELEMENT) {
            statuses_translate_open(t, node);

            if (node->first == NULL) {
                statuses_translate_close(t, node);
                break;
            }

            node = node->first;
        }

        if (node->type == STATUSES_DOM_TEXT) {
            statuses_translate_text(t, node->text);
        }

        while (node->next == NULL && node->parent != root) {
            node = node->parent;
            statuses_translate_close(t, node);
        }
    }
}


static void
statuses_translate_open(statuses_translate_t *t,
    const statuses_dom_node_t *node)
{
    size_t  i;

    statuses_sanitize_open(&t->out, node->text);

    for (i = 0; i < node->nattrs; i++) {
        statuses_sanitize_attr(&t->out, node->attrs[i].name,
                               node->attrs[i].value);
    }

    statuses_sanitize_opened(&t->out);

    t->invisible += statuses_translate_invisible(node);
}


static void
statuses_translate_close(statuses_translate_t *t,
    const statuses_dom_node_t *node)
{
    t->invisible -= statuses_translate_invisible(node);

    if (!statuses_translate_void(node)) {
        statuses_sanitize_close(&t->out, node->text);
    }
}


static void
statuses_translate_text(statuses_translate_t *t, statuses_str_t text)
{
    size_t          pos;
    const char     *from;
    statuses_str_t  code, part;

    pos = 0;
    from = text.data;

    while (t->invisible == 0 && statuses_emoji_next(text, &pos, &code)) {

        if (!statuses_translate_known(t, code)) {
            continue;
        }

        part.data = from;
        part.len = code.data - 1 - from;
        statuses_sanitize_text(&t->out, part);

        statuses_sanitize_literal(&t->out, "<span translate=\"no\">:");
        statuses_buf_append(t->out.buf, code.data, code.len);
        statuses_sanitize_literal(&t->out, ":</span>");

        from = code.data + code.len + 1;
    }

    part.data = from;
    part.len = text.data + text.len - from;
    statuses_sanitize_text(&t->out, part);
}


static int
statuses_translate_known(statuses_translate_t *t, statuses_str_t code)
{
    size_t  i;

    for (i = 0; i < t->ncodes; i++) {
        if (t->codes[i].len == code.len
            && memcmp(t->codes[i].data, code.data, code.len) == 0)
        {
            return 1;
        }
    }

    return 0;
}


/* those that the sanitiser lets through, or a parser makes */

static int
statuses_translate_void(const statuses_dom_node_t *node)
{
    return statuses_sanitize_is(node->text, "br")
           || statuses_sanitize_is(node->text, "hr")
           || statuses_sanitize_is(node->text, "img")
           || statuses_sanitize_is(node->text, "wbr");
}


static int
statuses_translate_invisible(const statuses_dom_node_t *node)
{
    const char                 *p, *end, *word;
    const statuses_dom_attr_t  *attr;

    attr = statuses_dom_attr(node, "class");

    if (attr == NULL) {
        return 0;
    }

    p = attr->value.data;
    end = p + attr->value.len;

    while (p < end) {
        word = p;

        while (p < end && !statuses_dom_space(*p)) {
            p++;
        }

        if (p - word == 9 && memcmp(word, "invisible", 9) == 0) {
            return 1;
        }

        p++;
    }

    return 0;
}


void
statuses_translate_content(statuses_buf_t *out, statuses_str_t html)
{
    statuses_sanitize(out, html, STATUSES_SANITIZE_TRANSLATED);
}


void
statuses_translate_plain(statuses_buf_t *out, statuses_str_t html)
{
    int                         rc;
    statuses_str_t              source;
    statuses_dom_node_t        *root;
    statuses_dom_scratch_t      scratch;
    const statuses_dom_node_t  *node;

    if (html.len == 0 || html.len > STATUSES_DOM_MAX_INPUT) {
        return;
    }

    statuses_dom_scratch_init(&scratch);

    source = statuses_dom_clean(&scratch, html, 0);
    rc = statuses_dom_parse(&scratch, source, &root);

    if (rc == STATUSES_DOM_OK) {
        for (node = statuses_dom_next(root, root);
             node != NULL;
             node = statuses_dom_next(node, root))
        {
            if (node->type == STATUSES_DOM_TEXT) {
                statuses_buf_append(out, node->text.data, node->text.len);
            }
        }

    } else if (rc == STATUSES_DOM_NOMEM) {
        out->failed = 1;
    }

    statuses_dom_scratch_free(&scratch);
}


void
statuses_translate_decode(statuses_buf_t *out, statuses_str_t text)
{
    char         ch[8];
    size_t       n;
    const char  *p, *q, *end;

    p = text.data;
    end = p + text.len;

    while (p < end) {
        q = memchr(p, '&', end - p);

        if (q == NULL) {
            q = end;
        }

        statuses_buf_append(out, p, q - p);

        if (q == end) {
            return;
        }

        p = q + 1;
        n = statuses_dom_ref(&p, end, 1, ch);

        if (n) {
            statuses_buf_append(out, ch, n);

        } else {
            statuses_buf_append(out, "&", 1);
            p = q + 1;
        }
    }
}
