/* links: _nginx_string.c ../../ngx_statuses_module/request/[fm]*.c -ljansson */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include "request/params.h"

#include "_nginx_string.h"
#include "tap.h"


#define nelts(a)  (sizeof(a) / sizeof(a[0]))

#define TYPE      "multipart/form-data; boundary=xyz"

/* the head of a field */

#define FIELD(name)                                                           \
    "--xyz\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"

#define END       "\r\n--xyz--\r\n"


typedef struct {
    const char  *name;
    const char  *type;
    const char  *body;
    const char  *json;           /* NULL: refused */
} multipart_test_t;


/* what was read, as JSON; NULL if it was refused with 400 */

static char *
parse(const char *type, const char *data, size_t len)
{
    char       *text;
    u_char     *copy;
    json_t     *root;
    ngx_int_t   rc;
    ngx_str_t   content_type;

    text = NULL;
    root = json_object();

    /* of exactly these sizes, so that reading on is noticed */

    content_type.len = strlen(type);
    content_type.data = malloc(content_type.len ? content_type.len : 1);
    copy = malloc(len ? len : 1);

    if (root == NULL || copy == NULL || content_type.data == NULL) {
        abort();
    }

    memcpy(content_type.data, type, content_type.len);
    memcpy(copy, data, len);

    rc = ngx_http_statuses_multipart_parse(root, &content_type, copy,
                                           copy + len);
    if (rc == NGX_OK) {
        text = json_dumps(root, JSON_COMPACT);

    } else if (rc != NGX_HTTP_BAD_REQUEST) {
        diag("neither read nor refused: %ld", (long) rc);
        text = strdup("error");
    }

    free(copy);
    free(content_type.data);
    json_decref(root);
    test_pool_free();

    return text;
}


static void
tests(multipart_test_t *t, size_t n)
{
    char    *got;
    size_t   i;

    for (i = 0; i < n; i++, t++) {
        got = parse(t->type, t->body, strlen(t->body));
        is_str(got, t->json, "%s", t->name);
        free(got);
    }
}


static multipart_test_t  fields[] = {
    { "a field", TYPE, FIELD("a") "1" END, "{\"a\":\"1\"}" },

    { "two fields", TYPE, FIELD("a") "1\r\n" FIELD("b") "2" END,
      "{\"a\":\"1\",\"b\":\"2\"}" },

    { "a list", TYPE, FIELD("id[]") "1\r\n" FIELD("id[]") "2" END,
      "{\"id\":[\"1\",\"2\"]}" },

    { "names in names", TYPE,
      FIELD("a[b][]") "1\r\n" FIELD("a[][c]") "2" END, NULL },

    { "a list of names", TYPE,
      FIELD("a[][b]") "1\r\n" FIELD("a[][b]") "2" END,
      "{\"a\":[{\"b\":\"1\"},{\"b\":\"2\"}]}" },

    { "the same name twice", TYPE, FIELD("a") "1\r\n" FIELD("a") "2" END,
      "{\"a\":\"2\"}" },

    { "a contradiction", TYPE, FIELD("a") "1\r\n" FIELD("a[]") "2" END,
      NULL },

    { "an empty field", TYPE, FIELD("a") END, "{\"a\":\"\"}" },

    { "line breaks in a field", TYPE, FIELD("a") "\r\n1\r\n\n2\r\n" END,
      "{\"a\":\"\\r\\n1\\r\\n\\n2\\r\\n\"}" },

    { "what looks like a boundary", TYPE,
      FIELD("a") "--xyz\r\n-xyz\r\n--xy\r\n --xyz" END,
      "{\"a\":\"--xyz\\r\\n-xyz\\r\\n--xy\\r\\n --xyz\"}" },

    { "nothing is decoded", TYPE, FIELD("a%5B%5D") "%41+&b=2" END,
      "{\"a%5B%5D\":\"%41+&b=2\"}" },

    { "beyond ASCII", TYPE, FIELD("\xc3\xa9") "\xe2\x98\x83" END,
      "{\"\xc3\xa9\":\"\xe2\x98\x83\"}" },

    { "a name without quotes", TYPE,
      "--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n1" END,
      "{\"a\":\"1\"}" },

    { "header names in any letter case", TYPE,
      "--xyz\r\nCONTENT-disposition: form-data; NAME=\"a\"\r\n\r\n1" END,
      "{\"a\":\"1\"}" },

    { "no blanks", TYPE,
      "--xyz\r\nContent-Disposition:form-data;name=\"a\"\r\n\r\n1" END,
      "{\"a\":\"1\"}" },

    { "many blanks", TYPE,
      "--xyz\r\nContent-Disposition:  form-data ; \t name=\"a\" ;\r\n\r\n1"
      END,
      "{\"a\":\"1\"}" },

    { "other headers", TYPE,
      "--xyz\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Disposition: form-data; name=\"a\"\r\nX: name=\"b\"\r\n\r\n1"
      END,
      "{\"a\":\"1\"}" },

    { "a semicolon in a name", TYPE, FIELD("a;b=c") "1" END,
      "{\"a;b=c\":\"1\"}" },

    { "no name", TYPE,
      "--xyz\r\nContent-Disposition: form-data\r\n\r\n1" END, "{}" },

    { "an empty name", TYPE, FIELD("") "1" END, "{}" },

    { "no header", TYPE, "--xyz\r\n\r\n1" END, "{}" },

    { "the file of a form", TYPE,
      "--xyz\r\nContent-Disposition: form-data; name=\"f\"; "
      "filename=\"x.png\"\r\nContent-Type: image/png\r\n\r\n\xff\xfe" END,
      "{}" },

    { "no file was chosen", TYPE,
      "--xyz\r\nContent-Disposition: form-data; name=\"f\"; "
      "filename=\"\"\r\n\r\n" END "",
      "{}" },

    { "a file with its name encoded", TYPE,
      "--xyz\r\nContent-Disposition: form-data; name=\"f\"; "
      "filename*=UTF-8''x\r\n\r\n1" END,
      "{}" },

    { "a file between fields", TYPE,
      FIELD("a") "1\r\n--xyz\r\nContent-Disposition: form-data; name=\"f\"; "
      "filename=\"x\"\r\n\r\n" "2\r\n" FIELD("b") "3" END,
      "{\"a\":\"1\",\"b\":\"3\"}" }
};


