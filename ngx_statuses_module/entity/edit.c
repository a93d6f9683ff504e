/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * StatusEdit (spec/entities.md 12, spec/reads.md C7).
 */

#include "entity/account.h"
#include "pg/row.h"


typedef struct {
    ngx_str_t                    *col;    /* STATUSES_EDITS_… */
    ngx_str_t                    *emojis;
    ngx_http_statuses_status_t   *st;
    ngx_http_statuses_account_t  *account;
    ngx_array_t                   options;
    ngx_str_t                     legacy;  /* state of a quote not shown */
    unsigned                      present:1;   /* made of the status itself */
} ngx_http_statuses_edit_t;


static void
ngx_http_statuses_edit_content(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_edit_t *e = entity;

    ngx_uint_t  quoting;

    quoting = e->present
              || ngx_http_statuses_is_true(
                                   &e->col[STATUSES_EDITS_QUOTE_IS_CURRENT]);

    /* only the author is known here: mentions of others stay text */

    ngx_http_statuses_status_html(rd, e->st, &e->col[f->col], 0, quoting);
}


static ngx_uint_t
ngx_http_statuses_edit_when_poll(ngx_http_statuses_render_t *rd, void *entity)
{
    ngx_http_statuses_edit_t *e = entity;

    return e->options.nelts != 0;
}


static void
ngx_http_statuses_edit_poll(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_edit_t *e = entity;

    ngx_str_t                 *v;
    ngx_uint_t                 i;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;
    v = e->options.elts;

    ngx_http_statuses_json_lit(j, "{\"options\":[");

    for (i = 0; i < e->options.nelts; i++) {
        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_lit(j, "{\"title\":");
        ngx_http_statuses_json_string(j, v[i].data, v[i].len);
        ngx_http_statuses_json_lit(j, "}");
    }

    ngx_http_statuses_json_lit(j, "]}");
}


static void
ngx_http_statuses_edit_account(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_edit_t *e = entity;

    if (e->account) {
        ngx_http_statuses_account_write(rd, e->account);

    } else {
        ngx_http_statuses_json_lit(&rd->json, "null");
    }
}


static void
ngx_http_statuses_edit_media(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_edit_t *e = entity;

    ngx_http_statuses_media_version(rd, e->st,
                            &e->col[STATUSES_EDITS_MEDIA_IDS],
                            e->present ? NULL
                              : &e->col[STATUSES_EDITS_MEDIA_DESCRIPTIONS]);
}


static void
ngx_http_statuses_edit_emojis(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_edit_t *e = entity;

    ngx_str_t  *texts;

    texts = ngx_palloc(rd->pool, (e->options.nelts + 2) * sizeof(ngx_str_t));
    if (texts == NULL) {
        rd->json.failed = 1;
        return;
    }

    texts[0] = e->col[STATUSES_EDITS_SPOILER_TEXT];
    texts[1] = e->col[STATUSES_EDITS_TEXT];

    if (e->options.nelts) {
        ngx_memcpy(&texts[2], e->options.elts,
                   e->options.nelts * sizeof(ngx_str_t));
    }

    ngx_http_statuses_emoji_write(rd, e->emojis, texts, e->options.nelts + 2);
}


static ngx_uint_t
ngx_http_statuses_edit_when_quote(ngx_http_statuses_render_t *rd,
    void *entity)
{
    ngx_http_statuses_edit_t *e = entity;

    return e->present ? e->st->quote != NULL
                      : e->col[STATUSES_EDITS_QUOTE_ID].data != NULL;
}


static void
ngx_http_statuses_edit_quote(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_edit_t *e = entity;

    ngx_str_t                  state;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    if (!e->present
        && !ngx_http_statuses_is_true(&e->col[STATUSES_EDITS_QUOTE_IS_CURRENT]))
    {
        ngx_str_set(&state, "pending");

    } else if (e->legacy.data) {
        state = e->legacy;

    } else {
        ngx_http_statuses_quote_write(rd, e->st, f);
        return;
    }

    ngx_http_statuses_json_lit(j, "{\"state\":\"");
    ngx_http_statuses_json_raw(j, state.data, state.len);
    ngx_http_statuses_json_lit(j, "\",\"quoted_status\":null}");
}


