/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The statuses_database block, and the connection parameters made of it.
 */

#include "pg/database.h"

#include <libpq-fe.h>


#define NGX_HTTP_STATUSES_MAX_PASSWORD  1024
#define NGX_HTTP_STATUSES_MAX_OPTIONS   64


static char *ngx_http_statuses_database_parameter(ngx_conf_t *cf,
    ngx_command_t *dummy, void *conf);
static char *ngx_http_statuses_database_lanes(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db);
static char *ngx_http_statuses_database_queue(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db);
static char *ngx_http_statuses_database_finish(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db);
static char *ngx_http_statuses_database_connect(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db);
static const char *ngx_http_statuses_database_password(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db);
static char *ngx_http_statuses_database_resolve(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db, const char **host, const char **port,
    const char **hostaddr);


typedef struct {
    ngx_str_t   name;
    size_t      offset;
    ngx_uint_t  type;
} ngx_http_statuses_database_param_t;


enum {
    param_string = 0,
    param_number,
    param_time,
    param_flag
};


#define param(name, member, type)                                             \
    { ngx_string(name), offsetof(ngx_http_statuses_db_t, member), type }

static ngx_http_statuses_database_param_t
    ngx_http_statuses_database_params[] =
{
    param("conninfo", conninfo, param_string),
    param("password_file", password_file, param_string),
    param("pool", pool, param_number),
    param("pipeline", pipeline, param_number),
    param("connect_timeout", connect_timeout, param_time),
    param("statement_timeout", statement_timeout, param_time),
    param("read_timeout", read_timeout, param_time),
    param("keepalive_timeout", keepalive_timeout, param_time),
    param("keepalive_time", keepalive_time, param_time),
    param("keepalive_requests", keepalive_requests, param_number),
    param("fail_timeout", fail_timeout, param_time),
    param("prepare", prepare, param_flag),
    { ngx_null_string, 0, 0 }
};


/*
 * Options of each session.  Generic plans without hashing and scanning: all
 * statements go by indexes, and planning one anew costs ten times its
 * execution (spec/perf.md 1.2 and 1.4).
 */

static const char  ngx_http_statuses_database_options[] =
    "-c statement_timeout=%Mms -c plan_cache_mode=force_generic_plan"
    " -c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off"
    " -c enable_bitmapscan=off -c jit=off -c datestyle=ISO -c timezone=UTC"
    " -c intervalstyle=postgres -c standard_conforming_strings=on%s%s%Z";


char *
ngx_http_statuses_database_block(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_statuses_main_conf_t *smcf = conf;

    char                     *rv;
    ngx_str_t                *value;
    ngx_conf_t                save;
    ngx_http_statuses_db_t   *db, **dbp;

    value = cf->args->elts;

    if (ngx_http_statuses_database_find(smcf, &value[1])) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "duplicate database \"%V\"", &value[1]);
        return NGX_CONF_ERROR;
    }

    db = ngx_pcalloc(cf->pool, sizeof(ngx_http_statuses_db_t));
    if (db == NULL) {
        return NGX_CONF_ERROR;
    }

    /*
     * set by ngx_pcalloc():
     *
     *     db->conninfo = { 0, NULL };
     *     db->password_file = { 0, NULL };
     *     db->lane[] = 0;
     *     db->depth[] = 0;
     */

    db->name = value[1];
    db->index = smcf->databases.nelts;
    db->conf_file = cf->conf_file->file.name.data;
    db->line = cf->conf_file->line;

    db->pool = NGX_CONF_UNSET_UINT;
    db->pipeline = NGX_CONF_UNSET_UINT;
    db->queue = NGX_CONF_UNSET_UINT;
    db->queue_timeout = NGX_CONF_UNSET_MSEC;
    db->connect_timeout = NGX_CONF_UNSET_MSEC;
    db->statement_timeout = NGX_CONF_UNSET_MSEC;
    db->read_timeout = NGX_CONF_UNSET_MSEC;
    db->keepalive_timeout = NGX_CONF_UNSET_MSEC;
    db->keepalive_time = NGX_CONF_UNSET_MSEC;
    db->keepalive_requests = NGX_CONF_UNSET_UINT;
    db->fail_timeout = NGX_CONF_UNSET_MSEC;
    db->prepare = NGX_CONF_UNSET;

    dbp = ngx_array_push(&smcf->databases);
    if (dbp == NULL) {
        return NGX_CONF_ERROR;
    }

    *dbp = db;

    save = *cf;
    cf->handler = ngx_http_statuses_database_parameter;
    cf->handler_conf = (void *) db;

    rv = ngx_conf_parse(cf, NULL);

    *cf = save;

    if (rv != NGX_CONF_OK) {
        return rv;
    }

    return ngx_http_statuses_database_finish(cf, db);
}


