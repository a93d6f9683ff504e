#!/bin/sh
#
# Builds the module, and what is built for its tests; works out by itself
# what is up to date.
#
#   build.sh module debug|release     the dynamic module, against nginx-dev
#   build.sh module sanitize          nginx and the module, from Debian's
#                                     source, under ASan and UBSan
#   build.sh headers debug|release    nginx's and the generated headers only
#   build.sh generate DIR             the generated headers only, there
#   build.sh install                  into DESTDIR
#   build.sh so debug|release|sanitize    prints the module's path
#
# NGX_SRC names another nginx source tree than the one of nginx-dev.

set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
src=$top/ngx_statuses_module
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}

# nginx lies in /usr/sbin, which is not in everybody's path
PATH=$PATH:/usr/sbin


say() {
    printf '%s\n' "build: $*" >&2
}


fail() {
    say "$@"
    exit 1
}


so_of() {
    case $1 in
    release) echo "$top/.build/ngx_http_statuses_module.so" ;;
    *)       echo "$top/.build/$1/ngx_http_statuses_module.so" ;;
    esac
}


generators() {
    for script in "$top/sql/generate.sh" "$src/text/data/generate.sh"; do
        [ ! -f "$script" ] || echo "$script"
    done
}


inputs() {
    (cd "$top" && find sql/statements sql/*.sh sql/*.awk \
        ngx_statuses_module/text/data -type f -exec cksum {} + 2>/dev/null |
        sort)
}


# Headers are replaced only where they differ, so that make compiles nothing
# for a comment in an .sql file.

generate() {
    out=$1
    new=$out.new

    sum=$(inputs)
    [ "$sum" != "$(cat "$out/.made" 2>/dev/null)" ] || return 0

    rm -rf "$new"
    mkdir -p "$out" "$new"

    for script in $(generators); do
        sh "$script" "$new" || fail "$script failed"
    done

    for file in "$out"/*; do
        [ -e "$new/${file##*/}" ] || rm -f "$file"
    done

    for file in "$new"/*; do
        [ ! -e "$file" ] || cmp -s "$file" "$out/${file##*/}" ||
            mv "$file" "$out/"
    done

    rm -rf "$new"
    printf '%s\n' "$sum" > "$out/.made"
}


# What a configuration depends on: the path, nginx, the configuration files,
# the names of the sources, the compiler.

