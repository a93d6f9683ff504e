/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "html.h"
#include "statuses_word.h"
#include "html_entity.h"
#include "scan.h"
#include "trim.h"
#include "unicode.h"


static void statuses_html_text(statuses_buf_t *out,
    const statuses_site_t *site, statuses_str_t text,
    const statuses_html_opts_t *opts, statuses_html_kind_e kind);
static void statuses_html_entities(statuses_buf_t *out,
    const statuses_site_t *site, statuses_str_t text,
    const statuses_html_opts_t *opts, statuses_html_kind_e kind);
static void statuses_html_paragraphs(statuses_buf_t *out, const char *data,
    size_t len);
static const char *statuses_html_plain(const char *p, const char *end);
static int statuses_html_contains(statuses_str_t s, const char *data,
    size_t len);
static void statuses_html_squeeze(statuses_buf_t *out, const char *data,
    size_t len);


/* Section 1.3. */

void
statuses_html_status(statuses_buf_t *out, const statuses_site_t *site,
    statuses_str_t text, const statuses_html_opts_t *opts)
{
    statuses_buf_t  html, quote;

    if (opts->quoted_url.data == NULL) {
        statuses_html_text(out, site, text, opts, statuses_html_of_status);
        return;
    }

    statuses_buf_init(&html, out->arena, text.len * 2);
    statuses_html_text(&html, site, text, opts, statuses_html_of_status);

    if (html.failed) {
        out->failed = 1;
        return;
    }

    if (statuses_html_contains(opts->quoted_url, html.data, html.len)) {
        statuses_buf_append(out, html.data, html.len);
        return;
    }

    /* the quote fallback, 1.10 */

    statuses_buf_init(&quote, out->arena, html.len + 512);

    statuses_html_puts(&quote, "<p class=\"quote-inline\">RE: ");
    statuses_html_link(&quote, opts->quoted_url);
    statuses_html_puts(&quote, "</p>");
    statuses_buf_append(&quote, html.data, html.len);

    if (quote.failed) {
        out->failed = 1;
        return;
    }

    statuses_html_squeeze(out, quote.data, quote.len);
}


void
statuses_html_note(statuses_buf_t *out, const statuses_site_t *site,
    statuses_str_t text, const statuses_html_opts_t *opts)
{
    statuses_html_text(out, site, text, opts, statuses_html_of_note);
}


void
statuses_html_field(statuses_buf_t *out, const statuses_site_t *site,
    statuses_str_t text, const statuses_html_opts_t *opts)
{
    if (!statuses_blank(text)) {
        statuses_html_entities(out, site, text, opts, statuses_html_of_field);
    }
}


static void
statuses_html_text(statuses_buf_t *out, const statuses_site_t *site,
    statuses_str_t text, const statuses_html_opts_t *opts,
    statuses_html_kind_e kind)
{
    statuses_buf_t  html;

    if (statuses_blank(text)) {
        return;
    }

    statuses_buf_init(&html, out->arena, text.len * 2);
    statuses_html_entities(&html, site, text, opts, kind);

    if (html.failed) {
        out->failed = 1;
        return;
    }

    statuses_html_paragraphs(out, html.data, html.len);
}


static void
statuses_html_entities(statuses_buf_t *out, const statuses_site_t *site,
    statuses_str_t text, const statuses_html_opts_t *opts,
    statuses_html_kind_e kind)
{
    size_t              pos;
    unsigned            flags;
    statuses_str_t      url;
    statuses_scan_t     scan;
    statuses_entity_t   e;

    flags = STATUSES_SCAN_ALL;

    if (site->before_4_6) {
        flags |= STATUSES_SCAN_BEFORE_4_6;
    }

    statuses_scan_init(&scan, text, flags);

    pos = 0;

    while (statuses_scan_next(&scan, &e)) {
        statuses_html_escape(out, text.data + pos, e.start - pos);

        switch (e.type) {

        case STATUSES_SCAN_MENTION:
            statuses_html_mention(out, site, text, &e, opts, kind);
            break;

        case STATUSES_SCAN_HASHTAG:
            statuses_html_hashtag(out, site, &e);
            break;

        default:
            url.data = text.data + e.start;
            url.len = e.end - e.start;
            statuses_html_url(out, url, kind == statuses_html_of_field);
        }

        pos = e.end;
    }

    statuses_html_escape(out, text.data + pos, text.len - pos);
}


