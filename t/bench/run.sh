#!/usr/bin/env bash
#
# The benchmark: the module beside pgbench, nginx alone and Node, in one run
# on one machine. "make bench" calls it. Prints a table of ratios and writes
# it as JSON beside what it was made of, in .build/bench.
#
#   BENCH_STATUSES=1000000   posts in the database, which is kept
#   BENCH_ROUNDS=5           rounds of all cases
#   BENCH_SECONDS=2          of each case in each round
#   BENCH_LONG=              1: a million requests for the worker's memory
#   BENCH_REQUESTS=200000    or so many
#   BENCH_ONLY=              cases whose name this pattern matches
#   BENCH_NODE_POOL=4        connections of Node's pool
#   BENCH_PARTS=rounds,memory,thread,writes,instructions
#
# A target that is missed is a result, not a failure.

set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/t/bench/lib.sh"

rounds=${BENCH_ROUNDS:-5}
seconds=${BENCH_SECONDS:-2}
requests=${BENCH_REQUESTS:-200000}
[[ -z ${BENCH_LONG:-} ]] || requests=1000000
parts=,${BENCH_PARTS:-rounds,memory,thread,writes,instructions},

module_pid=
plain_pid=
node_pid=
measure_pid=


clean_up() {
    local pid

    trap '' INT TERM HUP

    for pid in $measure_pid $module_pid $plain_pid $node_pid; do
        kill -TERM "$pid" 2>/dev/null || true
    done

    pid=$(cat "$area/callgrind/pid" 2>/dev/null) || pid=
    [[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null || true

    stop_postgres
    [[ -z $area ]] || rm -rf "$area"
}


check_tools() {
    local name missing=

    for name in nginx wrk pgbench psql perl curl; do
        command -v $name >/dev/null || missing+=" $name"
    done

    [[ -z $missing ]] ||
        fail "missing:$missing; \"make deps-extra\" installs all of it"
}


free_port() {
    perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1,
        LocalAddr => "127.0.0.1")->sockport'
}


# --- what is asked for ----------------------------------------------------

# The same ids for everybody: each twentieth post, in an order of their own.
# pgbench draws them by computing.

write_ids() {
    local every=$((statuses / 200000 * 20))
    local order='ORDER BY bench.h(n, 999)'

    [[ $every -ge 20 ]] || every=20

    sql postgres -c "SELECT bench.status_id(n * 20)
        FROM generate_series(1, $statuses / 20) n $order" > "$area/ids"
    sql postgres -c "SELECT bench.status_id(n * $every)
        FROM generate_series(1, $statuses / $every) n $order LIMIT 10000" \
        > "$area/hot"

    # no two ids are of the same millisecond
    sql postgres -c "SELECT bench.status_id(n * 20) + 1
        FROM generate_series(1, $statuses / 20) n $order" > "$area/missing"

    sql postgres -c "SELECT token FROM oauth_access_tokens
        WHERE resource_owner_id = ANY (ARRAY(
            SELECT 5 * n FROM generate_series(1, 100) n))" > "$area/tokens"
    sql postgres -c "SELECT token FROM oauth_access_tokens
        WHERE resource_owner_id IS NULL" > "$area/app_token"
}


# What the cases about threads and lists ask for.

write_lists() {
    [[ -n $(sql postgres -c "SELECT to_regclass('bench.threads')") ]] ||
        sql postgres -o /dev/null -f "$here/sql/threads.sql"

    sql postgres -c "SELECT id FROM bench.threads
        WHERE position = 0 AND thread < 50 ORDER BY id" > "$area/threads"
    sql postgres -c "SELECT id FROM bench.threads
        WHERE position > 0 AND thread < 50 ORDER BY bench.h(position, 999)" \
        > "$area/thread_posts"
    sql postgres -c "SELECT id FROM bench.threads
        WHERE position = 0 AND thread = 50" > "$area/long_thread"
    sql postgres -c "SELECT f.status_id FROM favourites f
        JOIN statuses s ON s.id = f.status_id AND s.visibility = 0
        GROUP BY 1 HAVING count(*) >= 80 ORDER BY 1 LIMIT 20" \
        > "$area/favourited"
    sql postgres -c "SELECT DISTINCT e.status_id FROM status_edits e
        JOIN statuses s ON s.id = e.status_id AND s.visibility = 0
        ORDER BY 1 LIMIT 2000" > "$area/edited"
}


# Ids with the validators of their answers.

write_validators() {
    local url="http://127.0.0.1:$module_port/api/v1/statuses"

    awk -v url="$url" '{ print "url = " url "/" $1; print "output = /dev/null" }
        NR == 500 { exit }' "$area/ids" > "$area/validators.curl"
    curl -s -K "$area/validators.curl" -w '%{url} %header{etag}\n' |
        sed -e 's|^[^ ]*/||' > "$area/validators"
    grep -q 'W/"' "$area/validators" || fail "answers have no validators"
}


# whole NAME VIEWER: the text of one of t/bench/sql

whole() {
    awk -v version=4.7 -v viewer="$2" -v comments=0 -v dir="$here/sql" \
        -f "$top/sql/expand.awk" "$here/sql/$1.sql"
}


# for_pgbench COPIES: a statement becomes a script, $1 the id, $2 the viewer.
# pgbench takes a colon and a word for a variable even inside of strings.

for_pgbench() {
    local copies=$1 text i

    text=$(sed -e 's/\$1/:id/g' -e 's/\$2/:viewer/g')

    [[ $copies = 1 ]] || echo '\startpipeline'
    for ((i = 0; i < copies; i++)); do
        echo '\set n random(1, :sample) * 20'
        echo '\set id (1704067200000 + :n * :step) * 65536 + :n % 65536'
        echo '\set k random(1, 100) * 5'
        echo '\set viewer (1609459200000 + :k * 1800000) * 65536 + :k'
        echo "$text;"
    done
    [[ $copies = 1 ]] || echo '\endpipeline'
}


write_scripts() {
    local who viewer copies suffix

    mkdir "$area/pgbench"

    for who in anonymous viewer; do
        viewer=$([[ $who = viewer ]] && echo 1 || echo 0)

        whole functions $viewer | sql postgres -o /dev/null -f -
        whole document $viewer > "$area/pgbench/$who.sql"

        for copies in 1 4; do
            suffix=${copies#1}
            for_pgbench $copies < "$area/pgbench/$who.sql" \
                > "$area/pgbench/$who.document$suffix"
            statement show $viewer | for_pgbench $copies \
                > "$area/pgbench/$who.show$suffix"
        done
    done
}


# --- nginx ----------------------------------------------------------------

# conf NAME: what both servers have

conf() {
    cat <<END
${worker:+user $worker $(id -gn "$worker");}
worker_processes 1;
pid $area/$1/pid;
error_log $area/$1/error.log notice;

events {
    worker_connections 2048;
}

http {
    access_log off;
    default_type application/octet-stream;
    keepalive_requests 1000000000;
    keepalive_timeout 600s;

    client_body_temp_path $area/$1/body;
    proxy_temp_path $area/$1/proxy;
    fastcgi_temp_path $area/$1/fastcgi;
    uwsgi_temp_path $area/$1/uwsgi;
    scgi_temp_path $area/$1/scgi;
END
}


module_conf() {
    echo "load_module $so;"
    conf "$1"
    cat <<END

    statuses_token_zone zone=tokens:8m;

    statuses_database main {
        conninfo "postgresql://statuses@/$database?host=$area/pg";

        # refuses nobody, however slow the machine
        queue 1024 timeout=10s;
        statement_timeout 10s;
        read_timeout 20s;
    }

    server {
        listen 127.0.0.1:$module_port backlog=1024;
        statuses_local_domain $domain;

        location /api/v1/statuses {
            statuses on;
            statuses_primary main;
        }

        location / {
            return 204;
        }
    }
}
END
}


# A string of nginx's configuration.

quoted() {
    printf "'"
    sed -e 's/\\/\\\\/g' -e "s/'/\\\\'/g" "$1"
    printf "'"
}


# The answers whose bytes and headers the others repeat: a show of average
# length and a 404. nginx's configuration can hold neither "$" nor strings of
# 4 KB.

take_samples() {
    local id average

    for id in $(head -n 200 "$area/ids"); do
        ask "$id" one
        echo "$(wc -c < "$area/one") $id"
    done > "$area/lengths"

    average=$(awk '{ n += $1 } END { print int(n / NR) }' "$area/lengths")

    mkdir "$area/www"

    for id in $(awk -v a="$average" '{ d = $1 - a
        print (d < 0 ? -d : d), $2 }' "$area/lengths" | sort -n |
        cut -d' ' -f2)
    do
        ask "$id" body.200
        ! grep -qF '$' "$area/body.200" || continue
        [[ $(quoted "$area/body.200" | wc -c) -gt 4000 ]] || break
    done

    [[ $(quoted "$area/body.200" | wc -c) -le 4000 ]] ||
        fail "no answer is short enough to be repeated"
    cp "$area/body.200" "$area/www/body.json"

    ask "$(head -n 1 "$area/missing")" body.404

    bytes=$(wc -c < "$area/body.200")
    say "answers have $average bytes on average, the repeated one $bytes"
}


# ask ID FILE: the body into FILE, the headers into FILE.head

ask() {
    curl -s -o "$area/$2" -D "$area/$2.head" \
        "http://127.0.0.1:$module_port/api/v1/statuses/$1" ||
        fail "the module does not answer:" \
            "$(tail -n 3 "$area/module/error.log")"

    [[ $2 = *.404 ]] || grep -q '^HTTP/1.1 200' "$area/$2.head" ||
        fail "status $1: $(head -n 1 "$area/$2.head")"
}


headers() {
    tr -d '\r' < "$1" | sed -n -e '/^\(HTTP\|Server:\|Date:\)/d' \
        -e '/^\(Content-Length\|Connection\|Content-Type\):/d' \
        -e 's/\\/\\\\/g' -e "s/'/\\\\'/g" \
        -e "s/^\([^:]*\): \(.*\)$/            add_header \1 '\2' always;/p"
}


plain_conf() {
    conf "$1"
    cat <<END

    sendfile on;
    open_file_cache max=100;
    open_file_cache_valid 600s;
    etag off;

    server {
        listen 127.0.0.1:$plain_port backlog=1024;
        root $area/www;
        default_type "application/json; charset=utf-8";

        location = /body.json {
            types { }
$(headers "$area/body.200.head")
        }

        location / {
$(headers "$area/body.200.head")
            return 200 $(quoted "$area/body.200");
        }
    }

    server {
        listen 127.0.0.1:$missing_port backlog=1024;
        default_type "application/json; charset=utf-8";

        location / {
$(headers "$area/body.404.head")
            return 404 $(quoted "$area/body.404");
        }
    }
}
END
}