ngx_http_statuses_db_t *
ngx_http_statuses_database_find(ngx_http_statuses_main_conf_t *smcf,
    ngx_str_t *name)
{
    ngx_uint_t                i;
    ngx_http_statuses_db_t  **db;

    db = smcf->databases.elts;

    for (i = 0; i < smcf->databases.nelts; i++) {
        if (db[i]->name.len == name->len
            && ngx_memcmp(db[i]->name.data, name->data, name->len) == 0)
        {
            return db[i];
        }
    }

    return NULL;
}


static char *
ngx_http_statuses_database_parameter(ngx_conf_t *cf, ngx_command_t *dummy,
    void *conf)
{
    char                                *rv;
    void                                *field;
    ngx_int_t                            n;
    ngx_msec_t                           ms;
    ngx_str_t                           *value;
    ngx_http_statuses_db_t              *db;
    ngx_http_statuses_database_param_t  *p;

    db = cf->handler_conf;
    value = cf->args->elts;

    if (ngx_strcmp(value[0].data, "lanes") == 0) {
        return ngx_http_statuses_database_lanes(cf, db);
    }

    if (ngx_strcmp(value[0].data, "queue") == 0) {
        return ngx_http_statuses_database_queue(cf, db);
    }

    if (ngx_strcmp(value[0].data, "include") == 0) {
        return ngx_conf_include(cf, dummy, conf);
    }

    for (p = ngx_http_statuses_database_params; p->name.len; p++) {
        if (ngx_strcmp(value[0].data, p->name.data) == 0) {
            break;
        }
    }

    if (p->name.len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "unknown parameter \"%V\" in statuses_database",
                           &value[0]);
        return NGX_CONF_ERROR;
    }

    if (cf->args->nelts != 2) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid number of arguments in \"%V\"", &value[0]);
        return NGX_CONF_ERROR;
    }

    field = (u_char *) db + p->offset;
    rv = NULL;

    switch (p->type) {

    case param_string:
        if (((ngx_str_t *) field)->data) {
            rv = "is duplicate";
            break;
        }

        *(ngx_str_t *) field = value[1];
        return NGX_CONF_OK;

    case param_number:
        n = ngx_atoi(value[1].data, value[1].len);

        if (*(ngx_uint_t *) field != NGX_CONF_UNSET_UINT) {
            rv = "is duplicate";
            break;
        }

        if (n == NGX_ERROR || n == 0) {
            rv = "has an invalid value";
            break;
        }

        *(ngx_uint_t *) field = n;
        return NGX_CONF_OK;

    case param_time:
        ms = ngx_parse_time(&value[1], 0);

        if (*(ngx_msec_t *) field != NGX_CONF_UNSET_MSEC) {
            rv = "is duplicate";
            break;
        }

        if (ms == (ngx_msec_t) NGX_ERROR || ms == 0) {
            rv = "has an invalid value";
            break;
        }

        *(ngx_msec_t *) field = ms;
        return NGX_CONF_OK;

    default: /* param_flag */
        if (*(ngx_flag_t *) field != NGX_CONF_UNSET) {
            rv = "is duplicate";
            break;
        }

        if (ngx_strcmp(value[1].data, "on") == 0) {
            *(ngx_flag_t *) field = 1;
            return NGX_CONF_OK;
        }

        if (ngx_strcmp(value[1].data, "off") == 0) {
            *(ngx_flag_t *) field = 0;
            return NGX_CONF_OK;
        }

        rv = "has an invalid value";
        break;
    }

    /* the value is not shown: a conninfo may hold a password */

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "parameter \"%V\" %s",
                       &value[0], rv);

    return NGX_CONF_ERROR;
}


