/* links: nginx_stubs.c ../../ngx_statuses_module/request/route.c */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The router over the real table of operations, and the reading of integers.
 */

#include <ngx_http_statuses.h>

/*
 * The table names functions that are not linked here.  Declared weak, they may
 * be missing: their addresses are NULL then, and nobody looks at them.
 */

#if (__GNUC__)
#pragma GCC diagnostic ignored "-Wattributes"
#endif

#define ngx_int_t  __attribute__((weak)) ngx_int_t
#include "operation/operation.h"
#undef ngx_int_t

#include "../../ngx_statuses_module/operation/operation.c"

#include "request/request.h"

#include "nginx_stubs.h"
#include "tap.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))


static ngx_pool_t               *pool;
static ngx_http_request_t        request;
static ngx_http_statuses_ctx_t   ctx;


/* routes a path as the client sent it, or, if raw is NULL, as nginx has it */

static ngx_int_t
route(ngx_uint_t method, const char *raw, const char *uri)
{
    pool = stub_pool_create();

    memset(&request, 0, sizeof(request));
    memset(&ctx, 0, sizeof(ctx));

    request.pool = pool;
    request.method = method;
    ctx.request = &request;
    ctx.method = method;

    if (raw) {
        request.valid_unparsed_uri = 1;
        request.unparsed_uri = stub_str(pool, raw, strlen(raw));
    }

    request.uri = stub_str(pool, uri, strlen(uri));

    return ngx_http_statuses_route(&request, &ctx);
}


/* each operation is found by its path and methods, and no other one is */

static void
table(void)
{
    char                           path[256], *p;
    const char                    *s;
    ngx_int_t                      rc;
    ngx_uint_t                     n, m, ids;
    const ngx_http_statuses_op_t  *op;

    static const ngx_uint_t        methods[] = {
        NGX_HTTP_GET, NGX_HTTP_HEAD, NGX_HTTP_POST, NGX_HTTP_PUT,
        NGX_HTTP_PATCH, NGX_HTTP_DELETE, NGX_HTTP_OPTIONS, NGX_HTTP_TRACE,
        NGX_HTTP_PROPFIND, NGX_HTTP_UNKNOWN
    };

    for (op = ngx_http_statuses_operations; op->name.len; op++) {

        p = path + sprintf(path, "/api/v1");
        ids = 0;

        for (n = 0, s = (char *) op->path.data; n < op->path.len; n++) {
            if (s[n] == ':') {
                p += sprintf(p, "%d", ids++ ? 34 : 12);
                n += 2;

            } else {
                *p++ = s[n];
            }
        }

        *p = '\0';

        for (m = 0; m < nelts(methods); m++) {
            rc = route(methods[m], path, path);

            if (op->methods & methods[m]) {
                ok(rc == NGX_OK && ctx.op == op, "%s: method %lx of %s",
                   (char *) op->name.data, (unsigned long) methods[m], path);
                is_int(ctx.id[0], ids > 0 ? 12 : 0, "%s: its id",
                       (char *) op->name.data);
                is_int(ctx.id[1], ids > 1 ? 34 : 0, "%s: its second id",
                       (char *) op->name.data);

            } else {
                ok(rc == NGX_HTTP_NOT_FOUND || ctx.op != op,
                   "%s: not by method %lx", (char *) op->name.data,
                   (unsigned long) methods[m]);
            }

            stub_pool_destroy(pool);
        }
    }
}


/* what the rest of the module relies upon */

static void
sense(void)
{
    ngx_uint_t                     n, bits;
    const char                    *name;
    const ngx_http_statuses_op_t  *op, *other;

    for (op = ngx_http_statuses_operations; op->name.len; op++) {
        name = (char *) op->name.data;

        for (bits = 0, n = op->group; n; n &= n - 1) {
            bits++;
        }

        is_int(bits, 1, "%s belongs to one group", name);
        ok((op->group & ~NGX_HTTP_STATUSES_OP_ALL) == 0,
           "%s can be switched off", name);
        ok(op->scope[0].len && op->scope[1].len, "%s has two scopes", name);

        if (op->flags & NGX_HTTP_STATUSES_USER_GATE) {
            ok(op->flags & NGX_HTTP_STATUSES_TOKEN_REQUIRED,
               "%s needs a token, if it needs a user", name);
        }

        if (op->methods & (NGX_HTTP_GET|NGX_HTTP_HEAD)) {
            is_int(op->methods, NGX_HTTP_STATUSES_READS,
                   "%s: GET and HEAD are one", name);
            ok(op->group & NGX_HTTP_STATUSES_OP_READS, "%s reads", name);
            ok(op->lane != ngx_http_statuses_lane_write,
               "%s does not write", name);
            is_str((char *) op->scope[0].data, "read", "%s: its scope", name);

        } else {
            ok((op->flags & NGX_HTTP_STATUSES_PUBLIC) == 0,
               "%s is kept by no cache", name);
            ok(op->flags & NGX_HTTP_STATUSES_TOKEN_REQUIRED,
               "%s needs a token", name);
        }

        for (other = op + 1; other->name.len; other++) {
            ok(!(op->methods & other->methods)
               || op->path.len != other->path.len
               || memcmp(op->path.data, other->path.data, op->path.len) != 0,
               "%s is not %s", name, (char *) other->name.data);
        }
    }
}


