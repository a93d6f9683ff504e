/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The documents of LibreTranslate (spec/reads.md C10, 2 and 3).
 */

#include "operation/translate.h"


static ngx_int_t ngx_http_statuses_libre_language(json_t *table, json_t *all,
    json_t *value);
static void ngx_http_statuses_libre_string(statuses_buf_t *b,
    ngx_str_t *text);
static void *ngx_http_statuses_libre_alloc(void *ctx, size_t size);


#define ngx_http_statuses_libre_lit(b, s)                                     \
    statuses_buf_append(b, s, sizeof(s) - 1)


ngx_int_t
ngx_http_statuses_libre_languages(ngx_str_t *body, json_t **tablep)
{
    json_t  *root, *table, *all, *value;
    size_t   i;

    root = json_loadb((char *) body->data, body->len,
                      JSON_DECODE_ANY|JSON_ALLOW_NUL, NULL);

    table = json_object();
    all = json_object();

    if (root == NULL || table == NULL || all == NULL
        || !(json_is_array(root) || json_is_null(root)
             || (json_is_object(root) && json_object_size(root) == 0)))
    {
        goto failed;
    }

    json_array_foreach(root, i, value) {
        if (ngx_http_statuses_libre_language(table, all, value) != NGX_OK) {
            goto failed;
        }
    }

    /* of a post without a language */

    if (json_object_set_new(table, "", all) != 0) {
        all = NULL;
        goto failed;
    }

    json_decref(root);
    *tablep = table;

    return NGX_OK;

failed:

    json_decref(root);
    json_decref(table);
    json_decref(all);

    return NGX_DECLINED;
}


/* adds the targets of one source, all but itself */

