#!/usr/bin/env bash
#
# Sourced by run.sh: favourites of distinct posts, and new posts, through the
# module and through pgbench, which calls the same functions. In a database of
# its own, so that the one for reads stays as it is; it is made anew each time,
# and dropped.

liked=100000
likers=$((rounds * 2 + 10))
posters=1000

say "making the data of writes: $liked posts"

sql postgres -o /dev/null -c 'DROP DATABASE IF EXISTS statuses_writes' \
    -c 'CREATE DATABASE statuses_writes OWNER statuses' -c "DO \$\$ BEGIN
        IF to_regrole('statuses_writer') IS NULL THEN
            CREATE ROLE statuses_reader;
            CREATE ROLE statuses_writer IN ROLE statuses_reader;
        END IF; END \$\$"

database=statuses_writes
load_schema
sql postgres -o /dev/null -v statuses=$liked -v users=$((likers + posters)) \
    -f "$here/writes.sql" -c 'VACUUM (FREEZE, ANALYZE)' -c CHECKPOINT
sh "$top/sql/gateway/install.sh" \
    "host=$area/pg user=statuses dbname=statuses_writes" > /dev/null

seq $liked > "$area/liked"
for ((i = 1; i <= likers; i++)); do
    echo "writes-$i" > "$area/liker.$i"
done

for ((i = 1; i <= posters; i++)); do
    echo "writes-$((likers + i))"
done > "$area/posters"

# each client has users of its own, who like each post once
cat > "$area/pgbench/favourite" <<'END'
\set id random(1, :liked)
\set account 100000 + :liker
SELECT r.code, r.id
FROM statuses_gateway.favourite(:account, :id, 'outbox',
    'https://bench.example') r;
END

# so many authors that none reaches the limit of new posts, which is counted
cat > "$area/pgbench/create" <<END
\set account random($((100001 + likers)), $((100000 + likers + posters)))
SELECT r.code, r.id
FROM statuses_gateway.create_status(:account, '{"text": "Post number 12",'
    '"spoiler_text": "", "sensitive": false, "visibility": 0,'
    '"language": "en", "policy": 131072, "limit": 300}',
    'outbox', 'https://bench.example') r;
END

stop_nginx "$module_pid"
module_pid=$(start_nginx module)

measure writes

stop_nginx "$module_pid"
module_pid=
database=statuses
sql postgres -o /dev/null -c 'DROP DATABASE statuses_writes'
