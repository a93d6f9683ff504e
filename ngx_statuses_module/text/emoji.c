/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "emoji.h"
#include "unicode.h"


static int statuses_emoji_edge(const char *p, const char *end, int backwards);
static int statuses_emoji_word(char ch);


int
statuses_emoji_next(statuses_str_t text, size_t *pos, statuses_str_t *code)
{
    const char  *p, *q, *end;

    if (*pos >= text.len) {
        return 0;
    }

    p = text.data + *pos;
    end = text.data + text.len;

    for ( ;; ) {
        p = memchr(p, ':', end - p);
        if (p == NULL) {
            *pos = text.len;
            return 0;
        }

        q = p + 1;

        while (q < end && statuses_emoji_word(*q)) {
            q++;
        }

        if (q == end) {
            *pos = text.len;
            return 0;
        }

        if (*q == ':' && q - p > 2
            && statuses_emoji_edge(text.data, p, 1)
            && statuses_emoji_edge(q + 1, end, 0))
        {
            code->data = p + 1;
            code->len = q - p - 1;
            *pos = q + 1 - text.data;
            return 1;
        }

        /* a colon that closes nothing may open the next use */

        p = q;
    }
}


/*
 * Section 5, "left" (the code point before end) and "right" (the one at p).
 * LF is in neither class, so line ends need no rule of their own.
 */

static int
statuses_emoji_edge(const char *p, const char *end, int backwards)
{
    int          n;
    uint32_t     cp;
    const char  *q;

    if (p == end) {
        return 1;
    }

    if (backwards) {

        for (n = 1; n < 4 && end - n > p && (end[-n] & 0xc0) == 0x80; n++) {
            /* void */
        }

        q = end - n;
        cp = statuses_utf8_next(&q, end);

        if (q != end) {
            /* not one whole sequence: the last byte is an invalid one */
            cp = 0xfffd;
        }

    } else {
        cp = statuses_utf8_next(&p, end);
    }

    return cp != ':' && !(statuses_uc(cp) & STATUSES_UC_ALNUM);
}


static int
statuses_emoji_word(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z')
           || (ch >= '0' && ch <= '9') || ch == '_';
}
