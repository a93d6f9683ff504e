/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "gate/limit_store.h"


static char *ngx_http_statuses_store_uri(ngx_conf_t *cf,
    ngx_http_statuses_store_t *store, ngx_str_t *uri);
static const char *ngx_http_statuses_store_text(ngx_conf_t *cf, u_char *p,
    u_char *last);
static ngx_int_t ngx_http_statuses_store_resolve(ngx_conf_t *cf,
    ngx_http_statuses_store_t *store, u_char *p, u_char *last);


/* statuses_limit_store shared | redis=uri [timeout=time] [prefix=text]; */

char *
ngx_http_statuses_store_directive(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_statuses_main_conf_t *smcf = conf;

    char                       *rv;
    ngx_str_t                  *value, s;
    ngx_uint_t                  i;
    ngx_http_statuses_store_t  *store;

    if (smcf->limit_store != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (ngx_strcmp(value[1].data, "shared") == 0 && cf->args->nelts == 2) {
        smcf->limit_store = NULL;
        return NGX_CONF_OK;
    }

    store = ngx_pcalloc(cf->pool, sizeof(ngx_http_statuses_store_t));
    if (store == NULL) {
        return NGX_CONF_ERROR;
    }

    store->timeout = 50;
    ngx_str_set(&store->prefix, "cache:");

    for (i = 1; i < cf->args->nelts; i++) {

        if (ngx_strncmp(value[i].data, "redis=", 6) == 0
            && store->name.len == 0)
        {
            s.data = value[i].data + 6;
            s.len = value[i].len - 6;

            rv = ngx_http_statuses_store_uri(cf, store, &s);

            if (rv != NGX_CONF_OK) {
                return rv;
            }

            continue;
        }

        if (ngx_strncmp(value[i].data, "timeout=", 8) == 0) {
            s.data = value[i].data + 8;
            s.len = value[i].len - 8;

            store->timeout = ngx_parse_time(&s, 0);

            if (store->timeout == (ngx_msec_t) NGX_ERROR
                || store->timeout == 0)
            {
                goto invalid;
            }

            continue;
        }

        if (ngx_strncmp(value[i].data, "prefix=", 7) == 0) {
            store->prefix.data = value[i].data + 7;
            store->prefix.len = value[i].len - 7;
            continue;
        }

        goto invalid;
    }

    if (store->name.len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"%V\" must have \"redis\" parameter", &cmd->name);
        return NGX_CONF_ERROR;
    }

    smcf->limit_store = store;

    return NGX_CONF_OK;

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);

    return NGX_CONF_ERROR;
}


/*
 * redis://[[user]:password@]host[:port][/database], or
 * unix://[[user]:password@]/path[?db=database].  What is logged of it has no
 * password.
 */

static char *
ngx_http_statuses_store_uri(ngx_conf_t *cf, ngx_http_statuses_store_t *store,
    ngx_str_t *uri)
{
    u_char      *p, *last, *at, *colon, *end;
    ngx_uint_t   is_unix;

    p = uri->data;
    last = p + uri->len;

    if (uri->len > 8 && ngx_strncmp(p, "redis://", 8) == 0) {
        is_unix = 0;
        p += 8;

    } else if (uri->len > 7 && ngx_strncmp(p, "unix://", 7) == 0) {
        is_unix = 1;
        p += 7;

    } else if (ngx_strncmp(p, "rediss://", 9) == 0) {
        return "does not support TLS";

    } else {
        return "has an invalid URI of Redis";
    }

    /* a password may have an "@" of its own; no host does */

    at = NULL;
    end = is_unix ? ngx_strlchr(p, last, '/') : last;

    if (end == NULL) {
        return "has an invalid URI of Redis";
    }

    for (colon = p; colon < last; colon++) {
        if (*colon == '@') {
            at = colon;
        }
    }

    if (at) {
        colon = ngx_strlchr(p, at, ':');

        if (colon == NULL) {
            return "has an invalid URI of Redis";
        }

        store->password = ngx_http_statuses_store_text(cf, colon + 1, at);
        store->user = (colon > p) ? ngx_http_statuses_store_text(cf, p, colon)
                                  : NULL;

        if (store->password == NULL || (colon > p && store->user == NULL)) {
            return NGX_CONF_ERROR;
        }

        p = at + 1;
    }

    store->name.data = p;
    store->name.len = last - p;

    if (is_unix) {
        end = ngx_strlchr(p, last, '?');

        if (end) {
            if (last - end < 5 || ngx_strncmp(end, "?db=", 4) != 0) {
                return "has an invalid URI of Redis";
            }

            store->database = ngx_atoi(end + 4, last - end - 4);

        } else {
            end = last;
        }

        if (p == end || *p != '/') {
            return "has an invalid URI of Redis";
        }

        store->path = ngx_http_statuses_store_text(cf, p, end);

        if (store->path == NULL) {
            return NGX_CONF_ERROR;
        }

    } else {
        end = ngx_strlchr(p, last, '/');

        if (end && end + 1 < last) {
            store->database = ngx_atoi(end + 1, last - end - 1);
        }

        if (ngx_http_statuses_store_resolve(cf, store, p, end ? end : last)
            != NGX_OK)
        {
            return NGX_CONF_ERROR;
        }
    }

    if (store->database == NGX_ERROR) {
        return "has an invalid database of Redis";
    }

    return NGX_CONF_OK;
}


/* a part of the URI, in which octets may be written as %xx */

static const char *
ngx_http_statuses_store_text(ngx_conf_t *cf, u_char *p, u_char *last)
{
    u_char  *text, *dst;

    text = ngx_pnalloc(cf->pool, last - p + 1);
    if (text == NULL) {
        return NULL;
    }

    dst = text;
    ngx_unescape_uri(&dst, &p, last - p, 0);
    *dst = '\0';

    return (const char *) text;
}


static ngx_int_t
ngx_http_statuses_store_resolve(ngx_conf_t *cf,
    ngx_http_statuses_store_t *store, u_char *p, u_char *last)
{
    u_char        *text;
    size_t         len;
    ngx_url_t      u;
    ngx_uint_t     i;
    const char   **host;

    ngx_memzero(&u, sizeof(ngx_url_t));

    u.url.data = p;
    u.url.len = last - p;
    u.default_port = 6379;

    if (ngx_parse_url(cf->pool, &u) != NGX_OK || u.naddrs == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "%s in host of Redis \"%V\"",
                           u.err ? u.err : "no address", &u.url);
        return NGX_ERROR;
    }

    store->port = u.port;

    if (ngx_array_init(&store->hosts, cf->pool, u.naddrs, sizeof(char *))
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    for (i = 0; i < u.naddrs; i++) {
        host = ngx_array_push(&store->hosts);
        text = ngx_pnalloc(cf->pool, NGX_SOCKADDR_STRLEN + 1);

        if (host == NULL || text == NULL) {
            return NGX_ERROR;
        }

        len = ngx_sock_ntop(u.addrs[i].sockaddr, u.addrs[i].socklen, text,
                            NGX_SOCKADDR_STRLEN, 0);
        text[len] = '\0';

        *host = (const char *) text;
    }

    return NGX_OK;
}
