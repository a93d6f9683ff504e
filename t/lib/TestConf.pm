package TestConf;

# Many small configurations in one block, each tried by "nginx -t".
#
# --- refused      lines of "CONTEXT: directives => message": nginx does not
#                  take them there, and says why.  One assertion for each line.
# --- taken        lines of "CONTEXT: directives": nginx takes them.
#
# CONTEXT is main, http, server, location, or if (inside of one in a location).
# A database "main", statuses_primary and statuses_local_domain stand in http
# already; in a context with "bare" behind it (http bare: ...) they do not.
#
#   use TestConf;                   # behind Test::Nginx::Socket
#   TestConf::setup();              # behind TestEnv::strict_sections(...)

use strict;
use warnings;

our @Sections = qw(refused taken);

my $base = <<'_EOC_';
    statuses_database main { conninfo "host=/nonexistent"; }
    statuses_primary main;
    statuses_local_domain social.example;
_EOC_


sub _try {
    my ($context, $lines) = @_;

    my $root = main::server_root();
    my $file = "$root/conf/tried.conf";
    my $bare = $context =~ s/ bare$//;
    my %in = map { $_ => '' } qw(main http server location if);

    defined $in{$context} or die "unknown context \"$context\"\n";
    $in{$context} = $lines;

    open my $out, '>', $file or die "$file: $!\n";
    print $out map({ "load_module $_;\n" }
        split ' ', $ENV{TEST_NGINX_LOAD_MODULES} // ''),
        "pid $root/logs/tried.pid;\n$in{main}\nevents { }\nhttp {\n",
        map({ "    ${_}_temp_path $root/${_}_temp;\n" }
            qw(client_body proxy fastcgi scgi uwsgi)),
        "    access_log off;\n", $bare ? '' : $base,
        "    $in{http}\n    server {\n        listen 127.0.0.1:61117;\n",
        "        $in{server}\n        location /a {\n            ",
        $in{location}, $in{if} ne '' ? "if (\$arg_a) { $in{if} }" : '',
        "\n        }\n    }\n}\n";
    close $out or die "$file: $!\n";

    my $binary = $ENV{TEST_NGINX_BINARY} || 'nginx';
    my $said = `$binary -t -q -e stderr -p $root/ -c $file 2>&1`;

    return ($? == 0, $said);
}


# Runs in "init", when the server's folder is there.

our (@Now, $Name);

sub run {
    for (@Now) {
        my ($kind, $line) = @$_;
        my ($context, $lines, $want) = $kind eq 'refused'
            ? $line =~ /^([a-z ]+): (.+?) +=> (.+)$/
            : $line =~ /^([a-z ]+): (.+)$/;
        defined $context or die "bad line: $line\n";

        my ($taken, $said) = _try($context, $lines);
        my $ok = $kind eq 'taken' ? $taken && $said eq ''
            : !$taken && $said =~ /\[emerg\].*\Q$want\E.* in \S+:\d+$/m;

        main::ok($ok, "$Name - $kind: $line") or main::diag($said || 'taken');
    }
}


sub setup {
    main::add_block_preprocessor(sub {
        my $block = shift;
        my @lines = map {
            my $kind = $_;
            map { [$kind, $_] } split /\n/, $block->$kind // '';
        } @Sections;

        return if !@lines;

        my ($name, @now) = ($block->name, @lines);
        $block->set_value(config => "location = /t { return 204; }\n");
        $block->set_value(request => 'GET /t');
        $block->set_value(error_code => 204);
        push @main::TestConfBlocks, sub { @Now = @now; $Name = $name; run() };
        $block->set_value(init =>
            "\$main::TestConfBlocks[$#main::TestConfBlocks]->()");
    });
}

1;
