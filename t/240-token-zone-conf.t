# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use Test::Nginx::Socket;
use TestConf;

# statuses_token_zone: what nginx takes, and what it does not.

TestEnv::strict_sections(@TestConf::Sections);
TestConf::setup();

# Tried lines are 37, once each; the two blocks make three besides.
plan tests => 37 + 2 * 3;

run_tests();

__DATA__

=== TEST 1: what is refused
--- refused
http: statuses_token_zone; => invalid number of arguments in "statuses_token_zone" directive
http: statuses_token_zone valid=1s; => "statuses_token_zone" must have "zone" parameter
http: statuses_token_zone tokens; => invalid parameter "tokens"
http: statuses_token_zone tokens:1m; => invalid parameter "tokens:1m"
http: statuses_token_zone zone; => invalid parameter "zone"
http: statuses_token_zone zone=; => invalid parameter "zone="
http: statuses_token_zone zone=tokens; => invalid parameter "zone=tokens"
http: statuses_token_zone zone=:1m; => invalid parameter "zone=:1m"
http: statuses_token_zone zone=tokens:; => invalid parameter "zone=tokens:"
http: statuses_token_zone zone=tokens:x; => invalid parameter "zone=tokens:x"
http: statuses_token_zone zone=tokens:1g; => invalid parameter "zone=tokens:1g"
http: statuses_token_zone zone=tokens:-1m; => invalid parameter "zone=tokens:-1m"
http: statuses_token_zone zone=tokens:1k; => zone "zone=tokens:1k" is too small
http: statuses_token_zone zone=tokens:0; => zone "zone=tokens:0" is too small
http: statuses_token_zone zone=tokens:1m valid=; => invalid parameter "valid="
http: statuses_token_zone zone=tokens:1m valid=0; => invalid parameter "valid=0"
http: statuses_token_zone zone=tokens:1m valid=soon; => invalid parameter "valid=soon"
http: statuses_token_zone zone=tokens:1m valid=-1s; => invalid parameter "valid=-1s"
http: statuses_token_zone zone=tokens:1m negative=; => invalid parameter "negative="
http: statuses_token_zone zone=tokens:1m negative=x; => invalid parameter "negative=x"
http: statuses_token_zone zone=tokens:1m positive=1s; => invalid parameter "positive=1s"
http: statuses_token_zone zone=tokens:1m off; => invalid parameter "off"
http: statuses_token_zone zone=a:1m; statuses_token_zone zone=a:1m; => "statuses_token_zone" directive is duplicate
http: statuses_token_zone zone=a:1m; statuses_token_zone zone=b:1m; => "statuses_token_zone" directive is duplicate
http: limit_req_zone $uri zone=a:1m rate=1r/s; statuses_token_zone zone=a:1m; => the shared memory zone "a" is already declared for a different use
http: limit_conn_zone $uri zone=a:1m; statuses_token_zone zone=a:1m; => the shared memory zone "a" is already declared for a different use
server: statuses_token_zone zone=tokens:1m; => "statuses_token_zone" directive is not allowed here
location: statuses_token_zone zone=tokens:1m; => "statuses_token_zone" directive is not allowed here
main: statuses_token_zone zone=tokens:1m; => "statuses_token_zone" directive is not allowed here



=== TEST 2: what is taken
--- taken
http: statuses_token_zone zone=tokens:32k;
http: statuses_token_zone zone=tokens:8m;
http: statuses_token_zone zone=tokens:1m valid=30s negative=5s;
http: statuses_token_zone valid=1d zone=tokens:1m;
http: statuses_token_zone zone=tokens:1m negative=0;
http: statuses_token_zone zone=tokens:1m valid=500ms negative=100ms;
http: limit_req_zone $uri zone=a:1m rate=1r/s; statuses_token_zone zone=tokens:1m;
http bare: statuses_token_zone zone=tokens:1m;
