#!/usr/bin/env bash
#
# A PostgreSQL cluster of its own and an nginx with the module and the demo.
#
#   server.sh run       in the foreground, until Ctrl-C
#   server.sh start     in the background
#   server.sh stop      ends either
#
# Variables, as "make run" has them:
#
#   PORT=8080                     of nginx, on 127.0.0.1 and ::1
#   RUNDIR=.run                   configuration, logs, and the file "env"
#   WORKERS=1                     worker processes
#   COMPAT=docs                   docs, 4.5, 4.6 or 4.7
#   LOCAL_DOMAIN=social.example
#   LIMITS=on                     rate limits: on or off
#   DATA=file.sql[.xz]            loaded into the schema in place of the demo
#   DATABASE=URI                  that database, and no cluster
#
# What PostgreSQL and the workers write lies in a folder of its own in /tmp:
# as root both run under other accounts, which may not enter RUNDIR.

set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)

port=${PORT:-8080}
rundir=$(realpath -m "${RUNDIR:-.run}")
workers=${WORKERS:-1}
compat=${COMPAT:-docs}
domain=${LOCAL_DOMAIN:-social.example}
limits=${LIMITS:-on}
data=${DATA:-}
database=${DATABASE:-}

# somebody else's database is only read
activity=${DATABASE:+off}
activity=${activity:-on}

PATH=$PATH:/usr/sbin:/sbin

# set by the steps of start
area=           # the folder in /tmp
account=        # who runs PostgreSQL
worker=         # who runs nginx's workers; empty: whoever we are


say() {
    printf '%s\n' "$*" >&2
}


fail() {
    say "$@"
    exit 1
}


# Daemons inherit neither the lock nor the watcher's pipe, nor the output.

quiet() {
    "$@" </dev/null >>"$rundir/start.log" 2>&1 8>&- 9>&-
}


# --- checks ---------------------------------------------------------------

