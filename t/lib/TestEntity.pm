package TestEntity;

# Whole bodies to expect, written from a few words: what an entity has in
# common with the rows of t/data/show.sql need not be said.
#
#   main::status(101)                       alice's post 101
#   main::status(103, by => 'dave')         one of dave's, who is remote
#   main::status(101, content => main::str('<p>Hi</p>'))
#   main::status(101, account => main::account('alice', bot => 'true'))
#   main::media(5, type => '"video"')       and poll(), card(), emoji()
#
# A value is the JSON text as it is on the wire; undef leaves the key out.
# str() makes the text of a string.  The order of the keys, and which version
# has which, are those of t/unit/data/keys.txt.
#
# In a body of an older version:  local $TestEntity::Version = '4.5';
# If it has the keys of one, and is written as another does:
#                                 local $TestEntity::Bytes = '4.7';
#
# TestEntity::setup() does what these suites have in common: the rows of
# t/data/show.sql, and in a block without config a server like that of the
# documents' examples, with "--- compat: 4.5" of that version.  Each request
# makes three assertions: the status, the body, and that nothing was logged.

use strict;
use warnings;

use Carp     qw(croak);
use Exporter qw(import);

# A pause before each look at the log, thrice as long: these suites only read,
# and what is logged for a request is logged before its answer.

BEGIN { $ENV{TEST_NGINX_SLEEP} ||= 0.003 }

our @EXPORT = qw(status account media poll card emoji quote collection str
    entity wrap);

our $Version = '4.7';
our $Bytes;
our $Web = 'https://social.example';
our $Files = 'https://social.example/system';

my %keys;

{
    my $file = 't/unit/data/keys.txt';
    open my $in, '<', $file or die "$file: $!\n";
    while (<$in>) {
        next if /^#|^\s*$/;
        my ($name, $key, $since) = split;
        push @{ $keys{$name} }, [$key, $since eq '-' ? 0 : $since];
    }
}


