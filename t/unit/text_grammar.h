/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The grammars of URLs, mentions and hashtags written down rule by rule and
 * matched by plain backtracking: slow, but easy to compare with the
 * specification.  The scanners must find the same.
 */

#ifndef _STATUSES_TEXT_GRAMMAR_H_INCLUDED_
#define _STATUSES_TEXT_GRAMMAR_H_INCLUDED_


#include "hostname.h"
#include "scan.h"
#include "text_util.h"
#include "tld.h"
#include "unicode.h"


#define GRAMMAR_NODES   512
#define GRAMMAR_STEPS   2000000


typedef enum {
    grammar_class = 0,                 /* one code point of some classes */
    grammar_char,                      /* one of a string of ASCII, caseless */
    grammar_literal,                   /* a string of ASCII, caseless */
    grammar_seq,
    grammar_alt,
    grammar_star,                      /* greedy */
    grammar_tld,
    grammar_mark                       /* remembers the position */
} grammar_type_e;


typedef struct grammar_node_s  grammar_node_t;

struct grammar_node_s {
    int                       mark;
    uint32_t                  classes;
    const char               *string;
    grammar_type_e            type;
    const grammar_node_t     *a;
    const grammar_node_t     *b;
};


/* what is to be matched behind the present node */

typedef struct grammar_next_s  grammar_next_t;

struct grammar_next_s {
    const grammar_node_t     *node;
    const grammar_next_t     *next;
    const char               *from;    /* of a repetition: where it began */
};


typedef struct {
    long                      steps;
    const char               *start;
    const char               *end;
    const char               *match_end;
    const char               *marks[4];
    const char               *found[4];
} grammar_t;


static grammar_node_t  grammar_nodes[GRAMMAR_NODES];
static size_t          grammar_nnodes;


static grammar_node_t *
grammar_node(grammar_type_e type, const grammar_node_t *a,
    const grammar_node_t *b)
{
    grammar_node_t  *n;

    if (grammar_nnodes == GRAMMAR_NODES) {
        abort();
    }

    n = &grammar_nodes[grammar_nnodes++];
    n->type = type;
    n->a = a;
    n->b = b;

    return n;
}


static const grammar_node_t *
g_class(uint32_t classes)
{
    grammar_node_t  *n;

    n = grammar_node(grammar_class, NULL, NULL);
    n->classes = classes;

    return n;
}


static const grammar_node_t *
g_string(grammar_type_e type, const char *string)
{
    grammar_node_t  *n;

    n = grammar_node(type, NULL, NULL);
    n->string = string;

    return n;
}


static const grammar_node_t *
g_mark(int mark)
{
    grammar_node_t  *n;

    n = grammar_node(grammar_mark, NULL, NULL);
    n->mark = mark;

    return n;
}


#define g_char(s)         g_string(grammar_char, s)
#define g_literal(s)      g_string(grammar_literal, s)
#define g_seq(a, b)       grammar_node(grammar_seq, a, b)
#define g_seq3(a, b, c)   g_seq(a, g_seq(b, c))
#define g_alt(a, b)       grammar_node(grammar_alt, a, b)
#define g_alt3(a, b, c)   g_alt(a, g_alt(b, c))
#define g_star(a)         grammar_node(grammar_star, a, NULL)
#define g_plus(a)         g_seq(a, g_star(a))
#define g_empty()         g_literal("")
#define g_opt(a)          g_alt(a, g_empty())
#define g_tld()           grammar_node(grammar_tld, NULL, NULL)


static int
grammar_ascii(uint32_t cp)
{
    return (int) statuses_uc_fold(cp);
}


static int grammar_match(grammar_t *g, const grammar_node_t *n,
    const grammar_next_t *next, const char *p);


static int
grammar_continue(grammar_t *g, const grammar_next_t *next, const char *p)
{
    if (next == NULL) {
        g->match_end = p;
        memcpy(g->found, g->marks, sizeof(g->marks));
        return 1;
    }

    if (next->from == p) {
        /* a repetition that made no progress */
        return grammar_continue(g, next->next, p);
    }

    return grammar_match(g, next->node, next->next, p);
}