static multipart_test_t  frames[] = {
    { "nothing at all", TYPE, "", "{}" },
    { "no fields", TYPE, "--xyz--\r\n", "{}" },
    { "no fields, no line break", TYPE, "--xyz--", "{}" },

    { "something before the first boundary", TYPE,
      "For old programs.\r\n" FIELD("a") "1" END, "{\"a\":\"1\"}" },

    { "something behind the last one", TYPE,
      FIELD("a") "1" END "\r\n" FIELD("b") "2" END, "{\"a\":\"1\"}" },

    { "an empty line before the first one", TYPE,
      "\r\n" FIELD("a") "1" END, "{\"a\":\"1\"}" },

    { "blanks behind a boundary", TYPE,
      "--xyz \t\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1" END,
      "{\"a\":\"1\"}" },

    { "no last line break", TYPE, FIELD("a") "1\r\n--xyz--",
      "{\"a\":\"1\"}" },

    { "the boundary in quotes", "multipart/form-data; boundary=\"xyz\"",
      FIELD("a") "1" END, "{\"a\":\"1\"}" },

    { "with blanks in it", "multipart/form-data; boundary=\"x y\"; c=d",
      "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
      "--x y--", "{\"a\":\"1\"}" },

    { "and something behind it", "multipart/form-data; boundary=xyz;charset=x",
      FIELD("a") "1" END, "{\"a\":\"1\"}" },

    { "the word in capitals", "multipart/form-data; BOUNDARY=xyz",
      FIELD("a") "1" END, "{\"a\":\"1\"}" },

    { "a boundary of 70 bytes", "multipart/form-data; boundary="
      "0123456789012345678901234567890123456789012345678901234567890123456789",
      "--0123456789012345678901234567890123456789012345678901234567890123456789"
      "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
      "--0123456789012345678901234567890123456789012345678901234567890123456789"
      "--", "{\"a\":\"1\"}" }
};


