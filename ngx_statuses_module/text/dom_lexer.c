/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "dom_parser.h"


static void statuses_dom_lex_data(statuses_dom_parser_t *p);
static int statuses_dom_lex_markup(statuses_dom_parser_t *p);
static void statuses_dom_lex_declaration(statuses_dom_parser_t *p,
    const char *s);
static void statuses_dom_lex_bogus(statuses_dom_parser_t *p, const char *s,
    statuses_dom_token_e type);
static const char *statuses_dom_lex_comment_end(const char *s,
    const char *end);
static void statuses_dom_lex_tag(statuses_dom_parser_t *p, const char *s,
    statuses_dom_token_e type);
static void statuses_dom_lex_raw(statuses_dom_parser_t *p);
static int statuses_dom_lex_end_tag(statuses_dom_parser_t *p, const char *s);
static const char *statuses_dom_lex_script(statuses_dom_parser_t *p);
static void statuses_dom_lex_text(statuses_dom_parser_t *p);
static void statuses_dom_lex_eof(statuses_dom_parser_t *p);
static int statuses_dom_lex_word(const char *s, const char *end,
    const char *word, size_t len);


void
statuses_dom_lex(statuses_dom_parser_t *p)
{
    p->token.self_closing = 0;
    p->token.nattrs = 0;
    p->token.tag = STATUSES_TAG_OTHER;

    if (p->lex == STATUSES_DOM_LEX_DATA) {
        statuses_dom_lex_data(p);

    } else {
        statuses_dom_lex_raw(p);
    }
}


static void
statuses_dom_lex_data(statuses_dom_parser_t *p)
{
    const char  *s;

    for ( ;; ) {

        if (p->pos == p->end) {
            statuses_dom_lex_eof(p);
            return;
        }

        if (p->pos < p->run_end) {
            statuses_dom_lex_text(p);
            return;
        }

        if (*p->pos != '<') {
            s = memchr(p->pos, '<', p->end - p->pos);
            p->run_end = (s == NULL) ? p->end : s;
            statuses_dom_lex_text(p);
            return;
        }

        if (statuses_dom_lex_markup(p)) {
            return;
        }
    }
}


/* At "<".  Returns 0 if it makes no token: "</>" is nothing. */

static int
statuses_dom_lex_markup(statuses_dom_parser_t *p)
{
    const char  *s;

    s = p->pos + 1;

    if (s < p->end) {

        if (statuses_dom_alpha(*s)) {
            statuses_dom_lex_tag(p, s, STATUSES_DOM_TOKEN_START);
            return 1;
        }

        if (*s == '!') {
            statuses_dom_lex_declaration(p, s + 1);
            return 1;
        }

        if (*s == '?') {
            statuses_dom_lex_bogus(p, s, STATUSES_DOM_TOKEN_COMMENT);
            return 1;
        }

        if (*s == '/' && s + 1 < p->end) {
            s++;

            if (statuses_dom_alpha(*s)) {
                statuses_dom_lex_tag(p, s, STATUSES_DOM_TOKEN_END);
                return 1;
            }

            if (*s == '>') {
                p->pos = s + 1;
                return 0;
            }

            statuses_dom_lex_bogus(p, s, STATUSES_DOM_TOKEN_COMMENT);
            return 1;
        }
    }

    /* "<" that opens nothing, or "</" at the end, is text */

    p->token.type = STATUSES_DOM_TOKEN_TEXT;
    p->token.text.data = p->pos;

    s = memchr(s, '<', p->end - s);
    if (s == NULL) {
        s = p->end;
    }

    p->token.text.len = s - p->pos;

    /* what follows may have references */

    s = memchr(p->pos, '&', p->token.text.len);
    if (s != NULL) {
        p->token.text.len = s - p->pos;
    }

    p->pos += p->token.text.len;

    return 1;
}


