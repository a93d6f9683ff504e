# Does the comparison find what it has to find, and nothing else?

use strict;
use warnings;

use lib 't/golden';

use Test::More;
use File::Temp  qw(tempdir);
use POSIX       ();
use IO::Socket::UNIX ();

use Golden          ();
use Golden::Compare ();
use Golden::Http    ();
use Golden::Json    ();
use Golden::Modes   ();
use Golden::Norm    ();
use Golden::Report  ();
use Golden::Runner  ();

my $AT = 1795553046;                        # 2026-11-24 20:44:06
my $NEW = 117673364500398012;               # ids of that moment
my $NEXT = 117673364500398013;
my $OLD = 116679483073302531;               # of the fixture


# --- Golden::Json ---------------------------------------------------------

for my $text ('{}', '[]', '""', '0', '-1.50e+3', 'null', '{"b":1,"a":[]}',
    '{"a":1,"a":2}', '["\\u0001\\\\\\"",true,false]', '{"":{"":[[]]}}')
{
    is(Golden::Json::text(Golden::Json::parse($text)), $text,
        "the same again: $text");
}

for my $text ('', '{', '[1,]', '{"a"}', '{"a":1,}', '01', '1.', '+1', 'nul',
    '"a', "\"a\nb\"", '[1] x', '{a:1}', "'a'", '"\\')
{
    ok(!defined eval { Golden::Json::parse($text) }, "no JSON: $text");
}

is(Golden::Json::parse('"\\u00e9\\ud83d\\ude00\\n\\/\\u003c"'),
    "\xc3\xa9\xf0\x9f\x98\x80\n/<", 'escapes become UTF-8');
is(length Golden::Json::parse('"' . '\\"x' x 100_000 . '"'), 200_000,
    'a string with many escapes');
is_deeply(Golden::Json::plain(Golden::Json::parse(
    '{"a":[1,true,null],"b":{"c":"x"}}')),
    { a => [1, 1, undef], b => { c => 'x' } }, 'plain values');


# --- Golden::Compare ------------------------------------------------------

sub answer {
    my ($body, %more) = @_;

    return { status => 200, at => $AT, body => $body,
             headers => { 'content-type' => 'application/json' }, %more };
}


sub found {
    return join '; ', map { "$_->{kind} $_->{at}: $_->{theirs} / $_->{ours}" }
        Golden::Compare::differences(@_, Golden::Norm->new,
            Golden::Norm->new);
}


sub bodies_differ {
    my ($x, $y, $want, $name) = @_;

    is(found(answer($x), answer($y)), $want, $name);
}


bodies_differ('{"a":1}', '{"a":1}', '', 'the same');
bodies_differ('{"a":1}', '{"a":2}', 'value $.a: 1 / 2', 'another number');
bodies_differ('{"a":1}', '{"a":"1"}', 'value $.a: 1 / 1', 'another type');
bodies_differ('{"a":1}', '{"a":1.0}', 'value $.a: 1 / 1.0', 'another spelling');
bodies_differ('{"a":null}', '{"a":[]}', 'value $.a: null / []', 'null');
bodies_differ('{"a":1,"b":2}', '{"a":1}', 'missing $.b: 2 / <absent>',
    'a key that is missing');
bodies_differ('{"a":1}', '{"a":1,"b":{}}', 'extra $.b: <absent> / {}',
    'a key more');
bodies_differ('{"a":1,"b":2}', '{"b":2,"a":1}', 'key-order $: a b / b a',
    'another order of keys');
bodies_differ('{"a":1,"a":1}', '{"a":1}', 'double-keys $: a a / a',
    'a key that comes twice');
bodies_differ('[1,2]', '[1]', 'length $[]: [1,2] / [1]', 'a shorter array');
bodies_differ('[{"id":"1"},{"id":"2"}]', '[{"id":"2"},{"id":"1"}]',
    'order $[]: 1 2 / 2 1', 'another order of entities');
bodies_differ('[{"id":"1"}]', '[{"id":"2"}]', 'members $[]: 1 / 2',
    'another entity');
bodies_differ('[{"id":"1","a":1},{"id":"2","a":2}]',
    '[{"id":"2","a":3},{"id":"1","a":1}]',
    'order $[]: 1 2 / 2 1; value $[].a: 2 / 3', 'entities are found by id');
