/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What travels on a connection, and how its answers find their way back.
 *
 * libpq's grammar in pipeline mode: for each statement its result and then a
 * NULL, for each Sync one PGRES_PIPELINE_SYNC without a NULL.  An own ring of
 * slots says what is expected next; whatever does not fit ends the connection,
 * because from there on each answer would reach the wrong request.
 */

#include "pg/conn.h"


/* sql/gateway/install.sh leaves this in the schema's comment */

#define NGX_HTTP_STATUSES_GATEWAY  "ngx_statuses_module gateway 2 for "


static ngx_http_statuses_slot_t *ngx_http_statuses_pipeline_slot(
    ngx_http_statuses_conn_t *pgc);
static ngx_int_t ngx_http_statuses_pipeline_queue(
    ngx_http_statuses_conn_t *pgc, ngx_http_statuses_slot_t *slot,
    ngx_http_statuses_query_t *q, ngx_uint_t n);
static ngx_int_t ngx_http_statuses_pipeline_result(
    ngx_http_statuses_conn_t *pgc, ngx_http_statuses_slot_t *slot,
    PGresult *res);
static ngx_uint_t ngx_http_statuses_pipeline_gateway(
    ngx_http_statuses_conn_t *pgc, char *comment);
static void ngx_http_statuses_pipeline_error(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_slot_t *slot, PGresult *res);
static ngx_int_t ngx_http_statuses_pipeline_sync(
    ngx_http_statuses_conn_t *pgc, ngx_http_statuses_slot_t *slot);
static ngx_int_t ngx_http_statuses_pipeline_ready(
    ngx_http_statuses_conn_t *pgc, ngx_http_statuses_slot_t *slot);


