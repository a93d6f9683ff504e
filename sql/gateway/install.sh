#!/bin/sh
# Puts the schema statuses_gateway into a database, or brings it up to date.
#
# usage: install.sh DATABASE        (a libpq URI or conninfo)
#
# All of it is one transaction, and it may be repeated. The numbered files are
# applied once each; the functions are made anew each time, for the version
# of Mastodon's schema that is found. Mastodon's own tables stay as they are.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
database=${1:?usage: install.sh DATABASE}

# number of the last file; the module asks for it
gateway=2

ask() {
    psql -XqAt -v ON_ERROR_STOP=1 -d "$database" "$@"
}

expand() {
    awk -v version="$version" -f "$here/../expand.awk" "$1"
}

schema=$(awk -v version=4.7 -v comments=0 -v dir="$here/../statements" \
    -f "$here/../expand.awk" "$here/../statements/schema.sql" | ask -f - \
    | cut -d '|' -f 1)

case $schema in
405)    version=4.5 ;;
406)    version=4.6 ;;
407)    version=4.7 ;;
*)      echo "install-gateway: no schema of Mastodon 4.5 to 4.7" >&2
        exit 1 ;;
esac

home=$(ask -c "SELECT nspname FROM pg_namespace n
    JOIN pg_class c ON c.relnamespace = n.oid
    WHERE c.oid = 'statuses'::regclass")

if [ "$(ask -c "SELECT to_regclass('statuses_gateway.migrations') IS NULL")" \
    = t ]
then
    done=0
else
    done=$(ask -c 'SELECT max(number) FROM statuses_gateway.migrations')
fi

if [ "$done" -gt "$gateway" ]; then
    echo "install-gateway: a newer version, $done, is installed" >&2
    exit 1
fi

{
    # of two at once the second waits, fails, and may be repeated
    echo "SELECT pg_advisory_xact_lock(1937011809);"
    echo "SET LOCAL client_min_messages = warning;"
    echo "SELECT set_config('search_path', format('%I, pg_temp',"
    echo "    '$home'), true);"

    for file in "$here"/[0-9]*.sql; do
        name=$(basename "$file" .sql)
        number=$(expr "$name" : '0*\([1-9][0-9]*\)-')

        if [ "$number" -gt "$done" ]; then
            expand "$file"
            echo "INSERT INTO statuses_gateway.migrations (number, name)"
            echo "VALUES ($number, '${name#*-}');"
        fi
    done

    # of an older version some may have had other parameters
    cat << 'EOF'
DO $drop$
DECLARE
    v_name text;
BEGIN
    FOR v_name IN
        SELECT oid::regprocedure::text
        FROM pg_proc
        WHERE pronamespace = 'statuses_gateway'::regnamespace
    LOOP
        EXECUTE 'DROP ROUTINE ' || v_name;
    END LOOP;
END
$drop$;
EOF

    for file in "$here"/functions/[0-9]*.sql; do
        expand "$file"
    done

    # what the module compares when it connects
    echo "COMMENT ON SCHEMA statuses_gateway"
    echo "    IS 'ngx_statuses_module gateway $gateway for $version';"
} | ask -1 -f - > /dev/null

echo "statuses_gateway $gateway for Mastodon $version is installed"
