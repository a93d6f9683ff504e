/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Account (spec/entities.md 4), and Mention, which is a little one.
 */

#include "entity/entity.h"
#include "entity/account.h"
#include "pg/row.h"

#include <jansson.h>


#define NGX_HTTP_STATUSES_MANAGE_EMAILS  (1LL << 22)


static ngx_uint_t
ngx_http_statuses_account_gone(ngx_http_statuses_account_t *a)
{
    return ngx_http_statuses_is_true(&a->col[STATUSES_ACCOUNT_UNAVAILABLE]);
}


ngx_uint_t
ngx_http_statuses_account_is_local(ngx_http_statuses_account_t *a)
{
    return a->col[STATUSES_ACCOUNT_DOMAIN].data == NULL;
}


static ngx_uint_t
ngx_http_statuses_account_when_local(ngx_http_statuses_render_t *rd,
    void *entity)
{
    return ngx_http_statuses_account_is_local(entity);
}


static ngx_uint_t
ngx_http_statuses_account_when_gone(ngx_http_statuses_render_t *rd,
    void *entity)
{
    return ngx_http_statuses_account_gone(entity);
}


static ngx_uint_t
ngx_http_statuses_account_when_limited(ngx_http_statuses_render_t *rd,
    void *entity)
{
    ngx_http_statuses_account_t *a = entity;

    return ngx_http_statuses_is_true(&a->col[STATUSES_ACCOUNT_LIMITED]);
}


static ngx_uint_t
ngx_http_statuses_account_when_memorial(ngx_http_statuses_render_t *rd,
    void *entity)
{
    ngx_http_statuses_account_t *a = entity;

    return ngx_http_statuses_is_true(&a->col[STATUSES_ACCOUNT_MEMORIAL]);
}


static ngx_uint_t
ngx_http_statuses_account_when_invalid(ngx_http_statuses_render_t *rd,
    void *entity)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_str_t  *name;

    name = &a->col[STATUSES_ACCOUNT_USERNAME];

    return name->len > 2 && name->data[0] == '!' && name->data[1] == ' ';
}


static ngx_uint_t
ngx_http_statuses_account_when_moved(ngx_http_statuses_render_t *rd,
    void *entity)
{
    ngx_http_statuses_account_t *a = entity;

    return a->col[STATUSES_ACCOUNT_MOVED_TO_ACCOUNT_ID].data != NULL;
}


/* the setting "var" of the site, as YAML; data NULL: it has none */

static ngx_str_t
ngx_http_statuses_account_site(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a, const char *var)
{
    ngx_str_t    *v;
    ngx_uint_t    i, width;
    ngx_array_t   values;
    ngx_str_t     none = ngx_null_string;

    if (a->col[STATUSES_ACCOUNT_SITE_SETTINGS].len == 0) {
        return none;
    }

    if (ngx_http_statuses_row_array(rd->pool,
                                    &a->col[STATUSES_ACCOUNT_SITE_SETTINGS],
                                    &values, &width)
        != NGX_OK
        || width != 2)
    {
        return none;
    }

    v = values.elts;

    for (i = 0; i + 1 < values.nelts; i += 2) {
        if (v[i].len == ngx_strlen(var)
            && ngx_strncmp(v[i].data, var, v[i].len) == 0)
        {
            return v[i + 1];
        }
    }

    return none;
}


/* "--- true\n" and its like */

static ngx_uint_t
ngx_http_statuses_account_yaml_true(ngx_str_t *yaml)
{
    return yaml->data
           && ngx_strlcasestrn(yaml->data, yaml->data + yaml->len,
                               (u_char *) "true", 4 - 1)
              != NULL;
}


/*
 * A boolean of users.settings: 1, 0, or none if the user never chose.  Only
 * what was changed is stored, so that the document is seldom to be parsed.
 */

ngx_uint_t
ngx_http_statuses_account_setting(ngx_http_statuses_account_t *a,
    const char *key, ngx_uint_t none)
{
    json_t      *root, *value;
    ngx_str_t   *settings;
    ngx_uint_t   on;

    settings = &a->col[STATUSES_ACCOUNT_USER_SETTINGS];

    if (settings->len == 0
        || ngx_strlcasestrn(settings->data, settings->data + settings->len,
                            (u_char *) key, ngx_strlen(key) - 1)
           == NULL)
    {
        return none;
    }

    root = json_loadb((char *) settings->data, settings->len, 0, NULL);

    value = json_object_get(root, key);
    on = json_is_boolean(value) ? (ngx_uint_t) json_is_true(value) : none;

    json_decref(root);

    return on;
}


