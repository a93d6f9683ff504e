-- posts: how many posts the account has made in the current window of three
-- hours (spec/reads.md E4).
-- $1 int8 account
-- lane: any
--@variants anonymous
SELECT statuses_gateway.posts($1) AS c_posts
