-- resolve: what a new post refers to (spec/writes.md 1.1, 2.2, 7.1), in one
-- row; none if the account has no user.
-- $1 int8 account, $2 int8 in_reply_to_id, $3 int8 quoted_status_id,
-- $4 text[] usernames and $5 text[] domains of handles, '' for this server,
-- $6 int8[] files, $7 text[] normalised hashtags, $8 text key of claim()
-- lane: fast
--@variants viewer
--@let viewer $1
--@let free f.status_id IS NULL
--@let operation create
--@include resolve
FROM accounts a
JOIN users u ON u.account_id = a.id
WHERE a.id = $1
