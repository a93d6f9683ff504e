/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* The tables of the HTML parser. */

#include "dom.h"
#include "tap.h"
#include "text_util.h"


typedef struct {
    const char  *name;
    const char  *text;
    size_t       len;
    size_t       text_len;
} ref_t;


static const ref_t  refs[] = {
#include "dom_ref_table.h"
};

#define nrefs  (sizeof(refs) / sizeof(refs[0]))


static void
tags(void)
{
    unsigned        i, wrong;
    statuses_str_t  name;

    wrong = 0;

    for (i = 1; i < STATUSES_TAG_N; i++) {
        name = statuses_tag_name(i);

        if (statuses_tag_lookup(name) != i) {
            diag("%.*s", (int) name.len, name.data);
            wrong++;
        }

        name.len--;

        if (statuses_tag_lookup(name) == i) {
            wrong++;
        }
    }

    is_int(wrong, 0, "each tag is found by its whole name");

    is_int(statuses_tag_lookup(util_s("")), STATUSES_TAG_OTHER, "no name");
    is_int(statuses_tag_lookup(util_s("zz")), STATUSES_TAG_OTHER, "zz");
    is_int(statuses_tag_lookup(util_s("A")), STATUSES_TAG_OTHER, "A");
    is_int(statuses_tag_lookup(util_s("\xc3\xa9")), STATUSES_TAG_OTHER,
           "not a letter");
}


static void
references(void)
{
    char         out[8], buf[64];
    size_t       i, n;
    unsigned     wrong;
    const char  *p, *end;

    is_int(nrefs, 2231, "number of references");

    wrong = 0;

    for (i = 0; i < nrefs; i++) {

        if (strlen(refs[i].name) != refs[i].len
            || strlen(refs[i].text) != refs[i].text_len
            || (i && strcmp(refs[i - 1].name, refs[i].name) >= 0))
        {
            diag("%s: order or length", refs[i].name);
            wrong++;
        }

        /* something behind it that goes on with no other name */

        snprintf(buf, sizeof(buf), "%s~", refs[i].name);

        p = buf;
        end = buf + strlen(buf);

        n = statuses_dom_ref(&p, end, 1, out);

        if (n != refs[i].text_len || memcmp(out, refs[i].text, n) != 0
            || (size_t) (p - buf) != refs[i].len)
        {
            diag("%s: not found", refs[i].name);
            wrong++;
        }

        /* the end of the text behind it */

        p = buf;
        n = statuses_dom_ref(&p, end - 1, 0, out);

        if (n != refs[i].text_len || p != end - 1) {
            diag("%s: not found at the end", refs[i].name);
            wrong++;
        }
    }

    is_int(wrong, 0, "each reference is found");

    p = buf;
    is_int(statuses_dom_ref(&p, p, 0, out), 0, "nothing behind &");
}


int
main(void)
{
    tags();
    references();

    return tap_done();
}
