/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * Eight bytes of a text at a time, for those who look for a few of them; the
 * only thing that text/ and the rest of the module have in common.
 *
 * A marker has the highest bit of a byte set where the byte is looked for.  Of
 * several markers only the first is to be trusted: a borrow may set those
 * behind it.
 */

#ifndef _STATUSES_WORD_H_INCLUDED_
#define _STATUSES_WORD_H_INCLUDED_


#include <stdint.h>
#include <string.h>


#define STATUSES_WORD_ONES  0x0101010101010101ULL
#define STATUSES_WORD_HIGH  0x8080808080808080ULL


/* bytes below n, which is at most 128 */

#define statuses_word_below(w, n)                                             \
    (((w) - STATUSES_WORD_ONES * (n)) & ~(w) & STATUSES_WORD_HIGH)

/* those that are this byte */

#define statuses_word_has(w, byte)                                            \
    statuses_word_below((w) ^ (STATUSES_WORD_ONES * (unsigned char) (byte)), 1)

/* those beyond ASCII */

#define statuses_word_beyond(w)  ((w) & STATUSES_WORD_HIGH)


/* the first byte in memory is the lowest one */

static inline uint64_t
statuses_word_load(const void *p)
{
    uint64_t  w;

    memcpy(&w, p, 8);

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    w = __builtin_bswap64(w);
#endif

    return w;
}


/* how many bytes stand before the first marker; there must be one */

static inline unsigned
statuses_word_first(uint64_t marker)
{
    return (unsigned) __builtin_ctzll(marker) >> 3;
}


#endif /* _STATUSES_WORD_H_INCLUDED_ */
