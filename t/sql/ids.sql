-- Ids that carry their time.

SELECT pg_temp.ok(count(*) = 1, :'version' || ' timestamp_id(text) is one plpgsql function, volatile, to int8')
  FROM pg_proc p
  JOIN pg_language l ON l.oid = p.prolang
 WHERE p.proname = 'timestamp_id'
   AND p.pronamespace = 'public'::regnamespace
   AND p.proargtypes = '25'::oidvector
   AND p.prorettype = 'bigint'::regtype
   AND p.provolatile = 'v'
   AND l.lanname = 'plpgsql';

SELECT pg_temp.ok(count(*) = 0, :'version' || ' every table with such ids has its sequence')
  FROM unnest(ARRAY['accounts', 'statuses', 'quotes', 'media_attachments', 'notification_requests']
       || CASE WHEN :version >= 4.6 THEN ARRAY['collections', 'collection_items'] END) t
 WHERE to_regclass(t || '_id_seq') IS NULL;

-- bits 63 to 16: the start of the transaction, in milliseconds
BEGIN;
SELECT pg_temp.is(timestamp_id('statuses') >> 16,
                  (date_part('epoch', now()) * 1000)::bigint,
                  :'version' || ' the upper bits are now() in milliseconds');
SELECT pg_sleep(0.02) \g /dev/null
SELECT pg_temp.is(timestamp_id('statuses') >> 16,
                  (date_part('epoch', now()) * 1000)::bigint,
                  :'version' || ' they stay the same through a transaction');
COMMIT;

-- bits 15 to 0: the sequence, moved
BEGIN;
SELECT timestamp_id('quotes') AS a, timestamp_id('quotes') AS b, timestamp_id('quotes') AS c \gset
SELECT pg_temp.is(ARRAY[(:b - :a) & 65535, (:c - :b) & 65535], ARRAY[1, 1]::bigint[],
                  :'version' || ' the lower bits go on by one');
SELECT pg_temp.is(count(DISTINCT id), 65536::bigint,
                  :'version' || ' one millisecond has room for 65536 ids')
  FROM (SELECT timestamp_id('quotes') AS id FROM generate_series(1, 65536)) x;
COMMIT;

-- the base: four digits of md5(table, salt, shifted time)
BEGIN;
SELECT timestamp_id('media_attachments') AS id \gset
SELECT pg_temp.is(:id & 65535,
           (SELECT (('x' || left(md5('media_attachments' || substring(prosrc FROM '[0-9a-f]{32}')
                             || (:id >> 16 << 16)), 4))::bit(16)::bigint
                    + currval('media_attachments_id_seq')) & 65535
              FROM pg_proc WHERE proname = 'timestamp_id'),
           :'version' || ' the base comes from table, salt and time');
COMMIT;

-- later transactions have greater ids
SELECT timestamp_id('statuses') AS a \gset
SELECT pg_sleep(0.003) \g /dev/null
SELECT timestamp_id('statuses') AS b \gset
SELECT pg_sleep(0.003) \g /dev/null
SELECT timestamp_id('statuses') AS c \gset
SELECT pg_temp.ok(:a < :b AND :b < :c, :'version' || ' later ids are greater');

-- the default of a table is its own
BEGIN;
INSERT INTO accounts (username, created_at, updated_at)
VALUES ('somebody', now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc')
RETURNING id, created_at \gset
SELECT pg_temp.ok(abs(extract(epoch FROM :'created_at'::timestamp
                              - (timestamp 'epoch' + (:id >> 16) * interval '1 millisecond'))) < 0.001,
                  :'version' || ' an id omitted tells the time of its row');
ROLLBACK;
