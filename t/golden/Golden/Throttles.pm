package Golden::Throttles;

# The recording of a server whose rate limits were used up one after another.
#
#   my @items = Golden::Throttles::load();
#
# Items are as in Golden.pm, and in the order in which they were sent; "mode"
# names the part of the recording.  Besides:
#
#   clock     the moment when the server counted the request
#   repeat    so many equal requests, four at a time, with
#   seen      { status => { 404 => 298 }, least => 1 }: how often each status
#             came, and the least that was said to be left
#   before    what was done to the server before this request: { sql }, and
#             whether what it has in memory is forgotten: { empty }

use strict;
use warnings;

use Golden        ();
use Golden::Modes ();

# Rows of the list of blocked addresses, as the recording's tags name them.
my $BLOCKS = <<'_EOC_';
INSERT INTO ip_blocks (ip, severity, expires_at, comment, created_at,
    updated_at)
SELECT ip::inet, severity, now() + days * interval '1 day', '', now(), now()
FROM (VALUES ('198.51.100.1', 5000, NULL), ('198.51.100.2', 5500, NULL),
    ('198.51.100.3', 9999, NULL), ('198.51.100.4', 9999, -1),
    ('198.51.100.5', 9999, 1), ('198.51.100.6/32', 9999, NULL),
    ('198.51.101.0/24', 9999, NULL), ('2001:db8:b::/48', 9999, NULL),
    ('2001:db8:c::1', 9999, NULL)) AS b (ip, severity, days)
_EOC_

# The counter of posts was set to a number while it was recorded.
sub _posts {
    my ($posts) = @_;

    return { sql => <<"_EOC_" };
INSERT INTO statuses_gateway.posting (account_id, time_window, posts)
VALUES (114126599290881035, extract(epoch FROM now())::bigint / 10800, $posts)
ON CONFLICT (account_id) DO UPDATE SET posts = $posts
_EOC_
}

my %before = (
    't.throttles-block.0003' => { sql => $BLOCKS, empty => 1 },
    't.throttles-block.0041' => { sql => 'DELETE FROM ip_blocks', empty => 1 },
    't.throttles-post.0012'  => _posts(2),      # one was scheduled, for a
                                                # time that was over
    't.throttles-more.0001'  => _posts(300),
    't.throttles-more.0006'  => _posts(305),
    't.throttles-more.0007'  => _posts(299),
);


sub load {
    my (@items, %validators, $now);

    for my $line (Golden::lines('throttles-4.7')) {
        my $item = Golden::Modes::_item($line);

        $line->{scenario} = 1;
        $item->{scenario} = 1;
        $item->{$_} = $line->{$_} for qw(repeat seen);
        $item->{before} = $before{ $item->{id} };
        $now = $item->{clock} = _clock($line, $now);

        # no other address of the API is the module's: one that is none either
        $item->{path} =~ s{^/api/v1/nothing}{/api/v1/statuses/1/nothing};

        Golden::Modes::_validator($item, $validators{ $item->{scope} } ||= {});
        push @items, $item;
    }

    return @items;
}


# The reset tells the microseconds of the moment; the second is that of the
# request, or the next one.

sub _clock {
    my ($line, $before) = @_;

    my $at = sprintf '%.6f', $line->{at};
    my ($reset) = ($line->{headers}{'x-ratelimit-reset'} // '')
        =~ /\.(\d{6})Z\z/ or return $at;
    my ($sec, $usec) = split /\./, $at;

    # of several, "at" is the beginning, and the headers are the end's
    if ($line->{repeat}) {
        ($sec, my $last) = split /\./, $before if $before && $before > $at;
    }

    $sec++ if !$line->{repeat} && $reset < $usec;
    return "$sec.$reset";
}

1;
