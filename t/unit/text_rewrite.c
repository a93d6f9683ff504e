/* links: */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "html.h"
#include "rewrite.h"
#include "tap.h"
#include "text_util.h"
#include "trim.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))


static const statuses_site_t  site = {
    util_str("social.example"), util_str("https://social.example"), 0
};

/* the database: what is looked up, and the account's stored name */

static const struct {
    const char          *key;
    const char          *acct;
    statuses_mention_t   mention;
} accounts[] = {
    { "alice", "alice", { util_str("alice"), { NULL, 0 }, { NULL, 0 } } },
    { "bob@remote.example", "bob@remote.example",
      { util_str("bob"), util_str("remote.example"),
        util_str("https://remote.example/@bob") } },
    { "kai@xn--mnchen-3ya.example", "Kai@xn--mnchen-3ya.example",
      { util_str("Kai"), util_str("xn--mnchen-3ya.example"),
        util_str("https://xn--mnchen-3ya.example/@Kai") } },
    { "7@handle.invalid", "! 7@gone.example",
      { util_str("! 7"), util_str("gone.example"), { NULL, 0 } } }
};


static int
lookup(const statuses_handle_t *h)
{
    char    key[512];
    size_t  i;

    if (h->unknown) {
        return -1;
    }

    snprintf(key, sizeof(key), "%.*s%s%.*s",
             (int) h->username.len, h->username.data,
             h->domain.len ? "@" : "",
             (int) h->domain.len, h->domain.len ? h->domain.data : "");

    for (i = 0; i < nelts(accounts); i++) {
        if (strcmp(key, accounts[i].key) == 0) {
            return (int) i;
        }
    }

    return -1;
}


static void
examples(const char *file)
{
    int                    found, seen[nelts(accounts)];
    char                   names[1024];
    size_t                 i, n;
    util_file_t            f;
    util_arena_t           a;
    statuses_buf_t         out, html;
    statuses_str_t         in, want, stored, accts[64];
    statuses_handle_t     *h;
    statuses_mention_t     mentions[nelts(accounts)];
    statuses_html_opts_t   opts;

    util_open(&f, __FILE__, file);

    while (util_next(&f)) {
        util_arena_init(&a);

        in = util_get(&f, "in");
        in = util_copy(&a, in.data, in.len);

        memset(seen, 0, sizeof(seen));
        memset(&opts, 0, sizeof(opts));
        opts.mentions = mentions;
        names[0] = '\0';

        if (statuses_rewrite_scan(&a.arena, &site, in, &h, &n) != 0
            || n > nelts(accts))
        {
            ok(0, "scan of %.*s", (int) in.len, in.data);
            continue;
        }

        for (i = 0; i < n; i++) {
            found = lookup(&h[h[i].first]);
            accts[i] = util_s(found < 0 ? NULL : accounts[found].acct);

            if (found >= 0 && !seen[found]) {
                seen[found] = 1;
                mentions[opts.nmentions++] = accounts[found].mention;

                if (names[0]) {
                    strcat(names, " ");
                }

                strcat(names, accounts[found].acct);
            }
        }

        statuses_buf_init(&out, &a.arena, 0);
        statuses_rewrite_apply(&out, in, h, accts, n);

        stored.data = out.data;
        stored.len = out.len;
        stored = statuses_strip(stored);

        want = util_get(&f, "stored");
        is_mem(stored.data, stored.len, want.data, want.len,
               "%.*s: stored", (int) want.len, want.data);

        want = util_get(&f, "mention");
        is_mem(names, strlen(names), want.data, want.len,
               "%.*s: mentions", (int) stored.len, stored.data);

        /* what is stored stays as it is when it is scanned again */

        (void) statuses_rewrite_scan(&a.arena, &site, stored, &h, &n);

        for (i = 0; i < n; i++) {
            found = lookup(&h[i]);
            accts[i] = util_s(found < 0 ? NULL : accounts[found].acct);
        }

        statuses_buf_init(&html, &a.arena, 0);
        statuses_rewrite_apply(&html, stored, h, accts, n);
        is_mem(html.data, html.len, stored.data, stored.len,
               "%.*s: again", (int) stored.len, stored.data);

        statuses_buf_init(&html, &a.arena, 0);
        statuses_html_status(&html, &site, stored, &opts);

        want = util_get(&f, "out");

        if (want.data != NULL) {
            is_mem(html.data, html.len, want.data, want.len,
                   "%.*s: HTML", (int) stored.len, stored.data);
        }

        util_arena_free(&a);
    }
}