signature() {
    echo "$top" "$@"
    command -v nginx >/dev/null 2>&1 && nginx -V 2>&1 | grep -v '^built'
    ${CC:-cc} --version | head -n 1
    cksum < "$top/config"
    cksum < "$top/t/lib/build.sh"
    env | grep -E '^(LIBPQ_INC|LIBPQ_LIB|CC|CFLAGS)=' || true
    (cd "$src" && ls *.[ch] */*.[ch] 2>/dev/null)
    generators
}


# configure TREE BUILDDIR ARGS; run inside the source tree, which need not be
# writable.

configure() {
    tree=$1
    dir=$2
    shift 2

    sign=$(signature "$tree" "$@")

    if [ "$sign" = "$(cat "$dir/signature" 2>/dev/null)" ] &&
        [ -f "$dir/objs/Makefile" ]
    then
        return 0
    fi

    rm -rf "$dir/objs" "$dir/signature"
    mkdir -p "$dir"

    (cd "$tree" && ./configure --builddir="$dir/objs" "$@") \
        > "$dir/configure.log" 2>&1 || {
            tail -n 25 "$dir/configure.log" >&2
            fail "configure failed, see $dir/configure.log"
        }

    printf '%s\n' "$sign" > "$dir/signature"
}


# make_in TREE BUILDDIR TARGETS

make_in() {
    generate "$2/objs/statuses"
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
        make -s -C "$1" -f "$2/objs/Makefile" -j "$jobs" --no-print-directory \
        $3 > "$2/make.log" 2>&1 || {
            head -n 60 "$2/make.log" >&2
            fail "make failed, see $2/make.log"
        }
}


# A function that nobody wrote would be noticed only when nginx loads the
# module.

check_symbols() {
    names=$(nm -D --undefined-only "$1" | sed -n 's/.* U \(.*statuses.*\)/\1/p')
    [ -z "$names" ] || fail "undefined in the module:" $names
}


# put FILE AT: copied by rename, since an nginx may have the old one mapped

put() {
    cmp -s "$1" "$2" && return 0
    cp "$1" "$2.new"
    mv "$2.new" "$2"
    say "${2#"$top/"}"
}


prepare_dynamic() {
    tree=${NGX_SRC:-/usr/share/nginx/src}
    [ -f "$tree/configure" ] ||
        fail "no nginx source in $tree: install nginx-dev, or set NGX_SRC"

    case $1 in
    release)
        cc="-O2 -g -fstack-protector-strong -Wformat -Werror=format-security"
        cc="$cc -D_FORTIFY_SOURCE=2"
        ld="-Wl,-z,relro -Wl,-z,now"
        ;;
    debug)
        cc="-O0 -g3 -fno-omit-frame-pointer"
        ld=
        ;;
    esac

    configure "$tree" "$top/.build/$1" --with-compat --with-debug \
        --with-cc-opt="$cc ${CFLAGS:-}" ${ld:+--with-ld-opt="$ld"} \
        --add-dynamic-module="$top"
}


build_dynamic() {
    prepare_dynamic "$1"
    make_in "$tree" "$top/.build/$1" modules
    check_symbols "$top/.build/$1/objs/ngx_http_statuses_module.so"
    put "$top/.build/$1/objs/ngx_http_statuses_module.so" "$(so_of "$1")"
}


# Each allocation of nginx's pools becomes one of malloc, so that overruns
# show.  nginx itself is not clean under three of UBSan's checks: it reads
# unaligned words on purpose, calls memcpy() with NULL and a size of 0, and
# adds 0 to NULL.

build_sanitize() {
    dir=$top/.build/sanitize
    mkdir -p "$dir"

    if [ ! -f "$dir/source/src/configure" ]; then
        rm -rf "$dir/source"
        say "fetching the source of nginx"
        sh "$top/t/lib/deps.sh" source nginx "$dir/source" \
            > "$dir/source.log" 2>&1 || {
                tail -n 20 "$dir/source.log" >&2
                fail "the source of nginx cannot be fetched"
            }
    fi

    # gcc sees variables without a value where sanitizers change the code
    warn=-Wno-error=maybe-uninitialized

    san="-fsanitize=address,undefined"
    san="$san -fno-sanitize=alignment,nonnull-attribute,pointer-overflow"
    san="$san -fno-sanitize-recover=undefined"

    palloc=-DNGX_DEBUG_PALLOC=1

    # the probes of configure leak
    export ASAN_OPTIONS=detect_leaks=0

    configure "$dir/source/src" "$dir" --with-compat --with-debug \
        --with-http_ssl_module --with-http_v2_module \
        --with-http_realip_module --with-http_auth_request_module \
        --with-http_stub_status_module --with-http_sub_module \
        --with-http_addition_module --with-threads \
        --with-cc-opt="-O1 -g -fno-omit-frame-pointer $san $palloc $warn" \
        --with-ld-opt="$san" --add-dynamic-module="$top"
    make_in "$dir/source/src" "$dir" "binary modules"
    check_symbols "$dir/objs/ngx_http_statuses_module.so"
    put "$dir/objs/nginx" "$dir/nginx"
    put "$dir/objs/ngx_http_statuses_module.so" "$(so_of sanitize)"
}


# The module goes where the installed nginx looks for modules.

install_all() {
    modules=$(nginx -V 2>&1 | tr ' ' '\n' | sed -n 's/^--modules-path=//p')
    modules=${DESTDIR:-}${modules:-/usr/lib/nginx/modules}
    share=${DESTDIR:-}${PREFIX:-/usr}/share/ngx_statuses_module

    install -d "$modules" "$share"
    install -m 644 "$(so_of release)" "$modules/"

    rm -rf "$share/sql"
    (cd "$top" && find sql -type f) | while read -r file; do
        install -D -m 644 "$top/$file" "$share/$file"
    done

    say "$modules/ngx_http_statuses_module.so"
    say "$share/sql"
}


# What another account built can neither be renewed nor removed.

check_writable() {
    for dir in "$top" "$top/.build" "$top/.build/$1" "$top/.build/$1/objs"; do
        [ ! -e "$dir" ] || [ -w "$dir" ] ||
            fail "$dir cannot be written; who owns it?"
    done
}


case ${1:-} in
module)
    check_writable "$2"
    [ -f "$src/ngx_http_statuses_module.c" ] || fail "no sources in $src"
    case $2 in
    debug|release) build_dynamic "$2" ;;
    sanitize)      build_sanitize ;;
    *)             fail "BUILD is debug, release or sanitize, not \"$2\"" ;;
    esac
    ;;
headers)
    prepare_dynamic "$2"
    generate "$top/.build/$2/objs/statuses"
    ;;
generate)
    generate "$2"
    ;;
install)
    install_all
    ;;
so)
    so_of "$2"
    ;;
*)
    sed -n '3,14s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
