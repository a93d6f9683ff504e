package TestPublish;

# What the suites of publishing have in common, on top of TestAuth: posts are
# vera's, in JSON unless a block has headers of its own.
#
#   post('{"status":"Hello"}', ...)   for request eval: so many posts
#   made(content => ...)              the answer, in which a new id is NEW, a
#                                     time of now NOW, and this day TODAY; it
#                                     is her first post but for n => 2
#   invalid('text')                   the body of a 422 of that kind
#   $Nothing                          for sql_query: how many rows there are
#                                     of all that a post makes; "0" if none

use strict;
use warnings;

use Exporter qw(import);
use TestAuth ();
use TestEntity;

our @EXPORT = qw(post made invalid $Nothing);

our $Nothing = <<'_EOC_';
SELECT (SELECT count(*) FROM statuses WHERE id > 1000000)
    + (SELECT count(*) FROM conversations)
    + (SELECT count(*) FROM mentions)
    + (SELECT count(*) FROM quotes)
    + (SELECT count(*) FROM polls)
    + (SELECT count(*) FROM tags WHERE usable IS NULL)
    + (SELECT count(*) FROM statuses_tags)
    + (SELECT count(*) FROM account_stats)
    + (SELECT count(*) FROM status_stats)
    + (SELECT count(*) FROM notifications)
    + (SELECT count(*) FROM account_conversations)
    + (SELECT count(*) FROM media_attachments WHERE status_id IS NOT NULL)
    + (SELECT count(*) FROM statuses_gateway.outbox)
    + (SELECT count(*) FROM statuses_gateway.idempotency)
    + (SELECT count(*) FROM statuses_gateway.posting)
_EOC_


sub post { return [map { "POST /api/v1/statuses\n$_" } @_] }

sub invalid { return TestAuth::error("Validation failed: $_[0]") }


sub made {
    my (%over) = @_;

    my $n = delete $over{n} // 1;
    my $direct = ($over{visibility} // '') eq '"direct"';
    my $last = $n ? '"TODAY"' : 'null';

    return TestAuth::viewed('NEW',
        own            => 1,
        by             => 'vera:3001',
        created_at     => '"NOW"',
        language       => '"en"',
        account        => account('vera:3001',
            statuses_count   => $n,
            last_status_at   => $last,
            feature_approval =>
                '{"automatic":[],"manual":[],"current_user":"denied"}'),
        quote_approval => '{"automatic":["public"],"manual":[],'
            . '"current_user":"automatic"}',
        %over);
}


# what differs each time

sub plain {
    my ($body) = @_;

    $body =~ s/\b[12]\d{17}\b/NEW/g;
    $body =~ s/"20(?!26-0[26]|89)\d\d-\d\d-\d\dT[\d:.]+Z"/"NOW"/g;
    $body =~ s/("last_status_at":)"[\d-]+"/$1"TODAY"/g;
    return $body;
}


sub setup {
    my (@options) = @_;

    TestAuth::setup(gateway => 1, @options);

    # the last one is the first to run: before TestAuth makes headers of them

    main::add_block_preprocessor(sub {
        my $block = shift;

        $block->set_value(as => 'vera') if !defined $block->as;
        $block->set_value(more_headers => "Content-Type: application/json\n")
            if !defined $block->more_headers;
        $block->set_value(response_body_filters => [\&plain])
            if !defined $block->response_body_filters;
    });
}

1;
