/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What an account says about itself: note, fields and their emoji
 * (spec/entities.md 4, spec/text.md 7).
 */

#include "entity/account.h"
#include "pg/row.h"
#include "text/sanitize.h"
#include "text/trim.h"

#include <jansson.h>


#define NGX_HTTP_STATUSES_LOCAL_FIELD   255
#define NGX_HTTP_STATUSES_REMOTE_FIELD  2047


typedef struct {
    ngx_str_t       name;
    ngx_str_t       value;
    u_char          verified_at[sizeof("2026-03-01T08:09:10.123+00:00")];
    unsigned        verified:1;
} ngx_http_statuses_profile_field_t;


static ngx_int_t ngx_http_statuses_profile_mentions(
    ngx_http_statuses_render_t *rd, ngx_http_statuses_account_t *a,
    statuses_html_opts_t *opts);
static ngx_int_t ngx_http_statuses_profile_read(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a, ngx_array_t *fields);
static ngx_int_t ngx_http_statuses_profile_string(ngx_pool_t *pool,
    json_t *value, size_t max, ngx_str_t *out);
static ngx_int_t ngx_http_statuses_profile_date(const char *s, u_char *out);
static void ngx_http_statuses_profile_value(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a, ngx_http_statuses_profile_field_t *field,
    statuses_html_opts_t *opts);


void
ngx_http_statuses_profile_note(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_str_t             *note;
    statuses_buf_t         buf;
    statuses_str_t         text;
    statuses_html_opts_t   opts;

    note = &a->col[STATUSES_ACCOUNT_NOTE];

    if (note->len == 0
        || ngx_http_statuses_is_true(&a->col[STATUSES_ACCOUNT_UNAVAILABLE]))
    {
        ngx_http_statuses_json_lit(&rd->json, "\"\"");
        return;
    }

    text.data = (char *) note->data;
    text.len = note->len;

    statuses_buf_init(&buf, &rd->arena, note->len * 2 + 64);

    if (!ngx_http_statuses_account_is_local(a)) {
        statuses_sanitize(&buf, text, rd->site.before_4_6
                                      ? STATUSES_SANITIZE_NO_LANG : 0);

    } else if (ngx_http_statuses_profile_mentions(rd, a, &opts) == NGX_OK) {
        statuses_html_note(&buf, &rd->site, text, &opts);

    } else {
        rd->json.failed = 1;
        return;
    }

    ngx_http_statuses_write_buf(rd, &buf);
}


/* the accounts that the note or a field names, as far as they exist */

static ngx_int_t
ngx_http_statuses_profile_mentions(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a, statuses_html_opts_t *opts)
{
    ngx_str_t           *v;
    ngx_uint_t           i, n, width;
    ngx_array_t          rows;
    statuses_mention_t  *m;

    ngx_memzero(opts, sizeof(statuses_html_opts_t));

    if (a->col[STATUSES_ACCOUNT_NOTE_MENTIONS].len <= 2) {
        return NGX_OK;
    }

    if (ngx_http_statuses_row_array(rd->pool,
                                    &a->col[STATUSES_ACCOUNT_NOTE_MENTIONS],
                                    &rows, &width)
        != NGX_OK
        || width != 3)
    {
        return NGX_ERROR;
    }

    n = rows.nelts / 3;
    v = rows.elts;

    m = ngx_pcalloc(rd->pool, n * sizeof(statuses_mention_t));
    if (m == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < n; i++, v += 3) {
        m[i].username.data = (char *) v[0].data;
        m[i].username.len = v[0].len;
        m[i].domain.data = (char *) v[1].data;
        m[i].domain.len = v[1].len;
        m[i].url.data = (char *) v[2].data;
        m[i].url.len = v[2].len;
    }

    opts->mentions = m;
    opts->nmentions = n;

    return NGX_OK;
}


void
ngx_http_statuses_profile_fields(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_uint_t                          i;
    ngx_array_t                         fields;
    statuses_html_opts_t                opts;
    ngx_http_statuses_json_t           *j;
    ngx_http_statuses_profile_field_t  *field;

    j = &rd->json;

    if (a->col[STATUSES_ACCOUNT_FIELDS].len <= 2
        || ngx_http_statuses_is_true(&a->col[STATUSES_ACCOUNT_UNAVAILABLE]))
    {
        ngx_http_statuses_json_lit(j, "[]");
        return;
    }

    if (ngx_http_statuses_profile_read(rd, a, &fields) != NGX_OK
        || ngx_http_statuses_profile_mentions(rd, a, &opts) != NGX_OK)
    {
        j->failed = 1;
        return;
    }

    ngx_http_statuses_json_lit(j, "[");

    field = fields.elts;

    for (i = 0; i < fields.nelts; i++, field++) {

        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_lit(j, "{\"name\":");
        ngx_http_statuses_json_string(j, field->name.data, field->name.len);

        ngx_http_statuses_json_lit(j, ",\"value\":");
        ngx_http_statuses_profile_value(rd, a, field, &opts);

        ngx_http_statuses_json_lit(j, ",\"verified_at\":");

        if (field->verified) {
            ngx_http_statuses_json_string(j, field->verified_at,
                                          ngx_strlen(field->verified_at));
        } else {
            ngx_http_statuses_json_lit(j, "null");
        }

        ngx_http_statuses_json_lit(j, "}");
    }

    ngx_http_statuses_json_lit(j, "]");
}