/* lanes fast=n slow=n write=n */

static char *
ngx_http_statuses_database_lanes(ngx_conf_t *cf, ngx_http_statuses_db_t *db)
{
    u_char            *p;
    ngx_int_t          n;
    ngx_str_t         *value;
    ngx_uint_t         i, kind;

    static ngx_str_t   names[] = {
        ngx_string("fast="),
        ngx_string("slow="),
        ngx_string("write=")
    };

    value = cf->args->elts;

    if (cf->args->nelts < 2) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid number of arguments in \"lanes\"");
        return NGX_CONF_ERROR;
    }

    for (i = 1; i < cf->args->nelts; i++) {

        for (kind = 0; kind < ngx_http_statuses_lane_max; kind++) {
            if (ngx_strncmp(value[i].data, names[kind].data, names[kind].len)
                == 0)
            {
                break;
            }
        }

        if (kind == ngx_http_statuses_lane_max || db->lane[kind]) {
            goto invalid;
        }

        p = value[i].data + names[kind].len;
        n = ngx_atoi(p, value[i].data + value[i].len - p);

        if (n == NGX_ERROR || n == 0) {
            goto invalid;
        }

        db->lane[kind] = n;
    }

    return NGX_CONF_OK;

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);

    return NGX_CONF_ERROR;
}


/* queue number [timeout=time] */

static char *
ngx_http_statuses_database_queue(ngx_conf_t *cf, ngx_http_statuses_db_t *db)
{
    ngx_int_t   n;
    ngx_str_t  *value, s;
    ngx_msec_t  ms;

    value = cf->args->elts;

    if (cf->args->nelts < 2 || cf->args->nelts > 3) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid number of arguments in \"queue\"");
        return NGX_CONF_ERROR;
    }

    if (db->queue != NGX_CONF_UNSET_UINT) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "parameter \"queue\" is duplicate");
        return NGX_CONF_ERROR;
    }

    n = ngx_atoi(value[1].data, value[1].len);

    if (n == NGX_ERROR) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                           &value[1]);
        return NGX_CONF_ERROR;
    }

    db->queue = n;

    if (cf->args->nelts == 2) {
        return NGX_CONF_OK;
    }

    s.data = value[2].data + sizeof("timeout=") - 1;
    s.len = value[2].len - (sizeof("timeout=") - 1);

    if (ngx_strncmp(value[2].data, "timeout=", sizeof("timeout=") - 1) == 0) {
        ms = ngx_parse_time(&s, 0);

        if (ms != (ngx_msec_t) NGX_ERROR && ms != 0) {
            db->queue_timeout = ms;
            return NGX_CONF_OK;
        }
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[2]);

    return NGX_CONF_ERROR;
}


