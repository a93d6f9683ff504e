#!/usr/bin/env bash
#
# Runs the tests.
#
#   test.sh all         unit tests, SQL checks, suites; or those of $TESTS
#   test.sh unit | sql | suites | asan | valgrind | fuzz
#
# TESTS      files to run in place of all: suites, or t/unit/NAME.c
# JOBS       so many at a time
#
# Whatever fails, all is run; prove's summary comes last.

set -uo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1

jobs=${JOBS:-$(($(nproc 2>/dev/null || echo 2) * 2))}
failed=


head_line() {
    printf '\n# %s\n' "$*"
}


# Leaks can only be looked for where a process may trace itself.

leak_check() {
    [ -n "${leaks:-}" ] || {
        mkdir -p .build/unit
        echo 'int main(void) { return 0; }' > .build/unit/leak.c
        if cc -fsanitize=address -o .build/unit/leak .build/unit/leak.c \
            2>/dev/null && ASAN_OPTIONS=detect_leaks=1 .build/unit/leak \
            2>/dev/null
        then
            leaks=1
        else
            leaks=0
        fi
    }
    echo $leaks
}


unit() {
    local programs name want=

    for name in ${TESTS:-}; do
        case $name in
        t/unit/*) want="$want $top/.build/unit/bin/$(basename "$name" .c)" ;;
        esac
    done

    head_line "unit tests"
    programs=$(bash t/lib/programs.sh unit) || return 1
    [ -n "$programs" ] || { echo "none"; return 0; }

    ASAN_OPTIONS=detect_leaks=$(leak_check) UBSAN_OPTIONS=print_stacktrace=1 \
        prove -j "$jobs" -e '' ${want:-$programs} </dev/null
}


sql() {
    head_line "SQL checks"
    [ -f t/sql/run.sh ] || { echo "none"; return 0; }
    prove -e bash t/sql/run.sh </dev/null
}


files() {
    local name

    if [ -n "${TESTS:-}" ]; then
        for name in $TESTS; do
            case $name in t/unit/*|t/sql/*) ;; *) echo "$name" ;; esac
        done
    else
        find t -maxdepth 1 -name '*.t' | sort
        find t/golden -maxdepth 1 -name '*.t' 2>/dev/null | sort
    fi
}


# As an ordinary user nothing of a run as root can be overwritten: a port and
# a folder of its own for each file, removed at the end.

suites() {
    head_line "${1:-suites}"
    [ -n "$(files)" ] || { echo "none"; return 0; }
    TEST_NGINX_RANDOMIZE=1 prove -j "$jobs" $(files) </dev/null
}


# Shows the findings that were logged into a folder; none of them is good.

findings() {
    local dir=$1 file bad=0

    for file in "$dir"/*; do
        [ -s "$file" ] || continue
        bad=$((bad + 1))
        [ $bad -gt 2 ] || head -n 60 "$file"
    done

    [ $bad -eq 0 ] || echo "findings in $bad processes, see $dir" >&2
    [ $bad -eq 0 ]
}


asan() {
    local logs=$top/.build/sanitize/logs rc=0

    rm -rf "$logs"
    mkdir -p "$logs"
    chmod 1777 "$logs"

    # Test::Nginx wants commas; nginx never frees its last cycle, every
    # dynamic module has variables of the same name, what is held back after
    # free() is no growth, and libfaketime comes first
    ASAN_OPTIONS=detect_leaks=0,detect_odr_violation=0,quarantine_size_mb=4
    ASAN_OPTIONS=$ASAN_OPTIONS,verify_asan_link_order=0
    export ASAN_OPTIONS=$ASAN_OPTIONS,log_path=$logs/asan
    export UBSAN_OPTIONS="print_stacktrace=1,log_path=$logs/ubsan"
    export TEST_NGINX_BINARY=$top/.build/sanitize/nginx
    export TEST_NGINX_LOAD_MODULES
    TEST_NGINX_LOAD_MODULES=$(sh t/lib/build.sh so sanitize)
    export TEST_NGINX_TIMEOUT=${TEST_NGINX_TIMEOUT:-10}

    suites "suites, ASan and UBSan" || rc=1
    findings "$logs" || rc=1
    return $rc
}


valgrind_run() {
    local logs=$top/.build/debug/valgrind rc=0

    rm -rf "$logs"
    mkdir -p "$logs"
    chmod 1777 "$logs"

    export TEST_NGINX_USE_VALGRIND="--leak-check=full \
        --show-possibly-lost=no --errors-for-leak-kinds=definite \
        --num-callers=40 --error-exitcode=99 --keep-debuginfo=yes \
        --suppressions=$top/t/valgrind.suppress --log-file=$logs/vg.%p"
    export TEST_NGINX_LOAD_MODULES
    TEST_NGINX_LOAD_MODULES=$(sh t/lib/build.sh so debug)
    export TEST_NGINX_TIMEOUT=${TEST_NGINX_TIMEOUT:-20}
    export TEST_NGINX_SLEEP=${TEST_NGINX_SLEEP:-0.05}

    suites "suites, valgrind" || rc=1
    findings "$logs" || rc=1
    return $rc
}


# New inputs are kept in .build/fuzz; t/fuzz/corpus/NAME is only read.

fuzz() {
    local programs program name rc=0 seconds=${FUZZ_SECONDS:-60}

    head_line "fuzzing, $seconds s each"
    programs=$(bash t/lib/programs.sh fuzz) || return 1
    [ -n "$programs" ] || { echo "no targets in t/fuzz"; return 0; }

    for program in $programs; do
        name=${program##*/}
        mkdir -p ".build/fuzz/corpus/$name"
        echo "$name"
        ASAN_OPTIONS=detect_leaks=$(leak_check) "$program" \
            -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
            -print_final_stats=1 -artifact_prefix=".build/fuzz/$name-" \
            ".build/fuzz/corpus/$name" \
            $(ls -d "t/fuzz/corpus/$name" "t/fuzz/$name" 2>/dev/null) \
            > ".build/fuzz/$name.log" 2>&1 </dev/null || {
                tail -n 40 ".build/fuzz/$name.log"
                echo "$name: failed, see .build/fuzz/$name.log" >&2
                rc=1
            }
        grep -E 'stat::(number_of_executed|peak_rss)' \
            ".build/fuzz/$name.log" | sed 's/^/  /'
    done

    return $rc
}


all() {
    case " ${TESTS:-} " in
    *" t/unit/"*|"  ") unit || failed="$failed unit" ;;
    esac

    case " ${TESTS:-} " in
    *" t/sql/"*|"  ") sql || failed="$failed sql" ;;
    esac

    if [ -z "${TESTS:-}" ] || [ -n "$(files)" ]; then
        suites || failed="$failed suites"
    fi

    [ -z "$failed" ] || echo "failed:$failed" >&2
    [ -z "$failed" ]
}


case ${1:-} in
all|unit|sql|suites|asan|fuzz) "$1" ;;
valgrind) valgrind_run ;;
*) sed -n '3,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