static multipart_test_t  broken[] = {
    { "no boundary", "multipart/form-data", FIELD("a") "1" END, NULL },
    { "an empty one", "multipart/form-data; boundary=", FIELD("a") "1" END,
      NULL },
    { "an empty one in quotes", "multipart/form-data; boundary=\"\"",
      FIELD("a") "1" END, NULL },
    { "one of 71 bytes", "multipart/form-data; boundary="
      "01234567890123456789012345678901234567890123456789012345678901234567890",
      "--0123456789012345678901234567890123456789012345678901234567890123456789"
      "0--", NULL },
    { "another one", "multipart/form-data; boundary=abc", FIELD("a") "1" END,
      NULL },
    { "text", TYPE, "a=1&b=2", NULL },
    { "JSON", TYPE, "{\"a\":1}", NULL },
    { "cut in the boundary", TYPE, "--xy", NULL },
    { "cut behind it", TYPE, "--xyz", NULL },
    { "cut behind the line", TYPE, "--xyz\r\n", NULL },
    { "cut in a header", TYPE, "--xyz\r\nContent-Disp", NULL },
    { "cut behind a header", TYPE,
      "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n", NULL },
    { "cut behind the headers", TYPE, FIELD("a"), NULL },
    { "cut in a field", TYPE, FIELD("a") "1", NULL },
    { "cut behind a field", TYPE, FIELD("a") "1\r\n", NULL },
    { "cut before the end", TYPE, FIELD("a") "1\r\n--xyz", NULL },
    { "cut in the end", TYPE, FIELD("a") "1\r\n--xyz-", NULL },
    { "something behind a boundary", TYPE,
      "--xyzabc\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1" END,
      NULL },
    { "lines that end with LF", TYPE,
      "--xyz\nContent-Disposition: form-data; name=\"a\"\n\n1\n--xyz--\n",
      NULL },
    { "a field that is no UTF-8", TYPE, FIELD("a") "\xff" END, NULL },
    { "a name that is none", TYPE, FIELD("\xff") "1" END, NULL },
    { "a name in it that is none", TYPE, FIELD("a[\xff]") "1" END, NULL },
    { "half a surrogate", TYPE, FIELD("a") "\xed\xa0\x80" END, NULL }
};


static void
nul(void)
{
    char  *got;

    static const char  field[] = FIELD("a") "x\0y" END;
    static const char  name[] = FIELD("a\0b") "1\r\n" FIELD("c") "2" END;
    static const char  list[] = FIELD("a\0b[]") "1\r\n" FIELD("c") "2" END;

    got = parse(TYPE, field, sizeof(field) - 1);
    is_str(got, "{\"a\":\"x\\u0000y\"}", "NUL in a field");
    free(got);

    got = parse(TYPE, name, sizeof(name) - 1);
    is_str(got, "{\"c\":\"2\"}", "NUL in a name");
    free(got);

    got = parse(TYPE, list, sizeof(list) - 1);
    is_str(got, "{\"c\":\"2\"}", "NUL in the name of a list");
    free(got);
}


/* cut anywhere, or with any byte changed: no crash, and never half a field */

static void
damaged(void)
{
    char           *got, *copy;
    size_t          i, bad;
    int             ch;

    static const char  whole[] =
        FIELD("a[]") "one\r\n"
        "--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\""
        "\r\n\r\n\xff\r\n"
        FIELD("a[]") "two" END;

    bad = 0;

    for (i = 1; i < sizeof(whole) - 1 - 2; i++) {
        got = parse(TYPE, whole, i);
        bad += (got != NULL);
        free(got);
    }

    is_int(bad, 0, "cut anywhere it is refused");

    copy = malloc(sizeof(whole));
    if (copy == NULL) {
        abort();
    }

    bad = 0;

    for (i = 0; i < sizeof(whole) - 1; i++) {
        for (ch = 0; ch < 256; ch++) {
            memcpy(copy, whole, sizeof(whole));
            copy[i] = (char) ch;

            got = parse(TYPE, copy, sizeof(whole) - 1);
            bad += (got != NULL && strcmp(got, "error") == 0);
            free(got);
        }
    }

    is_int(bad, 0, "with any byte changed it is read or refused");

    free(copy);
}


int
main(void)
{
    tests(fields, nelts(fields));
    tests(frames, nelts(frames));
    tests(broken, nelts(broken));

    nul();
    damaged();

    return tap_done();
}