static void
paths(void)
{
    size_t     i;
    ngx_int_t  rc;

    static struct {
        const char  *raw;
        const char  *uri;
        ngx_int_t    rc;
        const char  *op;
        int64_t      id;
    } tests[] = {

        /* slashes */

        { "/api/v1/statuses/5", "", NGX_OK, "show", 5 },
        { "//api///v1//statuses//5//", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/", "", NGX_OK, "batch", 0 },
        { "/api/v1/statuses", "", NGX_OK, "batch", 0 },
        { "/api/v1/statuses/5/context/", "", NGX_OK, "context", 5 },
        { "/api/v1/scheduled_statuses/5", "", NGX_OK, "scheduled_show", 5 },

        /* a query, a fragment */

        { "/api/v1/statuses/5?a=/b/c", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/5#a/b", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses?id=/5", "", NGX_OK, "batch", 0 },

        /* encoded */

        { "/api/v1/statuses/%35", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/5%2Fcontext", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/5%2E", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/5%", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/5%4", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/5%zz", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/5%00", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/%005", "", NGX_OK, "show", 0 },
        { "/api/v1/statuses/5%C3%BC", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/5\xc3\xbc", "", NGX_OK, "show", 5 },
        { "/api/v1/statuses/5%FF", "", NGX_HTTP_BAD_REQUEST, "show", 0 },
        { "/api/v1/statuses/\xff", "", NGX_HTTP_BAD_REQUEST, "show", 0 },
        { "/api/v1/statuses/%ED%A0%80", "", NGX_HTTP_BAD_REQUEST, "show", 0 },
        { "/api/v1/statuses/%C3", "", NGX_HTTP_BAD_REQUEST, "show", 0 },

        /* no route */

        { "/api/v1/statuses/5.json", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/statuses/.", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/statuses/../5", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/statuses/5/Context", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/statuses/5/contex", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/statuses/5/contextx", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/statuses/5/context/1", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/statuses/5/a/b/c/d/e/f", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/statuses/5/%63ontext", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/statuses.json", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/scheduled_statuses/5/x", "", NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/api/v1/statuses/5/x/%FF", "", NGX_HTTP_BAD_REQUEST, NULL, 0 },

        /* not ours */

        { "/", "", NGX_DECLINED, NULL, 0 },
        { "", "", NGX_DECLINED, NULL, 0 },
        { "/api", "", NGX_DECLINED, NULL, 0 },
        { "/api/v1", "", NGX_DECLINED, NULL, 0 },
        { "/api/v1/", "", NGX_DECLINED, NULL, 0 },
        { "/api/v1/status", "", NGX_DECLINED, NULL, 0 },
        { "/api/v1/statuses2", "", NGX_DECLINED, NULL, 0 },
        { "/api/v1/Statuses", "", NGX_DECLINED, NULL, 0 },
        { "/api/v1/scheduled", "", NGX_DECLINED, NULL, 0 },
        { "/api/v2/statuses/5", "", NGX_DECLINED, NULL, 0 },
        { "/apix/v1/statuses/5", "", NGX_DECLINED, NULL, 0 },
        { "/API/v1/statuses/5", "", NGX_DECLINED, NULL, 0 },
        { "/x/api/v1/statuses/5", "", NGX_DECLINED, NULL, 0 },
        { "/a?/api/v1/statuses/5", "/a", NGX_DECLINED, NULL, 0 },

        /* ours by decoding or by dots alone */

        { "/%61pi/v1/statuses/5", "/api/v1/statuses/5",
          NGX_HTTP_NOT_FOUND, NULL, 0 },
        { "/x/../api/v1/statuses/5", "/api/v1/statuses/5",
          NGX_HTTP_NOT_FOUND, NULL, 0 },

        /* after a rewrite there is only what nginx has decoded */

        { NULL, "/api/v1/statuses/5", NGX_OK, "show", 5 },
        { NULL, "/api/v1/statuses/5/context", NGX_OK, "context", 5 },
        { NULL, "/api/v1/statuses/%35", NGX_OK, "show", 0 },
        { NULL, "/api/v1/statuses/5?x/context", NGX_OK, "context", 5 },
        { NULL, "/api/v1/statuses/5?x", NGX_OK, "show", 5 },
        { NULL, "/api/v1/statuses/5\xff", NGX_HTTP_BAD_REQUEST, "show", 0 },
        { NULL, "/", NGX_DECLINED, NULL, 0 },
        { NULL, "", NGX_DECLINED, NULL, 0 }
    };

    for (i = 0; i < nelts(tests); i++) {
        rc = route(NGX_HTTP_GET, tests[i].raw, tests[i].uri);

        is_int(rc, tests[i].rc, "path \"%s\" (%s)",
               tests[i].raw ? tests[i].raw : "", tests[i].uri);
        is_str(ctx.op ? (char *) ctx.op->name.data : NULL, tests[i].op,
               "its operation");
        is_int(ctx.id[0], tests[i].id, "its id");

        stub_pool_destroy(pool);
    }
}


/* nothing is read beyond the end, and no memory is no crash */

static void
bounds(void)
{
    size_t       i, k;
    char         path[] = "/api/v1/statuses/%35%2f/quotes/%36/revoke?a#b";
    char         cut[64];

    for (i = 0; i < sizeof(path); i++) {
        memcpy(cut, path, i);
        cut[i] = '\0';

        (void) route(NGX_HTTP_POST, cut, cut);
        stub_pool_destroy(pool);

        for (k = 0; k < 4; k++) {
            pool = stub_pool_create();

            memset(&ctx, 0, sizeof(ctx));
            request.pool = pool;
            request.valid_unparsed_uri = 1;
            request.unparsed_uri = stub_str(pool, cut, i);
            request.uri = request.unparsed_uri;
            ctx.method = NGX_HTTP_POST;

            stub_allocations = k;
            (void) ngx_http_statuses_route(&request, &ctx);
            stub_allocations = -1;

            stub_pool_destroy(pool);
        }
    }

    ok(1, "paths cut off anywhere");
}


static void
integers(void)
{
    char        nul[] = "1\0" "2";
    size_t      i;
    int64_t     got;
    ngx_int_t   rc;
    ngx_str_t   s;

    static struct {
        const char  *text;
        int64_t      n;
        ngx_int_t    rc;
    } tests[] = {
        { "0", 0, NGX_OK },
        { "5", 5, NGX_OK },
        { "+5", 5, NGX_OK },
        { "-5", -5, NGX_OK },
        { "-0", 0, NGX_OK },
        { "007", 7, NGX_OK },
        { "12abc", 12, NGX_OK },
        { "12.9", 12, NGX_OK },
        { "1e3", 1, NGX_OK },
        { "0x1A", 0, NGX_OK },
        { "1_000", 1000, NGX_OK },
        { "1_0_0", 100, NGX_OK },
        { "1__0", 1, NGX_OK },
        { "1_", 1, NGX_OK },
        { "1_a", 1, NGX_OK },
        { " \t\n\v\f\r12 ", 12, NGX_OK },
        { " +1_2x", 12, NGX_OK },
        { "9223372036854775807", INT64_MAX, NGX_OK },
        { "-9223372036854775807", -INT64_MAX, NGX_OK },
        { "-9223372036854775808", INT64_MIN, NGX_OK },
        { "-922337203685477580_8", INT64_MIN, NGX_OK },
        { "-9223372036854775809", 0, NGX_ERROR },
        { "-9223372036854775818", 0, NGX_ERROR },
        { "-92233720368547758080", 0, NGX_ERROR },
        { "0000000000000000000000000000000000001", 1, NGX_OK },
        { "9223372036854775808", 0, NGX_ERROR },
        { "18446744073709551616", 0, NGX_ERROR },
        { "18446744073709551617", 0, NGX_ERROR },
        { "99999999999999999999999999999999", 0, NGX_ERROR },
        { "922337203685477580_8", 0, NGX_ERROR },
        { "", 0, NGX_DECLINED },
        { " ", 0, NGX_DECLINED },
        { "abc", 0, NGX_DECLINED },
        { "-", 0, NGX_DECLINED },
        { "+", 0, NGX_DECLINED },
        { "--5", 0, NGX_DECLINED },
        { "+-5", 0, NGX_DECLINED },
        { "- 5", 0, NGX_DECLINED },
        { "_5", 0, NGX_DECLINED },
        { "-_5", 0, NGX_DECLINED },
        { "\xc2\xa0" "5", 0, NGX_DECLINED },
        { "\xef\xbc\x95", 0, NGX_DECLINED }
    };

    for (i = 0; i < nelts(tests); i++) {
        pool = stub_pool_create();
        s = stub_str(pool, tests[i].text, strlen(tests[i].text));

        is_int(ngx_http_statuses_route_int(s.data, s.len), tests[i].n,
               "the integer of \"%s\"", tests[i].text);

        got = 0;
        rc = ngx_http_statuses_route_number(s.data, s.len, &got);
        is_int(rc, tests[i].rc, "whether it is one");

        if (rc == NGX_OK) {
            is_int(got, tests[i].n, "the number");
        }

        stub_pool_destroy(pool);
    }

    is_int(ngx_http_statuses_route_int((u_char *) nul, 3), 1,
           "a NUL ends it");
    is_int(ngx_http_statuses_route_int((u_char *) "123", 2), 12,
           "so does the end");
    is_int(ngx_http_statuses_route_int((u_char *) "1_2", 2), 1,
           "an underscore at the end");
}


int
main(void)
{
    table();
    sense();
    paths();
    bounds();
    integers();

    return tap_done();
}