# start_nginx NAME: prints the master's pid

start_nginx() {
    mkdir -p "$area/$1"
    [[ -z $worker ]] || chown "$worker" "$area/$1"
    "$1_conf" "$1" > "$area/$1/conf"

    nginx -e "$area/$1/error.log" -p "$area/$1/" -c "$area/$1/conf" \
        </dev/null >"$area/$1/out" 2>&1 8>&- ||
        fail "nginx does not start: $(cat "$area/$1/out")"

    for _ in {1..50}; do
        [[ ! -s $area/$1/pid ]] || break
        sleep 0.1
    done

    cat "$area/$1/pid"
}


stop_nginx() {
    kill -QUIT "$1" 2>/dev/null || return 0

    for _ in {1..100}; do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
}


# --- Node -----------------------------------------------------------------

start_node() {
    local modules=$out/node/node_modules

    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        say "Node is left out: node or npm is not installed"
        return
    fi

    if [[ ! -d $modules/fastify || ! -d $modules/pg ]]; then
        mkdir -p "$out/node"
        (cd "$out/node" && npm install --no-audit --no-fund --ignore-scripts \
            --prefix . fastify@5 pg@8 </dev/null >"$out/node/log" 2>&1) || {
            say "Node is left out: its packages cannot be installed, see" \
                "$out/node/log"
            return
        }
    fi

    node_port=$(free_port)

    NODE_ENV=production NODE_PATH=$modules PORT=$node_port PGHOST=$area/pg \
        PGUSER=statuses PGDATABASE=statuses POOL=${BENCH_NODE_POOL:-4} \
        PGOPTIONS=$options STATEMENT=$area/pgbench/anonymous.sql \
        node "$here/node.js" </dev/null >"$area/node.log" 2>&1 8>&- &
    node_pid=$!

    for _ in {1..100}; do
        curl -sf -o "$area/node.json" "http://127.0.0.1:$node_port/api/v1/$(
            )statuses/$(head -n 1 "$area/ids")" && return
        sleep 0.1
    done

    fail "Node does not answer: $(tail -n 3 "$area/node.log")"
}


