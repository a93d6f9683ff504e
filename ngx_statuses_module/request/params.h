/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The parameters of a request (spec/reads.md D8): the query string and a body
 * as a form, multipart or JSON, in one tree.  The query wins over the body.
 */

#ifndef _NGX_HTTP_STATUSES_PARAMS_H_INCLUDED_
#define _NGX_HTTP_STATUSES_PARAMS_H_INCLUDED_


#include <ngx_http_statuses.h>

#include <jansson.h>


/*
 * Stage: reads all of them, and sets in ctx what the operation takes.  The body
 * must have been read.  NGX_HTTP_BAD_REQUEST: malformed percent-encoding,
 * UTF-8, JSON or multipart, or names that contradict each other; 406: a
 * Content-Type that is no media type.
 */
ngx_int_t ngx_http_statuses_params(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);


/*
 * params.c: the text of a scalar; NGX_DECLINED: it is none, or null, or was
 * not sent
 */
ngx_int_t ngx_http_statuses_params_scalar(ngx_http_request_t *r,
    json_t *value, ngx_str_t *text);

/* params.c: nothing but ASCII white space */
ngx_uint_t ngx_http_statuses_params_blank(ngx_str_t *s);

/* params.c: Ruby on Rails' reading of true and false */
ngx_http_statuses_flag_e ngx_http_statuses_params_flag(ngx_http_request_t *r,
    json_t *value);

/* params_post.c: those of a post, as ctx->post */
ngx_int_t ngx_http_statuses_params_post(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root);

/*
 * params_post.c: a NUL that is to be stored, as it is not at the ends; nothing
 * but white space of any script
 */
ngx_uint_t ngx_http_statuses_params_nul(ngx_str_t *text);
ngx_uint_t ngx_http_statuses_params_empty(ngx_str_t *text);

/* params_edit.c: those of an edit, likewise as ctx->post */
ngx_int_t ngx_http_statuses_params_edit(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root);

/*
 * params_once.c: the client's Idempotency-Key, if it sent one, and a digest of
 * what it asks for, as ctx->once; root is NULL if there are no parameters.
 */
ngx_int_t ngx_http_statuses_params_once(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root);

/*
 * params_paging.c: sets ctx->paging by the query alone, for a request whose
 * parameters are not read otherwise.
 */
ngx_int_t ngx_http_statuses_params_paging(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx);

/*
 * params_paging.c: does the request ask for a page (spec/reads.md E1.3)?  A
 * form's parameter goes before that of the query, a blank one, too; form may
 * be NULL.
 */
ngx_int_t ngx_http_statuses_params_pages(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *form);

/* form.c: adds the pairs of a query string or form to root */
ngx_int_t ngx_http_statuses_form_parse(ngx_pool_t *pool, json_t *root,
    u_char *p, u_char *last);

/*
 * form.c: sets one parameter with a name such as a[b][]; one that is too long
 * or has a NUL in it is passed over.
 */
ngx_int_t ngx_http_statuses_form_set(json_t *root, u_char *name, size_t len,
    json_t *value);

/* multipart.c: adds the fields of a multipart/form-data body; files are
 * passed over */
ngx_int_t ngx_http_statuses_multipart_parse(json_t *root,
    ngx_str_t *content_type, u_char *p, u_char *last);


#endif /* _NGX_HTTP_STATUSES_PARAMS_H_INCLUDED_ */
