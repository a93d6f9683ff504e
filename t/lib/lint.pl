#!/usr/bin/perl
#
# The checks of lint.sh that read text.  Takes the files as arguments, seen
# from the top, prints what it finds as FILE:LINE: WHAT, fails if there is any.

use strict;
use warnings;

binmode STDOUT, ':utf8';

my $max_columns = 80;
my $max_lines = 900;

# Which room stands on which floor of the house: a file may include what
# stands on a lower floor, and what is in its own room.

my %floor = (
    module  => 6,
    handler => 5,
    request => 4, gate => 4, operation => 4, observe => 4, relay => 4,
    entity  => 3,
    pg      => 2, text => 2, shm => 2,
    common  => 1,
);

# The table of operations is what the whole fourth floor derives from.

my %open = map { $_ => 1 } qw(operation/operation.h
    operation/post.h operation/once.h request/params.h);

# Libraries, and the files that may know them.

my %library = (
    'libpq-fe.h' => qr{^pg/},
    'jansson.h'  => qr{^(?:request/params|operation/|entity/|relay/)},
    'hiredis'    => qr{^(?:relay/|gate/limit)},
    'utf8proc.h' => qr{^text/},
    'idna.h'     => qr{^text/},
);

# spelt so that this file is not among the findings
my $open_end = join '|', 'X' x 3, map { scalar reverse } qw(ODOT EMXIF KCAH);

my $found = 0;


sub found {
    my ($file, $line, $what) = @_;

    print "$file:$line: $what\n";
    $found++;
}


sub lines {
    my ($file) = @_;

    open my $in, '<:encoding(UTF-8)', $file or die "$file: $!\n";
    no warnings 'utf8';
    my @lines = <$in>;
    chomp @lines;
    return @lines;
}


# --- text -----------------------------------------------------------------

sub check_text {
    my ($file, @lines) = @_;

    my $code = $file =~ /\.(?:[ch]|sh|pl|pm)$|^config$|^Makefile$/;
    my $end = $#lines < 14 ? $#lines : 14;
    my $generated = $file =~ /_table\.[ch]$/
        || grep { /\bgenerated\b/i } @lines[0 .. $end];
    my $n = 0;

    for (@lines) {
        $n++;
        last if /^__DATA__$/;

        found($file, $n, 'more than ' . $max_columns . ' columns')
            if $code && !$generated && length > $max_columns
            && !m{^/\* links: };
        found($file, $n, 'a tab')
            if /\t/ && $file !~ /^Makefile$|\.md$/;
        found($file, $n, 'blanks at the end') if /[ \t]$/;
        found($file, $n, 'left open: ' . $1)
            if /\b($open_end)\b/;
    }

    found($file, $n, "more than $max_lines lines")
        if $file =~ /\.[ch]$/ && $n > $max_lines && !$generated;
}


# --- C --------------------------------------------------------------------

sub room {
    my ($path) = @_;            # below ngx_statuses_module/

    return 'common'  if $path =~ m{^(?:ngx_http_statuses|statuses_word)\.h$};
    return 'handler' if $path =~ m{^request/handler\.};
    return $1        if $path =~ m{^(\w+)/};
    return 'module';
}


sub check_c {
    my ($file, @lines) = @_;

    my $text = join "\n", @lines;
    my ($path) = $file =~ m{^ngx_statuses_module/(.*)};

    # line comments: what is left after strings and block comments are gone
    my $left = $text;
    $left =~ s{("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')|(/\*.*?\*/)}
              {defined $1 ? '""' : $2 =~ s/[^\n]//gr}gse;
    my $n = 0;
    for (split /\n/, $left) {
        $n++;
        found($file, $n, 'a // comment') if m{//};
    }

    return if !defined $path;

    $n = 0;
    for (@lines) {
        $n++;
        found($file, $n, 'SQL in C')
            if /"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP)\s/;
        check_include($file, $n, $path, $1) if /^\s*#\s*include\s*[<"](.*)[>"]/;
    }
}


sub check_include {
    my ($file, $n, $path, $name) = @_;

    my $room = room($path);
    my ($dir) = $path =~ m{^(.*/)};

    for my $library (keys %library) {
        found($file, $n, "$name is not for this file")
            if index($name, $library) == 0 && $path !~ $library{$library};
    }

    found($file, $n, 'text/ knows neither nginx nor libpq')
        if $room eq 'text' && $name =~ /^(?:ngx_|libpq)/;

    # next to the file, or below ngx_statuses_module
    my ($target) = grep { -f "ngx_statuses_module/$_" }
        ($dir // '') . $name, $name;
    return if !defined $target;

    my $there = room($target);
    defined $floor{$room} or found($file, 1, "unknown room $room"), return;
    defined $floor{$there} or return;

    # the handler shares its room's files
    return if $there eq $room || ($room eq 'handler' && $there eq 'request');
    return if $floor{$there} < $floor{$room};
    return if $open{$target} && $floor{$room} == $floor{$there};

    found($file, $n, "$room may not include $target");
}


# --- suites ---------------------------------------------------------------

sub check_suite {
    my ($file, @lines) = @_;

    my ($n, $want, $data) = (0, 1, 0);

    for (@lines) {
        $n++;
        $data = 1 if /^__DATA__$/;
        next if !$data;

        found($file, $n, '--- ONLY: the rest does not run') if /^--- ONLY/;

        if (/^=== TEST (\d+)/) {
            found($file, $n, "TEST $1 should be TEST $want") if $1 != $want;
            $want++;
        }
    }
}


# --- directives -----------------------------------------------------------

sub check_directives {
    my (@c) = @_;

    my (%code, %readme);

    for my $file (@c) {
        my $text = join "\n", lines($file);

        while ($text =~ /\{\s*ngx_string\("(statuses\w*)"\),\s*NGX_\w*CONF/g) {
            $code{$1} = $file;
        }
    }

    my $n = 0;
    for (lines('README.md')) {
        $n++;
        $readme{$1} = $n if /^\W*syntax\W+(statuses\w*)/i;
    }

    found('README.md', 1, "$_ of $code{$_} is not described")
        for grep { !$readme{$_} } sort keys %code;
    found('README.md', $readme{$_}, "there is no directive $_")
        for grep { !$code{$_} } sort keys %readme;
}


my @c = grep { /\.[ch]$/ } @ARGV;

for my $file (@ARGV) {
    my @lines = lines($file);

    check_text($file, @lines);
    check_c($file, @lines) if $file =~ /\.[ch]$/;
    check_suite($file, @lines) if $file =~ /\.t$/;
}

check_directives(grep { /^ngx_statuses_module/ } @c) if -f 'README.md' && @c;

exit($found ? 1 : 0);
