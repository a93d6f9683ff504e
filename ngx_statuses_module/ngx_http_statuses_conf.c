/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "ngx_http_statuses_conf.h"
#include "operation/operation.h"
#include "pg/database.h"


#define NGX_HTTP_STATUSES_CONTEXT_MAX  100000


typedef struct {
    ngx_str_t   name;
    ngx_uint_t  mask;
} ngx_http_statuses_name_t;


static ngx_http_statuses_name_t  ngx_http_statuses_fallback_names[] = {
    { ngx_string("unsupported"), NGX_HTTP_STATUSES_FB_UNSUPPORTED },
    { ngx_string("disabled"), NGX_HTTP_STATUSES_FB_DISABLED },
    { ngx_string("error"), NGX_HTTP_STATUSES_FB_ERROR },
    { ngx_string("timeout"), NGX_HTTP_STATUSES_FB_TIMEOUT },
    { ngx_string("overload"), NGX_HTTP_STATUSES_FB_OVERLOAD },
    { ngx_string("off"), NGX_HTTP_STATUSES_FB_OFF },
    { ngx_null_string, 0 }
};


static ngx_uint_t
ngx_http_statuses_conf_mask(ngx_http_statuses_name_t *names, ngx_str_t *value)
{
    for ( /* void */ ; names->name.len; names++) {
        if (names->name.len == value->len
            && ngx_strncmp(names->name.data, value->data, value->len) == 0)
        {
            return names->mask;
        }
    }

    return 0;
}


/* statuses_operations all | read | [-]operation ...; */

char *
ngx_http_statuses_conf_operations(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_statuses_loc_conf_t *slcf = conf;

    ngx_str_t   *value, name;
    ngx_uint_t   i, mask, minus, operations;

    if (slcf->operations != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }

    value = cf->args->elts;

    /* a list that only takes away starts from all */

    operations = (value[1].data[0] == '-') ? NGX_HTTP_STATUSES_OP_ALL : 0;

    for (i = 1; i < cf->args->nelts; i++) {
        name = value[i];
        minus = (name.data[0] == '-');

        if (minus) {
            name.data++;
            name.len--;
        }

        mask = ngx_http_statuses_operation_mask(&name);
        if (mask == 0) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "invalid operation \"%V\"", &value[i]);
            return NGX_CONF_ERROR;
        }

        if (minus) {
            operations &= ~mask;

        } else {
            operations |= mask;
        }
    }

    slcf->operations = operations;

    return NGX_CONF_OK;
}


/* statuses_anonymous operation ... [max_age=time]; */

char *
ngx_http_statuses_conf_anonymous(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_statuses_loc_conf_t *slcf = conf;

    ngx_str_t   *value, s;
    ngx_uint_t   i, mask;

    if (slcf->anonymous != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }

    value = cf->args->elts;
    slcf->anonymous = 0;

    if (ngx_strcmp(value[1].data, "off") == 0) {

        if (cf->args->nelts > 2) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"off\" stands alone, there is \"%V\" "
                               "behind it", &value[2]);
            return NGX_CONF_ERROR;
        }

        return NGX_CONF_OK;
    }

    for (i = 1; i < cf->args->nelts; i++) {

        if (ngx_strncmp(value[i].data, "max_age=", 8) == 0) {

            if (slcf->max_age != NGX_CONF_UNSET) {
                goto duplicate;
            }

            s.data = value[i].data + 8;
            s.len = value[i].len - 8;

            slcf->max_age = ngx_parse_time(&s, 1);

            if (slcf->max_age == (time_t) NGX_ERROR) {
                goto invalid;
            }

            continue;
        }

        mask = ngx_http_statuses_operation_mask(&value[i]);

        if (mask == 0 || (mask & ~NGX_HTTP_STATUSES_OP_READS)) {
            goto invalid;
        }

        if (slcf->anonymous & mask) {
            goto duplicate;
        }

        slcf->anonymous |= mask;
    }

    if (slcf->anonymous == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"%V\" without an operation, say \"read %V\" "
                           "for all reads", &value[1], &value[1]);
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;

duplicate:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "duplicate parameter \"%V\"",
                       &value[i]);

    return NGX_CONF_ERROR;

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);

    return NGX_CONF_ERROR;
}


