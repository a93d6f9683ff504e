/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "language.h"


typedef struct {
    char                data[8];
    unsigned char       len;
    unsigned char       since_4_6;
} statuses_language_t;


/* sorted bytewise */

static const statuses_language_t  statuses_languages[] = {
    { "aa", 2, 0 }, { "ab", 2, 0 }, { "ae", 2, 0 }, { "af", 2, 0 },
    { "ak", 2, 0 }, { "am", 2, 0 }, { "an", 2, 0 }, { "ar", 2, 0 },
    { "as", 2, 0 }, { "ast", 3, 0 }, { "av", 2, 0 }, { "ay", 2, 0 },
    { "az", 2, 0 }, { "ba", 2, 0 }, { "be", 2, 0 }, { "bg", 2, 0 },
    { "bh", 2, 0 }, { "bi", 2, 0 }, { "bm", 2, 0 }, { "bn", 2, 0 },
    { "bo", 2, 0 }, { "br", 2, 0 }, { "bs", 2, 0 }, { "ca", 2, 0 },
    { "ce", 2, 0 }, { "ch", 2, 0 }, { "chr", 3, 0 }, { "ckb", 3, 0 },
    { "cnr", 3, 0 }, { "co", 2, 0 }, { "cr", 2, 0 }, { "cs", 2, 0 },
    { "csb", 3, 0 }, { "cu", 2, 0 }, { "cv", 2, 0 }, { "cy", 2, 0 },
    { "da", 2, 0 }, { "de", 2, 0 }, { "dv", 2, 0 }, { "dz", 2, 0 },
    { "ee", 2, 0 }, { "el", 2, 0 }, { "en", 2, 0 }, { "eo", 2, 0 },
    { "es", 2, 0 }, { "et", 2, 0 }, { "eu", 2, 0 }, { "fa", 2, 0 },
    { "ff", 2, 0 }, { "fi", 2, 0 }, { "fj", 2, 0 }, { "fo", 2, 0 },
    { "fr", 2, 0 }, { "fy", 2, 0 }, { "ga", 2, 0 }, { "gd", 2, 0 },
    { "gl", 2, 0 }, { "gsw", 3, 0 }, { "gu", 2, 0 }, { "gv", 2, 0 },
    { "ha", 2, 0 }, { "he", 2, 0 }, { "hi", 2, 0 }, { "ho", 2, 0 },
    { "hr", 2, 0 }, { "ht", 2, 0 }, { "hu", 2, 0 }, { "hy", 2, 0 },
    { "hz", 2, 0 }, { "ia", 2, 0 }, { "id", 2, 0 }, { "ie", 2, 0 },
    { "ig", 2, 0 }, { "ii", 2, 0 }, { "ik", 2, 0 }, { "io", 2, 0 },
    { "is", 2, 0 }, { "it", 2, 0 }, { "iu", 2, 0 }, { "ja", 2, 0 },
    { "jbo", 3, 0 }, { "jv", 2, 0 }, { "ka", 2, 0 }, { "kab", 3, 0 },
    { "kg", 2, 0 }, { "ki", 2, 0 }, { "kj", 2, 0 }, { "kk", 2, 0 },
    { "kl", 2, 0 }, { "km", 2, 0 }, { "kn", 2, 0 }, { "ko", 2, 0 },
    { "kr", 2, 0 }, { "ks", 2, 0 }, { "ku", 2, 0 }, { "kv", 2, 0 },
    { "kw", 2, 0 }, { "ky", 2, 0 }, { "la", 2, 0 }, { "lb", 2, 0 },
    { "ldn", 3, 0 }, { "lfn", 3, 0 }, { "lg", 2, 0 }, { "li", 2, 0 },
    { "ln", 2, 0 }, { "lo", 2, 0 }, { "lt", 2, 0 }, { "lu", 2, 0 },
    { "lv", 2, 0 }, { "lzz", 3, 1 }, { "mg", 2, 0 }, { "mh", 2, 0 },
    { "mi", 2, 0 }, { "mk", 2, 0 }, { "ml", 2, 0 }, { "mn", 2, 0 },
    { "mn-Mong", 7, 0 }, { "moh", 3, 0 }, { "mr", 2, 0 }, { "ms", 2, 0 },
    { "ms-Arab", 7, 0 }, { "mt", 2, 0 }, { "my", 2, 0 }, { "na", 2, 0 },
    { "nan-TW", 6, 1 }, { "nb", 2, 0 }, { "nd", 2, 0 }, { "nds", 3, 0 },
    { "ne", 2, 0 }, { "ng", 2, 0 }, { "nl", 2, 0 }, { "nn", 2, 0 },
    { "no", 2, 0 }, { "nr", 2, 0 }, { "nv", 2, 0 }, { "ny", 2, 0 },
    { "oc", 2, 0 }, { "oj", 2, 0 }, { "om", 2, 0 }, { "or", 2, 0 },
    { "os", 2, 0 }, { "ota", 3, 1 }, { "pa", 2, 0 }, { "pdc", 3, 0 },
    { "pi", 2, 0 }, { "pl", 2, 0 }, { "ps", 2, 0 }, { "pt", 2, 0 },
    { "qu", 2, 0 }, { "rm", 2, 0 }, { "rn", 2, 0 }, { "ro", 2, 0 },
    { "ru", 2, 0 }, { "rw", 2, 0 }, { "sa", 2, 0 }, { "sc", 2, 0 },
    { "sco", 3, 0 }, { "sd", 2, 0 }, { "se", 2, 0 }, { "sg", 2, 0 },
    { "si", 2, 0 }, { "sk", 2, 0 }, { "sl", 2, 0 }, { "sma", 3, 0 },
    { "smj", 3, 0 }, { "sn", 2, 0 }, { "so", 2, 0 }, { "sq", 2, 0 },
    { "sr", 2, 0 }, { "ss", 2, 0 }, { "st", 2, 0 }, { "su", 2, 0 },
    { "sv", 2, 0 }, { "sw", 2, 0 }, { "szl", 3, 0 }, { "ta", 2, 0 },
    { "te", 2, 0 }, { "tg", 2, 0 }, { "th", 2, 0 }, { "ti", 2, 0 },
    { "tk", 2, 0 }, { "tl", 2, 0 }, { "tn", 2, 0 }, { "to", 2, 0 },
    { "tok", 3, 0 }, { "tr", 2, 0 }, { "ts", 2, 0 }, { "tt", 2, 0 },
    { "tw", 2, 0 }, { "ty", 2, 0 }, { "ug", 2, 0 }, { "uk", 2, 0 },
    { "ur", 2, 0 }, { "uz", 2, 0 }, { "vai", 3, 0 }, { "ve", 2, 0 },
    { "vi", 2, 0 }, { "vo", 2, 0 }, { "wa", 2, 0 }, { "wo", 2, 0 },
    { "xal", 3, 0 }, { "xh", 2, 0 }, { "xmf", 3, 1 }, { "yi", 2, 0 },
    { "yo", 2, 0 }, { "za", 2, 0 }, { "zba", 3, 0 }, { "zgh", 3, 0 },
    { "zh", 2, 0 }, { "zh-CN", 5, 0 }, { "zh-HK", 5, 0 }, { "zh-TW", 5, 0 },
    { "zh-YUE", 6, 0 }, { "zu", 2, 0 }
};


