/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "hostname.h"
#include "scan.h"
#include "trim.h"
#include "unicode.h"


#define STATUSES_URL_MAX        4096
#define STATUSES_TCO_SLUG_MAX   40


typedef struct {
    const char         *start;         /* of the scheme, NULL: no scheme */
    const char         *domain;
    const char         *domain_end;
    const char         *end;
} statuses_url_t;


static const statuses_str_t  statuses_url_schemes[] = {
    { "https", 5 },
    { "http", 4 },
    { "dat", 3 },
    { "dweb", 4 },
    { "ipfs", 4 },
    { "ipns", 4 },
    { "ssb", 3 },
    { "gopher", 6 },
    { "gemini", 6 },
    { NULL, 0 }
};


static int statuses_url_match(statuses_scan_t *s, statuses_scanner_t *scanner,
    const char *p, statuses_url_t *url);
static const char *statuses_url_scheme(const statuses_scan_t *s,
    const char *p);
static const char *statuses_url_path(const char *p, const char *end);
static const char *statuses_url_group(const char *p, const char *end,
    int *narrow);
static const char *statuses_url_query(const char *p, const char *end);
static int statuses_url_check(const statuses_url_t *url);
static size_t statuses_url_length(const char *p, const char *end);
static int statuses_url_tco(statuses_url_t *url);
static const char *statuses_xuri_match(statuses_scan_t *s,
    statuses_domain_t *d, const char *p, int magnet);
static const char *statuses_xuri_nodes(const char *p, const char *end,
    int resource);


/* Sections 2.2 to 2.5, and 6.4 with STATUSES_SCAN_NOTE_URL. */

void
statuses_scan_url(statuses_scan_t *s, statuses_scanner_t *scanner)
{
    uint32_t            uc;
    const char         *p, *q;
    statuses_url_t      url;
    statuses_entity_t  *e;

    e = &scanner->next;
    e->type = 0;

    p = scanner->pos;

    while (p < s->end) {

        /*
         * Matches without a scheme matter only for what they swallow, so
         * there is nothing left to do behind the last "://".
         */

        if (scanner->colon == NULL || scanner->colon < p) {
            scanner->colon = p;

            for ( ;; ) {
                scanner->colon = memchr(scanner->colon, ':',
                                        s->end - scanner->colon);

                if (scanner->colon == NULL || s->end - scanner->colon < 3) {
                    scanner->pos = s->end;
                    return;
                }

                if (scanner->colon[1] == '/' && scanner->colon[2] == '/') {
                    break;
                }

                scanner->colon++;
            }
        }

        /* "before": any1, else line-start */

        q = p;
        uc = statuses_uc(statuses_utf8_next(&q, s->end));

        if (!((uc & STATUSES_UC_BEFORE)
              && statuses_url_match(s, scanner, q, &url))
            && !((p == s->start || p[-1] == '\n')
                 && statuses_url_match(s, scanner, p, &url)))
        {
            p = q;
            continue;
        }

        /* used or not, a match consumes what it has matched */

        e->before = p - s->start;
        p = url.end;

        if (url.start == NULL) {
            continue;
        }

        if (!(s->flags & STATUSES_SCAN_NOTE_URL)
            && !(statuses_url_tco(&url) && statuses_url_check(&url)))
        {
            continue;
        }

        scanner->pos = p;

        e->type = STATUSES_SCAN_URL;
        e->start = url.start - s->start;
        e->end = url.end - s->start;

        return;
    }

    scanner->pos = s->end;
}


/* url = [ scheme "://" ] domain [ port ] [ path ] [ query ] */

static int
statuses_url_match(statuses_scan_t *s, statuses_scanner_t *scanner,
    const char *p, statuses_url_t *url)
{
    const char  *q, *end;

    end = s->end;

    if (p == end) {
        return 0;
    }

    url->start = NULL;
    url->domain = statuses_url_scheme(s, p);

    if (url->domain != NULL) {
        url->start = p;

    } else if (s->flags & STATUSES_SCAN_NOTE_URL) {
        return 0;

    } else {
        url->domain = p;
    }

    /* a scheme without a domain is none: "https:" is no domain either */

    p = statuses_domain_match(&scanner->domain, url->domain);
    if (p == NULL) {
        return 0;
    }

    url->domain_end = p;

    if (p < end && *p == ':') {
        for (q = p + 1; q < end && *q >= '0' && *q <= '9'; q++) {
            /* void */
        }

        if (q > p + 1) {
            p = q;
        }
    }

    if (p < end && *p == '/') {
        p = statuses_url_path(p + 1, end);
    }

    if (p < end && *p == '?') {
        p = statuses_url_query(p, end);
    }

    url->end = p;

    return 1;
}


/* Returns the position behind scheme "://", or NULL. */

