# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use Test::Nginx::Socket;
use TestConf;

# statuses_jobs: what it takes. What it does: 600-interactions.t, 603-sidekiq.t.

TestEnv::strict_sections(@TestConf::Sections);
TestConf::setup();

# 26 lines, and three assertions for the block itself.
repeat_each(1);
plan tests => 26 + 3;

run_tests();

__DATA__

=== TEST 1: where the jobs go
--- refused
http: statuses_jobs; => invalid number of arguments in "statuses_jobs" directive
http: statuses_jobs off outbox; => invalid parameter "outbox"
http: statuses_jobs outbox database=main; => invalid parameter "database=main"
http: statuses_jobs on; => invalid parameter "on"
http: statuses_jobs sidekiq; => invalid parameter "sidekiq"
http: statuses_jobs sidekiq=; => wants "sidekiq=redis://..." or "sidekiq=unix:..."
http: statuses_jobs sidekiq=127.0.0.1:6379; => wants "sidekiq=redis://..." or "sidekiq=unix:..."
http: statuses_jobs sidekiq=redis://; => wants "sidekiq=redis://..." or "sidekiq=unix:..."
http: statuses_jobs sidekiq=unix:; => wants "sidekiq=redis://..." or "sidekiq=unix:..."
http: statuses_jobs sidekiq=http://a; => wants "sidekiq=redis://..." or "sidekiq=unix:..."
http: statuses_jobs sidekiq=rediss://a; => takes no "rediss://": there is no TLS to Redis
http: statuses_jobs sidekiq=redis://a main; => invalid parameter "main"
http: statuses_jobs sidekiq=redis://a database=; => unknown database ""
http: statuses_jobs sidekiq=redis://a database=other; => unknown database "other"
http: statuses_jobs sidekiq=redis://a database=main x; => invalid number of arguments in "statuses_jobs" directive
http: statuses_jobs off; statuses_jobs off; => "statuses_jobs" directive is duplicate
location: statuses_jobs off; => "statuses_jobs" directive is not allowed here
main: statuses_jobs off; => "statuses_jobs" directive is not allowed here
--- taken
http: statuses_jobs off;
http: statuses_jobs outbox;
http: statuses_jobs sidekiq=redis://127.0.0.1:6379/0;
http: statuses_jobs sidekiq=redis://:secret@redis.example;
http: statuses_jobs sidekiq=unix:/run/redis.sock;
http: statuses_jobs sidekiq=redis://127.0.0.1 database=main;
server: statuses_jobs sidekiq=redis://127.0.0.1;
server: statuses_jobs off;
