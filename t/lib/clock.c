/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * A clock for tests, put before libc's by LD_PRELOAD: what time of day it is
 * stands in the file that TEST_CLOCK names, as microseconds since the epoch in
 * the machine's own form; 0 is the real time.  Timers go on as ever, for they
 * do not ask for the time of day.
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>


static volatile int64_t  *clock_file;


__attribute__((constructor))
static void
clock_open(void)
{
    int          fd;
    void        *p;
    const char  *name;

    name = getenv("TEST_CLOCK");

    if (name == NULL) {
        return;
    }

    fd = open(name, O_RDONLY|O_CLOEXEC);

    if (fd == -1) {
        return;
    }

    p = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);

    (void) close(fd);

    if (p != MAP_FAILED) {
        clock_file = p;
    }
}


static int64_t
clock_now(void)
{
    return clock_file ? *clock_file : 0;
}


int
clock_gettime(clockid_t id, struct timespec *ts)
{
    int64_t     now;
    static int  (*real)(clockid_t, struct timespec *);

    now = clock_now();

    if (now && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
        ts->tv_sec = now / 1000000;
        ts->tv_nsec = now % 1000000 * 1000;
        return 0;
    }

    if (real == NULL) {
        *(void **) &real = dlsym(RTLD_NEXT, "clock_gettime");
    }

    return real(id, ts);
}


int
gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
    struct timespec  ts;

    (void) tz;

    if (clock_gettime(CLOCK_REALTIME, &ts) != 0) {
        return -1;
    }

    tv->tv_sec = ts.tv_sec;
    tv->tv_usec = ts.tv_nsec / 1000;

    return 0;
}


time_t
time(time_t *t)
{
    struct timespec  ts;

    (void) clock_gettime(CLOCK_REALTIME, &ts);

    if (t) {
        *t = ts.tv_sec;
    }

    return ts.tv_sec;
}
