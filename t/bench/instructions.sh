#!/usr/bin/env bash
#
# Sourced by run.sh: user-space instructions for each request, counted by
# callgrind, of a single process that asks and answers as the worker does.
#
# Under valgrind a request takes fifty times as long; the counts are its own
# and those of libc and libpq, without the kernel.


# count NAME CONF PORT [ARGS of wrk.lua]: prints instructions per request

count() {
    local name=$1 conf=$2 port=$3 pid n text dir=$area/callgrind

    shift 3
    mkdir -p "$dir"
    rm -f "$dir"/*

    (cd "$dir" && exec valgrind --tool=callgrind --instr-atstart=no \
        --callgrind-out-file="$dir/out" --vgdb-prefix="$dir/vgdb" \
        nginx -e "$area/$conf/error.log" -p "$area/$conf/" \
        -c "$area/$conf/conf" -g 'daemon off; master_process off;' \
        </dev/null >"$dir/log" 2>&1 8>&-) &
    pid=$!
    echo "$pid" > "$dir/pid"

    for _ in {1..200}; do
        ! curl -s -o /dev/null "http://127.0.0.1:$port/" || break
        sleep 0.1
    done

    # caches, connections and prepared statements first
    wrk -t1 -c8 -d3s -s "$here/wrk.lua" "http://127.0.0.1:$port" -- "$@" \
        >/dev/null

    callgrind_control --vgdb-prefix="$dir/vgdb" -i on "$pid" >/dev/null 2>&1
    text=$(wrk -t1 -c8 -d"${BENCH_CALLGRIND:-10}s" -s "$here/wrk.lua" \
        "http://127.0.0.1:$port" -- "$@")
    callgrind_control --vgdb-prefix="$dir/vgdb" -i off "$pid" >/dev/null 2>&1

    # a signal just before it goes to sleep does not wake it under valgrind
    while kill -TERM "$pid" 2>/dev/null; do sleep 0.3; done
    wait "$pid" || true
    rm "$dir/pid"

    n=$(awk '$1 == "result" { print $2 }' <<<"$text")
    cp "$dir/out" "$out/callgrind.$name"
    awk -v n="$n" '$1 == "totals:" { printf "%.0f\n", $2 / n }' "$dir/out"
}


count_all() {
    local returned shown viewed missed identified

    # each in place of the server with the same configuration
    stop_nginx "$plain_pid"
    plain_pid=
    returned=$(count return plain "$plain_port" show "$area/ids")

    stop_nginx "$module_pid"
    module_pid=
    shown=$(count show module "$module_port" show "$area/ids")
    viewed=$(count token module "$module_port" show "$area/ids" \
        "$area/tokens")
    missed=$(count missing module "$module_port" show "$area/missing")
    identified=$(count missing-token module "$module_port" show \
        "$area/missing" "$area/app_token")

    printf '{ "return": %d, "show": %d, "show, token": %d, "missing": %d,
        "missing, app token": %d }\n' "$returned" "$shown" "$viewed" \
        "$missed" "$identified" > "$out/instructions.json"
}


if command -v valgrind >/dev/null; then
    say "counting instructions"
    count_all
else
    say "instructions are not counted: valgrind is not installed"
fi
