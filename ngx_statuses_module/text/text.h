/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The ground of text/: strings, an arena and an output buffer, without nginx
 * and without libpq, so that all of text/ can be unit-tested and fuzzed alone.
 *
 * Memory: everything is taken from the caller's arena, which only hands out
 * memory and frees it all at once later (an nginx pool in the module, a list
 * of malloc()ed blocks in the tests).  Nothing in text/ keeps a pointer beyond
 * the arena's life, and nothing is static but read-only tables.
 *
 * Input: bytes from the database.  Invalid UTF-8 never occurs in a UTF8
 * database, but every function must have a defined result for it: each byte
 * that starts no valid sequence counts as one U+FFFD for matching and is
 * copied to the output as U+FFFD.
 */

#ifndef _STATUSES_TEXT_H_INCLUDED_
#define _STATUSES_TEXT_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>


typedef struct {
    const char         *data;
    size_t              len;
} statuses_str_t;


typedef struct {
    /* returns memory aligned for any type, or NULL */
    void             *(*alloc)(void *ctx, size_t size);
    void               *ctx;
} statuses_arena_t;


/*
 * A growing output buffer.  A failed allocation sets "failed" and makes all
 * further appends do nothing, so that callers check once, at the end.
 */

typedef struct {
    char               *data;
    size_t              len;
    size_t              size;
    statuses_arena_t   *arena;
    unsigned            failed;
} statuses_buf_t;


void statuses_buf_init(statuses_buf_t *b, statuses_arena_t *arena,
    size_t size);
void statuses_buf_append(statuses_buf_t *b, const char *data, size_t len);


/*
 * Decodes one code point at *p, before end, and moves *p behind it.  An
 * invalid byte yields 0xFFFD and moves by one byte.
 */
uint32_t statuses_utf8_next(const char **p, const char *end);

/* Appends the code point as UTF-8. */
void statuses_utf8_put(statuses_buf_t *b, uint32_t cp);

/* Appends a text; each invalid byte becomes U+FFFD. */
void statuses_utf8_copy(statuses_buf_t *b, const char *data, size_t len);


#endif /* _STATUSES_TEXT_H_INCLUDED_ */