static void
ngx_http_statuses_account_username(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_http_statuses_json_lit(&rd->json, "\"");
    ngx_http_statuses_url_username(rd, &a->col[STATUSES_ACCOUNT_USERNAME]);
    ngx_http_statuses_json_lit(&rd->json, "\"");
}


static void
ngx_http_statuses_account_acct(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_http_statuses_json_lit(&rd->json, "\"");
    ngx_http_statuses_url_acct(rd, &a->col[STATUSES_ACCOUNT_USERNAME],
                               &a->col[STATUSES_ACCOUNT_DOMAIN]);
    ngx_http_statuses_json_lit(&rd->json, "\"");
}


static void
ngx_http_statuses_account_text(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    if (ngx_http_statuses_account_gone(entity)) {
        ngx_http_statuses_json_lit(&rd->json, "\"\"");
        return;
    }

    ngx_http_statuses_write_text(rd, entity, f);
}


static void
ngx_http_statuses_account_flag(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    if (ngx_http_statuses_account_gone(entity)) {
        ngx_http_statuses_json_lit(&rd->json, "false");
        return;
    }

    ngx_http_statuses_write_nbool(rd, entity, f);
}


static ngx_uint_t
ngx_http_statuses_account_actor(ngx_http_statuses_account_t *a,
    const char *type)
{
    ngx_str_t  *actor;

    actor = &a->col[STATUSES_ACCOUNT_ACTOR_TYPE];

    return actor->len == ngx_strlen(type)
           && ngx_strncmp(actor->data, type, actor->len) == 0;
}


static void
ngx_http_statuses_account_bot(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_json_bool(&rd->json,
                  !ngx_http_statuses_account_gone(entity)
                  && (ngx_http_statuses_account_actor(entity, "Application")
                      || ngx_http_statuses_account_actor(entity, "Service")));
}


static void
ngx_http_statuses_account_group(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_json_bool(&rd->json,
                           ngx_http_statuses_account_actor(entity, "Group"));
}


static void
ngx_http_statuses_account_midnight(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_http_statuses_json_midnight(&rd->json, &a->col[f->col]);
}


static void
ngx_http_statuses_account_date(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_http_statuses_json_date(&rd->json, &a->col[f->col]);
}


static void
ngx_http_statuses_account_url(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_str_t  *url;

    if (ngx_http_statuses_account_is_local(a)) {
        ngx_http_statuses_json_lit(&rd->json, "\"");
        ngx_http_statuses_url_account(rd, &a->col[STATUSES_ACCOUNT_ID],
                                      &a->col[STATUSES_ACCOUNT_USERNAME]);
        ngx_http_statuses_json_lit(&rd->json, "\"");
        return;
    }

    url = &a->col[STATUSES_ACCOUNT_URL];

    if (!ngx_http_statuses_url_is_http(url)) {
        url = &a->col[STATUSES_ACCOUNT_URI];
    }

    ngx_http_statuses_json_string(&rd->json, url->data, url->len);
}


static void
ngx_http_statuses_account_uri(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_str_t                 *id, *name;
    ngx_http_statuses_json_t  *j;

    if (!ngx_http_statuses_account_is_local(a)) {
        ngx_http_statuses_write_string(rd, entity, f);
        return;
    }

    j = &rd->json;
    id = &a->col[STATUSES_ACCOUNT_ID];
    name = &a->col[STATUSES_ACCOUNT_USERNAME];

    ngx_http_statuses_json_lit(j, "\"");
    ngx_http_statuses_json_raw(j, rd->conf->base_url.data,
                               rd->conf->base_url.len);

    if (id->len == 3 && ngx_strncmp(id->data, "-99", 3) == 0) {
        ngx_http_statuses_json_lit(j, "/actor\"");

    } else if (ngx_http_statuses_row_int(&a->col[STATUSES_ACCOUNT_ID_SCHEME],
                                         0) == 1)
    {
        ngx_http_statuses_json_lit(j, "/ap/users/");
        ngx_http_statuses_json_raw(j, id->data, id->len);
        ngx_http_statuses_json_lit(j, "\"");

    } else {
        ngx_http_statuses_json_lit(j, "/users/");
        ngx_http_statuses_json_escape(j, name->data, name->len);
        ngx_http_statuses_json_lit(j, "\"");
    }
}


