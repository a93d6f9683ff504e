/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <string.h>

#include "dom_tag.h"


#define S   STATUSES_IS_SPECIAL
#define SC  STATUSES_IS_SCOPE
#define LS  STATUSES_IS_LIST_SCOPE
#define BS  STATUSES_IS_BUTTON_SCOPE
#define TS  STATUSES_IS_TABLE_SCOPE
#define F   STATUSES_IS_FORMATTING
#define I   STATUSES_IS_IMPLIED
#define TH  STATUSES_IS_THOROUGH
#define H   STATUSES_IS_HEADING
#define B   STATUSES_IS_BLOCK
#define BE  STATUSES_IS_BLOCK_END
#define FP  STATUSES_IS_FOSTER
#define TP  STATUSES_IS_TABLE_PART
#define BO  STATUSES_IS_BREAKOUT
#define MS  STATUSES_IS_MATH_SCOPE
#define SS  STATUSES_IS_SVG_SCOPE
#define HD  STATUSES_IS_HEAD
#define TB  STATUSES_IS_TABLE_BODY
#define TR  STATUSES_IS_ROW
#define K   STATUSES_IS_KEPT
#define SP  STATUSES_IS_SPACED
#define D   STATUSES_IS_DROPPED
#define E   STATUSES_IS_EMBED


static const statuses_str_t  statuses_tag_names[STATUSES_TAG_N] = {
    { "", 0 },
    { "a", 1 },
    { "address", 7 },
    { "annotation", 10 },
    { "annotation-xml", 14 },
    { "applet", 6 },
    { "area", 4 },
    { "article", 7 },
    { "aside", 5 },
    { "audio", 5 },
    { "b", 1 },
    { "base", 4 },
    { "basefont", 8 },
    { "bgsound", 7 },
    { "big", 3 },
    { "blockquote", 10 },
    { "body", 4 },
    { "br", 2 },
    { "button", 6 },
    { "caption", 7 },
    { "center", 6 },
    { "code", 4 },
    { "col", 3 },
    { "colgroup", 8 },
    { "dd", 2 },
    { "del", 3 },
    { "desc", 4 },
    { "details", 7 },
    { "dialog", 6 },
    { "dir", 3 },
    { "div", 3 },
    { "dl", 2 },
    { "dt", 2 },
    { "em", 2 },
    { "embed", 5 },
    { "fieldset", 8 },
    { "figcaption", 10 },
    { "figure", 6 },
    { "font", 4 },
    { "footer", 6 },
    { "foreignobject", 13 },
    { "form", 4 },
    { "frame", 5 },
    { "frameset", 8 },
    { "h1", 2 },
    { "h2", 2 },
    { "h3", 2 },
    { "h4", 2 },
    { "h5", 2 },
    { "h6", 2 },
    { "head", 4 },
    { "header", 6 },
    { "hgroup", 6 },
    { "hr", 2 },
    { "html", 4 },
    { "i", 1 },
    { "iframe", 6 },
    { "image", 5 },
    { "img", 3 },
    { "input", 5 },
    { "keygen", 6 },
    { "li", 2 },
    { "link", 4 },
    { "listing", 7 },
    { "main", 4 },
    { "malignmark", 10 },
    { "marquee", 7 },
    { "math", 4 },
    { "menu", 4 },
    { "meta", 4 },
    { "mglyph", 6 },
    { "mi", 2 },
    { "mn", 2 },
    { "mo", 2 },
    { "ms", 2 },
    { "mtext", 5 },
    { "nav", 3 },
    { "nobr", 4 },
    { "noembed", 7 },
    { "noframes", 8 },
    { "noscript", 8 },
    { "object", 6 },
    { "ol", 2 },
    { "optgroup", 8 },
    { "option", 6 },
    { "p", 1 },
    { "param", 5 },
    { "plaintext", 9 },
    { "pre", 3 },
    { "rb", 2 },
    { "rp", 2 },
    { "rt", 2 },
    { "rtc", 3 },
    { "ruby", 4 },
    { "s", 1 },
    { "script", 6 },
    { "search", 6 },
    { "section", 7 },
    { "select", 6 },
    { "semantics", 9 },
    { "small", 5 },
    { "source", 6 },
    { "span", 4 },
    { "strike", 6 },
    { "strong", 6 },
    { "style", 5 },
    { "sub", 3 },
    { "summary", 7 },
    { "sup", 3 },
    { "svg", 3 },
    { "table", 5 },
    { "tbody", 5 },
    { "td", 2 },
    { "template", 8 },
    { "textarea", 8 },
    { "tfoot", 5 },
    { "th", 2 },
    { "thead", 5 },
    { "title", 5 },
    { "tr", 2 },
    { "track", 5 },
    { "tt", 2 },
    { "u", 1 },
    { "ul", 2 },
    { "var", 3 },
    { "video", 5 },
    { "wbr", 3 },
    { "xmp", 3 }
};


