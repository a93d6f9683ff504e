#!/bin/sh
#
# Installs the Debian packages that building, running and testing need, and
# only those that are missing.
#
#   deps.sh [all]     what "make deps" does: build, run and test
#   deps.sh make | build | run | test | sanitize | valgrind | fuzz | lint
#                     just that group, silent when nothing is missing
#   deps.sh source NAME DIR
#                     Debian's source of a package, into DIR/src
#   deps.sh extra     what "make deps-extra" does
#
# No daemon is started by an installation, and the machine's own package
# sources stay as they are.

set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)

build="nginx nginx-dev libpq-dev libjansson-dev libpcre2-dev libidn-dev
    libutf8proc-dev libssl-dev libhiredis-dev gcc libc6-dev make"
run="nginx postgresql postgresql-client util-linux procps xz-utils curl"
test="$build $run perl openssl libtest-nginx-perl libio-socket-ssl-perl
    redis-server"
sanitize="$build dpkg-dev"
valgrind="$test valgrind"
fuzz="$build clang fuzzer-runtime"
lint="$build clang perl bash"
extra="valgrind clang fuzzer-runtime clang-format redis-tools
    pgbouncer apertium apertium-eng-spa prometheus lintian wrk linux-perf
    tini apache2-utils libnginx-mod-http-echo node npm"

tmp=
policy=


say() {
    printf '%s\n' "deps: $*" >&2
}


fail() {
    say "$@"
    exit 1
}


clean_up() {
    [ -z "$policy" ] || rm -f "$policy"
    policy=
    [ -z "$tmp" ] || rm -rf "$tmp"
    tmp=
}


# Which of the given packages are missing.  Some names have a test of their
# own, since there are other ways to have what the package holds.

missing() {
    have=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
        sed -n 's/^installed //p' | tr '\n' ' ') "

    for name in $(printf '%s\n' "$@" | sort -u); do
        case "$have" in *" $name "*) continue ;; esac

        case "$name" in
        libtest-nginx-perl)
            perl -MTest::Nginx::Socket -e 1 >/dev/null 2>&1 && continue ;;
        fuzzer-runtime)
            has_fuzzer && continue ;;
        node|npm)
            command -v "$name" >/dev/null 2>&1 && continue ;;
        esac

        echo "$name"
    done
}


has_fuzzer() {
    command -v clang >/dev/null 2>&1 &&
        [ -f "$(clang -print-file-name="libclang_rt.fuzzer-$(
            uname -m).a" 2>/dev/null)" ]
}


# The compiler's run-time library carries the compiler's version in its name,
# and one name differs from the command's.

resolve() {
    for name in "$@"; do
        case "$name" in
        fuzzer-runtime)
            apt-cache depends clang | sed -n \
                's/.*Depends: clang-\([0-9][0-9]*\)$/libclang-rt-\1-dev/p' ;;
        node)
            echo nodejs ;;
        *)
            echo "$name" ;;
        esac
    done
}


apt() {
    DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 NEEDRESTART_MODE=l \
        apt-get -y -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 \
        -o Dpkg::Options::=--force-confdef \
        -o Dpkg::Options::=--force-confold "$@" </dev/null >&2
}


# apt waits for the lock of dpkg by itself, but not for the one of its lists.

update() {
    i=0
    until apt update; do
        i=$((i + 1))
        [ $i -lt 10 ] || fail "the package lists cannot be fetched"
        sleep 6
    done
}


install() {
    apt --no-install-recommends install "$@"
}


keep_daemons_down() {
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        policy=/usr/sbin/policy-rc.d
        printf '#!/bin/sh\nexit 101\n' > $policy
        chmod 755 $policy
    fi

    # a cluster of the packages' own would only take the port
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' \
            > /etc/postgresql-common/createcluster.conf
    fi
}


# apt_elsewhere SUITE TYPE ARGS: apt-get with a configuration of its own: the
# addresses of the machine's Debian sources, but another suite or type (deb,
# deb-src), and lists and cache in $tmp.  Without a suite the machine's own.

apt_elsewhere() {
    suite=$1
    type=$2
    shift 2

    [ -n "$tmp" ] || tmp=$(mktemp -d)
    mkdir -p "$tmp/lists/partial" "$tmp/cache/archives/partial"
    chmod -R a+rX "$tmp"

    codename=$(. /etc/os-release; echo "${VERSION_CODENAME:-sid}")
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -f $keys ] && keys="[signed-by=$keys]" || keys=

    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' |
        awk -v type="$type" -v suite="$suite" -v code="$codename" \
            -v keys="$keys" '
            $3 != "main" || seen[$1, $2]++ { next }
            $2 == code || $2 ~ /^(stable|testing|unstable|sid)$/ {
                print type, keys, $1, (suite == "" ? $2 : suite), "main"
            }
            suite == "" && index($2, code "-") == 1 {
                print type, keys, $1, $2, "main"
            }' > "$tmp/sources.list"

    [ -s "$tmp/sources.list" ] ||
        fail "no Debian source among the machine's package sources"

    apt -o Dir::Etc::sourcelist="$tmp/sources.list" \
        -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State::lists="$tmp/lists" -o Dir::Cache="$tmp/cache" \
        -o Acquire::Languages=none "$@"
}


