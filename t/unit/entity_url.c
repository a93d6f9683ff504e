/* links: nginx_stubs.c ../../ngx_statuses_module/entity/url.c ../../ngx_statuses_module/entity/json.c ../../ngx_statuses_module/text/?*.c -lidn -lutf8proc */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * URLs and handles: the folders of ids of every length, what is escaped.
 */

#include "entity/entity.h"

#include <ctype.h>

#include "nginx_stubs.h"
#include "tap.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))

#define str(s)  stub_str(pool, s, sizeof(s) - 1)


static ngx_pool_t                    *pool;
static ngx_http_statuses_render_t     rd;
static ngx_http_statuses_srv_conf_t   conf;


static void *
arena_alloc(void *ctx, size_t size)
{
    return ngx_palloc(ctx, size);
}


static void
begin(ngx_uint_t version)
{
    pool = stub_pool_create();

    memset(&rd, 0, sizeof(rd));
    memset(&conf, 0, sizeof(conf));

    ngx_str_set(&conf.base_url, "https://w.example");
    ngx_str_set(&conf.asset_url, "https://cdn.example");
    ngx_str_set(&conf.media_base_url, "https://f.example/m");

    rd.pool = pool;
    rd.conf = &conf;
    rd.version = version;
    rd.arena.alloc = arena_alloc;
    rd.arena.ctx = pool;

    if (ngx_http_statuses_json_init(&rd.json, pool, 16) != NGX_OK) {
        abort();
    }

    rd.json.html = (version < NGX_HTTP_STATUSES_4_6);
}


static void
end(const char *want, const char *name)
{
    ngx_str_t  got;

    if (ngx_http_statuses_json_done(&rd.json, 1) < 0) {
        ok(0, "%s: memory", name);
    }

    got = stub_chain(pool, rd.json.out);
    is_mem(got.data, got.len, want, strlen(want), "%s", name);

    stub_pool_destroy(pool);
}


static void
partition(void)
{
    char        want[128];
    size_t      i;
    ngx_str_t   id, file;

    static struct {
        const char  *id;
        const char  *folders;
    } tests[] = {
        { "1", "000/000/001" },
        { "12", "000/000/012" },
        { "123", "000/000/123" },
        { "1234", "000/001/234" },
        { "12345", "000/012/345" },
        { "123456", "000/123/456" },
        { "1234567", "001/234/567" },
        { "12345678", "012/345/678" },
        { "123456789", "123/456/789" },
        { "1234567890", "001/234/567/890" },
        { "12345678901", "012/345/678/901" },
        { "123456789012", "123/456/789/012" },
        { "1234567890123", "123/456/789/012" },
        { "12345678901234", "123/456/789/012" },
        { "123456789012345", "123/456/789/012/345" },
        { "1234567890123456", "123/456/789/012/345" },
        { "12345678901234567", "123/456/789/012/345" },
        { "123456789012345678", "123/456/789/012/345/678" },
        { "1234567890123456789", "123/456/789/012/345/678" },
        { "9223372036854775807", "922/337/203/685/477/580" },
        { "999999999", "999/999/999" },
        { "1000000000", "001/000/000/000" },
        { "0", "000/000/000" }
    };

    for (i = 0; i < nelts(tests); i++) {
        begin(NGX_HTTP_STATUSES_4_7);

        id = stub_str(pool, tests[i].id, strlen(tests[i].id));
        file = str("a.png");

        ngx_http_statuses_url_file(&rd, "k", &id, "original", &file, 0, NULL);

        sprintf(want, "https://f.example/m/k/%s/original/a.png",
                tests[i].folders);
        end(want, tests[i].id);
    }

    /* what is no id does not go beyond its bounds */

    static const char  *odd[] = {
        "", "-1", "-9223372036854775808", "12345678901234567890123456789"
    };

    for (i = 0; i < nelts(odd); i++) {
        begin(NGX_HTTP_STATUSES_4_7);

        id = stub_str(pool, odd[i], strlen(odd[i]));
        file = str("a.png");

        ngx_http_statuses_url_file(&rd, "k", &id, "original", &file, 0, NULL);

        ok(ngx_http_statuses_json_done(&rd.json, 1) > 0, "odd id \"%s\"",
           odd[i]);
        stub_pool_destroy(pool);
    }
}