static int
grammar_match(grammar_t *g, const grammar_node_t *n,
    const grammar_next_t *next, const char *p)
{
    uint32_t         cp;
    const char      *q, *s, *saved;
    grammar_next_t   then;

    if (g->steps++ > GRAMMAR_STEPS) {
        return 0;
    }

    switch (n->type) {

    case grammar_class:
        if (p == g->end) {
            return 0;
        }

        cp = statuses_utf8_next(&p, g->end);

        return (statuses_uc(cp) & n->classes)
               && grammar_continue(g, next, p);

    case grammar_char:
        if (p == g->end) {
            return 0;
        }

        cp = grammar_ascii(statuses_utf8_next(&p, g->end));

        return cp != 0 && cp < 0x80 && strchr(n->string, (int) cp) != NULL
               && grammar_continue(g, next, p);

    case grammar_literal:
        for (s = n->string; *s; s++) {
            if (p == g->end
                || grammar_ascii(statuses_utf8_next(&p, g->end)) != *s)
            {
                return 0;
            }
        }

        return grammar_continue(g, next, p);

    case grammar_seq:
        then.node = n->b;
        then.next = next;
        then.from = NULL;

        return grammar_match(g, n->a, &then, p);

    case grammar_alt:
        return grammar_match(g, n->a, next, p)
               || grammar_match(g, n->b, next, p);

    case grammar_star:
        then.node = n;
        then.next = next;
        then.from = p;

        return grammar_match(g, n->a, &then, p)
               || grammar_continue(g, next, p);

    case grammar_tld:
        q = statuses_tld_match(p, g->end);

        return q != NULL && grammar_continue(g, next, q);

    default: /* grammar_mark */
        saved = g->marks[n->mark];
        g->marks[n->mark] = p;

        if (grammar_continue(g, next, p)) {
            return 1;
        }

        g->marks[n->mark] = saved;

        return 0;
    }
}


typedef struct {
    const grammar_node_t     *url;
    const grammar_node_t     *xuri;
    const grammar_node_t     *handle[2];
    const grammar_node_t     *tag[2];
} grammar_rules_t;


static grammar_rules_t  grammar_rules;


enum {
    grammar_at_scheme = 0,
    grammar_at_domain,
    grammar_at_domain_end
};


/* section 2.2 */

static void
grammar_init(void)
{
    int                    i;
    uint32_t               word;
    const grammar_node_t  *v, *g, *n, *node, *res, *w, *a, *s, *u;
    const grammar_node_t  *sublabel, *label, *domain, *scheme, *group;
    const grammar_node_t  *narrow, *end, *segment, *query, *xmpp;

    v = g_class(STATUSES_UC_LABEL);
    g = g_class(STATUSES_UC_PATH);
    n = g_class(STATUSES_UC_PAREN);

    sublabel = g_alt(v, g_seq3(v, g_star(g_alt(v, g_char("-_"))), v));
    label = g_alt(v, g_seq3(v, g_star(g_alt(v, g_char("-"))), v));

    domain = g_seq(g_star(g_seq(sublabel, g_char("."))),
                   g_seq3(label, g_char("."), g_tld()));

    scheme = g_alt3(g_literal("http"), g_literal("https"),
             g_alt3(g_literal("dat"), g_literal("dweb"),
             g_alt3(g_literal("ipfs"), g_literal("ipns"),
             g_alt3(g_literal("ssb"), g_literal("gopher"),
                    g_literal("gemini")))));

    group = g_seq3(g_char("("),
                   g_alt(g_plus(g),
                         g_seq(g_seq3(g_star(g), g_char("("), g_plus(g)),
                               g_seq(g_char(")"), g_star(g)))),
                   g_char(")"));

    narrow = g_seq3(g_char("("),
                    g_alt(g_plus(n),
                          g_seq(g_seq3(g_star(n), g_char("("), g_plus(n)),
                                g_seq(g_char(")"), g_star(n)))),
                    g_char(")"));

    end = g_alt(g_class(STATUSES_UC_PATH_END), narrow);

    segment = g_alt(g_seq3(g_star(g), g_star(g_seq(group, g_star(g))), end),
                    g_seq(g_plus(g), g_char("/")));

    query = g_seq3(g_char("?"), g_star(g_class(STATUSES_UC_QUERY)),
                   g_class(STATUSES_UC_QUERY_END));

    grammar_rules.url =
        g_seq3(g_opt(g_seq3(g_mark(grammar_at_scheme), scheme,
                            g_literal("://"))),
               g_seq3(g_mark(grammar_at_domain), domain,
                      g_mark(grammar_at_domain_end)),
               g_seq3(g_opt(g_seq(g_char(":"), g_plus(g_char("0123456789")))),
                      g_opt(g_seq(g_char("/"), g_star(segment))),
                      g_opt(query)));

    /* section 2.7 */

    node = g_alt(g_class(STATUSES_UC_NODE),
                 g_seq3(g_char("%"), g_char("0123456789abcdef"),
                        g_char("0123456789abcdef")));
    res = g_alt(node, g_char("&'"));

    xmpp = g_seq3(g_literal("xmpp:"),
                  g_opt(g_seq(g_seq3(g_literal("//"), g_plus(node),
                                     g_char("@")),
                              g_seq(domain, g_char("/")))),
                  g_seq(g_seq(g_opt(g_seq(g_plus(node), g_char("@"))),
                              domain),
                        g_seq(g_opt(g_seq(g_char("/"), g_plus(res))),
                              g_opt(query))));

    grammar_rules.xuri =
        g_alt(xmpp, g_seq(g_literal("magnet:"), query));

    for (i = 0; i < 2; i++) {
        word = i ? STATUSES_UC_WORD_OLD : STATUSES_UC_WORD;

        w = g_class(word);
        a = g_class(STATUSES_UC_ALPHA);
        s = g_class(STATUSES_UC_SEPARATOR);
        u = g_alt(g_class(STATUSES_UC_ASCII), g_char("_"));

        /* section 3 */

        grammar_rules.handle[i] =
            g_seq(g_seq(g_plus(u),
                        g_star(g_seq(g_plus(g_char(".-")), g_plus(u)))),
                  g_opt(g_seq3(g_char("@"), g_plus(w),
                               g_star(g_seq(g_plus(g_char(".-")),
                                            g_plus(w))))));

        /* section 4.1 */

        grammar_rules.tag[i] =
            g_alt(g_seq(g_seq3(w, g_star(g_alt(w, s)), g_alt(a, s)),
                        g_seq(g_star(g_alt(w, s)), w)),
                  g_seq3(g_star(w), a, g_star(w)));
    }
}


