/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * URLs and handles (spec/entities.md 1).
 */

#include "entity/entity.h"
#include "text/hostname.h"


static void ngx_http_statuses_url_partition(ngx_http_statuses_json_t *j,
    ngx_str_t *id);
static void ngx_http_statuses_url_escape(ngx_http_statuses_json_t *j,
    u_char *data, size_t len, const uint32_t *plain);


/* A–Z a–z 0–9 - . _ ~ ! $ & ' ( ) * + , ; = : @ */

static const uint32_t  ngx_http_statuses_url_segment[] = {
    0x00000000, 0x2fff7fd2, 0x87ffffff, 0x47fffffe,
    0x00000000, 0x00000000, 0x00000000, 0x00000000
};


/* what RFC 2396 allows in a URI, without ? ( ) [ ] + */

static const uint32_t  ngx_http_statuses_url_uri[] = {
    0x00000000, 0x2ffff4d2, 0x87ffffff, 0x47fffffe,
    0x00000000, 0x00000000, 0x00000000, 0x00000000
};


/* the page of a local account */

void
ngx_http_statuses_url_account(ngx_http_statuses_render_t *rd, ngx_str_t *id,
    ngx_str_t *username)
{
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    ngx_http_statuses_json_raw(j, rd->conf->base_url.data,
                               rd->conf->base_url.len);

    if (id->len == 3 && ngx_strncmp(id->data, "-99", 3) == 0) {
        ngx_http_statuses_json_lit(j, "/about/more?instance_actor=true");
        return;
    }

    ngx_http_statuses_json_lit(j, "/@");
    ngx_http_statuses_json_escape(j, username->data, username->len);
}


void
ngx_http_statuses_url_tag(ngx_http_statuses_render_t *rd, ngx_str_t *name)
{
    ngx_http_statuses_json_raw(&rd->json, rd->conf->base_url.data,
                               rd->conf->base_url.len);
    ngx_http_statuses_json_lit(&rd->json, "/tags/");
    ngx_http_statuses_url_escape(&rd->json, name->data, name->len,
                                 ngx_http_statuses_url_segment);
}


/* 4.7: the handle of a remote account can be invalid, "! ID" */

void
ngx_http_statuses_url_username(ngx_http_statuses_render_t *rd,
    ngx_str_t *username)
{
    u_char  *p;
    size_t   len;

    p = username->data;
    len = username->len;

    if (rd->version >= NGX_HTTP_STATUSES_4_7
        && len > 2 && p[0] == '!' && p[1] == ' ')
    {
        p += 2;
        len -= 2;
    }

    ngx_http_statuses_json_escape(&rd->json, p, len);
}


void
ngx_http_statuses_url_acct(ngx_http_statuses_render_t *rd, ngx_str_t *username,
    ngx_str_t *domain)
{
    statuses_buf_t  buf;
    statuses_str_t  name;

    ngx_http_statuses_url_username(rd, username);

    if (domain->len == 0) {
        return;
    }

    if (rd->version >= NGX_HTTP_STATUSES_4_7
        && username->len > 2
        && username->data[0] == '!' && username->data[1] == ' ')
    {
        ngx_http_statuses_json_lit(&rd->json, "@handle.invalid");
        return;
    }

    ngx_http_statuses_json_lit(&rd->json, "@");

    if (ngx_strlcasestrn(domain->data, domain->data + domain->len,
                         (u_char *) "xn--", 4 - 1)
        == NULL)
    {
        ngx_http_statuses_json_escape(&rd->json, domain->data, domain->len);
        return;
    }

    name.data = (char *) domain->data;
    name.len = domain->len;

    statuses_buf_init(&buf, &rd->arena, domain->len + 32);
    statuses_hostname_unicode(&buf, name);

    if (buf.failed) {
        rd->json.failed = 1;
        return;
    }

    ngx_http_statuses_json_escape(&rd->json, (u_char *) buf.data, buf.len);
}