static void
files(void)
{
    size_t      i;
    ngx_str_t   id, file;

    static struct {
        const char  *file;
        const char  *format;
        ngx_uint_t   cached;
        const char  *want;
    } tests[] = {
        { "a.gif", NULL, 0, "/k/000/000/001/s/a.gif" },
        { "a.gif", NULL, 1, "/cache/k/000/000/001/s/a.gif" },
        { "a.gif", "png", 0, "/k/000/000/001/s/a.png" },
        { "a.b.gif", "png", 1, "/cache/k/000/000/001/s/a.b.png" },
        { "agif", "png", 0, "/k/000/000/001/s/agif.png" },
        { "a.", "png", 0, "/k/000/000/001/s/a.png" },
        { ".gif", "png", 0, "/k/000/000/001/s/.png" },
        { "", "png", 0, "/k/000/000/001/s/.png" },
        { "", NULL, 0, "/k/000/000/001/s/" },
        { "a b.gif", "jpeg", 0, "/k/000/000/001/s/a%20b.jpeg" },
        { "a?b#c", NULL, 0, "/k/000/000/001/s/a%3Fb%23c" }
    };

    for (i = 0; i < nelts(tests); i++) {
        char  want[128];

        begin(NGX_HTTP_STATUSES_4_7);

        id = str("1");
        file = stub_str(pool, tests[i].file, strlen(tests[i].file));

        ngx_http_statuses_url_file(&rd, "k", &id, "s", &file, tests[i].cached,
                                   tests[i].format);

        sprintf(want, "https://f.example/m%s", tests[i].want);
        end(want, tests[i].want);
    }

    begin(NGX_HTTP_STATUSES_4_7);
    ngx_http_statuses_url_missing(&rd, "avatars", "original");
    end("https://cdn.example/avatars/original/missing.png", "missing");
}


/* each byte, in a file's name and in a tag */

static void
escapes(void)
{
    char        want[64], name[32];
    u_char      ch;
    unsigned    i;
    ngx_str_t   id, s;

    for (i = 0; i < 256; i++) {
        ch = (u_char) i;

        begin(NGX_HTTP_STATUSES_4_7);
        id = str("1");
        s = stub_str(pool, (char *) &ch, 1);
        ngx_http_statuses_url_file(&rd, "k", &id, "s", &s, 0, NULL);

        sprintf(name, "byte %02x of a file", i);
        sprintf(want, "https://f.example/m/k/000/000/001/s/%%%02X", i);

        if (i && i < 128
            && (isalnum(i) || strchr("-_.!~*';/:@&=$,", (char) i)))
        {
            sprintf(want, "https://f.example/m/k/000/000/001/s/%c", (char) i);
        }

        end(want, name);

        begin(NGX_HTTP_STATUSES_4_7);
        s = stub_str(pool, (char *) &ch, 1);
        ngx_http_statuses_url_tag(&rd, &s);

        sprintf(name, "byte %02x of a tag", i);
        sprintf(want, "https://w.example/tags/%%%02X", i);

        if (i && i < 128
            && (isalnum(i) || strchr("-._~!$&'()*+,;=:@", (char) i)))
        {
            sprintf(want, "https://w.example/tags/%c", (char) i);
        }

        end(want, name);
    }

    begin(NGX_HTTP_STATUSES_4_5);
    s = str("a&b c");
    ngx_http_statuses_url_tag(&rd, &s);
    end("https://w.example/tags/a\\u0026b%20c", "a tag in 4.5");

    begin(NGX_HTTP_STATUSES_4_7);
    s = str("");
    ngx_http_statuses_url_tag(&rd, &s);
    end("https://w.example/tags/", "an empty tag");
}


