/* links: nginx_stubs.c ../../ngx_statuses_module/entity/emoji.c ../../ngx_statuses_module/entity/entity.c ../../ngx_statuses_module/entity/filter.c ../../ngx_statuses_module/entity/json.c ../../ngx_statuses_module/entity/profile.c ../../ngx_statuses_module/entity/profile_item.c ../../ngx_statuses_module/entity/quote.c ../../ngx_statuses_module/entity/url.c ../../ngx_statuses_module/pg/row.c ../../ngx_statuses_module/text/?*.c -ljansson -lpq -lpcre2-8 -lidn -lutf8proc */

/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * The field tables of the entities: the keys in the order of data/keys.txt,
 * each from its version on, absent only where it may be.
 */

#include "../../ngx_statuses_module/entity/account.c"
#include "../../ngx_statuses_module/entity/card.c"
#include "../../ngx_statuses_module/entity/collection.c"
#include "../../ngx_statuses_module/entity/edit.c"
#include "../../ngx_statuses_module/entity/media.c"
#include "../../ngx_statuses_module/entity/poll.c"
#include "../../ngx_statuses_module/entity/scheduled.c"
#include "../../ngx_statuses_module/entity/status.c"

#include "tap.h"

#include <stdlib.h>


#define nelts(a)  (sizeof(a) / sizeof(a[0]))


ngx_module_t  ngx_http_statuses_module;


static struct {
    const char                       *name;
    const ngx_http_statuses_field_t  *next;      /* to be met */
    ngx_uint_t                        n;
} entities[] = {
    { "Status", ngx_http_statuses_status_fields, 0 },
    { "Account", ngx_http_statuses_account_fields, 0 },
    { "MediaAttachment", ngx_http_statuses_media_fields, 0 },
    { "Poll", ngx_http_statuses_poll_fields, 0 },
    { "PreviewCard", ngx_http_statuses_card_fields, 0 },
    { "Collection", ngx_http_statuses_collection_fields, 0 },
    { "StatusEdit", ngx_http_statuses_edit_fields, 0 },
    { "ScheduledStatus", ngx_http_statuses_scheduled_fields, 0 }
};


/* the file lies in a folder next to this one, wherever that is */

static FILE *
open_keys(void)
{
    char   path[4096];
    char  *slash;
    FILE  *f;

    snprintf(path, sizeof(path), "%s", __FILE__);
    slash = strrchr(path, '/');

    snprintf(slash ? slash + 1 : path, 64, "data/keys.txt");

    f = fopen(path, "r");
    if (f == NULL) {
        perror(path);
        exit(1);
    }

    return f;
}


static void
check(ngx_uint_t e, const char *key, const char *since, const char *when)
{
    int                               major, minor;
    char                              name[64], first[64];
    ngx_uint_t                        version;
    const ngx_http_statuses_field_t  *f;

    f = entities[e].next;

    snprintf(first, sizeof(first), "{\"%s\":", key);
    snprintf(name, sizeof(name), ",\"%s\":", key);

    if (strcmp(when, "elsewhere") == 0
        && (f->key.len == 0 || strcmp((char *) f->key.data, name) != 0))
    {
        ok(1, "%s: %s is not in the table", entities[e].name, key);
        return;
    }

    if (!is_str(f->key.len ? (char *) f->key.data : "nothing",
                entities[e].n ? name : first,
                "%s: %s comes next", entities[e].name, key))
    {
        return;
    }

    is_int(f->key.len, strlen((char *) f->key.data), "%s: the length of %s",
           entities[e].name, key);

    version = 0;

    if (sscanf(since, "%d.%d", &major, &minor) == 2) {
        version = major * 100 + minor;
    }

    is_int(f->since, version, "%s: %s is there since %s", entities[e].name,
           key, since);

    ok(f->write != NULL, "%s: %s is written", entities[e].name, key);

    if (strcmp(when, "always") == 0) {
        ok(f->when == NULL, "%s: %s is never absent", entities[e].name, key);

    } else {
        ok(f->when != NULL, "%s: %s may be absent", entities[e].name, key);
    }

    entities[e].n++;
    entities[e].next++;
}


int
main(void)
{
    char         line[256], entity[32], key[32], since[16], when[16];
    FILE        *f;
    ngx_uint_t   i;

    f = open_keys();

    while (fgets(line, sizeof(line), f)) {

        if (line[0] == '#' || line[0] == '\n') {
            continue;
        }

        if (sscanf(line, "%31s %31s %15s %15s", entity, key, since, when)
            != 4)
        {
            ok(0, "cannot read: %s", line);
            continue;
        }

        for (i = 0; i < nelts(entities); i++) {
            if (strcmp(entities[i].name, entity) == 0) {
                check(i, key, since, when);
                break;
            }
        }

        ok(i < nelts(entities), "there is a %s", entity);
    }

    fclose(f);

    for (i = 0; i < nelts(entities); i++) {
        ok(entities[i].n > 0, "%s has keys", entities[i].name);
        is_str(entities[i].next->key.len
               ? (char *) entities[i].next->key.data : "", "",
               "%s has no more of them", entities[i].name);
    }

    return tap_done();
}
