/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "dom.h"


typedef struct {
    char                   name[32];
    char                   text[6];
    uint8_t                len;
    uint8_t                text_len;
} statuses_dom_ref_t;


static const statuses_dom_ref_t  statuses_dom_refs[] = {
#include "dom_ref_table.h"
};

#define STATUSES_DOM_NREFS                                                    \
    (sizeof(statuses_dom_refs) / sizeof(statuses_dom_refs[0]))


/* what the standard makes of the references 128 to 159 (windows-1252) */

static const uint16_t  statuses_dom_c1[32] = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
    0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178
};


static size_t statuses_dom_ref_number(const char **p, const char *end,
    char out[8]);
static size_t statuses_dom_ref_put(char out[8], uint32_t cp);
static const statuses_dom_ref_t *statuses_dom_ref_find(const char *p,
    const char *end);


size_t
statuses_dom_ref(const char **p, const char *end, unsigned in_attr,
    char out[8])
{
    char                       ch;
    const char                *q;
    const statuses_dom_ref_t  *ref;

    if (*p == end) {
        return 0;
    }

    if (**p == '#') {
        return statuses_dom_ref_number(p, end, out);
    }

    ref = statuses_dom_ref_find(*p, end);
    if (ref == NULL) {
        return 0;
    }

    q = *p + ref->len;

    /* "?a=1&copy=2" in an attribute is a query string */

    if (in_attr && q[-1] != ';' && q < end) {
        ch = *q;

        if (ch == '=' || statuses_dom_alpha(ch) || (ch >= '0' && ch <= '9')) {
            return 0;
        }
    }

    *p = q;
    memcpy(out, ref->text, ref->text_len);

    return ref->text_len;
}


static size_t
statuses_dom_ref_number(const char **p, const char *end, char out[8])
{
    char         ch;
    uint32_t     cp, base, digit;
    const char  *q, *digits;

    q = *p + 1;
    base = 10;

    if (q < end && (*q == 'x' || *q == 'X')) {
        q++;
        base = 16;
    }

    cp = 0;

    for (digits = q; q < end; q++) {
        ch = *q;

        if (ch >= '0' && ch <= '9') {
            digit = ch - '0';

        } else {
            ch |= 0x20;

            if (base == 10 || ch < 'a' || ch > 'f') {
                break;
            }

            digit = ch - 'a' + 10;
        }

        if (cp <= 0x10ffff) {
            cp = cp * base + digit;
        }
    }

    if (q == digits) {
        return 0;
    }

    if (q < end && *q == ';') {
        q++;
    }

    *p = q;

    if (cp >= 0x80 && cp <= 0x9f) {
        cp = statuses_dom_c1[cp - 0x80];
    }

    if (cp == 0 || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) {
        cp = 0xfffd;
    }

    return statuses_dom_ref_put(out, cp);
}


static size_t
statuses_dom_ref_put(char out[8], uint32_t cp)
{
    if (cp < 0x80) {
        out[0] = (char) cp;
        return 1;
    }

    if (cp < 0x800) {
        out[0] = (char) (0xc0 | (cp >> 6));
        out[1] = (char) (0x80 | (cp & 0x3f));
        return 2;
    }

    if (cp < 0x10000) {
        out[0] = (char) (0xe0 | (cp >> 12));
        out[1] = (char) (0x80 | ((cp >> 6) & 0x3f));
        out[2] = (char) (0x80 | (cp & 0x3f));
        return 3;
    }

    out[0] = (char) (0xf0 | (cp >> 18));
    out[1] = (char) (0x80 | ((cp >> 12) & 0x3f));
    out[2] = (char) (0x80 | ((cp >> 6) & 0x3f));
    out[3] = (char) (0x80 | (cp & 0x3f));

    return 4;
}


/*
 * The longest name that the text starts with: the range of names that share
 * the characters read so far is narrowed by one character after the other.
 */

static const statuses_dom_ref_t *
statuses_dom_ref_find(const char *p, const char *end)
{
    size_t                     i, lo, hi, l, h, m;
    const statuses_dom_ref_t  *found;

    found = NULL;
    lo = 0;
    hi = STATUSES_DOM_NREFS;

    for (i = 0; p + i < end && i < sizeof(statuses_dom_refs[0].name); i++) {

        for (l = lo, h = hi; l < h; /* void */) {
            m = (l + h) / 2;

            if (statuses_dom_refs[m].name[i] < p[i]) {
                l = m + 1;

            } else {
                h = m;
            }
        }

        lo = l;

        for (h = hi; l < h; /* void */) {
            m = (l + h) / 2;

            if (statuses_dom_refs[m].name[i] <= p[i]) {
                l = m + 1;

            } else {
                h = m;
            }
        }

        hi = l;

        if (lo == hi) {
            break;
        }

        if (statuses_dom_refs[lo].len == i + 1) {
            found = &statuses_dom_refs[lo];
        }
    }

    return found;
}
