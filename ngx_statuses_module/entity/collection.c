/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Collection (spec/entities.md 11).
 */

#include "entity/entity.h"
#include "pg/row.h"
#include "text/sanitize.h"


/* elements of the column "items" */

enum {
    item_id = 0,
    item_state,
    item_created_at,
    item_account_id,
    item_n
};


static ngx_uint_t
ngx_http_statuses_collection_local(ngx_http_statuses_entity_t *e)
{
    return ngx_http_statuses_is_true(&e->col[STATUSES_COLLECTIONS_LOCAL]);
}


static void
ngx_http_statuses_collection_uri(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_str_t                 *id, *owner;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    if (!ngx_http_statuses_collection_local(e)) {
        ngx_http_statuses_write_string(rd, entity, f);
        return;
    }

    id = &e->col[STATUSES_COLLECTIONS_ID];
    owner = &e->col[STATUSES_COLLECTIONS_ACCOUNT_ID];

    ngx_http_statuses_json_lit(j, "\"");
    ngx_http_statuses_json_raw(j, rd->conf->base_url.data,
                               rd->conf->base_url.len);
    ngx_http_statuses_json_lit(j, "/ap/users/");
    ngx_http_statuses_json_raw(j, owner->data, owner->len);
    ngx_http_statuses_json_lit(j, "/collections/");
    ngx_http_statuses_json_raw(j, id->data, id->len);
    ngx_http_statuses_json_lit(j, "\"");
}


static void
ngx_http_statuses_collection_url(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_str_t                 *id;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    if (!ngx_http_statuses_collection_local(e)) {
        if (ngx_http_statuses_url_is_http(&e->col[f->col])) {
            ngx_http_statuses_write_string(rd, entity, f);

        } else {
            ngx_http_statuses_json_lit(j, "null");
        }

        return;
    }

    id = &e->col[STATUSES_COLLECTIONS_ID];

    ngx_http_statuses_json_lit(j, "\"");
    ngx_http_statuses_json_raw(j, rd->conf->base_url.data,
                               rd->conf->base_url.len);
    ngx_http_statuses_json_lit(j, "/collections/");
    ngx_http_statuses_json_raw(j, id->data, id->len);
    ngx_http_statuses_json_lit(j, "\"");
}


static void
ngx_http_statuses_collection_description(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_str_t       *html;
    statuses_buf_t   buf;
    statuses_str_t   text;

    if (ngx_http_statuses_collection_local(e)) {
        ngx_http_statuses_write_string(rd, entity, f);
        return;
    }

    html = &e->col[STATUSES_COLLECTIONS_DESCRIPTION_HTML];

    if (html->data == NULL) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    text.data = (char *) html->data;
    text.len = html->len;

    statuses_buf_init(&buf, &rd->arena, html->len + 64);
    statuses_sanitize(&buf, text, 0);

    ngx_http_statuses_write_buf(rd, &buf);
}


static ngx_uint_t
ngx_http_statuses_collection_items(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_entity_t *e, ngx_array_t *items)
{
    ngx_uint_t  width;

    if (ngx_http_statuses_row_array(rd->pool,
                                    &e->col[STATUSES_COLLECTIONS_ITEMS],
                                    items, &width)
        != NGX_OK)
    {
        rd->json.failed = 1;
        return 0;
    }

    return items->nelts / item_n;
}


static void
ngx_http_statuses_collection_count(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_array_t  items;

    ngx_http_statuses_json_int(&rd->json,
                      ngx_http_statuses_collection_items(rd, entity, &items));
}


static void
ngx_http_statuses_collection_tag(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_str_t                 *name;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;
    name = &e->col[f->col];

    if (name->data == NULL) {
        ngx_http_statuses_json_lit(j, "null");
        return;
    }

    ngx_http_statuses_json_lit(j, "{\"name\":");
    ngx_http_statuses_json_string(j, name->data, name->len);
    ngx_http_statuses_json_lit(j, ",\"url\":\"");
    ngx_http_statuses_url_tag(rd, name);
    ngx_http_statuses_json_lit(j, "\"}");
}


