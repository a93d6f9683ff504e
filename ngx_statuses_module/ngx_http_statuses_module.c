/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "ngx_http_statuses_conf.h"
#include "gate/auth.h"
#include "gate/limit_store.h"
#include "operation/operation.h"
#include "pg/database.h"
#include "pg/pool.h"
#include "relay/scheduler.h"
#include "request/request.h"
#include "text/count.h"


static void *ngx_http_statuses_create_main_conf(ngx_conf_t *cf);
static char *ngx_http_statuses_init_main_conf(ngx_conf_t *cf, void *conf);
static void *ngx_http_statuses_create_srv_conf(ngx_conf_t *cf);
static char *ngx_http_statuses_merge_srv_conf(ngx_conf_t *cf, void *parent,
    void *child);
static void *ngx_http_statuses_create_loc_conf(ngx_conf_t *cf);
static char *ngx_http_statuses_merge_loc_conf(ngx_conf_t *cf, void *parent,
    void *child);
static ngx_int_t ngx_http_statuses_init(ngx_conf_t *cf);
static ngx_int_t ngx_http_statuses_init_process(ngx_cycle_t *cycle);
static void ngx_http_statuses_exit_process(ngx_cycle_t *cycle);


static ngx_conf_bitmask_t  ngx_http_statuses_methods[] = {
    { ngx_string("GET"), NGX_HTTP_STATUSES_READS },
    { ngx_string("POST"), NGX_HTTP_POST },
    { ngx_string("PUT"), NGX_HTTP_STATUSES_UPDATES },
    { ngx_string("DELETE"), NGX_HTTP_DELETE },
    { ngx_string("OPTIONS"), NGX_HTTP_OPTIONS },
    { ngx_null_string, 0 }
};


const char  *ngx_http_statuses_jobs_names[] = { "off", "outbox", "sidekiq" };


static ngx_conf_enum_t  ngx_http_statuses_compat[] = {
    { ngx_string("docs"), NGX_HTTP_STATUSES_DOCS },
    { ngx_string("4.5"), NGX_HTTP_STATUSES_4_5 },
    { ngx_string("4.6"), NGX_HTTP_STATUSES_4_6 },
    { ngx_string("4.7"), NGX_HTTP_STATUSES_4_7 },
    { ngx_null_string, 0 }
};


static ngx_conf_enum_t  ngx_http_statuses_scheduler[] = {
    { ngx_string("auto"), NGX_HTTP_STATUSES_SCHEDULER_AUTO },
    { ngx_string("on"), NGX_HTTP_STATUSES_SCHEDULER_ON },
    { ngx_string("off"), NGX_HTTP_STATUSES_SCHEDULER_OFF },
    { ngx_null_string, 0 }
};


static ngx_conf_num_bounds_t  ngx_http_statuses_characters = {
    ngx_conf_check_num_bounds, 1, 1000000
};


static ngx_conf_num_bounds_t  ngx_http_statuses_limit_status_bounds = {
    ngx_conf_check_num_bounds, 400, 599
};


static ngx_conf_enum_t  ngx_http_statuses_limit_log_levels[] = {
    { ngx_string("info"), NGX_LOG_INFO },
    { ngx_string("notice"), NGX_LOG_NOTICE },
    { ngx_string("warn"), NGX_LOG_WARN },
    { ngx_string("error"), NGX_LOG_ERR },
    { ngx_null_string, 0 }
};


