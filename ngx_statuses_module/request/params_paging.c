/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "request/params.h"


static ngx_uint_t ngx_http_statuses_params_may_page(u_char *p, u_char *last);


ngx_int_t
ngx_http_statuses_params_paging(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx)
{
    return ctx->paging ? NGX_OK : ngx_http_statuses_params_pages(r, ctx, NULL);
}


ngx_int_t
ngx_http_statuses_params_pages(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *form)
{
    u_char                        *p, *last;
    json_t                        *query, *value;
    ngx_int_t                      rc;
    ngx_str_t                      text;
    ngx_uint_t                     i;
    ngx_http_statuses_loc_conf_t  *slcf;

    static char  *names[] = { "page", "min_id", "max_id", "since_id" };

    slcf = ngx_http_get_module_loc_conf(r, ngx_http_statuses_module);

    if (slcf->limits == NULL) {
        return NGX_OK;
    }

    query = NULL;
    rc = NGX_OK;

    p = r->args.data;
    last = p + r->args.len;

    if (ngx_http_statuses_params_may_page(p, last)) {
        query = json_object();
        if (query == NULL) {
            return NGX_ERROR;
        }

        rc = ngx_http_statuses_form_parse(r->pool, query, p, last);
    }

    if (rc == NGX_HTTP_BAD_REQUEST) {
        ctx->paging = NGX_HTTP_STATUSES_PAGING_UNKNOWN;
        rc = NGX_OK;
        goto done;
    }

    if (query == NULL && json_object_size(form) == 0) {
        return NGX_OK;
    }

    for (i = 0; rc == NGX_OK && i < 4; i++) {
        value = json_object_get(form, names[i]);

        if (value == NULL) {
            value = json_object_get(query, names[i]);
        }

        if (json_is_array(value) || json_is_object(value)) {
            ctx->paging = NGX_HTTP_STATUSES_PAGING;
            break;
        }

        rc = ngx_http_statuses_params_scalar(r, value, &text);

        if (rc == NGX_OK && !ngx_http_statuses_params_blank(&text)) {
            ctx->paging = NGX_HTTP_STATUSES_PAGING;
            break;
        }

        if (rc == NGX_DECLINED) {
            rc = NGX_OK;
        }
    }

done:

    json_decref(query);

    return rc;
}


/* most queries have none of the names, nor anything that cannot be read */

static ngx_uint_t
ngx_http_statuses_params_may_page(u_char *p, u_char *last)
{
    for ( /* void */ ; p < last; p++) {

        switch (*p) {

        case '%':
            return 1;

        case 'p':
            if (last - p >= 4 && ngx_memcmp(p, "page", 4) == 0) {
                return 1;
            }

            break;

        case '_':
            if (last - p >= 3 && p[1] == 'i' && p[2] == 'd') {
                return 1;
            }

            break;
        }
    }

    return 0;
}