static void
statuses_dom_lex_declaration(statuses_dom_parser_t *p, const char *s)
{
    const char           *end;
    statuses_dom_node_t  *node;

    if (p->end - s >= 2 && s[0] == '-' && s[1] == '-') {
        p->token.type = STATUSES_DOM_TOKEN_COMMENT;
        p->pos = statuses_dom_lex_comment_end(s + 2, p->end);
        return;
    }

    if (statuses_dom_lex_word(s, p->end, "doctype", 7)) {
        statuses_dom_lex_bogus(p, s, STATUSES_DOM_TOKEN_DOCTYPE);
        return;
    }

    node = statuses_dom_current(p);

    if (node->ns == STATUSES_DOM_HTML || p->end - s < 7
        || memcmp(s, "[CDATA[", 7) != 0)
    {
        statuses_dom_lex_bogus(p, s, STATUSES_DOM_TOKEN_COMMENT);
        return;
    }

    s += 7;

    p->token.type = STATUSES_DOM_TOKEN_TEXT;
    p->token.text.data = s;

    for (end = s; /* void */ ; end++) {

        end = memchr(end, ']', p->end - end);

        if (end == NULL) {
            end = p->end;
            p->pos = end;
            break;
        }

        if (p->end - end >= 3 && end[1] == ']' && end[2] == '>') {
            p->pos = end + 3;
            break;
        }
    }

    p->token.text.len = end - s;
}


static void
statuses_dom_lex_bogus(statuses_dom_parser_t *p, const char *s,
    statuses_dom_token_e type)
{
    s = memchr(s, '>', p->end - s);

    p->token.type = type;
    p->pos = (s == NULL) ? p->end : s + 1;
}


/* "-->", "--!>", and ">" or "->" at once, end a comment. */

static const char *
statuses_dom_lex_comment_end(const char *s, const char *end)
{
    const char  *start;

    start = s;

    for ( ;; ) {
        s = memchr(s, '>', end - s);

        if (s == NULL) {
            return end;
        }

        if (s == start
            || (s - start == 1 && s[-1] == '-')
            || (s - start >= 2 && s[-1] == '-' && s[-2] == '-')
            || (s - start >= 3 && s[-1] == '!' && s[-2] == '-'
                && s[-3] == '-'))
        {
            return s + 1;
        }

        s++;
    }
}


/* At the first letter of the name.  A tag that does not end is nothing. */

static void
statuses_dom_lex_tag(statuses_dom_parser_t *p, const char *s,
    statuses_dom_token_e type)
{
    const char  *name;

    name = s;

    while (s < p->end && *s != '>' && *s != '/' && !statuses_dom_space(*s)) {
        s++;
    }

    p->token.type = type;
    p->token.ns = STATUSES_DOM_HTML;
    p->token.text = statuses_dom_lex_lower(p, name, s);
    p->token.tag = statuses_tag_lookup(p->token.text);

    for ( ;; ) {

        while (s < p->end && (statuses_dom_space(*s) || *s == '/')) {

            if (*s == '/' && s + 1 < p->end && s[1] == '>') {
                p->token.self_closing = 1;
            }

            s++;
        }

        if (s == p->end) {
            statuses_dom_lex_eof(p);
            return;
        }

        if (*s == '>') {
            p->pos = s + 1;
            break;
        }

        s = statuses_dom_lex_attr(p, s);

        if (s == NULL) {
            statuses_dom_lex_eof(p);
            return;
        }
    }

    if (type == STATUSES_DOM_TOKEN_START) {
        p->raw = p->token.text;
    }
}


statuses_str_t
statuses_dom_lex_lower(statuses_dom_parser_t *p, const char *s,
    const char *end)
{
    char            *d;
    size_t           i;
    statuses_str_t   name;

    name.data = s;
    name.len = end - s;

    for (i = 0; i < name.len; i++) {

        if (s[i] >= 'A' && s[i] <= 'Z') {
            break;
        }
    }

    if (i == name.len) {
        return name;
    }

    d = statuses_dom_alloc(p->scratch, name.len);
    if (d == NULL) {
        return name;
    }

    for (i = 0; i < name.len; i++) {
        d[i] = (s[i] >= 'A' && s[i] <= 'Z') ? (char) (s[i] | 0x20) : s[i];
    }

    name.data = d;

    return name;
}


/* The text of an element whose content is no markup, or its end tag. */

