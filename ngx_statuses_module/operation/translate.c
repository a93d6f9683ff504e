/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * POST /api/v1/statuses/:id/translate (spec/reads.md C10), which reads a
 * status as show does.  Outgoing requests go through an internal location:
 * connections, TLS and names are nginx's.
 */

#include "operation/operation.h"
#include "operation/error.h"
#include "operation/translate.h"
#include "pg/row.h"
#include "text/translate.h"


#define NGX_HTTP_STATUSES_TRANSLATE_SIZE   8192
#define NGX_HTTP_STATUSES_LANGUAGES_VALID  (7 * 24 * 60 * 60)


static ngx_int_t ngx_http_statuses_translate_begin(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_translate_languages(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_translate_t *t);
static ngx_int_t ngx_http_statuses_translate_target(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_translate_t *t);
static const char *ngx_http_statuses_translate_locale(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);
static ngx_int_t ngx_http_statuses_translate_send(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_translate_t *t);
static ngx_int_t ngx_http_statuses_translate_answered(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_call_t *call);
static ngx_int_t ngx_http_statuses_translate_failed(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_int_t status, const char *text);
static ngx_int_t ngx_http_statuses_translate_too_big(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_call_t *call);


ngx_int_t
ngx_http_statuses_translate_plan(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                   rc;
    ngx_http_statuses_query_t  *q;

    rc = ngx_http_statuses_show_plan(r, ctx);

    if (rc != NGX_OK) {
        return rc;
    }

    q = ngx_http_statuses_job_add(ctx->job, NGX_HTTP_STATUSES_SQL_LOCALE);

    q->nparams = 1;
    q->param[0] = ngx_http_statuses_read_number(r->pool, ctx->viewer.user_id);

    return q->param[0] ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_statuses_translate_judge(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                       rc;
    ngx_str_t                      *row;
    ngx_http_statuses_translate_t  *t;

    if (ctx->round) {
        return ngx_http_statuses_read_answers(r, ctx);
    }

    rc = ngx_http_statuses_show_read(r, ctx, 0);

    if (rc != NGX_OK) {
        return rc;
    }

    t = ngx_pcalloc(r->pool, sizeof(ngx_http_statuses_translate_t));
    if (t == NULL) {
        return NGX_ERROR;
    }

    ctx->translate = t;

    if (ngx_http_statuses_row_count(ctx->job, ctx->job->nqueries - 1)) {
        row = ngx_http_statuses_row(ctx->job, ctx->job->nqueries - 1, 0);
        if (row == NULL) {
            return NGX_ERROR;
        }

        ctx->locale = row[STATUSES_LOCALE_LOCALE];
    }

    return ngx_http_statuses_read_more(r, ctx, NULL);
}


/* entered anew when a call is done */

ngx_int_t
ngx_http_statuses_translate_render(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    ngx_int_t                       rc;
    ngx_http_statuses_call_t       *call;
    ngx_http_statuses_read_t       *rd;
    ngx_http_statuses_render_t      render;
    ngx_http_statuses_translate_t  *t;

    t = ctx->translate;
    rd = ctx->data;
    call = t->call;

    if (call && !call->done) {
        return NGX_AGAIN;
    }

    if (!t->sent) {
        rc = ngx_http_statuses_translate_languages(r, ctx, t);

        if (rc != NGX_OK) {
            return rc;
        }

        return ngx_http_statuses_translate_begin(r, ctx);
    }

    rc = ngx_http_statuses_translate_answered(r, ctx, call);

    if (rc != NGX_OK) {
        return rc;
    }

    rc = ngx_http_statuses_libre_answer(r->pool, t, &call->body);

    if (rc == NGX_DECLINED) {
        return ngx_http_statuses_translate_failed(r, ctx,
                                              NGX_HTTP_SERVICE_UNAVAILABLE,
                                              "Service Unavailable");
    }

    if (rc != NGX_OK
        || ngx_http_statuses_read_render(r, ctx, &render,
                                         NGX_HTTP_STATUSES_TRANSLATE_SIZE)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    t->result.language = t->target;

    ngx_http_statuses_translation_write(&render, rd->shown, &t->result);

    return ngx_http_statuses_read_done(r, ctx, &render);
}


/* the table of languages is asked for before anything else is looked at */

static ngx_int_t
ngx_http_statuses_translate_languages(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_translate_t *t)
{
    json_t                          *table;
    ngx_int_t                        rc;
    ngx_http_statuses_loc_conf_t    *slcf;
    ngx_http_statuses_translator_t  *tr;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);
    tr = slcf->translator;

    if (t->call == NULL) {

        if (tr->languages && ngx_time() < tr->expires) {
            return NGX_OK;
        }

        rc = ngx_http_statuses_call(r, ctx, &t->call, &tr->uri, "languages",
                                    NULL, slcf->translate_timeout);

        return rc == NGX_OK ? NGX_AGAIN : rc;
    }

    rc = ngx_http_statuses_translate_answered(r, ctx, t->call);

    if (rc != NGX_OK) {
        return rc;
    }

    if (ngx_http_statuses_libre_languages(&t->call->body, &table) != NGX_OK) {
        return ngx_http_statuses_translate_failed(r, ctx,
                                              NGX_HTTP_SERVICE_UNAVAILABLE,
                                              "Service Unavailable");
    }

    json_decref(tr->languages);

    tr->languages = table;
    tr->expires = ngx_time() + NGX_HTTP_STATUSES_LANGUAGES_VALID;

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_translate_begin(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    int64_t                         visibility;
    ngx_http_statuses_read_t       *rd;
    ngx_http_statuses_translate_t  *t;

    t = ctx->translate;
    rd = ctx->data;

    visibility = ngx_http_statuses_row_int(
                              &rd->shown->col[STATUSES_STATUS_VISIBILITY], 0);

    if (rd->shown->col[STATUSES_STATUS_REBLOG_OF_ID].data == NULL) {
        t->language = rd->shown->col[STATUSES_STATUS_LANGUAGE];
    }

    if (visibility > 1
        || ngx_http_statuses_translate_target(r, ctx, t) != NGX_OK)
    {
        ctx->error = "This action is not allowed";
        return NGX_HTTP_FORBIDDEN;
    }

    return ngx_http_statuses_translate_send(r, ctx, t);
}


/* is the reader's language offered for that of the post? */

static ngx_int_t
ngx_http_statuses_translate_target(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_translate_t *t)
{
    size_t                         n;
    json_t                        *targets;
    u_char                        *source, *target;
    const char                    *locale;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    /* a language that is empty is one that no table has */

    if (t->language.data && t->language.len == 0) {
        return NGX_DECLINED;
    }

    source = ngx_pnalloc(r->pool, t->language.len + 1);
    if (source == NULL) {
        return NGX_DECLINED;
    }

    (void) ngx_cpystrn(source, t->language.len ? t->language.data
                                               : (u_char *) "",
                       t->language.len + 1);

    targets = json_object_get(slcf->translator->languages, (char *) source);
    locale = ngx_http_statuses_translate_locale(r, ctx);

    n = ngx_strlen(locale);
    target = ngx_pnalloc(r->pool, n + 1);
    if (target == NULL) {
        return NGX_DECLINED;
    }

    (void) ngx_cpystrn(target, (u_char *) locale, n + 1);

    if (json_object_get(targets, (char *) target) == NULL) {
        n = strcspn(locale, "-_");
        target[n] = '\0';

        if (json_object_get(targets, (char *) target) == NULL) {
            return NGX_DECLINED;
        }
    }

    t->target.data = target;
    t->target.len = n;

    return NGX_OK;
}


static const char *
ngx_http_statuses_translate_locale(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    unsigned                       version;
    const char                    *locale;
    statuses_str_t                 s;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);
    version = (unsigned) slcf->compat;

    s.data = (char *) ctx->lang.data;
    s.len = ctx->lang.len;

    locale = s.len ? statuses_translate_locale(s, version) : NULL;

    if (locale) {
        return locale;
    }

    s.data = (char *) ctx->locale.data;
    s.len = ctx->locale.len;

    locale = s.len ? statuses_translate_locale(s, version) : NULL;

    if (locale) {
        return locale;
    }

    if (ctx->accept_language.len) {
        s.data = (char *) ctx->accept_language.data;
        s.len = ctx->accept_language.len;

        locale = statuses_translate_accept(s, version);

        if (locale) {
            return locale;
        }
    }

    return "en";
}


static ngx_int_t
ngx_http_statuses_translate_send(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_translate_t *t)
{
    ngx_int_t                      rc;
    ngx_str_t                      body;
    ngx_array_t                    texts;
    ngx_http_statuses_read_t      *rd;
    ngx_http_statuses_render_t     render;
    ngx_http_statuses_loc_conf_t  *slcf;

    rd = ctx->data;
    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (ngx_http_statuses_read_render(r, ctx, &render, 1) != NGX_OK
        || ngx_http_statuses_translation_texts(&render, rd->shown, &t->result,
                                               &texts)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    t->texts = texts.elts;
    t->ntexts = texts.nelts;

    if (ngx_http_statuses_libre_request(r->pool, t, &slcf->translator->key,
                                        &body)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    t->sent = 1;

    rc = ngx_http_statuses_call(r, ctx, &t->call, &slcf->translator->uri,
                                "translate", &body, slcf->translate_timeout);

    return rc == NGX_OK ? NGX_AGAIN : rc;
}


/* the outcomes that are none of the documents' */

static ngx_int_t
ngx_http_statuses_translate_answered(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_call_t *call)
{
    if (call->rc == NGX_ERROR && call->status == NGX_HTTP_OK) {
        return ngx_http_statuses_translate_too_big(r, ctx, call);
    }

    if (call->rc != NGX_OK
        || (call->status >= NGX_HTTP_SPECIAL_RESPONSE
            && call->status < NGX_HTTP_BAD_REQUEST))
    {
        return ngx_http_statuses_translate_failed(r, ctx,
                                      NGX_HTTP_SERVICE_UNAVAILABLE,
                                      "Remote data could not be fetched");
    }

    if (call->status == NGX_HTTP_TOO_MANY_REQUESTS) {
        return ngx_http_statuses_translate_failed(r, ctx,
                             NGX_HTTP_SERVICE_UNAVAILABLE,
                             "There have been too many requests to the "
                             "translation service recently.");
    }

    if (call->status == NGX_HTTP_FORBIDDEN) {
        return ngx_http_statuses_translate_failed(r, ctx,
                             NGX_HTTP_SERVICE_UNAVAILABLE,
                             "The server-wide usage quota for the "
                             "translation service has been exceeded.");
    }

    if (call->status < NGX_HTTP_OK
        || call->status >= NGX_HTTP_SPECIAL_RESPONSE)
    {
        return ngx_http_statuses_translate_failed(r, ctx,
                                              NGX_HTTP_SERVICE_UNAVAILABLE,
                                              "Service Unavailable");
    }

    if (call->body.len > NGX_HTTP_STATUSES_TRANSLATE_BODY_MAX) {
        return ngx_http_statuses_translate_too_big(r, ctx, call);
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_translate_too_big(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_call_t *call)
{
    u_char  *text;

    if (call->announced <= NGX_HTTP_STATUSES_TRANSLATE_BODY_MAX) {
        return ngx_http_statuses_translate_failed(r, ctx,
                                          NGX_HTTP_STATUSES_UNPROCESSABLE,
                                          "Body size exceeds limit of "
                                          "1048576");
    }

    text = ngx_pnalloc(r->pool, sizeof("Content-Length  exceeds limit of "
                                       "1048576")
                                + NGX_OFF_T_LEN);
    if (text == NULL) {
        return NGX_ERROR;
    }

    (void) ngx_sprintf(text, "Content-Length %O exceeds limit of 1048576%Z",
                       call->announced);

    return ngx_http_statuses_translate_failed(r, ctx,
                                              NGX_HTTP_STATUSES_UNPROCESSABLE,
                                              (char *) text);
}


/* what is documented is one answer for all outside reasons */

static ngx_int_t
ngx_http_statuses_translate_failed(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_int_t status, const char *text)
{
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (slcf->compat == NGX_HTTP_STATUSES_DOCS) {
        ctx->error = "Service Unavailable";
        return NGX_HTTP_SERVICE_UNAVAILABLE;
    }

    ctx->error = text;

    return status;
}
