/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Local text to HTML (spec/text.md, section 1 and 7).
 */

#ifndef _STATUSES_HTML_H_INCLUDED_
#define _STATUSES_HTML_H_INCLUDED_


#include "text.h"


/* An account that a mention in the text may refer to. */

typedef struct {
    statuses_str_t      username;      /* as stored */
    statuses_str_t      domain;        /* as stored, punycode; len 0: local */
    statuses_str_t      url;           /* accounts.url of a remote account */
} statuses_mention_t;


typedef struct {
    statuses_str_t      local_domain;  /* "social.example" */
    statuses_str_t      base_url;      /* "https://social.example" */
    unsigned            before_4_6;    /* hashtag edge of 4.5, see 0.5 */
} statuses_site_t;


typedef struct {
    const statuses_mention_t  *mentions;
    size_t                     nmentions;
    statuses_str_t             quoted_url;  /* data NULL: no quote fallback */
} statuses_html_opts_t;


/* status text, section 1 */
void statuses_html_status(statuses_buf_t *out, const statuses_site_t *site,
    statuses_str_t text, const statuses_html_opts_t *opts);

/*
 * note and field value of a local account, section 7; "mentions" are the
 * accounts of the database that the text names
 */
void statuses_html_note(statuses_buf_t *out, const statuses_site_t *site,
    statuses_str_t text, const statuses_html_opts_t *opts);
void statuses_html_field(statuses_buf_t *out, const statuses_site_t *site,
    statuses_str_t text, const statuses_html_opts_t *opts);

/*
 * The link form of 1.7 for one URL (a remote verified field: rel without
 * "me"); no URL grammar is applied to it.
 */
void statuses_html_link(statuses_buf_t *out, statuses_str_t url);

/* escaping of 1.5 */
void statuses_html_escape(statuses_buf_t *out, const char *data, size_t len);


#endif /* _STATUSES_HTML_H_INCLUDED_ */