int
statuses_language_check(statuses_str_t str, int before_4_6,
    statuses_str_t *out)
{
    size_t  i;

    if (statuses_language_supported(str, before_4_6)) {
        *out = str;
        return 1;
    }

    for (i = 0; i < str.len; i++) {
        if (str.data[i] == '-' || str.data[i] == '_') {
            break;
        }
    }

    if (i == str.len) {
        return 0;
    }

    str.len = i;

    if (!statuses_language_supported(str, before_4_6)) {
        return 0;
    }

    *out = str;

    return 1;
}


int
statuses_language_supported(statuses_str_t str, int before_4_6)
{
    int                         rc;
    size_t                      lo, hi, mid;
    const statuses_language_t  *language;

    lo = 0;
    hi = sizeof(statuses_languages) / sizeof(statuses_languages[0]);

    while (lo < hi) {
        mid = (lo + hi) / 2;
        language = &statuses_languages[mid];

        rc = (str.len == 0) ? -1
             : memcmp(str.data, language->data,
                      str.len < language->len ? str.len : language->len);

        if (rc == 0 && str.len == language->len) {
            return !(before_4_6 && language->since_4_6);
        }

        if (rc < 0 || (rc == 0 && str.len < language->len)) {
            hi = mid;

        } else {
            lo = mid + 1;
        }
    }

    return 0;
}
