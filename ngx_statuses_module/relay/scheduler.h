/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Publishes scheduled statuses when they are due (directive
 * statuses_scheduler).
 */

#ifndef _NGX_HTTP_STATUSES_SCHEDULER_H_INCLUDED_
#define _NGX_HTTP_STATUSES_SCHEDULER_H_INCLUDED_


#include <ngx_http_statuses.h>


#define NGX_HTTP_STATUSES_SCHEDULER_OFF    0
#define NGX_HTTP_STATUSES_SCHEDULER_ON     1
#define NGX_HTTP_STATUSES_SCHEDULER_AUTO   2


/*
 * Notes, while the configuration is merged, that a location serves a database:
 * the first one for each is whose directives hold.
 */
char *ngx_http_statuses_scheduler_add(ngx_conf_t *cf,
    ngx_http_statuses_main_conf_t *smcf, ngx_http_statuses_srv_conf_t *sscf,
    ngx_http_statuses_db_t *db);

/* In a process that serves requests: starts it, if it is this one's. */
ngx_int_t ngx_http_statuses_scheduler_init(ngx_cycle_t *cycle,
    ngx_http_statuses_main_conf_t *smcf);


#endif /* _NGX_HTTP_STATUSES_SCHEDULER_H_INCLUDED_ */
