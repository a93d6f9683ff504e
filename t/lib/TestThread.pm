package TestThread;

# What the suites of threads, lists and versions have in common, on top of
# TestAuth: posts that reply to one another, said in few words, and answers cut
# down to the ids that are in them.
#
#   TestThread::setup();            options of pg_setup() may follow
#
#   posts(<<'_EOC_')                SQL that makes posts, one a line: id, whose,
#   301 alice                       what it replies to, and columns if they
#   302 bob 301 visibility=2        are not the usual ones (name=expression,
#   303 dave 302                    without blanks)
#   _EOC_
#
# --- ids               only the ids of each body are compared: "1 2", or those
#                       of a thread: "1 2 | 3"; errors stay as they are
#
# --- walk: vera /101/quotes?limit=2
#                       a list from its first page by "next" to the last, and
#                       back by "prev", each link as it was answered ("-" for no
#                       token); what came is compared with
# --- pages             lines of "query: ids", "(prev)" where the turn is; one
#                       assertion besides those of the block's request
#
#   re('https://.../102')   the paragraph in front of a text that quotes
#   links($response)      the pairs of its Link header: { next => URL, ... }

use strict;
use warnings;

use Exporter qw(import);
use IO::Socket::INET ();
use JSON::PP ();
use TestAuth;
use TestEntity;

our @EXPORT = qw(posts ids thread links empty re quoting);


sub posts {
    my ($text) = @_;

    my @sql;

    for (grep { /\S/ } split /\n/, $text) {
        my ($id, $who, @rest) = split;
        my $up = @rest && $rest[0] !~ /=/ ? shift @rest : undef;

        my %col = (
            id                     => $id,
            account_id             =>
                "(SELECT id FROM accounts WHERE username = '$who')",
            local                  => $who eq 'dave' ? 'false' : 'true',
            text                   => $who eq 'dave' ? "'<p>Hello</p>'"
                                                     : "'Hello'",
            uri                    => $who ne 'dave' ? 'NULL'
                : "'https://remote.example/users/dave/statuses/$id'",
            url                    => $who ne 'dave' ? 'NULL'
                : "'https://remote.example/\@dave/$id'",
            reply                  => defined $up ? 'true' : 'false',
            in_reply_to_id         => $up // 'NULL',
            in_reply_to_account_id => defined $up
                ? "(SELECT account_id FROM statuses WHERE id = $up)"
                : 'NULL',
            map { /^(\w+)=(.*)$/ or die "no column: $_\n"; ($1 => $2) } @rest);

        my @names = sort keys %col;
        push @sql, "INSERT INTO statuses (@{[join ', ', @names]})"
            . " VALUES (@{[join ', ', @col{@names}]});\n";
    }

    return join '', @sql;
}


sub ids {
    my ($body) = @_;

    return $body if $body !~ /^(?:\[|\{"ancestors")/;

    my $json = JSON::PP->new->utf8->decode($body);

    return join ' ', map { $_->{id} } @$json if ref $json eq 'ARRAY';
    return join ' | ', map {
        join ' ', map { $_->{id} } @{ $json->{$_} }
    } qw(ancestors descendants);
}


# thread([status(1), ...], [status(2), ...]) as a body

sub thread {
    my ($up, $down) = @_;

    return '{"ancestors":' . wrap(@$up) . ',"descendants":' . wrap(@$down)
        . '}';
}


sub empty { return thread([], []) }


# what stands in front of the text of a post of here that quotes another

sub re {
    my ($url) = @_;
    my ($rest) = $url =~ m{^https://(.*)};

    return '<p class="quote-inline">RE: <a href="' . $url . '" target="_blank"'
        . ' rel="nofollow noopener" translate="no"><span class="invisible">'
        . 'https://</span><span class="">' . $rest . '</span><span '
        . 'class="invisible"></span></a></p>';
}


# SQL: quoting(id, quoting status, quoted status, state)

sub quoting {
    return join '', map {
        my ($id, $status, $quoted, $state) = @$_;
        "INSERT INTO quotes (id, status_id, account_id, quoted_status_id,"
        . " quoted_account_id, state) SELECT $id, s.id, s.account_id, q.id,"
        . " q.account_id, @{[$state // 1]} FROM statuses s, statuses q"
        . " WHERE s.id = $status AND q.id = $quoted;\n";
    } @_;
}


sub links {
    my ($head) = @_;

    my ($value) = $head =~ /^Link: (.*?)\r?$/mi or return {};
    my %links;

    for (split /, /, $value) {
        /^<([^>]+)>; rel="(\w+)"$/ or die "not a link: $_\n";
        $links{$2} = $1;
    }

    return \%links;
}


# one request on a connection of its own: (head, body)

sub fetch {
    my ($path, @headers) = @_;

    my $sock = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
        PeerPort => main::server_port(), Timeout => 20) or die "connect: $!\n";

    print $sock join "\r\n", "GET $path HTTP/1.0", 'Host: social.example',
        @headers, '', '';
    my $answer = do { local $/; <$sock> } // '';

    return split /\r\n\r\n/, $answer, 2;
}


sub _walk {
    my ($block) = @_;

    my ($who, $path) = split ' ', $block->walk;
    my @token = $who eq '-' ? () : "Authorization: Bearer tok-$who";
    my ($rel, $text) = ('next', '');

    $path = "/api/v1/statuses$path";

    for (1 .. 50) {
        my ($head, $body) = fetch($path, @token);
        my $link = links($head);

        $text .= ($path =~ /\?(.*)/ ? "$1: " : ': ') . ids($body) . "\n";

        if ($rel eq 'next' && !$link->{next}) {
            $rel = 'prev';
            $text .= "(prev)\n";
        }

        last if !$link->{$rel};
        $path = $link->{$rel};
        $path =~ s{^https://social\.example/}{/} or $text .= "elsewhere\n";
    }

    $text =~ s/ $//mg;
    main::is_str($text, $block->pages, $block->name . ' - pages');
}


my @walks;

sub _walk_no { _walk($walks[$_[0]]) }


sub setup {
    TestEnv::strict_sections(qw(ids walk pages));
    TestAuth::setup(@_);

    main::add_block_preprocessor(sub {
        my $block = shift;
        $block->set_value(response_body_filters => \&ids)
            if defined $block->ids;

        if (defined $block->walk) {
            push @walks, $block;
            $block->set_value(init => "TestThread::_walk_no($#walks)");
        }
    });
}

1;
