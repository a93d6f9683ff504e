/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Reads sanitised HTML with a grammar of its own, far stricter than HTML, and
 * knows what may be in it (spec/text.md, 8.2 and 8.3; entities.md, 8).
 */

#ifndef _STATUSES_TEXT_ALLOW_H_INCLUDED_
#define _STATUSES_TEXT_ALLOW_H_INCLUDED_


#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "text.h"


#define ALLOW_DEPTH   2048

#define allow_is(s)                                                           \
    (name_len == sizeof(s) - 1 && memcmp(name, s, name_len) == 0)

#define allow_has(s)                                                          \
    (len == sizeof(s) - 1 && memcmp(value, s, len) == 0)


typedef struct {
    const char   *element;
    const char   *attrs;          /* between spaces */
    unsigned      is_void;
} allow_t;


static const allow_t  allow_strict[] = {
    { "p", " lang class ", 0 },
    { "br", " lang ", 1 },
    { "span", " lang class translate ", 0 },
    { "a", " lang href rel class translate target ", 0 },
    { "del", " lang ", 0 },
    { "s", " lang ", 0 },
    { "pre", " lang ", 0 },
    { "blockquote", " lang ", 0 },
    { "code", " lang ", 0 },
    { "b", " lang ", 0 },
    { "strong", " lang ", 0 },
    { "u", " lang ", 0 },
    { "i", " lang ", 0 },
    { "em", " lang ", 0 },
    { "ul", " lang ", 0 },
    { "ol", " lang start reversed ", 0 },
    { "li", " lang value ", 0 },
    { "ruby", " lang ", 0 },
    { "rt", " lang ", 0 },
    { "rp", " lang ", 0 },
    { NULL, NULL, 0 }
};


static const allow_t  allow_embed[] = {
    { "audio", " controls ", 0 },
    { "iframe", " allowfullscreen frameborder height scrolling src width"
                " sandbox ", 0 },
    { "source", " src type ", 1 },
    { "video", " controls height loop width ", 0 },
    { NULL, NULL, 0 }
};


/* Returns 0 for the first byte that is not "&" of one of the references. */

static size_t
allow_ref(const char *p, const char *end, const char *const *refs)
{
    size_t  len;

    for ( /* void */ ; *refs != NULL; refs++) {
        len = strlen(*refs);

        if ((size_t) (end - p) >= len && memcmp(p, *refs, len) == 0) {
            return len;
        }
    }

    return 0;
}


static const allow_t *
allow_find(const allow_t *list, const char *name, size_t len)
{
    for ( /* void */ ; list->element != NULL; list++) {

        if (strlen(list->element) == len
            && memcmp(list->element, name, len) == 0)
        {
            return list;
        }
    }

    return NULL;
}


static const char *
allow_value(const char *element, const char *name, size_t name_len,
    const char *value, size_t len)
{
    size_t  i, n;

    static const char  *schemes[] = {
        "http", "https", "dat", "dweb", "ipfs", "ipns", "ssb", "gopher",
        "xmpp", "magnet", "gemini"
    };

    if (allow_is("rel")) {
        return allow_has("nofollow noopener") ? NULL : "rel";
    }

    if (allow_is("target")) {
        return allow_has("_blank") ? NULL : "target";
    }

    if (allow_is("translate")) {
        return allow_has("no") ? NULL : "translate";
    }

    if (allow_is("sandbox")) {
        return allow_has("allow-scripts allow-same-origin allow-popups"
                         " allow-popups-to-escape-sandbox allow-forms")
               ? NULL : "sandbox";
    }

    if (!allow_is("href") && !allow_is("src")) {
        return NULL;
    }

    /* white space in front is tolerated, a space became %20 */

    for (i = 0; i < len; /* void */) {

        if (value[i] == '\t' || value[i] == '\n' || value[i] == '\r') {
            i++;

        } else if (len - i >= 3 && memcmp(value + i, "%20", 3) == 0) {
            i += 3;

        } else {
            break;
        }
    }

    if (memchr(value, ' ', len) != NULL) {
        return "space in an URL";
    }

    value += i;
    len -= i;

    for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {

        if (i == 2 && element[0] != 'a') {
            break;
        }

        n = strlen(schemes[i]);

        if (len > n && strncasecmp(value, schemes[i], n) == 0) {

            /* what was "&#58" in the value has become "&amp;#58" */

            if (value[n] == ':'
                || (len - n > 7 && memcmp(value + n, "&amp;#", 6) == 0))
            {
                return NULL;
            }
        }
    }

    return "scheme";
}


