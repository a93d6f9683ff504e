/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * accounts.fields (spec/entities.md 4): a document of PostgreSQL's type jsonb,
 * which is always well-formed.  It is read in place, since a tree of it would
 * cost a third of the whole answer.
 */

#include "entity/account.h"
#include "entity/profile_item.h"
#include "text/trim.h"


#define NGX_HTTP_STATUSES_LOCAL_FIELD   255
#define NGX_HTTP_STATUSES_REMOTE_FIELD  2047


/* the values of one object, as they are written; data NULL: absent */

typedef struct {
    ngx_str_t       name;
    ngx_str_t       value;
    ngx_str_t       verified_at;
} ngx_http_statuses_profile_raw_t;


static u_char *ngx_http_statuses_profile_space(u_char *p, u_char *last);
static u_char *ngx_http_statuses_profile_string(u_char *p, u_char *last);
static u_char *ngx_http_statuses_profile_skip(u_char *p, u_char *last);
static u_char *ngx_http_statuses_profile_object(u_char *p, u_char *last,
    ngx_http_statuses_profile_raw_t *raw);
static ngx_int_t ngx_http_statuses_profile_item(ngx_pool_t *pool,
    ngx_http_statuses_profile_raw_t *raw, size_t max,
    ngx_http_statuses_profile_item_t *item);
static ngx_int_t ngx_http_statuses_profile_text(ngx_pool_t *pool,
    ngx_str_t *raw, ngx_str_t *out);
static ngx_int_t ngx_http_statuses_profile_cut(ngx_pool_t *pool,
    ngx_str_t *raw, size_t max, ngx_str_t *out);
static u_char *ngx_http_statuses_profile_unescape(u_char *dst, u_char **pos,
    u_char *last);
static ngx_int_t ngx_http_statuses_profile_hex(u_char *p, u_char *last);
static ngx_int_t ngx_http_statuses_profile_date(const char *s, u_char *out);


