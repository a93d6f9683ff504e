/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* Translation (spec/entities.md, spec/reads.md C10, 6). */

#ifndef _NGX_HTTP_STATUSES_TRANSLATION_H_INCLUDED_
#define _NGX_HTTP_STATUSES_TRANSLATION_H_INCLUDED_


#include "entity/entity.h"


/* the translated texts, in the order in which they were sent */

typedef struct {
    ngx_str_t                     *texts;
    ngx_str_t                      detected;     /* data NULL: null */
    ngx_str_t                      language;
    const char                    *provider;
    unsigned                       content:1;    /* is among them */
    unsigned                       spoiler:1;
} ngx_http_statuses_translation_t;


/*
 * The texts of a status that are to be translated; sets what is among them.
 */
ngx_int_t ngx_http_statuses_translation_texts(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_http_statuses_translation_t *tr,
    ngx_array_t *texts);

void ngx_http_statuses_translation_write(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_http_statuses_translation_t *tr);


#endif /* _NGX_HTTP_STATUSES_TRANSLATION_H_INCLUDED_ */
