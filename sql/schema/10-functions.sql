-- Ids that carry the time of their making.
--
-- A table with such ids has a plain sequence, and as its default
-- timestamp_id('TABLE'): the milliseconds of the transaction's start in the
-- upper 48 bits, in the lower 16 the next value of the sequence, moved by a
-- base that nobody can tell without the salt. The salt is drawn once, here,
-- and stays in the function's body; it is a secret of this database.

DO $install$
DECLARE
    salt text := md5(gen_random_uuid()::text || gen_random_uuid()::text);
BEGIN
    EXECUTE format($create$
CREATE FUNCTION timestamp_id(relation text) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $body$
DECLARE
    stamp  bigint := (date_part('epoch', now()) * 1000)::bigint << 16;
    digest bytea := decode(md5(concat(relation, %L, stamp)), 'hex');
    base   integer := get_byte(digest, 0) * 256 + get_byte(digest, 1);
BEGIN
    RETURN stamp + (base + nextval(relation || '_id_seq')) %% 65536;
END
$body$
$create$, salt);
END
$install$;

CREATE SEQUENCE accounts_id_seq;
CREATE SEQUENCE statuses_id_seq;
CREATE SEQUENCE quotes_id_seq;
CREATE SEQUENCE media_attachments_id_seq;
CREATE SEQUENCE notification_requests_id_seq;
--@if 4.6+
CREATE SEQUENCE collections_id_seq;
CREATE SEQUENCE collection_items_id_seq;
--@end
