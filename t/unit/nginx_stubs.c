/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The functions of nginx's core that the tested code calls, as far as it calls
 * them: nginx's own sources are not there where a module is built.
 */

#include "nginx_stubs.h"

#include <stdarg.h>


ngx_int_t  stub_allocations = -1;


static u_char *stub_vsprintf(u_char *p, u_char *last, const char *fmt,
    va_list args);
static u_char *stub_number(u_char *p, u_char *last, uint64_t n, size_t width,
    u_char zero, const char *digits, ngx_uint_t base);


ngx_pool_t *
stub_pool_create(void)
{
    ngx_pool_t  *pool;

    pool = calloc(1, sizeof(ngx_pool_t));
    if (pool == NULL) {
        abort();
    }

    return pool;
}


void
stub_pool_destroy(ngx_pool_t *pool)
{
    ngx_pool_large_t    *l, *next;
    ngx_pool_cleanup_t  *c;

    for (c = pool->cleanup; c; c = c->next) {
        if (c->handler) {
            c->handler(c->data);
        }
    }

    for (l = pool->large; l; l = next) {
        next = l->next;
        free(l->alloc);
        free(l);
    }

    free(pool);
}


void *
ngx_palloc(ngx_pool_t *pool, size_t size)
{
    ngx_pool_large_t  *l;

    if (stub_allocations == 0) {
        return NULL;
    }

    if (stub_allocations > 0) {
        stub_allocations--;
    }

    l = malloc(sizeof(ngx_pool_large_t));
    if (l == NULL) {
        abort();
    }

    l->alloc = malloc(size ? size : 1);
    if (l->alloc == NULL) {
        abort();
    }

    l->next = pool->large;
    pool->large = l;

    return l->alloc;
}


void *
ngx_pnalloc(ngx_pool_t *pool, size_t size)
{
    return ngx_palloc(pool, size);
}


void *
ngx_pcalloc(ngx_pool_t *pool, size_t size)
{
    void  *p;

    p = ngx_palloc(pool, size);

    return p ? memset(p, 0, size) : NULL;
}


ngx_pool_cleanup_t *
ngx_pool_cleanup_add(ngx_pool_t *pool, size_t size)
{
    ngx_pool_cleanup_t  *c;

    c = ngx_pcalloc(pool, sizeof(ngx_pool_cleanup_t));
    if (c == NULL) {
        return NULL;
    }

    if (size) {
        c->data = ngx_palloc(pool, size);
        if (c->data == NULL) {
            return NULL;
        }
    }

    c->next = pool->cleanup;
    pool->cleanup = c;

    return c;
}


ngx_buf_t *
ngx_create_temp_buf(ngx_pool_t *pool, size_t size)
{
    ngx_buf_t  *b;

    b = ngx_pcalloc(pool, sizeof(ngx_buf_t));
    if (b == NULL) {
        return NULL;
    }

    b->start = ngx_palloc(pool, size);
    if (b->start == NULL) {
        return NULL;
    }

    b->pos = b->start;
    b->last = b->start;
    b->end = b->start + size;
    b->temporary = 1;

    return b;
}


ngx_chain_t *
ngx_alloc_chain_link(ngx_pool_t *pool)
{
    return ngx_palloc(pool, sizeof(ngx_chain_t));
}


void *
ngx_array_push(ngx_array_t *a)
{
    void  *elts;

    if (a->nelts == a->nalloc) {
        elts = ngx_palloc(a->pool, 2 * a->nalloc * a->size);
        if (elts == NULL) {
            return NULL;
        }

        memcpy(elts, a->elts, a->nelts * a->size);
        a->elts = elts;
        a->nalloc *= 2;
    }

    return (u_char *) a->elts + a->size * a->nelts++;
}


