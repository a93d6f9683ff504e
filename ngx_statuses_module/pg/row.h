/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What came back, for those who do not know libpq.
 *
 * A value is a string; SQL's NULL has data NULL.  Values point into the
 * result of a job and live as long as the job does.  Where columns are packed
 * into an array (sql/expand.awk), its elements count as columns.
 */

#ifndef _NGX_HTTP_STATUSES_ROW_H_INCLUDED_
#define _NGX_HTTP_STATUSES_ROW_H_INCLUDED_


#include "pg/job.h"


#define ngx_http_statuses_is_true(v)                                          \
    ((v)->len > 0 && (v)->data[0] == 't')


#define ngx_http_statuses_same(a, b)                                          \
    ((a)->len == (b)->len && ngx_memcmp((a)->data, (b)->data, (a)->len) == 0)


/* Rows of the n-th statement of a job that ended well. */
ngx_uint_t ngx_http_statuses_row_count(ngx_http_statuses_job_t *job,
    ngx_uint_t n);

/*
 * The values of a row, allocated from the job's pool; NULL when memory lacks.
 */
ngx_str_t *ngx_http_statuses_row(ngx_http_statuses_job_t *job, ngx_uint_t n,
    ngx_uint_t row);

/* The same from column skip on. */
ngx_str_t *ngx_http_statuses_row_part(ngx_http_statuses_job_t *job,
    ngx_uint_t n, ngx_uint_t row, ngx_uint_t skip);

/*
 * The first ncols values of a row, into memory of the caller's; what is more
 * than a part of the result comes from pool.
 */
ngx_int_t ngx_http_statuses_row_read(ngx_http_statuses_job_t *job,
    ngx_pool_t *pool, ngx_uint_t n, ngx_uint_t row, ngx_str_t *value,
    ngx_uint_t ncols);

/*
 * Reads the text form of an array of one or two dimensions.  All elements
 * stand one after the other in out (of ngx_str_t); width is set to the number
 * of elements of an inner array, or of all in one dimension.  NULL and {} give
 * none.  NGX_DECLINED: this is not such an array.
 */
ngx_int_t ngx_http_statuses_row_array(ngx_pool_t *pool, ngx_str_t *text,
    ngx_array_t *out, ngx_uint_t *width);

/*
 * Mixes all values of a job's results, or some bytes, into a digest of 128
 * bits; it tells versions of an answer apart and is no protection of anything.
 */
void ngx_http_statuses_row_digest(ngx_http_statuses_job_t *job,
    uint64_t *digest);
void ngx_http_statuses_row_mix(uint64_t *digest, u_char *data, size_t len);

/* A decimal number; what is not one is the default. */
int64_t ngx_http_statuses_row_int(ngx_str_t *value, int64_t none);


#endif /* _NGX_HTTP_STATUSES_ROW_H_INCLUDED_ */