sub str {
    my ($text) = @_;

    my %short = ("\b" => 'b', "\f" => 'f', "\n" => 'n', "\r" => 'r',
        "\t" => 't', '"' => '"', '\\' => '\\');
    my $html = ($Bytes // $Version) < 4.6 ? '<>&' : '';

    $text =~ s{([\x00-\x1f"\\$html])}
              {$short{$1} ? "\\$short{$1}" : sprintf '\\u%04x', ord $1}ge;
    $text =~ s{\xe2\x80([\xa8\xa9])}{sprintf '\\u20%02x', ord($1) - 0x80}ge
        if $html;

    return qq("$text");
}


sub entity {
    my ($name, %v) = @_;

    my @out;

    for (@{ $keys{$name} }) {
        my ($key, $since) = @$_;
        my $value = delete $v{$key};
        push @out, qq("$key":$value) if defined $value && $since <= $Version;
    }

    croak "$name has no key " . (keys %v)[0] if %v;
    return '{' . join(',', @out) . '}';
}


my %who = (
    alice => [1001, undef, '"2026-02-11T00:00:00.000Z"'],
    bob   => [1002, undef, '"2026-02-12T00:00:00.000Z"'],
    dave  => [2001, 'remote.example', '"2025-12-31T00:00:00.000Z"'],
);


# id, domain, created_at; the name of somebody else, who is made by the block

sub _who {
    my ($name) = @_;

    my ($user, $id, $domain) = $name =~ /^([^:@]+):(-?\d+)(?:@(.+))?$/;
    return ($user, $id, $domain, '"2026-06-20T00:00:00.000Z"') if defined $id;

    my $row = $who{$name} or croak "nobody is called $name";
    return ($name, @$row);
}


# account('alice'), account('eve:1003'), account('eve:2002@remote.example')

sub account {
    my ($name, %over) = @_;

    my ($user, $id, $domain, $since) = _who($name);
    my $local = !defined $domain;

    return entity('Account',
        id                 => qq("$id"),
        username           => qq("$user"),
        acct               => $local ? qq("$user") : qq("$user\@$domain"),
        display_name       => '""',
        locked             => 'false',
        bot                => 'false',
        discoverable       => 'null',
        indexable          => 'false',
        group              => 'false',
        created_at         => $since,
        note               => '""',
        url                => $local ? qq("$Web/\@$user")
                                     : qq("https://$domain/\@$user"),
        uri                => $local ? qq("$Web/ap/users/$id")
                                     : qq("https://$domain/users/$user"),
        avatar             => qq("$Web/avatars/original/missing.png"),
        avatar_static      => qq("$Web/avatars/original/missing.png"),
        avatar_description => '""',
        header             => qq("$Web/headers/original/missing.png"),
        header_static      => qq("$Web/headers/original/missing.png"),
        header_description => '""',
        followers_count    => 0,
        following_count    => 0,
        statuses_count     => 0,
        last_status_at     => 'null',
        hide_collections   => 'null',
        show_media         => 'true',
        show_media_replies => 'true',
        show_featured      => 'true',
        noindex            => $local ? 'false' : undef,
        feature_approval   => _approval(),
        emojis             => '[]',
        roles              => $local ? '[]' : undef,
        fields             => '[]',
        %over);
}


sub _approval {
    return '{"automatic":[],"manual":[],"current_user":"denied"}';
}


sub status {
    my ($id, %over) = @_;

    my ($user, $account, $domain) = _who(delete $over{by} // 'alice');
    my $local = !defined $domain;
    my $who = $who{$user} ? $user
        : "$user:$account" . ($local ? '' : "\@$domain");

    return entity('Status',
        id                     => qq("$id"),
        created_at             => '"2026-06-20T09:30:15.042Z"',
        in_reply_to_id         => 'null',
        in_reply_to_account_id => 'null',
        sensitive              => 'false',
        spoiler_text           => '""',
        visibility             => '"public"',
        language               => 'null',
        uri => $local ? qq("$Web/ap/users/$account/statuses/$id")
                      : qq("https://$domain/users/$user/statuses/$id"),
        url => $local ? qq("$Web/\@$user/$id")
                      : qq("https://$domain/\@$user/$id"),
        replies_count          => 0,
        reblogs_count          => 0,
        favourites_count       => 0,
        quotes_count           => 0,
        edited_at              => 'null',
        content                => str('<p>Hello</p>'),
        reblog                 => 'null',
        application            => $local ? 'null' : undef,
        account                => exists $over{account} ? undef
                                                        : account($who),
        media_attachments      => '[]',
        mentions               => '[]',
        tags                   => '[]',
        emojis                 => '[]',
        tagged_collections     => '[]',
        quote                  => 'null',
        card                   => 'null',
        poll                   => 'null',
        quote_approval         => _approval(),
        %over);
}


# a picture of this server whose file is the id, in 16 digits

sub media {
    my ($id, %over) = @_;

    my $file = sprintf '%s/%016d.png', _partition($id), $id;
    my $base = "$Files/media_attachments/files";

    $file =~ s{/(\d+\.png)$}{/original/$1};
    my $small = $file =~ s{/original/}{/small/}r;

    return entity('MediaAttachment',
        id                 => qq("$id"),
        type               => '"image"',
        url                => qq("$base/$file"),
        preview_url        => qq("$base/$small"),
        remote_url         => 'null',
        preview_remote_url => 'null',
        text_url           => 'null',
        meta               => 'null',
        description        => 'null',
        blurhash           => 'null',
        %over);
}


sub _partition {
    my ($id) = @_;

    my $digits = sprintf length $id > 9 ? '%012s' : '%09s', $id;
    $digits =~ tr/ /0/;
    return join '/', $digits =~ /(\d{3})/g;
}


sub poll {
    my ($id, %over) = @_;

    return entity('Poll',
        id           => qq("$id"),
        expires_at   => '"2090-01-01T00:00:00.000Z"',
        expired      => 'false',
        multiple     => 'false',
        votes_count  => 0,
        voters_count => 0,
        options      => '[{"title":"a","votes_count":0}'
                      . ',{"title":"b","votes_count":0}]',
        emojis       => '[]',
        %over);
}


sub card {
    my ($url, %over) = @_;

    return entity('PreviewCard',
        url               => str($url),
        title             => '""',
        description       => '""',
        language          => 'null',
        type              => '"link"',
        author_name       => '""',
        author_url        => '""',
        provider_name     => '""',
        provider_url      => '""',
        html              => '""',
        width             => 0,
        height            => 0,
        image             => 'null',
        image_description => '""',
        embed_url         => '""',
        blurhash          => 'null',
        published_at      => 'null',
        authors           => '[]',
        %over);
}


# emoji('tux', 7, 'file'): with a file file.png; a fourth word is its folder

sub emoji {
    my ($code, $id, $file, $cache) = @_;

    my $base = $Files . ($cache ? "/$cache" : '') . '/custom_emojis/images/'
        . _partition($id);

    return qq({"shortcode":"$code","url":"$base/original/$file",)
        . qq("static_url":"$base/static/) . ($file =~ s/\.\w+$/.png/r)
        . qq(","visible_in_picker":true});
}


sub quote {
    my ($state, $status) = @_;

    return qq({"state":"$state","quoted_status":) . ($status // 'null') . '}';
}


sub collection {
    my ($id, %over) = @_;

    my $owner = delete $over{owner} // 1001;

    return entity('Collection',
        id           => qq("$id"),
        uri          => qq("$Web/ap/users/$owner/collections/$id"),
        name         => '""',
        description  => 'null',
        language     => 'null',
        account_id   => qq("$owner"),
        local        => 'true',
        sensitive    => 'false',
        discoverable => 'true',
        url          => qq("$Web/collections/$id"),
        item_count   => 0,
        created_at   => '"2026-06-20T09:30:15.042Z"',
        updated_at   => '"2026-06-20T09:30:15.042Z"',
        tag          => 'null',
        items        => '[]',
        %over);
}


# texts as an array

sub wrap { return '[' . join(',', @_) . ']' }


sub setup {     # names of more sections in an array, what pg_setup() takes
    my @sections = ref $_[0] ? @{ shift() } : ();

    TestPg::pg_setup('t/data/show.sql', @_);
    TestEnv::strict_sections('compat', @sections);

    main::add_block_preprocessor(sub {
        my $block = shift;
        my $compat = $block->compat // 'docs';

        $block->set_value(no_error_log => [qr/\[(?:error|crit|alert|emerg)\]/])
            if !defined $block->no_error_log;

        $block->set_value(http_config => <<"_EOC_")
    statuses_database main {
        conninfo "$TestPg::Conninfo";
    }

    statuses_primary main;
    statuses_local_domain social.example;
_EOC_
            if !defined $block->http_config;

        $block->set_value(config => <<"_EOC_") if !defined $block->config;
    location /api/v1/statuses {
        statuses on;
        statuses_compat $compat;
    }
_EOC_
    });
}

1;
