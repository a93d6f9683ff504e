/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What request/form.c and request/multipart.c need of nginx, for tests without
 * it: a pool whose memory is freed at once, and some string functions.
 */

#include <ngx_config.h>
#include <ngx_core.h>

#include "_nginx_string.h"


typedef struct test_block_s  test_block_t;

struct test_block_s {
    test_block_t  *next;
    u_char         data[1];
};


static test_block_t  *test_blocks;


void
test_pool_free(void)
{
    test_block_t  *b;

    while (test_blocks) {
        b = test_blocks;
        test_blocks = b->next;
        free(b);
    }
}


/* each allocation by itself, so that ASan sees its bounds */

void *
ngx_pnalloc(ngx_pool_t *pool, size_t size)
{
    test_block_t  *b;

    b = malloc(offsetof(test_block_t, data) + size);
    if (b == NULL) {
        abort();
    }

    b->next = test_blocks;
    test_blocks = b;

    return b->data;
}


u_char *
ngx_cpystrn(u_char *dst, u_char *src, size_t n)
{
    while (n > 1 && *src) {
        *dst++ = *src++;
        n--;
    }

    if (n) {
        *dst = '\0';
    }

    return dst;
}


ngx_int_t
ngx_hextoi(u_char *line, size_t n)
{
    u_char     ch;
    ngx_int_t  value;

    if (n == 0) {
        return NGX_ERROR;
    }

    for (value = 0; n--; line++) {
        ch = *line;

        if (ch >= '0' && ch <= '9') {
            value = value * 16 + (ch - '0');

        } else if ((ch | 0x20) >= 'a' && (ch | 0x20) <= 'f') {
            value = value * 16 + ((ch | 0x20) - 'a' + 10);

        } else {
            return NGX_ERROR;
        }
    }

    return value;
}


ngx_int_t
ngx_strncasecmp(u_char *s1, u_char *s2, size_t n)
{
    ngx_uint_t  c1, c2;

    while (n--) {
        c1 = ngx_tolower(*s1);
        c2 = ngx_tolower(*s2);

        if (c1 != c2) {
            return c1 - c2;
        }

        if (c1 == '\0') {
            return 0;
        }

        s1++;
        s2++;
    }

    return 0;
}


/* n is the length of s2 less one, as in nginx */

u_char *
ngx_strlcasestrn(u_char *s1, u_char *last, u_char *s2, size_t n)
{
    for ( /* void */ ; (size_t) (last - s1) > n; s1++) {
        if (ngx_strncasecmp(s1, s2, n + 1) == 0) {
            return s1;
        }
    }

    return NULL;
}
