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
static char *ngx_http_statuses_conninfo_hosts(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db, const char *host, const char *hostaddr,
    const char *port);
static ngx_uint_t ngx_http_statuses_conninfo_count(const char *list);
static void ngx_http_statuses_conninfo_list(ngx_str_t *list,
    const char *text);
static void ngx_http_statuses_conninfo_next(ngx_str_t *list, ngx_str_t *item);
static ngx_int_t ngx_http_statuses_conninfo_resolve(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db, ngx_http_statuses_host_t *h, ngx_str_t *addr);


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

    db->keywords[0] = "host";
    db->keywords[1] = "hostaddr";
    db->keywords[2] = "port";
    n = 3;

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

    rv = ngx_http_statuses_conninfo_hosts(cf, db, host, hostaddr, port);

    if (rv != NGX_CONF_OK) {
        return rv;
    }

    db->core = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

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
 * The list of servers, each with its name, address and port.  libpq would ask
 * the resolver in the middle of the event loop, so it gets addresses, and the
 * names only for TLS.  A list that does not fit together is libpq's to refuse.
 */

static char *
ngx_http_statuses_conninfo_hosts(ngx_conf_t *cf, ngx_http_statuses_db_t *db,
    const char *host, const char *hostaddr, const char *port)
{
    ngx_str_t                  names, addrs, ports, addr;
    ngx_uint_t                 i, n;
    ngx_http_statuses_host_t  *h;

    n = ngx_http_statuses_conninfo_count(hostaddr ? hostaddr : host);

    if (ngx_array_init(&db->hosts, cf->pool, n ? n : 1,
                       sizeof(ngx_http_statuses_host_t))
        != NGX_OK)
    {
        return NGX_CONF_ERROR;
    }

    if (host && ngx_http_statuses_conninfo_count(host) != n) {
        n = 0;
    }

    if (ngx_http_statuses_conninfo_count(port) > 1
        && ngx_http_statuses_conninfo_count(port) != n)
    {
        n = 0;
    }

    if (n == 0) {
        db->values[0] = host;
        db->values[1] = hostaddr;
        db->values[2] = port;

        return NGX_CONF_OK;
    }

    ngx_http_statuses_conninfo_list(&names, host);
    ngx_http_statuses_conninfo_list(&addrs, hostaddr);
    ngx_http_statuses_conninfo_list(&ports, port);

    for (i = 0; i < n; i++) {
        h = ngx_array_push(&db->hosts);
        if (h == NULL) {
            return NGX_CONF_ERROR;
        }

        ngx_memzero(h, sizeof(ngx_http_statuses_host_t));

        ngx_http_statuses_conninfo_next(&names, &h->name);
        ngx_http_statuses_conninfo_next(&addrs, &addr);

        if (i == 0 || ngx_http_statuses_conninfo_count(port) > 1) {
            ngx_http_statuses_conninfo_next(&ports, &h->port);

        } else {
            h->port = (h - 1)->port;
        }

        if (ngx_http_statuses_conninfo_resolve(cf, db, h, &addr) != NGX_OK) {
            return NGX_CONF_ERROR;
        }
    }

    return NGX_CONF_OK;
}


static ngx_uint_t
ngx_http_statuses_conninfo_count(const char *list)
{
    ngx_uint_t  n;

    if (list == NULL) {
        return 0;
    }

    for (n = 1; *list; list++) {
        n += (*list == ',');
    }

    return n;
}


static void
ngx_http_statuses_conninfo_list(ngx_str_t *list, const char *text)
{
    list->data = (u_char *) (text ? text : "");
    list->len = ngx_strlen(list->data);
}


static void
ngx_http_statuses_conninfo_next(ngx_str_t *list, ngx_str_t *item)
{
    u_char  *comma;

    *item = *list;

    comma = ngx_strlchr(list->data, list->data + list->len, ',');

    if (comma) {
        item->len = comma - list->data;

    } else {
        comma = list->data + list->len - 1;
    }

    list->len -= comma + 1 - list->data;
    list->data = comma + 1;
}


static ngx_int_t
ngx_http_statuses_conninfo_resolve(ngx_conf_t *cf, ngx_http_statuses_db_t *db,
    ngx_http_statuses_host_t *h, ngx_str_t *addr)
{
    ngx_url_t    u;
    ngx_str_t   *a;
    ngx_uint_t   i;

    ngx_memzero(&u, sizeof(ngx_url_t));

    /* an address, or a socket: nothing to look up */

    if (addr->len
        || h->name.len == 0 || h->name.data[0] == '/' || h->name.data[0] == '@')
    {
        h->addrs = ngx_palloc(cf->pool, sizeof(ngx_str_t));
        if (h->addrs == NULL) {
            return NGX_ERROR;
        }

        h->addrs[0] = *addr;
        h->naddrs = 1;

        return NGX_OK;
    }

    u.host = h->name;
    u.url = h->name;
    u.no_port = 1;

    if (ngx_inet_resolve_host(cf->pool, &u) != NGX_OK) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "%s in host \"%V\" of statuses_database \"%V\"",
                           u.err ? u.err : "error", &h->name, &db->name);
        return NGX_ERROR;
    }

    h->addrs = ngx_palloc(cf->pool, u.naddrs * sizeof(ngx_str_t));
    if (h->addrs == NULL) {
        return NGX_ERROR;
    }

    h->naddrs = u.naddrs;

    for (i = 0; i < u.naddrs; i++) {
        a = &h->addrs[i];

        a->data = ngx_pnalloc(cf->pool, NGX_SOCKADDR_STRLEN);
        if (a->data == NULL) {
            return NGX_ERROR;
        }

        a->len = ngx_sock_ntop(u.addrs[i].sockaddr, u.addrs[i].socklen,
                               a->data, NGX_SOCKADDR_STRLEN, 0);
    }

    h->lookup = ngx_inet_addr(h->name.data, h->name.len) == INADDR_NONE
                && ngx_strlchr(h->name.data, h->name.data + h->name.len, ':')
                   == NULL;

    /* as nginx's resolver wants it */

    if (h->lookup) {
        ngx_strlow(h->name.data, h->name.data, h->name.len);
    }

    return NGX_OK;
}
