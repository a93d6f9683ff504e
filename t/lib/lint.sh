#!/usr/bin/env bash
#
# Checks what a reader would otherwise have to: columns, tabs, comments, the
# direction of #include, documented directives, compiler warnings of gcc and
# clang, the syntax of scripts.  Prints all findings, fails if there are any.

set -uo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1

rc=0


stage() {
    local what=$1

    shift
    "$@" || { echo "lint: $what" >&2; rc=1; }
}


# The project's own text; recordings, tables and inputs are data.

files() {
    if ! git ls-files -co --exclude-standard 2>/dev/null; then
        find . -type f ! -path './.git/*' ! -path './.build/*' \
            ! -path './.run/*' ! -path './t/servroot*' | sed 's,^\./,,'
    fi |
        grep -E '\.([chtlmd]+|sh|pl|pm|sql|awk)$|^(config|Makefile)$|^\.ci/' |
        grep -vE '^t/(golden|data|fuzz/corpus)/|/data/.*\.(txt|json)$' |
        sort -u |
        while read -r file; do [ ! -f "$file" ] || echo "$file"; done
}


text() {
    files | xargs perl t/lib/lint.pl
}


scripts() {
    local file bad=0

    for file in $(files); do
        case $file in
        *.pm)
            TEST_NGINX_LOAD_MODULES='' perl -It/lib -c "$file" 2>&1 |
                grep -v 'syntax OK$\|used only once'
            [ "${PIPESTATUS[0]}" = 0 ] || bad=1
            ;;
        *.pl)
            perl -c "$file" 2>&1 | grep -v 'syntax OK$'
            [ "${PIPESTATUS[0]}" = 0 ] || bad=1
            ;;
        *.sh|.ci/*)
            case $(head -n 1 "$file") in
            *bash) bash -n "$file" || bad=1 ;;
            *)     sh -n "$file" || bad=1 ;;
            esac
            ;;
        config)
            sh -n "$file" || bad=1
            ;;
        esac
    done

    return $bad
}


# A path of the machine that a file was written on, or a server that packages
# come from, says nothing to anybody else.

places() {
    local word bad=0

    git rev-parse --git-dir >/dev/null 2>&1 || return 0

    for word in "$top/" "$(dirname "$top")/" "${HOME:-/nowhere}/" $(
        cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
            grep -oE 'https?://[^/ ]+' | sort -u)
    do
        case $word in /|//|/tmp/|/root/|/home/) continue ;; esac
        ! git grep -nIF --untracked -- "$word" || bad=1
    done

    return $bad
}


warnings() {
    local nginx=${NGX_SRC:-/usr/share/nginx/src}/src dir
    local include="-Ingx_statuses_module -I.build/release/objs/statuses
        -I.build/release/objs"

    [ -n "$(ls ngx_statuses_module/*.c 2>/dev/null)" ] || return 0

    sh t/lib/build.sh headers release || return 1

    for dir in core event event/modules os/unix http http/modules http/v2; do
        include="$include -I$nginx/$dir"
    done

    include="$include $(pkg-config --cflags-only-I libpq 2>/dev/null)"

    # gcc sees more when it optimizes, and nginx's own flags are -O
    find ngx_statuses_module -name '*.c' | sort |
        xargs -P "$(nproc)" -n 1 "$@" -Wall -Wextra -Wpointer-arith \
            -Wno-unused-parameter -Werror $include
}


stage "text" text
stage "scripts" scripts
stage "places" places
stage "warnings of gcc" warnings gcc -O -S -o /dev/null
stage "warnings of clang" warnings clang -fsyntax-only

[ $rc != 0 ] || echo "lint: clean"
exit $rc
