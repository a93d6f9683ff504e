-- The benchmark's data, part 6: the sequences, and what nobody needs any more.

DO $$
DECLARE
    c record;
    last bigint;
BEGIN
    FOR c IN
        SELECT a.attrelid::regclass AS rel,
               pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)
                   AS seq
          FROM pg_attribute a
          JOIN pg_class r ON r.oid = a.attrelid
         WHERE r.relnamespace = 'public'::regnamespace AND r.relkind = 'r'
           AND a.attname = 'id'
           AND pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)
               IS NOT NULL
    LOOP
        EXECUTE format('SELECT max(id) FROM %s', c.rel) INTO last;
        IF last > 0 THEN
            PERFORM setval(c.seq, last);
        END IF;
    END LOOP;
END
$$;

DROP TABLE bench.people, bench.mentions, bench.hashtags, bench.linked,
    bench.paragraphs, bench.sentences, bench.links, bench.tags, bench.emojis;

REFRESH MATERIALIZED VIEW instances;
