# Validators: when an answer is the same, and what is said then.  The requests
# depend on earlier answers, and rows change between them, so there is one
# nginx for all of the file (t/golden/Golden/Server.pm), with a server for
# each of a few configurations.

use strict;
use warnings;

use lib 't/lib', 't/golden';

use Test::More tests => 504;

use TestEnv;

use Time::HiRes qw(sleep);

use Golden::Http   ();
use Golden::Server ();

my $server = Golden::Server->start(
    fixtures => ['t/data/show.sql', 't/data/auth.sql'],
    servers => {
        docs  => { compat => 'docs' },
        twin  => { compat => 'docs' },
        old   => { compat => '4.5' },
        new   => { compat => '4.7' },
        off   => { compat => 'docs', conf => 'statuses_etag off;' },
        other => { compat => 'docs',
                   conf => 'statuses_web_domain web.social.example;' },
        files => { compat => 'docs',
                   conf => 'statuses_media_base_url https://files.example;' },
        cdn   => { compat => 'docs',
                   conf => 'statuses_asset_url https://cdn.example;' },
    });

my %http = map { $_ => Golden::Http->new($server->socket($_)) }
    qw(docs twin old new off other files cdn);

my $Form = qr{^W/"[0-9a-f]{32}"\z};

$server->sql(<<'_EOC_');
INSERT INTO conversations (id) VALUES (1);
INSERT INTO accounts (id, username) VALUES (1003, 'carol');
INSERT INTO statuses (id, account_id, local, text, in_reply_to_id,
    in_reply_to_account_id) VALUES (111, 1002, true, 'Yes', 101, 1001);
INSERT INTO favourites (account_id, status_id) VALUES (1002, 101);
INSERT INTO statuses (id, account_id, local, text, reblog_of_id)
VALUES (112, 1002, true, '', 101);
INSERT INTO statuses (id, account_id, local, text)
VALUES (113, 1002, true, 'Look');
INSERT INTO quotes (id, account_id, status_id, quoted_account_id,
    quoted_status_id, state)
VALUES (5, 1002, 113, 1001, 101, 1);
INSERT INTO status_edits (id, status_id, account_id, text, media_descriptions)
VALUES (5, 101, 1001, 'Hello', '{}');
INSERT INTO media_attachments (id, account_id, status_id, type,
    file_file_name, file_content_type) VALUES (5, 1001, 101, 0, 'a.png',
    'image/png');
INSERT INTO polls (id, account_id, status_id, options, cached_tallies)
VALUES (77, 1001, 101, '{a,b}', '{0,0}');
UPDATE statuses SET text = 'Hello :tux: @carol #tag', poll_id = 77,
    conversation_id = 1 WHERE id = 101;
INSERT INTO mentions (account_id, status_id) VALUES (1003, 101);
INSERT INTO preview_cards (id, url, title)
VALUES (5, 'https://a.example/', 'A');
INSERT INTO preview_cards_statuses (status_id, preview_card_id) VALUES (101, 5);
INSERT INTO preview_cards (id, url, title, unverified_author_account_id)
VALUES (6, 'https://b.example/', 'B', 3001);
INSERT INTO preview_cards_statuses (status_id, preview_card_id) VALUES (103, 6);
_EOC_

# all reads; the last two want a token
my %path = (
    show          => '/101',
    batch         => '?id[]=101&id[]=102',
    context       => '/101/context',
    history       => '/101/history',
    favourited_by => '/101/favourited_by',
    reblogged_by  => '/101/reblogged_by',
    card          => '/101/card',
    quotes        => '/101/quotes',
    source        => '/101/source',
);
my @public = qw(show batch context history favourited_by reblogged_by card);
my @all = (@public, qw(quotes source));

for my $as ('', 'vera') {
    same_again($_, $as) for $as ? @all : @public;
}

to_the_byte();
conditions();
headers();
whose();
refusals();
changes();
expiry();
switched_off();
reloaded();

is(join('', $server->alarms), '', 'nothing alarming in the error log');


# GET of a path, as somebody, with more headers, from one of the servers