/* statuses_fallback reason ... | off; */

char *
ngx_http_statuses_conf_fallback(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_statuses_loc_conf_t *slcf = conf;

    ngx_str_t   *value;
    ngx_uint_t   i, mask;

    if (slcf->fallback != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }

    value = cf->args->elts;
    slcf->fallback = 0;

    for (i = 1; i < cf->args->nelts; i++) {
        mask = ngx_http_statuses_conf_mask(ngx_http_statuses_fallback_names,
                                           &value[i]);

        if (mask == 0 || (slcf->fallback & mask)
            || (mask == NGX_HTTP_STATUSES_FB_OFF && cf->args->nelts > 2))
        {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "invalid parameter \"%V\"", &value[i]);
            return NGX_CONF_ERROR;
        }

        slcf->fallback |= mask;
    }

    return NGX_CONF_OK;
}


/* statuses_jobs off | outbox | sidekiq=redis-uri [database=name]; */

char *
ngx_http_statuses_conf_jobs(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_statuses_srv_conf_t *sscf = conf;

    ngx_str_t                      *value, name;
    ngx_http_statuses_main_conf_t  *smcf;

    if (sscf->jobs != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (ngx_strcmp(value[1].data, "off") == 0) {
        sscf->jobs = NGX_HTTP_STATUSES_JOBS_OFF;

    } else if (ngx_strcmp(value[1].data, "outbox") == 0) {
        sscf->jobs = NGX_HTTP_STATUSES_JOBS_OUTBOX;

    } else if (ngx_strncmp(value[1].data, "sidekiq=", 8) == 0) {
        sscf->jobs = NGX_HTTP_STATUSES_JOBS_SIDEKIQ;

    } else {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                           &value[1]);
        return NGX_CONF_ERROR;
    }

    if (sscf->jobs != NGX_HTTP_STATUSES_JOBS_SIDEKIQ) {
        if (cf->args->nelts == 2) {
            return NGX_CONF_OK;
        }

        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid parameter \"%V\"", &value[2]);
        return NGX_CONF_ERROR;
    }

    sscf->jobs_redis.data = value[1].data + 8;
    sscf->jobs_redis.len = value[1].len - 8;

    /* a URI may hold a password and is not repeated */

    if (ngx_strncmp(sscf->jobs_redis.data, "rediss://", 9) == 0) {
        return "takes no \"rediss://\": there is no TLS to Redis";
    }

    if ((ngx_strncmp(sscf->jobs_redis.data, "redis://", 8) != 0
         || sscf->jobs_redis.len == 8)
        && (ngx_strncmp(sscf->jobs_redis.data, "unix:", 5) != 0
            || sscf->jobs_redis.len == 5))
    {
        return "wants \"sidekiq=redis://...\" or \"sidekiq=unix:...\"";
    }

    if (cf->args->nelts == 2) {
        return NGX_CONF_OK;
    }

    if (ngx_strncmp(value[2].data, "database=", 9) != 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid parameter \"%V\"", &value[2]);
        return NGX_CONF_ERROR;
    }

    name.data = value[2].data + 9;
    name.len = value[2].len - 9;

    smcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_statuses_module);

    sscf->jobs_database = ngx_http_statuses_database_find(smcf, &name);

    if (sscf->jobs_database == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "unknown database \"%V\", statuses_database must "
                           "come before", &name);
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}


/*
 * statuses_context_limits ancestors=n descendants=n depth=n [anonymous | user];
 */