/* avatar and header; still: the first frame, if it is an animation */

static void
ngx_http_statuses_account_image(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a, ngx_uint_t avatar, ngx_uint_t still)
{
    ngx_str_t   *file, *type, *schema;
    ngx_uint_t   cached;

    if (avatar) {
        file = &a->col[STATUSES_ACCOUNT_AVATAR_FILE_NAME];
        type = &a->col[STATUSES_ACCOUNT_AVATAR_CONTENT_TYPE];
        schema = &a->col[STATUSES_ACCOUNT_AVATAR_SCHEMA_VERSION];

    } else {
        file = &a->col[STATUSES_ACCOUNT_HEADER_FILE_NAME];
        type = &a->col[STATUSES_ACCOUNT_HEADER_CONTENT_TYPE];
        schema = &a->col[STATUSES_ACCOUNT_HEADER_SCHEMA_VERSION];
    }

    ngx_http_statuses_json_lit(&rd->json, "\"");

    if (file->len == 0 || ngx_http_statuses_account_gone(a)) {
        ngx_http_statuses_url_missing(rd, avatar ? "avatars" : "headers",
                                      "original");
        ngx_http_statuses_json_lit(&rd->json, "\"");
        return;
    }

    still = still && type->len == 9
            && ngx_strncmp(type->data, "image/gif", 9) == 0;

    cached = !ngx_http_statuses_account_is_local(a)
             && ngx_http_statuses_row_int(schema, 0) >= 1;

    ngx_http_statuses_url_file(rd,
                               avatar ? "accounts/avatars"
                                      : "accounts/headers",
                               &a->col[STATUSES_ACCOUNT_ID],
                               still ? "static" : "original", file, cached,
                               still ? "png" : NULL);

    ngx_http_statuses_json_lit(&rd->json, "\"");
}


static void
ngx_http_statuses_account_avatar(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_image(rd, entity, 1, 0);
}


static void
ngx_http_statuses_account_avatar_static(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_image(rd, entity, 1, 1);
}


static void
ngx_http_statuses_account_header(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_image(rd, entity, 0, 0);
}


static void
ngx_http_statuses_account_header_static(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_image(rd, entity, 0, 1);
}


static void
ngx_http_statuses_account_noindex(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_str_t   site;
    ngx_uint_t  on;

    if (a->col[STATUSES_ACCOUNT_USER_ID].data == NULL) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    on = ngx_http_statuses_account_setting(a, "noindex", 2);

    if (on == 2) {
        site = ngx_http_statuses_account_site(rd, a, "noindex");
        on = ngx_http_statuses_account_yaml_true(&site);
    }

    ngx_http_statuses_json_bool(&rd->json, on);
}


/* who may put the account into a collection */

static void
ngx_http_statuses_account_feature(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_uint_t                 bits, automatic, manual, discoverable, locked;
    const char                *user;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    ngx_http_statuses_json_lit(j, "{\"automatic\":");

    if (ngx_http_statuses_account_is_local(a)) {

        discoverable = ngx_http_statuses_is_true(
                                     &a->col[STATUSES_ACCOUNT_DISCOVERABLE]);
        locked = ngx_http_statuses_is_true(&a->col[STATUSES_ACCOUNT_LOCKED]);

        if (!discoverable) {
            ngx_http_statuses_json_lit(j, "[]");

        } else if (locked) {
            ngx_http_statuses_json_lit(j, "[\"followers\"]");

        } else {
            ngx_http_statuses_json_lit(j, "[\"public\"]");
        }

        ngx_http_statuses_json_lit(j, ",\"manual\":[]");

        if (rd->viewer == 0 || !discoverable
            || (locked && !a->following && !a->own))
        {
            user = "denied";

        } else {
            user = "automatic";
        }

    } else {
        bits = ngx_http_statuses_row_int(
                        &a->col[STATUSES_ACCOUNT_FEATURE_APPROVAL_POLICY], 0);
        automatic = bits >> 16;
        manual = bits & 0xffff;

        ngx_http_statuses_quote_policy(rd, automatic);
        ngx_http_statuses_json_lit(j, ",\"manual\":");
        ngx_http_statuses_quote_policy(rd, manual);

        if (rd->viewer == 0) {
            user = "denied";

        } else if (bits == 0) {
            user = "missing";

        } else {
            user = ngx_http_statuses_quote_permission(bits, a);
        }
    }

    ngx_http_statuses_json_lit(j, ",\"current_user\":\"");
    ngx_http_statuses_json_raw(j, (u_char *) user, ngx_strlen(user));
    ngx_http_statuses_json_lit(j, "\"}");
}


