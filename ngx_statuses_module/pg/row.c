/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "pg/row.h"
#include "statuses_word.h"

#include <libpq-fe.h>


static u_char *ngx_http_statuses_row_widths(ngx_http_statuses_job_t *job,
    ngx_uint_t n);
static ngx_int_t ngx_http_statuses_row_unpack(ngx_http_statuses_job_t *job,
    ngx_pool_t *pool, ngx_uint_t n, ngx_uint_t row, int field,
    ngx_str_t *value, ngx_uint_t ncols);
static void ngx_http_statuses_row_value(PGresult *res, ngx_uint_t row,
    ngx_uint_t col, ngx_str_t *value);
static ngx_int_t ngx_http_statuses_row_element(ngx_pool_t *pool, u_char **pos,
    u_char *last, ngx_str_t *value);
static u_char *ngx_http_statuses_row_plain(u_char *p, u_char *last);


ngx_uint_t
ngx_http_statuses_row_count(ngx_http_statuses_job_t *job, ngx_uint_t n)
{
    return PQntuples(job->query[n].result);
}


ngx_str_t *
ngx_http_statuses_row(ngx_http_statuses_job_t *job, ngx_uint_t n,
    ngx_uint_t row)
{
    return ngx_http_statuses_row_part(job, n, row, 0);
}


ngx_str_t *
ngx_http_statuses_row_part(ngx_http_statuses_job_t *job, ngx_uint_t n,
    ngx_uint_t row, ngx_uint_t skip)
{
    int         i, nfields, first;
    u_char     *widths;
    ngx_str_t  *value;
    ngx_uint_t  ncols, skipped, width;

    widths = ngx_http_statuses_row_widths(job, n);
    if (widths == NULL) {
        return NULL;
    }

    nfields = PQnfields(job->query[n].result);

    first = 0;
    skipped = 0;
    ncols = 0;

    for (i = 0; i < nfields; i++) {
        width = ngx_max(widths[i], 1);

        if (skipped < skip) {
            skipped += width;
            first = i + 1;

        } else {
            ncols += width;
        }
    }

    value = ngx_palloc(job->pool, ncols * sizeof(ngx_str_t));

    if (value == NULL
        || ngx_http_statuses_row_unpack(job, job->pool, n, row, first, value,
                                        ncols)
           != NGX_OK)
    {
        return NULL;
    }

    return value;
}


