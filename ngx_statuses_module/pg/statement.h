/*
 * Copyright (C) ngx_statuses_module contributors
 */

#ifndef _NGX_HTTP_STATUSES_STATEMENT_H_INCLUDED_
#define _NGX_HTTP_STATUSES_STATEMENT_H_INCLUDED_


#include <ngx_http_statuses.h>
#include <ngx_http_statuses_statements.h>


#define NGX_HTTP_STATUSES_NSCHEMAS  3


/*
 * The name of a statement, as it is prepared on the server and as it appears
 * in log lines.
 */
const char *ngx_http_statuses_statement_name(ngx_http_statuses_sql_e sql);

/*
 * The text of a statement for a schema version (NGX_HTTP_STATUSES_4_5 …).
 */
const char *ngx_http_statuses_statement_text(ngx_http_statuses_sql_e sql,
    ngx_uint_t schema);


#endif /* _NGX_HTTP_STATUSES_STATEMENT_H_INCLUDED_ */