static ngx_uint_t
ngx_http_statuses_account_when_emails(ngx_http_statuses_render_t *rd,
    void *entity)
{
    ngx_str_t  site;

    site = ngx_http_statuses_account_site(rd, entity, "email_subscriptions");

    return ngx_http_statuses_account_yaml_true(&site);
}


static void
ngx_http_statuses_account_emails(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    int64_t  permissions;

    if (a->col[STATUSES_ACCOUNT_USER_ID].data == NULL) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    permissions = ngx_http_statuses_row_int(
                                 &a->col[STATUSES_ACCOUNT_ROLE_PERMISSIONS], 0);

    /* the first bit is the administrator's, who may everything */

    ngx_http_statuses_json_bool(&rd->json,
                (permissions & (NGX_HTTP_STATUSES_MANAGE_EMAILS | 1))
                && ngx_http_statuses_account_setting(a, "email_subscriptions",
                                                     0));
}


static void
ngx_http_statuses_account_moved(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_str_t                   *id;
    ngx_str_t                   *col;
    ngx_http_statuses_account_t  moved, *found;

    id = &a->col[STATUSES_ACCOUNT_MOVED_TO_ACCOUNT_ID];

    found = ngx_http_statuses_account_gone(a)
            ? NULL : ngx_http_statuses_account_find(rd, id);

    if (found == NULL) {
        ngx_http_statuses_json_lit(&rd->json, "null");
        return;
    }

    /* one move is shown, not a chain of them */

    col = ngx_palloc(rd->pool, STATUSES_ACCOUNT_NCOLS * sizeof(ngx_str_t));
    if (col == NULL) {
        rd->json.failed = 1;
        return;
    }

    ngx_memcpy(col, found->col, STATUSES_ACCOUNT_NCOLS * sizeof(ngx_str_t));
    ngx_str_null(&col[STATUSES_ACCOUNT_MOVED_TO_ACCOUNT_ID]);

    moved = *found;
    moved.col = col;
    ngx_str_null(&moved.json);

    ngx_http_statuses_account_write(rd, &moved);
}


static void
ngx_http_statuses_account_roles(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_account_t *a = entity;

    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    if (ngx_http_statuses_account_gone(a)
        || !ngx_http_statuses_is_true(
                                 &a->col[STATUSES_ACCOUNT_ROLE_HIGHLIGHTED]))
    {
        ngx_http_statuses_json_lit(j, "[]");
        return;
    }

    ngx_http_statuses_json_lit(j, "[{\"id\":");
    ngx_http_statuses_json_id(j, &a->col[STATUSES_ACCOUNT_ROLE_ID]);
    ngx_http_statuses_json_lit(j, ",\"name\":");
    ngx_http_statuses_json_string(j, a->col[STATUSES_ACCOUNT_ROLE_NAME].data,
                                  a->col[STATUSES_ACCOUNT_ROLE_NAME].len);
    ngx_http_statuses_json_lit(j, ",\"color\":");
    ngx_http_statuses_json_string(j, a->col[STATUSES_ACCOUNT_ROLE_COLOR].data,
                                  a->col[STATUSES_ACCOUNT_ROLE_COLOR].len);
    ngx_http_statuses_json_lit(j, "}]");
}