static void
ngx_http_statuses_profile_value(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a, ngx_http_statuses_profile_field_t *field,
    statuses_html_opts_t *opts)
{
    statuses_buf_t  buf;
    statuses_str_t  text, url;

    text.data = (char *) field->value.data;
    text.len = field->value.len;

    statuses_buf_init(&buf, &rd->arena, text.len * 2 + 64);

    if (ngx_http_statuses_account_is_local(a)) {
        statuses_html_field(&buf, &rd->site, text, opts);

    } else if (field->verified
               && statuses_sanitize_single_link(&rd->arena, text, &url))
    {
        statuses_html_link(&buf, url);

    } else {
        statuses_sanitize(&buf, text, rd->site.before_4_6
                                      ? STATUSES_SANITIZE_NO_LANG : 0);
    }

    ngx_http_statuses_write_buf(rd, &buf);
}


/* elements that are not what they should be are skipped */

static ngx_int_t
ngx_http_statuses_profile_read(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a, ngx_array_t *fields)
{
    size_t                              i, max;
    json_t                             *root, *item, *date;
    ngx_int_t                           rc;
    ngx_str_t                          *text;
    ngx_http_statuses_profile_field_t   field, *slot;

    if (ngx_array_init(fields, rd->pool, 4,
                       sizeof(ngx_http_statuses_profile_field_t))
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    text = &a->col[STATUSES_ACCOUNT_FIELDS];

    root = json_loadb((char *) text->data, text->len, JSON_ALLOW_NUL, NULL);

    if (!json_is_array(root)) {
        json_decref(root);
        return NGX_OK;
    }

    max = ngx_http_statuses_account_is_local(a)
          ? NGX_HTTP_STATUSES_LOCAL_FIELD : NGX_HTTP_STATUSES_REMOTE_FIELD;

    rc = NGX_OK;

    json_array_foreach(root, i, item) {

        ngx_memzero(&field, sizeof(ngx_http_statuses_profile_field_t));

        rc = ngx_http_statuses_profile_string(rd->pool,
                                              json_object_get(item, "name"),
                                              max, &field.name);
        if (rc == NGX_OK) {
            rc = ngx_http_statuses_profile_string(rd->pool,
                                              json_object_get(item, "value"),
                                              max, &field.value);
        }

        if (rc == NGX_ERROR) {
            break;
        }

        date = json_object_get(item, "verified_at");

        if (json_is_string(date) && json_string_length(date)) {
            field.verified = 1;

            if (ngx_http_statuses_profile_date(json_string_value(date),
                                               field.verified_at)
                != NGX_OK)
            {
                rc = NGX_DECLINED;
            }
        }

        if (rc == NGX_DECLINED) {
            rc = NGX_OK;
            continue;
        }

        slot = ngx_array_push(fields);
        if (slot == NULL) {
            rc = NGX_ERROR;
            break;
        }

        *slot = field;
    }

    json_decref(root);

    return rc;
}


/* stripped, and cut to max code points */

static ngx_int_t
ngx_http_statuses_profile_string(ngx_pool_t *pool, json_t *value, size_t max,
    ngx_str_t *out)
{
    size_t          i, n;
    statuses_str_t  s;

    if (!json_is_string(value)) {
        return NGX_DECLINED;
    }

    s.data = json_string_value(value);
    s.len = json_string_length(value);

    s = statuses_strip(s);

    for (i = 0, n = 0; i < s.len; i++) {
        if (((u_char) s.data[i] & 0xc0) != 0x80 && n++ == max) {
            break;
        }
    }

    out->len = i;
    out->data = ngx_pnalloc(pool, i + 1);
    if (out->data == NULL) {
        return NGX_ERROR;
    }

    ngx_memcpy(out->data, s.data, i);

    return NGX_OK;
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


void
ngx_http_statuses_profile_emojis(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_str_t                          *texts;
    ngx_uint_t                          i, n;
    ngx_array_t                         fields;
    ngx_http_statuses_profile_field_t  *field;

    if (a->emojis->len <= 2
        || ngx_http_statuses_is_true(&a->col[STATUSES_ACCOUNT_UNAVAILABLE]))
    {
        ngx_http_statuses_json_lit(&rd->json, "[]");
        return;
    }

    if (ngx_http_statuses_profile_read(rd, a, &fields) != NGX_OK) {
        rd->json.failed = 1;
        return;
    }

    n = fields.nelts;
    field = fields.elts;

    texts = ngx_palloc(rd->pool, (2 + 2 * n) * sizeof(ngx_str_t));
    if (texts == NULL) {
        rd->json.failed = 1;
        return;
    }

    texts[0] = a->col[STATUSES_ACCOUNT_NOTE];
    texts[1] = a->col[STATUSES_ACCOUNT_DISPLAY_NAME];

    for (i = 0; i < n; i++) {
        texts[2 + i] = field[i].name;
        texts[2 + n + i] = field[i].value;
    }

    ngx_http_statuses_emoji_write(rd, a->emojis, texts, 2 + 2 * n);
}