static ngx_int_t
ngx_http_statuses_libre_language(json_t *table, json_t *all, json_t *value)
{
    json_t      *targets, *set, *target;
    size_t       i;
    const char  *code;

    code = json_string_value(json_object_get(value, "code"));
    targets = json_object_get(value, "targets");

    if (code == NULL || !json_is_array(targets)) {
        return NGX_DECLINED;
    }

    set = json_object();

    if (set == NULL || json_object_set_new(table, code, set) != 0) {
        return NGX_DECLINED;
    }

    json_array_foreach(targets, i, target) {

        if (!json_is_string(target)) {
            return NGX_DECLINED;
        }

        if (ngx_strcmp(json_string_value(target), code) == 0) {
            continue;
        }

        if (json_object_set_new(set, json_string_value(target), json_true())
            != 0
            || json_object_set_new(all, json_string_value(target),
                                   json_true())
               != 0)
        {
            return NGX_DECLINED;
        }
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_statuses_libre_request(ngx_pool_t *pool,
    ngx_http_statuses_translate_t *t, ngx_str_t *key, ngx_str_t *body)
{
    ngx_str_t         source;
    ngx_uint_t        i;
    statuses_buf_t    b;
    statuses_arena_t  arena;

    arena.alloc = ngx_http_statuses_libre_alloc;
    arena.ctx = pool;

    statuses_buf_init(&b, &arena, 1024);

    ngx_http_statuses_libre_lit(&b, "{\"q\":[");

    for (i = 0; i < t->ntexts; i++) {
        if (i) {
            ngx_http_statuses_libre_lit(&b, ",");
        }

        ngx_http_statuses_libre_string(&b, &t->texts[i]);
    }

    ngx_http_statuses_libre_lit(&b, "],\"source\":");

    if (t->language.len) {
        source = t->language;

    } else {
        ngx_str_set(&source, "auto");
    }

    ngx_http_statuses_libre_string(&b, &source);

    ngx_http_statuses_libre_lit(&b, ",\"target\":");
    ngx_http_statuses_libre_string(&b, &t->target);

    ngx_http_statuses_libre_lit(&b, ",\"format\":\"html\",\"api_key\":");

    if (key->len) {
        ngx_http_statuses_libre_string(&b, key);

    } else {
        ngx_http_statuses_libre_lit(&b, "null");
    }

    ngx_http_statuses_libre_lit(&b, "}");

    body->data = (u_char *) b.data;
    body->len = b.len;

    return b.failed ? NGX_ERROR : NGX_OK;
}


static void *
ngx_http_statuses_libre_alloc(void *ctx, size_t size)
{
    return ngx_palloc(ctx, size);
}


static void
ngx_http_statuses_libre_string(statuses_buf_t *b, ngx_str_t *text)
{
    char         escape[sizeof("\\u0000") - 1];
    u_char       ch;
    size_t       i, run;
    const char  *found;

    static const char  from[] = "\"\\\b\f\n\r\t";
    static const char  to[] = "\"\\bfnrt";

    ngx_http_statuses_libre_lit(b, "\"");

    for (i = 0, run = 0; i < text->len; i++) {
        ch = text->data[i];

        if (ch >= 0x20 && ch != '"' && ch != '\\' && ch != '<' && ch != '>'
            && ch != '&')
        {
            continue;
        }

        statuses_buf_append(b, (char *) text->data + run, i - run);
        run = i + 1;

        found = ch ? strchr(from, ch) : NULL;

        if (found) {
            escape[0] = '\\';
            escape[1] = to[found - from];
            statuses_buf_append(b, escape, 2);

        } else {
            (void) ngx_sprintf((u_char *) escape, "\\u%04xi", (ngx_int_t) ch);
            statuses_buf_append(b, escape, sizeof(escape));
        }
    }

    statuses_buf_append(b, (char *) text->data + run, text->len - run);

    ngx_http_statuses_libre_lit(b, "\"");
}


ngx_int_t
ngx_http_statuses_libre_answer(ngx_pool_t *pool,
    ngx_http_statuses_translate_t *t, ngx_str_t *body)
{
    char        *text;
    json_t      *root, *list, *value;
    ngx_int_t    rc;
    ngx_str_t   *out;
    ngx_uint_t   i;

    rc = NGX_DECLINED;

    root = json_loadb((char *) body->data, body->len, JSON_ALLOW_NUL, NULL);
    list = json_object_get(root, "translatedText");

    if (!json_is_array(list) || json_array_size(list) < t->ntexts) {
        goto done;
    }

    out = ngx_pcalloc(pool, (t->ntexts + 1) * sizeof(ngx_str_t));
    if (out == NULL) {
        rc = NGX_ERROR;
        goto done;
    }

    t->result.texts = out;

    for (i = 0; i < t->ntexts; i++) {
        value = json_array_get(list, i);

        if (json_is_null(value)) {
            continue;
        }

        if (json_is_string(value)) {
            out[i].len = json_string_length(value);
            out[i].data = ngx_pnalloc(pool, out[i].len + 1);

            if (out[i].data == NULL) {
                rc = NGX_ERROR;
                goto done;
            }

            ngx_memcpy(out[i].data, json_string_value(value), out[i].len);
            continue;
        }

        if (!json_is_number(value)) {
            goto done;
        }

        text = json_dumps(value, JSON_ENCODE_ANY);
        if (text == NULL) {
            rc = NGX_ERROR;
            goto done;
        }

        out[i].len = ngx_strlen(text);
        out[i].data = ngx_pnalloc(pool, out[i].len);

        if (out[i].data) {
            ngx_memcpy(out[i].data, text, out[i].len);
        }

        free(text);

        if (out[i].data == NULL) {
            rc = NGX_ERROR;
            goto done;
        }
    }

    rc = NGX_OK;

    if (t->ntexts == 0) {
        goto done;
    }

    t->result.provider = "LibreTranslate";
    t->result.detected = t->language;

    value = json_array_get(json_object_get(root, "detectedLanguage"), 0);
    value = json_object_get(value, "language");

    if (json_is_string(value)) {
        t->result.detected.len = json_string_length(value);
        t->result.detected.data = ngx_pnalloc(pool,
                                              t->result.detected.len + 1);
        if (t->result.detected.data == NULL) {
            rc = NGX_ERROR;
            goto done;
        }

        ngx_memcpy(t->result.detected.data, json_string_value(value),
                   t->result.detected.len);
    }

done:

    json_decref(root);

    return rc;
}
