# vim:set ft=perl ts=4 sw=4 et fdm=marker:

# What must not stand in a log, at any level: tokens, their digests, and what
# people wrote. nginx itself tells the request it reads: its request line
# behind each message, and at the level of debugging its header and arguments.

use strict;
use warnings;

use lib 't/lib';

use Test::More tests => 15;

use TestServer;

my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql', 't/data/calls.sql'],
    conf     => ["shared_preload_libraries = 'pg_stat_statements'"],
    database => 'statement_timeout 1s;',
    http     => 'statuses_token_zone zone=tokens:1m;',
    level    => 'debug');

# words that are nowhere else
my %secret = (
    token   => 'tok-whispered', unknown => 'tok-murmured',
    binary  => "tok-hissed\xff", text => 'xylophone', spoiler => 'yodelling',
    option  => 'zeppelin', caption => 'quagmire', keyword => 'xylo',
    title   => 'jackdaw', note => 'wombat', name => 'okapi', body => 'gazebo',
    remote  => 'ocarina', card => 'kazoo');

$s->sql(<<"_EOC_");
INSERT INTO oauth_access_tokens (resource_owner_id, token, scopes, expires_in,
    revoked_at)
VALUES (4001, '$secret{token}', 'read', NULL, NULL),
    (4001, '$secret{token}-revoked', 'read', NULL, now()),
    (4001, '$secret{token}-write', 'write', NULL, NULL);
INSERT INTO polls (id, account_id, status_id, options)
VALUES (5, 1001, 101, '{$secret{option},b}');
UPDATE statuses SET text = 'Hello $secret{text} \@bob #tag',
    spoiler_text = '$secret{spoiler}', poll_id = 5 WHERE id = 101;
UPDATE statuses SET text = '<p>Hello $secret{remote}</p>' WHERE id = 103;
UPDATE accounts SET note = '$secret{note} \@bob', display_name = '$secret{name}'
WHERE id = 1001;
INSERT INTO media_attachments (id, account_id, status_id, description,
    file_file_name, file_content_type)
VALUES (5, 1001, 101, '$secret{caption}', 'x.png', 'image/png');
INSERT INTO custom_filters (id, account_id, phrase, context)
VALUES (1, 3001, '$secret{title}', '{home}');
INSERT INTO custom_filter_keywords (custom_filter_id, keyword, whole_word)
VALUES (1, '$secret{keyword}', false);
INSERT INTO preview_cards (id, url, title, author_account_id)
VALUES (1, 'https://x.example/', '$secret{card}', 1001);
INSERT INTO preview_cards_statuses (status_id, preview_card_id)
VALUES (103, 1);
_EOC_

my @forms = (
    'GET /api/v1/statuses/101', 'GET /api/v1/statuses?id[]=101&id[]=103',
    'HEAD /api/v1/statuses/101', 'GET /api/v1/statuses/999',
    'GET /api/v1/statuses/101/source', 'GET /api/v1/statuses/101?a=%',
    'GET /api/v1/statuses/101/nothing', 'POST /api/v1/statuses');
my @tokens = ($secret{token}, "$secret{token}-revoked", "$secret{token}-write",
    $secret{unknown}, $secret{binary}, 'x' x 3000 . $secret{token});


