/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What the grammars ask about a code point (Unicode 17): its character
 * classes and the boundaries of grapheme clusters.  The tables are made by
 * data/generate.sh; the classes are explained in data/classes.txt.
 */

#ifndef _STATUSES_UNICODE_H_INCLUDED_
#define _STATUSES_UNICODE_H_INCLUDED_


#include "text.h"

#include "statuses_classes.h"


extern const uint32_t  statuses_uc_records[];
extern const uint16_t  statuses_uc_blocks[];
extern const uint8_t   statuses_uc_index[];


/*
 * All properties of a code point up to U+10FFFF: STATUSES_UC_... bits, the
 * grapheme break value at STATUSES_UC_BREAK_SHIFT and the conjunct break value
 * at STATUSES_UC_CONJUNCT_SHIFT.
 */

static inline uint32_t
statuses_uc(uint32_t cp)
{
    return statuses_uc_records[
               statuses_uc_index[(statuses_uc_blocks[cp >> 7] << 7)
                                 + (cp & 127)]];
}


/*
 * Grapheme clusters are found by feeding code points one after another to a
 * state that was set to zero.  statuses_uc_cluster() returns 1 if a new
 * cluster begins with the code point, 0 if it continues the present one; the
 * number of ones is the number of clusters.  Strings can be fed one after
 * another, as if they were concatenated.
 *
 * UAX #29, extended grapheme clusters.  "no_conjuncts" leaves out rule GB9c,
 * which Unicode has had since 15.1 and Ruby since 4.0 (0.3, 6.3).
 */

typedef struct {
    unsigned            last;             /* break value */
    unsigned            started:1;
    unsigned            odd_regional:1;   /* an unpaired flag letter */
    unsigned            pictographic:1;   /* ExtPict Extend* */
    unsigned            joined:1;         /* ExtPict Extend* ZWJ */
    unsigned            consonant:1;      /* InCB=Consonant [...]* */
    unsigned            linked:1;         /* ... with a linker in it */
    unsigned            no_conjuncts:1;
} statuses_cluster_t;


int statuses_uc_cluster(statuses_cluster_t *c, uint32_t cp);


#endif /* _STATUSES_UNICODE_H_INCLUDED_ */
