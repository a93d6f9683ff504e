/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "hostname.h"
#include "html_entity.h"
#include "trim.h"
#include "unicode.h"


/* in code points */
#define STATUSES_HTML_LINK_MAX   30


typedef struct {
    const char         *port;          /* the colon, NULL: no port */
    const char         *port_end;
    unsigned            valid;
} statuses_html_uri_t;


static const statuses_str_t  statuses_html_prefixes[] = {
    /* the longest first */
    { "https://www.", 12 },
    { "http://www.", 11 },
    { "https://", 8 },
    { "http://", 7 },
    { "xmpp:", 5 },
    { NULL, 0 }
};


static void statuses_html_uri(statuses_str_t url, statuses_html_uri_t *uri);
static int statuses_html_host_valid(const char *p, const char *end);
static statuses_str_t statuses_html_reassemble(statuses_buf_t *buf,
    statuses_str_t url, const statuses_html_uri_t *uri);
static const statuses_mention_t *statuses_html_find(
    const statuses_site_t *site, const statuses_entity_t *e,
    const statuses_html_opts_t *opts, int *namesake);


void
statuses_html_link(statuses_buf_t *out, statuses_str_t url)
{
    statuses_html_url(out, url, 0);
}


void
statuses_html_url(statuses_buf_t *out, statuses_str_t url, int me)
{
    size_t                 n;
    const char            *p, *end, *cut;
    statuses_buf_t         buf;
    statuses_str_t         rest;
    statuses_html_uri_t    uri;
    const statuses_str_t  *prefix;

    statuses_html_uri(url, &uri);

    if (!uri.valid) {
        statuses_html_escape(out, url.data, url.len);
        return;
    }

    statuses_buf_init(&buf, out->arena, url.len);

    if (uri.port != NULL) {
        url = statuses_html_reassemble(&buf, url, &uri);

        if (buf.failed) {
            out->failed = 1;
            return;
        }
    }

    for (prefix = statuses_html_prefixes; prefix->len; prefix++) {
        if (url.len >= prefix->len
            && memcmp(url.data, prefix->data, prefix->len) == 0)
        {
            break;
        }
    }

    rest.data = url.data + prefix->len;
    rest.len = url.len - prefix->len;

    /* a single code point too many is not worth a cut */

    end = rest.data + rest.len;
    cut = end;
    n = 0;

    for (p = rest.data; p < end; n++) {

        if (n == STATUSES_HTML_LINK_MAX) {
            cut = p;

        } else if (n == STATUSES_HTML_LINK_MAX + 1) {
            break;
        }

        (void) statuses_utf8_next(&p, end);
    }

    if (p == end && n <= STATUSES_HTML_LINK_MAX + 1) {
        cut = end;
    }

    statuses_html_puts(out, "<a href=\"");
    statuses_html_escape(out, url.data, url.len);

    if (me) {
        statuses_html_puts(out, "\" target=\"_blank\" "
                                "rel=\"nofollow noopener me\" "
                                "translate=\"no\"><span class=\"invisible\">");

    } else {
        statuses_html_puts(out, "\" target=\"_blank\" "
                                "rel=\"nofollow noopener\" "
                                "translate=\"no\"><span class=\"invisible\">");
    }

    statuses_buf_append(out, prefix->data, prefix->len);

    if (cut < end) {
        statuses_html_puts(out, "</span><span class=\"ellipsis\">");

    } else {
        statuses_html_puts(out, "</span><span class=\"\">");
    }

    statuses_html_escape(out, rest.data, cut - rest.data);
    statuses_html_puts(out, "</span><span class=\"invisible\">");
    statuses_html_escape(out, cut, end - cut);
    statuses_html_puts(out, "</span></a>");
}


/*
 * The part of the URI parser that has visible effects (2.6): RFC 3986,
 * Appendix B, down to host and port.
 */

static void
statuses_html_uri(statuses_str_t url, statuses_html_uri_t *uri)
{
    size_t       i;
    const char  *p, *end, *host, *port;

    uri->port = NULL;
    uri->port_end = NULL;
    uri->valid = 1;

    for (i = 0; i < url.len && strchr(":/?#", url.data[i]) == NULL; i++) {
        /* void */
    }

    if (url.len - i < 3 || memcmp(url.data + i, "://", 3) != 0) {
        return;
    }

    p = url.data + i + 3;
    end = url.data + url.len;
    host = p;
    port = NULL;

    while (p < end && *p != '/' && *p != '?' && *p != '#') {

        switch (*p++) {

        case '@':
            host = p;
            port = NULL;
            break;

        case ':':
            port = p - 1;
            break;

        case ']':
            port = NULL;
            break;
        }
    }

    end = p;

    if (port != NULL) {

        for (p = port + 1; p < end; p++) {
            if (*p < '0' || *p > '9') {
                uri->valid = 0;
                return;
            }
        }

        uri->port = port;
        uri->port_end = end;
        end = port;
    }

    uri->valid = statuses_html_host_valid(host, end);
}


