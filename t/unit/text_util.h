/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What the tests, benchmarks and fuzz targets of text/ share: an arena of
 * malloc()ed blocks, so that sanitizers see each of them, and a reader for the
 * files in t/unit/data.
 */

#ifndef _STATUSES_TEXT_UTIL_H_INCLUDED_
#define _STATUSES_TEXT_UTIL_H_INCLUDED_


#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"


#define util_unused  __attribute__((unused))

#define util_str(s)  { s, sizeof(s) - 1 }


typedef struct util_block_s  util_block_t;

struct util_block_s {
    util_block_t       *next;
    void               *unused;        /* keeps what follows aligned */
};


typedef struct {
    util_block_t       *blocks;
    statuses_arena_t    arena;
    size_t              total;         /* bytes handed out */
    size_t              limit;         /* fail beyond that, 0: never */
} util_arena_t;


util_unused static void *
util_alloc(void *ctx, size_t size)
{
    util_arena_t  *a;
    util_block_t  *block;

    a = ctx;
    a->total += size;

    if (a->limit && a->total > a->limit) {
        return NULL;
    }

    block = malloc(sizeof(util_block_t) + size);
    if (block == NULL) {
        return NULL;
    }

    block->next = a->blocks;
    a->blocks = block;

    return block + 1;
}


util_unused static statuses_arena_t *
util_arena_init(util_arena_t *a)
{
    memset(a, 0, sizeof(util_arena_t));
    a->arena.alloc = util_alloc;
    a->arena.ctx = a;

    return &a->arena;
}


util_unused static void
util_arena_free(util_arena_t *a)
{
    util_block_t  *block;

    while (a->blocks != NULL) {
        block = a->blocks;
        a->blocks = block->next;
        free(block);
    }

    a->total = 0;
}


util_unused static statuses_str_t
util_s(const char *s)
{
    statuses_str_t  str;

    str.data = s;
    str.len = s ? strlen(s) : 0;

    return str;
}


/* a copy in a block of its own without a NUL, so that overruns are found */

util_unused static statuses_str_t
util_copy(util_arena_t *a, const char *data, size_t len)
{
    char            *p;
    statuses_str_t   str;

    p = a->arena.alloc(a, len);
    if (p == NULL) {
        abort();
    }

    if (len) {
        memcpy(p, data, len);
    }

    str.data = p;
    str.len = len;

    return str;
}


/*
 * Files of blocks of "key value" lines, with empty lines between the blocks
 * and comments behind "#".  The values are unescaped: \n \r \t \\ \uXXXX
 * \u{X...}.
 */

#define UTIL_PAIRS   16


typedef struct {
    FILE               *file;
    size_t              npairs;
    util_arena_t        arena;
    statuses_str_t      keys[UTIL_PAIRS];
    statuses_str_t      values[UTIL_PAIRS];
} util_file_t;


/* name is that of a file next to the test program's source */

util_unused static void
util_open(util_file_t *f, const char *source, const char *name)
{
    char         path[1024];
    const char  *slash;

    util_arena_init(&f->arena);

    slash = strrchr(source, '/');

    snprintf(path, sizeof(path), "%.*sdata/%s",
             slash ? (int) (slash - source + 1) : 0, source, name);

    f->file = fopen(path, "rb");

    if (f->file == NULL) {
        snprintf(path, sizeof(path), "t/unit/data/%s", name);
        f->file = fopen(path, "rb");
    }

    if (f->file == NULL) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(2);
    }
}


util_unused static statuses_str_t
util_unescape(util_arena_t *a, const char *p, size_t len)
{
    char            *stop;
    uint32_t         cp;
    const char      *end;
    statuses_buf_t   buf;
    statuses_str_t   s;

    statuses_buf_init(&buf, &a->arena, len + 1);
    end = p + len;

    while (p < end) {

        if (*p != '\\') {
            statuses_buf_append(&buf, p++, 1);
            continue;
        }

        switch (p[1]) {

        case 'n':
            statuses_buf_append(&buf, "\n", 1);
            break;

        case 'r':
            statuses_buf_append(&buf, "\r", 1);
            break;

        case 't':
            statuses_buf_append(&buf, "\t", 1);
            break;

        case '\\':
            statuses_buf_append(&buf, "\\", 1);
            break;

        case 'u':
            if (p[2] == '{') {
                cp = strtoul(p + 3, &stop, 16);
                p = stop - 1;

            } else {
                char  hex[5];

                memcpy(hex, p + 2, 4);
                hex[4] = '\0';
                cp = strtoul(hex, NULL, 16);
                p += 4;
            }

            statuses_utf8_put(&buf, cp);
            break;

        default:
            fprintf(stderr, "unknown escape: %.*s\n", (int) (end - p), p);
            exit(2);
        }

        p += 2;
    }

    /* for atoi() and the like */

    statuses_buf_append(&buf, "", 1);

    s.data = buf.data;
    s.len = buf.len - 1;

    return s;
}


/* Reads the next block; returns 0 at the end of the file. */

util_unused static int
util_next(util_file_t *f)
{
    char    *space;
    size_t   len;

    static char  line[65536];

    util_arena_free(&f->arena);
    f->npairs = 0;

    while (fgets(line, sizeof(line), f->file) != NULL) {

        len = strlen(line);

        if (len && line[len - 1] == '\n') {
            line[--len] = '\0';
        }

        if (len == 0) {

            if (f->npairs) {
                return 1;
            }

            continue;
        }

        if (line[0] == '#') {
            continue;
        }

        if (f->npairs == UTIL_PAIRS) {
            fprintf(stderr, "too many lines: %s\n", line);
            exit(2);
        }

        space = strchr(line, ' ');

        f->keys[f->npairs] = util_copy(&f->arena, line,
                                       space ? (size_t) (space - line) : len);
        f->values[f->npairs++] =
            space ? util_unescape(&f->arena, space + 1,
                                  line + len - space - 1)
                  : util_s("");
    }

    if (f->npairs) {
        return 1;
    }

    fclose(f->file);

    return 0;
}


/* The value of a key, data NULL if it is not there. */

util_unused static statuses_str_t
util_get(util_file_t *f, const char *key)
{
    size_t  i;

    for (i = 0; i < f->npairs; i++) {
        if (f->keys[i].len == strlen(key)
            && memcmp(f->keys[i].data, key, f->keys[i].len) == 0)
        {
            return f->values[i];
        }
    }

    return util_s(NULL);
}


/* a small generator of numbers, the same on each machine */

util_unused static uint32_t
util_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;

    return (uint32_t) (*state >> 16);
}


#endif /* _STATUSES_TEXT_UTIL_H_INCLUDED_ */