bodies_differ('{"a":"<"}', '{"a":"\\u003c"}',
    'bytes : {"a":"<"} / {"a":"\\u003c"}', 'another spelling of a string');
bodies_differ('{"a":1}', '{"a": 1}', 'bytes : {"a":1} / {"a": 1}', 'a blank');
bodies_differ('{"a":1}', '{"a":1', 'body : {"a":1} / {"a":1', 'no JSON');
bodies_differ('<p>', '<p>', '', 'the same, no JSON');
bodies_differ("[\"\xc3\xa9\"]", "[\"\xc3\xa8\"]",
    "value \$[]: \xc3\xa9 / \xc3\xa8", 'letters that are not ASCII');

is(found(answer(''), answer('', status => 404)), 'status : 200 / 404',
    'another status');
is(found(answer(''), answer('', status => 0, failure => 'gone')),
    'status : 200 / gone', 'no answer');
is(found(answer(''), { skipped => 'x', headers => {}, body => '' }),
    'skipped : <absent> / x', 'not sent');
is(found(({ skipped => 'x', headers => {}, body => '' }) x 2), '',
    'neither was sent');


sub headers_differ {
    my ($name, $x, $y, $want) = @_;

    my ($s, $t) = map { answer('', headers => { $name => $_ }) } $x, $y;
    delete $t->{headers}{$name} if !defined $y;
    is(found($s, $t), $want, "$name: $x, " . ($y // 'none'));
}


my $etag = 'W/"0123456789abcdef0123456789abcdef"';

headers_differ('vary', 'Origin', undef, 'header vary: Origin / <absent>');
headers_differ('vary', 'Origin', 'Accept', 'header vary: Origin / Accept');
headers_differ('etag', $etag, $etag =~ tr/0-9/1-90/r, '');
headers_differ('etag', $etag, '"x"', 'header etag: <etag> / "x"');
headers_differ('x-request-id', 'mine', 'yours',
    'header x-request-id: mine / yours');
headers_differ('x-request-id', '01234567-89ab-cdef-0123-456789abcdef',
    'f1234567-89ab-cdef-0123-456789abcdef', '');
headers_differ('x-ratelimit-remaining', '299', '7', '');
headers_differ('x-ratelimit-remaining', '299', 'many',
    'header x-ratelimit-remaining: <number> / many');
headers_differ('x-ratelimit-reset', '2026-11-24T20:45:00.208643Z',
    '2027-01-01T00:00:00.000000Z', '');
headers_differ('x-runtime', '0.1', '0.2', '');
headers_differ('location', "https://a.example/$NEW", "https://a.example/$NEXT",
    '');
headers_differ('link', "</x?max_id=$OLD>; rel=\"next\"",
    "</x?max_id=$NEW>; rel=\"next\"", "header link: </x?max_id=$OLD>; "
    . 'rel="next" / </x?max_id=<new id 1>>; rel="next"');


# --- Golden::Norm ---------------------------------------------------------

bodies_differ("[\"$NEW\",\"/$NEW\"]", "[\"$NEXT\",\"/$NEXT\"]", '', 'new ids');
bodies_differ("[\"$NEW\",\"$NEXT\",\"$NEW\"]", "[\"$NEXT\",\"$NEW\",\"$NEW\"]",
    'value $[]: <new id 1> / <new id 2>', 'identity is compared');
bodies_differ("[\"$OLD\"]", "[\"$NEW\"]", "value \$[]: $OLD / <new id 1>",
    'an id of the fixture stays');
bodies_differ('[1000001,"1000002"]', '[1000007,"1000009"]', '', 'sequences');
bodies_differ('[999999]', '[1000001]', 'value $[]: 999999 / <new seq 1>',
    'a row of the fixture stays');
bodies_differ('["a1000001","10000010"]', '["a1000002","10000010"]',
    'value $[]: a1000001 / a1000002', 'what is part of a word stays');

my $later = answer('["2026-11-25T20:44:05.123Z","2026-11-25"]',
                   at => $AT + 86400);

is(found(answer('["2026-11-24T20:44:05.999Z","2026-11-24"]'), $later), '',
    'moments and days');
is(found(answer('["2026-11-24T18:44:05.999Z","2026-11-24"]'), $later),
    'value $[]: 2026-11-24T18:44:05.999Z / <now>', 'an earlier moment stays');
is(found(answer('["2026-11-24T21:44:06.000Z"]'),
    answer('["2026-11-25T21:44:07.000Z"]', at => $AT + 86400)), '',
    'an hour later');
is(found(answer('["2026-11-24T21:44:06.000Z"]'),
    answer('["2026-11-25T22:44:06.000Z"]', at => $AT + 86400)),
    'value $[]: <now+3600s> / <now+7200s>', 'two hours later');


# The recorded writes, as if made a day later.

my $DAY = 86400 * 1000 << 16;

sub shifted {
    my ($text) = @_;

    $text =~ s/(2026-1[12]-)(\d\d)(?=[T "])/sprintf '%s%02d', $1, $2 + 1/ge;
    $text =~ s{(?<![\w.])(1176\d{14})(?!\d)}{$1 + $DAY}ge;
    $text =~ s{(?<![\w.])(10000\d\d)(?!\d)}{$1 + 9000}ge;
    return $text;
}


my (%norms, @differ, $n);

for my $item (Golden::writes()) {
    my $norms = $norms{ $item->{scope} }
        ||= [Golden::Norm->new, Golden::Norm->new];
    my $theirs = $item->{theirs};
    my $ours = { %$theirs, body => shifted($theirs->{body} // '') };

    next if $theirs->{skipped};

    $ours->{at} += 86400;
    $ours->{headers} = { map { $_ => shifted($theirs->{headers}{$_}) }
        keys %{ $theirs->{headers} } };
    $ours->{rows} = { map { $_ => Golden::Json::parse(shifted(
        Golden::Json::text($theirs->{rows}{$_}))) } keys %{ $theirs->{rows} } };
    $n++;
    push @differ, map {
        join ' ', "$item->{id}: $_->{kind} $_->{at}",
            Golden::Report::values_of($_, '');
    } Golden::Compare::differences($theirs, $ours, @$norms);
}

ok($n > 500, "$n recorded writes");
is(join("\n", @differ[0 .. ($#differ > 9 ? 9 : $#differ)]), '',
    'agree with themselves a day later');


# --- lists ----------------------------------------------------------------

my $dir = tempdir(CLEANUP => 1);

sub file {
    my ($name, $text) = @_;

    open my $out, '>', "$dir/$name" or die "$dir/$name: $!";
    print $out $text;
    close $out;
}


$Golden::Dir = $dir;

file('exceptions.txt', <<'_EOC_');
# a comment

exception: one
why: Because
    it is.
path: ^/a
kind: ^value$
at: ^\$\.(?:x|
    y)$
ours: ^2$

exception: one
ids: r1 w2

exception: one
mode: ^cdn
_EOC_

my $entries = Golden::exceptions();
my $value = { kind => 'value', at => '$.y', theirs => 1, ours => 2 };

is($entries->[0]{why}, 'Because it is.', 'a reason of two lines');
is(Golden::explanation($entries, item('r3', '/ab'), $value), $entries->[0],
    'an exception that fits');
is(Golden::explanation($entries, item('r3', '/b'), $value), undef,
    'another path');
is(Golden::explanation($entries, item('r3', '/ab'), { %$value, ours => 3 }),
    undef, 'another value');
is(Golden::explanation($entries, item('w2.1', '/b'), $value), $entries->[1],
    'a scenario');
is(Golden::explanation($entries, item('m.cdn.1', '/b', mode => 'cdn'), $value),
    $entries->[2], 'a mode');

for my $text ("exception: a\nkind: x\n", "exception: a\nwhy: x\nlater: y\n",
    "why: x\n", "exception: a\nwhy: x\nwhat: y\n", "exception: a\nwhy x\n",
    "exception: a\nwhy: x\nwhy: y\n", "exception: a\nwhy: x\n\nexception: a\n"
    . "why: y\n")
{
    file('exceptions.txt', $text);
    ok(!eval { Golden::exceptions() }, 'no exception: ' . $text =~ s/\n/, /gr);
}

file('expected.txt', "# x\nshow* anonymous * 2\nindex * batch 1\n");

my @items = (item('r1', '/', group => 'show'),
             item('r2', '/', group => 'show/quote', operation => 'show'),
             item('r3', '/', group => 'index', viewer => 'token'),
             item('r4', '/', group => 'indexes', operation => 'batch'),
             item('r5', '/', group => 'index', operation => 'batch'));
my $lines = Golden::expected(@items);

is(join(' ', map { $_->{line} ? $_->{line}{n} : '-' } @items), '2 2 - - 3',
    'lines of expected.txt take requests');
is(join(' ', map { "$_->{have}/$_->{want}" } @$lines), '2/2 1/1',
    'and count them');

file('waiting.txt', "# x\nr1 why\nm.cdn.1 why\n");
is(join(' ', sort keys %{ Golden::waiting(qr/^m/) }), 'm.cdn.1',
    'waiting.txt: ids of one kind');

sub item {
    my ($id, $path, %more) = @_;

    return { id => $id, scope => $id =~ s/\..*//r, method => 'GET',
             path => $path, group => 'g', viewer => 'anonymous',
             operation => 'none', theirs => { status => 200 }, %more };
}


is(join(' ', map { Golden::operation(split / /) } 'GET /api/v1/statuses/1',
    'GET /api/v1/statuses?id[]=1', 'POST /api/v1/statuses',
    'PUT /api/v1/statuses/1', 'DELETE /api/v1/statuses/1?a=/b',
    'GET /api/v1/statuses/1/context', 'GET //api/v1/statuses//1/',
    'POST /api/v1/statuses/1/quotes/2/revoke', 'GET /api/v1/statuses.json',
    'GET /api/v1/scheduled_statuses/1', 'GET /api/v2/statuses'),
    'show batch create update delete context show revoke none scheduled none',
    'operations');
is(Golden::Report::pattern('/api/v1/statuses/12/context?b=1&a=2&a=3'),
    '/api/v1/statuses/:id/context?a&b', 'patterns of paths');


# --- modes ----------------------------------------------------------------

sub recorded {
    my ($n, $mode, $headers, %more) = @_;

    return Golden::Json::text(Golden::Json::parse(sprintf
        '{"id":"m.%s.%d","mode":"%s","method":"%s","path":"/x","tags":[%s],'
        . '"status":200,"headers":{%s},"request":{"headers":{%s},"body":null}}',
        $mode, $n, $mode, $more{method} // 'GET', $more{tags} // '',
        $more{answer} // '', $headers)) . "\n";
}


my $match = '"If-None-Match":"W/1"';

file('modes-4.7.jsonl', join '',
    recorded(1, 'a', '', answer => '"etag":"W/1"'),
    recorded(2, 'a', '"Authorization":"x","X-Forwarded-Host":"h"',
        answer => '"etag":"W/1"'),
    recorded(3, 'a', $match),
    recorded(4, 'a', '', method => 'POST'),
    recorded(5, 'b', $match, tags => '"key:z","host"'),
    recorded(6, 'c', ''));
system('xz', '-z', "$dir/modes-4.7.jsonl") == 0 or die "xz: $!";

my $text = "mode: a\nconf: x;\n    y;\nrequests: 3\n\n"
    . "mode: b\nrequests: 1\n\nomit: m\nwhy: w\n    w\nmethod: ^POST\$\n"
    . "requests: 1\n";

file('modes.txt', "$text\nomit: c\nwhy: w\nmode: ^c\$\nrequests: 9\n");

my ($modes, $omissions, @items_of_modes) = Golden::Modes::load();

is(join(' ', map { $_->{id} } @items_of_modes), 'm.a.1 m.a.2 m.a.3 m.b.5',
    'what is not left out');
is(join(' ', map { "$_->{have}/$_->{want}" } @$modes, @$omissions),
    '3/3 1/1 1/1 1/9', 'what is counted');
is("$modes->[0]{conf} $omissions->[0]{why}", 'x;y; w w', 'lines that go on');
is($items_of_modes[1]{host}, 'h', 'the host a proxy passed on');
is($items_of_modes[1]{headers}{'X-Forwarded-Host'}, undef, 'in its place');
is($items_of_modes[2]{headers}{'If-None-Match'}, '{{1.header.etag}}',
    'the validator of an earlier answer');
is($items_of_modes[3]{headers}{'If-None-Match'}, 'W/1', 'of no answer here');
is($items_of_modes[3]{group}, 'host', 'a group');

for my $bad ($text, "$text\nomit: c\nmode: c\nrequests: 1\n",
    "$text\nmode: c\n", "$text\nmode: c\nrequests: x\n",
    "$text\nmode: c\nwhy: x\nrequests: 1\n",
    "$text\nomit: c\nwhy: x\nconf: x\nrequests: 1\n")
{
    file('modes.txt', $bad);
    ok(!eval { Golden::Modes::load() }, 'no modes: '
        . substr($bad, length $text) =~ s/\n/, /gr);
}


# --- placeholders, and the client -----------------------------------------

# Each request is answered with its text in the body: in chunks, with a length,
# or until the end of the connection.

my $path = "$dir/socket";
my $listen = IO::Socket::UNIX->new(Local => $path, Listen => 5)
    or die "$path: $!";

defined(my $pid = fork) or die "fork: $!";

if (!$pid) {
    alarm 60;

    while (my $c = $listen->accept) {
        while (1) {
            my $text = '';
            $text .= $_ while defined($_ = readline $c) && $_ ne "\r\n";
            last if $text eq '';

            read $c, $text, $1, length $text
                if $text =~ /^Content-Length: (\d+)/mi;

            my $n = length $text;

            if ($text =~ /^HEAD/) {
                print $c "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n";

            } elsif ($text =~ m{^\S+ /chunks}) {
                printf $c "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                    . "X: 1\r\nx:  2\r\n\r\n%x\r\n%s\r\n3;a=b\r\nend\r\n"
                    . "0\r\n\r\n", $n, $text;

            } elsif ($text =~ m{^\S+ /close}) {
                print $c "HTTP/1.1 200 OK\r\n\r\n$text";
                last;

            } elsif ($text =~ m{^\S+ /cut}) {
                print $c "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
                last;

            } else {
                print $c "HTTP/1.1 200 OK\r\nContent-Length: $n\r\n\r\n$text";
            }
        }
    }

    POSIX::_exit(0);
}

my $http = Golden::Http->new($path);
my $get = sub { $http->request('GET', $_[0], [['A', 'b'], ['A', 'c']]) };

is($get->('/x')->{body}, "GET /x HTTP/1.1\r\nA: b\r\nA: c\r\n",
    'what is said is sent');
is($get->('/chunks')->{body}, "GET /chunks HTTP/1.1\r\nA: b\r\nA: c\r\nend",
    'an answer in chunks');
is($get->('/chunks')->{headers}{x}, '1, 2', 'several values of a header');
is($http->request('HEAD', '/', [])->{body}, '', 'no body');
is($get->('/close')->{status}, 200, 'an answer until the end');
is($get->('/x')->{status}, 200, 'another connection');
is($get->('/cut')->{failure}, 'the connection was closed', 'half an answer');
is($http->request('POST', '/x', [], 'ab')->{body},
    "POST /x HTTP/1.1\r\nContent-Length: 2\r\nab", 'a body');

my $runner = Golden::Runner->new($http, []);
my @steps = map { item("w1.$_", '/x', headers => {}, scenario => 1) } 1 .. 3;

$runner->{answers}{'w1.1'} = { headers => { etag => 'e' },
                               body => '{"id":"7","a":[{"b":8}]}' };
$steps[1]{path} = '/x/{{1.id}}';
$steps[1]{headers} = { T => ['{{1.header.etag}}', '{{1.a.0.b}}'] };
$steps[2]{path} = '/{{1.none}}';
$runner->send($_) for @steps[1, 2];

like($steps[1]{ours}{body}, qr{^GET /x/7 HTTP.*\r\nT: e\r\nT: 8\r\n}s,
    'placeholders');
is($steps[2]{ours}{skipped}, 'unresolved {{1.none}}', 'none to fill in');
is(join(' ', map { $_->{id} } Golden::Runner::needed(\@steps, $steps[1])),
    'w1.1 w1.2 w1.3', 'a scenario is sent whole');

kill TERM => $pid;
waitpid $pid, 0;

done_testing();
