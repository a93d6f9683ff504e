/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * HTML made to cost a parser much time, memory or stack.  Shared by the tests
 * and the benchmark.
 */

#ifndef _STATUSES_TEXT_HOSTILE_H_INCLUDED_
#define _STATUSES_TEXT_HOSTILE_H_INCLUDED_


#include <stdio.h>
#include <stdlib.h>
#include <string.h>


typedef struct {
    const char  *name;
    const char  *head;
    const char  *unit;       /* repeated */
    const char  *tail;
    unsigned     numbered;   /* each "#" of the unit becomes a number */
} hostile_t;


static const hostile_t  hostile[] = {
    { "plain text", "", "some words ", "", 0 },
    { "Japanese text", "", "\xe6\xb5\xb7\xe3\x81\xae", "", 0 },
    { "invalid UTF-8", "", "\xff", "", 0 },
    { "control characters", "", "\x01", "", 0 },
    { "<", "", "<", "", 0 },
    { "&", "", "&", "", 0 },
    { "&NotEqualTilde;", "", "&NotEqualTilde;", "", 0 },
    { "&CounterClockwiseContourIntegra", "", "&CounterClockwiseContourIntegra",
      "", 0 },
    { "<b>", "", "<b>", "", 0 },
    { "<div>", "", "<div>", "", 0 },
    { "<a>", "", "<a>", "", 0 },
    { "<a href>", "", "<a href=http:>", "", 0 },
    { "<a href><p>", "", "<a href=http:><p>", "", 0 },
    { "<p>", "", "<p>", "", 0 },
    { "</p>", "", "</p>", "", 0 },
    { "<li>", "", "<li>", "", 0 },
    { "<br>", "", "<br>", "", 0 },
    { "<b><i>", "", "<b><i>", "", 0 },
    { "<b></b>", "", "<b></b>", "", 0 },
    { "<b><p></b>", "", "<b><p></b>", "", 0 },
    { "<b></p>", "", "<b><p></b></p>", "", 0 },
    { "<b id=#><p>x</p>", "", "<b id=#><p>x</p>", "", 1 },
    { "<p><b id=#>", "", "<p><b id=#>", "", 1 },
    { "<b><div> ... </b>", "<b><i><u><s><em><tt>", "<div></b></i></u>", "",
      0 },
    { "<b id=#></b> in a block", "<div>", "<b id=#><div></b></div>", "", 1 },
    { "<nobr>", "", "<nobr><div>", "", 0 },
    { "<table>", "", "<table>", "", 0 },
    { "<table><td>", "", "<table><td>", "", 0 },
    { "<table><b>", "", "<table><b>", "", 0 },
    { "<table> foster text", "<table>", "x<tr>", "", 0 },
    { "<table> foster elements", "<table>", "<b>x</b>", "", 0 },
    { "<table> open elements", "<table>", "<b id=#>x", "", 1 },
    { "<td><b id=#>", "<table>", "<td><b id=#>", "", 1 },
    { "<select><option>", "<select>", "<option>x", "", 0 },
    { "<select>", "", "<select>", "", 0 },
    { "<template>", "", "<template>", "", 0 },
    { "<template></template>", "", "<template><td></template>", "", 0 },
    { "<svg><math>", "", "<svg><math>", "", 0 },
    { "<svg>", "<svg>", "<g>", "", 0 },
    { "<svg><desc>", "", "<svg><desc>", "", 0 },
    { "<math><mi><b>", "", "<math><mi><b>", "", 0 },
    { "<svg> broken out of", "", "<svg><p>", "", 0 },
    { "<object>", "", "<object><b>", "", 0 },
    { "<x></y>", "<x><x><x><x>", "</y>", "", 0 },
    { "<button>", "", "<button>", "", 0 },
    { "<form>", "", "<form></form>", "", 0 },
    { "<ruby><rt>", "<ruby>", "<rt>x", "", 0 },
    { "unterminated tag", "<a ", "x", "", 0 },
    { "unterminated attributes", "<a ", "x#=y ", "", 1 },
    { "unterminated value", "<a href=\"", "x", "", 0 },
    { "unterminated comment", "<!--", "->", "", 0 },
    { "comments", "", "<!---->", "", 0 },
    { "bogus comments", "", "<!>", "", 0 },
    { "CDATA", "<svg>", "<![CDATA[]]>", "", 0 },
    { "scripts", "", "<script><!--<script></script>", "", 0 },
    { "</script", "<script>", "</script", "", 0 },
    { "<textarea>", "<textarea>", "</textare", "", 0 },
    { "the same attribute", "", "<b a=1 a=1 a=1 a=1 a=1>", "", 0 },
    { "classes", "<p class=\"", "h- ", "\">x", 0 },
    { "href of spaces", "<a href=\"http:", " ", "\">x", 0 }
};


#define nhostile  (sizeof(hostile) / sizeof(hostile[0]))


/* a malloc()ed text of about that size */

static char *
hostile_make(const hostile_t *h, size_t size, size_t *len)
{
    char        *data;
    size_t       n;
    unsigned     i;
    const char  *p;

    data = malloc(size + 4096);
    if (data == NULL) {
        abort();
    }

    n = strlen(h->head);
    memcpy(data, h->head, n);

    for (i = 0; /* void */ ; i++) {

        if (n + strlen(h->unit) + strlen(h->tail) + 16 > size) {
            break;
        }

        for (p = h->unit; *p != '\0'; p++) {

            if (*p == '#' && h->numbered) {
                n += sprintf(data + n, "%u", i);

            } else {
                data[n++] = *p;
            }
        }
    }

    memcpy(data + n, h->tail, strlen(h->tail));

    *len = n + strlen(h->tail);

    return data;
}


/* formatting elements with 400 attributes, of which the last one differs */

static char *
hostile_attributes(size_t size, size_t *len)
{
    char    *data;
    size_t   i, j, n;

    data = malloc(size + 4096);
    if (data == NULL) {
        abort();
    }

    for (i = 0, n = 0; n + 4096 < size || i == 0; i++) {
        n += sprintf(data + n, "<b");

        for (j = 0; j < 399; j++) {
            n += sprintf(data + n, " %c%c", (int) ('a' + j % 26),
                         (int) ('a' + j / 26));
        }

        n += sprintf(data + n, " z=%zu></b><b>", i);
    }

    *len = n;

    return data;
}


#endif /* _STATUSES_TEXT_HOSTILE_H_INCLUDED_ */
