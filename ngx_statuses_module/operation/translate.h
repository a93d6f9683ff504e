/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* What the parts of operation/translate share (spec/reads.md C10). */

#ifndef _NGX_HTTP_STATUSES_TRANSLATE_H_INCLUDED_
#define _NGX_HTTP_STATUSES_TRANSLATE_H_INCLUDED_


#include "entity/translation.h"
#include "operation/read.h"

#include <jansson.h>


#define NGX_HTTP_STATUSES_TRANSLATE_BODY_MAX  1048576


/* statuses_translate; the table of languages is the worker's own */

struct ngx_http_statuses_translator_s {
    ngx_str_t                          uri;       /* internal location */
    ngx_str_t                          key;       /* len 0: none */
    json_t                            *languages; /* source: [target, …] */
    time_t                             expires;
};


/* one call of an internal location */

typedef struct {
    ngx_http_request_t                *request;
    ngx_str_t                          body;      /* of the answer */
    off_t                              announced; /* its length, or -1 */
    ngx_int_t                          rc;        /* NGX_OK: answered */
    ngx_uint_t                         status;
    unsigned                           done:1;
    unsigned                           over:1;    /* nobody waits for it */
} ngx_http_statuses_call_t;


typedef struct {
    ngx_http_statuses_call_t          *call;
    ngx_str_t                          language;  /* data NULL: none */
    ngx_str_t                          target;
    ngx_str_t                         *texts;     /* as they are sent */
    ngx_uint_t                         ntexts;
    ngx_http_statuses_translation_t    result;
    unsigned                           sent:1;
} ngx_http_statuses_translate_t;


/*
 * translate_call.c: begins a call; body NULL is a GET.  NGX_OK: the request is
 * woken when it is done.
 */
ngx_int_t ngx_http_statuses_call(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, ngx_http_statuses_call_t **callp,
    ngx_str_t *uri, const char *path, ngx_str_t *body, ngx_msec_t timeout);

/*
 * translate_libre.c: LibreTranslate's documents.  NGX_DECLINED: this is none;
 * the table is owned by the caller.
 */
ngx_int_t ngx_http_statuses_libre_languages(ngx_str_t *body, json_t **table);
ngx_int_t ngx_http_statuses_libre_request(ngx_pool_t *pool,
    ngx_http_statuses_translate_t *t, ngx_str_t *key, ngx_str_t *body);
ngx_int_t ngx_http_statuses_libre_answer(ngx_pool_t *pool,
    ngx_http_statuses_translate_t *t, ngx_str_t *body);


#endif /* _NGX_HTTP_STATUSES_TRANSLATE_H_INCLUDED_ */
