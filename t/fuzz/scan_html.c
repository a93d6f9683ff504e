/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Rendering of any bytes as a status, a note and a field.  The first byte
 * chooses the kind and the rules.
 */

#include "html.h"
#include "text_markup.h"
#include "text_util.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


static const statuses_mention_t  mentions[] = {
    { util_str("alice"), { NULL, 0 }, { NULL, 0 } },
    { util_str("bob"), util_str("remote.example"),
      util_str("https://remote.example/@bob") },
    { util_str("bob"), { NULL, 0 }, { NULL, 0 } },
    { util_str("a"), util_str("xn--mnchen-3ya.example"),
      util_str("javascript:\"<>'") }
};


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    util_arena_t          a;
    statuses_buf_t        out;
    statuses_str_t        text;
    statuses_site_t       site;
    statuses_html_opts_t  opts;

    if (size == 0) {
        return 0;
    }

    util_arena_init(&a);

    text = util_copy(&a, (const char *) data + 1, size - 1);

    site.local_domain = util_s("social.example");
    site.base_url = util_s("https://social.example");
    site.before_4_6 = (data[0] & 4) != 0;

    opts.mentions = mentions;
    opts.nmentions = sizeof(mentions) / sizeof(mentions[0]);
    opts.quoted_url = util_s((data[0] & 8) ? "https://a.blue:0/\"&x" : NULL);

    statuses_buf_init(&out, &a.arena, data[0]);

    switch (data[0] & 3) {

    case 0:
        statuses_html_note(&out, &site, text, &opts);
        break;

    case 1:
        statuses_html_field(&out, &site, text, &opts);
        break;

    case 2:
        statuses_html_link(&out, text);
        break;

    default:
        statuses_html_status(&out, &site, text, &opts);
    }

    if (out.failed
        || (out.len && !text_markup(out.data, out.len,
                                    (data[0] & 3) == 1 || (data[0] & 3) == 2)))
    {
        abort();
    }

    util_arena_free(&a);

    return 0;
}