ngx_int_t
ngx_http_statuses_profile_items(ngx_pool_t *pool,
    ngx_http_statuses_account_t *a, ngx_array_t *items)
{
    size_t                             max;
    u_char                            *p, *last;
    ngx_int_t                          rc;
    ngx_http_statuses_profile_raw_t    raw;
    ngx_http_statuses_profile_item_t  *item;

    if (ngx_array_init(items, pool, 4,
                       sizeof(ngx_http_statuses_profile_item_t))
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    max = ngx_http_statuses_account_is_local(a)
          ? NGX_HTTP_STATUSES_LOCAL_FIELD : NGX_HTTP_STATUSES_REMOTE_FIELD;

    p = a->col[STATUSES_ACCOUNT_FIELDS].data;
    last = p + a->col[STATUSES_ACCOUNT_FIELDS].len;

    p = ngx_http_statuses_profile_space(p, last);

    if (p == last || *p++ != '[') {
        return NGX_OK;
    }

    for ( ;; ) {
        p = ngx_http_statuses_profile_space(p, last);

        if (p == last || *p == ']') {
            return NGX_OK;
        }

        if (*p == ',') {
            p++;
            continue;
        }

        if (*p != '{') {
            p = ngx_http_statuses_profile_skip(p, last);
            continue;
        }

        p = ngx_http_statuses_profile_object(p, last, &raw);

        item = ngx_array_push(items);
        if (item == NULL) {
            return NGX_ERROR;
        }

        rc = ngx_http_statuses_profile_item(pool, &raw, max, item);

        if (rc == NGX_ERROR) {
            return NGX_ERROR;
        }

        if (rc == NGX_DECLINED) {
            items->nelts--;
        }
    }
}


static u_char *
ngx_http_statuses_profile_space(u_char *p, u_char *last)
{
    while (p < last && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')) {
        p++;
    }

    return p;
}


/* p is at a quote; returns what follows the closing one */

static u_char *
ngx_http_statuses_profile_string(u_char *p, u_char *last)
{
    for (p++; p < last && *p != '"'; p++) {
        if (*p == '\\') {
            p++;
        }
    }

    return p < last ? p + 1 : last;
}


/* returns what follows the value at p; at least one byte is skipped */

static u_char *
ngx_http_statuses_profile_skip(u_char *p, u_char *last)
{
    ngx_uint_t  depth;

    if (*p == '"') {
        return ngx_http_statuses_profile_string(p, last);
    }

    if (*p != '{' && *p != '[') {

        do {
            p++;
        } while (p < last && *p != ',' && *p != '}' && *p != ']');

        return p;
    }

    depth = 0;

    while (p < last) {

        if (*p == '"') {
            p = ngx_http_statuses_profile_string(p, last);
            continue;
        }

        if (*p == '{' || *p == '[') {
            depth++;

        } else if ((*p == '}' || *p == ']') && --depth == 0) {
            return p + 1;
        }

        p++;
    }

    return last;
}


/* p is at a brace; returns what follows the object */

static u_char *
ngx_http_statuses_profile_object(u_char *p, u_char *last,
    ngx_http_statuses_profile_raw_t *raw)
{
    u_char     *start;
    ngx_str_t   key, *slot;

    ngx_memzero(raw, sizeof(ngx_http_statuses_profile_raw_t));

    p++;

    for ( ;; ) {
        p = ngx_http_statuses_profile_space(p, last);

        if (p == last) {
            return p;
        }

        if (*p == '}') {
            return p + 1;
        }

        if (*p != '"') {
            p++;
            continue;
        }

        start = p;
        p = ngx_http_statuses_profile_string(p, last);

        key.data = start;
        key.len = p - start;

        p = ngx_http_statuses_profile_space(p, last);

        if (p == last || *p != ':') {
            return last;
        }

        p = ngx_http_statuses_profile_space(p + 1, last);

        if (p == last) {
            return last;
        }

        start = p;
        p = ngx_http_statuses_profile_skip(p, last);

        slot = NULL;

        if (key.len == 6 && ngx_strncmp(key.data, "\"name\"", 6) == 0) {
            slot = &raw->name;

        } else if (key.len == 7
                   && ngx_strncmp(key.data, "\"value\"", 7) == 0)
        {
            slot = &raw->value;

        } else if (key.len == 13
                   && ngx_strncmp(key.data, "\"verified_at\"", 13) == 0)
        {
            slot = &raw->verified_at;
        }

        if (slot) {
            slot->data = start;
            slot->len = p - start;
        }
    }
}


/* NGX_DECLINED: this is no field */

static ngx_int_t
ngx_http_statuses_profile_item(ngx_pool_t *pool,
    ngx_http_statuses_profile_raw_t *raw, size_t max,
    ngx_http_statuses_profile_item_t *item)
{
    u_char     *p;
    ngx_int_t   rc;
    ngx_str_t   date;

    item->verified = 0;

    rc = ngx_http_statuses_profile_cut(pool, &raw->name, max, &item->name);

    if (rc == NGX_OK) {
        rc = ngx_http_statuses_profile_cut(pool, &raw->value, max,
                                           &item->value);
    }

    if (rc != NGX_OK) {
        return rc;
    }

    rc = ngx_http_statuses_profile_text(pool, &raw->verified_at, &date);

    if (rc == NGX_DECLINED || (rc == NGX_OK && date.len == 0)) {
        return NGX_OK;
    }

    p = rc == NGX_OK ? ngx_pnalloc(pool, date.len + 1) : NULL;
    if (p == NULL) {
        return NGX_ERROR;
    }

    ngx_cpystrn(p, date.data, date.len + 1);

    item->verified = 1;

    return ngx_http_statuses_profile_date((const char *) p,
                                          item->verified_at);
}


/* a string's text; NGX_DECLINED: it is none */

static ngx_int_t
ngx_http_statuses_profile_text(ngx_pool_t *pool, ngx_str_t *raw,
    ngx_str_t *out)
{
    u_char  *p, *last, *dst;

    if (raw->len < 2 || raw->data[0] != '"') {
        return NGX_DECLINED;
    }

    out->data = raw->data + 1;
    out->len = raw->len - 2;

    if (ngx_strlchr(out->data, out->data + out->len, '\\') == NULL) {
        return NGX_OK;
    }

    /* no escape is shorter than what it stands for */

    p = out->data;
    last = p + out->len;

    dst = ngx_pnalloc(pool, out->len);
    if (dst == NULL) {
        return NGX_ERROR;
    }

    out->data = dst;

    while (p < last) {
        if (*p == '\\') {
            dst = ngx_http_statuses_profile_unescape(dst, &p, last);

        } else {
            *dst++ = *p++;
        }
    }

    out->len = dst - out->data;

    return NGX_OK;
}


/* stripped, and cut to max code points */

static ngx_int_t
ngx_http_statuses_profile_cut(ngx_pool_t *pool, ngx_str_t *raw, size_t max,
    ngx_str_t *out)
{
    size_t          i, n;
    ngx_int_t       rc;
    statuses_str_t  s;

    rc = ngx_http_statuses_profile_text(pool, raw, out);

    if (rc != NGX_OK) {
        return rc;
    }

    s.data = (char *) out->data;
    s.len = out->len;

    s = statuses_strip(s);

    i = s.len;

    if (s.len > max) {
        for (i = 0, n = 0; i < s.len; i++) {
            if (((u_char) s.data[i] & 0xc0) != 0x80 && n++ == max) {
                break;
            }
        }
    }

    out->data = (u_char *) s.data;
    out->len = i;

    return NGX_OK;
}


/* *pos is at a backslash */

static u_char *
ngx_http_statuses_profile_unescape(u_char *dst, u_char **pos, u_char *last)
{
    u_char     *p;
    uint32_t    code;
    ngx_int_t   n, low;

    p = *pos + 1;

    if (p == last) {
        *pos = p;
        return dst;
    }

    *pos = p + 1;

    switch (*p) {

    case 'b':
        *dst++ = '\b';
        return dst;

    case 'f':
        *dst++ = '\f';
        return dst;

    case 'n':
        *dst++ = '\n';
        return dst;

    case 'r':
        *dst++ = '\r';
        return dst;

    case 't':
        *dst++ = '\t';
        return dst;

    case 'u':
        break;

    default:
        *dst++ = *p;
        return dst;
    }

    n = ngx_http_statuses_profile_hex(p + 1, last);

    if (n == NGX_ERROR) {
        return dst;
    }

    p += 5;
    code = n;

    if (code >= 0xd800 && code < 0xdc00 && last - p > 2
        && p[0] == '\\' && p[1] == 'u')
    {
        low = ngx_http_statuses_profile_hex(p + 2, last);

        if (low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            p += 6;
        }
    }

    *pos = p;

    if (code >= 0xd800 && code < 0xe000) {
        code = 0xfffd;
    }

    if (code < 0x80) {
        *dst++ = (u_char) code;

    } else if (code < 0x800) {
        *dst++ = (u_char) (0xc0 | (code >> 6));
        *dst++ = (u_char) (0x80 | (code & 0x3f));

    } else if (code < 0x10000) {
        *dst++ = (u_char) (0xe0 | (code >> 12));
        *dst++ = (u_char) (0x80 | ((code >> 6) & 0x3f));
        *dst++ = (u_char) (0x80 | (code & 0x3f));

    } else {
        *dst++ = (u_char) (0xf0 | (code >> 18));
        *dst++ = (u_char) (0x80 | ((code >> 12) & 0x3f));
        *dst++ = (u_char) (0x80 | ((code >> 6) & 0x3f));
        *dst++ = (u_char) (0x80 | (code & 0x3f));
    }

    return dst;
}


static ngx_int_t
ngx_http_statuses_profile_hex(u_char *p, u_char *last)
{
    return last - p < 4 ? NGX_ERROR : ngx_hextoi(p, 4);
}


/* ISO 8601, with or without time, fraction and offset; out in UTC */

static ngx_int_t
ngx_http_statuses_profile_date(const char *s, u_char *out)
{
    int         year, mon, day, hour, min, sec, n, ms, digits, oh, om;
    char        sign;
    time_t      t;
    ngx_tm_t    tm;
    struct tm   parts;

    hour = 0;
    min = 0;
    sec = 0;
    ms = 0;
    n = 0;

    if (sscanf(s, "%4d-%2d-%2d%n", &year, &mon, &day, &n) != 3
        || year < 1 || mon < 1 || mon > 12 || day < 1 || day > 31)
    {
        return NGX_DECLINED;
    }

    s += n;

    if (*s == 'T' || *s == 't' || *s == ' ') {
        s++;
        n = 0;

        if (sscanf(s, "%2d:%2d:%2d%n", &hour, &min, &sec, &n) != 3
            || hour > 24 || min > 59 || sec > 60)
        {
            return NGX_DECLINED;
        }

        s += n;
    }

    if (*s == '.') {
        s++;

        for (digits = 0; *s >= '0' && *s <= '9'; s++) {
            if (digits++ < 3) {
                ms = ms * 10 + (*s - '0');
            }
        }

        if (digits == 0) {
            return NGX_DECLINED;
        }

        while (digits++ < 3) {
            ms *= 10;
        }
    }

    ngx_memzero(&parts, sizeof(struct tm));

    parts.tm_year = year - 1900;
    parts.tm_mon = mon - 1;
    parts.tm_mday = day;
    parts.tm_hour = hour;
    parts.tm_min = min;
    parts.tm_sec = sec;

    t = timegm(&parts);

    if (parts.tm_mday != day && hour < 24) {
        /* the 31st of a shorter month */
        return NGX_DECLINED;
    }

    if (*s == '+' || *s == '-') {
        om = 0;
        sign = *s++;
        n = 0;

        if (sscanf(s, "%2d:%2d%n", &oh, &om, &n) != 2
            && sscanf(s, "%2d%2d%n", &oh, &om, &n) != 2)
        {
            return NGX_DECLINED;
        }

        s += n;
        t -= (sign == '+' ? 1 : -1) * (oh * 3600 + om * 60);

    } else if (*s == 'Z' || *s == 'z') {
        s++;

    } else if (ngx_strcmp(s, " UTC") == 0) {
        s += 4;
    }

    if (*s != '\0' || t < 0) {
        return NGX_DECLINED;
    }

    ngx_gmtime(t, &tm);

    if (tm.ngx_tm_year > 9999) {
        return NGX_DECLINED;
    }

    ngx_sprintf(out, "%4d-%02d-%02dT%02d:%02d:%02d.%03d+00:00%Z",
                tm.ngx_tm_year, tm.ngx_tm_mon, tm.ngx_tm_mday,
                tm.ngx_tm_hour, tm.ngx_tm_min, tm.ngx_tm_sec, ms);

    return NGX_OK;
}
