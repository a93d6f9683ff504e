/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The directives of rate limits, and Mastodon's own (spec/reads.md E1).
 */

#include "gate/limit.h"
#include "operation/operation.h"


#define NGX_HTTP_STATUSES_LIMIT_PERIOD_MAX  (366 * 24 * 60 * 60)


typedef struct {
    ngx_str_t                       name;
    uint32_t                        limit;
    time_t                          period;
    ngx_http_statuses_limit_key_e   key;
    ngx_http_statuses_limit_what_e  what;
} ngx_http_statuses_throttle_t;


static ngx_http_statuses_throttle_t  ngx_http_statuses_throttles[] = {
    { ngx_string("throttle_authenticated_api"), 1500, 300,
      ngx_http_statuses_limit_user, ngx_http_statuses_limit_all },
    { ngx_string("throttle_per_token_api"), 300, 300,
      ngx_http_statuses_limit_token, ngx_http_statuses_limit_all },
    { ngx_string("throttle_unauthenticated_api"), 300, 300,
      ngx_http_statuses_limit_net, ngx_http_statuses_limit_all },
    { ngx_string("throttle_authenticated_paging"), 300, 900,
      ngx_http_statuses_limit_user, ngx_http_statuses_limit_paging },
    { ngx_string("throttle_unauthenticated_paging"), 300, 900,
      ngx_http_statuses_limit_net, ngx_http_statuses_limit_paging },
    { ngx_string("throttle_api_delete"), 30, 1800,
      ngx_http_statuses_limit_user, ngx_http_statuses_limit_removal }
};

#define NGX_HTTP_STATUSES_THROTTLES                                           \
    (sizeof(ngx_http_statuses_throttles)                                      \
     / sizeof(ngx_http_statuses_throttle_t))


static char *ngx_http_statuses_limit_mastodon(ngx_conf_t *cf,
    ngx_array_t *uses);
static ngx_int_t ngx_http_statuses_limit_rate(
    ngx_http_statuses_limit_rule_t *rule, ngx_str_t *value);
static ngx_http_statuses_limit_rule_t *ngx_http_statuses_limit_find(
    ngx_conf_t *cf, ngx_str_t *name);
static char *ngx_http_statuses_limit_add(ngx_array_t *uses,
    ngx_http_statuses_limit_rule_t *rule, ngx_http_statuses_limit_what_e what,
    ngx_uint_t operations);


/* statuses_limit_zone key zone=name:size limit=number/time; */

char *
ngx_http_statuses_limit_zone(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_statuses_main_conf_t *smcf = conf;

    u_char                            *p;
    ssize_t                            size;
    ngx_str_t                         *value, name, s;
    ngx_uint_t                         i;
    ngx_http_statuses_limit_rule_t    *rule, **rulep;
    ngx_http_compile_complex_value_t   ccv;

    value = cf->args->elts;

    rule = ngx_pcalloc(cf->pool, sizeof(ngx_http_statuses_limit_rule_t));
    if (rule == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_memzero(&ccv, sizeof(ngx_http_compile_complex_value_t));

    ccv.cf = cf;
    ccv.value = &value[1];
    ccv.complex_value = &rule->value;

    if (ngx_http_compile_complex_value(&ccv) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    rule->key = ngx_http_statuses_limit_value;

    /* another key is another counter, also after a reload */

    rule->kind = (uint64_t) 1 << 32
                 | ngx_crc32_long(value[1].data, value[1].len);

    ngx_str_null(&name);
    size = 0;

    for (i = 2; i < cf->args->nelts; i++) {

        if (ngx_strncmp(value[i].data, "zone=", 5) == 0) {
            name.data = value[i].data + 5;

            p = (u_char *) ngx_strchr(name.data, ':');
            if (p == NULL || p == name.data) {
                goto invalid;
            }

            name.len = p - name.data;

            s.data = p + 1;
            s.len = value[i].data + value[i].len - s.data;

            size = ngx_parse_size(&s);

            if (size == NGX_ERROR) {
                goto invalid;
            }

            if (size < (ssize_t) (8 * ngx_pagesize)) {
                ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                                   "zone \"%V\" is too small", &value[i]);
                return NGX_CONF_ERROR;
            }

            continue;
        }

        if (ngx_strncmp(value[i].data, "limit=", 6) == 0) {
            s.data = value[i].data + 6;
            s.len = value[i].len - 6;

            if (ngx_http_statuses_limit_rate(rule, &s) != NGX_OK) {
                goto invalid;
            }

            continue;
        }

        goto invalid;
    }

    if (name.len == 0 || rule->period == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"%V\" must have \"%s\" parameter", &cmd->name,
                           name.len ? "limit" : "zone");
        return NGX_CONF_ERROR;
    }

    if (ngx_http_statuses_limit_find(cf, &name)) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "duplicate zone \"%V\"", &name);
        return NGX_CONF_ERROR;
    }

    rule->name = name;
    rule->zone = ngx_http_statuses_counters_add(cf, &name, size);

    if (rule->zone == NULL) {
        return NGX_CONF_ERROR;
    }

    if (smcf->limits == NULL) {
        smcf->limits = ngx_array_create(cf->pool, 4, sizeof(void *));
        if (smcf->limits == NULL) {
            return NGX_CONF_ERROR;
        }
    }

    rulep = ngx_array_push(smcf->limits);
    if (rulep == NULL) {
        return NGX_CONF_ERROR;
    }

    *rulep = rule;

    return NGX_CONF_OK;

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);

    return NGX_CONF_ERROR;
}