sub ask {
    my ($path, $as, %more) = @_;

    my $name = delete $more{server} // 'docs';
    my $method = delete $more{method} // 'GET';
    my @headers = ([Host => 'social.example']);

    push @headers, [Authorization => "Bearer tok-$as"] if $as;
    push @headers, map { [$_ => $more{$_}] } sort keys %more;

    return $http{$name}->request($method, "/api/v1/statuses$path", \@headers);
}


sub etag { return ask(@_)->{headers}{etag} // '' }


# What was the same stays the same, and is said to be: twelve of these.

sub same_again {
    my ($op, $as) = @_;

    my $path = $path{$op};
    my $name = $as ? "$op as $as" : $op;
    my $first = ask($path, $as);
    my $etag = $first->{headers}{etag} // '';

    like($etag, $Form, "$name: a weak validator");
    is(etag($path, $as), $etag, "$name: the same again");
    is(etag($path, $as, method => 'HEAD'), $etag, "$name: HEAD");
    is(etag($path, $as, server => 'twin'), $etag, "$name: another server");

    for my $method (qw(GET HEAD)) {
        my $answer = ask($path, $as, method => $method,
            'If-None-Match' => $etag);

        is($answer->{status}, 304, "$name: $method: not modified");
        is($answer->{body}, '', "$name: $method: no body");
        is(told($answer), told($first, qw(content-type content-length
            content-security-policy)), "$name: $method: the other headers");
    }

    my $answer = ask($path, $as, 'If-None-Match' => 'W/"' . '0' x 32 . '"');

    is($answer->{status}, 200, "$name: another validator");
    is($answer->{body}, $first->{body}, "$name: the body again");
}


# the headers but these, and those that are new each time

sub told {
    my ($answer, @but) = @_;
    my %but = map { $_ => 1 } qw(date x-request-id connection), @but;

    return join "\n", map { "$_: $answer->{headers}{$_}" }
        grep { !$but{$_} } sort keys %{ $answer->{headers} };
}


# Only the very same text means the very same answer.

sub to_the_byte {
    my $etag = etag('/101', '');
    my ($hex) = $etag =~ /([0-9a-f]{32})/;

    for my $same ($etag, " $etag", "$etag ", "   $etag   ") {
        is(ask('/101', '', 'If-None-Match' => $same)->{status}, 304,
            "the same: '$same'");
    }

    for my $other ("\"$hex\"", "w/\"$hex\"", "W/$hex", $hex, "W/\"$hex",
        "W/\"\U$hex\E\"", "W/ \"$hex\"", "W/\"$hex\"x", "x$etag", "$etag,",
        ",$etag", "$etag, $etag", "$etag, \"x\"", "\"x\", $etag", "*", "W/*",
        "$etag;q=1", '', '""', 'W/""', substr($etag, 0, -1), "$etag\"",
        'x' x 3000)
    {
        is(ask('/101', '', 'If-None-Match' => $other)->{status}, 200,
            'not the same: ' . substr $other, 0, 90);
    }

    # several lines are one value, unless nginx refuses them before
    for my $lines ([$etag, $etag], [$etag, '"x"'], ['"x"', $etag],
        [$etag, ''], ['', $etag])
    {
        isnt($http{docs}->request('GET', '/api/v1/statuses/101',
            [[Host => 'social.example'], map { ['If-None-Match' => $_] }
                @$lines])->{status}, 304, "lines: '@$lines'");
    }

    is(ask('/102', '', 'If-None-Match' => $etag)->{status}, 200,
        'of another post');
    is(ask('/101/history', '', 'If-None-Match' => $etag)->{status}, 200,
        'of another operation');
}


# Other conditions are none: neither is nginx to look at them.

sub conditions {
    my $etag = etag('/101', '');
    my $body = ask('/101', '')->{body};

    for (['If-Modified-Since', 'Fri, 01 Jan 2100 00:00:00 GMT'],
        ['If-Modified-Since', 'Thu, 01 Jan 1970 00:00:00 GMT'],
        ['If-Unmodified-Since', 'Thu, 01 Jan 1970 00:00:00 GMT'],
        ['If-Match', '"x"'], ['If-Match', '*'], ['If-Match', $etag],
        ['If-Range', $etag])
    {
        my ($name, $value) = @$_;
        my $answer = ask('/101', '', $name => $value, Range => 'bytes=0-1');

        is($answer->{status}, 200, "$name: $value");
        is($answer->{body}, $body, "$name: $value: the whole body");
        is(join(' ', grep { defined } @{ $answer->{headers} }{qw(last-modified
            accept-ranges content-range)}), '', "$name: $value: no word of it");
    }

    is(ask('/101', '', 'If-None-Match' => $etag,
        'If-Modified-Since' => 'Thu, 01 Jan 1970 00:00:00 GMT')->{status}, 304,
        'If-Modified-Since does not matter');
}


# A few headers by name, as a 304 has them, too.

sub headers {
    my $etag = etag('/101', '');
    my $answer = ask('/101', '', 'If-None-Match' => $etag, Origin => 'x',
        'X-Request-Id' => 'mine');
    my $h = $answer->{headers};

    is($answer->{status}, 304, '304 with an Origin');
    is($h->{etag}, $etag, '304: ETag');
    is($h->{'cache-control'}, 'max-age=15, public, stale-while-revalidate=30,'
        . ' stale-if-error=86400', '304: Cache-Control');
    is($h->{vary}, 'Authorization, Origin', '304: Vary');
    is($h->{'access-control-allow-origin'}, '*', '304: CORS');
    is($h->{'x-request-id'}, 'mine', '304: X-Request-Id');
    is($h->{'x-frame-options'}, 'DENY', '304: X-Frame-Options');
    ok(!defined $h->{$_}, "304: no $_") for qw(content-type content-length
        content-security-policy transfer-encoding last-modified);

    my $list = ask('/101/favourited_by?limit=1', '');

    like($list->{headers}{link}, qr{; rel="next", .*; rel="prev"\z}, 'Link');
    is(ask('/101/favourited_by?limit=1', '',
        'If-None-Match' => $list->{headers}{etag})->{headers}{link},
        $list->{headers}{link}, '304: Link');

    is(ask('/101', 'vera', 'If-None-Match' => etag('/101', 'vera'))
        ->{headers}{'cache-control'}, 'private, no-store', '304: private');
}


# Each viewer, version and place has validators of its own; whatever else a
# request says has no part in them.

sub whose {
    my $etag = etag('/101', '');
    my %seen = ($etag => 'anonymous');

    for my $as (qw(vera alice bob)) {
        my $theirs = etag('/101', $as);

        ok(!$seen{$theirs}, "seen by $as");
        $seen{$theirs} = $as;
        is(ask('/101', '', 'If-None-Match' => $theirs)->{status}, 200,
            "that of $as is nobody else's");
    }

    # rows of which nothing says who asks, to whom one key is another
    my %card = map { $_ => ask('/103', $_) } qw(vera moved);

    like($card{vera}{body}, qr/"missing_attribution":true/, 'her own card');
    like($card{moved}{body}, qr/"missing_attribution":false/, "another's");
    isnt($card{vera}{headers}{etag}, $card{moved}{headers}{etag},
        'who asks is in the validator, if not in the rows');
    is(ask('/103', 'moved', 'If-None-Match' => $card{vera}{headers}{etag})
        ->{status}, 200, 'so that it is not modified for her alone');

    for my $name (qw(old other files cdn)) {
        my $theirs = etag('/101', '', server => $name);

        like($theirs, $Form, "configuration: $name");
        ok(!$seen{$theirs}++, "configuration: $name: another one");
        is(ask('/101', '', 'If-None-Match' => $etag, server => $name)
            ->{status}, 200, "configuration: $name: not the same");
    }

    # no validator stands for two bodies, whoever asks whichever server
    for my $op (@all) {
        my (%body, @two);

        for my $name (qw(docs old new other files cdn)) {
            for my $as ('', qw(vera alice bob app)) {
                my $answer = ask($path{$op}, $as, server => $name);
                my $is = $answer->{headers}{etag} // next;

                $body{$is} //= $answer->{body};
                push @two, "$name as '$as'" if $body{$is} ne $answer->{body};
            }
        }

        is("@two", '', "$op: one body for each validator");
    }

    for my $as (qw(app no-such-token)) {
        is(etag('/101', $as), $etag, "$as: nobody");
    }

    is(etag('/101', 'read'), etag('/101', 'vera'), 'another token of hers');
    is(etag('/101?access_token=tok-vera', ''), etag('/101', 'vera'),
        'the token as a parameter');
    is(etag('/101?x=y', ''), $etag, 'unknown parameters');
    is(etag('//101/', ''), $etag, 'slashes');
    is(etag('/101', '', Accept => 'text/html', Origin => 'x',
        'Accept-Language' => 'de', 'User-Agent' => 'x'), $etag, 'headers');
    is(etag('?id[]=102&id[]=101', ''), etag('?id[]=101&id[]=102', ''),
        'the order of ids');
    isnt(etag('?id[]=101', ''), etag('?id[]=101&id[]=102', ''), 'other ids');
    like(etag('', ''), $Form, 'an empty list');
    is(ask('', '', 'If-None-Match' => etag('', ''))->{status}, 304,
        'is as empty as before');
    isnt(etag('/101', '', server => 'new'), etag('/101', '', server => 'old'),
        'another version');
}


sub refusals {
    my $etag = etag('/101', '');

    for (['/999', '', 404], ['/501', '', 404], ['/101/source', '', 401],
        ['/101', 'revoked', 401], ['/101', 'write', 403],
        ['/101', 'suspended', 403], ['/101/nothing', '', 404],
        ['?' . join('&', map { "id[]=$_" } 1 .. 21), '', 422],
        ['/%FF', '', 400], ['/101?a=%', '', 400])
    {
        my ($path, $as, $status) = @$_;
        my $name = substr($path, 0, 12) . " as '$as'";
        my $answer = ask($path, $as, 'If-None-Match' => $etag);

        is($answer->{status}, $status, "$name: $status");
        ok(!defined $answer->{headers}{etag}, "$name: no ETag");
    }

    is(ask('/101', '', 'If-None-Match' => $etag, Accept => 'json')->{status},
        406, 'what is not acceptable is not answered at all');
}


# [what is done, and undone, a path, who sees it, who does not]; each is seen by
# the first, then forgotten: the validator is the one of before.

sub changes {
    my $count = sub {
        return ("INSERT INTO status_stats (status_id, $_[0]) VALUES (101, 1)",
            'DELETE FROM status_stats WHERE status_id = 101');
    };

    for (
        [$count->('favourites_count'), '/101', 'vera -'],
        [$count->('reblogs_count'), '/101', 'vera -'],
        [$count->('replies_count'), '/101', 'vera -'],
        [$count->('quotes_count'), '/101', 'vera -'],
        [$count->('favourites_count'),
            '?id[]=102&id[]=101', 'vera -'],
        [$count->('favourites_count'), '/111/context',
            'vera -'],
        [$count->('favourites_count'), '/112', 'vera -'],
        [$count->('favourites_count'), '/113', 'vera -'],
        [$count->('favourites_count'), '/102', '',
            'vera -'],
        ["UPDATE statuses SET edited_at = '2026-07-01' WHERE id = 101",
         "UPDATE statuses SET edited_at = NULL WHERE id = 101", '/101',
            'vera -'],
        ["UPDATE statuses SET text = text || '!' WHERE id = 101",
         "UPDATE statuses SET text = rtrim(text, '!') WHERE id = 101", '/101',
            'vera -'],
        ["UPDATE statuses SET text = text || '!' WHERE id = 101",
         "UPDATE statuses SET text = rtrim(text, '!') WHERE id = 101",
            '/101/source', 'vera'],
        ["UPDATE statuses SET spoiler_text = 'x' WHERE id = 101",
         "UPDATE statuses SET spoiler_text = '' WHERE id = 101", '/101',
            'vera -'],
        ["UPDATE statuses SET sensitive = true WHERE id = 101",
         "UPDATE statuses SET sensitive = false WHERE id = 101", '/101',
            'vera -'],
        ["UPDATE accounts SET display_name = 'A' WHERE id = 1001",
         "UPDATE accounts SET display_name = '' WHERE id = 1001", '/101',
            'vera -'],
        ["UPDATE accounts SET display_name = 'B' WHERE id = 1002",
         "UPDATE accounts SET display_name = '' WHERE id = 1002",
            '/101/favourited_by', 'vera -'],
        ["INSERT INTO account_stats (account_id, followers_count)"
            . " VALUES (1001, 7)",
         "DELETE FROM account_stats WHERE account_id = 1001", '/101', 'vera -'],
        ["UPDATE media_attachments SET description = 'x' WHERE id = 5",
         "UPDATE media_attachments SET description = NULL WHERE id = 5",
            '/101', 'vera -'],
        ["UPDATE polls SET cached_tallies = '{1,0}', votes_count = 1",
         "UPDATE polls SET cached_tallies = '{0,0}', votes_count = 0", '/101',
            'vera -'],
        ["INSERT INTO poll_votes (account_id, poll_id, choice)"
            . " VALUES (3001, 77, 1)",
         "DELETE FROM poll_votes", '/101', 'vera', '- bob'],
        ["UPDATE preview_cards SET title = 'B'",
         "UPDATE preview_cards SET title = 'A'", '/101', 'vera -'],
        ["UPDATE preview_cards SET title = 'B'",
         "UPDATE preview_cards SET title = 'A'", '/101/card', 'vera -'],
        ["INSERT INTO custom_emojis (id, shortcode, image_file_name)"
            . " VALUES (7, 'tux', 'a.png')",
         "DELETE FROM custom_emojis", '/101', 'vera -'],
        ["UPDATE accounts SET username = 'carla' WHERE id = 1003",
         "UPDATE accounts SET username = 'carol' WHERE id = 1003", '/101',
            'vera -'],
        ["DELETE FROM quotes WHERE id = 5",
         "INSERT INTO quotes (id, account_id, status_id, quoted_account_id,"
            . " quoted_status_id, state) VALUES (5, 1002, 113, 1001, 101, 1)",
            '/113', 'vera -'],
        ["UPDATE quotes SET state = 2", "UPDATE quotes SET state = 1",
            '/101/quotes', 'vera'],
        ["INSERT INTO status_edits (id, status_id, account_id, text,"
            . " media_descriptions) VALUES (6, 101, 1001, 'x', '{}')",
         "DELETE FROM status_edits WHERE id = 6", '/101/history', 'vera -'],
        ["INSERT INTO statuses (id, account_id, local, text, in_reply_to_id)"
            . " VALUES (120, 1001, true, 'x', 101)",
         "DELETE FROM statuses WHERE id = 120", '/101/context', 'vera -'],
        ["INSERT INTO favourites (account_id, status_id) VALUES (1003, 101)",
         "DELETE FROM favourites WHERE account_id = 1003",
            '/101/favourited_by', 'vera -'],
        ["UPDATE statuses SET deleted_at = '2026-07-01' WHERE id = 112",
         "UPDATE statuses SET deleted_at = NULL WHERE id = 112",
            '/101/reblogged_by', 'vera -'],

        # what only one viewer sees
        ["INSERT INTO favourites (account_id, status_id) VALUES (3001, 101)",
         "DELETE FROM favourites WHERE account_id = 3001", '/101', 'vera',
            '- bob'],
        ["INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 101)",
         "DELETE FROM bookmarks", '/101', 'vera', '- bob'],
        ["INSERT INTO statuses (id, account_id, local, text, reblog_of_id)"
            . " VALUES (121, 3001, true, '', 101)",
         "DELETE FROM statuses WHERE id = 121", '/101', 'vera', '- bob'],
        ["INSERT INTO conversation_mutes (account_id, conversation_id)"
            . " VALUES (3001, 1)",
         "DELETE FROM conversation_mutes", '/101', 'vera', '- bob'],
        ["INSERT INTO status_pins (account_id, status_id) VALUES (1001, 101)",
         "DELETE FROM status_pins", '/101', 'alice', '- bob'],
        ["INSERT INTO custom_filters (id, account_id, phrase, context)"
            . " VALUES (1, 3001, 'A title', '{home}'); INSERT INTO"
            . " custom_filter_keywords (custom_filter_id, keyword)"
            . " VALUES (1, 'hello')",
         "DELETE FROM custom_filters", '/101', 'vera', '- bob'],
        ["INSERT INTO custom_filters (id, account_id, phrase, context)"
            . " VALUES (1, 3001, 'A title', '{home}'); INSERT INTO"
            . " custom_filter_statuses (custom_filter_id, status_id)"
            . " VALUES (1, 101)",
         "DELETE FROM custom_filters", '/111/context', 'vera', '- bob'],
        ["INSERT INTO bookmarks (account_id, status_id) VALUES (3001, 102)",
         "DELETE FROM bookmarks", '/101', '', 'vera -'],

        # nobody
        ["UPDATE statuses SET text = 'x' WHERE id = 103",
         "UPDATE statuses SET text = '<p>Hello</p>' WHERE id = 103", '/101',
            '', 'vera -'],
    ) {
        my ($do, $undo, $path, $seen, $unseen) = @$_;

        change($do, $undo, $path, $seen, $unseen // '');
    }

    # a filter that changes
    $server->sql("INSERT INTO custom_filters (id, account_id, phrase, context)"
        . " VALUES (1, 3001, 'A title', '{home}'); INSERT INTO"
        . " custom_filter_keywords (id, custom_filter_id, keyword)"
        . " VALUES (1, 1, 'hello')");

    change(@$_, '/101', 'vera', '-') for
        ["UPDATE custom_filters SET phrase = 'B'",
         "UPDATE custom_filters SET phrase = 'A title'"],
        ["UPDATE custom_filters SET action = 1",
         "UPDATE custom_filters SET action = 0"],
        ["UPDATE custom_filters SET expires_at = '2026-07-01'",
         "UPDATE custom_filters SET expires_at = NULL"],
        ["UPDATE custom_filter_keywords SET keyword = 'nothing'",
         "UPDATE custom_filter_keywords SET keyword = 'hello'"];

    $server->sql("DELETE FROM custom_filters");
}


# One assertion for each who does not see it, two for each who does.

sub change {
    my ($do, $undo, $path, $seen, $unseen) = @_;

    my @seen = split ' ', $seen;
    my @unseen = split ' ', $unseen;
    my $as = sub { $_[0] eq '-' ? '' : $_[0] };
    my %before = map { $_ => etag($path, $as->($_)) } @seen, @unseen;
    my $name = ($do =~ s/(.{40}).*/$1/sr) . " at $path";

    $server->sql($do);

    for (@seen) {
        my $answer = ask($path, $as->($_), 'If-None-Match' => $before{$_});

        ok($answer->{status} == 200 && $answer->{headers}{etag} ne $before{$_},
            "$name: seen as $_");
    }

    for (@unseen) {
        is(ask($path, $as->($_), 'If-None-Match' => $before{$_})->{status},
            304, "$name: not seen as $_");
    }

    $server->sql($undo);

    for (@seen) {
        is(etag($path, $as->($_)), $before{$_}, "$name: undone");
    }
}


# No row changes when the time of a poll is over, but what is said of it.

sub expiry {
    my $over = "expires_at < now() AT TIME ZONE 'utc'";

    $server->sql("UPDATE polls SET expires_at"
        . " = now() AT TIME ZONE 'utc' + '1.5 s'");

    my $open = ask('/101', '');

    sleep 0.05 until $server->sql("SELECT $over FROM polls") =~ /^t/;

    my $answer = ask('/101', '', 'If-None-Match' => $open->{headers}{etag});

    like($open->{body}, qr/"expired":false/, 'a poll that is open');
    like($answer->{body}, qr/"expired":true/, 'and over, all of a sudden');
    isnt($answer->{headers}{etag}, $open->{headers}{etag}, 'another validator');

    $server->sql('UPDATE polls SET expires_at = NULL');
}


sub switched_off {
    my $etag = etag('/101', '');

    for my $sent (undef, $etag, '*') {
        my $answer = ask('/101', '', server => 'off', defined $sent
            ? ('If-None-Match' => $sent) : ());
        my $name = 'statuses_etag off: ' . ($sent // 'nothing sent');

        is($answer->{status}, 200, $name);
        ok(!defined $answer->{headers}{etag}, "$name: no ETag");
    }
}


sub reloaded {
    my %before = map { $_ => etag($path{$_}, 'vera') } @all;

    $server->reload;

    is(etag($path{$_}, 'vera'), $before{$_}, "$_: the same after a reload")
        for @all;
}
