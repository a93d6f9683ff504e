/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>
#include <strings.h>

#include "translate.h"


#define STATUSES_LOCALE_MAX_RANGES  64


typedef struct {
    statuses_str_t      tag;
    unsigned            quality;      /* thousandths */
} statuses_range_t;


static unsigned statuses_translate_quality(const char *p, const char *end);
static const char *statuses_translate_match(statuses_str_t tag,
    unsigned version);
static int statuses_translate_is_tag(statuses_str_t tag);
static statuses_str_t statuses_translate_trim(const char *p, const char *end);


static const char  *statuses_locales[] = {
    "af", "an", "ar", "ast", "be", "bg", "bn", "br", "bs", "ca", "ckb", "co",
    "cs", "cy", "da", "de", "el", "en", "en-GB", "eo", "es", "es-AR", "es-MX",
    "et", "eu", "fa", "fi", "fo", "fr", "fr-CA", "fy", "ga", "gd", "gl", "he",
    "hi", "hr", "hu", "hy", "ia", "id", "ie", "ig", "io", "is", "it", "ja",
    "ka", "kab", "kk", "kn", "ko", "ku", "kw", "la", "lt", "lv", "mk", "ml",
    "mr", "ms", "my", "nan-TW", "nl", "nn", "no", "oc", "pa", "pl", "pt-BR",
    "pt-PT", "ro", "ru", "sa", "sc", "sco", "si", "sk", "sl", "sq", "sr",
    "sr-Latn", "sv", "szl", "ta", "te", "th", "tr", "tt", "ug", "uk", "ur",
    "vi", "zgh", "zh-CN", "zh-HK", "zh-TW", NULL
};


/* 4.5 does not have all of them */

static int
statuses_translate_absent(const char *locale, unsigned version)
{
    return version < 406 && strcmp(locale, "nan-TW") == 0;
}


const char *
statuses_translate_locale(statuses_str_t name, unsigned version)
{
    const char  **l;

    for (l = statuses_locales; *l != NULL; l++) {
        if (strlen(*l) == name.len
            && memcmp(*l, name.data, name.len) == 0)
        {
            return statuses_translate_absent(*l, version) ? NULL : *l;
        }
    }

    return NULL;
}


const char *
statuses_translate_accept(statuses_str_t header, unsigned version)
{
    size_t             n, i, best;
    const char        *p, *end, *comma, *semi, *found;
    statuses_range_t   ranges[STATUSES_LOCALE_MAX_RANGES], *r;

    n = 0;
    p = header.data;
    end = p + header.len;

    while (p < end && n < STATUSES_LOCALE_MAX_RANGES) {
        comma = memchr(p, ',', end - p);

        if (comma == NULL) {
            comma = end;
        }

        semi = memchr(p, ';', comma - p);

        r = &ranges[n];
        r->tag = statuses_translate_trim(p, semi ? semi : comma);
        r->quality = semi ? statuses_translate_quality(semi + 1, comma) : 1000;

        p = comma + 1;

        if (r->tag.len == 0 || (r->tag.len == 1 && r->tag.data[0] == '*')) {
            continue;
        }

        if (!statuses_translate_is_tag(r->tag)) {
            return NULL;
        }

        n++;
    }

    while (n) {
        best = 0;

        for (i = 1; i < n; i++) {
            if (ranges[i].quality > ranges[best].quality) {
                best = i;
            }
        }

        found = statuses_translate_match(ranges[best].tag, version);

        if (found) {
            return found;
        }

        n--;
        memmove(&ranges[best], &ranges[best + 1],
                (n - best) * sizeof(statuses_range_t));
    }

    return NULL;
}


static const char *
statuses_translate_match(statuses_str_t tag, unsigned version)
{
    size_t        n;
    const char  **l, *first;

    for (n = 0; n < tag.len && tag.data[n] != '-'; n++) { /* void */ }

    first = NULL;

    for (l = statuses_locales; *l != NULL; l++) {

        if (strncasecmp(*l, tag.data, n) != 0
            || ((*l)[n] != '\0' && (*l)[n] != '-')
            || statuses_translate_absent(*l, version))
        {
            continue;
        }

        if (strlen(*l) == tag.len && strncasecmp(*l, tag.data, tag.len) == 0) {
            return *l;
        }

        if (first == NULL) {
            first = *l;
        }
    }

    return first;
}


/* "q=0.8"; what is no number is 0 */

static unsigned
statuses_translate_quality(const char *p, const char *end)
{
    unsigned        q, unit;
    statuses_str_t  s;

    s = statuses_translate_trim(p, end);

    if (s.len < 3 || (s.data[0] | 0x20) != 'q' || s.data[1] != '=') {
        return s.len >= 2 && s.data[1] == '=' ? 0 : 1000;
    }

    p = s.data + 2;
    end = s.data + s.len;

    for (q = 0; p < end && *p >= '0' && *p <= '9' && q < 1000; p++) {
        q = q * 10 + (*p - '0');
    }

    q *= 1000;

    if (p < end && *p == '.') {
        unit = 100;

        for (p++; p < end && *p >= '0' && *p <= '9'; p++) {
            q += unit * (*p - '0');
            unit /= 10;
        }
    }

    return q;
}


/* subtags of one to eight letters or digits */

static int
statuses_translate_is_tag(statuses_str_t tag)
{
    char    ch;
    size_t  i, n;

    for (i = 0, n = 0; i < tag.len; i++) {
        ch = tag.data[i];

        if (ch == '-') {
            if (n == 0) {
                return 0;
            }

            n = 0;
            continue;
        }

        if (!((ch >= '0' && ch <= '9')
              || ((ch | 0x20) >= 'a' && (ch | 0x20) <= 'z'))
            || ++n > 8)
        {
            return 0;
        }
    }

    return n != 0;
}


static statuses_str_t
statuses_translate_trim(const char *p, const char *end)
{
    statuses_str_t  s;

    while (p < end && (*p == ' ' || *p == '\t')) {
        p++;
    }

    while (p < end && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }

    s.data = p;
    s.len = end - p;

    return s;
}
