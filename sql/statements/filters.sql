-- filters: the viewer's active filters (spec/entities.md 2.1, 10).
-- $1 int8 viewer's account id
-- lane: any; replica-safe
--@variants anonymous
SELECT f.id AS c_id
    , f.phrase AS c_title
    , f.context AS c_context
    , f.expires_at AS c_expires_at
    , f.action AS c_action
    , ARRAY(
        SELECT ARRAY[k.keyword, k.whole_word::text]
        FROM custom_filter_keywords k
        WHERE k.custom_filter_id = f.id
        ORDER BY k.id) AS c_keywords
    , ARRAY(
        SELECT s.status_id
        FROM custom_filter_statuses s
        WHERE s.custom_filter_id = f.id
        ORDER BY s.id) AS c_statuses
FROM custom_filters f
WHERE f.account_id = $1
    AND (f.expires_at IS NULL OR f.expires_at > now() AT TIME ZONE 'utc')
ORDER BY (
    SELECT min(k.id)
    FROM custom_filter_keywords k
    WHERE k.custom_filter_id = f.id) NULLS LAST, f.id
