# Translations: who may have one, what the backend is sent, and what comes of
# its answers, above all of bad ones.

use strict;
use warnings;

use lib 't/lib', 't/stub';

use File::Temp qw(tempdir);
use Test::More;

use TestServer;
use Translator;

my $dir = tempdir('translate.XXXXXX', DIR => -w '/dev/shm' ? '/dev/shm'
    : '/tmp', CLEANUP => 1);
chmod 0755, $dir;

my $stub = Translator->start("$dir/stub");

my $s = TestServer->start(
    files    => ['t/data/show.sql', 't/data/auth.sql'],
    http     => 'statuses_token_zone zone=tokens:1m;',
    location => <<"_EOC_");
            statuses_translate libretranslate=/.translate;
            statuses_translate_timeout 2s;
        }

        location /.translate/ {
            internal;
            subrequest_output_buffer_size 1m;
            proxy_pass http://unix:$dir/stub:/;
_EOC_

sub translate {
    my ($path, $who, $more) = @_;
    my $answer = $s->get("POST /$path", $who, $more);
    return "$answer->{code} $answer->{body}";
}

sub post { return join ' ', map { "$_->{method} $_->{path} $_->{body}" } @_ }

my $Unavailable = '503 {"error":"Service Unavailable"}';
my $Refused = '403 {"error":"This action is not allowed"}';

# --- who ------------------------------------------------------------------

is(translate('1/translate', 'vera'), '404 {"error":"Record not found"}',
   'no such status');
is(translate('502/translate?lang=de', 'vera'),
   '404 {"error":"Record not found"}', 'one that is not to be seen');
like(translate('101/translate?lang=de'), qr/^401 /, 'no token');
like(translate('101/translate?lang=de', 'write'), qr/^403 .*scopes/,
   'a token without the scope');
like(translate('101/translate?lang=de', 'moved'), qr/^403 .*disabled/,
   'a user who may not');
is(scalar $stub->got, undef, 'none of them was worth a question');

# --- languages ------------------------------------------------------------

for my $answer ({ status => 500 }, { status => 429 }, { status => 403 },
                { body => '[{' }, { body => '[{}]' }, { close => 1 },
                { length => 1048577 }, { length => 1048577, no_length => 1 })
{
    $stub->plan($answer);
    is(translate('101/translate?lang=de', 'vera'), $Unavailable,
       'languages: ' . join ' ', %$answer);
}

$stub->got;

is(translate('501/translate?lang=de', 'vera'), $Refused,
   "one's own private post");
is(post($stub->got), 'GET /languages ', 'the list was asked for before');

is(translate('101/translate?lang=en', 'vera'), $Refused, 'the same language');
is(translate('101/translate?lang=xx', 'vera'), $Refused,
   'one that is none: the default');
is(scalar $stub->got, undef, 'the list is at hand');

# --- what is sent ---------------------------------------------------------

my $Hello = '200 {"detected_source_language":"en","language":"%s",'
    . '"provider":"LibreTranslate","spoiler_text":"","content":"T(<p>Hello'
    . '</p>)","poll":null,"media_attachments":[]}';

is(translate('101/translate?lang=de', 'vera'), sprintf($Hello, 'de'),
   'a translation');

my ($got) = $stub->got;

is(post($got), 'POST /translate {"q":["\u003cp\u003eHello\u003c/p\u003e"],'
   . '"source":"en","target":"de","format":"html","api_key":null}',
   'what is sent');
is(join(' ', sort keys %{ $got->{headers} }),
   'connection content-length content-type host',
   'nothing that the client sent, its token least of all');

is(translate('101/translate', 'vera', "Accept-Language: fr;q=0.8, it\r\n"),
   sprintf($Hello, 'it'), 'the language of the header');
$s->sql("UPDATE users SET locale = 'es-MX' WHERE id = 4001");
is(translate('101/translate', 'vera', "Accept-Language: fr\r\n"),
   sprintf($Hello, 'es'), "the user's, cut to what is offered");
is(translate('101/translate?lang=ja', 'vera'), sprintf($Hello, 'ja'),
   'the parameter goes before it');

$s->sql("UPDATE statuses SET spoiler_text = 'a <b> \"c\"', text = E'\\t'"
    . ' WHERE id = 101');
$stub->got;
is(translate('101/translate?lang=de', 'vera'),
   '200 {"detected_source_language":"en","language":"de","provider":'
   . '"LibreTranslate","spoiler_text":"T(a <b> \"c\")","content":"","poll":'
   . 'null,"media_attachments":[]}', 'a warning alone');
like(post($stub->got), qr/"q":\["a \\u0026lt;b\\u0026gt; \\u0026quot;c/,
   'it is escaped');
$s->sql("UPDATE statuses SET spoiler_text = '', text = 'Hello' WHERE id = 101");

# --- bad answers ----------------------------------------------------------

for my $answer ({ status => 500 }, { status => 429 }, { status => 403 },
                { status => 302, headers => { Location => '/x' } },
                { body => '' }, { body => '[]' }, { body => 'null' },
                { body => '{}' }, { body => '{"translatedText":"a"}' },
                { body => '{"translatedText":[]}' },
                { body => '{"translatedText":[{}]}' },
                { body => qq({"translatedText":["\xff"]}) }, { close => 1 },
                { length => 1048577 }, { length => 1048577, no_length => 1 })
{
    $stub->plan($answer);
    is(translate('101/translate?lang=de', 'vera'), $Unavailable,
       'translate: ' . join(' ', %$answer) =~ s/[^ -~]/?/gr);
}

$stub->plan({ body => '{"translatedText":["<p>a<script>b</script> <span '
    . 'translate=\"no\">:x:</span> <b onclick=\"c\">d"]}' });
like(translate('101/translate?lang=de', 'vera'),
   qr/"content":"<p>a :x: <b>d<\/b><\/p>"/, 'what comes back is cleaned');

# --- a slow one -----------------------------------------------------------

$stub->plan(map { { hold => 6 } } 1 .. 3);

my @slow = $s->send(map { ['POST /101/translate?lang=de', 'vera'] } 1 .. 3);

is(TestServer::codes(map { $s->get('/101', 'vera') } 1 .. 20), '20x200',
   'others are served meanwhile');

# the connection stays open until the backend has answered or was given up
for my $slow (@slow) {
    my $raw = '';
    sysread $slow->{sock}, $raw, 65536, length $raw or last
        until $raw =~ /\r\n\r\n\{.*\}/s;
    like($raw, qr/^HTTP\S+ 503 .*\{"error":"Service Unavailable"\}\z/s,
       'a slow answer is not waited for');
}

close $_->{sock} for @slow;

is(translate('101/translate?lang=de', 'vera'), sprintf($Hello, 'de'),
   'and then as ever');

is(join('', $s->lines(qr/\[(?:alert|emerg)\]|exited on/)), '',
   'nothing alarming in the error log');

done_testing();