/* Returns what is wrong, or NULL. */

static const char *
allow_check(const allow_t *list, const char *data, size_t len)
{
    char            wanted[32];
    size_t          i, n, r, depth, nseen;
    unsigned        rel, target;
    const char     *p, *end, *name, *value, *wrong, *seen[8];
    const allow_t  *e;

    static const allow_t  *stack[ALLOW_DEPTH];

    static const char *const  text_refs[] = {
        "&amp;", "&nbsp;", "&lt;", "&gt;", NULL
    };
    static const char *const  attr_refs[] = {
        "&amp;", "&nbsp;", "&quot;", NULL
    };

    if (len == 0) {
        return NULL;
    }

    depth = 0;
    p = data;
    end = data + len;

    while (p < end) {

        if (*p == '>') {
            return "> in text";
        }

        if (*p == '\xc2' && end - p > 1 && p[1] == '\xa0') {
            return "no-break space";
        }

        if (*p == '&') {
            n = allow_ref(p, end, text_refs);

            if (n == 0) {
                return "& in text";
            }

            p += n;
            continue;
        }

        if (*p != '<') {
            p++;
            continue;
        }

        p++;

        if (p < end && *p == '/') {
            name = ++p;

            while (p < end && *p != '>') {
                p++;
            }

            if (p == end) {
                return "end tag without end";
            }

            e = allow_find(list, name, p - name);

            if (e == NULL || depth == 0 || stack[depth - 1] != e) {
                return "end tag";
            }

            depth--;
            p++;
            continue;
        }

        for (name = p; p < end && *p >= 'a' && *p <= 'z'; p++) { /* void */ }

        e = allow_find(list, name, p - name);

        if (e == NULL) {
            return "element";
        }

        rel = 0;
        target = 0;
        nseen = 0;

        while (p < end && *p == ' ') {
            for (name = ++p; p < end && *p >= 'a' && *p <= 'z'; p++) {
                /* void */
            }

            n = p - name;

            if (n == 0 || n > 20 || end - p < 3 || p[0] != '='
                || p[1] != '"')
            {
                return "attribute without value";
            }

            snprintf(wanted, sizeof(wanted), " %.*s ", (int) n, name);

            if (strstr(e->attrs, wanted) == NULL) {
                return "attribute";
            }

            for (i = 0; i < nseen; i++) {

                if (memcmp(seen[i], name, n + 1) == 0) {
                    return "attribute twice";
                }
            }

            seen[nseen++] = name;

            rel |= (n == 3 && memcmp(name, "rel", 3) == 0);
            target |= (n == 6 && memcmp(name, "target", 6) == 0);

            for (value = p += 2; p < end && *p != '"'; /* void */) {

                if (*p == '&') {
                    r = allow_ref(p, end, attr_refs);

                    if (r == 0) {
                        return "& in an attribute";
                    }

                    p += r;
                    continue;
                }

                p++;
            }

            if (p == end) {
                return "value without end";
            }

            wrong = allow_value(e->element, name, n, value, p - value);

            if (wrong != NULL) {
                return wrong;
            }

            p++;
        }

        if (p == end || *p != '>') {
            return "tag without end";
        }

        if (strcmp(e->element, "a") == 0 && (!rel || !target)) {
            return "link without rel or target";
        }

        if (strcmp(e->element, "iframe") == 0
            && (end - p < 10 || memcmp(p, "></iframe>", 10) != 0))
        {
            return "content of an iframe";
        }

        p++;

        if (!e->is_void) {

            if (depth == ALLOW_DEPTH) {
                return "depth";
            }

            stack[depth++] = e;
        }
    }

    return depth ? "element without end" : NULL;
}


#endif /* _STATUSES_TEXT_ALLOW_H_INCLUDED_ */
