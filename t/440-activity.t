# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# Tokens and users in use: what is noted of them, when, and that it never is
# in a reader's way.

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestFault;

TestFault::setup();

# users u1 to u9, each with a token of the same name, none of them ever used;
# every update of them leaves a row in touched

our $Users = <<'_EOC_';
INSERT INTO accounts (id, username, created_at, updated_at)
SELECT 3000 + i, 'u' || i, now(), now() FROM generate_series(1, 9) AS i;
INSERT INTO users (id, account_id, email, confirmed_at, sign_in_count,
    created_at, updated_at)
SELECT 4000 + i, 3000 + i, i || '@social.example', now(), 5, '2026-01-01',
    '2026-01-01'
FROM generate_series(1, 9) AS i;
INSERT INTO oauth_access_tokens (id, resource_owner_id, token, scopes,
    created_at)
SELECT 5000 + i, 4000 + i, 'u' || i, 'read', '2026-01-01'
FROM generate_series(1, 9) AS i;
INSERT INTO oauth_access_tokens (id, token, scopes, created_at)
VALUES (5010, 'app', 'read', '2026-01-01');

CREATE TABLE touched (name text, id bigint);
CREATE FUNCTION note_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO touched VALUES (TG_TABLE_NAME, NEW.id);
    RETURN NEW;
END $$;
CREATE TRIGGER touched AFTER UPDATE ON users FOR EACH ROW
    EXECUTE FUNCTION note_touched();
CREATE TRIGGER touched AFTER UPDATE ON oauth_access_tokens FOR EACH ROW
    EXECUTE FUNCTION note_touched();
_EOC_

# a time of that age

sub aged { return "now() AT TIME ZONE 'utc' - interval '$_[0]'" }

# has the token, has the user been used within the last minute? "-" is never

our $Seen = <<'_EOC_';
SELECT CASE WHEN t.last_used_at IS NULL THEN '-'
            WHEN t.last_used_at > now() AT TIME ZONE 'utc' - interval '1 min'
                AND t.last_used_at < now() AT TIME ZONE 'utc' + interval '1 min'
            THEN 'now' ELSE 'then' END,
    coalesce(host(t.last_used_ip), '-'),
    CASE WHEN u.current_sign_in_at IS NULL THEN '-'
         WHEN u.current_sign_in_at
            > now() AT TIME ZONE 'utc' - interval '1 min' THEN 'now'
         ELSE 'then' END
FROM oauth_access_tokens t LEFT JOIN users u ON u.id = t.resource_owner_id
WHERE t.token =
_EOC_

sub seen {
    my ($token) = @_;

    my $row = pg_sql("$Seen '$token'");
    chomp $row;
    return $row =~ tr/|/ /r;
}

# until the note is there

sub await_seen {
    my ($token, $want) = @_;
    await(sub { seen($token) eq $want }, "$token: $want");
}

sub read_as {
    my ($token, $path, @headers) = @_;

    $path //= '/api/v1/statuses/1';
    my $sock = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => server_port(), Timeout => $TestFault::Patience)
        or die "cannot connect: $!\n";
    syswrite $sock, join "\r\n", "GET $path HTTP/1.1", 'Host: localhost',
        'Connection: close', "Authorization: Bearer $token", @headers, '', '';

    return { sock => $sock, path => $path, raw => '' };
}

sub code { return finish(read_as(@_))->{code} }

# how often each was written: "users 4001, oauth_access_tokens 5001"

sub touched {
    my $rows = pg_sql('SELECT name, id, count(*) FROM touched GROUP BY 1, 2'
        . ' ORDER BY name DESC, id');
    return join ', ', map { my @c = split /\|/;
        "$c[0] $c[1]" . ($c[2] > 1 ? " x$c[2]" : '') } split /\n/, $rows;
}

