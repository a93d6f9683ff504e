/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * FilterResult (spec/entities.md 2.1, 10): which of the viewer's filters a
 * status meets.
 */

#include "entity/entity.h"
#include "pg/row.h"
#include "text/sanitize.h"

#define PCRE2_CODE_UNIT_WIDTH  8
#include <pcre2.h>


/* what Ruby takes for a word character (spec/text.md 0.1) */

#define NGX_HTTP_STATUSES_WORD                                                \
    "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\x{200c}\\x{200d}]"

/*
 * A boundary, but only where the keyword itself has a word character at that
 * end.
 */

#define NGX_HTTP_STATUSES_BEFORE                                              \
    "(?:(?<!" NGX_HTTP_STATUSES_WORD ")|(?!" NGX_HTTP_STATUSES_WORD "))"
#define NGX_HTTP_STATUSES_AFTER                                               \
    "(?:(?!" NGX_HTTP_STATUSES_WORD ")|(?<!" NGX_HTTP_STATUSES_WORD "))"


static ngx_int_t ngx_http_statuses_filter_text(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, statuses_buf_t *buf);
static void ngx_http_statuses_filter_join(statuses_buf_t *buf,
    ngx_str_t *text, ngx_uint_t *n);
static ngx_int_t ngx_http_statuses_filter_keywords(
    ngx_http_statuses_render_t *rd, ngx_str_t *filter, statuses_buf_t *text,
    ngx_str_t *found);
static ngx_int_t ngx_http_statuses_filter_pattern(ngx_pool_t *pool,
    ngx_array_t *keywords, ngx_str_t *pattern);
static ngx_int_t ngx_http_statuses_filter_search(ngx_str_t *pattern,
    statuses_buf_t *text, ngx_str_t *found);
static void ngx_http_statuses_filter_one(ngx_http_statuses_render_t *rd,
    ngx_str_t *filter, ngx_str_t *found, ngx_str_t *matches, ngx_uint_t n,
    ngx_uint_t listed);


void
ngx_http_statuses_filter_write(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t                   *v, found, matches[2];
    ngx_uint_t                   i, k, n, width, shown;
    ngx_array_t                  ids;
    statuses_buf_t               text;
    ngx_http_statuses_status_t  *proper;

    if (rd->nfilters == 0) {
        ngx_http_statuses_json_lit(&rd->json, "[]");
        return;
    }

    proper = NULL;

    if (st->col[STATUSES_STATUS_REBLOG_OF_ID].data) {
        proper = ngx_http_statuses_status_find(rd,
                                   &st->col[STATUSES_STATUS_REBLOG_OF_ID]);
    }

    proper = proper ? proper : st;
    shown = 0;

    if (ngx_http_statuses_filter_text(rd, proper, &text) != NGX_OK) {
        rd->json.failed = 1;
        return;
    }

    ngx_http_statuses_json_lit(&rd->json, "[");

    for (i = 0; i < rd->nfilters; i++) {

        if (ngx_http_statuses_filter_keywords(rd, rd->filters[i], &text,
                                              &found)
            != NGX_OK
            || ngx_http_statuses_row_array(rd->pool,
                              &rd->filters[i][STATUSES_FILTERS_STATUSES],
                              &ids, &width)
               != NGX_OK)
        {
            rd->json.failed = 1;
            return;
        }

        v = ids.elts;
        n = 0;

        for (k = 0; k < ids.nelts && n < 2; k++) {
            if (ngx_http_statuses_same(&v[k], &st->col[STATUSES_STATUS_ID])
                || ngx_http_statuses_same(&v[k],
                                   &st->col[STATUSES_STATUS_REBLOG_OF_ID]))
            {
                matches[n++] = v[k];
            }
        }

        if (found.data == NULL && n == 0) {
            continue;
        }

        if (shown++) {
            ngx_http_statuses_json_lit(&rd->json, ",");
        }

        ngx_http_statuses_filter_one(rd, rd->filters[i], &found, matches, n,
                                     ids.nelts);
    }

    ngx_http_statuses_json_lit(&rd->json, "]");
}


/* what the keywords are looked for in */

