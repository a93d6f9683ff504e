/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <stdlib.h>
#include <string.h>

#include "hostname.h"
#include "rewrite.h"
#include "scan.h"
#include "trim.h"


/* a 64-bit id has at most 19 digits */
#define STATUSES_REWRITE_ID_MAX   19


static int statuses_rewrite_handle(statuses_arena_t *arena,
    const statuses_site_t *site, const statuses_entity_t *e,
    statuses_handle_t *handle);
static int statuses_rewrite_compare(const void *one, const void *two);
static int statuses_rewrite_compare_str(const statuses_str_t *a,
    const statuses_str_t *b);


int
statuses_rewrite_scan(statuses_arena_t *arena, const statuses_site_t *site,
    statuses_str_t text, statuses_handle_t **handles, size_t *nhandles)
{
    size_t               i, n;
    unsigned             flags;
    statuses_scan_t      scan;
    statuses_entity_t    e;
    statuses_handle_t   *handle, **sorted;

    flags = STATUSES_SCAN_MENTION|STATUSES_SCAN_ANY_MENTION;

    if (site->before_4_6) {
        flags |= STATUSES_SCAN_BEFORE_4_6;
    }

    *handles = NULL;
    *nhandles = 0;

    statuses_scan_init(&scan, text, flags);

    for (n = 0; statuses_scan_next(&scan, &e); n++) {
        /* void */
    }

    if (n == 0) {
        return 0;
    }

    handle = arena->alloc(arena->ctx, n * sizeof(statuses_handle_t));
    sorted = arena->alloc(arena->ctx, n * sizeof(statuses_handle_t *));

    if (handle == NULL || sorted == NULL) {
        return -1;
    }

    statuses_scan_init(&scan, text, flags);

    for (i = 0; i < n && statuses_scan_next(&scan, &e); i++) {

        handle[i].typed.data = text.data + e.start + 1;
        handle[i].typed.len = e.end - e.start - 1;

        if (statuses_rewrite_handle(arena, site, &e, &handle[i]) != 0) {
            return -1;
        }

        handle[i].first = i;
        sorted[i] = &handle[i];
    }

    /* equal handles come together, the first one first */

    qsort(sorted, n, sizeof(statuses_handle_t *), statuses_rewrite_compare);

    for (i = 1; i < n; i++) {
        if (statuses_rewrite_compare_str(&sorted[i]->username,
                                         &sorted[i - 1]->username) == 0
            && statuses_rewrite_compare_str(&sorted[i]->domain,
                                            &sorted[i - 1]->domain) == 0
            && sorted[i]->unknown == sorted[i - 1]->unknown)
        {
            sorted[i]->first = sorted[i - 1]->first;
        }
    }

    *handles = handle;
    *nhandles = n;

    return 0;
}


static int
statuses_rewrite_handle(statuses_arena_t *arena, const statuses_site_t *site,
    const statuses_entity_t *e, statuses_handle_t *handle)
{
    char            ch;
    size_t          i;
    statuses_buf_t  buf;

    static const statuses_str_t  invalid = { "handle.invalid", 14 };

    handle->start = e->start;
    handle->end = e->end;
    handle->domain.data = NULL;
    handle->domain.len = 0;
    handle->unknown = 0;
    handle->invalid = 0;

    statuses_buf_init(&buf, arena, e->name.len);

    for (i = 0; i < e->name.len; i++) {
        ch = statuses_lower(e->name.data[i]);
        statuses_buf_append(&buf, &ch, 1);
    }

    if (buf.failed) {
        return -1;
    }

    handle->username.data = buf.data;
    handle->username.len = buf.len;

    if (e->domain.data == NULL
        || statuses_caseless_equal(e->domain, site->local_domain))
    {
        return 0;
    }

    statuses_buf_init(&buf, arena, e->domain.len);

    if (statuses_hostname_ascii(&buf, e->domain) != 0) {

        if (buf.failed) {
            return -1;
        }

        handle->unknown = 1;
        return 0;
    }

    handle->domain.data = buf.data;
    handle->domain.len = buf.len;

    if (!statuses_caseless_equal(handle->domain, invalid)) {
        return 0;
    }

    handle->invalid = 1;
    handle->unknown = (handle->username.len > STATUSES_REWRITE_ID_MAX);

    for (i = 0; i < handle->username.len; i++) {
        if (handle->username.data[i] < '0' || handle->username.data[i] > '9')
        {
            handle->unknown = 1;
        }
    }

    return 0;
}


static int
statuses_rewrite_compare(const void *one, const void *two)
{
    int                       rc;
    const statuses_handle_t  *a, *b;

    a = *(statuses_handle_t *const *) one;
    b = *(statuses_handle_t *const *) two;

    rc = statuses_rewrite_compare_str(&a->username, &b->username);
    if (rc != 0) {
        return rc;
    }

    rc = statuses_rewrite_compare_str(&a->domain, &b->domain);
    if (rc != 0) {
        return rc;
    }

    if (a->unknown != b->unknown) {
        return a->unknown ? 1 : -1;
    }

    return (a < b) ? -1 : (a > b);
}


static int
statuses_rewrite_compare_str(const statuses_str_t *a, const statuses_str_t *b)
{
    if (a->len != b->len) {
        return (a->len < b->len) ? -1 : 1;
    }

    return a->len ? memcmp(a->data, b->data, a->len) : 0;
}


void
statuses_rewrite_apply(statuses_buf_t *out, statuses_str_t text,
    const statuses_handle_t *handles, const statuses_str_t *accts,
    size_t nhandles)
{
    size_t  i, pos;

    pos = 0;

    for (i = 0; i < nhandles; i++) {

        if (accts[i].data == NULL) {
            continue;
        }

        statuses_utf8_copy(out, text.data + pos, handles[i].start - pos);
        statuses_buf_append(out, "@", 1);
        statuses_buf_append(out, accts[i].data, accts[i].len);

        pos = handles[i].end;
    }

    if (pos < text.len) {
        statuses_utf8_copy(out, text.data + pos, text.len - pos);
    }
}