sub bytes {
    my ($line, $header, $body) = @_;

    return "$line HTTP/1.1\r\nHost: x\r\nConnection: close\r\n$header"
        . (defined $body ? 'Content-Length: ' . length($body) . "\r\n" : '')
        . "\r\n" . ($body // '');
}


# each of them in the header and in bodies

sub everything {
    my @requests;

    for my $form (@forms) {
        for my $token (@tokens) {
            my $json = $token =~ s/\xff//r;
            push @requests, bytes($form, "Authorization: Bearer $token\r\n"),
                bytes($form, "Content-Type: application/x-www-form-urlencoded\r\n",
                    "x=$secret{body}&access_token=$token"),
                bytes($form, "Content-Type: application/json\r\n",
                    qq({"x":"$secret{body}","access_token":"$json"})),
                bytes($form, "Content-Type: application/json\r\n",
                    qq({"x":"$secret{body}","access_token":"$json")),
                bytes($form, "Content-Type: multipart/form-data; boundary=b\r\n",
                    "--b\r\nContent-Disposition: form-data; name=\"bearer_token\""
                    . "\r\n\r\n$token\r\n--b--");
        }
    }

    return $s->answers($s->send(@requests));
}


# --- all is well ----------------------------------------------------------

my @answers = everything();
my $bodies = join '', map { $_->{body} } @answers;

is((grep { $_->{code} eq 'none' } @answers), 0, 'all are answered');

# it would be seen if it were there
is((grep { $bodies !~ /\Q$secret{$_}\E/ }
    qw(text spoiler option caption keyword title note name remote card)), 0,
    'with all that people wrote');


# --- the database cannot be asked -----------------------------------------

$s->sql('ALTER TABLE oauth_access_tokens RENAME TO gone');
@answers = $s->answers($s->send(map { bytes('GET /api/v1/statuses/101',
    "Authorization: Bearer $_-2\r\n") } @tokens));
is(TestServer::codes(@answers), '1x200 5x503', 'tokens: an error');
$s->sql('ALTER TABLE gone RENAME TO oauth_access_tokens');

$s->sql('ALTER TABLE status_stats RENAME TO gone');
@answers = everything();
cmp_ok(scalar(grep { $_->{code} == 503 } @answers), '>', 20,
    'posts: an error');
$s->sql('ALTER TABLE gone RENAME TO status_stats');


# --- it is too slow -------------------------------------------------------

{
    my $lock = $s->hold('oauth_access_tokens');
    @answers = $s->answers($s->send(map { bytes('GET /api/v1/statuses/101',
        "Authorization: Bearer $_-3\r\n") } @tokens[0 .. 2]));
    is(TestServer::codes(@answers), '3x503', 'tokens: too slow');
    $lock->end;
}

{
    my $lock = $s->hold('statuses');
    @answers = $s->answers($s->send(map { bytes($_,
        "Authorization: Bearer $secret{token}\r\n") } @forms[0 .. 2]));
    is(TestServer::codes(@answers), '3x503', 'posts: too slow');
    $lock->end;
}


# --- it goes away, and a client does --------------------------------------

{
    my $lock = $s->hold('oauth_access_tokens');
    my @open = $s->send(map { bytes('GET /api/v1/statuses/101',
        "Authorization: Bearer $_-4\r\n") } @tokens[0 .. 2]);
    $s->await(sub { $s->blocked > 0 }, 'the questions');
    close((shift @open)->{sock});
    TestPg::pg_stop('immediate');
    is(TestServer::codes($s->answers(@open)), '2x503', 'the database goes away');
    eval { $lock->end };
    TestPg::pg_start();
    $s->await(sub { $s->get('/101', 'vera')->{code} == 200 }, 'its return');
}


# --- the logs -------------------------------------------------------------

my @log = split /^/, $s->log;

# nginx's own words, which are those of the request
my $core = qr/: \*\d+ http (?:header: "|request line: "|uri: "|args: "|header line: |script )/;
my @ours = map { s/, request: "[^"]*"//r } grep { !/$core/ } @log;

cmp_ok(scalar(grep { /\[debug\].*statuses/ } @log), '>', 1000,
    'the level is that of debugging');
cmp_ok(scalar(grep { /\[error\]/ } @log), '>', 20, 'and there are errors');

# as it is told at all, of what is searched for
cmp_ok(scalar(grep { /\Q$secret{token}\E/ } @log), '>', 30,
    'nginx tells the header of a request');

for my $what (['tokens', qw(token unknown)],
    ['what people wrote', qw(text spoiler option caption title note name
        remote card)],
    ['what was sent', 'body'])
{
    my ($name, @secrets) = @$what;
    my @found = map { my $word = $secret{$_}; grep { /\Q$word\E|tok-hissed/ } @ours }
        @secrets;

    is(scalar @found, 0, "none of our words: $name") or diag($found[0]);
}

# a digest or a key, in whichever form

is((grep { /statuses.*(?:[0-9a-f]{32}|[A-Za-z0-9+\/]{42})/i } @ours), 0,
    'no digests');
is((grep { /tok-(?:whispered|murmured|hissed)/ } split /^/, $s->access_log),
    0, 'no tokens in the access log');
