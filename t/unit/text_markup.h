/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What must hold for the HTML of any text.
 */

#ifndef _STATUSES_TEXT_MARKUP_H_INCLUDED_
#define _STATUSES_TEXT_MARKUP_H_INCLUDED_


#include <string.h>

#include "text.h"


#define text_markup_nelts(a)  (sizeof(a) / sizeof(a[0]))


/*
 * 1 if the HTML has no other markup than ours, no raw characters that should
 * be escaped, no invalid UTF-8, and no line ends unless "lines" is set.
 */

static int
text_markup(const char *p, size_t len, int lines)
{
    size_t       k, n;
    const char  *end, *q;

    static const char  *tags[] = {
        "<p>", "</p>", "<p class=\"quote-inline\">", "<br />",
        "<span class=\"invisible\">", "<span class=\"ellipsis\">",
        "<span class=\"\">", "<span class=\"h-card\" translate=\"no\">",
        "<span>", "</span>", "</a>",
        "<a href=\""          /* the last */
    };

    static const char  *ends[] = {
        "\" target=\"_blank\" rel=\"nofollow noopener\" translate=\"no\">",
        "\" target=\"_blank\" rel=\"nofollow noopener me\" translate=\"no\">",
        "\" class=\"u-url mention\">",
        "\" class=\"mention hashtag\" rel=\"tag\">"
    };

    static const char  *escapes[] = {
        "&amp;", "&lt;", "&gt;", "&quot;", "&#39;"
    };

    end = p + len;

    while (p < end) {

        switch (*p) {

        case '<':
            for (k = 0; k < text_markup_nelts(tags); k++) {
                n = strlen(tags[k]);

                if ((size_t) (end - p) >= n && memcmp(p, tags[k], n) == 0) {
                    break;
                }
            }

            if (k == text_markup_nelts(tags)) {
                return 0;
            }

            p += strlen(tags[k]);

            if (k + 1 < text_markup_nelts(tags)) {
                continue;
            }

            /* an address, which ends at the first quote */

            q = memchr(p, '"', end - p);

            if (q == NULL || memchr(p, '<', q - p) != NULL
                || memchr(p, '>', q - p) != NULL
                || memchr(p, '\'', q - p) != NULL)
            {
                return 0;
            }

            for (k = 0; k < text_markup_nelts(ends); k++) {
                n = strlen(ends[k]);

                if ((size_t) (end - q) >= n && memcmp(q, ends[k], n) == 0) {
                    break;
                }
            }

            if (k == text_markup_nelts(ends)) {
                return 0;
            }

            p = q + strlen(ends[k]);
            continue;

        case '&':
            for (k = 0; k < text_markup_nelts(escapes); k++) {
                n = strlen(escapes[k]);

                if ((size_t) (end - p) >= n && memcmp(p, escapes[k], n) == 0)
                {
                    break;
                }
            }

            if (k == text_markup_nelts(escapes)) {
                return 0;
            }

            break;

        case '\n':
        case '\r':
            if (lines) {
                break;
            }

            return 0;

        case '>':
        case '"':
        case '\'':
            return 0;
        }

        q = p;

        if (statuses_utf8_next(&q, end) == 0xfffd && q - p == 1) {
            return 0;
        }

        p = q;
    }

    return 1;
}


#endif /* _STATUSES_TEXT_MARKUP_H_INCLUDED_ */