/* number/time */

static ngx_int_t
ngx_http_statuses_limit_rate(ngx_http_statuses_limit_rule_t *rule,
    ngx_str_t *value)
{
    u_char     *p;
    time_t      period;
    ngx_int_t   limit;
    ngx_str_t   s;

    p = ngx_strlchr(value->data, value->data + value->len, '/');

    if (p == NULL) {
        return NGX_ERROR;
    }

    limit = ngx_atoi(value->data, p - value->data);

    if (limit == NGX_ERROR || limit == 0 || limit >= NGX_MAX_INT32_VALUE) {
        return NGX_ERROR;
    }

    s.data = p + 1;
    s.len = value->data + value->len - s.data;

    period = ngx_parse_time(&s, 1);

    if (period == (time_t) NGX_ERROR || period == 0
        || period > NGX_HTTP_STATUSES_LIMIT_PERIOD_MAX)
    {
        return NGX_ERROR;
    }

    rule->limit = (uint32_t) limit;
    rule->period = period;
    rule->text.data = value->data;
    rule->text.len = p - value->data;

    return NGX_OK;
}


static ngx_http_statuses_limit_rule_t *
ngx_http_statuses_limit_find(ngx_conf_t *cf, ngx_str_t *name)
{
    ngx_uint_t                        i;
    ngx_http_statuses_main_conf_t    *smcf;
    ngx_http_statuses_limit_rule_t  **rule;

    smcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_statuses_module);

    if (smcf->limits == NULL) {
        return NULL;
    }

    rule = smcf->limits->elts;

    for (i = 0; i < smcf->limits->nelts; i++) {
        if (rule[i]->name.len == name->len
            && ngx_strncmp(rule[i]->name.data, name->data, name->len) == 0)
        {
            return rule[i];
        }
    }

    return NULL;
}


/* statuses_limit mastodon [size=size] | zone=name [operation ...] | off; */

char *
ngx_http_statuses_limit_use(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_statuses_loc_conf_t *slcf = conf;

    ngx_str_t                       *value, name;
    ngx_uint_t                       i, mask, operations;
    ngx_http_statuses_limit_rule_t  *rule;
    ngx_http_statuses_limit_what_e   what;

    value = cf->args->elts;

    if (slcf->limits == NULL) {
        return "is duplicate";
    }

    if (ngx_strcmp(value[1].data, "off") == 0) {

        if (slcf->limits != NGX_CONF_UNSET_PTR) {
            return "is duplicate";
        }

        if (cf->args->nelts > 2) {
            i = 2;
            goto invalid;
        }

        slcf->limits = NULL;

        return NGX_CONF_OK;
    }

    if (slcf->limits == NGX_CONF_UNSET_PTR) {
        slcf->limits = ngx_array_create(cf->pool, 6,
                                        sizeof(ngx_http_statuses_limit_use_t));
        if (slcf->limits == NULL) {
            return NGX_CONF_ERROR;
        }
    }

    if (ngx_strcmp(value[1].data, "mastodon") == 0) {
        slcf->limit_posts = 1;
        return ngx_http_statuses_limit_mastodon(cf, slcf->limits);
    }

    i = 1;

    if (ngx_strncmp(value[1].data, "zone=", 5) != 0) {
        goto invalid;
    }

    name.data = value[1].data + 5;
    name.len = value[1].len - 5;

    rule = ngx_http_statuses_limit_find(cf, &name);

    if (rule == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "unknown zone \"%V\", statuses_limit_zone must "
                           "come before", &name);
        return NGX_CONF_ERROR;
    }

    what = ngx_http_statuses_limit_all;
    operations = 0;

    for (i = 2; i < cf->args->nelts; i++) {

        if (ngx_strcmp(value[i].data, "paging") == 0
            && what == ngx_http_statuses_limit_all)
        {
            what = ngx_http_statuses_limit_paging;
            continue;
        }

        if (ngx_strcmp(value[i].data, "removal") == 0
            && what == ngx_http_statuses_limit_all)
        {
            what = ngx_http_statuses_limit_removal;
            continue;
        }

        mask = ngx_http_statuses_operation_mask(&value[i]);

        if (mask == 0) {
            goto invalid;
        }

        operations |= mask;
    }

    return ngx_http_statuses_limit_add(slcf->limits, rule, what, operations);

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);

    return NGX_CONF_ERROR;
}