void
ngx_http_statuses_url_file(ngx_http_statuses_render_t *rd, const char *kind,
    ngx_str_t *id, const char *style, ngx_str_t *file, ngx_uint_t cached,
    const char *format)
{
    size_t                     len;
    ngx_http_statuses_json_t  *j;

    j = &rd->json;

    ngx_http_statuses_json_raw(j, rd->conf->media_base_url.data,
                               rd->conf->media_base_url.len);

    if (cached) {
        ngx_http_statuses_json_lit(j, "/cache/");

    } else {
        ngx_http_statuses_json_lit(j, "/");
    }

    ngx_http_statuses_json_raw(j, (u_char *) kind, ngx_strlen(kind));
    ngx_http_statuses_json_lit(j, "/");

    ngx_http_statuses_url_partition(j, id);

    ngx_http_statuses_json_raw(j, (u_char *) style, ngx_strlen(style));
    ngx_http_statuses_json_lit(j, "/");

    len = file->len;

    if (format) {
        while (len && file->data[len - 1] != '.') {
            len--;
        }

        len = len ? len - 1 : file->len;
    }

    ngx_http_statuses_url_escape(j, file->data, len,
                                 ngx_http_statuses_url_uri);

    if (format) {
        ngx_http_statuses_json_lit(j, ".");
        ngx_http_statuses_json_raw(j, (u_char *) format, ngx_strlen(format));
    }
}


void
ngx_http_statuses_url_missing(ngx_http_statuses_render_t *rd,
    const char *attachment, const char *style)
{
    ngx_http_statuses_json_raw(&rd->json, rd->conf->asset_url.data,
                               rd->conf->asset_url.len);
    ngx_http_statuses_json_lit(&rd->json, "/");
    ngx_http_statuses_json_raw(&rd->json, (u_char *) attachment,
                               ngx_strlen(attachment));
    ngx_http_statuses_json_lit(&rd->json, "/");
    ngx_http_statuses_json_raw(&rd->json, (u_char *) style,
                               ngx_strlen(style));
    ngx_http_statuses_json_lit(&rd->json, "/missing.png");
}


ngx_uint_t
ngx_http_statuses_url_is_http(ngx_str_t *url)
{
    return (url->len >= 7 && ngx_strncmp(url->data, "http://", 7) == 0)
           || (url->len >= 8 && ngx_strncmp(url->data, "https://", 8) == 0);
}


/*
 * Nine digits, or twelve from 10^9 on, in groups of three; a group that is
 * not whole is dropped.
 */

static void
ngx_http_statuses_url_partition(ngx_http_statuses_json_t *j, ngx_str_t *id)
{
    u_char  digits[NGX_INT64_LEN + 12];
    size_t  len, width, i;

    len = ngx_min(id->len, NGX_INT64_LEN);
    width = (len <= 9) ? 9 : 12;
    width = ngx_max(width, len);

    ngx_memset(digits, '0', width);
    ngx_memcpy(digits + width - len, id->data, len);

    for (i = 0; i + 3 <= width; i += 3) {
        ngx_http_statuses_json_raw(j, digits + i, 3);
        ngx_http_statuses_json_lit(j, "/");
    }
}


/* percent-encodes every byte that is not one of "plain" */

static void
ngx_http_statuses_url_escape(ngx_http_statuses_json_t *j, u_char *data,
    size_t len, const uint32_t *plain)
{
    size_t         i, start;
    u_char         text[3];

    static u_char  hex[] = "0123456789ABCDEF";

    start = 0;

    for (i = 0; i < len; i++) {

        if (plain[data[i] >> 5] & (1U << (data[i] & 0x1f))) {
            continue;
        }

        ngx_http_statuses_json_escape(j, data + start, i - start);

        text[0] = '%';
        text[1] = hex[data[i] >> 4];
        text[2] = hex[data[i] & 0xf];

        ngx_http_statuses_json_raw(j, text, 3);
        start = i + 1;
    }

    /* '&' is plain, but 4.5 escapes it in JSON */

    ngx_http_statuses_json_escape(j, data + start, len - start);
}
