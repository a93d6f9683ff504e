/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "html.h"
#include "tap.h"
#include "text_util.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))


static const statuses_site_t  site = {
    util_str("social.example"), util_str("https://social.example"), 0
};

static const statuses_mention_t  accounts[] = {
    { util_str("alice"), { NULL, 0 }, { NULL, 0 } },
    { util_str("bob"), util_str("remote.example"),
      util_str("https://remote.example/@bob") },
    { util_str("bob"), { NULL, 0 }, { NULL, 0 } },
    { util_str("Caro_1"), { NULL, 0 }, { NULL, 0 } },
    { util_str("Alice"), util_str("remote.example"),
      util_str("https://remote.example/users/Alice") },
    { util_str("kai"), util_str("xn--mnchen-3ya.example"),
      util_str("https://xn--mnchen-3ya.example/@kai") },
    { util_str("zed"), util_str("odd.example"), { NULL, 0 } },
    { util_str("eve"), util_str("odd.example"),
      util_str("javascript:alert(1)") },
    { util_str("ann"), util_str("odd.example"),
      util_str("HTTPS://odd.example/ann") },
    { util_str("zoe"), util_str("plain.example"),
      util_str("http://plain.example/zoe") }
};

static const char  *quotes[] = {
    "https://social.example/@alice/114500000000000001",
    "https://remote.example/@bob/42",
    "https://remote.example/objects/7f3c",
    "https://remote.example/n?a=1&b=2"
};


/* picks the accounts of a list like "alice bob@remote.example" */

static size_t
known(statuses_str_t list, statuses_mention_t *mentions)
{
    char         acct[128];
    size_t       i, n, len;
    const char  *p, *end, *space;

    n = 0;
    p = list.data;
    end = p + list.len;

    while (p < end) {
        space = memchr(p, ' ', end - p);
        len = (space ? space : end) - p;

        for (i = 0; i < nelts(accounts); i++) {
            snprintf(acct, sizeof(acct), "%s%s%s", accounts[i].username.data,
                     accounts[i].domain.len ? "@" : "",
                     accounts[i].domain.len ? accounts[i].domain.data : "");

            if (strlen(acct) == len && memcmp(acct, p, len) == 0) {
                mentions[n++] = accounts[i];
                break;
            }
        }

        if (i == nelts(accounts)) {
            fprintf(stderr, "unknown account: %.*s\n", (int) len, p);
            exit(2);
        }

        p += len + (space != NULL);
    }

    return n;
}


static void
examples(const char *file)
{
    char                  version;
    util_file_t           f;
    util_arena_t          a;
    statuses_buf_t        out;
    statuses_str_t        name, in, want, kind, list, quoted;
    statuses_site_t       s;
    statuses_arena_t     *arena;
    statuses_html_opts_t  opts;
    statuses_mention_t    mentions[nelts(accounts)];

    util_open(&f, __FILE__, file);

    while (util_next(&f)) {
        name = util_get(&f, "name");
        in = util_get(&f, "in");
        want = util_get(&f, "out");
        kind = util_get(&f, "kind");
        list = util_get(&f, "known");
        quoted = util_get(&f, "quotes");

        arena = util_arena_init(&a);
        statuses_buf_init(&out, arena, 0);

        s = site;

        if (util_get(&f, "version").data != NULL) {
            version = util_get(&f, "version").data[2];
            s.before_4_6 = (version < '6');
        }

        opts.mentions = mentions;
        opts.quoted_url = util_s(NULL);

        if (list.data != NULL) {
            opts.nmentions = known(list, mentions);

        } else if (kind.data != NULL) {
            memcpy(mentions, accounts, sizeof(accounts));
            opts.nmentions = nelts(accounts);

        } else {
            opts.nmentions = known(util_s("alice bob@remote.example"),
                                   mentions);
        }

        if (quoted.data != NULL && quoted.data[0] == 'Q') {
            opts.quoted_url = util_s(quotes[quoted.data[1] - '1']);

        } else if (quoted.data != NULL) {
            opts.quoted_url = quoted;
        }

        in = util_copy(&a, in.data, in.len);

        if (kind.data == NULL) {
            statuses_html_status(&out, &s, in, &opts);

        } else if (kind.data[0] == 'n') {
            statuses_html_note(&out, &s, in, &opts);

        } else if (kind.data[0] == 'f') {
            statuses_html_field(&out, &s, in, &opts);

        } else {
            statuses_html_link(&out, in);
        }

        ok(!out.failed, "%.*s: no failure", (int) name.len, name.data);

        is_mem(out.data ? out.data : "", out.len, want.data, want.len,
               "%.*s", (int) name.len, name.data);

        util_arena_free(&a);
    }
}


/* invalid bytes come out as U+FFFD, each by itself */

static void
invalid(void)
{
    size_t                i;
    util_arena_t          a;
    statuses_buf_t        out;
    statuses_html_opts_t  opts;

    static const struct {
        const char  *in;
        const char  *out;
    } cases[] = {
        { "a\xff", "<p>a\xef\xbf\xbd</p>" },
        { "\xc3", "<p>\xef\xbf\xbd</p>" },
        { "\xc3(", "<p>\xef\xbf\xbd(</p>" },
        { "\xe2\x82", "<p>\xef\xbf\xbd\xef\xbf\xbd</p>" },
        { "\xc0\xaf", "<p>\xef\xbf\xbd\xef\xbf\xbd</p>" },
        { "\xed\xa0\x80", "<p>\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd</p>" },
        { "\xed\xbf\xbf", "<p>\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd</p>" },
        { "\xf4\x90\x80\x80", "<p>\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
                              "\xef\xbf\xbd</p>" },
        { "\xef\xbf\xbd", "<p>\xef\xbf\xbd</p>" },
        { "\x80#a", "<p>\xef\xbf\xbd#a</p>" },
        { "\x80@alice", "<p>\xef\xbf\xbd@alice</p>" },
        { "https://\xff.blue", "<p>https://\xef\xbf\xbd.blue</p>" },
    };

    memset(&opts, 0, sizeof(opts));

    for (i = 0; i < nelts(cases); i++) {
        statuses_buf_init(&out, util_arena_init(&a), 0);
        statuses_html_status(&out, &site,
                             util_copy(&a, cases[i].in, strlen(cases[i].in)),
                             &opts);
        is_mem(out.data, out.len, cases[i].out, strlen(cases[i].out),
               "invalid UTF-8 %zu", i);
        util_arena_free(&a);
    }
}


/* an arena that runs dry at any point makes a failure, nothing worse */

static void
memory(void)
{
    size_t                limit, failures;
    util_arena_t          a;
    statuses_buf_t        out;
    statuses_html_opts_t  opts;

    failures = 0;

    for (limit = 1; limit < 4000; limit += 7) {
        util_arena_init(&a);
        a.limit = limit;

        opts.mentions = accounts;
        opts.nmentions = nelts(accounts);
        opts.quoted_url = util_s(quotes[0]);

        statuses_buf_init(&out, &a.arena, 0);
        statuses_html_status(&out, &site,
                             util_s("@bob@remote.example #x\n\n<b>"
                                    "https://kelp.garden:080/a"), &opts);

        if (out.failed != (a.total > limit)) {
            failures++;
        }

        util_arena_free(&a);
    }

    is_int(failures, 0, "a failed allocation is noticed");
}


int
main(void)
{
    examples("text_html.txt");
    examples("text_html_more.txt");
    invalid();
    memory();

    return tap_done();
}