/*
 * Special elements are those of the reference; the standard has some more
 * (main, search).
 */

const uint32_t  statuses_tag_flags[STATUSES_TAG_N] = {
    0,
    F | K,                                       /* a */
    S | B | BE | SP,                             /* address */
    0,                                           /* annotation */
    MS,                                          /* annotation-xml */
    S | SC,                                      /* applet */
    S,                                           /* area */
    S | B | BE | SP,                             /* article */
    S | B | BE | SP,                             /* aside */
    E,                                           /* audio */
    F | BO | K,                                  /* b */
    S | HD,                                      /* base */
    S | HD,                                      /* basefont */
    S | HD,                                      /* bgsound */
    F | BO,                                      /* big */
    S | B | BE | BO | K | SP,                    /* blockquote */
    S | BO,                                      /* body */
    S | BO | K | SP,                             /* br */
    S | BS | BE,                                 /* button */
    S | SC | TH | TP,                            /* caption */
    S | B | BE | BO,                             /* center */
    F | BO | K,                                  /* code */
    S | TP,                                      /* col */
    S | TH | TP,                                 /* colgroup */
    S | I | TH | BO | SP,                        /* dd */
    K,                                           /* del */
    SS,                                          /* desc */
    S | B | BE,                                  /* details */
    B | BE,                                      /* dialog */
    S | B | BE,                                  /* dir */
    S | B | BE | BO | SP,                        /* div */
    S | B | BE | BO | SP,                        /* dl */
    S | I | TH | BO | SP,                        /* dt */
    F | BO | K,                                  /* em */
    S | BO,                                      /* embed */
    S | B | BE,                                  /* fieldset */
    S | B | BE,                                  /* figcaption */
    S | B | BE,                                  /* figure */
    F,                                           /* font */
    S | B | BE | SP,                             /* footer */
    SS,                                          /* foreignobject */
    S,                                           /* form */
    S,                                           /* frame */
    S,                                           /* frameset */
    S | H | BO | SP,                             /* h1 */
    S | H | BO | SP,                             /* h2 */
    S | H | BO | SP,                             /* h3 */
    S | H | BO | SP,                             /* h4 */
    S | H | BO | SP,                             /* h5 */
    S | H | BO | SP,                             /* h6 */
    S | BO,                                      /* head */
    S | B | BE | SP,                             /* header */
    S | B | BE | SP,                             /* hgroup */
    S | BO | SP,                                 /* hr */
    S | SC | TS | TB | TR,                       /* html */
    F | BO | K,                                  /* i */
    S | D | E,                                   /* iframe */
    0,                                           /* image */
    S | BO,                                      /* img */
    S,                                           /* input */
    0,                                           /* keygen */
    S | I | TH | BO | K | SP,                    /* li */
    S | HD,                                      /* link */
    S | BE | BO,                                 /* listing */
    B | BE,                                      /* main */
    0,                                           /* malignmark */
    S | SC,                                      /* marquee */
    D,                                           /* math */
    S | B | BE | BO,                             /* menu */
    S | BO | HD,                                 /* meta */
    0,                                           /* mglyph */
    MS,                                          /* mi */
    MS,                                          /* mn */
    MS,                                          /* mo */
    MS,                                          /* ms */
    MS,                                          /* mtext */
    S | B | BE | SP,                             /* nav */
    F | BO,                                      /* nobr */
    S | D,                                       /* noembed */
    S | HD | D,                                  /* noframes */
    S | D,                                       /* noscript */
    S | SC,                                      /* object */
    S | LS | B | BE | BO | K | SP,               /* ol */
    I | TH,                                      /* optgroup */
    I | TH,                                      /* option */
    S | I | TH | B | BO | K | SP,                /* p */
    S,                                           /* param */
    S | D,                                       /* plaintext */
    S | BE | BO | K | SP,                        /* pre */
    I | TH,                                      /* rb */
    I | TH | K,                                  /* rp */
    I | TH | K,                                  /* rt */
    I | TH,                                      /* rtc */
    BO | K,                                      /* ruby */
    F | BO | K,                                  /* s */
    S | HD | D,                                  /* script */
    B | BE,                                      /* search */
    S | B | BE | SP,                             /* section */
    S,                                           /* select */
    0,                                           /* semantics */
    F | BO,                                      /* small */
    E,                                           /* source */
    BO | K,                                      /* span */
    F | BO,                                      /* strike */
    F | BO | K,                                  /* strong */
    S | HD | D,                                  /* style */
    BO,                                          /* sub */
    S | B | BE,                                  /* summary */
    BO,                                          /* sup */
    D,                                           /* svg */
    S | SC | TS | FP | BO,                       /* table */
    S | TH | FP | TP | TB,                       /* tbody */
    S | SC | TH | TP,                            /* td */
    S | SC | TS | HD | TB | TR,                  /* template */
    S,                                           /* textarea */
    S | TH | FP | TP | TB,                       /* tfoot */
    S | SC | TH | TP,                            /* th */
    S | TH | FP | TP | TB,                       /* thead */
    S | SS | HD,                                 /* title */
    S | TH | FP | TP | TR,                       /* tr */
    0,                                           /* track */
    F | BO,                                      /* tt */
    F | BO | K,                                  /* u */
    S | LS | B | BE | BO | K | SP,               /* ul */
    BO,                                          /* var */
    E,                                           /* video */
    S,                                           /* wbr */
    S | D,                                       /* xmp */
};


