/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Translation: what of a status is translated, and the entity made of it
 * (spec/reads.md C10, 5 and 6).
 */

#include "entity/translation.h"
#include "text/emoji.h"
#include "text/html.h"
#include "text/translate.h"
#include "text/trim.h"


static ngx_uint_t ngx_http_statuses_translation_marks(ngx_str_t *text,
    statuses_str_t *codes, ngx_uint_t ncodes);
static ngx_int_t ngx_http_statuses_translation_add(
    ngx_http_statuses_render_t *rd, ngx_array_t *texts, statuses_buf_t *html,
    statuses_str_t *codes, ngx_uint_t ncodes);
static ngx_int_t ngx_http_statuses_translation_plain(
    ngx_http_statuses_render_t *rd, ngx_array_t *texts, ngx_str_t *text,
    statuses_str_t *codes, ngx_uint_t ncodes);
static void ngx_http_statuses_translation_string(
    ngx_http_statuses_render_t *rd, ngx_str_t *text,
    void (*convert)(statuses_buf_t *out, statuses_str_t text));


ngx_int_t
ngx_http_statuses_translation_texts(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_http_statuses_translation_t *tr,
    ngx_array_t *texts)
{
    ngx_str_t       *v;
    ngx_uint_t       i, ncodes, used;
    ngx_array_t      list, options;
    statuses_buf_t   buf;
    statuses_str_t   s, *codes;

    codes = NULL;
    ncodes = 0;

    if (ngx_array_init(texts, rd->pool, 4, sizeof(ngx_str_t)) != NGX_OK
        || (st->emojis
            && ngx_http_statuses_emoji_codes(rd->pool, st->emojis, &codes,
                                             &ncodes)
               != NGX_OK))
    {
        return NGX_ERROR;
    }

    if (ngx_array_init(&options, rd->pool, 4, sizeof(ngx_str_t)) != NGX_OK
        || (st->poll
            && ngx_http_statuses_poll_options(rd->pool, st->poll, &options)
               != NGX_OK))
    {
        return NGX_ERROR;
    }

    /* the author's names have emoji, too: those of the status count */

    used = ngx_http_statuses_translation_marks(
                        &st->col[STATUSES_STATUS_TEXT], codes, ncodes)
           + ngx_http_statuses_translation_marks(
                        &st->col[STATUSES_STATUS_SPOILER_TEXT], codes, ncodes);

    v = options.elts;

    for (i = 0; i < options.nelts; i++) {
        used += ngx_http_statuses_translation_marks(&v[i], codes, ncodes);
    }

    if (used == 0) {
        ncodes = 0;
    }

    /* of a boost nothing is, but it is sent */

    ngx_memzero(&buf, sizeof(statuses_buf_t));

    if (st->col[STATUSES_STATUS_REBLOG_OF_ID].data == NULL) {
        ngx_http_statuses_status_markup(rd, st,
                                        &st->col[STATUSES_STATUS_TEXT], 1, 1,
                                        &buf);
    }

    s.data = buf.data;
    s.len = buf.len;

    if (st->col[STATUSES_STATUS_REBLOG_OF_ID].data || !statuses_blank(s)) {
        tr->content = 1;

        if (ngx_http_statuses_translation_add(rd, texts, &buf, codes, ncodes)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    v = &st->col[STATUSES_STATUS_SPOILER_TEXT];

    s.data = (char *) v->data;
    s.len = v->len;

    if (!statuses_blank(s)) {
        tr->spoiler = 1;

        if (ngx_http_statuses_translation_plain(rd, texts, v, codes, ncodes)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    v = options.elts;

    for (i = 0; i < options.nelts; i++) {
        if (ngx_http_statuses_translation_plain(rd, texts, &v[i], codes,
                                                ncodes)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    if (ngx_http_statuses_media_described(rd->pool, st, &list) != NGX_OK) {
        return NGX_ERROR;
    }

    v = list.elts;

    for (i = 0; i < list.nelts; i++) {
        if (ngx_http_statuses_translation_plain(rd, texts, &v[2 * i + 1],
                                                NULL, 0)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


static ngx_uint_t
ngx_http_statuses_translation_marks(ngx_str_t *text, statuses_str_t *codes,
    ngx_uint_t ncodes)
{
    size_t          pos;
    ngx_uint_t      i;
    statuses_str_t  s, code;

    s.data = (char *) text->data;
    s.len = text->len;
    pos = 0;

    while (statuses_emoji_next(s, &pos, &code)) {
        for (i = 0; i < ncodes; i++) {
            if (codes[i].len == code.len
                && ngx_memcmp(codes[i].data, code.data, code.len) == 0)
            {
                return 1;
            }
        }
    }

    return 0;
}


static ngx_int_t
ngx_http_statuses_translation_plain(ngx_http_statuses_render_t *rd,
    ngx_array_t *texts, ngx_str_t *text, statuses_str_t *codes,
    ngx_uint_t ncodes)
{
    statuses_buf_t  buf;

    statuses_buf_init(&buf, &rd->arena, text->len + 32);
    statuses_html_escape(&buf, (char *) text->data, text->len);

    return ngx_http_statuses_translation_add(rd, texts, &buf, codes, ncodes);
}


static ngx_int_t
ngx_http_statuses_translation_add(ngx_http_statuses_render_t *rd,
    ngx_array_t *texts, statuses_buf_t *html, statuses_str_t *codes,
    ngx_uint_t ncodes)
{
    ngx_str_t       *text;
    statuses_buf_t   marked;
    statuses_str_t   s;

    if (ncodes && !html->failed) {
        s.data = html->data;
        s.len = html->len;

        statuses_buf_init(&marked, &rd->arena, html->len + 64);
        statuses_translate_mark(&marked, s, codes, ncodes);

        html = &marked;
    }

    text = ngx_array_push(texts);

    if (text == NULL || html->failed) {
        return NGX_ERROR;
    }

    text->data = (u_char *) html->data;
    text->len = html->len;

    return NGX_OK;
}


void
ngx_http_statuses_translation_write(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_http_statuses_translation_t *tr)
{
    ngx_str_t                 *text, *content, *spoiler, *pair;
    ngx_uint_t                 i;
    ngx_array_t                options, media;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;
    text = tr->texts;

    content = tr->content ? text++ : NULL;
    spoiler = tr->spoiler ? text++ : NULL;

    ngx_http_statuses_json_lit(j, "{\"detected_source_language\":");

    if (tr->detected.data) {
        ngx_http_statuses_json_string(j, tr->detected.data, tr->detected.len);

    } else {
        ngx_http_statuses_json_lit(j, "null");
    }

    ngx_http_statuses_json_lit(j, ",\"language\":");
    ngx_http_statuses_json_string(j, tr->language.data, tr->language.len);
    ngx_http_statuses_json_lit(j, ",\"provider\":");

    if (tr->provider) {
        ngx_http_statuses_json_string(j, (u_char *) tr->provider,
                                      ngx_strlen(tr->provider));
    } else {
        ngx_http_statuses_json_lit(j, "null");
    }

    ngx_http_statuses_json_lit(j, ",\"spoiler_text\":");
    ngx_http_statuses_translation_string(rd, spoiler,
                                         statuses_translate_plain);

    ngx_http_statuses_json_lit(j, ",\"content\":");
    ngx_http_statuses_translation_string(rd, content,
                                         statuses_translate_content);

    ngx_http_statuses_json_lit(j, ",\"poll\":");

    if (st->poll) {

        if (ngx_http_statuses_poll_options(rd->pool, st->poll, &options)
            != NGX_OK)
        {
            j->failed = 1;
            return;
        }

        ngx_http_statuses_json_lit(j, "{\"id\":\"");
        ngx_http_statuses_json_raw(j,
                              ngx_http_statuses_poll_key(st->poll)->data,
                              ngx_http_statuses_poll_key(st->poll)->len);
        ngx_http_statuses_json_lit(j, "\",\"options\":[");

        for (i = 0; i < options.nelts; i++) {
            if (i) {
                ngx_http_statuses_json_lit(j, ",");
            }

            ngx_http_statuses_json_lit(j, "{\"title\":");
            ngx_http_statuses_translation_string(rd, text++,
                                                 statuses_translate_plain);
            ngx_http_statuses_json_lit(j, "}");
        }

        ngx_http_statuses_json_lit(j, "]}");

    } else {
        ngx_http_statuses_json_lit(j, "null");
    }

    if (ngx_http_statuses_media_described(rd->pool, st, &media) != NGX_OK) {
        j->failed = 1;
        return;
    }

    ngx_http_statuses_json_lit(j, ",\"media_attachments\":[");

    pair = media.elts;

    for (i = 0; i < media.nelts; i++, pair += 2) {
        if (i) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_lit(j, "{\"id\":\"");
        ngx_http_statuses_json_raw(j, pair[0].data, pair[0].len);
        ngx_http_statuses_json_lit(j, "\",\"description\":");
        ngx_http_statuses_translation_string(rd, text++,
                                             statuses_translate_decode);
        ngx_http_statuses_json_lit(j, "}");
    }

    ngx_http_statuses_json_lit(j, "]}");
}


static void
ngx_http_statuses_translation_string(ngx_http_statuses_render_t *rd,
    ngx_str_t *text, void (*convert)(statuses_buf_t *out, statuses_str_t text))
{
    statuses_buf_t  buf;
    statuses_str_t  s;

    if (text == NULL) {
        ngx_http_statuses_json_lit(&rd->json, "\"\"");
        return;
    }

    s.data = (char *) text->data;
    s.len = text->len;

    statuses_buf_init(&buf, &rd->arena, s.len + 64);
    convert(&buf, s);

    ngx_http_statuses_write_buf(rd, &buf);
}
