/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "pg/row.h"

#include <libpq-fe.h>


static ngx_uint_t ngx_http_statuses_row_width(PGresult *res, int col);
static ngx_int_t ngx_http_statuses_row_unpack(ngx_pool_t *pool,
    PGresult *res, ngx_uint_t row, int field, ngx_str_t *value,
    ngx_uint_t ncols);
static void ngx_http_statuses_row_value(PGresult *res, ngx_uint_t row,
    ngx_uint_t col, ngx_str_t *value);
static ngx_int_t ngx_http_statuses_row_element(ngx_pool_t *pool, u_char **pos,
    u_char *last, ngx_str_t *value);


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
    PGresult   *res;
    ngx_str_t  *value;
    ngx_uint_t  ncols, skipped, width;

    res = job->query[n].result;
    nfields = PQnfields(res);

    first = 0;
    skipped = 0;
    ncols = 0;

    for (i = 0; i < nfields; i++) {
        width = ngx_max(ngx_http_statuses_row_width(res, i), 1);

        if (skipped < skip) {
            skipped += width;
            first = i + 1;

        } else {
            ncols += width;
        }
    }

    value = ngx_palloc(job->pool, ncols * sizeof(ngx_str_t));

    if (value == NULL
        || ngx_http_statuses_row_unpack(job->pool, res, row, first, value,
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
    return ngx_http_statuses_row_unpack(pool, job->query[n].result, row, 0,
                                        value, ncols);
}


/*
 * How many columns come as the elements of this one: "p_12" holds twelve
 * (sql/expand.awk); 0: it is one itself.  Each column of a result costs the
 * server more than its value, and libpq no less.
 */

static ngx_uint_t
ngx_http_statuses_row_width(PGresult *res, int col)
{
    u_char      *p;
    ngx_uint_t   n;

    p = (u_char *) PQfname(res, col);

    if (p[0] != 'p' || p[1] != '_') {
        return 0;
    }

    n = 0;

    for (p += 2; *p >= '0' && *p <= '9'; p++) {
        n = n * 10 + (*p - '0');
    }

    return n;
}


/* ncols values of the fields from "field" on, which end where a field does */

static ngx_int_t
ngx_http_statuses_row_unpack(ngx_pool_t *pool, PGresult *res,
    ngx_uint_t row, int field, ngx_str_t *value, ngx_uint_t ncols)
{
    u_char      *p, *last;
    ngx_str_t    text, *end;
    ngx_uint_t   width;

    end = value + ncols;

    for ( /* void */ ; value < end; field++) {

        width = ngx_http_statuses_row_width(res, field);

        if (width == 0) {
            ngx_http_statuses_row_value(res, row, field, value++);
            continue;
        }

        ngx_http_statuses_row_value(res, row, field, &text);

        /* a sub-select without a row: all of them are NULL */

        p = text.data ? text.data + 1 : NULL;
        last = text.data + text.len;

        for ( /* void */ ; width && value < end; width--, value++) {

            if (p == NULL || p >= last) {
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
    u_char      *p, *start, *dst;
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

    while (p < last && *p != '"') {
        if (*p == '\\') {
            escaped = 1;
            p++;
        }

        p++;
    }

    p = ngx_min(p, last);

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

    while (start < p) {
        if (*start == '\\') {
            start++;

            if (start == p) {
                break;
            }
        }

        *dst++ = *start++;
    }

    value->len = dst - value->data;

    return NGX_OK;
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


/* two multiplicative lanes, eight bytes at a time */

void
ngx_http_statuses_row_mix(uint64_t *digest, u_char *data, size_t len)
{
    uint64_t  a, b, word;

    a = digest[0] ^ (len + 0x9e3779b97f4a7c15ULL);
    b = digest[1] + (len ^ 0xc2b2ae3d27d4eb4fULL);

    while (len >= 8) {
        ngx_memcpy(&word, data, 8);

        a = (a ^ word) * 0xff51afd7ed558ccdULL;
        a ^= a >> 32;
        b = (b + word) * 0xc4ceb9fe1a85ec53ULL;
        b ^= b >> 29;

        data += 8;
        len -= 8;
    }

    word = 0;
    ngx_memcpy(&word, data, len);

    a = (a ^ word) * 0xff51afd7ed558ccdULL;
    b = (b + word) * 0xc4ceb9fe1a85ec53ULL;

    digest[0] = a ^ (a >> 33) ^ (b << 7);
    digest[1] = b ^ (b >> 31) ^ (a >> 11);
}
