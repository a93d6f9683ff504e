# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use TestPublish;
use Test::Nginx::Socket;

# POST /api/v1/statuses: what is stored, and the answer, which is the whole
# post. Mentions, files, polls, replies and quotes have suites of their own.

TestPublish::setup();

our $Row = <<'_EOC_';
SELECT s.account_id, s.text, s.spoiler_text, s.sensitive, s.visibility,
    s.language, s.local, s.uri = 'https://social.example/ap/users/3001/'
    || 'statuses/' || s.id, s.url, s.reply, s.poll_id, s.application_id,
    s.ordered_media_attachment_ids, s.quote_approval_policy,
    s.created_at = s.updated_at, c.parent_status_id = s.id,
    c.parent_account_id
FROM statuses s LEFT JOIN conversations c ON c.id = s.conversation_id
WHERE s.id > 1000000
_EOC_

our $Short = <<'_EOC_';
SELECT text, spoiler_text, sensitive, visibility, language,
    quote_approval_policy
FROM statuses WHERE id > 1000000 ORDER BY id
_EOC_

# one post of each, and what of it is looked at
sub each_of {
    my ($key, @values) = @_;
    return main::post(map { qq({"status":"x","$key":$_}) } @values);
}

repeat_each(1);
plan tests => 294;

no_long_string();
run_tests();

__DATA__

=== TEST 1: a text
--- request eval: main::post('{"status":"Hello"}')
--- response_body eval: main::made()
--- sql_query eval: $::Row
--- sql_result
3001|Hello||f|0|en|t|t||f|||{}|131072|t|t|3001



=== TEST 2: the counter, and nothing else
--- request eval: main::post('{"status":"Hello"}', '{"status":"Hello"}')
--- response_body eval: [main::made(), main::made(n => 2)]
--- sql_query
SELECT (SELECT array_agg(statuses_count) FROM account_stats
    WHERE account_id = 3001), (SELECT count(*) FROM status_stats),
    (SELECT count(*) FROM notifications), (SELECT count(*) FROM mentions),
    (SELECT count(*) FROM statuses_gateway.idempotency)
--- sql_result
{2}|0|0|0|0



=== TEST 3: the jobs
--- request eval: main::post('{"status":"Hello"}')
--- response_body eval: main::made()
--- sql_query
SELECT string_agg(concat_ws(' ', kind, class, queue,
    replace(args::text, (SELECT max(id)::text FROM statuses), 'ID'), options,
    due_at), E'\n' ORDER BY id)
FROM statuses_gateway.outbox
--- sql_result
job TriggerWebhookWorker default ["status.created", "Status", ID] {"retry":true}
job LinkCrawlWorker pull [ID] {"retry":0}
job DistributionWorker default [ID] {"retry":true}
job ActivityPub::DistributionWorker push [ID] {"retry":true}



=== TEST 4: a form
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- request
POST /api/v1/statuses
status=a+%2B%26+%C3%A9&visibility=unlisted&sensitive=1&language=de
--- response_body eval
main::made(content => "\"<p>a +&amp; \xc3\xa9</p>\"", sensitive => 'true',
    visibility => '"unlisted"', language => '"de"')



=== TEST 5: multipart
--- more_headers
Content-Type: multipart/form-data; boundary=b
--- request eval
"POST /api/v1/statuses\n--b\r\nContent-Disposition: form-data;"
    . " name=\"status\"\r\n\r\na\r\nb\r\n--b\r\nContent-Disposition:"
    . " form-data; name=\"spoiler_text\"\r\n\r\ncw\r\n--b--\r\n"
--- response_body eval
main::made(content => '"<p>a<br />b</p>"', sensitive => 'true',
    spoiler_text => '"cw"')



=== TEST 6: no type at all, and the query string
--- more_headers eval: ['', "Content-Type: application/json\n"]
--- request eval
["POST /api/v1/statuses\nstatus=x&language=fr",
    "POST /api/v1/statuses?status=query&language=fr\n{\"status\":\"body\"}"]
--- response_body eval
[main::made(content => '"<p>x</p>"', language => '"fr"'),
    main::made(content => '"<p>query</p>"', language => '"fr"', n => 2)]



=== TEST 7: a body that does not fit into memory
--- main_config
--- conf
    client_body_buffer_size 1k;
--- request eval
main::post('{"foo":"' . ('x' x 60000) . '","status":"Hello"}')
--- response_body eval: main::made()



=== TEST 8: what is not known is not looked at
--- request eval
main::post('{"status":"x","foo":[{"a":null}],"local_only":true,'
    . '"media_attributes":[{"id":"1"}]}')
--- response_body eval: main::made(content => '"<p>x</p>"')



=== TEST 9: a number is a text, an object is none
--- request eval
main::post('{"status":12345,"spoiler_text":{"a":1},"visibility":["direct"],'
    . '"language":{},"quote_approval_policy":[]}')
--- response_body eval: main::made(content => '"<p>12345</p>"')



