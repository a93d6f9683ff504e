/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "request/params.h"
#include "request/request.h"
#include "operation/operation.h"
#include "operation/once.h"

#include <openssl/evp.h>


static ngx_int_t ngx_http_statuses_params_hash(ngx_http_statuses_ctx_t *ctx,
    json_t *root, EVP_MD_CTX *md, char *hex);
static int ngx_http_statuses_params_update(const char *data, size_t size,
    void *md);
static ngx_int_t ngx_http_statuses_params_hex(EVP_MD_CTX *md, char *hex);


static ngx_str_t  ngx_http_statuses_params_once_header =
    ngx_string("Idempotency-Key");


ngx_int_t
ngx_http_statuses_params_once(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root)
{
    ngx_int_t                      rc;
    EVP_MD_CTX                    *md;
    ngx_table_elt_t               *h;
    ngx_http_statuses_once_t      *once;
    ngx_http_statuses_loc_conf_t  *slcf;

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (!slcf->idempotency || (ctx->op->methods & NGX_HTTP_STATUSES_READS)) {
        return NGX_OK;
    }

    h = ngx_http_statuses_header_in(r, &ngx_http_statuses_params_once_header);

    if (h == NULL || ngx_http_statuses_params_blank(&h->value)) {
        return NGX_OK;
    }

    once = ngx_pcalloc(r->pool, sizeof(ngx_http_statuses_once_t));
    if (once == NULL) {
        return NGX_ERROR;
    }

    once->value = h->value;

    md = EVP_MD_CTX_new();
    if (md == NULL) {
        return NGX_ERROR;
    }

    rc = NGX_ERROR;

    if (EVP_DigestInit_ex(md, EVP_sha256(), NULL)
        && EVP_DigestUpdate(md, h->value.data, h->value.len)
        && ngx_http_statuses_params_hex(md, once->key) == NGX_OK)
    {
        rc = ngx_http_statuses_params_hash(ctx, root, md, once->digest);
    }

    EVP_MD_CTX_free(md);

    ctx->once = once;

    return rc;
}


/*
 * The operation, the ids of its path, and all parameters in the order of their
 * names: not the bytes of the body, where a client that tries again may choose
 * another boundary or order.
 */

static ngx_int_t
ngx_http_statuses_params_hash(ngx_http_statuses_ctx_t *ctx, json_t *root,
    EVP_MD_CTX *md, char *hex)
{
    json_t     *params;
    ngx_int_t   rc;

    params = root ? json_copy(root) : json_object();
    if (params == NULL) {
        return NGX_ERROR;
    }

    json_object_del(params, "access_token");
    json_object_del(params, "bearer_token");

    rc = NGX_ERROR;

    if (EVP_DigestInit_ex(md, EVP_sha256(), NULL)
        && EVP_DigestUpdate(md, ctx->op->name.data, ctx->op->name.len)
        && EVP_DigestUpdate(md, ctx->id, sizeof(ctx->id))
        && json_dump_callback(params, ngx_http_statuses_params_update, md,
                              JSON_COMPACT|JSON_SORT_KEYS)
           == 0)
    {
        rc = ngx_http_statuses_params_hex(md, hex);
    }

    json_decref(params);

    return rc;
}


static int
ngx_http_statuses_params_update(const char *data, size_t size, void *md)
{
    return EVP_DigestUpdate(md, data, size) ? 0 : -1;
}


static ngx_int_t
ngx_http_statuses_params_hex(EVP_MD_CTX *md, char *hex)
{
    u_char    digest[NGX_HTTP_STATUSES_ONCE_LEN];
    unsigned  len;

    if (!EVP_DigestFinal_ex(md, digest, &len)
        || len != NGX_HTTP_STATUSES_ONCE_LEN)
    {
        return NGX_ERROR;
    }

    *ngx_hex_dump((u_char *) hex, digest, len) = '\0';

    return NGX_OK;
}
