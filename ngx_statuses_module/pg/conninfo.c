/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The connection parameters of a database, made of its statuses_database block
 * when the configuration is loaded.
 */

#include "pg/database.h"

#include <libpq-fe.h>


#define NGX_HTTP_STATUSES_MAX_PASSWORD  1024
#define NGX_HTTP_STATUSES_MAX_OPTIONS   64


static const char *ngx_http_statuses_conninfo_password(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db);
static char *ngx_http_statuses_conninfo_resolve(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db, const char **host, const char **port,
    const char **hostaddr);


/*
 * Options of each session.  Generic plans without hashing and scanning: all
 * statements go by indexes, and planning one anew costs ten times its
 * execution (spec/perf.md 1.2 and 1.4).
 */

static const char  ngx_http_statuses_conninfo_options[] =
    "-c statement_timeout=%Mms -c plan_cache_mode=force_generic_plan"
    " -c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off"
    " -c enable_bitmapscan=off -c jit=off -c datestyle=ISO -c timezone=UTC"
    " -c intervalstyle=postgres -c standard_conforming_strings=on%s%s%Z";


char *
ngx_http_statuses_conninfo(ngx_conf_t *cf, ngx_http_statuses_db_t *db)
{
    char              *rv, *error;
    u_char            *conninfo;
    ngx_uint_t         n;
    const char        *host, *hostaddr, *port, *options, *password, *gss;
    const char        *application, *client;
    PQconninfoOption  *opts, *o;

    conninfo = ngx_pnalloc(cf->pool, db->conninfo.len + 1);
    if (conninfo == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_cpystrn(conninfo, db->conninfo.data, db->conninfo.len + 1);

    error = NULL;
    opts = PQconninfoParse((char *) conninfo, &error);

    if (opts == NULL) {

        /* libpq's message may quote the string, and a password with it */

        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid \"conninfo\" in statuses_database \"%V\"",
                           &db->name);
        PQfreemem(error);
        return NGX_CONF_ERROR;
    }

    db->keywords = ngx_pcalloc(cf->pool, 2 * NGX_HTTP_STATUSES_MAX_OPTIONS
                                         * sizeof(char *));
    if (db->keywords == NULL) {
        goto failed;
    }

    db->values = db->keywords + NGX_HTTP_STATUSES_MAX_OPTIONS;

    host = NULL;
    hostaddr = NULL;
    port = NULL;
    options = NULL;
    password = NULL;
    gss = "disable";
    application = "ngx_statuses";
    client = "UTF8";
    n = 0;

    for (o = opts; o->keyword; o++) {
        u_char  *v;

        if (o->val == NULL) {
            continue;
        }

        v = ngx_pnalloc(cf->pool, ngx_strlen(o->val) + 1);
        if (v == NULL) {
            goto failed;
        }

        ngx_cpystrn(v, (u_char *) o->val, ngx_strlen(o->val) + 1);

        if (ngx_strcmp(o->keyword, "host") == 0) {
            host = (char *) v;

        } else if (ngx_strcmp(o->keyword, "hostaddr") == 0) {
            hostaddr = (char *) v;

        } else if (ngx_strcmp(o->keyword, "port") == 0) {
            port = (char *) v;

        } else if (ngx_strcmp(o->keyword, "options") == 0) {
            options = (char *) v;

        } else if (ngx_strcmp(o->keyword, "password") == 0) {
            password = (char *) v;

        } else if (ngx_strcmp(o->keyword, "gssencmode") == 0) {
            gss = (char *) v;

        } else if (ngx_strcmp(o->keyword, "application_name") == 0) {
            application = (char *) v;

        } else if (ngx_strcmp(o->keyword, "client_encoding") == 0
                   || ngx_strcmp(o->keyword, "replication") == 0
                   || ngx_strcmp(o->keyword, "connect_timeout") == 0)
        {
            continue;

        } else if (n < NGX_HTTP_STATUSES_MAX_OPTIONS - 12) {
            db->keywords[n] = (const char *) ngx_pstrdup(cf->pool,
                          &(ngx_str_t) { ngx_strlen(o->keyword) + 1,
                                         (u_char *) o->keyword });
            if (db->keywords[n] == NULL) {
                goto failed;
            }

            db->values[n++] = (const char *) v;
        }
    }

    PQconninfoFree(opts);
    opts = NULL;

    if (db->password_file.len) {
        password = ngx_http_statuses_conninfo_password(cf, db);
        if (password == NULL) {
            return NGX_CONF_ERROR;
        }
    }

    if (hostaddr == NULL) {
        rv = ngx_http_statuses_conninfo_resolve(cf, db, &host, &port,
                                                &hostaddr);
        if (rv != NGX_CONF_OK) {
            return rv;
        }
    }

    if (db->prepare) {
        u_char  *p;
        size_t   len;

        len = sizeof(ngx_http_statuses_conninfo_options) + NGX_INT64_LEN
              + (options ? ngx_strlen(options) : 0) + 2;

        p = ngx_pnalloc(cf->pool, len);
        if (p == NULL) {
            return NGX_CONF_ERROR;
        }

        /* the administrator's own come last and win */

        ngx_snprintf(p, len, ngx_http_statuses_conninfo_options,
                     db->statement_timeout, options ? " " : "",
                     options ? options : "");

        options = (char *) p;
    }

#define add(key, val)                                                         \
    if (val) {                                                                \
        db->keywords[n] = key;                                                \
        db->values[n++] = val;                                                \
    }

    add("host", host);
    add("hostaddr", hostaddr);
    add("port", port);
    add("options", options);
    add("password", password);
    add("gssencmode", gss);
    add("application_name", application);
    add("client_encoding", client);

#undef add

    db->keywords[n] = NULL;
    db->values[n] = NULL;

    return NGX_CONF_OK;

failed:

    PQconninfoFree(opts);

    return NGX_CONF_ERROR;
}


