/*
 * Copyright (C) ngx_statuses_module contributors
 */

#include <ngx_config.h>
#include <ngx_core.h>


typedef struct {
    const char  *name;
    const char  *text[3];
} ngx_http_statuses_sql_t;


#define NGX_HTTP_STATUSES_SQL_TEXTS
#include "pg/statement.h"


const char *
ngx_http_statuses_statement_name(ngx_http_statuses_sql_e sql)
{
    return ngx_http_statuses_sql[sql].name;
}


const char *
ngx_http_statuses_statement_text(ngx_http_statuses_sql_e sql,
    ngx_uint_t schema)
{
    return ngx_http_statuses_sql[sql].text[schema - NGX_HTTP_STATUSES_4_5];
}
