/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "request/params.h"
#include "request/request.h"
#include "operation/operation.h"


#define NGX_HTTP_STATUSES_MAX_NESTING  100


typedef enum {
    body_none = 0,
    body_form,
    body_multipart,
    body_json
} ngx_http_statuses_body_e;


static ngx_http_statuses_body_e ngx_http_statuses_params_type(
    ngx_http_request_t *r);
static ngx_int_t ngx_http_statuses_params_body(ngx_http_request_t *r,
    ngx_str_t *body);
static ngx_int_t ngx_http_statuses_params_json(json_t *root, ngx_str_t *body);
static void ngx_http_statuses_params_numbers(ngx_str_t *body);
static ngx_uint_t ngx_http_statuses_params_clean(json_t *value,
    ngx_uint_t depth);
static void ngx_http_statuses_params_cleanup(void *data);
static ngx_int_t ngx_http_statuses_params_method(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root);
static ngx_int_t ngx_http_statuses_params_typed(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root);
static ngx_int_t ngx_http_statuses_params_page(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root);
static ngx_int_t ngx_http_statuses_params_key(ngx_http_request_t *r,
    json_t *value, int64_t *key, int64_t all, int64_t nothing);
static ngx_int_t ngx_http_statuses_params_ids(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *list);


/* media types, all lower case, without parameters */

static struct {
    ngx_str_t                 name;
    ngx_http_statuses_body_e  type;
} ngx_http_statuses_body_types[] = {
    { ngx_string("application/x-www-form-urlencoded"), body_form },
    { ngx_string("multipart/form-data"), body_multipart },
    { ngx_string("application/json"), body_json },
    { ngx_string("text/x-json"), body_json },
    { ngx_string("application/jsonrequest"), body_json },
    { ngx_string("application/jrd+json"), body_json },
    { ngx_string("application/activity+json"), body_json },
    { ngx_string("application/ld+json"), body_json },
    { ngx_null_string, body_none }
};


