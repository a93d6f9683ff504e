/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "entity/entity.h"
#include "pg/row.h"


static void *ngx_http_statuses_render_alloc(void *ctx, size_t size);


ngx_int_t
ngx_http_statuses_render_init(ngx_http_statuses_render_t *rd,
    ngx_http_request_t *r, ngx_uint_t compat, ngx_uint_t schema,
    int64_t viewer, size_t size)
{
    ngx_memzero(rd, sizeof(ngx_http_statuses_render_t));

    rd->pool = r->pool;
    rd->version = ngx_min(compat, schema);
    rd->compat = compat;
    rd->viewer = viewer;
    rd->conf = ngx_http_get_module_srv_conf(r, ngx_http_statuses_module);

    rd->arena.alloc = ngx_http_statuses_render_alloc;
    rd->arena.ctx = r->pool;

    rd->site.local_domain.data = (char *) rd->conf->local_domain.data;
    rd->site.local_domain.len = rd->conf->local_domain.len;
    rd->site.base_url.data = (char *) rd->conf->base_url.data;
    rd->site.base_url.len = rd->conf->base_url.len;
    rd->site.before_4_6 = (compat < NGX_HTTP_STATUSES_4_6);

    if (ngx_http_statuses_json_init(&rd->json, r->pool, size) != NGX_OK) {
        return NGX_ERROR;
    }

    rd->json.html = (compat < NGX_HTTP_STATUSES_4_6);

    return NGX_OK;
}


static void *
ngx_http_statuses_render_alloc(void *ctx, size_t size)
{
    return ngx_palloc(ctx, size);
}


void
ngx_http_statuses_entity_write(ngx_http_statuses_render_t *rd,
    const ngx_http_statuses_field_t *fields, void *entity)
{
    const ngx_http_statuses_field_t  *f;

    for (f = fields; f->key.len; f++) {

        if (f->since > rd->version) {
            continue;
        }

        if (f->when && !f->when(rd, entity)) {
            continue;
        }

        ngx_http_statuses_json_raw(&rd->json, f->key.data, f->key.len);
        f->write(rd, entity, f);
    }

    ngx_http_statuses_json_lit(&rd->json, "}");
}


void
ngx_http_statuses_write_id(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_http_statuses_json_id(&rd->json, &e->col[f->col]);
}


void
ngx_http_statuses_write_string(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_http_statuses_json_string(&rd->json, e->col[f->col].data,
                                  e->col[f->col].len);
}


void
ngx_http_statuses_write_text(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    if (e->col[f->col].data == NULL) {
        ngx_http_statuses_json_lit(&rd->json, "\"\"");
        return;
    }

    ngx_http_statuses_json_string(&rd->json, e->col[f->col].data,
                                  e->col[f->col].len);
}


void
ngx_http_statuses_write_filled(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    if (e->col[f->col].len == 0) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    ngx_http_statuses_json_string(&rd->json, e->col[f->col].data,
                                  e->col[f->col].len);
}


void
ngx_http_statuses_write_bool(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_http_statuses_json_bool(&rd->json,
                                ngx_http_statuses_is_true(&e->col[f->col]));
}


void
ngx_http_statuses_write_nbool(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    if (e->col[f->col].data == NULL) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    ngx_http_statuses_json_bool(&rd->json,
                                ngx_http_statuses_is_true(&e->col[f->col]));
}


void
ngx_http_statuses_write_int(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    if (e->col[f->col].data == NULL) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    ngx_http_statuses_json_raw(&rd->json, e->col[f->col].data,
                               e->col[f->col].len);
}


void
ngx_http_statuses_write_count(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_str_t  *value;

    value = &e->col[f->col];

    if (value->len == 0 || value->data[0] == '-') {
        ngx_http_statuses_json_lit(&rd->json, "0");
        return;
    }

    ngx_http_statuses_json_raw(&rd->json, value->data, value->len);
}


void
ngx_http_statuses_write_time(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_http_statuses_json_time(&rd->json, &e->col[f->col]);
}


void
ngx_http_statuses_write_true(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_json_lit(&rd->json, "true");
}


void
ngx_http_statuses_write_null(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_json_lit(&rd->json, "null");
}


void
ngx_http_statuses_write_empty(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_json_lit(&rd->json, "[]");
}


void
ngx_http_statuses_write_buf(ngx_http_statuses_render_t *rd,
    statuses_buf_t *buf)
{
    if (buf->failed) {
        rd->json.failed = 1;
        return;
    }

    ngx_http_statuses_json_lit(&rd->json, "\"");
    ngx_http_statuses_json_escape(&rd->json, (u_char *) buf->data, buf->len);
    ngx_http_statuses_json_lit(&rd->json, "\"");
}
