#!/usr/bin/env bash
#
# What run.sh and explain.sh share: the cluster with the benchmark's data.
# To be sourced; "top" is set.
#
# The cluster stays in .build/bench/pg (or where .build/bench/pg.path says, if
# PostgreSQL's account may not enter that folder) and is made anew only when
# its data would be another.

out=$top/.build/bench
here=$top/t/bench
domain=social.example
database=statuses

statuses=${BENCH_STATUSES:-1000000}
accounts=${BENCH_ACCOUNTS:-50000}
step=$((60000000000 / statuses))
[[ $step -le 60000 ]] || step=60000

PATH=$PATH:/usr/sbin:/sbin

area=           # sockets and logs, in /tmp
account=        # who runs PostgreSQL
worker=         # who runs nginx's workers; empty: whoever we are
pgdata=
bin=


say() {
    printf 'bench: %s\n' "$*" >&2
}


fail() {
    say "$@"
    exit 1
}


as_account() {
    if [[ $account = "$(id -un)" ]]; then
        "$@"
    else
        (cd / && exec runuser -u "$account" -- "$@")
    fi
}


# One benchmark at a time; area is removed by clean_up.

begin() {
    local name

    [[ $statuses =~ ^[0-9]+$ && $statuses -ge 10000 ]] ||
        fail "BENCH_STATUSES must be 10000 or more"
    [[ $accounts =~ ^[0-9]+$ && $accounts -ge 1000 ]] ||
        fail "BENCH_ACCOUNTS must be 1000 or more"

    mkdir -p "$out"
    exec 8>"$out/lock"
    flock -n 8 || fail "another run has $out"

    account=$(id -un)

    if [[ $(id -u) = 0 ]]; then
        for name in postgres nobody; do
            if id "$name" >/dev/null 2>&1; then account=$name; break; fi
        done

        for name in www-data nobody; do
            if id "$name" >/dev/null 2>&1; then worker=$name; break; fi
        done
    fi

    for bin in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$(
        dirname "$(command -v initdb || echo /nowhere/x)")"
    do
        [[ ! -x $bin/initdb ]] || break
    done
    [[ -x $bin/initdb ]] || fail "PostgreSQL's initdb is not to be found"

    area=$(mktemp -d /tmp/bench.XXXXXX)
    chmod 755 "$area"
    mkdir "$area/pg"
    [[ $(id -u) != 0 ]] || chown "$account" "$area/pg"
}


# --- the cluster ----------------------------------------------------------

postmaster() {
    head -n 1 "$pgdata/postmaster.pid" 2>/dev/null
}


# Where the data lies: it may have to be outside of a closed home directory.

choose_data() {
    pgdata=$out/pg

    if [[ -s $out/pg.path ]]; then
        pgdata=$(cat "$out/pg.path")
        return
    fi

    if [[ $(id -u) = 0 && ! -d $pgdata ]]; then
        mkdir "$pgdata"
        chmod 700 "$pgdata"
        chown "$account" "$pgdata"
    fi

    [[ ! -d $pgdata ]] || as_account test -x "$pgdata" || {
        rmdir "$pgdata"
        pgdata=$(as_account mktemp -d /var/tmp/bench-pg.XXXXXX)
        echo "$pgdata" > "$out/pg.path"
        say "the data lies in $pgdata, since $account may not enter $out"
    }
}


# A third of the memory, at most 3 GB.

shared_buffers() {
    awk '/^MemTotal/ { m = int($2 / 1024 / 3); print (m > 3072 ? 3072 : m) }' \
        /proc/meminfo
}


# What the data depends on.

signature() {
    echo "$statuses $accounts $("$bin/postgres" --version)"
    cat "$here"/data/*.sql "$top"/sql/schema/*.sql | cksum
}


# start_postgres [OPTION...]: of the server

start_postgres() {
    as_account "$bin/pg_ctl" -D "$pgdata" -l "$area/pg/log" -w -t 120 \
        -o "-c unix_socket_directories=$area/pg -c shared_buffers=$(
        shared_buffers)MB $*" start </dev/null >"$area/pg_ctl" 2>&1 8>&- ||
        fail "PostgreSQL does not start:" \
            "$(tail -n 5 "$area/pg/log" "$area/pg_ctl" 2>/dev/null)"
}


stop_postgres() {
    [[ -n $pgdata && -f $pgdata/postmaster.pid ]] || return 0

    as_account "$bin/pg_ctl" -D "$pgdata" -m fast -w -t 120 stop \
        </dev/null >/dev/null 2>&1 || true
}


# sql ROLE ARGS

sql() {
    local role=$1

    shift
    PGOPTIONS='-c client_min_messages=warning' \
        psql -XqAt -v ON_ERROR_STOP=1 -h "$area/pg" -U "$role" \
        -d "$database" "$@"
}


# load ROLE FILE...: files for version 4.7, each with what it took

load() {
    local role=$1 file began

    shift
    for file; do
        began=$SECONDS
        awk -v version=4.7 -f "$top/sql/expand.awk" "$file" \
            > "$area/load.sql" || fail "loading failed: $file"
        sql "$role" -v statuses="$statuses" -v accounts="$accounts" \
            -v step="$step" -o /dev/null -1 \
            -c 'SET session_replication_role = replica' \
            -f "$area/load.sql" || fail "loading failed: $file"
        [[ $((SECONDS - began)) -lt 2 ]] ||
            say "  ${file##*/}: $((SECONDS - began)) s"
    done
}