# --- the run --------------------------------------------------------------

measure() {
    BENCH_TOP=$top BENCH_AREA=$area BENCH_PG_PID=$(postmaster) \
        BENCH_MODULE_PID=$module_pid BENCH_MODULE_PORT=$module_port \
        BENCH_PLAIN_PID=$plain_pid BENCH_PLAIN_PORT=$plain_port \
        BENCH_MISSING_PORT=$missing_port BENCH_NODE_PID=$node_pid \
        BENCH_NODE_PORT=${node_port:-} BENCH_OPTIONS=$options \
        BENCH_ROUNDS=$rounds BENCH_SECONDS=$seconds \
        BENCH_REQUESTS=$requests BENCH_ONLY=${BENCH_ONLY:-} \
        BENCH_PGBENCH_VARIABLES="sample=$((statuses / 20)) step=$step" \
        BENCH_DATABASE=$database BENCH_LIKED=${liked:-} \
        perl "$here/measure.pl" "$1" "$out/$1.json" &
    measure_pid=$!

    # "wait" is interrupted by a signal, a command in the foreground is not
    wait "$measure_pid"
    measure_pid=
}


check_tools
begin
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

so=$(sh "$top/t/lib/build.sh" so release)
[[ -f $so ]] || fail "$so is missing, see \"make build\""

