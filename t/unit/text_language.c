/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "language.h"
#include "tap.h"
#include "text_util.h"


static const char  supported[] =
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce "
    "ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr "
    "fy ga gd gl gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it "
    "iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo "
    "lt lu lv mg mh mi mk ml mn mn-Mong mr ms ms-Arab mt my na nb nd ne ng nl "
    "nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd "
    "se sg si sk sl sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr "
    "ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "ast chr ckb cnr csb gsw jbo kab ldn lfn lzz moh nds ota pdc sco sma smj "
    "szl tok vai xal xmf zba zgh zh-CN zh-HK zh-TW zh-YUE nan-TW";


int
main(void)
{
    char             word[16];
    size_t           n, bad, old;
    const char      *p, *end;
    util_file_t      f;
    statuses_str_t   s, want, out;

    util_open(&f, __FILE__, "text_language.txt");

    while (util_next(&f)) {
        s = util_get(&f, "candidate");
        want = util_get(&f, "result");

        if (!statuses_language_check(s, 0, &out)) {
            out = util_s(NULL);
        }

        is_mem(out.data, out.len, want.data, want.len,
               "%.*s", (int) s.len, s.data);
    }

    ok(!statuses_language_check(util_s(""), 0, &out), "empty");
    ok(!statuses_language_check(util_s(NULL), 0, &out), "absent");
    ok(!statuses_language_check(util_s("-"), 0, &out), "hyphen");
    ok(statuses_language_check(util_s("zh-"), 0, &out) && out.len == 2, "zh-");
    ok(!statuses_language_check(util_s("nan-TW"), 1, &out),
       "nan-TW before 4.6");
    ok(!statuses_language_check(util_s("xmf-GE"), 1, &out),
       "xmf before 4.6");
    ok(statuses_language_supported(util_s("mn-Mong"), 0), "exact code");
    ok(!statuses_language_supported(util_s("en-US"), 0), "no exact code");

    n = 0;
    bad = 0;
    old = 0;

    for (p = supported; *p; p = end + (*end == ' ')) {
        end = strchr(p, ' ');
        if (end == NULL) {
            end = p + strlen(p);
        }

        n++;
        s.data = p;
        s.len = end - p;

        if (!statuses_language_supported(s, 0)
            || !statuses_language_check(s, 0, &out) || out.len != s.len)
        {
            bad++;
        }

        old += statuses_language_supported(s, 1);

        /* nothing but that code */

        memcpy(word, p, s.len);
        word[s.len] = 'q';
        s.data = word;
        s.len++;

        if (statuses_language_supported(s, 0)) {
            bad++;
        }
    }

    is_int(n, 214, "codes");
    is_int(bad, 0, "all supported");
    is_int(old, 210, "four of them since 4.6");

    return tap_done();
}
