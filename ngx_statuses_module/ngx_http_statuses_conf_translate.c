/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "ngx_http_statuses_conf.h"
#include "operation/translate.h"


#define NGX_HTTP_STATUSES_KEY_MAX  4096


static char *ngx_http_statuses_conf_key(ngx_conf_t *cf, ngx_str_t *name,
    ngx_str_t *key);


/* statuses_translate libretranslate=uri [key_file=file] | off; */

char *
ngx_http_statuses_conf_translate(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_statuses_loc_conf_t *slcf = conf;

    size_t                           len;
    ngx_str_t                       *value, name;
    ngx_http_statuses_translator_t  *tr;

    static const char  protocol[] = "libretranslate=";
    static const char  key_file[] = "key_file=";

    if (slcf->translator != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (cf->args->nelts == 2 && ngx_strcmp(value[1].data, "off") == 0) {
        slcf->translator = NULL;
        return NGX_CONF_OK;
    }

    len = sizeof(protocol) - 1;

    if (ngx_strncmp(value[1].data, protocol, len) != 0
        || value[1].len == len || value[1].data[len] != '/')
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                           &value[1]);
        return NGX_CONF_ERROR;
    }

    tr = ngx_pcalloc(cf->pool, sizeof(ngx_http_statuses_translator_t));
    if (tr == NULL) {
        return NGX_CONF_ERROR;
    }

    tr->uri.data = ngx_pnalloc(cf->pool, value[1].len - len + 1);
    if (tr->uri.data == NULL) {
        return NGX_CONF_ERROR;
    }

    tr->uri.len = value[1].len - len;
    ngx_memcpy(tr->uri.data, value[1].data + len, tr->uri.len);

    /* the slash at the end is not doubled */

    if (tr->uri.data[tr->uri.len - 1] != '/') {
        tr->uri.data[tr->uri.len++] = '/';
    }

    slcf->translator = tr;

    if (cf->args->nelts == 2) {
        return NGX_CONF_OK;
    }

    len = sizeof(key_file) - 1;

    if (ngx_strncmp(value[2].data, key_file, len) != 0
        || value[2].len == len)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                           &value[2]);
        return NGX_CONF_ERROR;
    }

    name.data = value[2].data + len;
    name.len = value[2].len - len;

    return ngx_http_statuses_conf_key(cf, &name, &tr->key);
}


/* the first line of a file */

static char *
ngx_http_statuses_conf_key(ngx_conf_t *cf, ngx_str_t *name, ngx_str_t *key)
{
    ssize_t     n;
    ngx_fd_t    fd;
    ngx_uint_t  i;

    if (ngx_conf_full_name(cf->cycle, name, 1) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    key->data = ngx_pnalloc(cf->pool, NGX_HTTP_STATUSES_KEY_MAX);
    if (key->data == NULL) {
        return NGX_CONF_ERROR;
    }

    fd = ngx_open_file(name->data, NGX_FILE_RDONLY, NGX_FILE_OPEN, 0);

    if (fd == NGX_INVALID_FILE) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           ngx_open_file_n " \"%V\" failed", name);
        return NGX_CONF_ERROR;
    }

    n = ngx_read_fd(fd, key->data, NGX_HTTP_STATUSES_KEY_MAX);

    if (ngx_close_file(fd) == NGX_FILE_ERROR) {
        ngx_conf_log_error(NGX_LOG_ALERT, cf, ngx_errno,
                           ngx_close_file_n " \"%V\" failed", name);
    }

    for (i = 0; n > 0 && i < (ngx_uint_t) n; i++) {
        if (key->data[i] == LF || key->data[i] == CR) {
            break;
        }
    }

    key->len = i;

    if (n < 0 || i == 0 || i == NGX_HTTP_STATUSES_KEY_MAX) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "no key in \"%V\"", name);
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}
