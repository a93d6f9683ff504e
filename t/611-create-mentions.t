# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestPublish;
use Test::Nginx::Socket;

# Whom a new post mentions, and allowed_mentions.

TestPublish::setup();

our $Rows = <<'_EOC_';
SELECT to_json(s.text) || ' ' || coalesce((
    SELECT string_agg(m.account_id::text, ',' ORDER BY m.id)
    FROM mentions m WHERE m.status_id = s.id AND NOT m.silent), '-')
FROM statuses s WHERE s.id > 1000000 ORDER BY s.id
_EOC_

# accounts of other states, here and elsewhere
our $Others = <<'_EOC_';
UPDATE accounts SET username = 'Alice' WHERE id = 1001;
UPDATE accounts SET protocol = 1 WHERE id = 2001;
INSERT INTO accounts (id, username, domain, protocol, suspended_at, uri)
VALUES (2002, 'Kai', 'xn--mnchen-3ya.example', 1, NULL, 'u2'),
    (2003, 'old', 'remote.example', 0, NULL, 'u3'),
    (2004, 'bad', 'remote.example', 1, '2026-06-21', 'u4'),
    (2005, 'nouser', NULL, 0, NULL, 'u5'),
    (2006, 'blocked', 'remote.example', 1, NULL, 'u6'),
    (2007, 'far', 'blocked.example', 1, NULL, 'u7');
INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 2006);
INSERT INTO account_domain_blocks (account_id, domain)
VALUES (3001, 'blocked.example');
_EOC_

sub named {
    my ($name) = @_;

    return '{"error":"Post would be sent to unexpected accounts",'
        . '"unexpected_accounts":[' . join(',', map {
            TestAuth::seen_account($_)
        } @_) . ']}';
}

repeat_each(1);
plan tests => 87;

no_long_string();
run_tests();

__DATA__

=== TEST 1: the answer names whom it mentions
--- request eval: main::post('{"status":"@BOB hi"}')
--- response_body eval
main::made(content => main::str('<p><span class="h-card" translate="no"><a '
    . 'href="https://social.example/@bob" class="u-url mention">@<span>bob'
    . '</span></a></span> hi</p>'), mentions => '[{"id":"1002","username":'
    . '"bob","url":"https://social.example/@bob","acct":"bob"}]')



=== TEST 2: names are written as they are stored, each account once
--- sql eval: $::Others
--- request eval
main::post(map { qq({"status":"$_"}) } '@ALICE @alice@SOCIAL.example @bob',
    '@DAVE@Remote.Example @kai@M\u00fcnchen.example.', '@vera',
    'x@bob =@bob /@bob _@bob', '.@bob (@alice) #@bob',
    'https://kelp.garden/-@bob', '@bob@@x @bob@remote.example:3000')
--- response_body_like eval: [(qr/^\{"id":"NEW"/) x 7]
--- sql_query eval: $::Rows
--- sql_result
"@Alice @Alice @bob" 1001,1002
"@dave@remote.example @Kai@xn--mnchen-3ya.example." 2001,2002
"@vera" 3001
"x@bob =@bob /@bob _@bob" -
".@bob (@Alice) #@bob" 1002,1001
"https://kelp.garden/-@bob" 1002
"@bob@@x @bob@remote.example:3000" 1002



=== TEST 3: who cannot be mentioned stays text
--- sql eval: $::Others
--- request eval
main::post(map { qq({"status":"$_"}) }
    '@suspended @LEAVING @Unconfirmed @unapproved @NoUser @Nobody',
    '@BAD@remote.example @OLD@remote.example @Nobody@Elsewhere.example',
    '@Disabled @Moved @Memorial')
--- response_body_like eval: [(qr/^\{"id":"NEW"/) x 3]
--- sql_query eval: $::Rows
--- sql_result
"@suspended @LEAVING @Unconfirmed @unapproved @NoUser @Nobody" -
"@BAD@remote.example @OLD@remote.example @Nobody@Elsewhere.example" -
"@disabled @moved @memorial" 3013,3016,3017



=== TEST 4: whom the author blocks is written, and not told
--- sql eval: $::Others
--- request eval
main::post('{"status":"@BLOCKED@remote.example @FAR@blocked.example @BOB"}')
--- response_body_like eval: qr/^\{"id":"NEW"/
--- sql_query eval: $::Rows
--- sql_result
"@blocked@remote.example @far@blocked.example @bob" 1002



=== TEST 5: a handle that stands for one that is not valid
--- sql
INSERT INTO accounts (id, username, domain, protocol, uri)
VALUES (2009, '! 2009', 'odd.example', 1, 'u9')
--- request eval
main::post('{"status":"@2009@handle.invalid @2010@handle.invalid '
    . '@99999999999999999999@handle.invalid @x@handle.invalid"}')
--- response_body_like eval: qr/^\{"id":"NEW"/
--- sql_query eval: $::Rows
--- sql_result
"@! 2009@odd.example @2010@handle.invalid @99999999999999999999@handle.invalid @x@handle.invalid" 2009



=== TEST 6: allowed_mentions: nobody, somebody else, all
--- request eval
main::post(map { qq({"status":"\@bob \@alice \@vera","allowed_mentions":$_}) }
    '[]', '["1002",3001]', '[3001,"1001x",1002,7]')
--- error_code eval: [422, 422, 200]
--- response_body_like eval
[quotemeta(main::named(qw(bob alice)) =~ s/\]\}$//r . ',{"id":"3001"'),
    '^' . quotemeta(main::named('alice')) . '$', '^\{"id":"NEW"']
--- sql_query eval: $::Rows
--- sql_result
"@bob @alice @vera" 1002,1001,3001



=== TEST 7: whom the author blocks is unexpected all the same
--- sql
INSERT INTO blocks (account_id, target_account_id) VALUES (3001, 1002)
--- request eval: main::post('{"status":"@bob","allowed_mentions":[]}')
--- error_code: 422
--- response_body eval: main::named('bob')
--- sql_query eval: $::Nothing
--- sql_result
0



=== TEST 8: allowed_mentions that is no list is none
--- request eval
main::post(map { qq({"status":"\@bob","allowed_mentions":$_}) } '"x"', 'null',
    '{"a":1}', '[[1002]]', '1002')
--- response_body_like eval: [(qr/^\{"id":"NEW"/) x 5]



=== TEST 9: nobody is mentioned, so that nobody is unexpected
--- request eval: main::post('{"status":"@nobody","allowed_mentions":[]}')
--- response_body_like eval: qr/^\{"id":"NEW"/



=== TEST 10: more handles than anybody has friends
--- request eval
main::post('{"status":"' . ('@bob @nobody @dave@remote.example ' x 15) . '"}')
--- response_body_like eval: qr/^\{"id":"NEW"/
--- sql_query
SELECT count(*) FROM mentions
--- sql_result
1



=== TEST 11: quotation marks and backslashes find nobody
--- request eval
main::post('{"status":"@bob\" @bob\\\\ @{bob} @\"alice\" @bob,@alice"}')
--- response_body_like eval: qr/^\{"id":"NEW"/
--- sql_query eval: $::Rows
--- sql_result
"@bob\" @bob\\ @{bob} @\"alice\" @bob,@alice" 1002,1001



=== TEST 12: a direct post lies in the inbox of its author
--- request eval: main::post('{"status":"@bob psst","visibility":"direct"}')
--- response_body_like eval: qr/^\{"id":"NEW"/
--- sql_query
SELECT account_id, participant_account_ids, unread FROM account_conversations
WHERE account_id = 3001
--- sql_result
3001|{1002}|f
