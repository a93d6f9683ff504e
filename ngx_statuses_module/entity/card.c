/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * PreviewCard (spec/entities.md 8).
 */

#include "entity/entity.h"
#include "pg/row.h"
#include "text/sanitize.h"


/* elements of the column "card" */

enum {
    card_url = 0,
    card_title,
    card_description,
    card_language,
    card_type,
    card_author_name,
    card_author_url,
    card_provider_name,
    card_provider_url,
    card_html,
    card_width,
    card_height,
    card_id,
    card_image_file_name,
    card_image_schema_version,
    card_image_description,
    card_embed_url,
    card_blurhash,
    card_published_at,
    card_author_account_id,
    card_unverified_author_account_id,
    card_n
};


static void
ngx_http_statuses_card_write_type(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    int64_t            n;

    static ngx_str_t   names[] = {
        ngx_string("\"link\""),
        ngx_string("\"photo\""),
        ngx_string("\"video\""),
        ngx_string("\"rich\"")
    };

    n = ngx_http_statuses_row_int(&e->col[card_type], 0);

    if (n < 0 || n > 3) {
        n = 0;
    }

    ngx_http_statuses_json_raw(&rd->json, names[n].data, names[n].len);
}


static void
ngx_http_statuses_card_write_html(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    statuses_buf_t  buf;
    statuses_str_t  html;

    html.data = (char *) e->col[card_html].data;
    html.len = e->col[card_html].len;

    if (html.len == 0) {
        ngx_http_statuses_json_lit(&rd->json, "\"\"");
        return;
    }

    statuses_buf_init(&buf, &rd->arena, html.len + 128);
    statuses_sanitize_embed(&buf, html);

    ngx_http_statuses_write_buf(rd, &buf);
}


static void
ngx_http_statuses_card_image(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_str_t  *card;

    card = e->col;

    if (card[card_image_file_name].len == 0) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    ngx_http_statuses_json_lit(&rd->json, "\"");
    ngx_http_statuses_url_file(rd, "preview_cards/images", &card[card_id],
          "original", &card[card_image_file_name],
          ngx_http_statuses_row_int(&card[card_image_schema_version], 0) >= 1,
          NULL);
    ngx_http_statuses_json_lit(&rd->json, "\"");
}


static ngx_uint_t
ngx_http_statuses_card_when_viewer(ngx_http_statuses_render_t *rd,
    void *entity)
{
    return rd->viewer != 0;
}


static void
ngx_http_statuses_card_attribution(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    int64_t  id;

    id = ngx_http_statuses_row_int(
                             &e->col[card_unverified_author_account_id], 0);

    ngx_http_statuses_json_bool(&rd->json, id == rd->viewer);
}


static void
ngx_http_statuses_card_authors(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_str_t                    *card;
    ngx_http_statuses_json_t     *j;
    ngx_http_statuses_account_t  *author;

    card = e->col;
    j = &rd->json;

    if (card[card_author_name].len == 0 && card[card_author_url].len == 0
        && card[card_author_account_id].data == NULL)
    {
        ngx_http_statuses_json_lit(j, "[]");
        return;
    }

    ngx_http_statuses_json_lit(j, "[{\"name\":");
    ngx_http_statuses_json_string(j, card[card_author_name].data,
                                  card[card_author_name].len);
    ngx_http_statuses_json_lit(j, ",\"url\":");
    ngx_http_statuses_json_string(j, card[card_author_url].data,
                                  card[card_author_url].len);
    ngx_http_statuses_json_lit(j, ",\"account\":");

    author = NULL;

    if (card[card_author_account_id].data) {
        author = ngx_http_statuses_account_find(rd,
                                              &card[card_author_account_id]);
    }

    if (author) {
        ngx_http_statuses_account_write(rd, author);

    } else {
        ngx_http_statuses_json_lit(j, "null");
    }

    ngx_http_statuses_json_lit(j, "}]");
}


