/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "text.h"


#define STATUSES_BUF_MIN_SIZE   64


static int statuses_buf_reserve(statuses_buf_t *b, size_t len);


/*
 * "size" is a guess of the final length; nothing is allocated before the
 * first append, so that an empty result costs nothing.
 */

void
statuses_buf_init(statuses_buf_t *b, statuses_arena_t *arena, size_t size)
{
    b->data = NULL;
    b->len = 0;
    b->size = size;
    b->arena = arena;
    b->failed = 0;
}


void
statuses_buf_append(statuses_buf_t *b, const char *data, size_t len)
{
    if (len == 0 || statuses_buf_reserve(b, len) != 0) {
        return;
    }

    memcpy(b->data + b->len, data, len);
    b->len += len;
}


/*
 * The arena cannot free, so the old block is lost at each growth; doubling
 * keeps the sum of all of them below twice the final size.
 */

static int
statuses_buf_reserve(statuses_buf_t *b, size_t len)
{
    char    *data;
    size_t   size;

    if (b->failed) {
        return -1;
    }

    if (b->data != NULL && b->size - b->len >= len) {
        return 0;
    }

    if (len > SIZE_MAX / 4 - b->len) {
        b->failed = 1;
        return -1;
    }

    size = (b->data == NULL) ? b->size : b->size * 2;

    if (size < STATUSES_BUF_MIN_SIZE) {
        size = STATUSES_BUF_MIN_SIZE;
    }

    if (size < b->len + len) {
        size = b->len + len;
    }

    data = b->arena->alloc(b->arena->ctx, size);
    if (data == NULL) {
        b->failed = 1;
        return -1;
    }

    if (b->len != 0) {
        memcpy(data, b->data, b->len);
    }

    b->data = data;
    b->size = size;

    return 0;
}


uint32_t
statuses_utf8_next(const char **p, const char *end)
{
    size_t                len, i;
    uint32_t              cp, min;
    const unsigned char  *s;

    s = (const unsigned char *) *p;

    if (s[0] < 0x80) {
        *p += 1;
        return s[0];
    }

    if (s[0] >= 0xc2 && s[0] <= 0xdf) {
        len = 2;
        cp = s[0] & 0x1f;
        min = 0x80;

    } else if ((s[0] & 0xf0) == 0xe0) {
        len = 3;
        cp = s[0] & 0x0f;
        min = 0x800;

    } else if (s[0] >= 0xf0 && s[0] <= 0xf4) {
        len = 4;
        cp = s[0] & 0x07;
        min = 0x10000;

    } else {
        goto invalid;
    }

    if ((size_t) (end - *p) < len) {
        goto invalid;
    }

    for (i = 1; i < len; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            goto invalid;
        }

        cp = (cp << 6) | (s[i] & 0x3f);
    }

    if (cp < min || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) {
        goto invalid;
    }

    *p += len;

    return cp;

invalid:

    *p += 1;

    return 0xfffd;
}


void
statuses_utf8_put(statuses_buf_t *b, uint32_t cp)
{
    char    s[4];
    size_t  n;

    if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) {
        cp = 0xfffd;
    }

    if (cp < 0x80) {
        s[0] = (char) cp;
        n = 1;

    } else if (cp < 0x800) {
        s[0] = (char) (0xc0 | (cp >> 6));
        s[1] = (char) (0x80 | (cp & 0x3f));
        n = 2;

    } else if (cp < 0x10000) {
        s[0] = (char) (0xe0 | (cp >> 12));
        s[1] = (char) (0x80 | ((cp >> 6) & 0x3f));
        s[2] = (char) (0x80 | (cp & 0x3f));
        n = 3;

    } else {
        s[0] = (char) (0xf0 | (cp >> 18));
        s[1] = (char) (0x80 | ((cp >> 12) & 0x3f));
        s[2] = (char) (0x80 | ((cp >> 6) & 0x3f));
        s[3] = (char) (0x80 | (cp & 0x3f));
        n = 4;
    }

    statuses_buf_append(b, s, n);
}


void
statuses_utf8_copy(statuses_buf_t *b, const char *data, size_t len)
{
    const char  *p, *q, *end, *run;

    if (len == 0) {
        return;
    }

    run = data;
    end = data + len;

    for (p = data; p < end; p = q) {
        q = p;

        if (statuses_utf8_next(&q, end) == 0xfffd && q - p == 1) {
            statuses_buf_append(b, run, p - run);
            statuses_utf8_put(b, 0xfffd);
            run = q;
        }
    }

    statuses_buf_append(b, run, end - run);
}