static void
ngx_http_statuses_collection_write_items(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_str_t                 *v;
    ngx_uint_t                 i, n;
    ngx_array_t                items;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;
    n = ngx_http_statuses_collection_items(rd, entity, &items);
    v = items.elts;

    ngx_http_statuses_json_lit(j, "[");

    for (i = 0; i < n; i++, v += item_n) {
        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_lit(j, "{\"id\":");
        ngx_http_statuses_json_id(j, &v[item_id]);

        if (ngx_http_statuses_row_int(&v[item_state], 0) == 0) {
            ngx_http_statuses_json_lit(j, ",\"state\":\"pending\"");

        } else {
            ngx_http_statuses_json_lit(j, ",\"state\":\"accepted\"");
        }

        ngx_http_statuses_json_lit(j, ",\"created_at\":");
        ngx_http_statuses_json_time(j, &v[item_created_at]);
        ngx_http_statuses_json_lit(j, ",\"account_id\":");
        ngx_http_statuses_json_id(j, &v[item_account_id]);
        ngx_http_statuses_json_lit(j, "}");
    }

    ngx_http_statuses_json_lit(j, "]");
}


static const ngx_http_statuses_field_t
    ngx_http_statuses_collection_fields[] =
{
    { ngx_http_statuses_first("id"),
      ngx_http_statuses_write_id,
      STATUSES_COLLECTIONS_ID, 0, NULL },

    { ngx_http_statuses_key("uri"),
      ngx_http_statuses_collection_uri,
      STATUSES_COLLECTIONS_URI, 0, NULL },

    { ngx_http_statuses_key("name"),
      ngx_http_statuses_write_text,
      STATUSES_COLLECTIONS_NAME, 0, NULL },

    { ngx_http_statuses_key("description"),
      ngx_http_statuses_collection_description,
      STATUSES_COLLECTIONS_DESCRIPTION, 0, NULL },

    { ngx_http_statuses_key("language"),
      ngx_http_statuses_write_string,
      STATUSES_COLLECTIONS_LANGUAGE, 0, NULL },

    { ngx_http_statuses_key("account_id"),
      ngx_http_statuses_write_id,
      STATUSES_COLLECTIONS_ACCOUNT_ID, 0, NULL },

    { ngx_http_statuses_key("local"),
      ngx_http_statuses_write_bool,
      STATUSES_COLLECTIONS_LOCAL, 0, NULL },

    { ngx_http_statuses_key("sensitive"),
      ngx_http_statuses_write_bool,
      STATUSES_COLLECTIONS_SENSITIVE, 0, NULL },

    { ngx_http_statuses_key("discoverable"),
      ngx_http_statuses_write_bool,
      STATUSES_COLLECTIONS_DISCOVERABLE, 0, NULL },

    { ngx_http_statuses_key("url"),
      ngx_http_statuses_collection_url,
      STATUSES_COLLECTIONS_URL, 0, NULL },

    { ngx_http_statuses_key("item_count"),
      ngx_http_statuses_collection_count,
      STATUSES_COLLECTIONS_ITEMS, 0, NULL },

    { ngx_http_statuses_key("created_at"),
      ngx_http_statuses_write_time,
      STATUSES_COLLECTIONS_CREATED_AT, 0, NULL },

    { ngx_http_statuses_key("updated_at"),
      ngx_http_statuses_write_time,
      STATUSES_COLLECTIONS_UPDATED_AT, 0, NULL },

    { ngx_http_statuses_key("tag"),
      ngx_http_statuses_collection_tag,
      STATUSES_COLLECTIONS_TAG, 0, NULL },

    { ngx_http_statuses_key("items"),
      ngx_http_statuses_collection_write_items,
      STATUSES_COLLECTIONS_ITEMS, 0, NULL },

    ngx_http_statuses_end
};


void
ngx_http_statuses_collection_write(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t                   *id, *of;
    ngx_uint_t                   i, shown;
    ngx_http_statuses_entity_t   e;

    id = &st->col[STATUSES_STATUS_ID];
    shown = 0;

    ngx_http_statuses_json_lit(&rd->json, "[");

    for (i = 0; i < rd->ncollections; i++) {
        of = &rd->collections[i][STATUSES_COLLECTIONS_STATUS_ID];

        if (of->len != id->len || ngx_memcmp(of->data, id->data, id->len)) {
            continue;
        }

        if (shown++) {
            ngx_http_statuses_json_lit(&rd->json, ",");
        }

        e.col = rd->collections[i];
        ngx_http_statuses_entity_write(rd, ngx_http_statuses_collection_fields,
                                       &e);
    }

    ngx_http_statuses_json_lit(&rd->json, "]");
}