static const ngx_http_statuses_field_t  ngx_http_statuses_account_fields[] = {

    { ngx_http_statuses_first("id"),
      ngx_http_statuses_write_id,
      STATUSES_ACCOUNT_ID, 0, NULL },

    { ngx_http_statuses_key("username"),
      ngx_http_statuses_account_username,
      STATUSES_ACCOUNT_USERNAME, 0, NULL },

    { ngx_http_statuses_key("acct"),
      ngx_http_statuses_account_acct,
      STATUSES_ACCOUNT_USERNAME, 0, NULL },

    { ngx_http_statuses_key("display_name"),
      ngx_http_statuses_account_text,
      STATUSES_ACCOUNT_DISPLAY_NAME, 0, NULL },

    { ngx_http_statuses_key("locked"),
      ngx_http_statuses_account_flag,
      STATUSES_ACCOUNT_LOCKED, 0, NULL },

    { ngx_http_statuses_key("bot"),
      ngx_http_statuses_account_bot,
      STATUSES_ACCOUNT_ACTOR_TYPE, 0, NULL },

    { ngx_http_statuses_key("discoverable"),
      ngx_http_statuses_account_flag,
      STATUSES_ACCOUNT_DISCOVERABLE, 0, NULL },

    { ngx_http_statuses_key("indexable"),
      ngx_http_statuses_account_flag,
      STATUSES_ACCOUNT_INDEXABLE, 0, NULL },

    { ngx_http_statuses_key("group"),
      ngx_http_statuses_account_group,
      STATUSES_ACCOUNT_ACTOR_TYPE, 0, NULL },

    { ngx_http_statuses_key("created_at"),
      ngx_http_statuses_account_midnight,
      STATUSES_ACCOUNT_CREATED_AT, 0, NULL },

    { ngx_http_statuses_key("note"),
      ngx_http_statuses_profile_note,
      STATUSES_ACCOUNT_NOTE, 0, NULL },

    { ngx_http_statuses_key("url"),
      ngx_http_statuses_account_url,
      STATUSES_ACCOUNT_URL, 0, NULL },

    { ngx_http_statuses_key("uri"),
      ngx_http_statuses_account_uri,
      STATUSES_ACCOUNT_URI, 0, NULL },

    { ngx_http_statuses_key("avatar"),
      ngx_http_statuses_account_avatar,
      STATUSES_ACCOUNT_AVATAR_FILE_NAME, 0, NULL },

    { ngx_http_statuses_key("avatar_static"),
      ngx_http_statuses_account_avatar_static,
      STATUSES_ACCOUNT_AVATAR_FILE_NAME, 0, NULL },

    { ngx_http_statuses_key("avatar_description"),
      ngx_http_statuses_account_text,
      STATUSES_ACCOUNT_AVATAR_DESCRIPTION, NGX_HTTP_STATUSES_4_6, NULL },

    { ngx_http_statuses_key("header"),
      ngx_http_statuses_account_header,
      STATUSES_ACCOUNT_HEADER_FILE_NAME, 0, NULL },

    { ngx_http_statuses_key("header_static"),
      ngx_http_statuses_account_header_static,
      STATUSES_ACCOUNT_HEADER_FILE_NAME, 0, NULL },

    { ngx_http_statuses_key("header_description"),
      ngx_http_statuses_account_text,
      STATUSES_ACCOUNT_HEADER_DESCRIPTION, NGX_HTTP_STATUSES_4_6, NULL },

    { ngx_http_statuses_key("followers_count"),
      ngx_http_statuses_write_count,
      STATUSES_ACCOUNT_FOLLOWERS_COUNT, 0, NULL },

    { ngx_http_statuses_key("following_count"),
      ngx_http_statuses_write_count,
      STATUSES_ACCOUNT_FOLLOWING_COUNT, 0, NULL },

    { ngx_http_statuses_key("statuses_count"),
      ngx_http_statuses_write_count,
      STATUSES_ACCOUNT_STATUSES_COUNT, 0, NULL },

    { ngx_http_statuses_key("last_status_at"),
      ngx_http_statuses_account_date,
      STATUSES_ACCOUNT_LAST_STATUS_AT, 0, NULL },

    { ngx_http_statuses_key("hide_collections"),
      ngx_http_statuses_write_nbool,
      STATUSES_ACCOUNT_HIDE_COLLECTIONS, 0, NULL },

    { ngx_http_statuses_key("show_media"),
      ngx_http_statuses_write_bool,
      STATUSES_ACCOUNT_SHOW_MEDIA, NGX_HTTP_STATUSES_4_6, NULL },

    { ngx_http_statuses_key("show_media_replies"),
      ngx_http_statuses_write_bool,
      STATUSES_ACCOUNT_SHOW_MEDIA_REPLIES, NGX_HTTP_STATUSES_4_6, NULL },

    { ngx_http_statuses_key("show_featured"),
      ngx_http_statuses_write_bool,
      STATUSES_ACCOUNT_SHOW_FEATURED, NGX_HTTP_STATUSES_4_6, NULL },

    { ngx_http_statuses_key("suspended"),
      ngx_http_statuses_write_true,
      STATUSES_ACCOUNT_UNAVAILABLE, 0, ngx_http_statuses_account_when_gone },

    { ngx_http_statuses_key("limited"),
      ngx_http_statuses_write_true,
      STATUSES_ACCOUNT_LIMITED, 0, ngx_http_statuses_account_when_limited },

    { ngx_http_statuses_key("noindex"),
      ngx_http_statuses_account_noindex,
      STATUSES_ACCOUNT_USER_SETTINGS, 0,
      ngx_http_statuses_account_when_local },

    { ngx_http_statuses_key("memorial"),
      ngx_http_statuses_write_true,
      STATUSES_ACCOUNT_MEMORIAL, 0, ngx_http_statuses_account_when_memorial },

    { ngx_http_statuses_key("feature_approval"),
      ngx_http_statuses_account_feature,
      STATUSES_ACCOUNT_FEATURE_APPROVAL_POLICY, NGX_HTTP_STATUSES_4_6, NULL },

    { ngx_http_statuses_key("email_subscriptions"),
      ngx_http_statuses_account_emails,
      STATUSES_ACCOUNT_SITE_SETTINGS, NGX_HTTP_STATUSES_4_6,
      ngx_http_statuses_account_when_emails },

    { ngx_http_statuses_key("invalid_handle"),
      ngx_http_statuses_write_true,
      STATUSES_ACCOUNT_USERNAME, NGX_HTTP_STATUSES_4_7,
      ngx_http_statuses_account_when_invalid },

    { ngx_http_statuses_key("moved"),
      ngx_http_statuses_account_moved,
      STATUSES_ACCOUNT_MOVED_TO_ACCOUNT_ID, 0,
      ngx_http_statuses_account_when_moved },

    { ngx_http_statuses_key("emojis"),
      ngx_http_statuses_profile_emojis,
      STATUSES_ACCOUNT_NOTE, 0, NULL },

    { ngx_http_statuses_key("roles"),
      ngx_http_statuses_account_roles,
      STATUSES_ACCOUNT_ROLE_ID, 0, ngx_http_statuses_account_when_local },

    { ngx_http_statuses_key("fields"),
      ngx_http_statuses_profile_fields,
      STATUSES_ACCOUNT_FIELDS, 0, NULL },

    ngx_http_statuses_end
};


