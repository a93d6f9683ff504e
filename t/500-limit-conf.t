# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use Test::Nginx::Socket;
use TestConf;

TestEnv::strict_sections(@TestConf::Sections);
TestConf::setup();

# One for each line, and two for each of two requests.
plan tests => 67 + 2 * 3;

run_tests();

__DATA__

=== TEST 1: zones and limits that are none
--- refused
http: statuses_limit_zone; => invalid number of arguments
http: statuses_limit_zone $uri zone=z:1m; => invalid number of arguments
http: statuses_limit_zone $uri zone=z limit=1/1m; => invalid parameter "zone=z"
http: statuses_limit_zone $uri zone=:1m limit=1/1m; => invalid parameter "zone=:1m"
http: statuses_limit_zone $uri zone=z:x limit=1/1m; => invalid parameter "zone=z:x"
http: statuses_limit_zone $uri zone=z:1k limit=1/1m; => zone "zone=z:1k" is too small
http: statuses_limit_zone $uri zone=z:1m limit=1; => invalid parameter "limit=1"
http: statuses_limit_zone $uri zone=z:1m limit=0/1m; => invalid parameter "limit=0/1m"
http: statuses_limit_zone $uri zone=z:1m limit=-1/1m; => invalid parameter "limit=-1/1m"
http: statuses_limit_zone $uri zone=z:1m limit=1/0; => invalid parameter "limit=1/0"
http: statuses_limit_zone $uri zone=z:1m limit=1/x; => invalid parameter "limit=1/x"
http: statuses_limit_zone $uri zone=z:1m limit=1/2y; => invalid parameter "limit=1/2y"
http: statuses_limit_zone $uri zone=z:1m rate=1r/s; => invalid parameter "rate=1r/s"
http: statuses_limit_zone $uri zone=z:1m zone=z:1m; => must have "limit" parameter
http: statuses_limit_zone $uri limit=1/1m limit=1/1m; => must have "zone" parameter
http: statuses_limit_zone $uri zone=z:1m limit=1/1m; statuses_limit_zone a zone=z:1m limit=1/1m; => duplicate zone "z"
http: statuses_token_zone zone=z:1m; statuses_limit_zone $uri zone=z:1m limit=1/1m; => zone "z" is already in use
server: statuses_limit_zone $uri zone=z:1m limit=1/1m; => directive is not allowed here
location: statuses_limit zone=z; => unknown zone "z"
location: statuses_limit; => invalid number of arguments
location: statuses_limit on; => invalid parameter "on"
location: statuses_limit off off; => invalid parameter "off"
location: statuses_limit off; statuses_limit off; => directive is duplicate
location: statuses_limit mastodon; statuses_limit off; => directive is duplicate
location: statuses_limit off; statuses_limit mastodon; => directive is duplicate
location: statuses_limit mastodon; statuses_limit mastodon; => directive is duplicate
location: statuses_limit mastodon zone=z; => invalid parameter "zone=z"
location: statuses_limit mastodon size=1k; => zone "size=1k" is too small
http: statuses_limit_zone $uri zone=z:1m limit=1/1m; statuses_limit zone=z show; statuses_limit zone=z batch; => directive is duplicate
http: statuses_limit_zone $uri zone=z:1m limit=1/1m; statuses_limit zone=z shows; => invalid parameter "shows"
http: statuses_limit_zone $uri zone=z:1m limit=1/1m; statuses_limit zone=z paging removal; => invalid parameter "removal"
location: statuses_limit_status 399; => value must be between 400 and 599
location: statuses_limit_status 600; => value must be between 400 and 599
location: statuses_limit_headers maybe; => invalid value "maybe"
location: statuses_limit_log_level crit; => invalid value "crit"
location: statuses_limit_dry_run 1; => invalid value "1"
location: statuses_limit_blocklist on; => invalid value
location: statuses_limit_blocklist 0; => invalid value
location: statuses_limit_blocklist 1m; statuses_limit_blocklist off; => directive is duplicate
http: statuses_limit_store; => invalid number of arguments
http: statuses_limit_store local; => invalid parameter "local"
http: statuses_limit_store shared; statuses_limit_store shared; => directive is duplicate
http: statuses_limit_store timeout=1s; => must have "redis" parameter
http: statuses_limit_store shared redis=redis://127.0.0.1; => invalid parameter "shared"
http: statuses_limit_store redis=rediss://127.0.0.1; => does not support TLS
http: statuses_limit_store redis=127.0.0.1; => has an invalid URI of Redis
http: statuses_limit_store redis=redis://; => has an invalid URI of Redis
http: statuses_limit_store redis=redis://secret@127.0.0.1; => has an invalid URI of Redis
http: statuses_limit_store redis=redis://127.0.0.1/x; => has an invalid database of Redis
http: statuses_limit_store redis=redis://127.0.0.1:x; => invalid port in host of Redis "127.0.0.1:x"
http: statuses_limit_store redis=redis://no-such.invalid; => host not found in host of Redis "no-such.invalid"
http: statuses_limit_store redis=unix://redis.sock; => has an invalid URI of Redis
http: statuses_limit_store redis=unix:///redis.sock?x=1; => has an invalid URI of Redis
http: statuses_limit_store redis=redis://127.0.0.1 timeout=0; => invalid parameter "timeout=0"
http: statuses_limit_store redis=redis://127.0.0.1 retry=1; => invalid parameter "retry=1"
server: statuses_limit_store shared; => directive is not allowed here



=== TEST 2: and those that are
--- taken
http: statuses_limit_zone $statuses_token_id zone=z:1m limit=300/5m; statuses_limit zone=z;
http: statuses_limit_zone $statuses_client_net$statuses_account_id zone=z:64k limit=1/366d; statuses_limit zone=z show batch paging;
http: statuses_limit_zone $statuses_anonymous_net zone=z:1m limit=1/1; statuses_limit zone=z delete removal; statuses_limit mastodon size=2m;
server: statuses_limit mastodon; statuses_limit_status 503; statuses_limit_headers off; statuses_limit_log_level error; statuses_limit_dry_run on;
location: statuses_limit off; statuses_limit_blocklist off;
http: statuses_limit mastodon size=1m; server { location / { statuses_limit mastodon; } location /b { statuses_limit off; } }
http: statuses_limit_store shared;
http: statuses_limit_store redis=redis://127.0.0.1;
http: statuses_limit_store redis=redis://user:p%40ss@localhost:6380/3 timeout=20ms prefix=mastodon_cache:;
http: statuses_limit_store redis=redis://:p@ss@[::1]/15;
http: statuses_limit_store redis=unix:///run/redis.sock?db=1;