static const ngx_http_statuses_field_t  ngx_http_statuses_edit_fields[] = {

    { ngx_http_statuses_first("content"),
      ngx_http_statuses_edit_content,
      STATUSES_EDITS_TEXT, 0, NULL },

    { ngx_http_statuses_key("spoiler_text"),
      ngx_http_statuses_write_text,
      STATUSES_EDITS_SPOILER_TEXT, 0, NULL },

    { ngx_http_statuses_key("sensitive"),
      ngx_http_statuses_write_nbool,
      STATUSES_EDITS_SENSITIVE, 0, NULL },

    { ngx_http_statuses_key("created_at"),
      ngx_http_statuses_write_time,
      STATUSES_EDITS_CREATED_AT, 0, NULL },

    { ngx_http_statuses_key("poll"),
      ngx_http_statuses_edit_poll,
      STATUSES_EDITS_POLL_OPTIONS, 0, ngx_http_statuses_edit_when_poll },

    { ngx_http_statuses_key("account"),
      ngx_http_statuses_edit_account,
      STATUSES_EDITS_ACCOUNT_ID, 0, NULL },

    { ngx_http_statuses_key("media_attachments"),
      ngx_http_statuses_edit_media,
      STATUSES_EDITS_MEDIA_IDS, 0, NULL },

    { ngx_http_statuses_key("emojis"),
      ngx_http_statuses_edit_emojis,
      STATUSES_EDITS_TEXT, 0, NULL },

    { ngx_http_statuses_key("quote"),
      ngx_http_statuses_edit_quote,
      STATUSES_EDITS_QUOTE_ID, 0, ngx_http_statuses_edit_when_quote },

    ngx_http_statuses_end
};


void
ngx_http_statuses_edit_write(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_str_t *row)
{
    ngx_int_t                  rc;
    ngx_str_t                  present[STATUSES_EDITS_NCOLS];
    ngx_uint_t                 width;
    ngx_http_statuses_edit_t   e;

    ngx_memzero(&e, sizeof(ngx_http_statuses_edit_t));

    e.st = st;

    if (row) {
        e.legacy = row[STATUSES_EDITS_LEGACY_STATE];
    }

    if (row && row[STATUSES_EDITS_ID].data) {
        e.col = row;
        e.emojis = row + STATUSES_EDITS_NCOLS;

        if (row[STATUSES_EDITS_ACCOUNT_ID].data) {
            e.account = ngx_http_statuses_account_find(rd,
                                             &row[STATUSES_EDITS_ACCOUNT_ID]);
        }

        rc = ngx_http_statuses_row_array(rd->pool,
                                         &row[STATUSES_EDITS_POLL_OPTIONS],
                                         &e.options, &width);

    } else {
        ngx_memzero(present, sizeof(present));

        present[STATUSES_EDITS_TEXT] = st->col[STATUSES_STATUS_TEXT];
        present[STATUSES_EDITS_SPOILER_TEXT] =
                                      st->col[STATUSES_STATUS_SPOILER_TEXT];
        present[STATUSES_EDITS_SENSITIVE] = st->col[STATUSES_STATUS_SENSITIVE];
        present[STATUSES_EDITS_MEDIA_IDS] = st->col[STATUSES_STATUS_MEDIA_IDS];
        present[STATUSES_EDITS_CREATED_AT] =
                                st->col[STATUSES_STATUS_EDITED_AT].data
                                ? st->col[STATUSES_STATUS_EDITED_AT]
                                : st->col[STATUSES_STATUS_CREATED_AT];

        e.col = present;
        e.emojis = st->emojis;
        e.account = st->account;
        e.present = 1;

        rc = NGX_OK;

        if (st->poll) {
            rc = ngx_http_statuses_poll_options(rd->pool, st->poll,
                                                &e.options);
        }
    }

    if (rc != NGX_OK) {
        rd->json.failed = 1;
        return;
    }

    ngx_http_statuses_entity_write(rd, ngx_http_statuses_edit_fields, &e);
}