static const char *
grammar_try(grammar_t *g, const grammar_node_t *rule, const char *p)
{
    memset(g->marks, 0, sizeof(g->marks));
    memset(g->found, 0, sizeof(g->found));
    g->match_end = NULL;

    return grammar_match(g, rule, NULL, p) ? g->match_end : NULL;
}


static size_t
grammar_length(const char *p, const char *end)
{
    size_t  n;

    for (n = 0; p < end; n++) {
        (void) statuses_utf8_next(&p, end);
    }

    return n;
}


/* Section 2.3; returns 0 if the match is not used. */

static int
grammar_url(grammar_t *g, const char *end, statuses_entity_t *e)
{
    size_t           n, ascii, domain_length;
    const char      *p, *scheme;
    statuses_str_t   domain;

    scheme = g->found[grammar_at_scheme];

    if (scheme == NULL) {
        return 0;
    }

    p = scheme;

    if (statuses_utf8_next(&p, end) == 'h' || *scheme == 'H') {

        /* http(s)://t.co/slug */

        p = g->found[grammar_at_domain];

        if (end - p > 5 && (p[0] | 0x20) == 't' && p[1] == '.'
            && (p[2] | 0x20) == 'c' && (p[3] | 0x20) == 'o' && p[4] == '/')
        {
            p += 5;
            n = 0;

            while (p < end) {
                const char  *q = p;

                if (!(statuses_uc(statuses_utf8_next(&q, end))
                      & STATUSES_UC_ASCII))
                {
                    break;
                }

                p = q;
                n++;
            }

            if (n > 40) {
                return 0;
            }

            if (n) {
                end = p;
            }
        }
    }

    domain.data = g->found[grammar_at_domain];
    domain.len = g->found[grammar_at_domain_end] - domain.data;
    domain_length = grammar_length(domain.data, domain.data + domain.len);

    ascii = statuses_hostname_check(domain, 100000);

    if (ascii == 0
        || grammar_length(scheme, end)
           + (ascii > domain_length ? ascii - domain_length : 0) > 4096)
    {
        return 0;
    }

    e->type = STATUSES_SCAN_URL;
    e->start = scheme - g->start;
    e->end = end - g->start;

    return 1;
}


