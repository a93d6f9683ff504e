/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Quote, ShallowQuote and quote_approval (spec/entities.md 3).
 *
 * The state is computed with the row, because only the database knows what the
 * viewer may see.
 */

#include "entity/account.h"
#include "pg/row.h"


/* elements of the column "quote" */

enum {
    quote_state = 0,
    quote_quoted_id,
    quote_quoted_reblog_of_id,
    quote_quoted_local,
    quote_quoted_username,
    quote_quoted_url,
    quote_quoted_uri
};


static ngx_uint_t
ngx_http_statuses_quote_is(ngx_str_t *state, const char *name)
{
    return state->len == ngx_strlen(name)
           && ngx_strncmp(state->data, name, state->len) == 0;
}


/* is the quoted status itself shown? */

static ngx_uint_t
ngx_http_statuses_quote_shown(ngx_str_t *q)
{
    return q[quote_quoted_id].data != NULL
           && q[quote_quoted_reblog_of_id].data == NULL
           && (ngx_http_statuses_quote_is(&q[quote_state], "accepted")
               || ngx_http_statuses_quote_is(&q[quote_state],
                                             "blocked_domain")
               || ngx_http_statuses_quote_is(&q[quote_state],
                                             "blocked_account")
               || ngx_http_statuses_quote_is(&q[quote_state],
                                             "muted_account"));
}


void
ngx_http_statuses_quote_write(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_str_t                   *q;
    ngx_http_statuses_json_t    *j;
    ngx_http_statuses_status_t  *quoted;

    j = &rd->json;
    q = st->quote;

    if (q == NULL || q[quote_state].data == NULL) {
        ngx_http_statuses_json_lit(j, "null");
        return;
    }

    ngx_http_statuses_json_lit(j, "{\"state\":\"");
    ngx_http_statuses_json_raw(j, q[quote_state].data, q[quote_state].len);

    if (st->nested) {
        ngx_http_statuses_json_lit(j, "\",\"quoted_status_id\":");

        if (ngx_http_statuses_quote_shown(q)) {
            ngx_http_statuses_json_id(j, &q[quote_quoted_id]);

        } else {
            ngx_http_statuses_json_lit(j, "null");
        }

        ngx_http_statuses_json_lit(j, "}");
        return;
    }

    ngx_http_statuses_json_lit(j, "\",\"quoted_status\":");

    quoted = NULL;

    /* for a new draft the row is there if it may be seen, accepted or not */

    if (ngx_http_statuses_quote_shown(q)
        || (rd->source && q[quote_quoted_id].data != NULL
            && q[quote_quoted_reblog_of_id].data == NULL))
    {
        quoted = ngx_http_statuses_status_find(rd, &q[quote_quoted_id]);
    }

    if (quoted) {
        quoted->nested++;
        ngx_http_statuses_status_write(rd, quoted);
        quoted->nested--;

    } else {
        ngx_http_statuses_json_lit(j, "null");
    }

    ngx_http_statuses_json_lit(j, "}");
}


ngx_int_t
ngx_http_statuses_quote_url(ngx_http_statuses_render_t *rd,
    ngx_http_statuses_status_t *st, ngx_str_t *url)
{
    u_char     *p;
    ngx_str_t  *q;

    ngx_str_null(url);

    q = st->quote;

    if (q == NULL || q[quote_quoted_id].data == NULL) {
        return NGX_OK;
    }

    if (!ngx_http_statuses_is_true(&q[quote_quoted_local])) {
        *url = ngx_http_statuses_url_is_http(&q[quote_quoted_url])
               ? q[quote_quoted_url] : q[quote_quoted_uri];
        return NGX_OK;
    }

    p = ngx_pnalloc(rd->pool, rd->conf->base_url.len + 3
                              + q[quote_quoted_username].len
                              + q[quote_quoted_id].len);
    if (p == NULL) {
        rd->json.failed = 1;
        return NGX_ERROR;
    }

    url->data = p;
    url->len = ngx_sprintf(p, "%V/@%V/%V", &rd->conf->base_url,
                           &q[quote_quoted_username], &q[quote_quoted_id])
               - p;

    return NGX_OK;
}


void
ngx_http_statuses_quote_policy(ngx_http_statuses_render_t *rd,
    ngx_uint_t bits)
{
    ngx_uint_t                 i, n;
    ngx_http_statuses_json_t  *j;

    static ngx_str_t           names[] = {
        ngx_string("\"unsupported_policy\""),
        ngx_string("\"public\""),
        ngx_string("\"followers\""),
        ngx_string("\"following\""),
        ngx_string("\"disabled\"")               /* since 4.6 */
    };

    j = &rd->json;
    n = 0;

    ngx_http_statuses_json_lit(j, "[");

    for (i = 0; i < 5; i++) {

        if (!(bits & (1 << i))
            || (i == 4 && rd->compat < NGX_HTTP_STATUSES_4_6))
        {
            continue;
        }

        if (n++) {
            ngx_http_statuses_json_lit(j, ",");
        }

        ngx_http_statuses_json_raw(j, names[i].data, names[i].len);
    }

    ngx_http_statuses_json_lit(j, "]");
}


const char *
ngx_http_statuses_quote_permission(ngx_uint_t bits,
    ngx_http_statuses_account_t *a)
{
    ngx_uint_t  automatic, manual;

    automatic = bits >> 16;
    manual = bits & 0xffff;

    if (a->own) {
        return "automatic";
    }

    if ((automatic & 2) || ((automatic & 4) && a->following)
        || ((automatic & 8) && a->followed_by))
    {
        return "automatic";
    }

    if ((manual & 2) || ((manual & 4) && a->following)
        || ((manual & 8) && a->followed_by))
    {
        return "manual";
    }

    return ((automatic | manual) & 1) ? "unknown" : "denied";
}


void
ngx_http_statuses_quote_approval(ngx_http_statuses_render_t *rd, void *entity,
    const ngx_http_statuses_field_t *f)
{
    ngx_http_statuses_status_t *st = entity;

    ngx_uint_t                   bits;
    const char                  *user;
    ngx_http_statuses_json_t    *j;
    ngx_http_statuses_status_t  *proper;

    j = &rd->json;

    /* a boost speaks for what it boosts */

    proper = st;

    if (st->col[STATUSES_STATUS_REBLOG_OF_ID].data) {
        proper = ngx_http_statuses_status_find(rd,
                                   &st->col[STATUSES_STATUS_REBLOG_OF_ID]);
        proper = proper ? proper : st;
    }

    bits = ngx_http_statuses_row_int(
                     &proper->col[STATUSES_STATUS_QUOTE_APPROVAL_POLICY], 0);

    ngx_http_statuses_json_lit(j, "{\"automatic\":");
    ngx_http_statuses_quote_policy(rd, bits >> 16);
    ngx_http_statuses_json_lit(j, ",\"manual\":");
    ngx_http_statuses_quote_policy(rd, bits & 0xffff);

    if (rd->viewer == 0
        || ngx_http_statuses_row_int(&proper->col[STATUSES_STATUS_VISIBILITY],
                                     0) == 3)
    {
        user = "denied";

    } else {
        user = ngx_http_statuses_quote_permission(bits, proper->account);
    }

    ngx_http_statuses_json_lit(j, ",\"current_user\":\"");
    ngx_http_statuses_json_raw(j, (u_char *) user, ngx_strlen(user));
    ngx_http_statuses_json_lit(j, "\"}");
}
