-- locale: which language a user reads (spec/reads.md C10, 4).
-- $1 int8 user id
-- lane: any; replica-safe
--@variants anonymous
SELECT u.locale AS c_locale
FROM users u
WHERE u.id = $1