static uint32_t
grammar_behind(grammar_t *g, const char *p)
{
    statuses_scan_t  s;

    s.start = g->start;

    return statuses_scan_behind(&s, p);
}


/*
 * All entities of one type, in order; returns their number, or -1 if it takes
 * too long.
 */

static int
grammar_scan(statuses_str_t text, unsigned type, int old,
    statuses_entity_t *e, int max)
{
    int          n, any1, line;
    uint32_t     cp, uc;
    grammar_t    g;
    const char  *p, *q, *end;

    g.start = text.data;
    g.end = text.data + text.len;
    g.steps = 0;

    n = 0;
    p = g.start;

    if ((type == STATUSES_SCAN_URL || type == STATUSES_SCAN_XURI)
        && memchr(p, ':', text.len) == NULL)
    {
        return 0;
    }

    while (p < g.end && n < max) {
        q = p;
        cp = statuses_utf8_next(&q, g.end);
        uc = statuses_uc(cp);
        memset(&e[n], 0, sizeof(statuses_entity_t));

        switch (type) {

        case STATUSES_SCAN_URL:
        case STATUSES_SCAN_XURI:
            any1 = ((uc & STATUSES_UC_BEFORE) != 0);
            line = (p == g.start || p[-1] == '\n');
            end = NULL;
            e[n].start = q - g.start;

            if (any1) {
                end = grammar_try(&g, type == STATUSES_SCAN_URL
                                      ? grammar_rules.url
                                      : grammar_rules.xuri, q);
            }

            if (end == NULL && line) {
                e[n].start = p - g.start;
                end = grammar_try(&g, type == STATUSES_SCAN_URL
                                      ? grammar_rules.url
                                      : grammar_rules.xuri, p);
            }

            if (end == NULL) {
                break;
            }

            q = end;

            if (type == STATUSES_SCAN_URL) {
                n += grammar_url(&g, end, &e[n]);

            } else {
                e[n].type = type;
                e[n++].end = end - g.start;
            }

            break;

        case STATUSES_SCAN_MENTION:
            if (cp != '@') {
                break;
            }

            if (p > g.start) {
                cp = grammar_behind(&g, p);

                if (cp == '=' || cp == '/'
                    || (statuses_uc(cp) & (old ? STATUSES_UC_WORD_OLD
                                               : STATUSES_UC_WORD)))
                {
                    break;
                }
            }

            end = grammar_try(&g, grammar_rules.handle[old], p + 1);

            if (end == NULL) {
                break;
            }

            e[n].start = p - g.start;
            e[n].end = end - g.start;
            e[n].type = type;

            q = memchr(p + 1, '@', end - p - 1);

            if (q != NULL && grammar_length(q + 1, end) > 253) {
                e[n].type = 0;
            }

            q = end;

            if (g.end - q >= 3 && memcmp(q, "://", 3) == 0) {
                e[n].type = 0;

            } else if (q < g.end) {
                cp = statuses_utf8_next(&end, g.end);

                if (cp == '@' || cp == 0xff20
                    || (statuses_uc(cp) & STATUSES_UC_ACCENT))
                {
                    e[n].type = 0;
                }
            }

            n += (e[n].type != 0);
            break;

        default: /* STATUSES_SCAN_HASHTAG */
            if (cp != '#' && cp != 0xff03) {
                break;
            }

            if (p > g.start) {
                cp = grammar_behind(&g, p);
                uc = statuses_uc(cp);

                if (old ? (cp == '=' || cp == '/' || cp == ')'
                           || (uc & STATUSES_UC_ALNUM))
                        : !(uc & STATUSES_UC_SPACE))
                {
                    break;
                }
            }

            end = grammar_try(&g, grammar_rules.tag[old], q);

            if (end == NULL) {
                break;
            }

            e[n].type = type;
            e[n].start = p - g.start;
            e[n].end = end - g.start;

            if (g.end - end >= 3 && memcmp(end, "://", 3) == 0) {

                if (end - q > 5 && memcmp(end - 5, "https", 5) == 0) {
                    e[n].end -= 5;

                } else if (end - q > 4 && memcmp(end - 4, "http", 4) == 0) {
                    e[n].end -= 4;
                }
            }

            n++;
            q = end;
        }

        p = q;
    }

    return (g.steps > GRAMMAR_STEPS) ? -1 : n;
}


#endif /* _STATUSES_TEXT_GRAMMAR_H_INCLUDED_ */
