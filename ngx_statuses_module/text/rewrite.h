/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The mention scan at write time (spec/text.md, 1.2), in two steps: find what
 * to look up, then put the accounts that were found into the text.
 */

#ifndef _STATUSES_REWRITE_H_INCLUDED_
#define _STATUSES_REWRITE_H_INCLUDED_


#include "html.h"


typedef struct {
    size_t              start;         /* of "@", in bytes */
    size_t              end;
    statuses_str_t      typed;         /* handle without the first "@" */
    statuses_str_t      username;      /* ASCII letters in lower case */
    statuses_str_t      domain;        /* normalised; len 0: a local account */

    /*
     * Index of the first handle with the same username and domain; its own
     * for one that is to be looked up.
     */
    size_t              first;

    unsigned            unknown:1;     /* no domain: nothing to look up */

    /*
     * "@ID@handle.invalid" of 4.7: username is the id of the account to look
     * up; if it is not one, "unknown" is set as well.
     */
    unsigned            invalid:1;
} statuses_handle_t;


/*
 * Finds the handles of a text in order.  Returns 0 and an array from the
 * arena, or -1 if memory cannot be allocated.
 */
int statuses_rewrite_scan(statuses_arena_t *arena,
    const statuses_site_t *site, statuses_str_t text,
    statuses_handle_t **handles, size_t *nhandles);

/*
 * Appends the text with the handles replaced by "@" and the account's name:
 * accts[i] belongs to handles[i] and is the stored username, with "@" and the
 * stored domain if the account is remote; data NULL leaves the text as typed.
 */
void statuses_rewrite_apply(statuses_buf_t *out, statuses_str_t text,
    const statuses_handle_t *handles, const statuses_str_t *accts,
    size_t nhandles);


#endif /* _STATUSES_REWRITE_H_INCLUDED_ */
