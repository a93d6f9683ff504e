#!/bin/bash
#
# Tests of sql/schema and sql/demo, as TAP. Takes no arguments. Starts a
# PostgreSQL cluster of its own, without network, and removes it at the end;
# as root the server runs under the account postgres.
#
# What must be there is written in columns.txt, indexes.txt and
# foreign-keys.txt; the other tests are the .sql files of this folder. Each
# line that they print is one result, "ok - NAME" or "not ok - NAME", or a
# remark that begins with "#".

set -u -o pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
versions="4.5 4.6 4.7"
count=0
failed=0
dir=

bail() {
    echo "Bail out! $*"
    exit 255
}

# result 0|1 NAME
result() {
    count=$((count + 1))

    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        failed=$((failed + 1))
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# prints a file as remarks
remark() {
    sed 's/^/# /' "$1"
}

# gives the results that a test printed their numbers
collect() {
    local line

    while IFS= read -r line; do
        case "$line" in
        "ok - "*)       result 0 "${line#ok - }" ;;
        "not ok - "*)   result 1 "${line#not ok - }" ;;
        "#"*)           echo "$line" ;;
        "")             ;;
        *)              result 1 "unexpected output: $line" ;;
        esac
    done < "$1"
}

server() {
    (cd / && exec ${as:-} "$@") < /dev/null >> "$dir/server.log" 2>&1
}

cleanup() {
    trap - EXIT

    if [ -n "$dir" ]; then
        if [ -e "$dir/data/postmaster.pid" ]; then
            server "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop
        fi
        rm -rf "$dir"
    fi
}

start() {
    local place free

    bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)
    if [ -z "$bin" ]; then
        bin=$(dirname "$(command -v initdb)") || bail "no PostgreSQL server"
    fi
    [ -x "$bin/initdb" ] || bail "no PostgreSQL server in $bin"

    # in memory if there is room for it; a socket's path has to be short
    place=/tmp
    free=$(df -Pk /dev/shm 2> /dev/null | awk 'NR == 2 { print $4 }')
    if [ -w /dev/shm ] && [ "${free:-0}" -gt 524288 ]; then
        place=/dev/shm
    fi

    trap cleanup EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM

    dir=$(mktemp -d "$place/statuses-sql.XXXXXX") || bail "no directory"
    as=
    : > "$dir/server.log"

    if [ "$(id -u)" -eq 0 ]; then
        id postgres > /dev/null 2>&1 || bail "no account postgres"
        chown postgres "$dir" "$dir/server.log"
        as="runuser -u postgres --"
    fi

    server "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 \
        --locale=C.UTF-8 --no-sync \
        || { remark "$dir/server.log"; bail "initdb failed"; }
    server "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/postgres.log" \
        -o "-c listen_addresses='' -k $dir -c fsync=off" \
        -o "-c synchronous_commit=off -c full_page_writes=off" \
        -o "-c autovacuum=off -c jit=off -c shared_buffers=32MB" start \
        || { remark "$dir/server.log"; bail "the server does not start"; }
}

sql() {
    "$bin/psql" -XqAt -v ON_ERROR_STOP=1 -h "$dir" -U postgres -d "$@"
}