char *
ngx_http_statuses_conf_context(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_statuses_loc_conf_t *slcf = conf;

    u_char                              *p;
    ngx_int_t                            n, *field;
    ngx_str_t                           *value;
    ngx_uint_t                           i, k, anonymous, user;
    ngx_http_statuses_context_limits_t   limits;

    static ngx_str_t                     names[] = {
        ngx_string("ancestors="),
        ngx_string("descendants="),
        ngx_string("depth=")
    };

    value = cf->args->elts;
    anonymous = 1;
    user = 1;

    limits.ancestors = NGX_CONF_UNSET;
    limits.descendants = NGX_CONF_UNSET;
    limits.depth = NGX_CONF_UNSET;

    for (i = 1; i < cf->args->nelts; i++) {

        if (i > 1 && i == cf->args->nelts - 1) {
            if (ngx_strcmp(value[i].data, "anonymous") == 0) {
                user = 0;
                continue;
            }

            if (ngx_strcmp(value[i].data, "user") == 0) {
                anonymous = 0;
                continue;
            }
        }

        for (k = 0; k < 3; k++) {
            if (ngx_strncmp(value[i].data, names[k].data, names[k].len) == 0) {
                break;
            }
        }

        if (k == 3) {
            goto invalid;
        }

        p = value[i].data + names[k].len;
        n = ngx_atoi(p, value[i].data + value[i].len - p);

        field = (k == 0) ? &limits.ancestors
                         : (k == 1) ? &limits.descendants : &limits.depth;

        if (n == NGX_ERROR || n > NGX_HTTP_STATUSES_CONTEXT_MAX
            || *field != NGX_CONF_UNSET)
        {
            goto invalid;
        }

        *field = n;
    }

    if (anonymous) {
        if (slcf->context_anonymous.ancestors != NGX_CONF_UNSET) {
            return "is duplicate";
        }

        slcf->context_anonymous = limits;
        ngx_conf_init_value(slcf->context_anonymous.ancestors, 40);
        ngx_conf_init_value(slcf->context_anonymous.descendants, 60);
        ngx_conf_init_value(slcf->context_anonymous.depth, 20);
    }

    if (user) {
        if (slcf->context_user.ancestors != NGX_CONF_UNSET) {
            return "is duplicate";
        }

        slcf->context_user = limits;
        ngx_conf_init_value(slcf->context_user.ancestors, 4096);
        ngx_conf_init_value(slcf->context_user.descendants, 4096);
        ngx_conf_init_value(slcf->context_user.depth,
                            NGX_HTTP_STATUSES_CONTEXT_MAX);
    }

    return NGX_CONF_OK;

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);

    return NGX_CONF_ERROR;
}


void
ngx_http_statuses_conf_merge_context(ngx_http_statuses_loc_conf_t *conf,
    ngx_http_statuses_loc_conf_t *prev)
{
    static ngx_http_statuses_context_limits_t  anonymous = { 40, 60, 20 };
    static ngx_http_statuses_context_limits_t  user = {
        4096, 4096, NGX_HTTP_STATUSES_CONTEXT_MAX
    };

    if (conf->context_anonymous.ancestors == NGX_CONF_UNSET) {
        conf->context_anonymous =
                          (prev->context_anonymous.ancestors == NGX_CONF_UNSET)
                          ? anonymous : prev->context_anonymous;
    }

    if (conf->context_user.ancestors == NGX_CONF_UNSET) {
        conf->context_user = (prev->context_user.ancestors == NGX_CONF_UNSET)
                             ? user : prev->context_user;
    }
}


/* statuses_primary name; */

char *
ngx_http_statuses_conf_database(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_str_t                       *value;
    ngx_http_statuses_db_t         **dbp, *db;
    ngx_http_statuses_main_conf_t   *smcf;

    dbp = (ngx_http_statuses_db_t **) ((char *) conf + cmd->offset);

    if (*dbp != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    value = cf->args->elts;

    smcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_statuses_module);

    db = ngx_http_statuses_database_find(smcf, &value[1]);

    if (db == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "unknown database \"%V\", statuses_database must "
                           "come before", &value[1]);
        return NGX_CONF_ERROR;
    }

    *dbp = db;

    return NGX_CONF_OK;
}


/* a name as it appears in handles and hosts: lower case, without scheme */

char *
ngx_http_statuses_conf_domain(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_str_t   *value, *field;
    ngx_uint_t   i;

    field = (ngx_str_t *) ((char *) conf + cmd->offset);

    if (field->data) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (value[1].len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid name \"\"");
        return NGX_CONF_ERROR;
    }

    for (i = 0; i < value[1].len; i++) {
        if (value[1].data[i] <= ' ' || ngx_strchr("/@\"\\<>", value[1].data[i]))
        {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid name \"%V\"",
                               &value[1]);
            return NGX_CONF_ERROR;
        }
    }

    ngx_strlow(value[1].data, value[1].data, value[1].len);

    *field = value[1];

    return NGX_CONF_OK;
}


/* an absolute URL; a slash at its end is dropped */

