/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "tld.h"
#include "trim.h"
#include "unicode.h"

#include "statuses_tlds.h"


#define statuses_nelts(a)  (sizeof(a) / sizeof(a[0]))

/* the longest names have 18 letters in ASCII, 11 letters of 3 bytes else */
#define STATUSES_TLD_ASCII_MAX   24
#define STATUSES_TLD_OTHER_MAX   48


static int statuses_tld_ascii(const char *name, size_t len);
static const char *statuses_tld_other(const char *p, const char *end);
static int statuses_tld_edge(const char *p, const char *end);
static size_t statuses_tld_lower_bound(const char *name, size_t len);


const char *
statuses_tld_match(const char *p, const char *end)
{
    char         name[STATUSES_TLD_ASCII_MAX];
    size_t       len;
    uint32_t     cp;
    const char  *q, *next, *last;

    /*
     * No letter or digit may follow a name, so a name in ASCII is all of the
     * letters and digits here or none.
     */

    len = 0;

    for (q = p; q < end; q = next) {
        next = q;
        cp = statuses_utf8_next(&next, end);

        if (!(statuses_uc(cp) & STATUSES_UC_ASCII)) {
            break;
        }

        if (len < STATUSES_TLD_ASCII_MAX) {
            name[len++] = (char) statuses_uc_fold(cp);
        }

        if (len == STATUSES_TLD_ASCII_MAX) {
            break;
        }
    }

    if (len > 1 && len < STATUSES_TLD_ASCII_MAX
        && statuses_tld_ascii(name, len) && statuses_tld_edge(q, end))
    {
        return q;
    }

    /* a name may begin in ASCII and go on beyond it */

    if (q < end && (*q & 0x80)) {
        last = statuses_tld_other(p, end);
        if (last != NULL) {
            return last;
        }
    }

    if (end - p < 5 || statuses_lower(p[0]) != 'x'
        || statuses_lower(p[1]) != 'n' || p[2] != '-' || p[3] != '-')
    {
        return NULL;
    }

    last = NULL;

    for (q = p + 4; q < end; last = q) {
        if (!(statuses_uc(statuses_utf8_next(&q, end)) & STATUSES_UC_ASCII)) {
            break;
        }
    }

    return last;
}


static int
statuses_tld_ascii(const char *name, size_t len)
{
    int     rc;
    size_t  lo, hi, mid, n;

    lo = 0;
    hi = statuses_nelts(statuses_tlds_ascii);

    while (lo < hi) {
        mid = (lo + hi) / 2;
        n = statuses_tlds_ascii[mid].len;

        rc = memcmp(name, statuses_tlds_ascii[mid].data, len < n ? len : n);

        if (rc == 0 && len == n) {
            return 1;
        }

        if (rc < 0 || (rc == 0 && len < n)) {
            hi = mid;

        } else {
            lo = mid + 1;
        }
    }

    return 0;
}


/*
 * Other names are looked for as prefixes of the text.  In the sorted table
 * a name comes behind its prefixes, so going backwards tries it first.
 */

static const char *
statuses_tld_other(const char *p, const char *end)
{
    char                   name[STATUSES_TLD_OTHER_MAX + 4];
    size_t                 i, first, n;
    const char            *q;
    const char            *ends[STATUSES_TLD_OTHER_MAX + 5];
    statuses_buf_t         folded;
    const statuses_str_t  *tld;

    /* the buffer is never full, hence needs no arena */

    statuses_buf_init(&folded, NULL, sizeof(name));
    folded.data = name;

    /* all names that share the first character, mostly none */

    q = p;
    statuses_utf8_put(&folded, statuses_uc_fold(statuses_utf8_next(&q, end)));

    first = folded.len;
    i = statuses_tld_lower_bound(name, first);

    n = i;
    while (n < statuses_nelts(statuses_tlds_other)
           && strncmp(statuses_tlds_other[n].data, name, first) == 0)
    {
        n++;
    }

    if (n == i) {
        return NULL;
    }

    memset(ends, 0, sizeof(ends));
    ends[first] = q;

    while (q < end && folded.len < STATUSES_TLD_OTHER_MAX) {
        statuses_utf8_put(&folded,
                          statuses_uc_fold(statuses_utf8_next(&q, end)));
        ends[folded.len] = q;
    }

    while (n > i) {
        tld = &statuses_tlds_other[--n];

        if (tld->len <= folded.len
            && memcmp(tld->data, name, tld->len) == 0
            && ends[tld->len] != NULL
            && statuses_tld_edge(ends[tld->len], end))
        {
            return ends[tld->len];
        }
    }

    return NULL;
}


/* the first name that does not come before the given one */

static size_t
statuses_tld_lower_bound(const char *name, size_t len)
{
    size_t  lo, hi, mid;

    lo = 0;
    hi = statuses_nelts(statuses_tlds_other);

    while (lo < hi) {
        mid = (lo + hi) / 2;

        if (strncmp(statuses_tlds_other[mid].data, name, len) < 0) {
            lo = mid + 1;

        } else {
            hi = mid;
        }
    }

    return lo;
}


/* "right-edge": looked at, not consumed */

static int
statuses_tld_edge(const char *p, const char *end)
{
    uint32_t  cp;

    if (p == end) {
        return 1;
    }

    cp = statuses_utf8_next(&p, end);

    return cp != '@' && cp != '+' && cp != '-'
           && !(statuses_uc(cp) & STATUSES_UC_ASCII);
}


uint32_t
statuses_uc_fold(uint32_t cp)
{
    size_t  lo, hi, mid;

    if (cp < 0x80) {
        return (cp >= 'A' && cp <= 'Z') ? (cp | 0x20) : cp;
    }

    lo = 0;
    hi = statuses_nelts(statuses_folds);

    while (lo < hi) {
        mid = (lo + hi) / 2;

        if (statuses_folds[mid][0] == cp) {
            return statuses_folds[mid][1];
        }

        if (statuses_folds[mid][0] < cp) {
            lo = mid + 1;

        } else {
            hi = mid;
        }
    }

    return cp;
}
