/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * A statuses_database block: where a database is and how it is to be used.
 * Read-only once the configuration is loaded.
 */

#ifndef _NGX_HTTP_STATUSES_DATABASE_H_INCLUDED_
#define _NGX_HTTP_STATUSES_DATABASE_H_INCLUDED_


#include <ngx_http_statuses.h>


/* a server of the list in "conninfo" */

typedef struct {
    ngx_str_t      name;           /* or an address, or a socket's folder */
    ngx_str_t      port;           /* may be empty, as in libpq */
    ngx_str_t     *addrs;          /* when the configuration was loaded */
    ngx_uint_t     naddrs;
    unsigned       lookup:1;       /* a name, which may mean others later */
} ngx_http_statuses_host_t;


struct ngx_http_statuses_db_s {
    ngx_str_t      name;
    ngx_uint_t     index;          /* among the databases of the http block */

    /*
     * NULL-terminated, for PQconnectStartParams().  Where hosts is not empty
     * the first three are left to hosts.c.
     */
    const char   **keywords;
    const char   **values;

    ngx_array_t    hosts;          /* ngx_http_statuses_host_t */
    void          *core;           /* conf that has nginx's resolver */

    ngx_uint_t     pool;
    ngx_uint_t     lane[ngx_http_statuses_lane_max];    /* connections */
    ngx_uint_t     depth[ngx_http_statuses_lane_max];   /* requests on each */
    ngx_uint_t     pipeline;
    ngx_uint_t     queue;

    ngx_msec_t     queue_timeout;
    ngx_msec_t     queue_write;    /* the same of the write lane */
    ngx_msec_t     connect_timeout;
    ngx_msec_t     statement_timeout;
    ngx_msec_t     read_timeout;
    ngx_msec_t     keepalive_timeout;
    ngx_msec_t     keepalive_time;
    ngx_msec_t     fail_timeout;
    ngx_uint_t     keepalive_requests;

    ngx_flag_t     prepare;
    const char    *statement_timeout_text;

    ngx_str_t      conninfo;
    ngx_str_t      password_file;
    u_char        *conf_file;
    ngx_uint_t     line;
};


/*
 * The directive statuses_database; conf is ngx_http_statuses_main_conf_t.
 */
char *ngx_http_statuses_database_block(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

/*
 * conninfo.c: makes db->keywords, db->values and db->hosts of what the block
 * says, reads the password file and looks up the names of hosts.
 */
char *ngx_http_statuses_conninfo(ngx_conf_t *cf, ngx_http_statuses_db_t *db);

/* Finds a database by name, NULL if there is none. */
ngx_http_statuses_db_t *ngx_http_statuses_database_find(
    ngx_http_statuses_main_conf_t *smcf, ngx_str_t *name);


#endif /* _NGX_HTTP_STATUSES_DATABASE_H_INCLUDED_ */