static void
handles(void)
{
    size_t              n;
    util_arena_t        a;
    statuses_handle_t  *h;

    util_arena_init(&a);

    (void) statuses_rewrite_scan(&a.arena, &site,
        util_s("@Ab @ab@SOCIAL.example @AB@Remote.Example "
               "@ab@remote.example @x@M\xc3\x9cNCHEN.example "
               "@y@\xf0\x9f\xa6\x80z @12@handle.INVALID @a@handle.invalid"),
        &h, &n);

    is_int(n, 8, "eight handles");
    is_int(h[5].domain.len, 0, "a crab is no word");

    is_mem(h[0].typed.data, h[0].typed.len, "Ab", 2, "typed");
    is_mem(h[0].username.data, h[0].username.len, "ab", 2, "lower case");
    is_int(h[0].domain.len, 0, "local");

    is_mem(h[1].typed.data, h[1].typed.len, "ab@SOCIAL.example", 17,
           "typed with domain");
    is_int(h[1].domain.len, 0, "LOCAL_DOMAIN is local");
    is_int(h[1].first, 0, "the same as the first");

    is_mem(h[2].domain.data, h[2].domain.len, "remote.example", 14,
           "domain in lower case");
    is_int(h[2].first, 2, "not the local one");
    is_int(h[3].first, 2, "the same again");

    is_mem(h[4].domain.data, h[4].domain.len, "xn--mnchen-3ya.example", 22,
           "punycode");
    ok(!h[4].unknown && !h[4].invalid, "can be looked up");

    util_arena_free(&a);

    (void) statuses_rewrite_scan(&a.arena, &site,
        util_s("@9012@handle.INVALID @a@handle.invalid @y@\xe2\x85\xa7.b "
               "@99999999999999999999@handle.invalid @z@xn--\xc3\xa9"),
        &h, &n);

    is_int(n, 5, "five handles");
    ok(h[0].invalid && !h[0].unknown, "invalid handle with an id");
    is_mem(h[0].username.data, h[0].username.len, "9012", 4, "the id");
    ok(h[1].invalid && h[1].unknown, "invalid handle without");
    is_mem(h[2].domain.data, h[2].domain.len, "viii.b", 6, "compatible form");
    ok(h[3].invalid && h[3].unknown, "more than an id can be");
    ok(h[4].unknown, "no domain at all");

    util_arena_free(&a);

    (void) statuses_rewrite_scan(&a.arena, &site,
        util_s("@a@x.y @a@z.w @a @b@x.y @a@x.y @a@z.w @A @b @a@X.y"), &h, &n);

    is_int(n, 9, "nine handles");
    ok(h[0].first == 0 && h[1].first == 1 && h[2].first == 2
       && h[3].first == 3 && h[4].first == 0 && h[5].first == 1
       && h[6].first == 2 && h[7].first == 7 && h[8].first == 0,
       "each knows the first like it");

    util_arena_free(&a);

    is_int(statuses_rewrite_scan(&a.arena, &site, util_s(""), &h, &n), 0,
           "empty text");
    is_int(n, 0, "no handle");

    a.limit = 1;
    is_int(statuses_rewrite_scan(&a.arena, &site, util_s("@a"), &h, &n), -1,
           "no memory");
}


static void
invalid(void)
{
    size_t              n;
    util_arena_t        a;
    statuses_buf_t      out;
    statuses_str_t      text, acct;
    statuses_handle_t  *h;

    util_arena_init(&a);

    text = util_copy(&a, "\xff@a\xc3", 4);
    acct = util_s("b@c");

    (void) statuses_rewrite_scan(&a.arena, &site, text, &h, &n);
    is_int(n, 1, "a handle between bad bytes");

    statuses_buf_init(&out, &a.arena, 0);
    statuses_rewrite_apply(&out, text, h, &acct, n);
    is_mem(out.data, out.len, "\xef\xbf\xbd@b@c\xef\xbf\xbd", 10,
           "bad bytes become U+FFFD");

    util_arena_free(&a);
}


int
main(void)
{
    examples("text_rewrite.txt");
    invalid();
    handles();

    return tap_done();
}
