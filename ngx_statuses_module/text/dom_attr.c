/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* The attributes of a tag. */

#include <string.h>

#include "dom_parser.h"


static statuses_dom_attr_t *statuses_dom_lex_attr_add(
    statuses_dom_parser_t *p, statuses_str_t name);
static statuses_str_t statuses_dom_lex_value(statuses_dom_parser_t *p,
    const char *s, const char *end);


/* Returns the place behind the attribute, or NULL if it has no end. */

const char *
statuses_dom_lex_attr(statuses_dom_parser_t *p, const char *s)
{
    char                  quote;
    const char           *start;
    statuses_dom_attr_t  *attr;

    /* a "=" in front is part of the name */

    for (start = s++;
         s < p->end && *s != '=' && *s != '>' && *s != '/'
         && !statuses_dom_space(*s);
         s++)
    {
        /* void */
    }

    if (s == p->end) {
        return NULL;
    }

    attr = statuses_dom_lex_attr_add(p, statuses_dom_lex_lower(p, start, s));

    while (s < p->end && statuses_dom_space(*s)) {
        s++;
    }

    if (s == p->end) {
        return NULL;
    }

    if (*s != '=') {
        return s;
    }

    for (s++; s < p->end && statuses_dom_space(*s); s++) { /* void */ }

    if (s == p->end) {
        return NULL;
    }

    quote = *s;

    if (quote == '>') {
        return s;
    }

    if (quote == '"' || quote == '\'') {
        start = s + 1;
        s = memchr(start, quote, p->end - start);

        if (s == NULL) {
            return NULL;
        }

        if (attr != NULL) {
            attr->value = statuses_dom_lex_value(p, start, s);
        }

        return s + 1;
    }

    start = s;

    while (s < p->end && *s != '>' && !statuses_dom_space(*s)) {
        s++;
    }

    if (s == p->end) {
        return NULL;
    }

    if (attr != NULL) {
        attr->value = statuses_dom_lex_value(p, start, s);
    }

    return s;
}


/*
 * Returns NULL for the second attribute of a name, which does not count, and
 * for one too many.
 */

static statuses_dom_attr_t *
statuses_dom_lex_attr_add(statuses_dom_parser_t *p, statuses_str_t name)
{
    size_t                i;
    uint32_t              hash;
    statuses_dom_attr_t  *attr;

    if (p->token.nattrs == STATUSES_DOM_MAX_ATTRS) {
        p->stop = STATUSES_DOM_REFUSED;
        return NULL;
    }

    hash = 5381;

    for (i = 0; i < name.len; i++) {
        hash = hash * 33 + (unsigned char) name.data[i];
    }

    for (i = 0; i < p->token.nattrs; i++) {
        attr = &p->attrs[i];

        if (attr->hash == hash && attr->name.len == name.len
            && memcmp(attr->name.data, name.data, name.len) == 0)
        {
            p->work += i;
            return NULL;
        }
    }

    p->work += i;

    attr = &p->attrs[p->token.nattrs++];

    attr->name = name;
    attr->value.data = "";
    attr->value.len = 0;
    attr->hash = hash;

    return attr;
}


static statuses_str_t
statuses_dom_lex_value(statuses_dom_parser_t *p, const char *s,
    const char *end)
{
    char            *d;
    size_t           n;
    const char      *amp;
    statuses_str_t   value;

    value.data = s;
    value.len = end - s;

    amp = memchr(s, '&', value.len);
    if (amp == NULL) {
        return value;
    }

    /* the longest text of a reference has six bytes, the shortest name two */

    d = statuses_dom_alloc(p->scratch, value.len * 3 + sizeof(p->ref));
    if (d == NULL) {
        return value;
    }

    value.data = d;

    for ( ;; ) {
        memcpy(d, s, amp - s);
        d += amp - s;

        if (amp == end) {
            break;
        }

        s = amp + 1;

        n = statuses_dom_ref(&s, end, 1, p->ref);

        if (n == 0) {
            *d++ = '&';

        } else {
            memcpy(d, p->ref, n);
            d += n;
        }

        amp = memchr(s, '&', end - s);

        if (amp == NULL) {
            amp = end;
        }
    }

    value.len = d - value.data;

    return value;
}