=== TEST 10: white space at the ends goes, the rest stays
--- request eval: main::post('{"status":"\u0000\t a\r\n\u00a0b\u3000 \n"}')
--- response_body eval
main::made(content => "\"<p>a<br />\xc2\xa0b\xe3\x80\x80</p>\"")
--- sql_query
SELECT to_json(text) FROM statuses WHERE id > 1000000
--- sql_result eval
"\"a\\r\\n\xc2\xa0b\xe3\x80\x80\"\n"



=== TEST 11: visibility
--- request eval
main::each_of('visibility', qw("public" "unlisted" "private" "direct"
    "limited" null))
--- response_body_like eval
[map { qr/"visibility":"$_",/ } qw(public unlisted private direct private
    public)]
--- sql_query eval: $::Short
--- sql_result
x||f|0|en|131072
x||f|1|en|131072
x||f|2|en|0
x||f|3|en|0
x||f|4|en|0
x||f|0|en|131072



=== TEST 12: a direct post is not counted, and lies in the inbox
--- request eval: main::post('{"status":"x","visibility":"direct"}')
--- response_body eval
main::made(content => '"<p>x</p>"', visibility => '"direct"', n => 0,
    quote_approval => '{"automatic":[],"manual":[],"current_user":"denied"}')
--- sql_query
SELECT a.account_id, a.participant_account_ids, a.status_ids = ARRAY[s.id],
    a.last_status_id = s.id, a.unread, a.lock_version,
    a.conversation_id = s.conversation_id, (SELECT count(*) FROM account_stats)
FROM account_conversations a, statuses s WHERE s.id > 1000000
--- sql_result
3001|{}|t|t|f|0|t|0



=== TEST 13: the author is locked
--- sql
UPDATE accounts SET locked = true WHERE id = 3001
--- request eval: main::each_of('visibility', qw(null "" "public"))
--- response_body_like eval
[map { qr/"visibility":"$_",/ } qw(private private public)]



=== TEST 14: the author is limited; an empty visibility passes that by
--- sql
UPDATE accounts SET silenced_at = '2026-06-21' WHERE id = 3001
--- request eval: main::each_of('visibility', qw(null "" "public" "private"))
--- response_body_like eval
[map { qr/"visibility":"$_",/ } qw(unlisted public unlisted private)]



=== TEST 15: the author's own defaults
--- sql
UPDATE users SET settings = '{"default_privacy":"private",'
    '"default_sensitive":true,"default_language":"pt-BR",'
    '"default_quote_policy":"nobody"}', locale = 'de' WHERE id = 4001
--- request eval
main::post('{"status":"x"}', '{"status":"x","visibility":"public",'
    . '"sensitive":false,"language":"eo","quote_approval_policy":"followers"}',
    '{"status":"x","visibility":"public","language":"xx"}')