/* the first line of the file, read while the master is still privileged */

static const char *
ngx_http_statuses_conninfo_password(ngx_conf_t *cf, ngx_http_statuses_db_t *db)
{
    u_char    *buf, *p;
    ssize_t    n;
    ngx_fd_t   fd;

    if (ngx_conf_full_name(cf->cycle, &db->password_file, 1) != NGX_OK) {
        return NULL;
    }

    buf = ngx_pcalloc(cf->pool, NGX_HTTP_STATUSES_MAX_PASSWORD + 1);
    if (buf == NULL) {
        return NULL;
    }

    fd = ngx_open_file(db->password_file.data, NGX_FILE_RDONLY, NGX_FILE_OPEN,
                       0);

    if (fd == NGX_INVALID_FILE) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           ngx_open_file_n " \"%V\" failed",
                           &db->password_file);
        return NULL;
    }

    n = ngx_read_fd(fd, buf, NGX_HTTP_STATUSES_MAX_PASSWORD);

    if (n == -1) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           ngx_read_fd_n " \"%V\" failed", &db->password_file);
    }

    if (ngx_close_file(fd) == NGX_FILE_ERROR) {
        ngx_conf_log_error(NGX_LOG_ALERT, cf, ngx_errno,
                           ngx_close_file_n " \"%V\" failed",
                           &db->password_file);
    }

    if (n == -1) {
        return NULL;
    }

    for (p = buf; *p; p++) {
        if (*p == CR || *p == LF) {
            *p = '\0';
            break;
        }
    }

    if (p == buf) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "\"%V\" holds no password",
                           &db->password_file);
        return NULL;
    }

    return (const char *) buf;
}


/*
 * libpq would ask the resolver in the middle of the event loop, so it gets
 * addresses, and the names only for TLS.  A name with several addresses
 * becomes several hosts.
 */

