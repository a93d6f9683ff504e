package TestAuth;

# What the suites of tokens, viewers and batches have in common, on top of
# TestEntity: t/data/auth.sql, and in a block without config a server with a
# token cache.
#
#   TestAuth::setup();              options of pg_setup() may follow
#
# --- as: vera - app    who asks: a token tok-NAME in the header, "-" for none;
#                       one for all requests, or one for each
# --- compat: 4.5       statuses_compat
# --- zone              the parameters of statuses_token_zone, "off" for none
# --- conf, http        more lines for the location, for the http block
#
# Each request makes three assertions, as in TestEntity: the status, the body,
# and that nothing was logged.
#
#   viewed(101)           what vera sees of alice's post 101: status() and the
#                         viewer's keys; own => 1 for her own
#   matched(1, 'title', word => 'found', statuses => [101])
#                         an element of filtered
#   error('text')         the body of an error
#   $NotFound, $Scope, ...    what refusals say
#   refused('text')       their WWW-Authenticate

use strict;
use warnings;

use Exporter qw(import);
use TestEntity;
use TestPg;

our @EXPORT = qw(viewed seen_account matched error refused scope_refused asks
    $NotFound $Disabled $Scope $Private $Public);

our $NotFound = '{"error":"Record not found"}';
our $Disabled = '{"error":"Your login is currently disabled"}';
our $Scope = '{"error":"This action is outside the authorized scopes"}';
our $Private = 'private, no-store';
our $Public = 'max-age=15, public, stale-while-revalidate=30,'
    . ' stale-if-error=86400';


sub error { return qq({"error":"$_[0]"}) }


sub refused {
    return 'Bearer realm="Doorkeeper", error="invalid_token",'
        . qq( error_description="$_[0]");
}


sub scope_refused {
    my (@scopes) = @_;

    @scopes = qw(read read:statuses) if !@scopes;
    return 'Bearer realm="Doorkeeper", error="insufficient_scope",'
        . ' error_description="Access to this resource requires scope'
        . " _@scopes" . '_."';
}


# An account as a viewer sees it who has nothing to do with it.

sub seen_account {
    my ($name, %over) = @_;

    my $user = $name eq 'dave' || $name =~ /@/ ? 'missing' : 'denied';

    return account($name, feature_approval =>
        qq({"automatic":[],"manual":[],"current_user":"$user"}), %over);
}


sub viewed {
    my ($id, %over) = @_;

    my $own = delete $over{own};
    my $by = $over{by} // 'alice';
    my $direct = ($over{visibility} // '') eq '"direct"';

    return status($id,
        favourited => 'false',
        reblogged  => 'false',
        muted      => 'false',
        bookmarked => 'false',
        ($own && !$direct ? (pinned => 'false') : ()),
        filtered   => '[]',
        account    => seen_account($by),
        quote_approval => '{"automatic":[],"manual":[],"current_user":'
            . ($own && !$direct ? '"automatic"}' : '"denied"}'),
        %over);
}


sub matched {
    my ($id, $title, %v) = @_;

    my $context = join ',', map { qq("$_") } @{ $v{context} || ['home'] };
    my $action = $v{action} // 'warn';
    my $expires = $v{expires} ? qq("$v{expires}") : 'null';
    my $words = defined $v{word} ? '[' . str($v{word}) . ']' : 'null';
    my $statuses = $v{statuses}
        ? '[' . join(',', map { qq("$_") } @{ $v{statuses} }) . ']' : 'null';

    return qq({"filter":{"id":"$id","title":) . str($title)
        . qq(,"context":[$context],"expires_at":$expires,)
        . qq("filter_action":"$action"},"keyword_matches":$words,)
        . qq("status_matches":$statuses});
}


# For request eval: GETs of these paths below /api/v1/statuses.

sub asks { return [map { "GET /api/v1/statuses$_" } @_] }


sub setup {
    my (@options) = @_;

    pg_setup(@options, 't/data/show.sql', 't/data/auth.sql');
    TestEnv::strict_sections(qw(as compat zone http conf));

    main::add_block_preprocessor(\&_prepare);
}


sub _prepare {
    my ($block) = @_;

    my $compat = $block->compat // 'docs';
    my $zone = $block->zone // 'zone=tokens:128k';
    my $http = $block->http // '';
    my $conf = $block->conf // '';

    chomp $zone;
    $zone = $zone eq 'off' ? '' : "    statuses_token_zone $zone;\n";

    $block->set_value(no_error_log => [qr/\[(?:error|crit|alert|emerg)\]/])
        if !defined $block->no_error_log;

    $block->set_value(http_config => <<"_EOC_")
    statuses_database main {
        conninfo "$TestPg::Conninfo";
    }

${zone}    statuses_primary main;
    statuses_local_domain social.example;
$http
_EOC_
        if !defined $block->http_config;

    $block->set_value(config => <<"_EOC_") if !defined $block->config;
    location /api/v1/statuses {
        statuses on;
        statuses_compat $compat;
$conf
    }
_EOC_

    my $requests = $block->pipelined_requests || $block->request;
    my $n = ref $requests eq 'ARRAY' ? @$requests : 1;

    _headers($block, $n);
}


sub _headers {
    my ($block, $n) = @_;

    my @headers = ('') x $n;

    if (defined $block->more_headers) {
        my $more = $block->more_headers;
        my @more = ref $more eq 'ARRAY' ? @$more : ($more) x $n;
        $headers[$_] = $more[$_] // '' for 0 .. $n - 1;
        $_ eq '' || /\n\z/ or $_ .= "\n" for @headers;
    }

    if (defined $block->as) {
        my @as = split ' ', $block->as;
        @as == 1 || @as == $n
            or main::bail_out($block->name . " - $n requests, " . @as
                . ' who ask');

        for my $i (0 .. $n - 1) {
            my $who = @as == 1 ? $as[0] : $as[$i];
            $headers[$i] .= "Authorization: Bearer tok-$who\n"
                if $who ne '-';
        }
    }

    return if !grep { $_ ne '' } @headers;
    $block->set_value(more_headers => $n == 1 ? $headers[0] : \@headers);
}

1;
