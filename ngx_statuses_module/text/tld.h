/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * "tld" of the URL grammar (spec/text.md, 2.2 and A.1).
 */

#ifndef _STATUSES_TLD_H_INCLUDED_
#define _STATUSES_TLD_H_INCLUDED_


#include "text.h"


/* Matches a top-level domain at p; returns its end or NULL. */
const char *statuses_tld_match(const char *p, const char *end);

/* Simple case folding (Unicode 17, CaseFolding.txt, status C and S). */
uint32_t statuses_uc_fold(uint32_t cp);


#endif /* _STATUSES_TLD_H_INCLUDED_ */