static char *
ngx_http_statuses_conninfo_resolve(ngx_conf_t *cf, ngx_http_statuses_db_t *db,
    const char **host, const char **port, const char **hostaddr)
{
    u_char       *p, *end, *pend, *last;
    ngx_str_t     name, number;
    ngx_url_t     u;
    ngx_uint_t    i, names;
    ngx_array_t   hosts, ports, addrs;
    ngx_str_t    *s, *h, *a;
    size_t        len;

    if (*host == NULL) {
        return NGX_CONF_OK;
    }

    names = 0;

    if (ngx_array_init(&hosts, cf->pool, 4, sizeof(ngx_str_t)) != NGX_OK
        || ngx_array_init(&ports, cf->pool, 4, sizeof(ngx_str_t)) != NGX_OK
        || ngx_array_init(&addrs, cf->pool, 4, sizeof(ngx_str_t)) != NGX_OK)
    {
        return NGX_CONF_ERROR;
    }

    p = (u_char *) *host;
    pend = (u_char *) (*port ? *port : "");
    number.data = pend;
    number.len = strcspn((char *) pend, ",");

    for ( ;; ) {
        end = (u_char *) ngx_strchr(p, ',');
        last = end ? end : p + ngx_strlen(p);

        name.data = p;
        name.len = last - p;

        if (name.len == 0 || name.data[0] == '/' || name.data[0] == '@') {

            /* a socket directory: nothing to look up */

            h = ngx_array_push(&hosts);
            a = ngx_array_push(&addrs);
            s = ngx_array_push(&ports);
            if (h == NULL || a == NULL || s == NULL) {
                return NGX_CONF_ERROR;
            }

            *h = name;
            *s = number;
            ngx_str_null(a);

        } else {
            ngx_memzero(&u, sizeof(ngx_url_t));

            u.host = name;
            u.url = name;
            u.no_port = 1;

            if (ngx_inet_resolve_host(cf->pool, &u) != NGX_OK) {
                ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                                   "%s in host \"%V\" of statuses_database "
                                   "\"%V\"", u.err ? u.err : "error", &name,
                                   &db->name);
                return NGX_CONF_ERROR;
            }

            for (i = 0; i < u.naddrs; i++) {
                h = ngx_array_push(&hosts);
                a = ngx_array_push(&addrs);
                s = ngx_array_push(&ports);
                if (h == NULL || a == NULL || s == NULL) {
                    return NGX_CONF_ERROR;
                }

                *h = name;
                *s = number;

                a->data = ngx_pnalloc(cf->pool, NGX_SOCKADDR_STRLEN);
                if (a->data == NULL) {
                    return NGX_CONF_ERROR;
                }

                a->len = ngx_sock_ntop(u.addrs[i].sockaddr, u.addrs[i].socklen,
                                       a->data, NGX_SOCKADDR_STRLEN, 0);

                if (a->len > 2 && a->data[0] == '[') {
                    a->data++;
                    a->len -= 2;
                }
            }

            names = 1;
        }

        if (end == NULL) {
            break;
        }

        p = end + 1;

        /* one port for all, or one for each host */

        if (pend[number.data - pend + number.len] == ',') {
            number.data += number.len + 1;
            number.len = strcspn((char *) number.data, ",");
        }
    }

    if (!names) {
        return NGX_CONF_OK;
    }

    h = hosts.elts;
    a = addrs.elts;
    s = ports.elts;
    len = 0;

    for (i = 0; i < hosts.nelts; i++) {
        len += h[i].len + a[i].len + s[i].len + 3;
    }

    p = ngx_pnalloc(cf->pool, len + 3);
    if (p == NULL) {
        return NGX_CONF_ERROR;
    }

    *host = (const char *) p;

    for (i = 0; i < hosts.nelts; i++) {
        p = ngx_sprintf(p, "%s%V", i ? "," : "", &h[i]);
    }

    *p++ = '\0';
    *hostaddr = (const char *) p;

    for (i = 0; i < hosts.nelts; i++) {
        p = ngx_sprintf(p, "%s%V", i ? "," : "", &a[i]);
    }

    *p++ = '\0';
    *port = (const char *) p;

    for (i = 0; i < hosts.nelts; i++) {
        p = ngx_sprintf(p, "%s%V", i ? "," : "", &s[i]);
    }

    *p = '\0';

    return NGX_CONF_OK;
}