static const char *
statuses_url_scheme(const statuses_scan_t *s, const char *p)
{
    size_t                 i;
    uint32_t               cp;
    const char            *q;
    const statuses_str_t  *scheme;

    /* the last byte begins the long s, which stands for an s */

    if (*p == '\0' || strchr("hdisgHDISG\xc5", *p) == NULL) {
        return NULL;
    }

    for (scheme = statuses_url_schemes; scheme->len; scheme++) {
        q = p;

        for (i = 0; i < scheme->len && q < s->end; i++) {
            cp = statuses_utf8_next(&q, s->end);

            if (cp == 0x17f) {
                /* the long s */
                cp = 's';
            }

            if (cp >= 0x80 || statuses_lower((char) cp) != scheme->data[i]) {
                break;
            }
        }

        if (i == scheme->len && s->end - q >= 3
            && memcmp(q, "://", 3) == 0)
        {
            return q + 3;
        }

        if ((s->flags & STATUSES_SCAN_NOTE_URL) && scheme->len == 4) {
            /* only https and http */
            break;
        }
    }

    return NULL;
}


/*
 * *segment, where
 *
 * segment = *g *( group *g ) end  /  1*g "/"
 *
 * The g and groups follow one another in one way only, and each "end" is also
 * a g or a group; so greedy matching takes as many of them as there are and
 * gives back those behind the last that can be an end.  A slash can be one,
 * hence the second alternative and a second segment never match anything.
 */

static const char *
statuses_url_path(const char *p, const char *end)
{
    int          narrow;
    uint32_t     uc;
    const char  *q, *last;

    last = p;

    while (p < end) {

        if (*p == '(') {
            p = statuses_url_group(p, end, &narrow);
            if (p == NULL) {
                break;
            }

            if (narrow) {
                last = p;
            }

            continue;
        }

        q = p;
        uc = statuses_uc(statuses_utf8_next(&q, end));

        if (!(uc & STATUSES_UC_PATH)) {
            break;
        }

        p = q;

        if (uc & STATUSES_UC_PATH_END) {
            last = p;
        }
    }

    return last;
}


/*
 * group = "(" ( 1*g  /  *g "(" 1*g ")" *g ) ")"
 *
 * Returns the end of the group or NULL; *narrow is set if it is a
 * narrow-group as well.
 */

static const char *
statuses_url_group(const char *p, const char *end, int *narrow)
{
    int          depth, nested, empty;
    uint32_t     uc;
    const char  *q;

    *narrow = 1;
    depth = 1;
    nested = 0;
    empty = 1;

    for (p++; p < end; p = q) {
        q = p;
        uc = statuses_uc(statuses_utf8_next(&q, end));

        if (uc & STATUSES_UC_PATH) {
            empty = 0;

            if (!(uc & STATUSES_UC_PAREN)) {
                *narrow = 0;
            }

        } else if (*p == '(') {

            if (nested) {
                return NULL;
            }

            nested = 1;
            depth = 2;
            empty = 1;

        } else if (*p == ')') {

            if (depth == 2) {

                if (empty) {
                    return NULL;
                }

                depth = 1;

            } else {
                return (empty && !nested) ? NULL : q;
            }

        } else {
            return NULL;
        }
    }

    return NULL;
}


/* [ "?" *qchar qend ] */

static const char *
statuses_url_query(const char *p, const char *end)
{
    uint32_t     uc;
    const char  *last;

    last = p;

    for (p++; p < end; /* void */) {
        uc = statuses_uc(statuses_utf8_next(&p, end));

        if (!(uc & STATUSES_UC_QUERY)) {
            break;
        }

        if (uc & STATUSES_UC_QUERY_END) {
            last = p;
        }
    }

    return last;
}


/* Section 2.4 and 2.5. */

static int
statuses_url_check(const statuses_url_t *url)
{
    size_t          length;
    statuses_str_t  domain;

    length = statuses_url_length(url->start, url->end);

    if (length > STATUSES_URL_MAX) {
        return 0;
    }

    domain.data = url->domain;
    domain.len = url->domain_end - url->domain;

    /* only what the ASCII form has more than the domain itself counts */

    return statuses_hostname_check(domain, STATUSES_URL_MAX - length
                                           + statuses_url_length(url->domain,
                                                            url->domain_end))
           != 0;
}


/* in code points */

static size_t
statuses_url_length(const char *p, const char *end)
{
    size_t  n;

    for (n = 0; p < end; n++) {
        (void) statuses_utf8_next(&p, end);
    }

    return n;
}


/*
 * Section 2.3, step 2: a t.co URL ends with its slug.  Returns 0 if the slug
 * is too long.
 */

