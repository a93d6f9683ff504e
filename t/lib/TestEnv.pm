package TestEnv;

# The first thing every t/*.t loads, always before Test::Nginx::Socket, which
# reads the environment once, while it is being loaded.
#
#   use lib 't/lib';
#   use TestEnv;
#   use TestPg;
#   use Test::Nginx::Socket;
#
#   TestEnv::strict_sections();

use strict;
use warnings;

use Config ();
use Cwd    ();

our $Top;

BEGIN {
    # PR_SET_CHILD_SUBREAPER: a stopped nginx becomes a child of ours and can
    # be reaped, instead of staying a zombie until a slow PID 1 notices it
    my %nr = (x86_64 => 157, aarch64 => 167);
    my ($arch) = $Config::Config{archname} =~ /^([^-]+)/;
    syscall($nr{$arch}, 36, 1, 0, 0, 0) if $^O eq 'linux' && $nr{$arch};

    $Top = Cwd::getcwd();

    # set and empty: the module is linked into nginx
    if (!defined $ENV{TEST_NGINX_LOAD_MODULES}) {
        my $so = "$Top/.build/ngx_http_statuses_module.so";

        # nginx would be tried for 30 seconds
        die "$so is missing, see \"make build\"\n" if !-f $so;
        $ENV{TEST_NGINX_LOAD_MODULES} = $so;
    }

    # nginx lies in /usr/sbin, which is not in everybody's path
    $ENV{PATH} .= ':/usr/sbin' unless ":$ENV{PATH}:" =~ m{:/usr/sbin:};
}

# Section names are never checked by Test::Base: a misspelt check checks
# nothing.

my %known = map { $_ => 1 } qw(
    config http_config main_config request raw_request
    raw_request_middle_delay pipelined_requests more_headers error_code
    error_code_like response_headers response_headers_like
    raw_response_headers_like raw_response_headers_unlike response_body
    response_body_like response_body_unlike response_body_filters error_log
    no_error_log shutdown_error_log no_shutdown_error_log grep_error_log
    grep_error_log_out access_log no_access_log log_level timeout abort wait
    shutdown ignore_response user_files init must_die suppress_stderr
    skip_nginx skip_eval todo ONLY SKIP LAST
    sql sql_query sql_result after_response);


# Bails out at a section that nobody knows; the arguments are sections of the
# file's own.  Unless a block says otherwise, neither [alert] nor [emerg] may
# appear in its log: two assertions for each request, which the plan counts.

sub strict_sections {
    $known{$_} = 1 for @_;

    main::add_block_preprocessor(sub {
        my $block = shift;
        my @bad = grep { !$known{$_} } @{ $block->_section_order };

        main::bail_out($block->name . " - unknown section: @bad") if @bad;

        # a port of the random ones may be some client's own for a moment;
        # nginx tries again
        $block->set_value(no_error_log =>
            ['[alert]', qr/\[emerg\](?! .* bind\(\) to )/])
            if !defined $block->no_error_log;
    });
}


# Lets END blocks run, which stop nginx, when prove is interrupted.

$SIG{$_} = sub { exit 130 } for qw(HUP INT TERM);

1;