ngx_int_t
ngx_strncasecmp(u_char *s1, u_char *s2, size_t n)
{
    size_t     i;
    ngx_int_t  d;

    for (i = 0; i < n; i++) {
        d = ngx_tolower(s1[i]) - ngx_tolower(s2[i]);

        if (d != 0 || s1[i] == '\0') {
            return d;
        }
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


/* nginx's signs of what is no UTF-8: 0xffffffff, and 0xfffffffe if cut off */

uint32_t
ngx_utf8_decode(u_char **p, size_t n)
{
    size_t    len;
    uint32_t  u, min;

    u = **p;

    if (u >= 0xf0 && u < 0xf8) {
        u &= 0x07;
        min = 0xffff;
        len = 3;

    } else if (u >= 0xe0 && u < 0xf0) {
        u &= 0x0f;
        min = 0x7ff;
        len = 2;

    } else if (u >= 0xc2 && u < 0xe0) {
        u &= 0x1f;
        min = 0x7f;
        len = 1;

    } else {
        (*p)++;
        return 0xffffffff;
    }

    if (n - 1 < len) {
        return 0xfffffffe;
    }

    for ((*p)++; len; len--) {
        if ((**p & 0xc0) != 0x80) {
            (*p)++;
            return 0xffffffff;
        }

        u = (u << 6) | (*(*p)++ & 0x3f);
    }

    return u > min ? u : 0xffffffff;
}


static int
stub_hex(u_char ch)
{
    if (ch >= '0' && ch <= '9') {
        return ch - '0';
    }

    ch |= 0x20;

    return (ch >= 'a' && ch <= 'f') ? ch - 'a' + 10 : -1;
}


/* of the type 0: everything is decoded */

void
ngx_unescape_uri(u_char **dst, u_char **src, size_t size, ngx_uint_t type)
{
    int      high, low;
    u_char  *d, *s, *last;

    d = *dst;
    s = *src;
    last = s + size;

    if (type != 0) {
        abort();
    }

    while (s < last) {
        if (*s != '%') {
            *d++ = *s++;
            continue;
        }

        high = (last - s > 1) ? stub_hex(s[1]) : -1;

        if (high < 0) {
            /* what stands behind a lonely sign loses the sign */
            s++;

            if (s < last) {
                *d++ = *s++;
            }

            continue;
        }

        low = (last - s > 2) ? stub_hex(s[2]) : -1;

        if (low >= 0) {
            *d++ = (u_char) (high << 4 | low);
        }

        s += ngx_min(3, last - s);
    }

    *dst = d;
    *src = s;
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


void
ngx_gmtime(time_t t, ngx_tm_t *tp)
{
    struct tm  tm;

    gmtime_r(&t, &tm);

    *tp = tm;
    tp->ngx_tm_year += 1900;
    tp->ngx_tm_mon++;
}


u_char *ngx_cdecl
ngx_sprintf(u_char *buf, const char *fmt, ...)
{
    u_char   *p;
    va_list   args;

    va_start(args, fmt);
    p = stub_vsprintf(buf, (u_char *) -1, fmt, args);
    va_end(args);

    return p;
}


/* %V %s %c %L %d %i %ui %uz %Z %%, widths with zeros, %x and %X with D or L */

static u_char *
stub_vsprintf(u_char *p, u_char *last, const char *fmt, va_list args)
{
    u_char       zero;
    size_t       width;
    int64_t      n;
    uint64_t     u;
    ngx_str_t   *v;
    const char  *s, *hex;
    ngx_uint_t   plain;

    for ( /* void */ ; *fmt; fmt++) {

        if (*fmt != '%') {
            *p++ = *fmt;
            continue;
        }

        fmt++;
        zero = (*fmt == '0') ? '0' : ' ';
        width = 0;
        hex = NULL;
        plain = 0;

        while (*fmt >= '0' && *fmt <= '9') {
            width = width * 10 + (*fmt++ - '0');
        }

        for ( /* void */ ; *fmt == 'u' || *fmt == 'x' || *fmt == 'X'; fmt++) {
            if (*fmt == 'u') {
                plain = 1;

            } else {
                hex = (*fmt == 'x') ? "0123456789abcdef" : "0123456789ABCDEF";
            }
        }

        switch (*fmt) {

        case 'V':
            v = va_arg(args, ngx_str_t *);
            p = ngx_cpymem(p, v->data, v->len);
            continue;

        case 's':
            for (s = va_arg(args, const char *); *s; s++) {
                *p++ = *s;
            }

            continue;

        case 'c':
            *p++ = (u_char) va_arg(args, int);
            continue;

        case 'Z':
            *p++ = '\0';
            continue;

        case '%':
            *p++ = '%';
            continue;

        case 'L':
            n = va_arg(args, int64_t);
            break;

        case 'i':
        case 'z':
            n = va_arg(args, ngx_int_t);
            break;

        case 'd':
            n = va_arg(args, int);
            break;

        case 'D':
            n = hex ? (int64_t) va_arg(args, uint32_t)
                    : va_arg(args, int32_t);
            break;

        default:
            /* not known here */
            abort();
        }

        u = (uint64_t) n;

        if (n < 0 && !hex && !plain) {
            *p++ = '-';
            u = 0 - u;
        }

        p = stub_number(p, last, u, width, zero, hex ? hex : "0123456789",
                        hex ? 16 : 10);
    }

    return p;
}


static u_char *
stub_number(u_char *p, u_char *last, uint64_t n, size_t width, u_char zero,
    const char *digits, ngx_uint_t base)
{
    u_char  text[NGX_INT64_LEN + 1];
    size_t  len;

    len = 0;

    do {
        text[sizeof(text) - ++len] = digits[n % base];
        n /= base;
    } while (n);

    for ( /* void */ ; width > len && p < last; width--) {
        *p++ = zero;
    }

    return ngx_cpymem(p, text + sizeof(text) - len, len);
}


ngx_str_t
stub_str(ngx_pool_t *pool, const char *data, size_t len)
{
    ngx_str_t  s;
    ngx_int_t  allocations;

    allocations = stub_allocations;
    stub_allocations = -1;

    s.len = len;
    s.data = ngx_palloc(pool, len);

    memcpy(s.data, data, len);
    stub_allocations = allocations;

    return s;
}


ngx_str_t
stub_chain(ngx_pool_t *pool, ngx_chain_t *cl)
{
    u_char       *p;
    ngx_str_t     s;
    ngx_chain_t  *in;

    s.len = 0;

    for (in = cl; in; in = in->next) {
        s.len += in->buf->last - in->buf->pos;
    }

    s.data = ngx_palloc(pool, s.len + 1);
    if (s.data == NULL) {
        abort();
    }

    p = s.data;

    for (in = cl; in; in = in->next) {
        p = ngx_cpymem(p, in->buf->pos, in->buf->last - in->buf->pos);
    }

    *p = '\0';

    return s;
}


ngx_int_t
ngx_hextoi(u_char *line, size_t n)
{
    u_char     ch;
    ngx_int_t  value;

    for (value = 0; n--; line++) {
        ch = (u_char) (*line | 0x20);

        if (*line >= '0' && *line <= '9') {
            value = value * 16 + (*line - '0');

        } else if (ch >= 'a' && ch <= 'f') {
            value = value * 16 + (ch - 'a' + 10);

        } else {
            return NGX_ERROR;
        }
    }

    return value;
}


ngx_int_t
ngx_atoi(u_char *line, size_t n)
{
    ngx_int_t  value;

    for (value = 0; n--; line++) {
        if (*line < '0' || *line > '9') {
            return NGX_ERROR;
        }

        value = value * 10 + (*line - '0');
    }

    return value;
}
