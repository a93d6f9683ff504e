#!/usr/bin/env bash
#
# EXPLAIN (ANALYZE, BUFFERS) of each statement that reads, in each variant, on
# the benchmark's data and with the session options of the module: one file
# for each in .build/bench/explain, and a line on the terminal with its time
# and with all that is not an access by an index. "make bench-explain" calls
# it.
#
# The arguments follow from the words after each $n in the head of the file.

set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/t/bench/lib.sh"

plans=$out/explain


clean_up() {
    trap '' INT TERM HUP
    stop_postgres
    [[ -z $area ]] || rm -rf "$area"
}


# Posts of each kind, all of them public: "name id" on each line.

samples() {
    sql postgres <<'END'
SELECT 'popular', bench.status_id(1);
SELECT 'boost', id FROM statuses
 WHERE visibility = 0 AND reblog_of_id IS NOT NULL ORDER BY id LIMIT 1;
SELECT 'quote', s.id FROM statuses s JOIN quotes q ON q.status_id = s.id
 WHERE s.visibility = 0 AND q.state = 1 ORDER BY s.id LIMIT 1;
SELECT 'poll', id FROM statuses
 WHERE visibility = 0 AND poll_id IS NOT NULL ORDER BY id LIMIT 1;
SELECT 'media', id FROM statuses
 WHERE visibility = 0 AND array_length(ordered_media_attachment_ids, 1) = 4
 ORDER BY id LIMIT 1;
SELECT 'card', s.id FROM statuses s
  JOIN preview_cards_statuses c ON c.status_id = s.id
 WHERE s.visibility = 0 ORDER BY s.id LIMIT 1;
SELECT 'collection', s.id FROM statuses s
  JOIN tagged_objects o ON o.status_id = s.id
 WHERE s.visibility = 0 ORDER BY s.id LIMIT 1;
END
}


# parameters FILE: "number type description" on each line

parameters() {
    sed -n '/^--[^@]/s/^-- *//p' "$1" | tr '\n' ' ' | perl -ne '
        print "$1 $2 $3\n"
            while /\$(\d+) ((?:int8|int4|text|bool)(?:\[\])?) ([^,\$]*)/g'
}


# argument TYPE DESCRIPTION: its value for the post $sample

argument() {
    local type=$1 what=$2

    case $type:$what in
    *viewer*)
        echo "$viewer" ;;
    'text:local domain'*)
        echo "'$domain'" ;;
    text:token*)
        echo "'$token'" ;;
    'int8[]:account'*)
        echo "'{$accounts_list}'" ;;
    'int8[]:status'*)
        echo "'{$sample,$batch}'" ;;
    int8:max_id*)
        echo 9223372036854775807 ;;
    int8:since_id*)
        echo 0 ;;
    int8:depth*)
        echo 20 ;;
    int8:limit*)
        echo 40 ;;
    'int8:status id'*|'int8:quoted status'*|'int8:root'*)
        echo "$sample" ;;
    *)
        return 1 ;;
    esac
}


# explain FILE VIEWER: into $plans

explain() {
    local file=$1 name number type what values types value sample kind
    local target once=yes

    name=$(basename "$file" .sql)
    target=$plans/$name$([[ $2 = 0 ]] || echo _viewer).txt

    if ! grep -q '^-- lane: .*replica-safe' "$file" ||
        [[ $name = schema || $name = session ]]
    then
        return
    fi

    ! parameters "$file" | grep -q 'int8\(\[\]\)\? \(status\|quoted\)' ||
        once=no

    while IFS='|' read -r kind sample; do
        values=
        types=

        while read -r number type what; do
            value=$(argument "$type" "$what") || {
                say "$name: no argument for \"$type $what\""
                return
            }
            values+=${values:+, }$value
            types+=${types:+, }$type
        done < <(parameters "$file")

        [[ -s $area/explain.sql ]] ||
            echo "PREPARE p${types:+ ($types)} AS $(statement "$name" "$2");" \
                > "$area/explain.sql"

        # once before, as on a connection that has been in use
        echo "\\echo '-- $kind: ${values//\'/}'"
        echo "EXPLAIN (ANALYZE) EXECUTE p${values:+ ($values)} \\g /dev/null"
        echo "EXPLAIN (ANALYZE, BUFFERS) EXECUTE p${values:+ ($values)};"
        echo '\echo'

        [[ $once = no ]] || break
    done < "$area/samples" > "$area/executes"

    cat "$area/executes" >> "$area/explain.sql"

    PGOPTIONS=$options psql -XqAt -v ON_ERROR_STOP=1 -h "$area/pg" \
        -U statuses -d statuses -f "$area/explain.sql" > "$target" ||
        fail "$name cannot be explained"
    rm "$area/explain.sql"

    awk -v name="$(basename "$target" .txt)" '
        /^Execution Time/ { n++; if ($3 > max) max = $3 }
        # the first is that of the whole statement
        /Buffers: shared/ && fresh {
            split($3, hit, "="); if (hit[2] > pages) pages = hit[2]; fresh = 0
        }
        /^-- / { fresh = 1 }
        /Seq Scan|Bitmap|Hash Join|Merge Join/ {
            sub(/^[ >-]*/, ""); sub(/  \(cost.*/, ""); odd[$0]++
        }
        END {
            printf "  %-24s %2d times, at most %8.3f ms, %5d pages\n", name,
                n, max, pages
            for (o in odd) printf "    not by an index: %s\n", o
        }' "$target"
}


begin
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

have_cluster
options=$(session_options)

rm -rf "$plans"
mkdir -p "$plans"

samples > "$area/samples"
viewer=$(sql postgres -c 'SELECT bench.account_id(5)')
token=$(sql postgres -c 'SELECT token FROM oauth_access_tokens
    WHERE resource_owner_id = 5')
accounts_list=$(sql postgres -c "SELECT string_agg(
    bench.account_id(k)::text, ',') FROM generate_series(101, 104) k")
batch=$(sql postgres -c "SELECT string_agg(bench.status_id(n * 20)::text, ',')
    FROM generate_series(1, 19) n")

for file in "$top"/sql/statements/[a-z]*.sql; do
    variants=$(sed -n 's/^--@variants //p' "$file")

    for variant in ${variants:-anonymous}; do
        explain "$file" "$([[ $variant = viewer ]] && echo 1 || echo 0)"
    done
done

say "the plans are in $plans"