add_block_preprocessor(sub {
    my $block = shift;
    $block->set_value(sql => $main::Users . ($block->sql // ''));

    # all posts are as they should be, to a superuser
    $block->set_value(conninfo => $TestPg::Conninfo)
        if !defined $block->conninfo;
});

repeat_each(1);
plan tests => TestFault::tests();

no_long_string();
run_tests();

__DATA__

=== TEST 1: the first time
--- scenario
say_(seen('u1'));
say_(code('u1'));
await_seen('u1', 'now 127.0.0.1 now');
say_(touched());
say_(pg_sql('SELECT last_sign_in_at = current_sign_in_at,
    updated_at = current_sign_in_at, sign_in_count FROM users
    WHERE id = 4001'));
--- transcript
- - -
200
users 4001, oauth_access_tokens 5001
t|t|5



=== TEST 2: then not for a day
--- scenario
say_(code('u1'));
await_seen('u1', 'now 127.0.0.1 now');
say_(code('u1'), code('u1'), code('u1', '/api/v1/statuses/1/history'));
# whoever comes later is noted later
code('u2');
await_seen('u2', 'now 127.0.0.1 now');
say_(touched());
--- transcript
200
200 200 200
users 4001, users 4002, oauth_access_tokens 5001, oauth_access_tokens 5002



=== TEST 3: anew after a day, not before
--- sql eval
"UPDATE oauth_access_tokens SET last_used_ip = '192.0.2.1', last_used_at = "
    . main::aged('24 hours 1 min') . " WHERE id = 5001;
UPDATE users SET current_sign_in_at = " . main::aged('24 hours 1 min')
    . ", last_sign_in_at = " . main::aged('9 days') . " WHERE id = 4001;
UPDATE oauth_access_tokens SET last_used_ip = '192.0.2.2', last_used_at = "
    . main::aged('23 hours 58 min') . " WHERE id = 5002;
UPDATE users SET current_sign_in_at = " . main::aged('23 hours 58 min')
    . ", last_sign_in_at = " . main::aged('9 days') . " WHERE id = 4002;
TRUNCATE touched"
--- scenario
my $old = pg_sql('SELECT current_sign_in_at FROM users WHERE id = 4001');
say_(code('u2'), code('u1'));
await_seen('u1', 'now 127.0.0.1 now');
code('u3');
await_seen('u3', 'now 127.0.0.1 now');
say_(seen('u2'));
say_(touched());
chomp $old;
say_(pg_sql("SELECT last_sign_in_at = '$old', updated_at = current_sign_in_at
    FROM users WHERE id = 4001"));
--- transcript
200 200
then 192.0.2.2 then
users 4001, users 4003, oauth_access_tokens 5001, oauth_access_tokens 5003
t|t



=== TEST 4: either of them
--- sql eval
"UPDATE oauth_access_tokens SET last_used_at = " . main::aged('1 hour')
    . " WHERE id = 5001;
UPDATE users SET current_sign_in_at = " . main::aged('1 hour')
    . " WHERE id = 4002;
TRUNCATE touched"
--- scenario
say_(code('u1'), code('u2'));
await_seen('u1', 'then - now');
await_seen('u2', 'now 127.0.0.1 then');
say_(touched());
--- transcript
200 200
users 4001, oauth_access_tokens 5002



=== TEST 5: an application has no user, an unknown token nothing
--- scenario
say_(code('app'), code('none-such'));
await_seen('app', 'now 127.0.0.1 -');
say_(touched());
--- transcript
200 200
oauth_access_tokens 5010



=== TEST 6: tokens that are refused
--- sql
UPDATE oauth_access_tokens SET revoked_at = '2026-02-01' WHERE id = 5001;
UPDATE oauth_access_tokens SET expires_in = 60 WHERE id = 5002;
UPDATE oauth_access_tokens SET scopes = 'write' WHERE id = 5003;
UPDATE accounts SET suspended_at = '2026-02-01' WHERE id = 3004;
UPDATE users SET disabled = true WHERE id = 4005;
UPDATE users SET confirmed_at = NULL WHERE id = 4006;
TRUNCATE touched;
--- scenario
say_(map { code("u$_") } 1 .. 6);
await_seen("u$_", 'now 127.0.0.1 now') for 1 .. 6;
say_(pg_sql('SELECT name, count(*), count(DISTINCT id) FROM touched
    GROUP BY 1 ORDER BY 1'));
--- transcript
401 401 403 403 200 200
oauth_access_tokens|6|6
users|6|6



=== TEST 7: whatever was asked, and answered
--- scenario
my $base = '/api/v1/statuses';
say_(code('u1', "$base/999"), code('u2', "$base/1/source"),
    code('u3', "$base/1/quotes"), code('u4', "$base?id[]=1"),
    code('u5', "$base/999/history"), code('u6', "$base/1/context"),
    code('u7', "$base/1/favourited_by"));
await_seen("u$_", 'now 127.0.0.1 now') for 1 .. 7;
say_('all');
--- transcript
404 200 200 200 404 200 200
all



=== TEST 8: what is no request of ours leaves nothing
--- scenario
say_(code('u1', '/api/v1/statuses/1/none-such'), code('u1', '/elsewhere'));
code('u2');
await_seen('u2', 'now 127.0.0.1 now');
say_(seen('u1'));
--- transcript
404 404
- - -



=== TEST 9: a server without an API for strangers
--- config
    location /api/ {
        statuses on;
        statuses_primary main;
        statuses_authorized_fetch on;
    }
--- scenario
say_(code('app'), code('u1'));
await_seen('app', 'now 127.0.0.1 -');
await_seen('u1', 'now 127.0.0.1 now');
say_('both');
--- request
GET /api/v1/statuses/1
--- error_code: 401
--- transcript
401 200
both



=== TEST 10: switched off
--- config
    location /api/v1/ {
        statuses on;
        statuses_primary main;
        statuses_activity off;

        location /api/v1/statuses/2 {
            statuses on;
            statuses_activity on;
        }
    }
--- scenario
say_(code('u1'), code('app'));
say_(code('u2', '/api/v1/statuses/2'));
await_seen('u2', 'now 127.0.0.1 now');
say_(seen('u1'));
say_(touched());
--- transcript
200 200
200
- - -
users 4002, oauth_access_tokens 5002



=== TEST 11: the address of the client, not of a proxy
--- config
    location /api/ {
        statuses on;
        statuses_primary main;
        set_real_ip_from 127.0.0.1;
        real_ip_header X-Forwarded-For;
    }
--- scenario
say_(code('u1', undef, 'X-Forwarded-For: 198.51.100.7'),
    code('u2', undef, 'X-Forwarded-For: 2001:db8::1:2'),
    code('u3', undef, 'X-Forwarded-For: nonsense'));
await_seen('u1', 'now 198.51.100.7 now');
await_seen('u2', 'now 2001:db8::1:2 now');
await_seen('u3', 'now 127.0.0.1 now');
say_('all');
--- transcript
200 200 200
all



=== TEST 12: many requests at once, one note
--- scenario
my @r = map { read_as('u1') } 1 .. 20;
say_(all(@r));
await_seen('u1', 'now 127.0.0.1 now');
code('u2');
await_seen('u2', 'now 127.0.0.1 now');
say_(touched());
--- transcript
all 200
users 4001, users 4002, oauth_access_tokens 5001, oauth_access_tokens 5002



=== TEST 13: a row that is locked delays nobody, nor anybody else's note
--- scenario
my $lock = session('BEGIN', 'SELECT 1 FROM users WHERE id = 4001 FOR UPDATE');
say_(code('u1'), code('u1'), code('u1'));
await_blocked(1);
say_(seen('u1'));
say_(get(1)->{code}, code('u2'));
await_seen('u2', 'now 127.0.0.1 now');
$lock->end;
await_seen('u1', 'now 127.0.0.1 now');
say_(touched());
--- transcript eval
qr/^200 200 200\n- - -\n200 200
users 4001, users 4002, oauth_access_tokens 5001, oauth_access_tokens 5002$/



=== TEST 14: a table that is locked, and more notes than can wait
--- database
queue 2;
--- scenario
my $lock = session('BEGIN', 'LOCK users IN SHARE MODE');
my %code;
$code{ code("u$_") }++ for (1 .. 9) x 3;
say_(%code);
await_blocked(2);
say_(code('u1'), code('app'));
$lock->end;
await_seen('u1', 'now 127.0.0.1 now');
say_(code('u9'));
await_seen('u9', 'now 127.0.0.1 now');
--- transcript
200 27
200 200
200



=== TEST 15: a note that takes too long is given up, the next one is made
--- database
statement_timeout 300ms;
read_timeout 30s;
--- scenario
my $lock = session('BEGIN', 'SELECT 1 FROM users WHERE id = 4001 FOR UPDATE');
say_(code('u1'));
await_blocked(1);
await_blocked(0);
say_(seen('u1'));
say_(code('u2'));
await_seen('u2', 'now 127.0.0.1 now');
$lock->end;
say_(code('u1'));
await_seen('u1', 'now 127.0.0.1 now');
--- transcript
200
- - -
200
200



=== TEST 16: a role that may not write: reads go on, the log says it once
--- conninfo eval
'host=$TEST_NGINX_PG_HOST port=$TEST_NGINX_PG_PORT user=reader'
    . ' dbname=$TEST_NGINX_PG_DBNAME'
--- sql
CREATE ROLE reader LOGIN IN ROLE pg_read_all_data;
ALTER TABLE statuses DISABLE ROW LEVEL SECURITY;
--- scenario
say_(code('u1'));
await_log(qr/permission denied for table/);
say_(map { code("u$_") } 1 .. 9);
# what would have come to the log came before these are answered
say_(code('u1'), get(1)->{code});
say_(scalar(my @lines = logged(qr/permission denied/)));
say_(seen('u2'), '/', touched());
--- transcript eval
qr{^200\n(?:200 ?){9}\n200 200\n1\n- - - / ?$}



=== TEST 17: a server that takes no writes
--- conninfo eval
"$TestFault::Conninfo options='-c default_transaction_read_only=on'"
--- scenario
say_(code('u1'));
await_log(qr/read-only transaction/);
say_(map { code("u$_") } 1 .. 9);
say_(code('u1'), get(1)->{code});
say_(scalar(my @lines = logged(qr/read-only transaction/)));
say_(seen('u2'), '/', touched());
--- transcript eval
qr{^200\n(?:200 ?){9}\n200 200\n1\n- - - / ?$}



=== TEST 18: an error of another kind is no reason to stop
--- sql
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'not today';
END $$;
CREATE TRIGGER refuse BEFORE UPDATE ON users FOR EACH ROW
    WHEN (NEW.id = 4001) EXECUTE FUNCTION refuse();
--- scenario
say_(code('u1'));
await_log(qr{P0001});
say_(code('u2'));
await_seen('u2', 'now 127.0.0.1 now');
say_(seen('u1'));
--- transcript eval
qr/^200\n200\n- - -$/
