-- accounts: accounts that a rendered object names but did not bring along
-- (moved to, author of a card), and those whom these moved to;
-- spec/entities.md 4.
-- $1 int8[] account ids, $2 text local domain, $3 int8 viewer's account id
-- lane: fast; replica-safe
--@variants anonymous viewer
--@let a a
--@let local_domain $2
--@let viewer $3
--@let texts a.note, a.display_name, replace(a.fields::text, '": ', '')
SELECT a.id AS c_root
--@include account
--@include emojis
--@if viewer
--@include account_viewer
--@end
FROM (
    SELECT unnest($1::int8[])
    UNION
    SELECT m.moved_to_account_id
    FROM accounts m
    WHERE m.id = ANY ($1::int8[])) AS w (id)
JOIN accounts a ON a.id = w.id