# Test::Nginx is packaged since Debian 13; its package fits older releases.

install_test_nginx() {
    if apt-cache policy libtest-nginx-perl | grep -q 'Candidate: [0-9]'; then
        install libtest-nginx-perl
        return
    fi

    # the index of a mirror that stands still is signed, but out of date
    for option in true false; do
        for suite in testing sid; do
            [ -z "$tmp" ] || rm -rf "$tmp/lists" "$tmp/cache"
            apt_elsewhere $suite deb \
                -o Acquire::Check-Valid-Until=$option update || continue
            (cd "$tmp" && apt_elsewhere $suite deb \
                download libtest-nginx-perl) || continue
            chmod a+r "$tmp"/libtest-nginx-perl_*.deb
            install "$tmp"/libtest-nginx-perl_*.deb
            return
        done
    done

    fail "Test::Nginx is not packaged here; install it with" \
        "\"cpanm Test::Nginx\""
}


# The clients that some checks talk through; later ones want a newer Node.

install_clients() {
    [ -d "$top/.build/clients/node_modules/masto" ] && return
    mkdir -p "$top/.build/clients"
    (cd "$top/.build/clients" &&
        npm install --no-audit --no-fund --ignore-scripts --prefix . \
            masto@7 megalodon@~9.2.0 </dev/null >&2)
}


install_all() {
    keep_daemons_down

    plain=
    nginx=no
    for name in "$@"; do
        case "$name" in
        libtest-nginx-perl) nginx=yes ;;
        *)                  plain="$plain $name" ;;
        esac
    done

    if ! apt-cache show nginx-dev >/dev/null 2>&1; then
        update
    fi

    if [ -n "$plain" ]; then
        # old lists name packages that their server no longer has
        install $(resolve $plain) ||
            { update; install $(resolve $plain); }
    fi

    [ $nginx = no ] || install_test_nginx
}


# source NAME DIR: unpacks Debian's source of a package into DIR/src.  A server
# may lack the files of the newest version; an earlier one does as well.

source_of() {
    mkdir -p "$2"
    apt_elsewhere "" deb-src update

    for version in $(apt_elsewhere_show "$1" | sort -rV); do
        if (cd "$2" && apt_elsewhere "" deb-src -o APT::Sandbox::User=root \
            --download-only source "$1=$version")
        then
            (cd "$2" && dpkg-source --no-check -x ./*.dsc src </dev/null >&2)
            return
        fi
    done

    fail "no source of $1 to be had"
}


apt_elsewhere_show() {
    apt-cache -o Dir::Etc::sourcelist="$tmp/sources.list" \
        -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State::lists="$tmp/lists" -o Dir::Cache="$tmp/cache" \
        showsrc "$1" | sed -n 's/^Version: //p'
}


group=${1:-all}

trap clean_up EXIT
trap 'exit 130' HUP INT TERM

if [ "$group" = source ]; then
    source_of "$2" "$3"
    exit 0
fi

case $group in
make)     list=make ;;
all)      list="$test" ;;
build)    list=$build ;;
run)      list=$run ;;
test)     list=$test ;;
sanitize) list=$sanitize ;;
valgrind) list=$valgrind ;;
fuzz)     list=$fuzz ;;
lint)     list=$lint ;;
extra)    list=$extra ;;
*)        fail "unknown group \"$group\"" ;;
esac

if ! command -v dpkg-query >/dev/null 2>&1; then
    [ "$group" != all ] ||
        say "not a Debian system; needed is what these packages hold:" $list
    exit 0
fi

list=$(missing $list)

if [ -z "$list" ]; then
    [ "$group" = extra ] && install_clients
    case $group in all|extra) say "nothing is missing" ;; esac
    exit 0
fi

if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        fail "these packages are missing:" $list \
            "- run \"make deps\" once as root"
    fi
    say "installing as root:" $list
    sudo sh "$0" "$group"

else
    say "installing:" $list
    install_all $list
fi

[ "$group" = extra ] && install_clients

left=$(missing $list)
[ -z "$left" ] || fail "still missing:" $left