static int
statuses_url_tco(statuses_url_t *url)
{
    size_t       n;
    const char  *p, *q;

    p = url->domain;

    /* the schemes with an h in front are http and https */

    if (url->end - p < 6
        || statuses_lower(*url->start) != 'h'
        || statuses_lower(p[0]) != 't' || p[1] != '.'
        || statuses_lower(p[2]) != 'c' || statuses_lower(p[3]) != 'o'
        || p[4] != '/')
    {
        return 1;
    }

    n = 0;

    for (p += 5; p < url->end; p = q) {
        q = p;

        if (!(statuses_uc(statuses_utf8_next(&q, url->end))
              & STATUSES_UC_ASCII))
        {
            break;
        }

        n++;
    }

    if (n > STATUSES_TCO_SLUG_MAX) {
        return 0;
    }

    if (n > 0) {
        url->end = p;
    }

    return 1;
}


/* Section 2.7. */

void
statuses_scan_xuri(statuses_scan_t *s, statuses_scanner_t *scanner)
{
    int                 magnet;
    size_t              i, n;
    const char         *p, *q, *end, *literal;
    statuses_entity_t  *e;

    e = &scanner->next;
    e->type = 0;

    p = scanner->pos;

    for ( ;; ) {
        p = memchr(p, ':', s->end - p);
        if (p == NULL) {
            scanner->pos = s->end;
            return;
        }

        p++;

        magnet = (p < s->end && *p == '?');
        literal = magnet ? "magnet" : "xmpp";
        n = magnet ? 6 : 4;

        if ((size_t) (p - 1 - scanner->pos) < n) {
            continue;
        }

        q = p - 1 - n;

        for (i = 0; i < n && statuses_lower(q[i]) == literal[i]; i++) {
            /* void */
        }

        if (i < n) {
            continue;
        }

        /*
         * "before": a line start (which follows a character that could also
         * be consumed), or a character that no earlier match has consumed
         */

        if (q > s->start && q[-1] != '\n'
            && (q == scanner->pos
                || !(statuses_uc(statuses_scan_behind(s, q))
                     & STATUSES_UC_BEFORE)))
        {
            continue;
        }

        end = statuses_xuri_match(s, &scanner->domain, p, magnet);
        if (end == NULL) {
            continue;
        }

        scanner->pos = end;

        e->type = STATUSES_SCAN_XURI;
        e->start = q - s->start;
        e->before = e->start;
        e->end = end - s->start;

        return;
    }
}


/*
 * xmpp   = "xmpp:" [ "//" 1*node "@" domain "/" ]
 *          [ 1*node "@" ] domain [ "/" 1*res ] [ "?" *qchar qend ]
 * magnet = "magnet:?" *qchar qend
 *
 * p is behind the colon.
 */

static const char *
statuses_xuri_match(statuses_scan_t *s, statuses_domain_t *d, const char *p,
    int magnet)
{
    const char  *q, *end, *last;

    end = s->end;

    if (magnet) {
        last = statuses_url_query(p, end);
        return (last == p) ? NULL : last;
    }

    if (end - p >= 2 && p[0] == '/' && p[1] == '/') {

        /* neither a node nor a domain begins with a slash: not optional */

        q = statuses_xuri_nodes(p + 2, end, 0);

        if (q == p + 2 || q == end || *q != '@') {
            return NULL;
        }

        q = statuses_domain_match(d, q + 1);

        if (q == NULL || q == end || *q != '/') {
            return NULL;
        }

        p = q + 1;
    }

    if (p == end) {
        return NULL;
    }

    q = statuses_xuri_nodes(p, end, 0);
    last = NULL;

    if (q > p && q < end && *q == '@') {
        last = statuses_domain_match(d, q + 1);
    }

    if (last == NULL) {
        last = statuses_domain_match(d, p);
    }

    if (last == NULL) {
        return NULL;
    }

    p = last;

    if (p < end && *p == '/') {
        q = statuses_xuri_nodes(p + 1, end, 1);

        if (q > p + 1) {
            p = q;
        }
    }

    if (p < end && *p == '?') {
        p = statuses_url_query(p, end);
    }

    return p;
}


/* *node, or *res */

static const char *
statuses_xuri_nodes(const char *p, const char *end, int resource)
{
    int          i;
    char         ch;
    uint32_t     cp;
    const char  *q;

    while (p < end) {
        q = p;
        cp = statuses_utf8_next(&q, end);

        if (cp == '%') {

            if (end - q < 2) {
                break;
            }

            for (i = 0; i < 2; i++) {
                ch = statuses_lower(*q++);

                if (!((ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'f'))) {
                    return p;
                }
            }

        } else if (!(statuses_uc(cp) & STATUSES_UC_NODE)
                   && !(resource && (cp == '&' || cp == '\'')))
        {
            break;
        }

        p = q;
    }

    return p;
}
