/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/* Lengths: bounds that hold for any text. */

#include "count.h"
#include "text_util.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int              old;
    size_t           n, points, graphemes;
    util_arena_t     a;
    statuses_str_t   text, head, tail, options[8];

    if (size < 2) {
        return 0;
    }

    util_arena_init(&a);

    old = data[0] & 1;
    text = util_copy(&a, (const char *) data + 2, size - 2);

    points = statuses_count_code_points(text);
    graphemes = statuses_count_graphemes(text, old);

    if (graphemes > points || (text.len && graphemes == 0)
        || points > text.len)
    {
        abort();
    }

    head = util_copy(&a, text.data, text.len * data[1] / 256);
    tail = util_copy(&a, text.data + head.len, text.len - head.len);

    /* cut within a sequence, its bytes count one by one */

    n = statuses_count_graphemes(head, old)
        + statuses_count_graphemes(tail, old);

    if (n < graphemes || n > graphemes + 5) {
        abort();
    }

    /* the shortest URL has 9 characters and counts 23 */

    if (statuses_count_status(head, tail, old) > 3 * points + 20) {
        abort();
    }

    if (statuses_count_note(&a.arena, text, old) > 3 * points + 20) {
        abort();
    }

    if (statuses_count_code_points(statuses_count_cut(text, data[1]))
        != (points < data[1] ? points : data[1]))
    {
        abort();
    }

    for (n = 0; n < 8; n++) {
        options[n].data = text.data + text.len * n / 8;
        options[n].len = text.len * (n + 1) / 8 - text.len * n / 8;
    }

    n = data[0] % 9;

    if (statuses_count_poll(&a.arena, options, &n, old) < 0 || n > 8) {
        abort();
    }

    util_arena_free(&a);

    return 0;
}
