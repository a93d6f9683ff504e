# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use Test::Nginx::Socket;
use TestConf;

# statuses_local_domain, statuses_web_domain, statuses_base_url and
# statuses_media_base_url: what they take, and where they show.

pg_setup('t/data/show.sql');
TestEnv::strict_sections(@TestConf::Sections);
TestConf::setup();

our $Main = <<"_EOC_";
    statuses_database main {
        conninfo "$TestPg::Conninfo";
    }

    statuses_primary main;
_EOC_

# another server at the same port, and the words inside of it
sub second {
    my ($words) = @_;

    return <<"_EOC_";
    server {
        listen \$TEST_NGINX_SERVER_PORT;
        server_name second.example;
        $words

        location /api/v1/statuses {
            statuses on;
        }
    }
_EOC_
}

# Of all that an answer has, the addresses that the names make.
our $Filter = sub {
    my ($body) = @_;
    my %got;

    $got{$1} //= $2 while $body =~ /"(uri|url|content|avatar|header)":"(.*?)(?<!\\)"/g;
    return CORE::join '', map { "$_ $got{$_}\n" } CORE::sort keys %got;
};

our $Sql = <<'_EOC_';
UPDATE statuses SET text = '@bob@Social.Example @bob@web.example'
WHERE id = 101;
INSERT INTO mentions (status_id, account_id) VALUES (101, 1002);
UPDATE accounts SET avatar_file_name = 'a.png' WHERE id = 1001;
_EOC_

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value(sql => $main::Sql);
    $block->set_value(response_body_filters => $main::Filter)
        if !defined $block->response_body_filters;
});

# Tried lines are 48, once each; their two blocks make three besides.  Of the
# other 9 requests each makes four: status, body, and two of the log.
repeat_each(2);
plan tests => 48 + repeat_each() * (2 * 3 + 9 * 4);

run_tests();

__DATA__

=== TEST 1: names
--- refused
http bare: statuses_local_domain ""; => invalid name ""
http bare: statuses_local_domain https://social.example; => invalid name "https://social.example"
http bare: statuses_local_domain social.example/; => invalid name "social.example/"
http bare: statuses_local_domain "a b"; => invalid name "a b"
http bare: statuses_local_domain a@b; => invalid name "a@b"
http bare: statuses_local_domain 'a"b'; => invalid name "a"b"
http bare: statuses_local_domain a<b; => invalid name "a<b"
http bare: statuses_local_domain; => invalid number of arguments in "statuses_local_domain" directive
http bare: statuses_local_domain a b; => invalid number of arguments in "statuses_local_domain" directive
http: statuses_local_domain a; => "statuses_local_domain" directive is duplicate
server: statuses_local_domain a; statuses_local_domain a; => "statuses_local_domain" directive is duplicate
location: statuses_local_domain a; => "statuses_local_domain" directive is not allowed here
main: statuses_local_domain a; => "statuses_local_domain" directive is not allowed here
http: statuses_web_domain ""; => invalid name ""
http: statuses_web_domain http://a; => invalid name "http://a"
server: statuses_web_domain a; statuses_web_domain b; => "statuses_web_domain" directive is duplicate
location: statuses_web_domain a; => "statuses_web_domain" directive is not allowed here
main: statuses_web_domain a; => "statuses_web_domain" directive is not allowed here
--- taken
http bare: statuses_local_domain localhost;
http bare: statuses_local_domain social.example:3000;
http bare: statuses_local_domain xn--mnchen-3ya.example;
server: statuses_local_domain SOCIAL.example; statuses_web_domain WEB.example:8443;



=== TEST 2: addresses
--- refused
http: statuses_base_url social.example; => invalid URL "social.example"
http: statuses_base_url //social.example; => invalid URL "//social.example"
http: statuses_base_url ftp://social.example; => invalid URL "ftp://social.example"
http: statuses_base_url ""; => invalid URL ""
http: statuses_base_url https://; => invalid URL "https:
http: statuses_base_url https:////; => invalid URL "https:
http: statuses_base_url "https://a b"; => invalid URL "https://a b"
http: statuses_base_url https://a?b; => invalid URL "https://a?b"
http: statuses_base_url https://a#b; => invalid URL "https://a#b"
http: statuses_base_url 'https://a"b'; => invalid URL "https://a"b"
http: statuses_base_url https://a<b; => invalid URL "https://a<b"
http: statuses_base_url; => invalid number of arguments in "statuses_base_url" directive
http: statuses_base_url https://a https://b; => invalid number of arguments in "statuses_base_url" directive
http: statuses_base_url https://a; statuses_base_url https://a; => "statuses_base_url" directive is duplicate
location: statuses_base_url https://a; => "statuses_base_url" directive is not allowed here
main: statuses_base_url https://a; => "statuses_base_url" directive is not allowed here
http: statuses_media_base_url /system; => invalid URL "/system"
http: statuses_media_base_url https://; => invalid URL "https:
server: statuses_media_base_url https://a; statuses_media_base_url https://a; => "statuses_media_base_url" directive is duplicate
location: statuses_media_base_url https://a; => "statuses_media_base_url" directive is not allowed here
main: statuses_media_base_url https://a; => "statuses_media_base_url" directive is not allowed here
--- taken
http: statuses_base_url https://social.example;
http: statuses_base_url http://127.0.0.1:8080;
server: statuses_base_url https://social.example/;
server: statuses_media_base_url https://files.social.example/a/b/;
server: statuses_media_base_url https://[::1]/;



