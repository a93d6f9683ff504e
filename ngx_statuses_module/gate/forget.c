/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Keys that are over are deleted by any worker that has met one, a thousand in
 * a go; workers pass by what another one is deleting.
 */

#include "gate/forget.h"
#include "pg/pool.h"
#include "pg/row.h"


#define NGX_HTTP_STATUSES_FORGET_EVERY  60        /* seconds */
#define NGX_HTTP_STATUSES_FORGET_SOON   100       /* milliseconds */
#define NGX_HTTP_STATUSES_FORGET_MOST   1000      /* of forget() */


typedef struct {
    ngx_queue_t                     queue;
    ngx_event_t                     timer;
    ngx_msec_t                      every;
    ngx_http_statuses_db_t         *db;
    ngx_http_statuses_main_conf_t  *smcf;
    ngx_pool_t                     *pool;        /* of the job under way */
} ngx_http_statuses_forget_t;


static void ngx_http_statuses_forget_handler(ngx_event_t *ev);
static void ngx_http_statuses_forget_done(ngx_http_statuses_job_t *job);


/* of this process, one for each database */

static ngx_queue_t  ngx_http_statuses_forgets = {
    &ngx_http_statuses_forgets, &ngx_http_statuses_forgets
};


void
ngx_http_statuses_forget_later(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_queue_t                   *q;
    ngx_http_statuses_forget_t    *forget;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    for (q = ngx_queue_head(&ngx_http_statuses_forgets);
         q != ngx_queue_sentinel(&ngx_http_statuses_forgets);
         q = ngx_queue_next(q))
    {
        forget = ngx_queue_data(q, ngx_http_statuses_forget_t, queue);

        if (forget->db == slcf->primary) {
            return;
        }
    }

    forget = ngx_pcalloc(ngx_cycle->pool, sizeof(ngx_http_statuses_forget_t));
    if (forget == NULL) {
        return;
    }

    forget->db = slcf->primary;
    forget->smcf = ngx_http_get_module_main_conf(r, ngx_http_statuses_module);
    forget->every = ngx_min(slcf->idempotency_valid,
                            NGX_HTTP_STATUSES_FORGET_EVERY) * 1000;

    forget->timer.handler = ngx_http_statuses_forget_handler;
    forget->timer.data = forget;
    forget->timer.log = ngx_cycle->log;
    forget->timer.cancelable = 1;

    ngx_queue_insert_tail(&ngx_http_statuses_forgets, &forget->queue);

    ngx_add_timer(&forget->timer, forget->every);
}


static void
ngx_http_statuses_forget_handler(ngx_event_t *ev)
{
    ngx_http_statuses_forget_t *forget = ev->data;

    ngx_http_statuses_job_t  *job;

    if (ngx_exiting || ngx_quit || ngx_terminate) {
        return;
    }

    ngx_add_timer(&forget->timer, forget->every);

    forget->pool = ngx_create_pool(1024, ngx_cycle->log);
    if (forget->pool == NULL) {
        return;
    }

    job = ngx_http_statuses_job_create(forget->pool, ngx_cycle->log,
                                       forget->db,
                                       ngx_http_statuses_lane_write);
    if (job == NULL) {
        ngx_destroy_pool(forget->pool);
        return;
    }

    (void) ngx_http_statuses_job_add(job, NGX_HTTP_STATUSES_SQL_FORGET);

    job->gateway = 1;
    job->background = 1;
    job->handler = ngx_http_statuses_forget_done;
    job->data = forget;

    if (ngx_http_statuses_pool_submit(forget->smcf, job) != NGX_AGAIN) {
        ngx_destroy_pool(forget->pool);
        return;
    }

    /* one at a time: its end sets the timer */

    ngx_del_timer(&forget->timer);
}


static void
ngx_http_statuses_forget_done(ngx_http_statuses_job_t *job)
{
    ngx_str_t                   *n;
    ngx_msec_t                   delay;
    ngx_http_statuses_forget_t  *forget;

    forget = job->data;
    delay = forget->every;

    if (job->outcome == ngx_http_statuses_job_ok
        && ngx_http_statuses_row_count(job, 0) == 1)
    {
        n = ngx_http_statuses_row(job, 0, 0);

        if (n && ngx_http_statuses_row_int(n, 0)
                 >= NGX_HTTP_STATUSES_FORGET_MOST)
        {
            delay = NGX_HTTP_STATUSES_FORGET_SOON;
        }
    }

    ngx_destroy_pool(forget->pool);

    ngx_add_timer(&forget->timer, delay);
}