static char *
ngx_http_statuses_limit_mastodon(ngx_conf_t *cf, ngx_array_t *uses)
{
    char                            *rv;
    ssize_t                          size;
    ngx_str_t                       *value, s, name;
    ngx_uint_t                       i;
    ngx_http_statuses_throttle_t    *throttle;
    ngx_http_statuses_counters_t    *zone;
    ngx_http_statuses_main_conf_t   *smcf;
    ngx_http_statuses_limit_rule_t  *rule;

    value = cf->args->elts;
    size = 0;

    for (i = 2; i < cf->args->nelts; i++) {

        if (ngx_strncmp(value[i].data, "size=", 5) == 0 && size == 0) {
            s.data = value[i].data + 5;
            s.len = value[i].len - 5;

            size = ngx_parse_size(&s);

            if (size == NGX_ERROR) {
                goto invalid;
            }

            if (size < (ssize_t) (8 * ngx_pagesize)) {
                ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                                   "zone \"%V\" is too small", &value[i]);
                return NGX_CONF_ERROR;
            }

            continue;
        }

        goto invalid;
    }

    smcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_statuses_module);

    ngx_str_set(&name, "statuses_limit_mastodon");

    zone = ngx_http_statuses_counters_add(cf, &name, size);
    if (zone == NULL) {
        return NGX_CONF_ERROR;
    }

    if (smcf->throttles == NULL) {
        rule = ngx_pcalloc(cf->pool, NGX_HTTP_STATUSES_THROTTLES
                                     * sizeof(ngx_http_statuses_limit_rule_t));
        if (rule == NULL) {
            return NGX_CONF_ERROR;
        }

        smcf->throttles = rule;

        for (i = 0; i < NGX_HTTP_STATUSES_THROTTLES; i++) {
            throttle = &ngx_http_statuses_throttles[i];

            rule[i].name = throttle->name;
            rule[i].zone = zone;
            rule[i].kind = i + 1;
            rule[i].limit = throttle->limit;
            rule[i].period = throttle->period;
            rule[i].key = throttle->key;

            rule[i].text.data = ngx_pnalloc(cf->pool, NGX_INT32_LEN);
            if (rule[i].text.data == NULL) {
                return NGX_CONF_ERROR;
            }

            rule[i].text.len = ngx_sprintf(rule[i].text.data, "%uD",
                                           throttle->limit)
                               - rule[i].text.data;
        }
    }

    rule = smcf->throttles;

    for (i = 0; i < NGX_HTTP_STATUSES_THROTTLES; i++) {
        rv = ngx_http_statuses_limit_add(uses, &rule[i],
                                         ngx_http_statuses_throttles[i].what,
                                         0);
        if (rv != NGX_CONF_OK) {
            return rv;
        }
    }

    return NGX_CONF_OK;

invalid:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);

    return NGX_CONF_ERROR;
}


static char *
ngx_http_statuses_limit_add(ngx_array_t *uses,
    ngx_http_statuses_limit_rule_t *rule, ngx_http_statuses_limit_what_e what,
    ngx_uint_t operations)
{
    ngx_uint_t                      i;
    ngx_http_statuses_limit_use_t  *use;

    /* a request that counted twice would see half of the limit */

    use = uses->elts;

    for (i = 0; i < uses->nelts; i++) {
        if (use[i].rule == rule) {
            return "is duplicate";
        }
    }

    use = ngx_array_push(uses);
    if (use == NULL) {
        return NGX_CONF_ERROR;
    }

    use->rule = rule;
    use->what = what;
    use->operations = operations;

    return NGX_CONF_OK;
}


/* statuses_limit_blocklist time | off; */

char *
ngx_http_statuses_limit_blocklist(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_statuses_loc_conf_t *slcf = conf;

    ngx_str_t  *value;

    if (slcf->blocklist != NGX_CONF_UNSET_MSEC) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (ngx_strcmp(value[1].data, "off") == 0) {
        slcf->blocklist = 0;
        return NGX_CONF_OK;
    }

    slcf->blocklist = ngx_parse_time(&value[1], 0);

    if (slcf->blocklist == (ngx_msec_t) NGX_ERROR || slcf->blocklist == 0) {
        return "invalid value";
    }

    return NGX_CONF_OK;
}


void
ngx_http_statuses_limit_init(ngx_http_statuses_main_conf_t *smcf)
{
    ngx_http_statuses_limit_rule_t  *rule;

    if (smcf->limit_store == NGX_CONF_UNSET_PTR) {
        smcf->limit_store = NULL;
    }

    rule = smcf->throttles;

    if (rule && rule->zone->shm_zone->shm.size == 0) {
        rule->zone->shm_zone->shm.size = NGX_HTTP_STATUSES_COUNTERS_SIZE;
    }
}