check_variables() {
    [[ $port =~ ^[0-9]+$ && $port -ge 1 && $port -le 65535 ]] ||
        fail "PORT is no port: $port"
    [[ $workers =~ ^([1-9][0-9]*|auto)$ ]] ||
        fail "WORKERS is no number: $workers"
    [[ $compat =~ ^(docs|4\.[567])$ ]] ||
        fail "COMPAT is docs, 4.5, 4.6 or 4.7, not $compat"
    [[ $limits =~ ^(on|off)$ ]] || fail "LIMITS is on or off, not $limits"
    [[ $domain =~ ^[A-Za-z0-9.-]+(:[0-9]+)?$ ]] ||
        fail "LOCAL_DOMAIN is no domain: $domain"
    [[ $rundir != *[[:space:]\"\;{}\$\\]* ]] ||
        fail "RUNDIR must not contain blanks or quotes: $rundir"
    [[ -z $data || -r $data ]] || fail "DATA cannot be read: $data"
    [[ -z $data || -z $database ]] ||
        fail "DATA is loaded into a new cluster, DATABASE has none: give one"
}


# What a running server was started with.

settings() {
    echo "$port $workers $compat $domain $limits" \
        "${data:+$(realpath "$data")} $database"
}


# Is the process of this pid file an nginx of this RUNDIR?  A number from
# before a reboot may belong to anybody.

nginx_pid() {
    local pid

    pid=$(cat "$rundir/nginx.pid" 2>/dev/null) || return 1
    [[ -n $pid ]] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null |
        grep -qF -- "-c $rundir/nginx.conf" || return 1
    echo "$pid"
}


# Workers whose master was killed go on, and keep the port.

stray_workers() {
    local pid

    for pid in $(pgrep -x nginx || true); do
        if ls -l "/proc/$pid/fd" 2>/dev/null |
            grep -qF -- "-> $rundir/access.log"
        then
            echo "$pid"
        fi
    done
}


postgres_pid() {
    local dir pid

    dir=$(cat "$rundir/area" 2>/dev/null) && [[ -n $dir ]] || return 1
    pid=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) || return 1
    [[ -n $pid ]] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null |
        grep -qF -- "$dir/data" || return 1
    echo "$pid"
}


port_is_free() {
    local host

    for host in 127.0.0.1 $(has_ipv6 && echo ::1); do
        ! (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null || return 1
    done
}


has_ipv6() {
    grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 2>/dev/null
}


# --- stop -----------------------------------------------------------------

wait_for_end() {
    local pid=$1 tenths=$2

    while kill -0 "$pid" 2>/dev/null; do
        # a zombie has ended, even if nobody reaps it
        ! grep -q '^State:.*Z' "/proc/$pid/status" 2>/dev/null || return 0
        tenths=$((tenths - 1))
        [[ $tenths -gt 0 ]] || return 1
        sleep 0.1
    done
}


end() {
    local pid=$1 signal

    shift
    for signal; do
        kill -s "$signal" "$pid" 2>/dev/null || return 0
        ! wait_for_end "$pid" 50 || return 0
    done
}


# Ends what runs and removes what it left; harmless where nothing runs.

stop_all() {
    local pid dir

    if pid=$(nginx_pid); then end "$pid" QUIT TERM KILL; fi
    for pid in $(stray_workers); do end "$pid" TERM KILL; done
    if pid=$(postgres_pid); then end "$pid" INT QUIT KILL; fi

    dir=$(cat "$rundir/area" 2>/dev/null) || dir=
    [[ $dir != /*/statuses.?????? ]] || rm -rf "$dir"

    rm -f "$rundir"/{area,env,settings,nginx.pid}
}


# --- PostgreSQL -----------------------------------------------------------

# initdb and postgres refuse root.

as_account() {
    if [[ $account = "$(id -un)" ]]; then
        "$@"
    else
        (cd / && exec runuser -u "$account" -- "$@")
    fi
}


choose_accounts() {
    local name

    account=$(id -un)
    worker=

    [[ $(id -u) = 0 ]] || return 0

    for name in postgres nobody; do
        if id "$name" >/dev/null 2>&1; then account=$name; break; fi
    done

    for name in ${SUDO_USER:-} www-data nobody; do
        if [[ $name != root ]] && id "$name" >/dev/null 2>&1; then
            worker=$name
            break
        fi
    done
}


# The socket's path may have 107 bytes, and everybody must be able to enter
# the folder.

make_area() {
    area=$(mktemp -d /tmp/statuses.XXXXXX)
    echo "$area" > "$rundir/area"
    chmod 755 "$area"
    mkdir "$area/nginx"
    [[ $(id -u) != 0 ]] || chown "$account" "$area"
    [[ -z $worker ]] || chown "$worker" "$area/nginx"
}


newest_bin() {
    local dir

    for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
        2>/dev/null | sort -rV)
    do
        [[ ! -x $dir/initdb ]] || { echo "$dir"; return; }
    done

    dir=$(command -v initdb) || fail "PostgreSQL's initdb is not to be found"
    dirname "$(realpath "$dir")"
}


start_postgres() {
    local bin name

    bin=$(newest_bin)

    quiet as_account "$bin/initdb" -D "$area/data" -U postgres -E UTF8 \
        --locale=C.UTF-8 -A peer --no-sync --no-instructions ||
        fail "initdb failed, see $rundir/start.log"

    # no other account of this machine gets in: whoever runs this, as owner
    # and as superuser, and nginx's workers
    as_account tee "$area/data/pg_hba.conf" >/dev/null \
        <<<'local all all peer map=demo'

    for name in $(printf '%s\n' "$account" "$(id -un)" ${SUDO_USER:-} |
        sort -u)
    do
        echo "demo \"$name\" postgres"
        echo "demo \"$name\" statuses"
    done | as_account tee "$area/data/pg_ident.conf" >/dev/null

    [[ -z $worker ]] || echo "demo \"$worker\" statuses" |
        as_account tee -a "$area/data/pg_ident.conf" >/dev/null

    # the data lives as long as the server
    as_account tee -a "$area/data/postgresql.conf" >/dev/null <<END
listen_addresses = ''
unix_socket_directories = '$area'
max_connections = 100
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
timezone = 'UTC'
END

    quiet as_account "$bin/pg_ctl" -D "$area/data" -l "$area/postgres.log" \
        -w -t 60 start ||
        fail "PostgreSQL does not start:" \
            "$(tail -n 5 "$area/postgres.log" 2>/dev/null)"

    # peer authentication looks at the account, and ours is on the list
    sql postgres postgres -c 'CREATE ROLE statuses LOGIN' \
        -c 'CREATE ROLE statuses_reader' \
        -c 'CREATE ROLE statuses_writer IN ROLE statuses_reader' \
        -c 'CREATE DATABASE statuses OWNER statuses'
}


# sql ROLE DATABASE ARGS

sql() {
    local role=$1 db=$2

    shift 2
    PGOPTIONS='-c client_min_messages=error' \
        psql -XqAt -v ON_ERROR_STOP=1 -h "$area" -p 5432 -U "$role" -d "$db" \
        "$@" 8>&- 9>&-
}


# Loads files of sql/, made ready for version 4.7, as the schema's owner, all
# of them in one transaction.

load() {
    local file args=()

    rm -rf "$area/load"
    mkdir "$area/load"

    for file in "$@"; do
        awk -v version=4.7 -f "$top/sql/expand.awk" "$file" \
            > "$area/load/${file##*/}" || fail "loading failed: $file"
        args+=(-f "$area/load/${file##*/}")
    done

    [[ $# = 0 ]] || sql statuses statuses -1 -o /dev/null "${args[@]}" ||
        fail "loading failed"
    rm -rf "$area/load"
}


load_all() {
    load "$top"/sql/schema/*.sql

    if [[ -z $data ]]; then
        load $(ls "$top"/sql/demo/*.sql 2>/dev/null)

    else
        # as superuser, who may switch off triggers and constraints
        case $data in
        *.xz) xz -dc "$data" ;;
        *)    cat "$data" ;;
        esac | sql postgres statuses -o /dev/null -f - ||
            fail "loading failed: $data"
    fi

    sh "$top/sql/gateway/install.sh" \
        "host=$area port=5432 user=statuses dbname=statuses" >/dev/null \
        8>&- 9>&- || fail "installing statuses_gateway failed"

    # the catalogs too, which their owner must ask for
    sql postgres statuses -c 'VACUUM ANALYZE'
}


# --- nginx ----------------------------------------------------------------

uri() {
    echo "${database:-postgresql://statuses@/statuses?host=$area}"
}


# A string of nginx's configuration.

quote() {
    local text=${1//\\/\\\\}

    printf '"%s"' "${text//\"/\\\"}"
}


error_location() {
    cat <<END

        location = /.error-$1 {
            internal;
            default_type application/json;
            return $1 '{"error":"$2"}';
        }
END
}


write_conf() {
    local so=$1 path

    cat <<END
load_module $so;

${worker:+user $worker $(id -gn "$worker");}
worker_processes $workers;
pid $rundir/nginx.pid;
error_log $rundir/error.log info;

events {
    worker_connections 1024;
}

http {
    access_log $rundir/access.log;
    default_type application/octet-stream;

    client_body_temp_path $area/nginx/body;
    proxy_temp_path $area/nginx/proxy;
    fastcgi_temp_path $area/nginx/fastcgi;
    uwsgi_temp_path $area/nginx/uwsgi;
    scgi_temp_path $area/nginx/scgi;

    statuses_database main {
        conninfo $(quote "$(uri)");
    }

    statuses_token_zone zone=tokens:1m valid=5s negative=1s;

    server {
        listen 127.0.0.1:$port;
$(! has_ipv6 || echo "        listen [::1]:$port;")
        server_name ${domain%:*} localhost;

        client_max_body_size 1m;

        statuses_local_domain $domain;

        error_page 400 /.error-400;
        error_page 413 /.error-413;
        error_page 414 /.error-414;
        error_page 494 =431 /.error-431;
$(for path in statuses scheduled_statuses; do
    cat <<LOCATION

        location /api/v1/$path {
            statuses on;
            statuses_primary main;
            statuses_compat $compat;
            statuses_activity ${activity};
            statuses_limit $([[ $limits = on ]] && echo mastodon || echo off);
        }
LOCATION
done)

        location / {
            default_type application/json;
            return 404 '{"error":"Not Found"}';
        }
$(error_location 400 'Bad Request')
$(error_location 413 'Payload Too Large')
$(error_location 414 'URI Too Long')
$(error_location 431 'Request Header Fields Too Large')
    }
}
END
}


start_nginx() {
    local so

    so=$(sh "$top/t/lib/build.sh" so "${BUILD:-release}")
    [[ -f $so ]] || fail "$so is missing, see \"make build\""

    write_conf "$so" > "$rundir/nginx.conf"
    : > "$rundir/error.log"

    "$(nginx_binary)" -e "$rundir/error.log" -p "$rundir/" \
        -c "$rundir/nginx.conf" </dev/null >"$rundir/nginx.out" 2>&1 \
        8>&- 9>&- || fail "nginx does not start:" "$(cat "$rundir/nginx.out")"

    # the pid file appears after the command has returned
    for _ in {1..50}; do
        ! nginx_pid >/dev/null || return 0
        sleep 0.1
    done

    fail "nginx did not stay:" "$(tail -n 5 "$rundir/error.log")"
}


nginx_binary() {
    local own=$top/.build/sanitize/nginx

    if [[ ${BUILD:-} = sanitize && -x $own ]]; then
        echo "$own"
    else
        command -v nginx || fail "nginx is not to be found"
    fi
}


# --- what is printed and written ------------------------------------------

tokens='ALICE BOB CAROL MALLORY ALICE_READ ALICE_READ_STATUSES
    ALICE_WRITE_FAVOURITES APP EXPIRED REVOKED'

token() {
    echo "demo-$(tr 'A-Z_' 'a-z-' <<<"$1")"
}


assign() {
    printf "%s='%s'\n" "$1" "${2//\'/\'\\\'\'}"
}


write_env() {
    local name

    assign STATUSES_URL "http://127.0.0.1:$port"
    assign STATUSES_DATABASE "$(uri)"
    assign STATUSES_NGINX_CONF "$rundir/nginx.conf"
    assign STATUSES_NGINX_PID "$(nginx_pid)"
    assign STATUSES_ERROR_LOG "$rundir/error.log"

    [[ -z $data && -z $database ]] || return 0

    for name in $tokens; do
        assign "STATUSES_TOKEN_$name" "$(token "$name")"
    done
}


# One value from the database, empty where there is none.

value() {
    if [[ -n $database ]]; then
        psql -XqAt -d "$database" -c "$1" 2>/dev/null || true
    else
        sql statuses statuses -c "$1" 2>/dev/null || true
    fi
}


print_help() {
    local api=http://127.0.0.1:$port/api/v1 post thread auth name

    # cheap on a large database too
    thread=$(value "SELECT id FROM statuses WHERE visibility = 0
        AND deleted_at IS NULL AND reblog_of_id IS NULL
        ORDER BY id DESC LIMIT 1")
    post=$thread

    if [[ -z $database ]]; then
        thread=$(value "SELECT s.id FROM statuses s JOIN statuses r
            ON r.conversation_id = s.conversation_id WHERE s.visibility = 0
            AND s.in_reply_to_id IS NULL AND s.deleted_at IS NULL
            GROUP BY s.id ORDER BY count(*) DESC LIMIT 1")
        post=$(value "SELECT s.id FROM statuses s
            JOIN accounts a ON a.id = s.account_id WHERE s.visibility = 0
            AND s.deleted_at IS NULL AND s.reblog_of_id IS NULL
            ORDER BY a.username = 'alice' DESC, s.in_reply_to_id IS NOT NULL,
                s.id = ${thread:-0}, s.id DESC LIMIT 1")
    fi

    thread=${thread:-1}
    post=${post:-$thread}
    auth="-H 'Authorization: Bearer $(token ALICE)'"

    echo "http://127.0.0.1:$port"
    echo

    if [[ -z $data && -z $database ]]; then
        for name in $tokens; do
            printf '  %-24s%s\n' "$name" "$(token "$name")"
        done
        echo
    else
        auth="-H 'Authorization: Bearer TOKEN'"
    fi

    cat <<END
curl $api/statuses/$post
curl $api/statuses/$thread/context
curl -g '$api/statuses?id[]=$post&id[]=$thread'
curl $auth $api/statuses/$post/source
curl -i $auth $api/statuses/$post/favourited_by

END

    if [[ -n $database && $(value \
        "SELECT to_regnamespace('statuses_gateway') IS NOT NULL") != t ]]
    then
        echo 'The database has no schema statuses_gateway: reads only.'
        echo
    fi
}


# --- commands -------------------------------------------------------------

already_running() {
    nginx_pid >/dev/null || return 1
    [[ -n $database ]] || postgres_pid >/dev/null || return 1
    [[ -f $rundir/env && -f $rundir/settings ]] || return 1

    if [[ $(settings) != "$(cat "$rundir/settings")" ]]; then
        fail "already running in $rundir with other settings;" \
            "\"make stop\" ends it"
    fi

    say "already running in $rundir:" \
        "$(. "$rundir/env"; echo "$STATUSES_URL")"
}


bring_up() {
    check_variables

    mkdir -p "$rundir" 2>/dev/null && [[ -w $rundir ]] ||
        fail "RUNDIR cannot be written: $rundir"

    exec 8>"$rundir/lock"
    flock 8

    if already_running; then
        exit 0
    fi

    # left over from a server that was killed
    stop_all
    : > "$rundir/start.log"

    port_is_free || fail "port $port is in use; choose another with PORT=..."

    if [[ -n $database ]]; then
        psql -XqAt -d "$database" -c 'SELECT 1' >/dev/null ||
            fail "DATABASE cannot be reached"
    fi

    # from here on a failure must leave nothing behind
    trap 'stop_all' EXIT
    [[ $1 = start ]] || watch

    choose_accounts
    make_area

    if [[ -z $database ]]; then
        start_postgres
        load_all
    fi

    start_nginx
    settings > "$rundir/settings"
    write_env > "$rundir/env.new"
    mv "$rundir/env.new" "$rundir/env"
    exec 8>&-
}


# Ends the servers when this script has been killed in a way that it cannot
# see: the pipe to this process closes then.

watch() {
    exec 9> >(
        trap '' INT TERM HUP QUIT
        trap - EXIT
        exec 8>&- >/dev/null 2>&1
        cat > /dev/null
        stop_all
    )
}


run() {
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP

    bring_up run

    print_help
    echo "Ctrl-C ends it."

    while nginx_pid >/dev/null; do
        # "wait" is interrupted by a signal, "sleep" is not
        sleep 1 9>&- &
        wait $! || true
    done

    if [[ -f $rundir/env ]]; then
        fail "nginx has ended, see $rundir/error.log"
    fi
}


case ${1:-} in
run)
    run
    ;;
start)
    bring_up start
    trap - EXIT
    print_help
    ;;
stop)
    if nginx_pid >/dev/null || postgres_pid >/dev/null; then
        stop_all
        say "stopped"
    else
        stop_all
        say "not running in $rundir"
    fi
    ;;
*)
    sed -n '3,19s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