# load DATABASE VERSION FOLDER: the files of a folder in the order of names
load() {
    local file

    for file in "$root/sql/$3"/*.sql; do
        awk -v version="$2" -f "$root/sql/expand.awk" "$file" \
            | sql "$1" > /dev/null 2> "$dir/errors" \
            || { echo "# ${file#"$root/"}"; remark "$dir/errors"; return 1; }
    done
}

# unpack FILE: the text of a file that may be packed
unpack() {
    case "$1" in
    *.xz)   xz -dc "$1" ;;
    *)      cat "$1" ;;
    esac
}

# suite DATABASE VERSION FILE
suite() {
    local name

    name=$(basename "$3" .sql)
    if sql "$1" -v version="$2" -f "$here/tap.psql" -f "$3" \
        > "$dir/results" 2> "$dir/errors"
    then
        collect "$dir/results"
        result 0 "$2 $name: ran to its end"
    else
        collect "$dir/results"
        remark "$dir/errors"
        result 1 "$2 $name: ran to its end"
    fi
}

# catalog DATABASE VERSION: each table against the three lists
catalog() {
    local list

    sql "$1" -f "$here/catalog.psql" > "$dir/actual" \
        || { result 1 "$2 catalog"; return; }

    for list in columns indexes foreign-keys; do
        awk -F'|' -v v="$2" -v kind="$list" '
            /^#/ || NF == 0 { next }
            v + 0 >= $(NF - 1) + 0 && v + 0 <= $NF + 0 {
                line = $1 "|" kind
                for (i = 2; i <= NF - 2; i++) {
                    line = line "|" $i
                }
                print line
            }' "$here/$list.txt"
    done > "$dir/expected"

    awk -F'|' -v v="$2" '
        NR == FNR { want[$0] = 1; tables[$1] = 1; next }
        { have[$0] = 1 }
        END {
            for (line in want) {
                if (!(line in have)) {
                    split(line, f, "|")
                    wrong[f[1]] = wrong[f[1]] "# missing: " line "\n"
                }
            }
            for (line in have) {
                split(line, f, "|")
                if (f[1] in tables && !(line in want)) {
                    wrong[f[1]] = wrong[f[1]] "# not wanted: " line "\n"
                }
            }
            for (table in tables) {
                print (table in wrong ? "not ok" : "ok") \
                      " - " v " table " table
                printf "%s", wrong[table]
            }
        }' "$dir/expected" "$dir/actual" > "$dir/results"
    collect "$dir/results"
}

# gateway DATABASE VERSION: installs it, and once more
gateway() {
    local n output

    for n in first second; do
        output=$(sh "$root/sql/gateway/install.sh" \
            "host=$dir user=postgres dbname=$1" 2> "$dir/errors")
        [ $? -eq 0 ] && [ "$output" = \
            "statuses_gateway 2 for Mastodon $2 is installed" ]
        rc=$?
        result $rc "$2 gateway: $n installation"
        [ $rc -eq 0 ] || remark "$dir/errors"
    done
}

# races DATABASE VERSION: many at once at the same posts
races() {
    sql "$1" > /dev/null <<'EOF'
CREATE SCHEMA races;
CREATE TABLE races.accounts AS
    WITH made AS (
        INSERT INTO accounts (username, created_at, updated_at)
        SELECT 'racer' || n, now(), now() FROM generate_series(1, 20) n
        RETURNING id)
    SELECT id, row_number() OVER () AS n FROM made;
INSERT INTO users (account_id, email, confirmed_at, created_at, updated_at)
SELECT id, id || '@x.example', now(), now(), now() FROM races.accounts;
CREATE TABLE races.statuses AS
    WITH made AS (
        INSERT INTO statuses (account_id, local, text, created_at, updated_at)
        SELECT id, true, 'a post', now(), now()
        FROM races.accounts WHERE n <= 3
        RETURNING id)
    SELECT id, row_number() OVER () AS n FROM made;
INSERT INTO account_stats (account_id, statuses_count, created_at, updated_at)
SELECT id, 1, now(), now() FROM races.accounts WHERE n <= 3;

-- a post that mentions three of them, with hashtags, one of them perhaps new
CREATE FUNCTION races.publish(account bigint, parent bigint, quoted bigint)
RETURNS void
LANGUAGE sql AS $$
    SELECT statuses_gateway.create_status(account, json_strip_nulls(
        json_build_object('text', 'another', 'spoiler_text', '',
            'sensitive', false, 'visibility', 0, 'language', 'en',
            'policy', 131072, 'reply', parent, 'quote', quoted,
            'mentions', ARRAY(SELECT id FROM races.accounts WHERE n < 4),
            'tags', t.names, 'names', t.names)), 'outbox', 'https://s.example')
    FROM (
        SELECT ARRAY['races', 'race' || (random() * 100)::integer] AS names) t
$$;

-- another text of it, with two other mentions, hashtags, perhaps a poll
CREATE FUNCTION races.edit(account bigint, status bigint)
RETURNS void
LANGUAGE sql AS $$
    SELECT statuses_gateway.edit_status(account, status, json_strip_nulls(
        json_build_object('given', t.text, 'stripped', t.text, 'text', t.text,
            'given_spoiler', '', 'spoiler_text', '', 'sensitive', false,
            'language', 'en',
            'mentions', ARRAY(SELECT id FROM races.accounts
                WHERE n BETWEEN t.n AND t.n + 1 ORDER BY random()),
            'tags', t.names, 'names', t.names,
            'poll', CASE WHEN t.n = 1 THEN json_build_object('options',
                ARRAY['a', 'b'], 'multiple', false, 'hide_totals', false,
                'expires_in', 600, 'raw', false) END)), 'outbox',
        'https://s.example')
    FROM (
        SELECT 'edit ' || random() AS text, (1 + random() * 2)::integer AS n,
            ARRAY['race' || (random() * 100)::integer] || CASE
                WHEN random() < 0.5 THEN ARRAY['races'] END AS names) t
$$;

UPDATE statuses SET quote_approval_policy = 131072
WHERE id IN (SELECT id FROM races.statuses);
INSERT INTO tags (name, created_at, updated_at)
VALUES ('races', now(), now());
INSERT INTO featured_tags (account_id, tag_id, created_at, updated_at)
SELECT a.id, t.id, now(), now()
FROM races.accounts a, tags t WHERE t.name = 'races';
EOF
    "$bin/pgbench" -h "$dir" -U postgres -n -c 20 -j 2 -t 100 \
        -f "$here/races.pgbench" -f "$here/delete.pgbench" "$1" \
        > "$dir/errors" 2>&1 \
        && grep -q 'processed: 2000/2000' "$dir/errors"
    rc=$?
    result $rc "$2 races: no deadlock, nothing lost"
    [ $rc -eq 0 ] || remark "$dir/errors"
}

# the rows of a database; \restrict has a random word in each dump
content() {
    "$bin/pg_dump" -h "$dir" -U postgres -a "$1" 2> /dev/null \
        | sed '/^\\\(un\)\{0,1\}restrict/d'
}

clone() {
    sql postgres -c "CREATE DATABASE $2 TEMPLATE $1"
}


[ -f "$root/sql/expand.awk" ] || bail "sql/expand.awk is missing"
start

# every shape of the schema, and the demo in each
for v in $versions; do
    name=${v/./}

    sql postgres -c "CREATE DATABASE schema$name"
    load "schema$name" "$v" schema
    rc=$?
    result $rc "$v schema loads"
    [ $rc -eq 0 ] || continue

    catalog "schema$name" "$v"
    clone "schema$name" "demo$name"
    suite "schema$name" "$v" "$here/ids.sql"
    suite "schema$name" "$v" "$here/seeds.sql"

    load "demo$name" "$v" demo
    rc=$?
    result $rc "$v demo loads"
    [ $rc -eq 0 ] || continue

    suite "demo$name" "$v" "$here/demo.sql"
    suite "demo$name" "$v" "$here/counters.sql"
    suite "demo$name" "$v" "$here/conflicts.sql"

    gateway "demo$name" "$v"
    suite "demo$name" "$v" "$here/gateway.sql"
    suite "demo$name" "$v" "$here/notify.sql"
    suite "demo$name" "$v" "$here/delete.sql"
    suite "demo$name" "$v" "$here/edit.sql"
    suite "demo$name" "$v" "$here/create.sql"
    races "demo$name" "$v"
    suite "demo$name" "$v" "$here/races.sql"
done

salt="SELECT substring(prosrc FROM '[0-9a-f]{32}') FROM pg_proc
       WHERE proname = 'timestamp_id'"
[ "$(sql schema46 -c "$salt")" != "$(sql schema47 -c "$salt")" ]
result $? "two databases have two salts"

# the seeds a second time leave everything as it is
before=$(content schema47)
awk -v version=4.7 -f "$root/sql/expand.awk" "$root/sql/schema/90-seeds.sql" \
    | sql schema47
rc=$?
[ $rc -eq 0 ] && [ -n "$before" ] && [ "$before" = "$(content schema47)" ]
result $? "the seeds load twice"

# the rows of recorded servers, each file on top of those before it
clone schema47 golden
for file in seeds-4.7.sql fixture-4.7.sql.xz fixture-more-4.7.sql.xz; do
    if [ ! -f "$root/t/golden/$file" ]; then
        skip "4.7 takes $file" "not there"
        continue
    fi

    if unpack "$root/t/golden/$file" | sql golden > /dev/null 2> "$dir/errors"
    then
        result 0 "4.7 takes $file"
    else
        result 1 "4.7 takes $file"
        remark "$dir/errors"
    fi
done

echo "1..$count"
[ "$failed" -eq 0 ]
