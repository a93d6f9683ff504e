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
