/*
 * Copyright (C) ngx_statuses_module contributors
 */

/*
 * What a client is known by (spec/reads.md E1.4).
 */

#include "gate/limit.h"


static const u_char  ngx_http_statuses_limit_unix[] = "unix:";


size_t
ngx_http_statuses_limit_net_key(struct sockaddr *sockaddr, u_char *key)
{
    struct sockaddr_in   *sin;
#if (NGX_HAVE_INET6)
    struct sockaddr_in6  *sin6;
#endif

    switch (sockaddr->sa_family) {

#if (NGX_HAVE_INET6)
    case AF_INET6:
        sin6 = (struct sockaddr_in6 *) sockaddr;

        if (IN6_IS_ADDR_V4MAPPED(&sin6->sin6_addr)) {
            ngx_memcpy(key, &sin6->sin6_addr.s6_addr[12], 4);
            return 4;
        }

        ngx_memcpy(key, &sin6->sin6_addr, 8);
        return 8;
#endif

    case AF_INET:
        sin = (struct sockaddr_in *) sockaddr;
        ngx_memcpy(key, &sin->sin_addr, 4);
        return 4;

    default:
        ngx_memcpy(key, ngx_http_statuses_limit_unix, 5);
        return 5;
    }
}


size_t
ngx_http_statuses_limit_net_text(struct sockaddr *sockaddr, u_char *text)
{
    u_char   key[NGX_HTTP_STATUSES_LIMIT_NET_LEN];
    size_t   len;

    len = ngx_http_statuses_limit_net_key(sockaddr, key);

    switch (len) {

    case 4:
        return ngx_inet_ntop(AF_INET, key, text, NGX_SOCKADDR_STRLEN);

#if (NGX_HAVE_INET6)
    case 8:
        ngx_memzero(key + 8, 8);
        return ngx_inet6_ntop(key, text, NGX_SOCKADDR_STRLEN);
#endif

    default:
        ngx_memcpy(text, key, len);
        return len;
    }
}
