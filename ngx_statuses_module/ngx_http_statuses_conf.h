/*
 * Copyright (C) ngx_statuses_module contributors
 */

#ifndef _NGX_HTTP_STATUSES_CONF_H_INCLUDED_
#define _NGX_HTTP_STATUSES_CONF_H_INCLUDED_


#include <ngx_http_statuses.h>


/* conf.c: setters of directives that nginx's own slots cannot read */
char *ngx_http_statuses_conf_operations(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
char *ngx_http_statuses_conf_database(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
char *ngx_http_statuses_conf_fallback(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
char *ngx_http_statuses_conf_domain(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
char *ngx_http_statuses_conf_url(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

char *ngx_http_statuses_conf_anonymous(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
char *ngx_http_statuses_conf_jobs(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
char *ngx_http_statuses_conf_context(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
char *ngx_http_statuses_conf_idempotency(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

/* conf_translate.c */
char *ngx_http_statuses_conf_translate(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

/* conf.c: limits of context that are set nowhere are Mastodon's */
void ngx_http_statuses_conf_merge_context(ngx_http_statuses_loc_conf_t *conf,
    ngx_http_statuses_loc_conf_t *prev);

/* conf.c: completes what one server's names leave open */
char *ngx_http_statuses_conf_names(ngx_conf_t *cf,
    ngx_http_statuses_srv_conf_t *conf);


#endif /* _NGX_HTTP_STATUSES_CONF_H_INCLUDED_ */
