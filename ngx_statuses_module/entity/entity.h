/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Rows to JSON.  An entity is a table of fields in wire order
 * (spec/entities.md); one loop writes it.
 */

#ifndef _NGX_HTTP_STATUSES_ENTITY_H_INCLUDED_
#define _NGX_HTTP_STATUSES_ENTITY_H_INCLUDED_


#include <ngx_http_statuses.h>
#include <ngx_http_statuses_statements.h>
#include "entity/json.h"
#include "text/text.h"
#include "text/html.h"


typedef struct ngx_http_statuses_render_s   ngx_http_statuses_render_t;
typedef struct ngx_http_statuses_entity_s   ngx_http_statuses_entity_t;
typedef struct ngx_http_statuses_field_s    ngx_http_statuses_field_t;
typedef struct ngx_http_statuses_account_s  ngx_http_statuses_account_t;
typedef struct ngx_http_statuses_status_s   ngx_http_statuses_status_t;


/* what every entity begins with: the values of its row */

struct ngx_http_statuses_entity_s {
    ngx_str_t                      *col;
};


typedef void (*ngx_http_statuses_field_pt)(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
typedef ngx_http_statuses_status_t *(*ngx_http_statuses_find_pt)(
    ngx_http_statuses_render_t *rd, ngx_str_t *id);
typedef ngx_uint_t (*ngx_http_statuses_when_pt)(ngx_http_statuses_render_t *rd,
    void *entity);


struct ngx_http_statuses_field_s {
    ngx_str_t                       key;     /* {"key": or ,"key": */
    ngx_http_statuses_field_pt      write;
    ngx_uint_t                      col;     /* of the row, for the writer */
    ngx_uint_t                      since;   /* version, 0: always */
    ngx_http_statuses_when_pt       when;    /* NULL: always; else absent */
};


#define ngx_http_statuses_first(key)  ngx_string("{\"" key "\":")
#define ngx_http_statuses_key(key)    ngx_string(",\"" key "\":")
#define ngx_http_statuses_end         { ngx_null_string, NULL, 0, 0, NULL }


struct ngx_http_statuses_account_s {
    ngx_str_t                      *col;     /* STATUSES_ACCOUNT_… */
    ngx_str_t                      *emojis;
    ngx_str_t                       json;    /* once it is written */
    unsigned                        own:1;           /* the viewer's */
    unsigned                        following:1;     /* by the viewer */
    unsigned                        followed_by:1;   /* the viewer is */
};


struct ngx_http_statuses_status_s {
    ngx_str_t                      *col;     /* STATUSES_STATUS_… */
    ngx_str_t                      *viewer;  /* STATUSES_STATUS_VIEWER_… */
    ngx_str_t                      *emojis;
    ngx_http_statuses_account_t    *account;

    ngx_str_t                      *quote;   /* parsed, NULL: none */
    ngx_str_t                      *poll;
    ngx_array_t                     mentions;   /* of ngx_str_t, in fours */

    ngx_uint_t                      nested;  /* inside a Quote: ShallowQuote */
};


struct ngx_http_statuses_render_s {
    ngx_http_statuses_json_t        json;
    ngx_pool_t                     *pool;
    ngx_uint_t                      version;    /* whose keys are written */
    ngx_uint_t                      compat;     /* whose bytes */
    ngx_http_statuses_srv_conf_t   *conf;
    int64_t                         viewer;     /* account, 0: anonymous */
    ngx_uint_t                      source;     /* texts as written, not HTML */

    statuses_site_t                 site;
    statuses_arena_t                arena;

    /* all rows at hand, to be found by id; or who finds them */

    ngx_http_statuses_find_pt       find;
    void                           *find_data;

    ngx_http_statuses_status_t     *statuses;
    ngx_uint_t                      nstatuses;
    ngx_http_statuses_account_t   **accounts;   /* beyond the authors */
    ngx_uint_t                      naccounts;
    ngx_str_t                     **collections;
    ngx_uint_t                      ncollections;
    ngx_str_t                     **filters;    /* the viewer's */
    ngx_uint_t                      nfilters;
};


/*
 * Begins an answer of about size bytes: compat is that of statuses_compat, and
 * schema the database's, which may lack the columns of some keys.
 */
ngx_int_t ngx_http_statuses_render_init(ngx_http_statuses_render_t *rd,
    ngx_http_request_t *r, ngx_uint_t compat, ngx_uint_t schema,
    int64_t viewer, size_t size);

void ngx_http_statuses_entity_write(ngx_http_statuses_render_t *rd,
    const ngx_http_statuses_field_t *fields, void *entity);


/* writers that only need the column */

void ngx_http_statuses_write_id(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f);
void ngx_http_statuses_write_string(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
void ngx_http_statuses_write_text(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);   /* NULL is "" */
void ngx_http_statuses_write_filled(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);   /* "" is null */
void ngx_http_statuses_write_bool(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
void ngx_http_statuses_write_nbool(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);   /* NULL is null */
void ngx_http_statuses_write_int(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);   /* NULL is null */
void ngx_http_statuses_write_count(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);   /* never below 0 */
void ngx_http_statuses_write_time(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
void ngx_http_statuses_write_true(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
void ngx_http_statuses_write_null(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
void ngx_http_statuses_write_empty(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);   /* [] */

/* the text in buf as a JSON string */
void ngx_http_statuses_write_buf(ngx_http_statuses_render_t *rd,
    statuses_buf_t *buf);


/* status.c */
void ngx_http_statuses_status_write(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st);
ngx_http_statuses_status_t *ngx_http_statuses_status_find(
    ngx_http_statuses_render_t *rd, ngx_str_t *id);
/* a text of this status, or of a version of it, as the value "content" */
void ngx_http_statuses_status_html(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_str_t *text, ngx_uint_t others,
    ngx_uint_t quoting);
/* the same HTML into buf, which need not be initialised */
void ngx_http_statuses_status_markup(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_str_t *text, ngx_uint_t others,
    ngx_uint_t quoting, statuses_buf_t *buf);
/*
 * Takes the columns of a status from a row: col, emojis, and viewer (NULL for
 * an anonymous one).  The account is set by the caller.
 */
ngx_int_t ngx_http_statuses_status_init(ngx_pool_t *pool,
    ngx_http_statuses_status_t *st, ngx_str_t *col, ngx_str_t *emojis,
    ngx_str_t *viewer);

/* account.c */
void ngx_http_statuses_account_write(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_account_t *a);
/* takes the columns of an account from a row, likewise */
void ngx_http_statuses_account_init(ngx_http_statuses_account_t *a,
    ngx_str_t *col, ngx_str_t *emojis, ngx_str_t *viewer);
ngx_http_statuses_account_t *ngx_http_statuses_account_find(
    ngx_http_statuses_render_t *rd, ngx_str_t *id);

/* profile.c: what an account says about itself */
void ngx_http_statuses_profile_note(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
void ngx_http_statuses_profile_fields(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
void ngx_http_statuses_profile_emojis(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);

/* media.c */
void ngx_http_statuses_media_write(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);

/*
 * The files of a version of a status: ids and descriptions are the arrays of
 * that version; descriptions NULL: those of the files themselves.
 */
void ngx_http_statuses_media_version(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_str_t *ids, ngx_str_t *descriptions);
/* the descriptions of all files of a status, as an array of ngx_str_t */
ngx_int_t ngx_http_statuses_media_descriptions(ngx_pool_t *pool,
    ngx_http_statuses_status_t *st, ngx_array_t *texts);

/* id and description of all files of a status, in pairs */
ngx_int_t ngx_http_statuses_media_described(ngx_pool_t *pool,
    ngx_http_statuses_status_t *st, ngx_array_t *pairs);

/* poll.c */
void ngx_http_statuses_poll_write(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
/* the options of a poll, as an array of ngx_str_t */
ngx_int_t ngx_http_statuses_poll_options(ngx_pool_t *pool, ngx_str_t *poll,
    ngx_array_t *options);

/* the id of a poll */
ngx_str_t *ngx_http_statuses_poll_key(ngx_str_t *poll);

/* emoji.c: the shortcodes in the column "emojis", as an array */
ngx_int_t ngx_http_statuses_emoji_codes(ngx_pool_t *pool, ngx_str_t *emojis,
    statuses_str_t **codes, ngx_uint_t *n);

/* card.c */
void ngx_http_statuses_card_write(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
/* the entity that clients before 3.0 knew; {} without a card */
void ngx_http_statuses_card_write_old(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st);
/* the id of the account that is named as the author, NULL if none */
ngx_int_t ngx_http_statuses_card_author(ngx_pool_t *pool,
    ngx_http_statuses_status_t *st, ngx_str_t *id);

/* quote.c */
void ngx_http_statuses_quote_write(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
void ngx_http_statuses_quote_approval(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);
void ngx_http_statuses_quote_policy(ngx_http_statuses_render_t *rd,
    ngx_uint_t bits);
/* the URL that the RE: paragraph links to; data NULL if there is none */
ngx_int_t ngx_http_statuses_quote_url(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_str_t *url);

/* edit.c: a version of a status, row NULL: its present state */
void ngx_http_statuses_edit_write(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_str_t *row);

/* scheduled.c: ScheduledStatus, of the columns STATUSES_SCHEDULED_… */
void ngx_http_statuses_scheduled_write(ngx_http_statuses_render_t *rd,
    ngx_str_t *row);

/* collection.c */
void ngx_http_statuses_collection_write(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);

/* filter.c */
void ngx_http_statuses_filter_write(ngx_http_statuses_render_t *rd,
    void *entity, const ngx_http_statuses_field_t *f);

/* emoji.c */

/*
 * May st or its author use custom emoji, or the author's note mention somebody?
 * Then what the statement "late" has is wanted, where the status came without.
 */
ngx_uint_t ngx_http_statuses_emoji_late(ngx_http_statuses_status_t *st);

/*
 * Writes the list of custom emoji used in these texts; emojis is the column
 * with the rows of the texts' domain.
 */
void ngx_http_statuses_emoji_write(ngx_http_statuses_render_t *rd,
    ngx_str_t *emojis, ngx_str_t *texts, ngx_uint_t ntexts);

/* url.c: all write the inside of a JSON string */

void ngx_http_statuses_url_account(ngx_http_statuses_render_t *rd,
    ngx_str_t *id, ngx_str_t *username);
void ngx_http_statuses_url_tag(ngx_http_statuses_render_t *rd,
    ngx_str_t *name);
void ngx_http_statuses_url_acct(ngx_http_statuses_render_t *rd,
    ngx_str_t *username, ngx_str_t *domain);
void ngx_http_statuses_url_username(ngx_http_statuses_render_t *rd,
    ngx_str_t *username);

/*
 * An attachment (spec/entities.md 1.2): kind is CLASS/ATTACHMENT, style one of
 * original, small and static, format replaces the file's extension unless it
 * is NULL.
 */
void ngx_http_statuses_url_file(ngx_http_statuses_render_t *rd,
    const char *kind, ngx_str_t *id, const char *style, ngx_str_t *file,
    ngx_uint_t cached, const char *format);

/* …/ATTACHMENT/STYLE/missing.png */
void ngx_http_statuses_url_missing(ngx_http_statuses_render_t *rd,
    const char *attachment, const char *style);

ngx_uint_t ngx_http_statuses_url_is_http(ngx_str_t *url);


#endif /* _NGX_HTTP_STATUSES_ENTITY_H_INCLUDED_ */