ngx_int_t
ngx_http_statuses_pipeline_setup(ngx_http_statuses_conn_t *pgc)
{
    ngx_http_statuses_slot_t  *slot;

    slot = ngx_http_statuses_pipeline_slot(pgc);

    slot->item[0].kind = ngx_http_statuses_item_schema;
    slot->item[0].sql = NGX_HTTP_STATUSES_SQL_SCHEMA;
    slot->nitems = 1;

    if (PQsendQueryParams(pgc->pg,
            ngx_http_statuses_statement_text(NGX_HTTP_STATUSES_SQL_SCHEMA,
                                             NGX_HTTP_STATUSES_4_7),
            0, NULL, NULL, NULL, NULL, 0)
        == 0
        || PQpipelineSync(pgc->pg) == 0)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_pipeline_send(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_job_t *job)
{
    ngx_uint_t                 i;
    ngx_http_statuses_db_t    *db;
    ngx_http_statuses_slot_t  *slot;
    const char                *value[1];

    db = pgc->lane->pool->db;

    slot = ngx_http_statuses_pipeline_slot(pgc);
    slot->job = job;

    job->slot = slot;
    job->schema = pgc->schema;
    job->state = ngx_http_statuses_job_sent;
    job->written = !job->read_only;

    if (!db->prepare) {

        /* behind a pooler: what else is an option of the connection */

        slot->item[slot->nitems].kind = ngx_http_statuses_item_session;
        slot->item[slot->nitems++].sql = NGX_HTTP_STATUSES_SQL_SESSION;

        value[0] = db->statement_timeout_text;

        if (PQsendQueryParams(pgc->pg,
                ngx_http_statuses_statement_text(NGX_HTTP_STATUSES_SQL_SESSION,
                                                 pgc->schema),
                1, NULL, value, NULL, NULL, 0)
            == 0)
        {
            return NGX_ERROR;
        }
    }

    for (i = 0; i < job->nqueries; i++) {
        if (ngx_http_statuses_pipeline_queue(pgc, slot, &job->query[i], i)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    return PQpipelineSync(pgc->pg) ? NGX_OK : NGX_ERROR;
}


static ngx_http_statuses_slot_t *
ngx_http_statuses_pipeline_slot(ngx_http_statuses_conn_t *pgc)
{
    ngx_http_statuses_slot_t  *slot;

    slot = &pgc->slots[(pgc->head + pgc->inflight) % pgc->nslots];
    pgc->inflight++;

    ngx_memzero(slot, sizeof(ngx_http_statuses_slot_t));
    slot->conn = pgc;

    return slot;
}


static ngx_int_t
ngx_http_statuses_pipeline_queue(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_slot_t *slot, ngx_http_statuses_query_t *q, ngx_uint_t n)
{
    const char                *name, *text;
    ngx_http_statuses_item_t  *item;

    name = ngx_http_statuses_statement_name(q->sql);
    text = ngx_http_statuses_statement_text(q->sql, pgc->schema);

    if (pgc->lane->pool->db->prepare && !pgc->prepared[q->sql]) {

        item = &slot->item[slot->nitems++];
        item->kind = ngx_http_statuses_item_prepare;
        item->sql = q->sql;

        if (PQsendPrepare(pgc->pg, name, text, 0, NULL) == 0) {
            return NGX_ERROR;
        }

        /* those behind in the pipeline may count on it */

        pgc->prepared[q->sql] = 1;
    }

    item = &slot->item[slot->nitems++];
    item->kind = ngx_http_statuses_item_query;
    item->sql = q->sql;
    item->query = n;

    if (pgc->lane->pool->db->prepare) {
        if (PQsendQueryPrepared(pgc->pg, name, (int) q->nparams, q->param,
                                NULL, NULL, 0)
            == 0)
        {
            return NGX_ERROR;
        }

        return NGX_OK;
    }

    if (PQsendQueryParams(pgc->pg, text, (int) q->nparams, NULL, q->param,
                          NULL, NULL, 0)
        == 0)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_pipeline_receive(ngx_http_statuses_conn_t *pgc)
{
    PGresult                  *res;
    ngx_int_t                  rc;
    ngx_uint_t                 serial;
    ngx_http_statuses_slot_t  *slot;

    serial = pgc->serial;

    /* a job's handler may close this connection, or even open it anew */

    while (pgc->serial == serial && pgc->inflight) {

        if (PQisBusy(pgc->pg)) {
            return NGX_OK;
        }

        slot = &pgc->slots[pgc->head];
        res = PQgetResult(pgc->pg);

        if (res == NULL) {
            if (!slot->answered) {
                return NGX_ERROR;
            }

            slot->answered = 0;
            slot->current++;

            continue;
        }

        if (PQresultStatus(res) == PGRES_PIPELINE_SYNC) {
            PQclear(res);

            if (slot->answered || slot->current != slot->nitems) {
                return NGX_ERROR;
            }

            rc = ngx_http_statuses_pipeline_sync(pgc, slot);

        } else {
            rc = ngx_http_statuses_pipeline_result(pgc, slot, res);
        }

        if (rc != NGX_OK) {
            return rc;
        }
    }

    return NGX_OK;
}


/* takes over res */

static ngx_int_t
ngx_http_statuses_pipeline_result(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_slot_t *slot, PGresult *res)
{
    ngx_http_statuses_item_t   *item;
    ngx_http_statuses_query_t  *q;

    if (slot->answered || slot->current >= slot->nitems) {
        PQclear(res);
        return NGX_ERROR;
    }

    slot->answered = 1;
    item = &slot->item[slot->current];

    switch (PQresultStatus(res)) {

    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        break;

    case PGRES_PIPELINE_ABORTED:

        /* an earlier statement of the same segment has failed */

        if (item->kind == ngx_http_statuses_item_prepare) {
            pgc->prepared[item->sql] = 0;
        }

        PQclear(res);
        return NGX_OK;

    default:
        ngx_http_statuses_pipeline_error(pgc, slot, res);
        PQclear(res);
        return NGX_OK;
    }

    if (item->kind == ngx_http_statuses_item_schema) {
        pgc->schema = ngx_atoi((u_char *) PQgetvalue(res, 0,
                                                     STATUSES_SCHEMA_VERSION),
                               PQgetlength(res, 0, STATUSES_SCHEMA_VERSION));
        pgc->gateway = ngx_http_statuses_pipeline_gateway(pgc,
                             PQgetvalue(res, 0, STATUSES_SCHEMA_GATEWAY));
        PQclear(res);
        return NGX_OK;
    }

    if (item->kind == ngx_http_statuses_item_query && slot->job) {
        q = &slot->job->query[item->query];
        q->result = res;
        return NGX_OK;
    }

    PQclear(res);
    return NGX_OK;
}


/* was the schema statuses_gateway installed for this module and that schema? */

static ngx_uint_t
ngx_http_statuses_pipeline_gateway(ngx_http_statuses_conn_t *pgc,
    char *comment)
{
    u_char  want[sizeof(NGX_HTTP_STATUSES_GATEWAY) + NGX_INT_T_LEN];

    ngx_sprintf(want, NGX_HTTP_STATUSES_GATEWAY "%ui.%ui%Z",
                pgc->schema / 100, pgc->schema % 100);

    return ngx_strcmp(comment, want) == 0;
}


static void
ngx_http_statuses_pipeline_error(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_slot_t *slot, PGresult *res)
{
    u_char                    *p;
    ngx_log_t                 *log;
    ngx_uint_t                 own, level;
    const char                *state, *message, *shown;
    ngx_http_statuses_item_t  *item;

    item = &slot->item[slot->current];

    state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    message = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

    slot->failed = 1;

    own = (state == NULL);

    if (own) {
        /* an error of libpq itself */
        state = "08006";
    }

    ngx_cpystrn((u_char *) slot->sqlstate, (u_char *) state,
                sizeof(slot->sqlstate));

    if (own && PQstatus(pgc->pg) == CONNECTION_BAD) {

        /* the connection has ended, and whoever closes it tells why */

        slot->lost = 1;
        return;
    }

    if (item->kind == ngx_http_statuses_item_prepare) {
        pgc->prepared[item->sql] = 0;
    }

    level = NGX_LOG_ERR;

    if (ngx_strncmp(state, "57P0", 4) == 0 || ngx_strncmp(state, "08", 2) == 0)
    {
        /* shut down or terminated: the end of the connection follows */
        slot->lost = 1;
        level = NGX_LOG_WARN;

    } else if (ngx_strcmp(state, "26000") == 0
               || ngx_strcmp(state, "0A000") == 0)
    {
        /* DISCARD ALL behind our back, or a table was altered */
        slot->stale = 1;
        level = NGX_LOG_INFO;
    }

    /*
     * Messages about data may quote a user's text; those about objects,
     * permissions and resources do not.
     */

    shown = "";
    p = (u_char *) state;

    if (message
        && ((p[0] == '4' && p[1] == '2') || (p[0] == '5' && p[1] == '3')
            || (p[0] == '5' && p[1] == '7') || (p[0] == '0' && p[1] == '8')
            || (p[0] == '2' && p[1] == '5') || (p[0] == '0' && p[1] == 'A')))
    {
        shown = message;
    }

    log = slot->job ? slot->job->log : pgc->lane->pool->log;

    ngx_log_error(level, log, 0,
                  "statuses: database \"%V\": statement \"%s\" failed: "
                  "SQLSTATE %s%s%s",
                  &pgc->lane->pool->db->name,
                  ngx_http_statuses_statement_name(item->sql),
                  state, *shown ? ": " : "", shown);
}


static ngx_int_t
ngx_http_statuses_pipeline_sync(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_slot_t *slot)
{
    ngx_http_statuses_job_t   *job;
    ngx_http_statuses_slot_t   done;

    /* the slot is free before a handler can want it */

    done = *slot;
    job = slot->job;

    slot->job = NULL;
    pgc->head = (pgc->head + 1) % pgc->nslots;
    pgc->inflight--;

    if (done.item[0].kind == ngx_http_statuses_item_schema) {
        return ngx_http_statuses_pipeline_ready(pgc, &done);
    }

    if (job) {
        job->slot = NULL;
        job->state = ngx_http_statuses_job_idle;
    }

    if (job && !done.failed) {
        ngx_http_statuses_job_finish(job, ngx_http_statuses_job_ok);
        return NGX_OK;
    }

    if (job) {
        ngx_memcpy(job->sqlstate, done.sqlstate, sizeof(job->sqlstate));
    }

    if (done.stale || done.lost) {

        /*
         * Plans and names of this session are not to be trusted any more.
         * There was an answer, so the whole segment is rolled back.
         */

        if (job) {
            job->untouched = 1;
        }

        ngx_http_statuses_pool_lost(pgc->lane, &job, job ? 1 : 0,
                                    ngx_http_statuses_lost_session);
        return NGX_OK;
    }

    if (job) {
        ngx_http_statuses_job_finish(job,
                             ngx_strcmp(done.sqlstate, "57014") == 0
                             ? ngx_http_statuses_job_timeout
                             : ngx_http_statuses_job_failed);
    }

    return NGX_OK;
}


/* the new connection has told its schema */

static ngx_int_t
ngx_http_statuses_pipeline_ready(ngx_http_statuses_conn_t *pgc,
    ngx_http_statuses_slot_t *slot)
{
    if (slot->failed) {
        return NGX_ERROR;
    }

    if (pgc->schema < NGX_HTTP_STATUSES_4_5
        || pgc->schema > NGX_HTTP_STATUSES_4_7)
    {
        ngx_log_error(NGX_LOG_ERR, pgc->lane->pool->log, 0,
                      "statuses: database \"%V\" has no schema of "
                      "Mastodon 4.5, 4.6 or 4.7",
                      &pgc->lane->pool->db->name);

        ngx_http_statuses_conn_close(pgc, NULL);

        return NGX_OK;
    }

    pgc->state = ngx_http_statuses_conn_ready;
    ngx_http_statuses_pool_up(pgc);

    return NGX_OK;
}