static ngx_int_t
ngx_http_statuses_filter_text(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, statuses_buf_t *buf)
{
    ngx_str_t       *v, plain;
    ngx_uint_t       i, n;
    ngx_array_t      texts;
    statuses_buf_t   html;
    statuses_str_t   s;

    statuses_buf_init(buf, &rd->arena,
                      st->col[STATUSES_STATUS_TEXT].len + 256);
    n = 0;

    ngx_http_statuses_filter_join(buf, &st->col[STATUSES_STATUS_SPOILER_TEXT],
                                  &n);

    plain = st->col[STATUSES_STATUS_TEXT];

    if (!ngx_http_statuses_is_true(&st->col[STATUSES_STATUS_LOCAL])) {
        s.data = (char *) plain.data;
        s.len = plain.len;

        statuses_buf_init(&html, &rd->arena, plain.len + 64);
        statuses_plain_text(&html, s);

        if (html.failed) {
            return NGX_ERROR;
        }

        plain.data = (u_char *) html.data;
        plain.len = html.len;
    }

    ngx_http_statuses_filter_join(buf, &plain, &n);

    if (st->poll) {
        if (ngx_http_statuses_poll_options(rd->pool, st->poll, &texts)
            != NGX_OK)
        {
            return NGX_ERROR;
        }

        v = texts.elts;

        for (i = 0; i < texts.nelts; i++) {
            ngx_http_statuses_filter_join(buf, &v[i], &n);
        }
    }

    if (ngx_http_statuses_media_descriptions(rd->pool, st, &texts) != NGX_OK) {
        return NGX_ERROR;
    }

    v = texts.elts;

    for (i = 0; i < texts.nelts; i++) {
        ngx_http_statuses_filter_join(buf, &v[i], &n);
    }

    return buf->failed ? NGX_ERROR : NGX_OK;
}


static void
ngx_http_statuses_filter_join(statuses_buf_t *buf, ngx_str_t *text,
    ngx_uint_t *n)
{
    if ((*n)++) {
        statuses_buf_append(buf, "\n\n", 2);
    }

    statuses_buf_append(buf, (char *) text->data, text->len);
}


/* one search for all keywords of a filter; data NULL: none is there */