--- response_body_like eval: [(qr/^\{"id":"NEW"/) x 3]
--- sql_query eval: $::Short
--- sql_result
x||t|2|pt|0
x||f|0|eo|262144
x||t|0|pt|0



=== TEST 16: settings that are none
--- sql
UPDATE users SET settings = '{"default_privacy":', locale = 'zh-TW'
WHERE id = 4001
--- request eval: main::post('{"status":"x"}')
--- response_body eval
main::made(content => '"<p>x</p>"', language => '"zh-TW"')



=== TEST 17: settings that are nothing, or odd
--- sql
UPDATE users SET settings = '{"default_privacy":null,"default_sensitive":0,'
    '"default_language":7,"default_quote_policy":"bogus"}' WHERE id = 4001
--- request eval: main::post('{"status":"x"}')
--- response_body eval: main::made(content => '"<p>x</p>"')



=== TEST 18: language
--- request eval
main::each_of('language', qw("de" "en-US" "pt_BR" "zh-TW" "nan-TW" "DE" "eng"
    "" null "mn-Mong" "zh-Hant"))
--- response_body_like eval
[map { qr/"language":"$_",/ } qw(de en pt zh-TW nan-TW en en en en mn-Mong
    zh)]



=== TEST 19: sensitive
--- request eval
main::each_of('sensitive', qw(true false "true" "false" "0" "f" "F" "FALSE"
    "off" "OFF" "no" "" null 0 1 [] {}))
--- response_body_like eval
[map { qr/"sensitive":$_,/ } qw(true false true false false false false false
    false false true false false false true false false)]



=== TEST 20: sensitive with a warning: a word that says no is heeded
--- request eval
[map { @{ main::each_of('spoiler_text":"cw","sensitive', $_) } }
    qw(null false "false" "0" "off" "" true)]
--- response_body_like eval
[map { qr/"sensitive":$_,"spoiler_text":"cw",/ } qw(true true false false
    false true true)]



=== TEST 21: a warning alone is the text
--- request eval
main::post('{"spoiler_text":" cw\n"}',
    '{"status":" \u3000","spoiler_text":"cw","sensitive":"false"}',
    '{"status":"x","spoiler_text":" \u3000 "}')
--- response_body_like eval: [(qr/^\{"id":"NEW"/) x 3]
--- sql_query eval: $::Short
--- sql_result eval
"cw||t|0|en|131072\ncw||f|0|en|131072\nx|\xe3\x80\x80|f|0|en|131072\n"



=== TEST 22: who may quote it
--- request eval
main::each_of('quote_approval_policy', qw("public" "followers" "nobody" ""
    null))
--- response_body_like eval
[map { qr/"quote_approval":\{"automatic":\[$_\],"manual":\[\],"current_user":"automatic"\}/ }
    '"public"', '"followers"', '', '"public"', '"public"']



=== TEST 23: the application
--- sql
INSERT INTO oauth_applications (id, name, uid, secret, redirect_uri, scopes,
    website) VALUES (77, 'App', 'u', 's', 'x', 'write', 'https://app.example');
UPDATE oauth_access_tokens SET application_id = 77 WHERE token = 'tok-vera'
--- request eval: main::post('{"status":"Hello"}')
--- response_body eval
main::made(application => '{"name":"App","website":"https://app.example"}')



=== TEST 24: hashtags, old and new, each once
--- sql
INSERT INTO tags (id, name, display_name, usable) VALUES (5, 'nginx', 'NginX',
    true)
--- request eval: main::post('{"status":"#Nginx #nginx #F\u00f4o #1 a#b #x"}')
--- response_body_like eval
my $tag = 'https://social\.example/tags/';
qr<"tags":\[\{"name":"nginx","url":"${tag}nginx"\},\{"name":"foo","url":"${tag}foo"\},\{"name":"x","url":"${tag}x"\}\]>
--- sql_query
SELECT string_agg(concat_ws(' ', name, display_name, usable, listable,
    created_at > '2026-07-01'), ', ' ORDER BY id)
FROM tags WHERE id IN (SELECT tag_id FROM statuses_tags)
--- sql_result eval
"foo F\xc3\xb4o t, x x t, nginx NginX t f\n"



=== TEST 25: featured hashtags count public posts
--- sql
INSERT INTO tags (id, name) VALUES (5, 'nginx');
INSERT INTO featured_tags (account_id, tag_id) VALUES (3001, 5), (1001, 5)
--- request eval
main::post(map { qq({"status":"#nginx","visibility":"$_"}) } qw(public unlisted
    private direct))
--- response_body_like eval: [(qr/"name":"nginx"/) x 4]
--- sql_query
SELECT account_id, statuses_count, last_status_at = (SELECT created_at FROM
    statuses WHERE visibility = 1) FROM featured_tags ORDER BY id
--- sql_result
3001|2|t
1001|0|



=== TEST 26: links to collections, of here and known of elsewhere, each once
--- sql
INSERT INTO collections (id, account_id, name, local, uri) VALUES
    (31, 1001, 'c', true, NULL), (32, 2001, 'd', false,
    'https://reef.blue/collections/9')
--- http
    statuses_web_domain kelp.garden;
--- request eval
main::post('{"status":"https://kelp.garden/collections/31 '
    . 'https://kelp.garden/ap/users/1001/collections/31 '
    . 'https://reef.blue/collections/9 ssb://kelp.garden/collections/31 '
    . 'https://kelp.garden/collections/99 https://a\\\\.blue/x"}')
--- response_body_like eval
qr/"tagged_collections":\[\{"id":"31",.*\{"id":"32",/
--- sql_query
SELECT ap_type, object_type, object_id, uri FROM tagged_objects ORDER BY id
--- sql_result
FeaturedCollection|Collection|31|https://kelp.garden/ap/users/1001/collections/31
FeaturedCollection|Collection|32|https://reef.blue/collections/9



=== TEST 27: names of the older scheme
--- sql
UPDATE accounts SET id_scheme = 0 WHERE id = 3001
--- request eval: main::post('{"status":"Hello"}')
--- response_body_like eval
qr<^\{"id":"NEW",.*"uri":"https://social\.example/users/vera/statuses/NEW",>



=== TEST 28: a scope that is enough, one that is not, an application, nobody
--- as: write:statuses read app-write -
--- request eval: main::post(('{"status":"Hello"}') x 4)
--- error_code eval: [200, 403, 422, 401]
--- response_body eval
[main::made(), $TestAuth::Scope,
    main::error('This method requires an authenticated user'),
    main::error('The access token is invalid')]



=== TEST 29: who has no user's rights
--- as: suspended disabled unconfirmed unapproved moved memorial
--- request eval: main::post(('{"status":"Hello"}') x 6)
--- error_code eval: [(403) x 6]
--- response_body eval
[($TestAuth::Disabled) x 2,
    main::error('Your login is missing a confirmed e-mail address'),
    main::error('Your login is currently pending approval'),
    ($TestAuth::Disabled) x 2]
--- sql_query eval: $::Nothing
--- sql_result
0



=== TEST 30: without the schema writes are declined
--- sql
DROP SCHEMA statuses_gateway CASCADE
--- request eval: main::post('{"status":"Hello"}')
--- error_code: 404
--- response_body eval: main::error('Not Found')
--- no_error_log
[alert]



=== TEST 31: the same text as a client of 4.5 gets it
--- compat: 4.5
--- request eval: main::post('{"status":"a<b"}')
--- response_body_like eval: qr/"content":"\\u003cp\\u003ea\\u0026lt;b/
