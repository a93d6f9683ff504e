
/*
 * Copyright (C) ngx_statuses_module contributors
 */


/*
 * Test programs in C that speak TAP, to be run by prove:
 *
 *     #include "tap.h"
 *
 *     int
 *     main(void)
 *     {
 *         ok(1 + 1 == 2, "sums");
 *         is_str(greet("Bob"), "Hello, Bob", "greets");
 *
 *         return tap_done();
 *     }
 *
 * Each check returns whether it passed.  The name may hold conversions of
 * printf() with arguments behind it.  Strings may be NULL.
 */


#ifndef _STATUSES_TAP_H_INCLUDED_
#define _STATUSES_TAP_H_INCLUDED_


#include <stdarg.h>
#include <stdio.h>
#include <string.h>


#define tap_unused  __attribute__((unused))
#define tap_printf(n)  __attribute__((format(printf, n, n + 1)))


static int  tap_count;
static int  tap_failures;
static int  tap_planned;


/* prints bytes so that a difference can be seen, whatever they are */

tap_unused static void
tap_bytes(const char *label, const void *data, size_t len)
{
    size_t                i;
    const unsigned char  *p;

    fprintf(stderr, "# %s: ", label);

    if (data == NULL) {
        fprintf(stderr, "NULL\n");
        return;
    }

    p = data;
    fputc('"', stderr);

    for (i = 0; i < len; i++) {

        if (i == 2000) {
            fprintf(stderr, "\"...");
            break;
        }

        if (p[i] == '"' || p[i] == '\\') {
            fprintf(stderr, "\\%c", p[i]);

        } else if (p[i] == '\n') {
            fprintf(stderr, "\\n");

        } else if (p[i] < 0x20 || p[i] == 0x7f) {
            fprintf(stderr, "\\x%02x", p[i]);

        } else {
            fputc(p[i], stderr);
        }
    }

    fprintf(stderr, "\" (%zu bytes)\n", len);
}


tap_unused static int
tap_result(int passed, const char *file, int line, const char *fmt,
    va_list args)
{
    va_list  copy;

    va_copy(copy, args);
    tap_count++;

    printf("%sok %d - ", passed ? "" : "not ", tap_count);
    vprintf(fmt, args);
    putchar('\n');

    if (!passed) {
        tap_failures++;
        fflush(stdout);
        fprintf(stderr, "#   failed \"");
        vfprintf(stderr, fmt, copy);
        fprintf(stderr, "\", %s:%d\n", file, line);
    }

    va_end(copy);

    return passed;
}


tap_unused tap_printf(4) static int
tap_ok(int passed, const char *file, int line, const char *fmt, ...)
{
    va_list  args;

    va_start(args, fmt);
    (void) tap_result(passed, file, line, fmt, args);
    va_end(args);

    return passed;
}


tap_unused tap_printf(5) static int
tap_is_int(long long got, long long want, const char *file, int line,
    const char *fmt, ...)
{
    va_list  args;

    va_start(args, fmt);
    (void) tap_result(got == want, file, line, fmt, args);
    va_end(args);

    if (got != want) {
        fprintf(stderr, "#   got:  %lld\n#   want: %lld\n", got, want);
    }

    return got == want;
}


tap_unused tap_printf(7) static int
tap_is_mem(const void *got, size_t len, const void *want, size_t want_len,
    const char *file, int line, const char *fmt, ...)
{
    int      passed;
    va_list  args;

    if (got == NULL || want == NULL) {
        passed = (got == want);

    } else {
        passed = (len == want_len && memcmp(got, want, len) == 0);
    }

    va_start(args, fmt);
    (void) tap_result(passed, file, line, fmt, args);
    va_end(args);

    if (!passed) {
        tap_bytes("  got", got, len);
        tap_bytes(" want", want, want_len);
    }

    return passed;
}


tap_unused tap_printf(5) static int
tap_is_str(const char *got, const char *want, const char *file, int line,
    const char *fmt, ...)
{
    int      passed;
    va_list  args;

    passed = (got == NULL || want == NULL) ? got == want
                                           : strcmp(got, want) == 0;

    va_start(args, fmt);
    (void) tap_result(passed, file, line, fmt, args);
    va_end(args);

    if (!passed) {
        tap_bytes("  got", got, got ? strlen(got) : 0);
        tap_bytes(" want", want, want ? strlen(want) : 0);
    }

    return passed;
}


/* how many checks there will be; without it, as many as were made */

tap_unused static void
plan(int count)
{
    tap_planned = count;
    printf("1..%d\n", count);
}


tap_unused tap_printf(1) static void
diag(const char *fmt, ...)
{
    va_list  args;

    va_start(args, fmt);
    fprintf(stderr, "# ");
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
}


/* the exit code of the program */

tap_unused static int
tap_done(void)
{
    if (tap_planned == 0) {
        printf("1..%d\n", tap_count);

    } else if (tap_planned != tap_count) {
        fprintf(stderr, "# planned %d checks, made %d\n", tap_planned,
                tap_count);
        return 1;
    }

    return tap_failures ? 1 : 0;
}


#define ok(cond, ...)                                                         \
    tap_ok(!!(cond), __FILE__, __LINE__, __VA_ARGS__)

#define is_int(got, want, ...)                                                \
    tap_is_int((long long) (got), (long long) (want), __FILE__, __LINE__,     \
               __VA_ARGS__)

#define is_mem(got, len, want, want_len, ...)                                 \
    tap_is_mem(got, len, want, want_len, __FILE__, __LINE__, __VA_ARGS__)

#define is_str(got, want, ...)                                                \
    tap_is_str(got, want, __FILE__, __LINE__, __VA_ARGS__)


#endif /* _STATUSES_TAP_H_INCLUDED_ */
