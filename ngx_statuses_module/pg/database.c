/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The statuses_database block; what is made of it is in conninfo.c.
 */

#include "pg/database.h"


static char *ngx_http_statuses_database_parameter(ngx_conf_t *cf,
    ngx_command_t *dummy, void *conf);
static char *ngx_http_statuses_database_lanes(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db);
static char *ngx_http_statuses_database_queue(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db);
static char *ngx_http_statuses_database_finish(ngx_conf_t *cf,
    ngx_http_statuses_db_t *db);


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
    db->queue_write = NGX_CONF_UNSET_MSEC;
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


/* queue number [timeout=time] [write=time] */

static char *
ngx_http_statuses_database_queue(ngx_conf_t *cf, ngx_http_statuses_db_t *db)
{
    ngx_int_t    n;
    ngx_str_t   *value, s;
    ngx_msec_t  *ms;
    ngx_uint_t   i;

    value = cf->args->elts;

    if (cf->args->nelts < 2 || cf->args->nelts > 4) {
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

    for (i = 2; i < cf->args->nelts; i++) {
        s = value[i];

        if (ngx_strncmp(s.data, "timeout=", 8) == 0) {
            ms = &db->queue_timeout;
            s.data += 8;
            s.len -= 8;

        } else if (ngx_strncmp(s.data, "write=", 6) == 0) {
            ms = &db->queue_write;
            s.data += 6;
            s.len -= 6;

        } else {
            goto invalid;
        }

        if (*ms != NGX_CONF_UNSET_MSEC) {
            goto invalid;
        }

        *ms = ngx_parse_time(&s, 0);

        if (*ms == (ngx_msec_t) NGX_ERROR || *ms == 0) {
            goto invalid;
        }
    }

    return NGX_CONF_OK;

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);

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
    ngx_conf_init_msec_value(db->queue_write,
                             ngx_max(db->queue_timeout, 2000));
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

    return ngx_http_statuses_conninfo(cf, db);
}