static int
statuses_html_host_valid(const char *p, const char *end)
{
    uint32_t  cp;

    while (p < end) {
        cp = statuses_utf8_next(&p, end);

        if (cp == 0 || (cp < 0x80 && strchr("<>{}\\@\"", (int) cp) != NULL)
            || (statuses_uc(cp) & STATUSES_UC_SPACE))
        {
            return 0;
        }
    }

    return 1;
}


/* The port as an integer, and no port if it is zero. */

static statuses_str_t
statuses_html_reassemble(statuses_buf_t *buf, statuses_str_t url,
    const statuses_html_uri_t *uri)
{
    const char      *p;
    statuses_str_t   out;

    for (p = uri->port + 1; p < uri->port_end && *p == '0'; p++) {
        /* void */
    }

    if (p == uri->port + 1 && p < uri->port_end) {
        return url;
    }

    statuses_buf_append(buf, url.data, uri->port - url.data);

    if (p < uri->port_end) {
        statuses_buf_append(buf, ":", 1);
        statuses_buf_append(buf, p, uri->port_end - p);
    }

    statuses_buf_append(buf, uri->port_end,
                        url.data + url.len - uri->port_end);

    out.data = buf->data;
    out.len = buf->len;

    return out;
}


void
statuses_html_mention(statuses_buf_t *out, const statuses_site_t *site,
    statuses_str_t text, const statuses_entity_t *e,
    const statuses_html_opts_t *opts, statuses_html_kind_e kind)
{
    int                        namesake;
    const statuses_mention_t  *mention;

    mention = statuses_html_find(site, e, opts, &namesake);

    if (mention == NULL) {
        statuses_html_escape(out, text.data + e->start, e->end - e->start);
        return;
    }

    statuses_html_puts(out, "<span class=\"h-card\" translate=\"no\">"
                            "<a href=\"");

    if (mention->domain.len == 0) {
        statuses_html_escape(out, site->base_url.data, site->base_url.len);
        statuses_html_puts(out, "/@");
        statuses_html_escape(out, mention->username.data,
                             mention->username.len);

    } else if ((mention->url.len >= 7
                && memcmp(mention->url.data, "http://", 7) == 0)
               || (mention->url.len >= 8
                   && memcmp(mention->url.data, "https://", 8) == 0))
    {
        statuses_html_escape(out, mention->url.data, mention->url.len);
    }

    statuses_html_puts(out, "\" class=\"u-url mention\">@<span>");
    statuses_html_escape(out, mention->username.data, mention->username.len);

    if (mention->domain.len != 0
        && (kind == statuses_html_of_field
            || (kind == statuses_html_of_status && namesake)))
    {
        statuses_html_puts(out, "@");
        statuses_hostname_unicode(out, mention->domain);
    }

    statuses_html_puts(out, "</span></a></span>");
}


/*
 * Looks a mention up among the known accounts.  *namesake is set if there is
 * another one with the same username and a different domain.
 */

static const statuses_mention_t *
statuses_html_find(const statuses_site_t *site, const statuses_entity_t *e,
    const statuses_html_opts_t *opts, int *namesake)
{
    size_t                     i;
    statuses_str_t             domain;
    const statuses_mention_t  *mention, *found;

    domain = e->domain;

    if (statuses_caseless_equal(domain, site->local_domain)) {
        domain.len = 0;
    }

    found = NULL;
    *namesake = 0;

    for (i = 0; i < opts->nmentions; i++) {
        mention = &opts->mentions[i];

        if (!statuses_caseless_equal(e->name, mention->username)) {
            continue;
        }

        if (!statuses_caseless_equal(domain, mention->domain)) {
            *namesake = 1;

        } else if (found == NULL) {
            found = mention;
        }
    }

    return found;
}


void
statuses_html_hashtag(statuses_buf_t *out, const statuses_site_t *site,
    const statuses_entity_t *e)
{
    char           escaped[3];
    size_t         i;
    unsigned char  ch;

    static const char  hex[] = "0123456789ABCDEF";

    statuses_html_puts(out, "<a href=\"");
    statuses_html_escape(out, site->base_url.data, site->base_url.len);
    statuses_html_puts(out, "/tags/");

    for (i = 0; i < e->name.len; i++) {
        ch = (unsigned char) e->name.data[i];

        /* letters, digits and "_" are all that a tag has of ASCII */

        if (ch < 0x80) {
            statuses_buf_append(out, e->name.data + i, 1);
            continue;
        }

        escaped[0] = '%';
        escaped[1] = hex[ch >> 4];
        escaped[2] = hex[ch & 15];

        statuses_buf_append(out, escaped, 3);
    }

    statuses_html_puts(out, "\" class=\"mention hashtag\" rel=\"tag\">"
                            "#<span>");
    statuses_html_escape(out, e->name.data, e->name.len);
    statuses_html_puts(out, "</span></a>");
}