static ngx_int_t
ngx_http_statuses_filter_keywords(ngx_http_statuses_render_t *rd,
    ngx_str_t *filter, statuses_buf_t *text, ngx_str_t *found)
{
    ngx_str_t     pattern;
    ngx_uint_t    width;
    ngx_array_t   keywords;

    ngx_str_null(found);

    if (filter[STATUSES_FILTERS_KEYWORDS].len <= 2) {
        return NGX_OK;
    }

    if (ngx_http_statuses_row_array(rd->pool,
                                    &filter[STATUSES_FILTERS_KEYWORDS],
                                    &keywords, &width)
        != NGX_OK
        || width != 2
        || ngx_http_statuses_filter_pattern(rd->pool, &keywords, &pattern)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (pattern.len == 0) {
        return NGX_OK;
    }

    return ngx_http_statuses_filter_search(&pattern, text, found);
}


static ngx_int_t
ngx_http_statuses_filter_pattern(ngx_pool_t *pool, ngx_array_t *keywords,
    ngx_str_t *pattern)
{
    u_char      *p, ch;
    size_t       len, n;
    ngx_str_t   *v;
    ngx_uint_t   i, whole;

    v = keywords->elts;
    len = 0;

    for (i = 0; i < keywords->nelts; i += 2) {
        len += v[i].len * 2 + 1 + sizeof(NGX_HTTP_STATUSES_BEFORE)
               + sizeof(NGX_HTTP_STATUSES_AFTER);
    }

    p = ngx_pnalloc(pool, len);
    if (p == NULL) {
        return NGX_ERROR;
    }

    pattern->data = p;

    for (i = 0; i < keywords->nelts; i += 2) {

        if (v[i].len == 0) {
            continue;
        }

        if (p > pattern->data) {
            *p++ = '|';
        }

        whole = ngx_http_statuses_is_true(&v[i + 1]);

        if (whole) {
            p = ngx_cpymem(p, NGX_HTTP_STATUSES_BEFORE,
                           sizeof(NGX_HTTP_STATUSES_BEFORE) - 1);
        }

        for (n = 0; n < v[i].len; n++) {
            ch = v[i].data[n];

            /* a backslash before anything but letters and digits quotes it */

            if (ch < 0x80 && !(ch >= '0' && ch <= '9')
                && !((ch | 0x20) >= 'a' && (ch | 0x20) <= 'z'))
            {
                *p++ = '\\';
            }

            *p++ = ch;
        }

        if (whole) {
            p = ngx_cpymem(p, NGX_HTTP_STATUSES_AFTER,
                           sizeof(NGX_HTTP_STATUSES_AFTER) - 1);
        }
    }

    pattern->len = p - pattern->data;

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_filter_search(ngx_str_t *pattern, statuses_buf_t *text,
    ngx_str_t *found)
{
    int                rc, error;
    size_t             offset;
    PCRE2_SIZE        *ovector;
    pcre2_code        *re;
    pcre2_match_data  *match;

    re = pcre2_compile(pattern->data, pattern->len,
                       PCRE2_UTF|PCRE2_CASELESS|PCRE2_MATCH_INVALID_UTF,
                       &error, &offset, NULL);
    if (re == NULL) {
        /* a keyword that is too long for a pattern matches nothing */
        return NGX_OK;
    }

    match = pcre2_match_data_create_from_pattern(re, NULL);
    if (match == NULL) {
        pcre2_code_free(re);
        return NGX_ERROR;
    }

    rc = pcre2_match(re, (u_char *) text->data, text->len, 0, 0, match, NULL);

    if (rc >= 0) {
        ovector = pcre2_get_ovector_pointer(match);

        found->data = (u_char *) text->data + ovector[0];
        found->len = ovector[1] - ovector[0];
    }

    pcre2_match_data_free(match);
    pcre2_code_free(re);

    return NGX_OK;
}


static void
ngx_http_statuses_filter_one(ngx_http_statuses_render_t *rd,
    ngx_str_t *filter, ngx_str_t *found, ngx_str_t *matches, ngx_uint_t n,
    ngx_uint_t listed)
{
    int64_t                    action;
    ngx_str_t                 *v;
    ngx_uint_t                 i, width;
    ngx_array_t                context;
    ngx_http_statuses_json_t  *j;

    static ngx_str_t           actions[] = {
        ngx_string("\"warn\""),
        ngx_string("\"hide\""),
        ngx_string("\"blur\"")
    };

    j = &rd->json;

    if (ngx_http_statuses_row_array(rd->pool,
                                    &filter[STATUSES_FILTERS_CONTEXT],
                                    &context, &width)
        != NGX_OK)
    {
        j->failed = 1;
        return;
    }

    ngx_http_statuses_json_lit(j, "{\"filter\":{\"id\":");
    ngx_http_statuses_json_id(j, &filter[STATUSES_FILTERS_ID]);
    ngx_http_statuses_json_lit(j, ",\"title\":");
    ngx_http_statuses_json_string(j, filter[STATUSES_FILTERS_TITLE].data,
                                  filter[STATUSES_FILTERS_TITLE].len);
    ngx_http_statuses_json_lit(j, ",\"context\":[");

    v = context.elts;

    for (i = 0; i < context.nelts; i++) {
        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_string(j, v[i].data, v[i].len);
    }

    ngx_http_statuses_json_lit(j, "],\"expires_at\":");
    ngx_http_statuses_json_time(j, &filter[STATUSES_FILTERS_EXPIRES_AT]);
    ngx_http_statuses_json_lit(j, ",\"filter_action\":");

    action = ngx_http_statuses_row_int(&filter[STATUSES_FILTERS_ACTION], 0);

    if (action < 0 || action > 2) {
        action = 0;
    }

    ngx_http_statuses_json_raw(j, actions[action].data, actions[action].len);

    ngx_http_statuses_json_lit(j, "},\"keyword_matches\":");

    if (found->data) {
        ngx_http_statuses_json_lit(j, "[");
        ngx_http_statuses_json_string(j, found->data, found->len);
        ngx_http_statuses_json_lit(j, "]");

    } else {
        ngx_http_statuses_json_lit(j, "null");
    }

    ngx_http_statuses_json_lit(j, ",\"status_matches\":");

    if (!listed) {
        ngx_http_statuses_json_lit(j, "null}");
        return;
    }

    ngx_http_statuses_json_lit(j, "[");

    for (i = 0; i < n; i++) {
        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_id(j, &matches[i]);
    }

    ngx_http_statuses_json_lit(j, "]}");
}
