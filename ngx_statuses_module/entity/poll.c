/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Poll (spec/entities.md 7).
 */

#include "entity/entity.h"
#include "pg/row.h"


/* elements of the column "poll" */

enum {
    poll_id = 0,
    poll_expires_at,
    poll_expired,
    poll_multiple,
    poll_hide_totals,
    poll_votes_count,
    poll_voters_count,
    poll_choices,
    poll_tallies,
    poll_own,                  /* only with a viewer */
    poll_own_votes
};


static ngx_uint_t
ngx_http_statuses_poll_when_viewer(ngx_http_statuses_render_t *rd,
    void *entity)
{
    return rd->viewer != 0;
}


static void
ngx_http_statuses_poll_voted(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    /* an empty array has two braces */

    ngx_http_statuses_json_bool(&rd->json,
                          ngx_http_statuses_is_true(&st->poll[poll_own])
                          || st->poll[poll_own_votes].len > 2);
}


static void
ngx_http_statuses_poll_write_votes(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t  *votes;

    votes = &st->poll[poll_own_votes];

    ngx_http_statuses_json_lit(&rd->json, "[");

    if (votes->len > 2) {
        ngx_http_statuses_json_raw(&rd->json, votes->data + 1,
                                   votes->len - 2);
    }

    ngx_http_statuses_json_lit(&rd->json, "]");
}


static void
ngx_http_statuses_poll_write_options(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t                 *option, *tally;
    ngx_uint_t                 i, width, hidden;
    ngx_array_t                options, tallies;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    if (ngx_http_statuses_poll_options(rd->pool, st->poll, &options) != NGX_OK
        || ngx_http_statuses_row_array(rd->pool, &st->poll[poll_tallies],
                                       &tallies, &width)
           != NGX_OK)
    {
        j->failed = 1;
        return;
    }

    hidden = ngx_http_statuses_is_true(&st->poll[poll_hide_totals])
             && !ngx_http_statuses_is_true(&st->poll[poll_expired]);

    option = options.elts;
    tally = tallies.elts;

    ngx_http_statuses_json_lit(j, "[");

    for (i = 0; i < options.nelts; i++) {
        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_lit(j, "{\"title\":");
        ngx_http_statuses_json_string(j, option[i].data, option[i].len);
        ngx_http_statuses_json_lit(j, ",\"votes_count\":");

        if (hidden) {
            ngx_http_statuses_json_lit(j, "null");

        } else if (i < tallies.nelts && tally[i].data) {
            ngx_http_statuses_json_raw(j, tally[i].data, tally[i].len);

        } else {
            ngx_http_statuses_json_lit(j, "0");
        }

        ngx_http_statuses_json_lit(j, "}");
    }

    ngx_http_statuses_json_lit(j, "]");
}


static void
ngx_http_statuses_poll_emojis(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_array_t  options;

    if (ngx_http_statuses_poll_options(rd->pool, st->poll, &options)
        != NGX_OK)
    {
        rd->json.failed = 1;
        return;
    }

    ngx_http_statuses_emoji_write(rd, st->emojis, options.elts,
                                  options.nelts);
}


static void
ngx_http_statuses_poll_column(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_http_statuses_entity_t  e;

    e.col = st->poll;

    switch (f->col) {

    case poll_id:
        ngx_http_statuses_write_id(rd, &e, f);
        break;

    case poll_expires_at:
        ngx_http_statuses_write_time(rd, &e, f);
        break;

    case poll_votes_count:
    case poll_voters_count:
        ngx_http_statuses_write_int(rd, &e, f);
        break;

    default:
        ngx_http_statuses_write_bool(rd, &e, f);
        break;
    }
}


static const ngx_http_statuses_field_t  ngx_http_statuses_poll_fields[] = {

    { ngx_http_statuses_first("id"),
      ngx_http_statuses_poll_column,
      poll_id, 0, NULL },

    { ngx_http_statuses_key("expires_at"),
      ngx_http_statuses_poll_column,
      poll_expires_at, 0, NULL },

    { ngx_http_statuses_key("expired"),
      ngx_http_statuses_poll_column,
      poll_expired, 0, NULL },

    { ngx_http_statuses_key("multiple"),
      ngx_http_statuses_poll_column,
      poll_multiple, 0, NULL },

    { ngx_http_statuses_key("votes_count"),
      ngx_http_statuses_poll_column,
      poll_votes_count, 0, NULL },

    { ngx_http_statuses_key("voters_count"),
      ngx_http_statuses_poll_column,
      poll_voters_count, 0, NULL },

    { ngx_http_statuses_key("voted"),
      ngx_http_statuses_poll_voted,
      poll_own, 0, ngx_http_statuses_poll_when_viewer },

    { ngx_http_statuses_key("own_votes"),
      ngx_http_statuses_poll_write_votes,
      poll_own_votes, 0, ngx_http_statuses_poll_when_viewer },

    { ngx_http_statuses_key("options"),
      ngx_http_statuses_poll_write_options,
      poll_choices, 0, NULL },

    { ngx_http_statuses_key("emojis"),
      ngx_http_statuses_poll_emojis,
      poll_choices, 0, NULL },

    ngx_http_statuses_end
};


void
ngx_http_statuses_poll_write(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    if (st->poll == NULL) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    ngx_http_statuses_entity_write(rd, ngx_http_statuses_poll_fields, st);
}


ngx_int_t
ngx_http_statuses_poll_options(ngx_pool_t *pool, ngx_str_t *poll,
    ngx_array_t *options)
{
    ngx_uint_t  width;

    return ngx_http_statuses_row_array(pool, &poll[poll_choices], options,
                                       &width);
}


ngx_str_t *
ngx_http_statuses_poll_key(ngx_str_t *poll)
{
    return &poll[poll_id];
}