make_cluster() {
    local name

    say "making the data: $statuses posts, $accounts accounts"

    as_account find "$pgdata" -mindepth 1 -delete 2>/dev/null || true
    as_account "$bin/initdb" -D "$pgdata" -U postgres -E UTF8 \
        --locale=C.UTF-8 -A peer --no-sync --no-instructions \
        </dev/null >"$area/initdb" 2>&1 8>&- ||
        fail "initdb failed: $(cat "$area/initdb")"

    # whoever runs this, and nginx's workers; nobody else
    as_account tee "$pgdata/pg_hba.conf" >/dev/null \
        <<<'local all all peer map=bench'

    for name in $(printf '%s\n' "$account" "$(id -un)" | sort -u); do
        echo "bench \"$name\" postgres"
        echo "bench \"$name\" statuses"
    done | as_account tee "$pgdata/pg_ident.conf" >/dev/null

    [[ -z $worker ]] || echo "bench \"$worker\" statuses" |
        as_account tee -a "$pgdata/pg_ident.conf" >/dev/null

    as_account tee -a "$pgdata/postgresql.conf" >/dev/null <<'END'
listen_addresses = ''
max_connections = 100
max_wal_size = 1GB
autovacuum = off
random_page_cost = 1.1
timezone = 'UTC'
END

    start_postgres -c fsync=off -c synchronous_commit=off \
        -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
        -c maintenance_work_mem=512MB -c work_mem=128MB

    psql -XqAt -h "$area/pg" -U postgres -d postgres \
        -c 'CREATE ROLE statuses LOGIN' \
        -c 'CREATE DATABASE statuses OWNER statuses' ||
        fail "the database cannot be made"

    load_schema
    set_indexes_aside
    load postgres "$here"/data/[1-8]*.sql
    say "  indexes"
    put_indexes_back
    load postgres "$here"/data/9*.sql
    say "  vacuum"
    sql postgres -c 'VACUUM (FREEZE, ANALYZE)' -c CHECKPOINT
    stop_postgres
    sync -f "$pgdata" 2>/dev/null || sync

    signature > "$out/signature"
}


load_schema() {
    local file

    for file in "$top"/sql/schema/*.sql; do
        awk -v version=4.7 -f "$top/sql/expand.awk" "$file" |
            sql statuses -1 -o /dev/null -f - || fail "loading failed: $file"
    done
}


# Indexes are made faster at once, and lie closer together.

set_indexes_aside() {
    sql postgres -c "CREATE TABLE public.bench_indexes AS
        SELECT i.indexrelid::regclass::text AS name,
            pg_get_indexdef(i.indexrelid) AS def
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND NOT EXISTS (SELECT FROM pg_constraint k
                WHERE k.conindid = i.indexrelid)" \
        -c "DO \$\$ DECLARE i record; BEGIN
            FOR i IN SELECT name FROM public.bench_indexes LOOP
                EXECUTE 'DROP INDEX ' || i.name;
            END LOOP; END \$\$"
}


put_indexes_back() {
    sql postgres -c "SELECT def FROM public.bench_indexes" > "$area/indexes"
    { echo 'SET ROLE statuses;'; sed 's/$/;/' "$area/indexes"; } |
        sql postgres -f - || fail "an index cannot be made"
    sql postgres -c 'DROP TABLE public.bench_indexes'
}


# Starts the server with the data in its memory.

have_cluster() {
    choose_data

    if [[ ! -s $pgdata/PG_VERSION ||
        $(signature) != "$(cat "$out/signature" 2>/dev/null)" ]]
    then
        rm -f "$out/signature"
        make_cluster
    fi

    start_postgres

    say "$(sql postgres -c "SELECT 'database of '
        || pg_size_pretty(pg_database_size('statuses')) || ', buffers of '
        || current_setting('shared_buffers')")"

    sql postgres -o /dev/null -c 'CREATE EXTENSION IF NOT EXISTS pg_prewarm' \
        -c "SELECT pg_prewarm(oid) FROM pg_class
            WHERE relkind IN ('r', 'i', 't', 'm')
            ORDER BY relkind = 'i', pg_relation_size(oid)"
}


# The options that the module gives its sessions, from its source: those that
# bear on plans and their execution.

session_options() {
    sed -n '/^static const char  *ngx_http_statuses_conninfo_options/,/;$/p' \
        "$top/ngx_statuses_module/pg/conninfo.c" |
        grep -o -- '-c [a-z_]*=[A-Za-z_]*' |
        grep -v 'statement_timeout' | tr '\n' ' '
}


# statement NAME VIEWER: the text of one of sql/statements

statement() {
    awk -v version=4.7 -v viewer="$2" -v comments=0 \
        -v dir="$top/sql/statements" -f "$top/sql/expand.awk" \
        "$top/sql/statements/$1.sql"
}