/*
 * Section 1.6, on the finished HTML: CR LF, CR and LF are line ends; one is a
 * break, two or more are the border of paragraphs; those at the end vanish,
 * and so does a single one at the beginning.
 */

static void
statuses_html_paragraphs(statuses_buf_t *out, const char *data, size_t len)
{
    int          cr;
    size_t       n;
    const char  *p, *end, *eol;

    statuses_html_puts(out, "<p>");

    p = data;
    end = data + len;

    cr = (len != 0 && memchr(p, '\r', len) != NULL);

    while (p < end) {

        if (cr) {
            for (eol = p; eol < end && *eol != '\n' && *eol != '\r'; eol++) {
                /* void */
            }

        } else {
            eol = memchr(p, '\n', end - p);
            if (eol == NULL) {
                eol = end;
            }
        }

        statuses_buf_append(out, p, eol - p);

        p = eol;

        for (n = 0; p < end && (*p == '\n' || *p == '\r'); n++) {
            p += (*p == '\r' && end - p > 1 && p[1] == '\n') ? 2 : 1;
        }

        if (p == end) {
            break;
        }

        if (n > 1) {
            statuses_html_puts(out, "</p><p>");

        } else if (eol != data) {
            statuses_html_puts(out, "<br />");
        }
    }

    statuses_html_puts(out, "</p>");
}


/*
 * In the worst case quadratic, but the URL comes from the database and is
 * hardly ever longer than a line.
 */

static int
statuses_html_contains(statuses_str_t s, const char *data, size_t len)
{
    const char  *p, *end;

    if (s.len == 0) {
        return 1;
    }

    if (len < s.len) {
        return 0;
    }

    end = data + len - s.len + 1;

    for (p = data; p < end; p++) {
        p = memchr(p, s.data[0], end - p);

        if (p == NULL) {
            break;
        }

        if (memcmp(p, s.data, s.len) == 0) {
            return 1;
        }
    }

    return 0;
}


/*
 * Each run of white space becomes one space.  The reference strips the result
 * too, but it always begins and ends with a tag.
 */

static void
statuses_html_squeeze(statuses_buf_t *out, const char *data, size_t len)
{
    int          space;
    uint32_t     uc;
    const char  *p, *q, *run, *end;

    run = data;
    end = data + len;
    space = 0;

    for (p = data; p < end; p = q) {
        q = p;
        uc = statuses_uc(statuses_utf8_next(&q, end));

        if (!(uc & STATUSES_UC_SPACE)) {
            space = 0;
            continue;
        }

        statuses_buf_append(out, run, p - run);
        run = q;

        if (!space) {
            statuses_buf_append(out, " ", 1);
            space = 1;
        }
    }

    statuses_buf_append(out, run, end - run);
}


/*
 * Section 1.5.  Runs of bytes that stay are appended at once.  Bytes beyond
 * ASCII are decoded only to replace invalid ones.
 */

void
statuses_html_escape(statuses_buf_t *out, const char *data, size_t len)
{
    const char  *p, *q, *end, *run, *entity;

    if (len == 0) {
        return;
    }

    p = data;
    run = data;
    end = data + len;

    while (p < end) {

        p = statuses_html_plain(p, end);

        if (p == end) {
            break;
        }

        q = p + 1;

        switch (*p) {

        case '&':
            entity = "&amp;";
            break;

        case '<':
            entity = "&lt;";
            break;

        case '>':
            entity = "&gt;";
            break;

        case '"':
            entity = "&quot;";
            break;

        case '\'':
            entity = "&#39;";
            break;

        default:

            if (!(*p & 0x80)) {
                p++;
                continue;
            }

            q = p;

            if (statuses_utf8_next(&q, end) != 0xfffd || q - p == 3) {
                p = q;
                continue;
            }

            entity = "\xef\xbf\xbd";
        }

        statuses_buf_append(out, run, p - run);
        statuses_buf_append(out, entity, strlen(entity));

        p = q;
        run = p;
    }

    statuses_buf_append(out, run, p - run);
}


/* the next byte that escaping has to look at, or end */

static const char *
statuses_html_plain(const char *p, const char *end)
{
    uint64_t  w, found;

    while (end - p >= 8) {
        w = statuses_word_load(p);
        found = statuses_word_beyond(w) | statuses_word_has(w, '&')
                | statuses_word_has(w, '<') | statuses_word_has(w, '>')
                | statuses_word_has(w, '"') | statuses_word_has(w, '\'');

        if (found) {
            return p + statuses_word_first(found);
        }

        p += 8;
    }

    return p;
}