static void
statuses_dom_lex_raw(statuses_dom_parser_t *p)
{
    const char  *s;

    if (p->pos == p->end) {
        statuses_dom_lex_eof(p);
        return;
    }

    if (p->pos < p->run_end) {
        statuses_dom_lex_text(p);
        return;
    }

    if (p->lex == STATUSES_DOM_LEX_PLAINTEXT) {
        s = p->end;

    } else if (p->lex == STATUSES_DOM_LEX_SCRIPT) {
        s = statuses_dom_lex_script(p);

    } else {

        for (s = p->pos; /* void */ ; s++) {
            s = memchr(s, '<', p->end - s);

            if (s == NULL) {
                s = p->end;
                break;
            }

            if (statuses_dom_lex_end_tag(p, s)) {
                break;
            }
        }
    }

    if (s == p->pos) {
        p->lex = STATUSES_DOM_LEX_DATA;
        statuses_dom_lex_tag(p, s + 2, STATUSES_DOM_TOKEN_END);
        return;
    }

    if (p->lex == STATUSES_DOM_LEX_RCDATA) {
        p->run_end = s;
        statuses_dom_lex_text(p);
        return;
    }

    p->token.type = STATUSES_DOM_TOKEN_TEXT;
    p->token.text.data = p->pos;
    p->token.text.len = s - p->pos;
    p->pos = s;
}


/* At "<": the end tag of the element that the text is in? */

static int
statuses_dom_lex_end_tag(statuses_dom_parser_t *p, const char *s)
{
    s++;

    if (s == p->end || *s != '/') {
        return 0;
    }

    s++;

    if (!statuses_dom_lex_word(s, p->end, p->raw.data, p->raw.len)) {
        return 0;
    }

    s += p->raw.len;

    return s < p->end && (*s == '>' || *s == '/' || statuses_dom_space(*s));
}


/*
 * A script may hold a comment, and "<script>" in the comment a second script,
 * whose end tag does not count.  The end of the text is the end tag or the end
 * of all.
 */

static const char *
statuses_dom_lex_script(statuses_dom_parser_t *p)
{
    const char  *s, *end, *dashes;
    enum { plain, comment, nested }  state;

    state = plain;
    dashes = NULL;
    end = p->end;

    for (s = p->pos; s < end; s++) {

        if (*s == '>' && state != plain && s - dashes >= 2
            && s[-1] == '-' && s[-2] == '-')
        {
            state = plain;
            continue;
        }

        if (*s != '<') {
            continue;
        }

        if (state == plain) {

            if (end - s >= 4 && memcmp(s, "<!--", 4) == 0) {
                state = comment;
                dashes = s + 2;
                s += 3;

            } else if (statuses_dom_lex_end_tag(p, s)) {
                return s;
            }

            continue;
        }

        if (state == comment) {

            if (statuses_dom_lex_end_tag(p, s)) {
                return s;
            }

            if (statuses_dom_lex_word(s + 1, end, "script", 6)
                && s + 7 < end
                && (s[7] == '>' || s[7] == '/' || statuses_dom_space(s[7])))
            {
                state = nested;
                s += 7;
            }

            continue;
        }

        if (statuses_dom_lex_end_tag(p, s)) {
            state = comment;
        }
    }

    return end;
}


/*
 * Text up to the first reference, or the text of a reference.  The end of the
 * run is kept, so that it is looked for once, not at each reference.
 */

static void
statuses_dom_lex_text(statuses_dom_parser_t *p)
{
    char        *d;
    size_t       n;
    const char  *s, *end;

    end = p->run_end;

    p->token.type = STATUSES_DOM_TOKEN_TEXT;

    if (*p->pos == '&') {
        s = p->pos + 1;

        n = statuses_dom_ref(&s, end, 0, p->ref);

        if (n != 0) {
            d = statuses_dom_alloc(p->scratch, n);

            if (d != NULL) {
                memcpy(d, p->ref, n);
                p->token.text.data = d;

            } else {
                p->token.text.data = p->pos;
            }

            p->token.text.len = n;
            p->pos = s;

            return;
        }

    } else {
        s = p->pos;
    }

    s = memchr(s, '&', end - s);
    if (s == NULL) {
        s = end;
    }

    p->token.text.data = p->pos;
    p->token.text.len = s - p->pos;
    p->pos = s;
}


static void
statuses_dom_lex_eof(statuses_dom_parser_t *p)
{
    p->pos = p->end;
    p->token.type = STATUSES_DOM_TOKEN_EOF;
}


/* The text starts with the word, which is in lower case. */

static int
statuses_dom_lex_word(const char *s, const char *end, const char *word,
    size_t len)
{
    char    ch;
    size_t  i;

    if ((size_t) (end - s) < len) {
        return 0;
    }

    for (i = 0; i < len; i++) {
        ch = (s[i] >= 'A' && s[i] <= 'Z') ? (char) (s[i] | 0x20) : s[i];

        if (ch != word[i]) {
            return 0;
        }
    }

    return 1;
}
