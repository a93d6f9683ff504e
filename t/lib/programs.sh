#!/usr/bin/env bash
#
# Builds the C programs of t/unit, t/fuzz and t/bench.
#
#   programs.sh unit          prints the paths of the test programs
#   programs.sh fuzz          prints those of the fuzz targets
#   programs.sh bench         prints those of the benchmarks of text/
#
# The first line of each .c file names what it is linked with, sources as
# seen from its folder:
#
#   /* links: ../../ngx_statuses_module/text/html.c -lidn */
#
# Where it names nothing, all of text/ is linked.  A file whose name begins
# with "_", and nginx_stubs.c, are no programs: they are linked where they are
# named.
#
# Unit tests run under ASan and UBSan where the compiler has them; CFLAGS
# takes the place of these flags.

set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
kind=${1:?unit or fuzz}
here=$top/t/$kind
out=$top/.build/$kind
text_libs="-lidn -lutf8proc"


can_compile() {
    echo 'int main(void) { return 0; }' > "$out/probe.c"
    "$@" -o "$out/probe" "$out/probe.c" >/dev/null 2>&1 && "$out/probe"
}


# gcc sees variables without a value where sanitizers change the code.

flags() {
    local sanitizers="-fsanitize=address,undefined -fno-sanitize-recover=all"
    local quiet=-Wno-maybe-uninitialized

    can_compile "$cc" -Werror $quiet || quiet=

    if [ "$kind" = bench ]; then
        echo "-O2 -g"
    elif [ "$kind" = fuzz ]; then
        echo "-g -O1 -fno-omit-frame-pointer $sanitizers -fsanitize=fuzzer"
    elif [ -n "${CFLAGS:-}" ]; then
        echo "$CFLAGS"
    elif can_compile "$cc" $sanitizers; then
        echo "-g -O1 -fno-omit-frame-pointer $sanitizers $quiet"
    else
        echo "-g -O1"
    fi
}


# What a source is linked with: absolute paths of sources, and libraries.

links() {
    local line word

    line=$(sed -n '1s,^/\* *links: *\(.*[^ ]\) *\*/.*$,\1,p' "$1")

    if [ -z "$line" ]; then
        ls "$top"/ngx_statuses_module/text/*.c 2>/dev/null || true
        echo $text_libs
        return
    fi

    for word in $line; do
        case $word in
        -*) echo "$word" ;;
        *)  (cd "$here" && ls $word >/dev/null && realpath $word) ;;
        esac
    done
}


object() {
    echo "$out/obj/${1#"$top"/}" | sed 's/\.c$/.o/'
}


programs() {
    local file

    for file in "$here"/*.c; do
        case ${file##*/} in
        _*|nginx_stubs.c|'*.c') ;;
        *) echo "$file" ;;
        esac
    done
}


includes() {
    local dir nginx=${NGX_SRC:-/usr/share/nginx/src}/src

    echo "-I$top/ngx_statuses_module -I$top/ngx_statuses_module/text"
    echo "-I$top/t/unit"

    if grep -lsE '^#include <ng(x|inx)' "$here"/*.[ch] >/dev/null ||
        grep -lsE '^/\* *links:.*(entity|request|gate|operation|pg|shm)/' \
            "$here"/*.c >/dev/null
    then
        sh "$top/t/lib/build.sh" headers release
        echo "-I$top/.build/release/objs/statuses -I$top/.build/release/objs"

        for dir in core event event/modules os/unix http http/modules \
            http/v2
        do
            echo "-I$nginx/$dir"
        done

    else
        sh "$top/t/lib/build.sh" generate "$out/statuses"
        echo "-I$out/statuses"
    fi

    pkg-config --cflags-only-I libpq 2>/dev/null ||
        echo "-I$(pg_config --includedir 2>/dev/null ||
            echo /usr/include/postgresql)"
}


write_makefile() {
    local file word objects libs all=

    echo "CC = $cc"
    echo "CFLAGS = -Wall -Wextra -Wno-unused-parameter -Werror" $(flags) \
        $(includes)
    echo 'all:'
    echo "$out/obj/%.o: $top/%.c $out/Makefile"
    printf '\t@mkdir -p $(@D)\n'
    printf '\t$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<\n'

    while read -r file; do
        objects=$(object "$file")
        libs=

        while read -r word; do
            case $word in
            -*) libs="$libs $word" ;;
            *)  objects="$objects $(object "$word")" ;;
            esac
        done < <(links "$file" | tr ' ' '\n')

        word=$out/bin/$(basename "$file" .c)
        all="$all $word"
        printf '%s: %s\n' "$word" "$objects"
        printf '\t@mkdir -p $(@D)\n\t$(CC) $(CFLAGS) -o $@ $^%s\n' "$libs"
    done < <(programs)

    echo "all:$all"
    echo ".SECONDARY:"
    echo "-include \$(shell find $out/obj -name '*.d' 2>/dev/null)"
}


mkdir -p "$out"

cc=${CC:-cc}
[ "$kind" != fuzz ] || cc=clang

[ -n "$(programs)" ] || exit 0

write_makefile > "$out/Makefile.new"
cmp -s "$out/Makefile.new" "$out/Makefile" ||
    mv "$out/Makefile.new" "$out/Makefile"

env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
    make -s -f "$out/Makefile" -j "${JOBS:-$(nproc)}" -k all \
    > "$out/make.log" 2>&1 || {
        head -n 60 "$out/make.log" >&2
        exit 1
    }

programs | sed "s,.*/\(.*\)\.c\$,$out/bin/\1,"