static ngx_command_t  ngx_http_statuses_commands[] = {

    { ngx_string("statuses_database"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_BLOCK|NGX_CONF_TAKE1,
      ngx_http_statuses_database_block,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_token_zone"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_1MORE,
      ngx_http_statuses_auth_zone,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, enable),
      NULL },

    { ngx_string("statuses_methods"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_1MORE,
      ngx_conf_set_bitmask_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, methods),
      &ngx_http_statuses_methods },

    { ngx_string("statuses_operations"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_1MORE,
      ngx_http_statuses_conf_operations,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_fallback"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_1MORE,
      ngx_http_statuses_conf_fallback,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_compat"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_enum_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, compat),
      &ngx_http_statuses_compat },

    { ngx_string("statuses_context_limits"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_1MORE,
      ngx_http_statuses_conf_context,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_cors"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, cors),
      NULL },

    { ngx_string("statuses_etag"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, etag),
      NULL },

    { ngx_string("statuses_activity"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, activity),
      NULL },

    { ngx_string("statuses_idempotency"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_1MORE,
      ngx_http_statuses_conf_idempotency,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_translate"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE12,
      ngx_http_statuses_conf_translate,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_translate_timeout"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_msec_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, translate_timeout),
      NULL },

    { ngx_string("statuses_max_characters"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_num_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, max_characters),
      &ngx_http_statuses_characters },

    { ngx_string("statuses_scheduler"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_enum_slot,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_statuses_main_conf_t, scheduler),
      &ngx_http_statuses_scheduler },

    { ngx_string("statuses_jobs"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_CONF_TAKE12,
      ngx_http_statuses_conf_jobs,
      NGX_HTTP_SRV_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_authorized_fetch"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, authorized_fetch),
      NULL },

    { ngx_string("statuses_limited_federation"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, limited_federation),
      NULL },

    { ngx_string("statuses_anonymous"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_1MORE,
      ngx_http_statuses_conf_anonymous,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_primary"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_http_statuses_conf_database,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, primary),
      NULL },

    { ngx_string("statuses_limit_zone"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE3,
      ngx_http_statuses_limit_zone,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_limit"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_1MORE,
      ngx_http_statuses_limit_use,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_limit_store"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_1MORE,
      ngx_http_statuses_store_directive,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_limit_status"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_num_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, limit_status),
      &ngx_http_statuses_limit_status_bounds },

    { ngx_string("statuses_limit_headers"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, limit_headers),
      NULL },

    { ngx_string("statuses_limit_log_level"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_enum_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, limit_log_level),
      &ngx_http_statuses_limit_log_levels },

    { ngx_string("statuses_limit_dry_run"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_statuses_loc_conf_t, limit_dry_run),
      NULL },

    { ngx_string("statuses_limit_blocklist"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_http_statuses_limit_blocklist,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("statuses_local_domain"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_CONF_TAKE1,
      ngx_http_statuses_conf_domain,
      NGX_HTTP_SRV_CONF_OFFSET,
      offsetof(ngx_http_statuses_srv_conf_t, local_domain),
      NULL },

    { ngx_string("statuses_web_domain"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_CONF_TAKE1,
      ngx_http_statuses_conf_domain,
      NGX_HTTP_SRV_CONF_OFFSET,
      offsetof(ngx_http_statuses_srv_conf_t, web_domain),
      NULL },

    { ngx_string("statuses_base_url"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_CONF_TAKE1,
      ngx_http_statuses_conf_url,
      NGX_HTTP_SRV_CONF_OFFSET,
      offsetof(ngx_http_statuses_srv_conf_t, base_url),
      NULL },

    { ngx_string("statuses_asset_url"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_CONF_TAKE1,
      ngx_http_statuses_conf_url,
      NGX_HTTP_SRV_CONF_OFFSET,
      offsetof(ngx_http_statuses_srv_conf_t, asset_url),
      NULL },

    { ngx_string("statuses_media_base_url"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_CONF_TAKE1,
      ngx_http_statuses_conf_url,
      NGX_HTTP_SRV_CONF_OFFSET,
      offsetof(ngx_http_statuses_srv_conf_t, media_base_url),
      NULL },

      ngx_null_command
};


static ngx_http_module_t  ngx_http_statuses_module_ctx = {
    ngx_http_statuses_limit_variables,     /* preconfiguration */
    ngx_http_statuses_init,                /* postconfiguration */

    ngx_http_statuses_create_main_conf,    /* create main configuration */
    ngx_http_statuses_init_main_conf,      /* init main configuration */

    ngx_http_statuses_create_srv_conf,     /* create server configuration */
    ngx_http_statuses_merge_srv_conf,      /* merge server configuration */

    ngx_http_statuses_create_loc_conf,     /* create location configuration */
    ngx_http_statuses_merge_loc_conf       /* merge location configuration */
};


ngx_module_t  ngx_http_statuses_module = {
    NGX_MODULE_V1,
    &ngx_http_statuses_module_ctx,         /* module context */
    ngx_http_statuses_commands,            /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    ngx_http_statuses_init_process,        /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    ngx_http_statuses_exit_process,        /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static void *
ngx_http_statuses_create_main_conf(ngx_conf_t *cf)
{
    ngx_http_statuses_main_conf_t  *smcf;

    smcf = ngx_pcalloc(cf->pool, sizeof(ngx_http_statuses_main_conf_t));
    if (smcf == NULL) {
        return NULL;
    }

    smcf->limit_store = NGX_CONF_UNSET_PTR;

    if (ngx_array_init(&smcf->databases, cf->pool, 2,
                       sizeof(ngx_http_statuses_db_t *))
        != NGX_OK)
    {
        return NULL;
    }

    smcf->scheduler = NGX_CONF_UNSET_UINT;

    return smcf;
}


static char *
ngx_http_statuses_init_main_conf(ngx_conf_t *cf, void *conf)
{
    ngx_http_statuses_main_conf_t *smcf = conf;

    ngx_conf_init_uint_value(smcf->scheduler,
                             NGX_HTTP_STATUSES_SCHEDULER_AUTO);

    return NGX_CONF_OK;
}


static void *
ngx_http_statuses_create_srv_conf(ngx_conf_t *cf)
{
    ngx_http_statuses_srv_conf_t  *conf;

    conf = ngx_pcalloc(cf->pool, sizeof(ngx_http_statuses_srv_conf_t));
    if (conf == NULL) {
        return NULL;
    }

    /*
     * set by ngx_pcalloc():
     *
     *     conf->local_domain = { 0, NULL };
     *     conf->web_domain = { 0, NULL };
     *     conf->base_url = { 0, NULL };
     *     conf->asset_url = { 0, NULL };
     *     conf->media_base_url = { 0, NULL };
     *     conf->jobs_redis = { 0, NULL };
     *     conf->jobs_database = NULL;
     */

    conf->jobs = NGX_CONF_UNSET_UINT;

    return conf;
}


static char *
ngx_http_statuses_merge_srv_conf(ngx_conf_t *cf, void *parent, void *child)
{
    ngx_http_statuses_srv_conf_t *prev = parent;
    ngx_http_statuses_srv_conf_t *conf = child;

    ngx_conf_merge_str_value(conf->local_domain, prev->local_domain, "");
    ngx_conf_merge_str_value(conf->web_domain, prev->web_domain, "");
    ngx_conf_merge_str_value(conf->base_url, prev->base_url, "");
    ngx_conf_merge_str_value(conf->asset_url, prev->asset_url, "");
    ngx_conf_merge_str_value(conf->media_base_url, prev->media_base_url, "");

    if (conf->jobs == NGX_CONF_UNSET_UINT) {
        conf->jobs = (prev->jobs == NGX_CONF_UNSET_UINT)
                     ? NGX_HTTP_STATUSES_JOBS_OUTBOX : prev->jobs;
        conf->jobs_redis = prev->jobs_redis;
        conf->jobs_database = prev->jobs_database;
    }

    return ngx_http_statuses_conf_names(cf, conf);
}


static void *
ngx_http_statuses_create_loc_conf(ngx_conf_t *cf)
{
    ngx_http_statuses_loc_conf_t  *conf;

    conf = ngx_pcalloc(cf->pool, sizeof(ngx_http_statuses_loc_conf_t));
    if (conf == NULL) {
        return NULL;
    }

    /*
     * set by ngx_pcalloc():
     *
     *     conf->methods = 0;
     *     conf->limit_posts = 0;
     */

    conf->enable = NGX_CONF_UNSET;
    conf->operations = NGX_CONF_UNSET_UINT;
    conf->fallback = NGX_CONF_UNSET_UINT;
    conf->compat = NGX_CONF_UNSET_UINT;
    conf->cors = NGX_CONF_UNSET;
    conf->etag = NGX_CONF_UNSET;
    conf->activity = NGX_CONF_UNSET;
    conf->idempotency = NGX_CONF_UNSET;
    conf->idempotency_valid = NGX_CONF_UNSET;
    conf->idempotency_wait = NGX_CONF_UNSET_MSEC;
    conf->max_characters = NGX_CONF_UNSET_UINT;
    conf->authorized_fetch = NGX_CONF_UNSET;
    conf->limited_federation = NGX_CONF_UNSET;
    conf->anonymous = NGX_CONF_UNSET_UINT;
    conf->max_age = NGX_CONF_UNSET;
    conf->primary = NGX_CONF_UNSET_PTR;
    conf->context_anonymous.ancestors = NGX_CONF_UNSET;
    conf->context_user.ancestors = NGX_CONF_UNSET;
    conf->limits = NGX_CONF_UNSET_PTR;
    conf->limit_status = NGX_CONF_UNSET_UINT;
    conf->limit_log_level = NGX_CONF_UNSET_UINT;
    conf->limit_headers = NGX_CONF_UNSET;
    conf->limit_dry_run = NGX_CONF_UNSET;
    conf->blocklist = NGX_CONF_UNSET_MSEC;
    conf->translator = NGX_CONF_UNSET_PTR;
    conf->translate_timeout = NGX_CONF_UNSET_MSEC;

    return conf;
}


static char *
ngx_http_statuses_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child)
{
    ngx_http_statuses_loc_conf_t *prev = parent;
    ngx_http_statuses_loc_conf_t *conf = child;

    ngx_http_statuses_srv_conf_t   *sscf;
    ngx_http_statuses_main_conf_t  *smcf;

    ngx_conf_merge_value(conf->enable, prev->enable, 0);
    ngx_conf_merge_bitmask_value(conf->methods, prev->methods,
                                 (NGX_CONF_BITMASK_SET|NGX_HTTP_STATUSES_READS
                                  |NGX_HTTP_POST|NGX_HTTP_STATUSES_UPDATES
                                  |NGX_HTTP_DELETE|NGX_HTTP_OPTIONS));
    ngx_conf_merge_uint_value(conf->operations, prev->operations,
                              NGX_HTTP_STATUSES_OP_ALL);
    ngx_conf_merge_uint_value(conf->fallback, prev->fallback,
                              NGX_HTTP_STATUSES_FB_UNSUPPORTED
                              |NGX_HTTP_STATUSES_FB_DISABLED);
    ngx_conf_merge_uint_value(conf->compat, prev->compat,
                              NGX_HTTP_STATUSES_DOCS);
    ngx_conf_merge_value(conf->cors, prev->cors, 1);
    ngx_conf_merge_value(conf->etag, prev->etag, 1);
    ngx_conf_merge_value(conf->activity, prev->activity, 1);
    ngx_conf_merge_value(conf->idempotency, prev->idempotency, 1);
    ngx_conf_merge_sec_value(conf->idempotency_valid, prev->idempotency_valid,
                             3600);
    ngx_conf_merge_msec_value(conf->idempotency_wait, prev->idempotency_wait,
                              10000);
    ngx_conf_merge_uint_value(conf->max_characters, prev->max_characters,
                              STATUSES_COUNT_STATUS_MAX);
    ngx_conf_merge_value(conf->authorized_fetch, prev->authorized_fetch, 0);
    ngx_conf_merge_value(conf->limited_federation, prev->limited_federation,
                         0);
    ngx_conf_merge_uint_value(conf->anonymous, prev->anonymous,
                              NGX_HTTP_STATUSES_OP_READS);
    ngx_conf_merge_sec_value(conf->max_age, prev->max_age, 15);
    ngx_conf_merge_ptr_value(conf->primary, prev->primary, NULL);

    if (conf->limits == NGX_CONF_UNSET_PTR) {
        conf->limit_posts = prev->limit_posts;
    }

    ngx_conf_merge_ptr_value(conf->limits, prev->limits, NULL);
    ngx_conf_merge_uint_value(conf->limit_status, prev->limit_status, 429);
    ngx_conf_merge_uint_value(conf->limit_log_level, prev->limit_log_level,
                              NGX_LOG_NOTICE);
    ngx_conf_merge_value(conf->limit_headers, prev->limit_headers, 1);
    ngx_conf_merge_value(conf->limit_dry_run, prev->limit_dry_run, 0);
    ngx_conf_merge_msec_value(conf->blocklist, prev->blocklist, 60000);

    ngx_conf_merge_ptr_value(conf->translator, prev->translator, NULL);
    ngx_conf_merge_msec_value(conf->translate_timeout,
                              prev->translate_timeout, 10000);

    ngx_http_statuses_conf_merge_context(conf, prev);

    if (!conf->enable) {
        return NGX_CONF_OK;
    }

    if (conf->primary == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"statuses on\" needs statuses_primary");
        return NGX_CONF_ERROR;
    }

    sscf = ngx_http_conf_get_module_srv_conf(cf, ngx_http_statuses_module);

    if (sscf->local_domain.len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"statuses on\" needs statuses_local_domain");
        return NGX_CONF_ERROR;
    }

    smcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_statuses_module);
    smcf->enabled = 1;

    return ngx_http_statuses_scheduler_add(cf, smcf, sscf, conf->primary);
}


static ngx_int_t
ngx_http_statuses_init(ngx_conf_t *cf)
{
    ngx_http_handler_pt            *h;
    ngx_http_core_main_conf_t      *cmcf;
    ngx_http_statuses_main_conf_t  *smcf;

    smcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_statuses_module);

    ngx_http_statuses_limit_init(smcf);

    /* without "statuses on" no request meets the module */

    if (!smcf->enabled) {
        return NGX_OK;
    }

    cmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);

    h = ngx_array_push(&cmcf->phases[NGX_HTTP_PRECONTENT_PHASE].handlers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    *h = ngx_http_statuses_handler;

    h = ngx_array_push(&cmcf->phases[NGX_HTTP_CONTENT_PHASE].handlers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    *h = ngx_http_statuses_content_handler;

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_init_process(ngx_cycle_t *cycle)
{
    ngx_http_statuses_main_conf_t  *smcf;

    smcf = ngx_http_cycle_get_module_main_conf(cycle, ngx_http_statuses_module);

    if (smcf == NULL || !smcf->enabled
        || (ngx_process != NGX_PROCESS_WORKER
            && ngx_process != NGX_PROCESS_SINGLE))
    {
        return NGX_OK;
    }

    if (ngx_http_statuses_pool_init(cycle, smcf) != NGX_OK) {
        return NGX_ERROR;
    }

    return ngx_http_statuses_scheduler_init(cycle, smcf);
}


static void
ngx_http_statuses_exit_process(ngx_cycle_t *cycle)
{
    ngx_http_statuses_main_conf_t  *smcf;

    smcf = ngx_http_cycle_get_module_main_conf(cycle, ngx_http_statuses_module);

    if (smcf) {
        ngx_http_statuses_store_exit();
        ngx_http_statuses_pool_exit(smcf);
    }
}
