/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "sanitize.h"
#include "sanitize_out.h"
#include "trim.h"


static int statuses_sanitize_embed_enter(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node);
static void statuses_sanitize_embed_leave(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node);
static void statuses_sanitize_embed_attrs(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node);
static void statuses_sanitize_embed_src(statuses_sanitize_out_t *out,
    const statuses_dom_attr_t *attr);


static const statuses_sanitize_profile_t  statuses_sanitize_embed_profile = {
    statuses_sanitize_embed_enter,
    statuses_sanitize_embed_leave
};


static const char  *statuses_sanitize_audio_attrs[] = { "controls", NULL };

static const char  *statuses_sanitize_iframe_attrs[] = {
    "allowfullscreen", "frameborder", "height", "scrolling", "src", "width",
    NULL
};

static const char  *statuses_sanitize_source_attrs[] = { "src", "type", NULL };

static const char  *statuses_sanitize_video_attrs[] = {
    "controls", "height", "loop", "width", NULL
};


void
statuses_sanitize_embed(statuses_buf_t *out, statuses_str_t html)
{
    statuses_sanitize_run(out, html, 0, &statuses_sanitize_embed_profile);
}


static int
statuses_sanitize_embed_enter(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node)
{
    uint32_t  flags;

    flags = statuses_tag_flags[node->tag];

    if (flags & STATUSES_IS_EMBED) {
        statuses_sanitize_open(out, node->text);
        statuses_sanitize_embed_attrs(out, node);
        statuses_sanitize_opened(out);

        if (node->tag == STATUSES_TAG_IFRAME) {
            statuses_sanitize_close(out, node->text);
            return 0;
        }

        return 1;
    }

    if (flags & STATUSES_IS_DROPPED) {
        return 0;
    }

    if (flags & STATUSES_IS_SPACED) {
        statuses_sanitize_literal(out, " ");
    }

    return 1;
}


static void
statuses_sanitize_embed_leave(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node)
{
    uint32_t  flags;

    flags = statuses_tag_flags[node->tag];

    if (flags & STATUSES_IS_EMBED) {

        if (node->tag != STATUSES_TAG_SOURCE) {
            statuses_sanitize_close(out, node->text);
        }

        return;
    }

    if ((flags & STATUSES_IS_SPACED) && node->first != NULL) {
        statuses_sanitize_literal(out, " ");
    }
}


static void
statuses_sanitize_embed_attrs(statuses_sanitize_out_t *out,
    const statuses_dom_node_t *node)
{
    size_t                       i;
    const char                 **name;
    const statuses_dom_attr_t   *attr;

    static const statuses_str_t  sandbox = { "sandbox", 7 };
    static const statuses_str_t  sandbox_value = {
        "allow-scripts allow-same-origin allow-popups"
        " allow-popups-to-escape-sandbox allow-forms", 87
    };

    for (i = 0; i < node->nattrs; i++) {
        attr = &node->attrs[i];

        switch (node->tag) {

        case STATUSES_TAG_AUDIO:
            name = statuses_sanitize_audio_attrs;
            break;

        case STATUSES_TAG_IFRAME:
            name = statuses_sanitize_iframe_attrs;
            break;

        case STATUSES_TAG_SOURCE:
            name = statuses_sanitize_source_attrs;
            break;

        default: /* STATUSES_TAG_VIDEO */
            name = statuses_sanitize_video_attrs;
        }

        while (*name != NULL && !statuses_sanitize_is(attr->name, *name)) {
            name++;
        }

        if (*name == NULL) {
            continue;
        }

        if (statuses_sanitize_is(attr->name, "src")) {
            statuses_sanitize_embed_src(out, attr);

        } else {
            statuses_sanitize_attr(out, attr->name, attr->value);
        }
    }

    if (node->tag == STATUSES_TAG_IFRAME) {
        statuses_sanitize_attr(out, sandbox, sandbox_value);
    }
}


/* Only http and https; white space around the URL goes. */

static void
statuses_sanitize_embed_src(statuses_sanitize_out_t *out,
    const statuses_dom_attr_t *attr)
{
    statuses_str_t  scheme, http, https;

    http.data = "http";
    http.len = 4;
    https.data = "https";
    https.len = 5;

    scheme = statuses_sanitize_scheme(attr->value);

    if (statuses_caseless_equal(scheme, http)
        || statuses_caseless_equal(scheme, https))
    {
        statuses_sanitize_url(out, attr->name, statuses_strip(attr->value));
    }
}
