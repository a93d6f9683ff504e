/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "emoji.h"
#include "tap.h"
#include "text_util.h"


static int  count;


/* the codes found, each once */

static void
check(statuses_str_t text, statuses_str_t want)
{
    char            codes[1024], word[128];
    size_t          len, pos, last;
    util_arena_t    a;
    statuses_str_t  code, copy;

    util_arena_init(&a);
    copy = util_copy(&a, text.data, text.len);

    strcpy(codes, " ");
    len = 1;
    pos = 0;
    last = 0;

    while (statuses_emoji_next(copy, &pos, &code)) {
        snprintf(word, sizeof(word), " %.*s ", (int) code.len, code.data);

        if (strstr(codes, word) == NULL) {
            len += sprintf(codes + len, "%s", word + 1);
        }

        if (pos <= last || pos > copy.len) {
            ok(0, "position moves on");
            break;
        }

        last = pos;
    }

    /* each has a space on both sides */

    is_mem(codes + 1, len > 1 ? len - 2 : 0, want.data, want.len,
           "text %d", ++count);

    util_arena_free(&a);
}


int
main(void)
{
    util_file_t  f;

    util_open(&f, __FILE__, "text_emoji.txt");

    while (util_next(&f)) {
        check(util_get(&f, "text"), util_get(&f, "codes"));
    }

    check(util_s("\xff:ab:\xff"), util_s("ab"));
    check(util_s("\xc3:ab:\xc3"), util_s("ab"));

    return tap_done();
}
