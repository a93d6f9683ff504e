/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <idna.h>
#include <idn-free.h>
#include <string.h>

#include "hostname.h"
#include "nfkc.h"
#include "trim.h"


/* RFC 1034 */
#define STATUSES_LABEL_MAX           63

/*
 * A label has at most 59 code points behind "xn--".  No code point that stays
 * is made from more than four by NFKC, so that longer labels, less what
 * Nameprep deletes, need not be prepared to know that they are too long.
 */
#define STATUSES_LABEL_CODE_POINTS   (59 * 4)


static size_t statuses_hostname_label(const char *p, const char *end,
    char *ascii, int flags);
static int statuses_hostname_dot(uint32_t cp);
static int statuses_hostname_deleted(uint32_t cp);
static int statuses_hostname_plain(const char *p, const char *end);


size_t
statuses_hostname_check(statuses_str_t domain, size_t max)
{
    char         ascii[STATUSES_LABEL_MAX + 1];
    size_t       len, n;
    const char  *p, *q, *label, *end;

    p = domain.data;
    label = p;
    end = p + domain.len;
    len = 0;

    for ( ;; ) {
        q = p;

        if (q < end && !statuses_hostname_dot(statuses_utf8_next(&q, end))) {
            p = q;
            continue;
        }

        n = statuses_hostname_label(label, p, ascii, 0);

        if (n == 0 || len + n > max) {
            return 0;
        }

        len += n;

        if (p == end) {
            return len;
        }

        /* every kind of dot becomes a full stop */

        len++;
        p = q;
        label = p;
    }
}


/*
 * ToASCII of one label.  Writes at most 63 characters and a NUL; returns the
 * length, or 0 on failure.
 */

static size_t
statuses_hostname_label(const char *p, const char *end, char *ascii,
    int flags)
{
    size_t    n;
    uint32_t  cp, label[STATUSES_LABEL_CODE_POINTS];

    if (statuses_hostname_plain(p, end)) {
        n = end - p;

        if (n > STATUSES_LABEL_MAX) {
            return 0;
        }

        memcpy(ascii, p, n);
        ascii[n] = '\0';

        return n;
    }

    n = 0;

    while (p < end) {
        cp = statuses_utf8_next(&p, end);

        if (statuses_hostname_deleted(cp)) {
            continue;
        }

        if (n == STATUSES_LABEL_CODE_POINTS) {
            return 0;
        }

        label[n++] = cp;
    }

    if (n == 0 || idna_to_ascii_4i(label, n, ascii, flags) != IDNA_SUCCESS) {
        return 0;
    }

    return strlen(ascii);
}


static int
statuses_hostname_dot(uint32_t cp)
{
    return cp == '.' || cp == 0x3002 || cp == 0xff0e || cp == 0xff61;
}


/* RFC 3454, table B.1 */

static int
statuses_hostname_deleted(uint32_t cp)
{
    return cp == 0xad || cp == 0x34f || cp == 0x1806
           || (cp >= 0x180b && cp <= 0x180d)
           || (cp >= 0x200b && cp <= 0x200d)
           || cp == 0x2060
           || (cp >= 0xfe00 && cp <= 0xfe0f)
           || cp == 0xfeff;
}


static int
statuses_hostname_plain(const char *p, const char *end)
{
    while (p < end) {
        if (*p++ & 0x80) {
            return 0;
        }
    }

    return 1;
}


int
statuses_hostname_ascii(statuses_buf_t *out, statuses_str_t domain)
{
    char            ascii[STATUSES_LABEL_MAX + 1];
    size_t          n;
    const char     *p, *end, *dot;
    statuses_buf_t  lower, buf;

    domain = statuses_strip(domain);

    if (domain.len == 0) {
        return 0;
    }

    statuses_buf_init(&lower, out->arena, domain.len);
    statuses_buf_init(&buf, out->arena, domain.len);

    p = domain.data;
    end = p + domain.len;

    while (p < end) {
        statuses_lower_put(&lower, statuses_utf8_next(&p, end));
    }

    if (lower.failed) {
        out->failed = 1;
        return -1;
    }

    p = lower.data;
    end = p + lower.len;

    while (p < end) {
        dot = memchr(p, '.', end - p);
        if (dot == NULL) {
            dot = end;
        }

        if (statuses_hostname_plain(p, dot)) {
            /* not checked: what is no domain is just not found */
            statuses_buf_append(&buf, p, dot - p);

        } else {
            n = statuses_hostname_label(p, dot, ascii,
                                        IDNA_ALLOW_UNASSIGNED);
            if (n == 0) {
                return -1;
            }

            statuses_buf_append(&buf, ascii, n);
        }

        if (dot < end) {
            statuses_buf_append(&buf, ".", 1);
            dot++;
        }

        p = dot;
    }

    if (buf.failed) {
        out->failed = 1;
        return -1;
    }

    statuses_buf_append(out, buf.data, buf.len);

    return 0;
}


void
statuses_hostname_unicode(statuses_buf_t *out, statuses_str_t domain)
{
    char        *decoded, label[STATUSES_LABEL_MAX + 1];
    size_t       n;
    const char  *p, *end, *dot;

    if (domain.len == 0) {
        return;
    }

    p = domain.data;
    end = p + domain.len;

    while (p < end) {
        dot = memchr(p, '.', end - p);
        if (dot == NULL) {
            dot = end;
        }

        n = dot - p;
        decoded = NULL;

        if (n > 4 && n <= STATUSES_LABEL_MAX
            && statuses_lower(p[0]) == 'x' && statuses_lower(p[1]) == 'n'
            && p[2] == '-' && p[3] == '-'
            && memchr(p, '\0', n) == NULL)
        {
            memcpy(label, p, n);
            label[n] = '\0';

            if (idna_to_unicode_8z8z(label, &decoded, IDNA_ALLOW_UNASSIGNED)
                != IDNA_SUCCESS)
            {
                decoded = NULL;
            }
        }

        if (decoded != NULL) {
            statuses_buf_append(out, decoded, strlen(decoded));
            idn_free(decoded);

        } else {
            statuses_buf_append(out, p, n);
        }

        if (dot < end) {
            statuses_buf_append(out, ".", 1);
            dot++;
        }

        p = dot;
    }
}