static char *
ngx_http_statuses_database_finish(ngx_conf_t *cf, ngx_http_statuses_db_t *db)
{
    u_char      *p;
    ngx_uint_t  *lane, given;

    if (db->conninfo.data == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "no \"conninfo\" in statuses_database \"%V\"",
                           &db->name);
        return NGX_CONF_ERROR;
    }

    ngx_conf_init_uint_value(db->pipeline, 16);
    ngx_conf_init_uint_value(db->queue, 256);
    ngx_conf_init_msec_value(db->queue_timeout, 250);
    ngx_conf_init_msec_value(db->connect_timeout, 3000);
    ngx_conf_init_msec_value(db->statement_timeout, 2000);
    ngx_conf_init_msec_value(db->read_timeout, 5000);
    ngx_conf_init_msec_value(db->keepalive_timeout, 60000);
    ngx_conf_init_msec_value(db->keepalive_time, 3600000);
    ngx_conf_init_uint_value(db->keepalive_requests, 100000);
    ngx_conf_init_msec_value(db->fail_timeout, 1000);
    ngx_conf_init_value(db->prepare, 1);

    if (db->pipeline > 64) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"pipeline\" must not exceed 64");
        return NGX_CONF_ERROR;
    }

    if (db->pool < ngx_http_statuses_lane_max) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"pool\" must be at least %ui, one connection "
                           "for each of the lanes",
                           (ngx_uint_t) ngx_http_statuses_lane_max);
        return NGX_CONF_ERROR;
    }

    lane = db->lane;
    given = (lane[ngx_http_statuses_lane_fast]
             || lane[ngx_http_statuses_lane_slow]
             || lane[ngx_http_statuses_lane_write]);

    if (!given && db->pool != NGX_CONF_UNSET_UINT) {

        /* a fifth for the slow, two fifths for writes, the rest is fast */

        lane[ngx_http_statuses_lane_slow] = ngx_max(db->pool / 5, 1);
        lane[ngx_http_statuses_lane_write] = ngx_max(db->pool * 2 / 5, 1);
        lane[ngx_http_statuses_lane_fast] = db->pool
                                     - lane[ngx_http_statuses_lane_slow]
                                     - lane[ngx_http_statuses_lane_write];
    }

    if (lane[ngx_http_statuses_lane_fast] == 0) {
        lane[ngx_http_statuses_lane_fast] = 2;
    }

    if (lane[ngx_http_statuses_lane_slow] == 0) {
        lane[ngx_http_statuses_lane_slow] = 1;
    }

    if (lane[ngx_http_statuses_lane_write] == 0) {
        lane[ngx_http_statuses_lane_write] = 2;
    }

    given = lane[ngx_http_statuses_lane_fast]
            + lane[ngx_http_statuses_lane_slow]
            + lane[ngx_http_statuses_lane_write];

    if (db->pool != NGX_CONF_UNSET_UINT && db->pool != given) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "the \"lanes\" do not add up to \"pool\"");
        return NGX_CONF_ERROR;
    }

    db->pool = given;

    /* behind a pooler a pipeline would mix the sessions of requests */

    db->depth[ngx_http_statuses_lane_fast] = db->prepare ? db->pipeline : 1;
    db->depth[ngx_http_statuses_lane_slow] = db->prepare
                                             ? ngx_min(db->pipeline, 4) : 1;
    db->depth[ngx_http_statuses_lane_write] = 1;

    p = ngx_pnalloc(cf->pool, NGX_INT64_LEN + 1);
    if (p == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_sprintf(p, "%M%Z", db->statement_timeout);
    db->statement_timeout_text = (const char *) p;

    return ngx_http_statuses_database_connect(cf, db);
}


static char *
ngx_http_statuses_database_connect(ngx_conf_t *cf, ngx_http_statuses_db_t *db)
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
        password = ngx_http_statuses_database_password(cf, db);
        if (password == NULL) {
            return NGX_CONF_ERROR;
        }
    }

    if (hostaddr == NULL) {
        rv = ngx_http_statuses_database_resolve(cf, db, &host, &port,
                                                &hostaddr);
        if (rv != NGX_CONF_OK) {
            return rv;
        }
    }

    if (db->prepare) {
        u_char  *p;
        size_t   len;

        len = sizeof(ngx_http_statuses_database_options) + NGX_INT64_LEN
              + (options ? ngx_strlen(options) : 0) + 2;

        p = ngx_pnalloc(cf->pool, len);
        if (p == NULL) {
            return NGX_CONF_ERROR;
        }

        /* the administrator's own come last and win */

        ngx_snprintf(p, len, ngx_http_statuses_database_options,
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
ngx_http_statuses_database_password(ngx_conf_t *cf, ngx_http_statuses_db_t *db)
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
ngx_http_statuses_database_resolve(ngx_conf_t *cf, ngx_http_statuses_db_t *db,
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
