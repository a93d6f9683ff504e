/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The connections of a worker process to its databases.
 */

#ifndef _NGX_HTTP_STATUSES_POOL_H_INCLUDED_
#define _NGX_HTTP_STATUSES_POOL_H_INCLUDED_


#include "pg/job.h"


/* Makes the pools of this worker; no connection is opened yet. */
ngx_int_t ngx_http_statuses_pool_init(ngx_cycle_t *cycle,
    ngx_http_statuses_main_conf_t *smcf);

/* Closes all connections of this worker. */
void ngx_http_statuses_pool_exit(ngx_http_statuses_main_conf_t *smcf);

/*
 * Sends a job, or lets it wait for a connection.  NGX_AGAIN: the handler of
 * the job will be called, later and exactly once, unless it is cancelled.
 * NGX_ERROR: refused at once, job->outcome says why; no handler is called.
 */
ngx_int_t ngx_http_statuses_pool_submit(ngx_http_statuses_main_conf_t *smcf,
    ngx_http_statuses_job_t *job);


#endif /* _NGX_HTTP_STATUSES_POOL_H_INCLUDED_ */
