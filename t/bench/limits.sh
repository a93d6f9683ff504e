#!/usr/bin/env bash
#
# What limits cost, without a database: user-space instructions for each
# request, counted by callgrind, as the difference between two numbers of
# requests; and CPU time for each. "make bench-limits" calls it.
#
#   BENCH_REQUESTS=2000     the difference
#   BENCH_SECONDS=2         of each case in each round
#   BENCH_ROUNDS=7          rounds of all cases, of which the median is shown
#   BENCH_KEYS=1000000      clients for the last case, each of another address

set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
requests=${BENCH_REQUESTS:-2000}
seconds=${BENCH_SECONDS:-2}
rounds=${BENCH_ROUNDS:-7}
keys=${BENCH_KEYS:-1000000}
so=$(sh "$top/t/lib/build.sh" so release)
dir=$(mktemp -d)
port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
    LocalAddr => "127.0.0.1", Listen => 1)->sockport')
pid=


clean_up() {
    [[ -z $pid ]] || kill -TERM "$pid" 2>/dev/null || true
    rm -rf "$dir"
}

trap clean_up EXIT


# The module's answers are those to somebody who has no token and needs one:
# nothing but routing, who asks, limits and the answer itself.

write_conf() {
    cat > "$dir/nginx.conf" <<END
load_module $so;
daemon off;
master_process off;
pid $dir/pid;
error_log $dir/error.log crit;

events {
    worker_connections 64;
}

http {
    access_log off;
    keepalive_requests 100000000;
    keepalive_timeout 1h;

    statuses_database none { conninfo "host=/nonexistent"; }
    statuses_primary none;
    statuses_local_domain social.example;
    statuses_limit_blocklist off;
    statuses_authorized_fetch on;
    statuses_limit_zone \$arg_key zone=much:10m limit=1000000000/1h;
    statuses_limit_zone x zone=none:1m limit=1/366d;
    statuses_limit_zone \$arg_key zone=keys:80m limit=1000/366d;


    server {
        listen 127.0.0.1:$port;

        location /return429 {
            default_type application/json;
            add_header Cache-Control no-cache always;
            add_header Vary Origin always;
            add_header Retry-After 1 always;
            add_header X-RateLimit-Limit 1 always;
            add_header X-RateLimit-Remaining 0 always;
            add_header X-RateLimit-Reset 2026-11-24T21:55:00.083725Z always;
            add_header X-Request-Id \$request_id always;
            add_header Strict-Transport-Security "max-age=63072000" always;
            return 429 '{"error":"Too many requests"}';
        }

        location /bare429 {
            default_type application/json;
            return 429 '{"error":"Too many requests"}';
        }

        location /api/v1/statuses {
            statuses on;
        }

        location /api/v1/statuses/2 {
            statuses on;
            statuses_limit zone=much;
        }

        location /api/v1/statuses/3 {
            statuses on;
            statuses_limit mastodon;
            statuses_limit_dry_run on;
        }

        location /api/v1/statuses/4 {
            statuses on;
            statuses_limit zone=none;
        }

        location /api/v1/statuses/5 {
            statuses on;
            statuses_limit zone=keys;
        }
    }
}
END
}


start() {
    "$@" "$(command -v nginx)" -e "$dir/error.log" -p "$dir/" \
        -c "$dir/nginx.conf" </dev/null >"$dir/out" 2>&1 &
    pid=$!

    for _ in {1..300}; do
        ! curl -s -o /dev/null "http://127.0.0.1:$port/" || return 0
        sleep 0.1
    done

    cat "$dir/out" >&2
    exit 1
}


stop() {
    while kill -TERM "$pid" 2>/dev/null; do sleep 0.2; done
    wait "$pid" 2>/dev/null || true
    pid=
}


# ask PATH N: N requests on one connection

ask() {
    perl -MIO::Socket::INET -e '
        my ($port, $path, $n) = @ARGV;
        my $s = IO::Socket::INET->new("127.0.0.1:$port") or die;
        for (1 .. $n) {
            syswrite $s, "GET $path HTTP/1.1\r\nHost: x\r\n\r\n";
            my $buf = "";
            sysread $s, $buf, 65536, length $buf
                until $buf =~ /\r\n\r\n./s || !defined $s;
        }' "$port" "$1" "$2"
}


instructions() {
    local n counts=()

    for n in 200 $((200 + requests)); do
        start valgrind -q --tool=callgrind --callgrind-out-file="$dir/cg"
        ask "$1" "$n"
        stop
        counts+=("$(awk '$1 == "totals:" { print $2 }' "$dir/cg")")
    done

    echo $(((counts[1] - counts[0]) / requests))
}


# CPU time of nginx for each request, in nanoseconds, kernel's work included:
# steadier than requests in a second where others use the machine, too

cpu() {
    local before after n

    before=$(awk '{ print $1 }' "/proc/$pid/schedstat")
    n=$(wrk -t1 -c8 -d"${seconds}s" "http://127.0.0.1:$port$1" |
        awk '$2 == "requests" { print $1 }')
    after=$(awk '{ print $1 }' "/proc/$pid/schedstat")
    echo $(((after - before) / n))
}


median() {
    sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}


cases=(
    "return 429|/bare429"
    "return 429, same headers|/return429"
    "answer|/api/v1/statuses/1?key=1"
    "answer, a limit|/api/v1/statuses/2?key=1"
    "answer, mastodon|/api/v1/statuses/3?key=1"
    "refused|/api/v1/statuses/4?key=1"
)

write_conf
printf '%-28s %14s %14s\n' case instructions "ns of CPU"

if command -v wrk >/dev/null; then
    start
    for ((round = 0; round < rounds; round++)); do
        for i in "${!cases[@]}"; do
            cpu "${cases[i]#*|}" >> "$dir/cpu.$i"
        done
    done
    stop
fi

for i in "${!cases[@]}"; do
    count=-
    ! command -v valgrind >/dev/null ||
        count=$(instructions "${cases[i]#*|}")
    printf '%-28s %14s %14s\n' "${cases[i]%|*}" "$count" \
        "$(median < "$dir/cpu.$i" 2>/dev/null || echo -)"
done

# does a zone with very many counters slow down?

if command -v wrk >/dev/null; then
    cat > "$dir/keys.lua" <<END
local n, keys = 0, $keys
request = function()
    n = (n * 1103515245 + 12345) % 2147483648
    return wrk.format(nil, "/api/v1/statuses/5?key=" .. n % keys)
end
END
    start

    many() {
        local before after n

        before=$(awk '{ print $1 }' "/proc/$pid/schedstat")
        n=$(wrk -t1 -c8 -d"$2s" -s <(sed "s/$keys/$1/" "$dir/keys.lua") \
            "http://127.0.0.1:$port" | awk '$2 == "requests" { print $1 }')
        after=$(awk '{ print $1 }' "/proc/$pid/schedstat")
        echo $(((after - before) / n))
    }

    few=$(many 1000 "$seconds")
    many "$keys" $((seconds * 20)) >/dev/null
    many=$(many "$keys" "$seconds")
    stop
    printf '%-28s %14s %14s\n' "1000 counters" - "$few" \
        "up to $keys counters" - "$many"
fi