/* the first name of each letter, and where the last letter's names end */

static const uint8_t  statuses_tag_first[27] = {
    STATUSES_TAG_A, STATUSES_TAG_B,
    STATUSES_TAG_CAPTION, STATUSES_TAG_DD,
    STATUSES_TAG_EM, STATUSES_TAG_FIELDSET,
    STATUSES_TAG_H1, STATUSES_TAG_H1,
    STATUSES_TAG_I, STATUSES_TAG_KEYGEN,
    STATUSES_TAG_KEYGEN, STATUSES_TAG_LI,
    STATUSES_TAG_MAIN, STATUSES_TAG_NAV,
    STATUSES_TAG_OBJECT, STATUSES_TAG_P,
    STATUSES_TAG_RB, STATUSES_TAG_RB,
    STATUSES_TAG_S, STATUSES_TAG_TABLE,
    STATUSES_TAG_U, STATUSES_TAG_VAR,
    STATUSES_TAG_WBR, STATUSES_TAG_XMP,
    STATUSES_TAG_N, STATUSES_TAG_N,
    STATUSES_TAG_N
};


statuses_tag_e
statuses_tag_lookup(statuses_str_t name)
{
    unsigned               i, last;
    const statuses_str_t  *tag;

    if (name.len == 0 || name.data[0] < 'a' || name.data[0] > 'z') {
        return STATUSES_TAG_OTHER;
    }

    i = statuses_tag_first[name.data[0] - 'a'];
    last = statuses_tag_first[name.data[0] - 'a' + 1];

    for ( /* void */ ; i < last; i++) {
        tag = &statuses_tag_names[i];

        if (tag->len == name.len
            && memcmp(tag->data, name.data, name.len) == 0)
        {
            return (statuses_tag_e) i;
        }
    }

    return STATUSES_TAG_OTHER;
}


statuses_str_t
statuses_tag_name(statuses_tag_e tag)
{
    return statuses_tag_names[tag];
}
