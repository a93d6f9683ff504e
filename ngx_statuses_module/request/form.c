/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Pairs of a query string or form, and what brackets in their names mean
 * (spec/reads.md D8).
 */

#include "request/params.h"


#define NGX_HTTP_STATUSES_FORM_DEPTH  100
#define NGX_HTTP_STATUSES_FORM_NAME   1024


static ngx_int_t ngx_http_statuses_form_decode(u_char **dst, u_char *p,
    u_char *last);
static ngx_int_t ngx_http_statuses_form_nest(json_t **params, u_char *name,
    size_t len, json_t *value, ngx_uint_t depth);
static ngx_int_t ngx_http_statuses_form_list(json_t *params, ngx_str_t *key,
    ngx_str_t *after, json_t *value, ngx_uint_t depth);
static ngx_int_t ngx_http_statuses_form_put(json_t *params, ngx_str_t *key,
    json_t *value);
static json_t *ngx_http_statuses_form_get(json_t *params, ngx_str_t *key);
static ngx_uint_t ngx_http_statuses_form_has(json_t *params, ngx_str_t *key);


ngx_int_t
ngx_http_statuses_form_parse(ngx_pool_t *pool, json_t *root, u_char *p,
    u_char *last)
{
    u_char     *pair, *equal, *end, *dst, *buf;
    json_t     *value;
    ngx_int_t   rc;
    ngx_str_t   name;

    buf = ngx_pnalloc(pool, last - p + 1);
    if (buf == NULL) {
        return NGX_ERROR;
    }

    for ( /* void */ ; p < last; p = end + 1) {

        pair = p;
        end = ngx_strlchr(p, last, '&');
        end = end ? end : last;

        if (end == pair) {
            continue;
        }

        equal = ngx_strlchr(pair, end, '=');

        dst = buf;
        name.data = dst;

        if (ngx_http_statuses_form_decode(&dst, pair, equal ? equal : end)
            != NGX_OK)
        {
            return NGX_HTTP_BAD_REQUEST;
        }

        name.len = dst - name.data;

        if (equal) {
            pair = dst;

            if (ngx_http_statuses_form_decode(&dst, equal + 1, end)
                != NGX_OK)
            {
                return NGX_HTTP_BAD_REQUEST;
            }

            value = json_stringn((char *) pair, dst - pair);

        } else {
            value = json_null();
        }

        /* jansson refuses what is not UTF-8 */

        if (value == NULL) {
            return NGX_HTTP_BAD_REQUEST;
        }

        rc = ngx_http_statuses_form_set(root, name.data, name.len, value);

        json_decref(value);

        if (rc != NGX_OK) {
            return rc;
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_form_decode(u_char **dst, u_char *p, u_char *last)
{
    u_char     *d;
    ngx_int_t   n;

    d = *dst;

    while (p < last) {

        if (*p == '+') {
            *d++ = ' ';
            p++;
            continue;
        }

        if (*p != '%') {
            *d++ = *p++;
            continue;
        }

        if (last - p < 3) {
            return NGX_DECLINED;
        }

        n = ngx_hextoi(p + 1, 2);

        if (n == NGX_ERROR) {
            return NGX_DECLINED;
        }

        *d++ = (u_char) n;
        p += 3;
    }

    *dst = d;

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_form_set(json_t *root, u_char *name, size_t len,
    json_t *value)
{
    /* no parameter of the API has such a name */

    if (len >= NGX_HTTP_STATUSES_FORM_NAME
        || ngx_strlchr(name, name + len, '\0'))
    {
        return NGX_OK;
    }

    return ngx_http_statuses_form_nest(&root, name, len, value, 0);
}


/*
 * Puts value below *params, an object, or in place of it where the rest of
 * the name is [].
 */

static ngx_int_t
ngx_http_statuses_form_nest(json_t **params, u_char *name, size_t len,
    json_t *value, ngx_uint_t depth)
{
    u_char     *p, *last;
    json_t     *child;
    ngx_int_t   rc;
    ngx_str_t   key, after;

    if (depth >= NGX_HTTP_STATUSES_FORM_DEPTH) {
        return NGX_HTTP_BAD_REQUEST;
    }

    last = name + len;

    key.data = name;
    key.len = len;
    ngx_str_null(&after);

    if (depth == 0) {

        /* a bracket that comes first is a part of the name */

        p = (len > 1) ? ngx_strlchr(name + 1, last, '[') : NULL;

        if (p) {
            key.len = p - name;
            after.data = p;
            after.len = last - p;
        }

    } else if (len >= 2 && name[0] == '[' && name[1] == ']') {
        key.len = 2;
        after.data = name + 2;
        after.len = len - 2;

    } else if (len && name[0] == '[') {
        p = ngx_strlchr(name + 1, last, ']');

        if (p) {
            key.data = name + 1;
            key.len = p - key.data;
            after.data = p + 1;
            after.len = last - after.data;
        }
    }

    if (key.len == 0) {
        return NGX_OK;
    }

    if (after.len == 0) {

        if (depth && key.len == 2 && key.data[0] == '[' && key.data[1] == ']')
        {
            /* the caller wanted an object and gets a list of one */

            child = json_array();

            if (child == NULL || json_array_append(child, value) != 0) {
                json_decref(child);
                return NGX_ERROR;
            }

            json_decref(*params);
            *params = child;

            return NGX_OK;
        }

        return ngx_http_statuses_form_put(*params, &key, value);
    }

    if (after.len == 1 && after.data[0] == '[') {
        key.data = name;
        key.len = len;
        return ngx_http_statuses_form_put(*params, &key, value);
    }

    if (after.len >= 2 && after.data[0] == '[' && after.data[1] == ']') {
        return ngx_http_statuses_form_list(*params, &key, &after, value,
                                           depth);
    }

    child = ngx_http_statuses_form_get(*params, &key);

    if (json_is_null(child)) {
        child = NULL;
    }

    if (child && !json_is_object(child)) {
        return NGX_HTTP_BAD_REQUEST;
    }

    child = child ? json_incref(child) : json_object();
    if (child == NULL) {
        return NGX_ERROR;
    }

    rc = ngx_http_statuses_form_nest(&child, after.data, after.len, value,
                                     depth + 1);

    if (rc == NGX_OK) {
        rc = ngx_http_statuses_form_put(*params, &key, child);
    }

    json_decref(child);

    return rc;
}


/* key[] and key[]... */

static ngx_int_t
ngx_http_statuses_form_list(json_t *params, ngx_str_t *key, ngx_str_t *after,
    json_t *value, ngx_uint_t depth)
{
    u_char     *p;
    size_t      len;
    json_t     *list, *last;
    ngx_int_t   rc;
    ngx_str_t   child;

    list = ngx_http_statuses_form_get(params, key);

    if (list == NULL || json_is_null(list)) {
        list = json_array();
        if (list == NULL) {
            return NGX_ERROR;
        }

        rc = ngx_http_statuses_form_put(params, key, list);
        json_decref(list);

        if (rc != NGX_OK) {
            return rc;
        }

    } else if (!json_is_array(list)) {
        return NGX_HTTP_BAD_REQUEST;
    }

    if (after->len == 2) {
        return json_array_append(list, value) == 0 ? NGX_OK : NGX_ERROR;
    }

    child.data = after->data + 2;
    child.len = after->len - 2;

    p = child.data;
    len = child.len;

    /* x[][y]: an object in a list, where y is a plain name */

    if (len > 2 && p[0] == '[' && p[len - 1] == ']'
        && ngx_strlchr(p + 1, p + len - 1, '[') == NULL
        && ngx_strlchr(p + 1, p + len - 1, ']') == NULL)
    {
        child.data = p + 1;
        child.len = len - 2;
    }

    last = json_array_get(list, json_array_size(list)
                                ? json_array_size(list) - 1 : 0);

    /* a new object begins where a name comes for the second time */

    if (json_is_object(last) && !ngx_http_statuses_form_has(last, &child)) {
        return ngx_http_statuses_form_nest(&last, child.data, child.len,
                                           value, depth + 1);
    }

    last = json_object();
    if (last == NULL) {
        return NGX_ERROR;
    }

    rc = ngx_http_statuses_form_nest(&last, child.data, child.len, value,
                                     depth + 1);

    if (rc == NGX_OK && json_array_append(list, last) != 0) {
        rc = NGX_ERROR;
    }

    json_decref(last);

    return rc;
}


static ngx_int_t
ngx_http_statuses_form_put(json_t *params, ngx_str_t *key, json_t *value)
{
    u_char  name[NGX_HTTP_STATUSES_FORM_NAME];

    if (!json_is_object(params)) {
        return NGX_HTTP_BAD_REQUEST;
    }

    ngx_memcpy(name, key->data, key->len);
    name[key->len] = '\0';

    /* a name that is not UTF-8 */

    return json_object_set(params, (char *) name, value) == 0
           ? NGX_OK : NGX_HTTP_BAD_REQUEST;
}


static json_t *
ngx_http_statuses_form_get(json_t *params, ngx_str_t *key)
{
    u_char  name[NGX_HTTP_STATUSES_FORM_NAME];

    ngx_memcpy(name, key->data, key->len);
    name[key->len] = '\0';

    return json_object_get(params, (char *) name);
}


/* something stands already under a name such as b or [b][c] */

static ngx_uint_t
ngx_http_statuses_form_has(json_t *params, ngx_str_t *key)
{
    u_char     *p, *last;
    ngx_str_t   part;

    p = key->data;
    last = p + key->len;

    while (p < last) {

        if (*p == '[' || *p == ']') {

            /* a list has always room */

            if (*p == '[' && last - p > 1 && p[1] == ']') {
                return 0;
            }

            p++;
            continue;
        }

        part.data = p;

        while (p < last && *p != '[' && *p != ']') {
            p++;
        }

        part.len = p - part.data;
        params = ngx_http_statuses_form_get(params, &part);

        if (params == NULL) {
            return 0;
        }
    }

    return 1;
}
