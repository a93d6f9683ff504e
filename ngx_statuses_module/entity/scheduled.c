/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * ScheduledStatus (spec/entities.md 12).
 *
 * Its params are what the client sent, as they are stored, but for two keys
 * that Mastodon converts; it writes those twice, and parsers take the last.
 */

#include "entity/entity.h"
#include "pg/row.h"


static u_char *ngx_http_statuses_scheduled_string(u_char *p, u_char *last);
static u_char *ngx_http_statuses_scheduled_value(u_char *p, u_char *last);
static void ngx_http_statuses_scheduled_compact(ngx_http_statuses_json_t *j,
    u_char *p, u_char *last);


static ngx_uint_t
ngx_http_statuses_scheduled_is_key(ngx_str_t *key, const char *name)
{
    return key->len == ngx_strlen(name)
           && ngx_strncmp(key->data, name, key->len) == 0;
}


/* the first policy of those that hold without asking */

static void
ngx_http_statuses_scheduled_policy(ngx_http_statuses_render_t *rd,
    ngx_str_t *value)
{
    int64_t                    bits;
    ngx_uint_t                 i;
    ngx_http_statuses_json_t  *j;

    static const char  *names[] = {
        "unsupported_policy", "public", "followers", "following", "disabled"
    };

    j = &rd->json;
    bits = ngx_http_statuses_row_int(value, 0) >> 16;

    for (i = 0; i < 5; i++) {
        if ((bits & (1 << i))
            && (i < 4 || rd->version >= NGX_HTTP_STATUSES_4_6))
        {
            ngx_http_statuses_json_string(j, (u_char *) names[i],
                                          ngx_strlen(names[i]));
            return;
        }
    }

    ngx_http_statuses_json_lit(j, "\"nobody\"");
}


static void
ngx_http_statuses_scheduled_params(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    u_char                    *p, *last, *value;
    ngx_str_t                  key, quoted, policy, *text;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;
    text = &e->col[f->col];

    ngx_str_null(&quoted);
    ngx_str_null(&policy);

    p = text->data;
    last = p + text->len;

    ngx_http_statuses_json_lit(j, "{");

    if (text->len && *p == '{') {
        p++;

    } else {
        p = last;
    }

    while (p < last) {
        if (*p != '"') {
            p++;
            continue;
        }

        key.data = p + 1;
        p = ngx_http_statuses_scheduled_string(p, last);
        key.len = p - key.data - 1;

        while (p < last && (*p == ':' || *p == ' ')) {
            p++;
        }

        value = p;
        p = ngx_http_statuses_scheduled_value(p, last);

        if (ngx_http_statuses_scheduled_is_key(&key, "quoted_status_id")) {
            quoted.data = value;
            quoted.len = p - value;
            continue;
        }

        if (ngx_http_statuses_scheduled_is_key(&key, "quote_approval_policy"))
        {
            policy.data = value;
            policy.len = p - value;
            continue;
        }

        ngx_http_statuses_scheduled_compact(j, key.data - 1,
                                            key.data + key.len + 1);
        ngx_http_statuses_json_lit(j, ":");
        ngx_http_statuses_scheduled_compact(j, value, p);
        ngx_http_statuses_json_lit(j, ",");
    }

    ngx_http_statuses_json_lit(j, "\"quoted_status_id\":");

    if (quoted.len && *quoted.data != 'n' && *quoted.data != '"') {
        ngx_http_statuses_json_id(j, &quoted);

    } else if (quoted.len) {
        ngx_http_statuses_json_raw(j, quoted.data, quoted.len);

    } else {
        ngx_http_statuses_json_lit(j, "null");
    }

    ngx_http_statuses_json_lit(j, ",\"quote_approval_policy\":");
    ngx_http_statuses_scheduled_policy(rd, &policy);
    ngx_http_statuses_json_lit(j, "}");
}


/* behind a string that begins at p */

static u_char *
ngx_http_statuses_scheduled_string(u_char *p, u_char *last)
{
    for (p++; p < last && *p != '"'; p++) {
        if (*p == '\\') {
            p++;
        }
    }

    return ngx_min(p + 1, last);
}


/* behind a member's value that begins at p */

static u_char *
ngx_http_statuses_scheduled_value(u_char *p, u_char *last)
{
    ngx_uint_t  depth;

    depth = 0;

    while (p < last) {
        switch (*p) {

        case '"':
            p = ngx_http_statuses_scheduled_string(p, last);
            continue;

        case '{':
        case '[':
            depth++;
            break;

        case '}':
        case ']':
            if (depth == 0) {
                return p;
            }

            depth--;
            break;

        case ',':
            if (depth == 0) {
                return p;
            }

            break;
        }

        p++;
    }

    return p;
}


/* jsonb has blanks between its tokens */

static void
ngx_http_statuses_scheduled_compact(ngx_http_statuses_json_t *j, u_char *p,
    u_char *last)
{
    u_char  *from, *end;

    while (p < last) {
        from = p;

        if (*p == ' ') {
            p++;
            continue;
        }

        if (*p != '"') {
            while (p < last && *p != ' ' && *p != '"') {
                p++;
            }

            ngx_http_statuses_json_raw(j, from, p - from);
            continue;
        }

        p = ngx_http_statuses_scheduled_string(p, last);

        /* what stands in a string is escaped but for what 4.5 escapes, too */

        for (end = from; j->html && end < p; end++) {
            if (*end == '<' || *end == '>' || *end == '&') {
                ngx_http_statuses_json_raw(j, from, end - from);
                ngx_http_statuses_json_escape(j, end, 1);
                from = end + 1;

            } else if (p - end > 2 && end[0] == 0xe2 && end[1] == 0x80
                       && (end[2] | 1) == 0xa9)
            {
                ngx_http_statuses_json_raw(j, from, end - from);
                ngx_http_statuses_json_escape(j, end, 3);
                end += 2;
                from = end + 1;
            }
        }

        ngx_http_statuses_json_raw(j, from, p - from);
    }
}


/* the files are written as those of a status are */

static void
ngx_http_statuses_scheduled_media(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_entity_t *e = entity;

    ngx_str_t                    col[STATUSES_STATUS_NCOLS];
    ngx_http_statuses_status_t   st;

    ngx_memzero(&st, sizeof(ngx_http_statuses_status_t));
    ngx_memzero(col, sizeof(col));

    col[STATUSES_STATUS_MEDIA] = e->col[f->col];
    st.col = col;

    ngx_http_statuses_media_write(rd, &st, f);
}


static const ngx_http_statuses_field_t  ngx_http_statuses_scheduled_fields[] =
{
    { ngx_http_statuses_first("id"),
      ngx_http_statuses_write_id,
      STATUSES_SCHEDULED_ID, 0, NULL },

    { ngx_http_statuses_key("scheduled_at"),
      ngx_http_statuses_write_time,
      STATUSES_SCHEDULED_SCHEDULED_AT, 0, NULL },

    { ngx_http_statuses_key("params"),
      ngx_http_statuses_scheduled_params,
      STATUSES_SCHEDULED_PARAMS, 0, NULL },

    { ngx_http_statuses_key("media_attachments"),
      ngx_http_statuses_scheduled_media,
      STATUSES_SCHEDULED_MEDIA, 0, NULL },

    ngx_http_statuses_end
};


void
ngx_http_statuses_scheduled_write(ngx_http_statuses_render_t *rd,
    ngx_str_t *row)
{
    ngx_http_statuses_entity_t  e;

    e.col = row;

    ngx_http_statuses_entity_write(rd, ngx_http_statuses_scheduled_fields, &e);
}