char *
ngx_http_statuses_conf_url(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_str_t   *value, *field;
    ngx_uint_t   i;

    field = (ngx_str_t *) ((char *) conf + cmd->offset);

    if (field->data) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (ngx_strncmp(value[1].data, "https://", 8) != 0
        && ngx_strncmp(value[1].data, "http://", 7) != 0)
    {
        goto invalid;
    }

    for (i = 0; i < value[1].len; i++) {
        if (value[1].data[i] <= ' ' || ngx_strchr("\"\\<>?#", value[1].data[i]))
        {
            goto invalid;
        }
    }

    while (value[1].data[value[1].len - 1] == '/') {
        value[1].len--;
    }

    if (value[1].data[value[1].len - 1] == ':') {
        goto invalid;
    }

    *field = value[1];

    return NGX_CONF_OK;

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid URL \"%V\"", &value[1]);

    return NGX_CONF_ERROR;
}


char *
ngx_http_statuses_conf_names(ngx_conf_t *cf,
    ngx_http_statuses_srv_conf_t *conf)
{
    u_char  *p;

    p = ngx_pnalloc(cf->pool, conf->local_domain.len + 1);
    if (p == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_cpystrn(p, conf->local_domain.data, conf->local_domain.len + 1);
    conf->local_domain_text = (const char *) p;

    if (conf->web_domain.len == 0) {
        conf->web_domain = conf->local_domain;
    }

    if (conf->base_url.len == 0 && conf->web_domain.len) {
        p = ngx_pnalloc(cf->pool, sizeof("https://") - 1
                                  + conf->web_domain.len);
        if (p == NULL) {
            return NGX_CONF_ERROR;
        }

        conf->base_url.data = p;
        conf->base_url.len = ngx_sprintf(p, "https://%V", &conf->web_domain)
                             - p;
    }

    p = ngx_pnalloc(cf->pool, conf->base_url.len + 1);
    if (p == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_cpystrn(p, conf->base_url.data, conf->base_url.len + 1);
    conf->base_url_text = (const char *) p;

    if (conf->asset_url.len == 0) {
        conf->asset_url = conf->base_url;
    }

    if (conf->media_base_url.len == 0 && conf->asset_url.len) {
        p = ngx_pnalloc(cf->pool, conf->asset_url.len + sizeof("/system") - 1);
        if (p == NULL) {
            return NGX_CONF_ERROR;
        }

        conf->media_base_url.data = p;
        conf->media_base_url.len = ngx_sprintf(p, "%V/system", &conf->asset_url)
                                   - p;
    }

    return NGX_CONF_OK;
}


/* statuses_idempotency on | off [valid=time] [wait=time]; */

char *
ngx_http_statuses_conf_idempotency(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_statuses_loc_conf_t *slcf = conf;

    ngx_str_t   *value, s;
    ngx_uint_t   i;

    if (slcf->idempotency != NGX_CONF_UNSET) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (ngx_strcmp(value[1].data, "on") == 0) {
        slcf->idempotency = 1;

    } else if (ngx_strcmp(value[1].data, "off") == 0) {
        slcf->idempotency = 0;

    } else {
        i = 1;
        goto invalid;
    }

    for (i = 2; i < cf->args->nelts; i++) {

        if (ngx_strncmp(value[i].data, "valid=", 6) == 0
            && slcf->idempotency_valid == NGX_CONF_UNSET)
        {
            s.data = value[i].data + 6;
            s.len = value[i].len - 6;
            slcf->idempotency_valid = ngx_parse_time(&s, 1);

            if (slcf->idempotency_valid > 0
                && slcf->idempotency_valid <= NGX_MAX_INT32_VALUE)
            {
                continue;
            }

        } else if (ngx_strncmp(value[i].data, "wait=", 5) == 0
                   && slcf->idempotency_wait == NGX_CONF_UNSET_MSEC)
        {
            s.data = value[i].data + 5;
            s.len = value[i].len - 5;
            slcf->idempotency_wait = ngx_parse_time(&s, 0);

            if (slcf->idempotency_wait != (ngx_msec_t) NGX_ERROR) {
                continue;
            }
        }

        goto invalid;
    }

    return NGX_CONF_OK;

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);

    return NGX_CONF_ERROR;
}
