/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Host names and IDNA2003 (RFC 3490), by libidn.
 */

#ifndef _STATUSES_HOSTNAME_H_INCLUDED_
#define _STATUSES_HOSTNAME_H_INCLUDED_


#include "text.h"


/*
 * The domain check of URLs (2.4).  "max" is the longest ASCII form that is of
 * interest.  Returns the length of the ASCII form, or 0 if there is none or if
 * it is longer than max.
 */
size_t statuses_hostname_check(statuses_str_t domain, size_t max);

/*
 * The normalisation of a domain in a mention before it is looked up (1.2):
 * trimmed, lower-cased, labels in ASCII.  Returns 0, or -1 if a label has no
 * ASCII form; then nothing is appended.
 */
int statuses_hostname_ascii(statuses_buf_t *out, statuses_str_t domain);

/*
 * The form shown to people (1.8): "xn--" labels decoded; a label that cannot
 * be decoded stays as it is.
 */
void statuses_hostname_unicode(statuses_buf_t *out, statuses_str_t domain);


#endif /* _STATUSES_HOSTNAME_H_INCLUDED_ */