static const ngx_http_statuses_field_t  ngx_http_statuses_card_fields[] = {

    { ngx_http_statuses_first("url"),
      ngx_http_statuses_write_text,
      card_url, 0, NULL },

    { ngx_http_statuses_key("title"),
      ngx_http_statuses_write_text,
      card_title, 0, NULL },

    { ngx_http_statuses_key("description"),
      ngx_http_statuses_write_text,
      card_description, 0, NULL },

    { ngx_http_statuses_key("language"),
      ngx_http_statuses_write_string,
      card_language, 0, NULL },

    { ngx_http_statuses_key("type"),
      ngx_http_statuses_card_write_type,
      card_type, 0, NULL },

    { ngx_http_statuses_key("author_name"),
      ngx_http_statuses_write_text,
      card_author_name, 0, NULL },

    { ngx_http_statuses_key("author_url"),
      ngx_http_statuses_write_text,
      card_author_url, 0, NULL },

    { ngx_http_statuses_key("provider_name"),
      ngx_http_statuses_write_text,
      card_provider_name, 0, NULL },

    { ngx_http_statuses_key("provider_url"),
      ngx_http_statuses_write_text,
      card_provider_url, 0, NULL },

    { ngx_http_statuses_key("html"),
      ngx_http_statuses_card_write_html,
      card_html, 0, NULL },

    { ngx_http_statuses_key("width"),
      ngx_http_statuses_write_int,
      card_width, 0, NULL },

    { ngx_http_statuses_key("height"),
      ngx_http_statuses_write_int,
      card_height, 0, NULL },

    { ngx_http_statuses_key("image"),
      ngx_http_statuses_card_image,
      card_image_file_name, 0, NULL },

    { ngx_http_statuses_key("image_description"),
      ngx_http_statuses_write_text,
      card_image_description, 0, NULL },

    { ngx_http_statuses_key("embed_url"),
      ngx_http_statuses_write_text,
      card_embed_url, 0, NULL },

    { ngx_http_statuses_key("blurhash"),
      ngx_http_statuses_write_string,
      card_blurhash, 0, NULL },

    { ngx_http_statuses_key("published_at"),
      ngx_http_statuses_write_time,
      card_published_at, 0, NULL },

    { ngx_http_statuses_key("missing_attribution"),
      ngx_http_statuses_card_attribution,
      card_unverified_author_account_id, NGX_HTTP_STATUSES_4_6,
      ngx_http_statuses_card_when_viewer },

    { ngx_http_statuses_key("authors"),
      ngx_http_statuses_card_authors,
      card_author_name, 0, NULL },

    ngx_http_statuses_end
};


void
ngx_http_statuses_card_write(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_uint_t                  width;
    ngx_array_t                 card;
    ngx_http_statuses_entity_t  e;

    if (st->col[f->col].len == 0) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    if (ngx_http_statuses_row_array(rd->pool, &st->col[f->col], &card, &width)
        != NGX_OK
        || card.nelts != card_n)
    {
        rd->json.failed = 1;
        return;
    }

    e.col = card.elts;
    ngx_http_statuses_entity_write(rd, ngx_http_statuses_card_fields, &e);
}


/* spec/reads.md C9 */

static const ngx_http_statuses_field_t  ngx_http_statuses_card_old_fields[] = {

    { ngx_http_statuses_first("url"),
      ngx_http_statuses_write_text,
      card_url, 0, NULL },

    { ngx_http_statuses_key("title"),
      ngx_http_statuses_write_text,
      card_title, 0, NULL },

    { ngx_http_statuses_key("description"),
      ngx_http_statuses_write_text,
      card_description, 0, NULL },

    { ngx_http_statuses_key("type"),
      ngx_http_statuses_card_write_type,
      card_type, 0, NULL },

    { ngx_http_statuses_key("author_name"),
      ngx_http_statuses_write_text,
      card_author_name, 0, NULL },

    { ngx_http_statuses_key("author_url"),
      ngx_http_statuses_write_text,
      card_author_url, 0, NULL },

    { ngx_http_statuses_key("provider_name"),
      ngx_http_statuses_write_text,
      card_provider_name, 0, NULL },

    { ngx_http_statuses_key("provider_url"),
      ngx_http_statuses_write_text,
      card_provider_url, 0, NULL },

    { ngx_http_statuses_key("html"),
      ngx_http_statuses_card_write_html,
      card_html, 0, NULL },

    { ngx_http_statuses_key("width"),
      ngx_http_statuses_write_int,
      card_width, 0, NULL },

    { ngx_http_statuses_key("height"),
      ngx_http_statuses_write_int,
      card_height, 0, NULL },

    { ngx_http_statuses_key("image"),
      ngx_http_statuses_card_image,
      card_image_file_name, 0, NULL },

    { ngx_http_statuses_key("embed_url"),
      ngx_http_statuses_write_text,
      card_embed_url, 0, NULL },

    ngx_http_statuses_end
};


void
ngx_http_statuses_card_write_old(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st)
{
    ngx_uint_t                  width;
    ngx_array_t                 card;
    ngx_http_statuses_entity_t  e;

    if (st->col[STATUSES_STATUS_CARD].len == 0) {
        ngx_http_statuses_json_lit(&rd->json, "{}");
        return;
    }

    if (ngx_http_statuses_row_array(rd->pool, &st->col[STATUSES_STATUS_CARD],
                                    &card, &width)
        != NGX_OK
        || card.nelts != card_n)
    {
        rd->json.failed = 1;
        return;
    }

    e.col = card.elts;
    ngx_http_statuses_entity_write(rd, ngx_http_statuses_card_old_fields, &e);
}


ngx_int_t
ngx_http_statuses_card_author(ngx_pool_t *pool, ngx_http_statuses_status_t *st,
    ngx_str_t *id)
{
    ngx_str_t    *v, *text;
    ngx_uint_t    width;
    ngx_array_t   card;

    ngx_str_null(id);

    text = &st->col[STATUSES_STATUS_CARD];

    if (text->len == 0) {
        return NGX_OK;
    }

    if (ngx_http_statuses_row_array(pool, text, &card, &width) != NGX_OK
        || card.nelts != card_n)
    {
        return NGX_ERROR;
    }

    v = card.elts;
    *id = v[card_author_account_id];

    return NGX_OK;
}
