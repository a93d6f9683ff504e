/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* Hashtags and what they are normalised to. */

#include "tag.h"
#include "text_util.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int              old, rc;
    size_t           i, j, n;
    util_arena_t     a;
    statuses_str_t   text;
    statuses_tag_t  *tags, again;

    if (size == 0) {
        return 0;
    }

    util_arena_init(&a);

    old = data[0] & 1;
    text = util_copy(&a, (const char *) data + 1, size - 1);

    if (statuses_tag_extract(&a.arena, text, old, &tags, &n) != 0) {
        abort();
    }

    for (i = 0; i < n; i++) {

        if (statuses_tag_match(tags[i].name.data,
                               tags[i].name.data + tags[i].name.len, old)
            != tags[i].name.len)
        {
            abort();
        }

        for (j = 0; j < i && n < 50; j++) {
            if (tags[j].name.len == tags[i].name.len
                && memcmp(tags[j].name.data, tags[i].name.data,
                          tags[i].name.len) == 0)
            {
                abort();
            }
        }

        /* normalising a name again may fail (a mark that composes), but ... */

        again.typed = tags[i].display_name;

        rc = statuses_tag_normalise(&a.arena, &again, old);

        /* ... a display name stays as it is */

        if (rc < 0 || again.display_name.len != tags[i].display_name.len) {
            abort();
        }
    }

    /* the whole input as a tag */

    again.typed = text;

    if (statuses_tag_normalise(&a.arena, &again, old) < 0) {
        abort();
    }

    util_arena_free(&a);

    return 0;
}