/* the same account is written once, and copied from then on */

void
ngx_http_statuses_account_write(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a)
{
    ngx_http_statuses_json_t  *j;
    ngx_http_statuses_mark_t   mark;

    j = &rd->json;

    if (a->json.len) {
        ngx_http_statuses_json_raw(j, a->json.data, a->json.len);
        return;
    }

    ngx_http_statuses_json_mark(j, &mark);

    ngx_http_statuses_entity_write(rd, ngx_http_statuses_account_fields, a);

    ngx_http_statuses_json_since(j, &mark, &a->json);
}


void
ngx_http_statuses_account_init(ngx_http_statuses_account_t *a, ngx_str_t *col,
    ngx_str_t *emojis, ngx_str_t *viewer)
{
    ngx_memzero(a, sizeof(ngx_http_statuses_account_t));

    a->col = col;
    a->emojis = emojis;

    if (viewer == NULL) {
        return;
    }

    a->own = ngx_http_statuses_is_true(&viewer[STATUSES_ACCOUNT_VIEWER_OWN]);
    a->following = ngx_http_statuses_is_true(
                                  &viewer[STATUSES_ACCOUNT_VIEWER_FOLLOWING]);
    a->followed_by = ngx_http_statuses_is_true(
                                &viewer[STATUSES_ACCOUNT_VIEWER_FOLLOWED_BY]);
}


ngx_http_statuses_account_t *
ngx_http_statuses_account_find(ngx_http_statuses_render_t *rd, ngx_str_t *id)
{
    ngx_str_t   *own;
    ngx_uint_t   i;

    for (i = 0; i < rd->naccounts; i++) {
        if (ngx_http_statuses_same(
                          &rd->accounts[i]->col[STATUSES_ACCOUNT_ID], id))
        {
            return rd->accounts[i];
        }
    }

    for (i = 0; i < rd->nstatuses; i++) {
        own = &rd->statuses[i].account->col[STATUSES_ACCOUNT_ID];

        if (ngx_http_statuses_same(own, id)) {
            return rd->statuses[i].account;
        }
    }

    return NULL;
}