=== TEST 3: the name of the server is enough
--- http_config eval
"$::Main\n    statuses_local_domain Social.EXAMPLE;\n"
--- config
    location /api/v1/statuses {
        statuses on;
    }
--- request
GET /api/v1/statuses/101
--- response_body
avatar https://social.example/system/accounts/avatars/000/001/001/original/a.png
content <p><span class=\"h-card\" translate=\"no\"><a href=\"https://social.example/@bob\" class=\"u-url mention\">@<span>bob</span></a></span> @bob@web.example</p>
header https://social.example/headers/original/missing.png
uri https://social.example/ap/users/1001/statuses/101
url https://social.example/@alice/101



=== TEST 4: another one for its pages
--- http_config eval
"$::Main\n    statuses_local_domain social.example;\n"
--- config
    statuses_web_domain Web.Example:8443;

    location /api/v1/statuses {
        statuses on;
    }
--- request
GET /api/v1/statuses/101
--- response_body
avatar https://web.example:8443/system/accounts/avatars/000/001/001/original/a.png
content <p><span class=\"h-card\" translate=\"no\"><a href=\"https://web.example:8443/@bob\" class=\"u-url mention\">@<span>bob</span></a></span> @bob@web.example</p>
header https://web.example:8443/headers/original/missing.png
uri https://web.example:8443/ap/users/1001/statuses/101
url https://web.example:8443/@alice/101



=== TEST 5: an address in place of the name, without the slash at its end
--- http_config eval: $::Main
--- config
    statuses_local_domain social.example;
    statuses_web_domain web.example;
    statuses_base_url http://127.0.0.1:8080///;

    location /api/v1/statuses {
        statuses on;
    }
--- request
GET /api/v1/statuses/101
--- response_body
avatar http://127.0.0.1:8080/system/accounts/avatars/000/001/001/original/a.png
content <p><span class=\"h-card\" translate=\"no\"><a href=\"http://127.0.0.1:8080/@bob\" class=\"u-url mention\">@<span>bob</span></a></span> @bob@web.example</p>
header http://127.0.0.1:8080/headers/original/missing.png
uri http://127.0.0.1:8080/ap/users/1001/statuses/101
url http://127.0.0.1:8080/@alice/101



=== TEST 6: another one for files that people sent
--- http_config eval: $::Main
--- config
    statuses_local_domain social.example;
    statuses_media_base_url https://files.example/bucket/;

    location /api/v1/statuses {
        statuses on;
    }
--- request
GET /api/v1/statuses/101
--- response_body
avatar https://files.example/bucket/accounts/avatars/000/001/001/original/a.png
content <p><span class=\"h-card\" translate=\"no\"><a href=\"https://social.example/@bob\" class=\"u-url mention\">@<span>bob</span></a></span> @bob@web.example</p>
header https://social.example/headers/original/missing.png
uri https://social.example/ap/users/1001/statuses/101
url https://social.example/@alice/101



=== TEST 7: the proxy for media is always on the server itself
--- http_config eval: $::Main
--- config
    statuses_local_domain social.example;
    statuses_media_base_url https://files.example;

    location /api/v1/statuses {
        statuses on;
    }
--- init
main::pg_sql(q{INSERT INTO media_attachments (id, status_id, remote_url)
    VALUES (501, 103, 'https://r.example/')});
--- request
GET /api/v1/statuses/103
--- response_body_filters eval
sub { CORE::join "\n", $_[0] =~ /"preview_url":"([^"]*)"/ }
--- response_body chomp
https://social.example/media_proxy/501/small



=== TEST 8: two servers, with what they share
--- http_config eval
"$::Main\n    statuses_local_domain social.example;\n"
    . "    statuses_media_base_url https://files.example;\n"
    . main::second('statuses_local_domain second.example;')
--- config
    location /api/v1/statuses {
        statuses on;
    }
--- request eval
["GET /api/v1/statuses/102", "GET /api/v1/statuses/102"]
--- more_headers eval
['', 'Host: second.example']
--- error_code eval
[200, 200]
--- response_body_like eval
['url https://social\.example/@bob/102', 'url https://second\.example/@bob/102']



=== TEST 9: what a server says of itself replaces what was said of all
--- http_config eval
"$::Main\n    statuses_local_domain social.example;\n"
    . "    statuses_web_domain web.example;\n"
    . "    statuses_base_url https://base.example;\n"
    . "    statuses_media_base_url https://files.example;\n"
    . main::second('statuses_base_url https://second.example; '
        . 'statuses_media_base_url https://more.example;')
--- config
    location /api/v1/statuses {
        statuses on;
    }
--- request eval
["GET /api/v1/statuses/101", "GET /api/v1/statuses/101"]
--- more_headers eval
['', 'Host: second.example']
--- error_code eval
[200, 200]
--- response_body_like eval
['avatar https://files\.example/acc.*\nurl https://base\.example/@alice/101',
 'avatar https://more\.example/acc.*\nurl https://second\.example/@alice/101']