ngx_int_t
ngx_http_statuses_row_read(ngx_http_statuses_job_t *job, ngx_pool_t *pool,
    ngx_uint_t n, ngx_uint_t row, ngx_str_t *value, ngx_uint_t ncols)
{
    if (ngx_http_statuses_row_widths(job, n) == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_statuses_row_unpack(job, pool, n, row, 0, value, ncols);
}


/*
 * How many columns come as the elements of each field: "p_12" holds twelve
 * (sql/expand.awk); 0: it is a column itself.  Each field of a result costs
 * the server more than its value, and libpq no less.
 */

static u_char *
ngx_http_statuses_row_widths(ngx_http_statuses_job_t *job, ngx_uint_t n)
{
    int                         i, nfields;
    u_char                     *widths;
    const char                 *name;
    ngx_http_statuses_query_t  *q;

    q = &job->query[n];

    if (q->widths) {
        return q->widths;
    }

    nfields = PQnfields(q->result);

    widths = ngx_pnalloc(job->pool, nfields + 1);
    if (widths == NULL) {
        return NULL;
    }

    for (i = 0; i < nfields; i++) {
        name = PQfname(q->result, i);

        widths[i] = (name[0] == 'p' && name[1] == '_')
                    ? (u_char) ngx_atoi((u_char *) name + 2,
                                        ngx_strlen(name + 2))
                    : 0;
    }

    q->widths = widths;

    return widths;
}


/* ncols values of the fields from "field" on, which end where a field does */

static ngx_int_t
ngx_http_statuses_row_unpack(ngx_http_statuses_job_t *job, ngx_pool_t *pool,
    ngx_uint_t n, ngx_uint_t row, int field, ngx_str_t *value,
    ngx_uint_t ncols)
{
    u_char      *p, *last, *widths;
    PGresult    *res;
    ngx_str_t    text, *end;
    ngx_uint_t   width;

    res = job->query[n].result;
    widths = job->query[n].widths;

    end = value + ncols;

    for ( /* void */ ; value < end; field++) {

        width = widths[field];

        if (width == 0) {
            ngx_http_statuses_row_value(res, row, field, value++);
            continue;
        }

        ngx_http_statuses_row_value(res, row, field, &text);

        /* a sub-select without a row: all of them are NULL */

        p = text.data ? text.data + 1 : NULL;
        last = text.data + text.len;

        for ( /* void */ ; width && value < end; width--, value++) {

            if (p == NULL || p >= last || *p == '}') {
                ngx_str_null(value);
                continue;
            }

            if (ngx_http_statuses_row_element(pool, &p, last, value)
                != NGX_OK)
            {
                return NGX_ERROR;
            }

            /* the comma or brace */
            p++;
        }
    }

    return NGX_OK;
}


static void
ngx_http_statuses_row_value(PGresult *res, ngx_uint_t row, ngx_uint_t col,
    ngx_str_t *value)
{
    value->len = PQgetlength(res, (int) row, (int) col);
    value->data = (u_char *) PQgetvalue(res, (int) row, (int) col);

    /* libpq gives an empty string for NULL, too */

    if (value->len == 0 && PQgetisnull(res, (int) row, (int) col)) {
        value->data = NULL;
    }
}


ngx_int_t
ngx_http_statuses_row_array(ngx_pool_t *pool, ngx_str_t *text,
    ngx_array_t *out, ngx_uint_t *width)
{
    u_char      *p, *last;
    ngx_str_t   *value;
    ngx_uint_t   depth, first;

    *width = 0;

    if (ngx_array_init(out, pool, 16, sizeof(ngx_str_t)) != NGX_OK) {
        return NGX_ERROR;
    }

    if (text->len == 0) {
        return NGX_OK;
    }

    p = text->data;
    last = p + text->len;

    /* bounds other than one are written before the braces */

    if (*p == '[') {
        while (p < last && *p != '=') {
            p++;
        }

        p++;
    }

    depth = 0;
    first = 0;

    while (p < last) {

        switch (*p) {

        case '{':
            depth++;
            p++;
            first = out->nelts;
            continue;

        case '}':
            if (depth == 0) {
                return NGX_DECLINED;
            }

            depth--;
            p++;

            if (*width == 0) {
                *width = out->nelts - first;
            }

            continue;

        case ',':
            p++;
            continue;

        default:
            break;
        }

        if (depth == 0) {
            return NGX_DECLINED;
        }

        value = ngx_array_push(out);
        if (value == NULL) {
            return NGX_ERROR;
        }

        if (ngx_http_statuses_row_element(pool, &p, last, value) != NGX_OK) {
            return NGX_ERROR;
        }
    }

    return depth ? NGX_DECLINED : NGX_OK;
}


static ngx_int_t
ngx_http_statuses_row_element(ngx_pool_t *pool, u_char **pos, u_char *last,
    ngx_str_t *value)
{
    u_char      *p, *start, *dst, *end;
    ngx_uint_t   escaped;

    p = *pos;

    if (*p != '"') {
        start = p;

        while (p < last && *p != ',' && *p != '}') {
            p++;
        }

        value->data = start;
        value->len = p - start;

        if (value->len == 4 && ngx_strncmp(start, "NULL", 4) == 0) {
            ngx_str_null(value);
        }

        *pos = p;
        return NGX_OK;
    }

    start = ++p;
    escaped = 0;

    for ( ;; ) {
        p = ngx_http_statuses_row_plain(p, last);

        if (p == last || *p == '"') {
            break;
        }

        escaped = 1;
        p = ngx_min(p + 2, last);
    }

    value->data = start;
    value->len = p - start;
    *pos = ngx_min(p + 1, last);

    if (!escaped) {
        return NGX_OK;
    }

    /* the result itself stays as it is: the text may be read once more */

    dst = ngx_pnalloc(pool, value->len);
    if (dst == NULL) {
        return NGX_ERROR;
    }

    value->data = dst;

    for ( ;; ) {
        end = ngx_http_statuses_row_plain(start, p);
        dst = ngx_cpymem(dst, start, end - start);

        /* a backslash, and what it escapes */

        start = end + 1;

        if (start >= p) {
            break;
        }

        *dst++ = *start++;
    }

    value->len = dst - value->data;

    return NGX_OK;
}


/* where the next quote or backslash stands, or last */

static u_char *
ngx_http_statuses_row_plain(u_char *p, u_char *last)
{
    uint64_t  word, found;

    while (last - p >= 8) {
        word = statuses_word_load(p);
        found = statuses_word_has(word, '"')
                | statuses_word_has(word, '\\');

        if (found) {
            return p + statuses_word_first(found);
        }

        p += 8;
    }

    while (p < last && *p != '"' && *p != '\\') {
        p++;
    }

    return p;
}


int64_t
ngx_http_statuses_row_int(ngx_str_t *value, int64_t none)
{
    size_t    i;
    int64_t   n;
    unsigned  minus;

    if (value->len == 0 || value->len > 20) {
        return none;
    }

    minus = (value->data[0] == '-');
    n = 0;

    if (value->len == minus) {
        return none;
    }

    for (i = minus; i < value->len; i++) {
        if (value->data[i] < '0' || value->data[i] > '9') {
            return none;
        }

        /* negative numbers reach further */

        if (n < (INT64_MIN + (value->data[i] - '0')) / 10) {
            return none;
        }

        n = n * 10 - (value->data[i] - '0');
    }

    if (minus) {
        return n;
    }

    return n == INT64_MIN ? none : -n;
}


void
ngx_http_statuses_row_digest(ngx_http_statuses_job_t *job, uint64_t *digest)
{
    int          row, col, nrows, ncols;
    PGresult    *res;
    ngx_uint_t   i;

    for (i = 0; i < job->nqueries; i++) {
        res = job->query[i].result;
        nrows = PQntuples(res);
        ncols = PQnfields(res);

        for (row = 0; row < nrows; row++) {
            for (col = 0; col < ncols; col++) {
                ngx_http_statuses_row_mix(digest,
                                          (u_char *) PQgetvalue(res, row, col),
                                          PQgetlength(res, row, col));
            }
        }
    }
}


/*
 * Sixteen bytes at a time, each half multiplied with its own odd number and
 * mixed into the other one's lane.
 */

void
ngx_http_statuses_row_mix(uint64_t *digest, u_char *data, size_t len)
{
    u_char    rest[16];
    uint64_t  a, b;

    a = digest[0] ^ (len + 0x9e3779b97f4a7c15ULL);
    b = digest[1] + (len ^ 0xc2b2ae3d27d4eb4fULL);

    while (len >= 16) {
        a = (a ^ statuses_word_load(data)) * 0xff51afd7ed558ccdULL;
        b = (b ^ statuses_word_load(data + 8)) * 0xc4ceb9fe1a85ec53ULL;

        a ^= b >> 32;
        b ^= a >> 29;

        data += 16;
        len -= 16;
    }

    ngx_memzero(rest, 16);
    ngx_memcpy(rest, data, len);

    a = (a ^ statuses_word_load(rest)) * 0xff51afd7ed558ccdULL;
    b = (b ^ statuses_word_load(rest + 8)) * 0xc4ceb9fe1a85ec53ULL;

    digest[0] = a ^ (a >> 33) ^ (b << 7);
    digest[1] = b ^ (b >> 31) ^ (a >> 11);
}