static void
handles(void)
{
    size_t      i;
    ngx_str_t   user, domain;

    static struct {
        const char  *user;
        const char  *domain;          /* NULL: of here */
        ngx_uint_t   version;
        const char  *want;
    } tests[] = {
        { "alice", NULL, NGX_HTTP_STATUSES_4_7, "alice" },
        { "Alice_9", NULL, NGX_HTTP_STATUSES_4_5, "Alice_9" },
        { "bob", "r.example", NGX_HTTP_STATUSES_4_7, "bob@r.example" },
        { "bob", "xn--mnchen-3ya.example", NGX_HTTP_STATUSES_4_7,
          "bob@m\xc3\xbcnchen.example" },
        { "bob", "a.xn--mnchen-3ya", NGX_HTTP_STATUSES_4_7,
          "bob@a.m\xc3\xbcnchen" },
        { "bob", "xn--.example", NGX_HTTP_STATUSES_4_7, "bob@xn--.example" },
        { "bob", "axn--b.example", NGX_HTTP_STATUSES_4_7,
          "bob@axn--b.example" },
        { "b\"\\<", "r\".example", NGX_HTTP_STATUSES_4_7,
          "b\\\"\\\\<@r\\\".example" },
        { "b<", "r", NGX_HTTP_STATUSES_4_5, "b\\u003c@r" },
        { "! 42", "r.example", NGX_HTTP_STATUSES_4_7, "42@handle.invalid" },
        { "! 42", "r.example", NGX_HTTP_STATUSES_DOCS, "42@handle.invalid" },
        { "! 42", "r.example", NGX_HTTP_STATUSES_4_6, "! 42@r.example" },
        { "! ", "r.example", NGX_HTTP_STATUSES_4_7, "! @r.example" },
        { "!", "r.example", NGX_HTTP_STATUSES_4_7, "!@r.example" },
        { "", "r.example", NGX_HTTP_STATUSES_4_7, "@r.example" },
        { "", NULL, NGX_HTTP_STATUSES_4_7, "" }
    };

    for (i = 0; i < nelts(tests); i++) {
        begin(tests[i].version);

        user = stub_str(pool, tests[i].user, strlen(tests[i].user));
        ngx_str_null(&domain);

        if (tests[i].domain) {
            domain = stub_str(pool, tests[i].domain, strlen(tests[i].domain));
        }

        ngx_http_statuses_url_acct(&rd, &user, &domain);
        end(tests[i].want, tests[i].want);
    }
}


static void
pages(void)
{
    size_t      i;
    ngx_str_t   id, user, url;

    static struct {
        const char  *url;
        ngx_uint_t   web;
    } tests[] = {
        { "http://a", 1 },
        { "https://a", 1 },
        { "http://", 1 },
        { "https://", 1 },
        { "http:/", 0 },
        { "https:/", 0 },
        { "https:", 0 },
        { "http", 0 },
        { "", 0 },
        { "HTTP://a", 0 },
        { " http://a", 0 },
        { "ftp://a", 0 },
        { "httpx://a", 0 },
        { "javascript:http://a", 0 }
    };

    for (i = 0; i < nelts(tests); i++) {
        begin(NGX_HTTP_STATUSES_4_7);
        url = stub_str(pool, tests[i].url, strlen(tests[i].url));

        is_int(ngx_http_statuses_url_is_http(&url), tests[i].web,
               "is \"%s\" of the web", tests[i].url);
        stub_pool_destroy(pool);
    }

    ngx_str_null(&url);
    is_int(ngx_http_statuses_url_is_http(&url), 0, "is nothing of the web");

    begin(NGX_HTTP_STATUSES_4_7);
    id = str("7");
    user = str("a\"b");
    ngx_http_statuses_url_account(&rd, &id, &user);
    end("https://w.example/@a\\\"b", "the page of an account");

    begin(NGX_HTTP_STATUSES_4_7);
    id = str("-99");
    user = str("x");
    ngx_http_statuses_url_account(&rd, &id, &user);
    end("https://w.example/about/more?instance_actor=true",
        "the page of the server's account");
}


int
main(void)
{
    partition();
    files();
    escapes();
    handles();
    pages();

    return tap_done();
}