ngx_int_t
ngx_http_statuses_params(ngx_http_request_t *r, ngx_http_statuses_ctx_t *ctx)
{
    json_t                    *root, *query;
    ngx_int_t                  rc;
    ngx_str_t                  body;
    ngx_pool_cleanup_t        *cln;
    ngx_http_statuses_body_e   type;

    if (!ngx_http_statuses_accept_valid(r)) {
        ctx->middleware = 1;
        ctx->error = "Not Acceptable";
        return NGX_HTTP_STATUSES_NOT_ACCEPTABLE;
    }

    type = ctx->body_read ? ngx_http_statuses_params_type(r) : body_none;

    if (type == body_none && r->args.len == 0) {
        return ngx_http_statuses_params_typed(r, ctx, NULL);
    }

    ctx->error = "Bad Request";
    ctx->middleware = 1;

    cln = ngx_pool_cleanup_add(r->pool, 0);
    if (cln == NULL) {
        return NGX_ERROR;
    }

    root = json_object();
    if (root == NULL) {
        return NGX_ERROR;
    }

    cln->handler = ngx_http_statuses_params_cleanup;
    cln->data = root;

    if (type != body_none) {

        if (ngx_http_statuses_params_body(r, &body) != NGX_OK) {
            return NGX_ERROR;
        }

        switch (type) {

        case body_form:
            rc = ngx_http_statuses_form_parse(r->pool, root, body.data,
                                              body.data + body.len);
            break;

        case body_multipart:
            rc = ngx_http_statuses_multipart_parse(root,
                                       &r->headers_in.content_type->value,
                                       body.data, body.data + body.len);
            break;

        default: /* body_json */
            rc = ngx_http_statuses_params_json(root, &body);
            break;
        }

        if (rc != NGX_OK) {

            if (type != body_json) {
                ctx->paging = NGX_HTTP_STATUSES_PAGING_UNKNOWN;
            }

            return rc;
        }
    }

    if (ngx_http_statuses_params_pages(r, ctx, type == body_json ? NULL : root)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (type != body_none) {

        /* a form may name the method; it must do so itself */

        if (type != body_json && r->method == NGX_HTTP_POST) {
            rc = ngx_http_statuses_params_method(r, ctx, root);

            if (rc != NGX_OK) {
                return rc;
            }
        }
    }

    if (ctx->op == NULL) {
        /* no method has made a route of it */
        ctx->error = "Not Found";
        ctx->middleware = 0;
        ctx->decline = NGX_HTTP_STATUSES_FB_UNSUPPORTED;
        return NGX_DECLINED;
    }

    if (r->args.len) {
        query = json_object();
        if (query == NULL) {
            return NGX_ERROR;
        }

        rc = ngx_http_statuses_form_parse(r->pool, query, r->args.data,
                                          r->args.data + r->args.len);

        if (rc == NGX_OK && json_object_update(root, query) != 0) {
            rc = NGX_ERROR;
        }

        json_decref(query);

        if (rc != NGX_OK) {
            return rc;
        }
    }

    ctx->error = NULL;
    ctx->middleware = 0;

    return ngx_http_statuses_params_typed(r, ctx, root);
}


static ngx_int_t
ngx_http_statuses_params_method(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root)
{
    json_t                        *value;
    ngx_int_t                      rc;
    ngx_str_t                      name;
    ngx_uint_t                     method;
    const ngx_http_statuses_op_t  *op;

    value = json_object_get(root, "_method");

    if (value == NULL || json_is_null(value)) {
        return NGX_OK;
    }

    rc = ngx_http_statuses_params_scalar(r, value, &name);

    if (rc == NGX_ERROR) {
        return rc;
    }

    method = (rc == NGX_OK) ? ngx_http_statuses_override_method(&name) : 0;

    if (method == 0) {
        /* a name of no method counts before the header's, all the same */
        method = r->method;
    }

    if (method == ctx->method) {
        return NGX_OK;
    }

    op = ctx->op;

    ctx->op = NULL;
    ctx->method = method;

    rc = ngx_http_statuses_route(r, ctx);

    if (rc == NGX_HTTP_NOT_FOUND) {
        return NGX_OK;
    }

    if (rc == NGX_OK && ctx->op != op) {
        /* another operation: whether it is served is to be seen anew */
        ctx->reroute = 1;
    }

    return rc;
}


static void
ngx_http_statuses_params_cleanup(void *data)
{
    json_decref(data);
}


static ngx_http_statuses_body_e
ngx_http_statuses_params_type(ngx_http_request_t *r)
{
    size_t            len;
    ngx_str_t        *value;
    ngx_uint_t        i;
    ngx_table_elt_t  *h;

    h = r->headers_in.content_type;

    /* only a POST without a type is read as a form */

    if (h == NULL || h->value.len == 0) {
        return (r->method == NGX_HTTP_POST) ? body_form : body_none;
    }

    value = &h->value;

    for (len = 0; len < value->len; len++) {
        if (value->data[len] == ';' || value->data[len] == ','
            || value->data[len] == ' ')
        {
            break;
        }
    }

    for (i = 0; ngx_http_statuses_body_types[i].name.len; i++) {
        if (ngx_http_statuses_body_types[i].name.len == len
            && ngx_strncasecmp(ngx_http_statuses_body_types[i].name.data,
                               value->data, len)
               == 0)
        {
            return ngx_http_statuses_body_types[i].type;
        }
    }

    return body_none;
}


/* the whole body in one piece */

static ngx_int_t
ngx_http_statuses_params_body(ngx_http_request_t *r, ngx_str_t *body)
{
    off_t         rest;
    u_char       *p;
    size_t        len, n;
    ssize_t       size;
    ngx_buf_t    *b;
    ngx_chain_t  *cl;

    ngx_str_null(body);

    if (r->request_body == NULL) {
        return NGX_OK;
    }

    len = 0;

    for (cl = r->request_body->bufs; cl; cl = cl->next) {
        len += ngx_buf_size(cl->buf);
    }

    p = ngx_pnalloc(r->pool, len + 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    body->data = p;

    for (cl = r->request_body->bufs; cl; cl = cl->next) {
        b = cl->buf;

        if (ngx_buf_in_memory(b)) {
            p = ngx_cpymem(p, b->pos, b->last - b->pos);
            continue;
        }

        if (!b->in_file) {
            continue;
        }

        for (rest = b->file_pos; rest < b->file_last; rest += size) {
            n = (size_t) (b->file_last - rest);
            size = ngx_read_file(b->file, p, n, rest);

            if (size == NGX_ERROR || size == 0) {
                return NGX_ERROR;
            }

            p += size;
        }
    }

    body->len = p - body->data;

    return NGX_OK;
}


static ngx_int_t
ngx_http_statuses_params_json(json_t *root, ngx_str_t *body)
{
    size_t   i;
    json_t  *doc;

    for (i = 0; i < body->len; i++) {
        if (body->data[i] != ' ' && body->data[i] != CR
            && body->data[i] != LF && body->data[i] != '\t')
        {
            break;
        }
    }

    if (i == body->len) {
        return NGX_OK;
    }

    ngx_http_statuses_params_numbers(body);

    doc = json_loadb((char *) body->data, body->len,
                     JSON_DECODE_ANY|JSON_ALLOW_NUL, NULL);
    if (doc == NULL) {
        return NGX_HTTP_BAD_REQUEST;
    }

    if (!ngx_http_statuses_params_clean(doc, 0)) {
        json_decref(doc);
        return NGX_HTTP_BAD_REQUEST;
    }

    /* anything but an object has no names, and so no parameters */

    if (json_is_object(doc) && json_object_update(root, doc) != 0) {
        json_decref(doc);
        return NGX_ERROR;
    }

    json_decref(doc);

    return NGX_OK;
}


/*
 * An integer beyond 64 bits is one that no row has, and becomes 0; the parser
 * would refuse all of the body.
 */

static void
ngx_http_statuses_params_numbers(ngx_str_t *body)
{
    u_char   *p, *last, *number;
    int64_t   n;

    last = body->data + body->len;

    for (p = body->data; p < last; p++) {

        if (*p == '"') {

            for (p++; p < last && *p != '"'; p++) {
                if (*p == '\\' && last - p > 1) {
                    p++;
                }
            }

            continue;
        }

        if (*p != '-' && (*p < '0' || *p > '9')) {
            continue;
        }

        number = p++;

        while (p < last && *p >= '0' && *p <= '9') {
            p++;
        }

        if ((p == last || (*p != '.' && (*p | 0x20) != 'e'))
            && ngx_http_statuses_route_number(number, p - number, &n)
               == NGX_ERROR)
        {
            ngx_memset(number, ' ', p - number);
            *number = '0';
        }

        p--;
    }
}


/* removes nulls from arrays; 0: nested too deeply */

static ngx_uint_t
ngx_http_statuses_params_clean(json_t *value, ngx_uint_t depth)
{
    size_t       i;
    json_t      *item;
    const char  *key;

    if (depth == NGX_HTTP_STATUSES_MAX_NESTING
        && (json_is_array(value) || json_is_object(value)))
    {
        return 0;
    }

    if (json_is_array(value)) {

        for (i = 0; i < json_array_size(value); /* void */ ) {
            item = json_array_get(value, i);

            if (json_is_null(item)) {
                json_array_remove(value, i);
                continue;
            }

            if (!ngx_http_statuses_params_clean(item, depth + 1)) {
                return 0;
            }

            i++;
        }

        return 1;
    }

    json_object_foreach(value, key, item) {
        if (!ngx_http_statuses_params_clean(item, depth + 1)) {
            return 0;
        }
    }

    return 1;
}


static ngx_int_t
ngx_http_statuses_params_typed(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root)
{
    json_t           *value;
    ngx_int_t         rc;
    ngx_str_t         name;
    ngx_uint_t        i;
    ngx_table_elt_t  *h;

    static char  *tokens[] = { "access_token", "bearer_token" };

    for (i = 0; i < 2; i++) {
        rc = ngx_http_statuses_params_scalar(r,
                                             json_object_get(root, tokens[i]),
                                             &ctx->token_param);
        if (rc == NGX_ERROR) {
            return NGX_ERROR;
        }

        if (rc == NGX_OK && !ngx_http_statuses_params_blank(&ctx->token_param))
        {
            break;
        }

        ngx_str_null(&ctx->token_param);
    }

    if ((ctx->op->group & (NGX_HTTP_STATUSES_OP_FAVOURITED_BY
                           |NGX_HTTP_STATUSES_OP_REBLOGGED_BY
                           |NGX_HTTP_STATUSES_OP_QUOTES))
        || ctx->op->plan == ngx_http_statuses_scheduled_list_plan)
    {
        return ngx_http_statuses_params_page(r, ctx, root);
    }

    if (ctx->op->group == NGX_HTTP_STATUSES_OP_BATCH) {
        return ngx_http_statuses_params_ids(r, ctx,
                                            json_object_get(root, "id"));
    }

    if (ctx->op->group == NGX_HTTP_STATUSES_OP_TRANSLATE) {
        ngx_str_set(&name, "Accept-Language");
        h = ngx_http_statuses_header_in(r, &name);

        if (h) {
            ctx->accept_language = h->value;
        }

        return ngx_http_statuses_params_scalar(r,
                                               json_object_get(root, "lang"),
                                               &ctx->lang)
               == NGX_ERROR ? NGX_ERROR : NGX_OK;
    }

    if (ngx_http_statuses_params_once(r, ctx, root) != NGX_OK) {
        return NGX_ERROR;
    }

    if (ctx->op->group == NGX_HTTP_STATUSES_OP_CREATE) {
        return ngx_http_statuses_params_post(r, ctx, root);
    }

    if (ctx->op->group == NGX_HTTP_STATUSES_OP_EDIT) {
        return ngx_http_statuses_params_edit(r, ctx, root);
    }

    if (ctx->op->group == NGX_HTTP_STATUSES_OP_REBLOG
        && ngx_http_statuses_params_scalar(r,
                                           json_object_get(root, "visibility"),
                                           &ctx->visibility)
           == NGX_ERROR)
    {
        return NGX_ERROR;
    }

    if (ctx->op->plan == ngx_http_statuses_scheduled_update_plan) {
        value = json_object_get(root, "scheduled_at");

        ctx->rescheduled = value && !json_is_object(value)
                           && !json_is_array(value);

        return ngx_http_statuses_params_scalar(r, value, &ctx->scheduled_at)
               == NGX_ERROR ? NGX_ERROR : NGX_OK;
    }

    if (ctx->op->group == NGX_HTTP_STATUSES_OP_DELETE) {
        ctx->delete_media = (ngx_http_statuses_params_flag(r,
                                      json_object_get(root, "delete_media"))
                             == ngx_http_statuses_flag_true);
        return NGX_OK;
    }

    if (ctx->op->group == NGX_HTTP_STATUSES_OP_POLICY
        && ngx_http_statuses_params_scalar(r,
                               json_object_get(root, "quote_approval_policy"),
                               &ctx->quote_policy)
           == NGX_ERROR)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


/* spec/reads.md C5 */

static ngx_int_t
ngx_http_statuses_params_page(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *root)
{
    int64_t                    n, most, usual;
    json_t                    *limit;
    ngx_int_t                  rc;
    ngx_http_statuses_page_t  *page;

    page = &ctx->page;

    if (ctx->op->group & (NGX_HTTP_STATUSES_OP_QUOTES
                          |NGX_HTTP_STATUSES_OP_SCHEDULED))
    {
        usual = 20;
        most = 40;

    } else {
        usual = 40;
        most = 80;
    }

    page->limit = usual;
    limit = json_object_get(root, "limit");

    if (limit && !json_is_boolean(limit)) {
        rc = ngx_http_statuses_params_scalar(r, limit, &page->limit_text);

        if (rc == NGX_ERROR) {
            return NGX_ERROR;
        }

        if (rc == NGX_OK) {
            rc = ngx_http_statuses_route_number(page->limit_text.data,
                                                page->limit_text.len, &n);

            /* what is too large for a number is large, of either sign */

            if (rc == NGX_OK) {
                n = (n < -most) ? most : ngx_abs(n);

            } else {
                n = (rc == NGX_ERROR) ? most : 0;
            }

            if (n) {
                page->limit = ngx_min(n, most);
            }
        }
    }

    if (ngx_http_statuses_params_key(r, json_object_get(root, "max_id"),
                                     &page->max_id, INT64_MAX, INT64_MIN)
        != NGX_OK
        || ngx_http_statuses_params_key(r, json_object_get(root, "since_id"),
                                        &page->since_id, INT64_MIN, INT64_MAX)
           != NGX_OK
        || ngx_http_statuses_params_key(r, json_object_get(root, "min_id"),
                                        &page->min_id, INT64_MIN, INT64_MAX)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    ctx->upwards = (page->min_id != INT64_MIN);

    return NGX_OK;
}


/* absent or blank: all; no number, or none that a key can be: nothing */

static ngx_int_t
ngx_http_statuses_params_key(ngx_http_request_t *r, json_t *value,
    int64_t *key, int64_t all, int64_t nothing)
{
    ngx_int_t  rc;
    ngx_str_t  text;

    *key = all;

    if (value == NULL || json_is_null(value)) {
        return NGX_OK;
    }

    rc = ngx_http_statuses_params_scalar(r, value, &text);

    if (rc == NGX_ERROR) {
        return NGX_ERROR;
    }

    if (rc == NGX_OK) {
        if (ngx_http_statuses_params_blank(&text)) {
            return NGX_OK;
        }

        rc = ngx_http_statuses_route_number(text.data, text.len, key);
    }

    if (rc != NGX_OK) {
        *key = nothing;
    }

    return NGX_OK;
}


/* a list of scalars, of which equal ones count once (spec/reads.md C1) */

static ngx_int_t
ngx_http_statuses_params_ids(ngx_http_request_t *r,
    ngx_http_statuses_ctx_t *ctx, json_t *list)
{
    size_t      i;
    json_t     *item;
    ngx_int_t   rc;
    ngx_str_t   seen[NGX_HTTP_STATUSES_BATCH_MAX + 1], *value;
    ngx_uint_t  k, n;

    if (!json_is_array(list)) {
        return NGX_OK;
    }

    json_array_foreach(list, i, item) {
        if (json_is_object(item) || json_is_array(item)) {
            return NGX_OK;
        }
    }

    ctx->ids = ngx_palloc(r->pool, (NGX_HTTP_STATUSES_BATCH_MAX + 1)
                                   * sizeof(int64_t));
    if (ctx->ids == NULL) {
        return NGX_ERROR;
    }

    n = 0;

    json_array_foreach(list, i, item) {

        value = &seen[n];
        rc = ngx_http_statuses_params_scalar(r, item, value);

        if (rc == NGX_ERROR) {
            return NGX_ERROR;
        }

        if (rc != NGX_OK) {
            continue;
        }

        for (k = 0; k < n; k++) {
            if (seen[k].len == value->len
                && ngx_memcmp(seen[k].data, value->data, value->len) == 0)
            {
                break;
            }
        }

        if (k < n) {
            continue;
        }

        ctx->ids[n++] = ngx_http_statuses_route_int(value->data, value->len);

        if (n > NGX_HTTP_STATUSES_BATCH_MAX) {
            break;
        }
    }

    ctx->nids = n;

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_params_scalar(ngx_http_request_t *r, json_t *value,
    ngx_str_t *text)
{
    u_char   *p;
    int64_t   n;

    switch (value ? json_typeof(value) : JSON_NULL) {

    case JSON_STRING:
        text->data = (u_char *) json_string_value(value);
        text->len = json_string_length(value);
        return NGX_OK;

    case JSON_INTEGER:
        p = ngx_pnalloc(r->pool, NGX_INT64_LEN);
        if (p == NULL) {
            return NGX_ERROR;
        }

        n = json_integer_value(value);

        text->data = p;
        text->len = ngx_http_statuses_print(p, n) - p;
        return NGX_OK;

    case JSON_REAL:
        p = ngx_pnalloc(r->pool, 64);
        if (p == NULL) {
            return NGX_ERROR;
        }

        text->data = p;
        text->len = snprintf((char *) p, 64, "%.17g", json_real_value(value));
        text->len = ngx_min(text->len, 63);
        return NGX_OK;

    case JSON_TRUE:
        ngx_str_set(text, "true");
        return NGX_OK;

    case JSON_FALSE:
        ngx_str_set(text, "false");
        return NGX_OK;

    default:
        return NGX_DECLINED;
    }
}


ngx_uint_t
ngx_http_statuses_params_blank(ngx_str_t *s)
{
    size_t  i;

    for (i = 0; i < s->len; i++) {
        if (s->data[i] != ' ' && (s->data[i] < '\t' || s->data[i] > '\r')) {
            return 0;
        }
    }

    return 1;
}


/* Ruby on Rails' reading of true and false */

ngx_http_statuses_flag_e
ngx_http_statuses_params_flag(ngx_http_request_t *r, json_t *value)
{
    ngx_str_t    text;
    ngx_uint_t   i;

    static char  *no[] = { "0", "f", "F", "false", "FALSE", "off", "OFF" };

    if (ngx_http_statuses_params_scalar(r, value, &text) != NGX_OK
        || text.len == 0)
    {
        return ngx_http_statuses_flag_unset;
    }

    for (i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        if (text.len == ngx_strlen(no[i])
            && ngx_memcmp(text.data, no[i], text.len) == 0)
        {
            return ngx_http_statuses_flag_false;
        }
    }

    return ngx_http_statuses_flag_true;
}
