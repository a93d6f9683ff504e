-- quotes_page: the keys of a page of quotes, shown or not (spec/reads.md C6).
-- $1 int8 quoted status, $2 int8 max_id, $3 int8 since_id, $4 int8 limit,
-- $5 int8 viewer's account id
-- lane: slow; replica-safe
--@variants anonymous viewer
--@let max $2
--@let since $3
--@let limit $4
--@let viewer $5
SELECT page.id AS c_key
    , page.status_id AS c_status_id
FROM (
--@include quotes_page
    ) page
