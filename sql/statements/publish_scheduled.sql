-- publish_scheduled: makes a post of one that is due (spec/writes.md 4.2).
-- $1 int8 id, $2 json the post or NULL, $3 text jobs, $4 text base of URLs
-- lane: write
--@variants anonymous
--@include result
FROM statuses_gateway.publish_scheduled($1, $2, $3, $4) r