rm -f "$out"/{rounds,memory,thread,writes,instructions,result}.json

have_cluster
options=$(session_options)
module_port=$(free_port)
plain_port=$(free_port)
missing_port=$(free_port)

write_ids
write_lists
write_scripts

module_pid=$(start_nginx module)
take_samples
write_validators
plain_pid=$(start_nginx plain)
start_node

if [[ $parts = *,rounds,* ]]; then
    measure rounds
fi

if [[ $parts = *,memory,* ]]; then
    stop_nginx "$module_pid"
    module_pid=$(start_nginx module)
    measure memory
fi

if [[ $parts = *,thread,* ]]; then
    stop_nginx "$module_pid"
    module_pid=$(start_nginx module)
    measure thread
fi

if [[ $parts = *,instructions,* ]]; then
    . "$here/instructions.sh"
fi

if [[ $parts = *,writes,* ]]; then
    . "$here/writes.sh"
fi

if grep -qE '\[(emerg|alert|crit|error)\]' "$area/module/error.log"; then
    say "the module's log has errors:"
    grep -E '\[(emerg|alert|crit|error)\]' "$area/module/error.log" |
        head -n 5 >&2
fi

BENCH_STATUSES=$statuses BENCH_BYTES=$bytes BENCH_SECONDS=$seconds \
    BENCH_ROUNDS=$rounds perl "$here/report.pl" "$out"
