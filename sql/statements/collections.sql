-- collections: those that statuses are tagged with (spec/entities.md 11).
-- $1 int8[] status ids, $2 int8 viewer's account id (0: nobody)
-- one row for each pair of status and collection
-- lane: fast; replica-safe
--@variants anonymous
--@if <4.6
-- there are none
SELECT FROM (SELECT $1::int8[], $2::int8) AS x WHERE false
--@end
--@if 4.6+
SELECT tgo.status_id AS c_status_id
    , c.id AS c_id
    , c.account_id AS c_account_id
    , o.domain IS NULL AS c_owner_local
    , c.local AS c_local
    , c.uri AS c_uri
    , c.url AS c_url
    , c.name AS c_name
    , c.description AS c_description
    , c.description_html AS c_description_html
    , c.language AS c_language
    , c.sensitive AS c_sensitive
    , c.discoverable AS c_discoverable
    , c.created_at AS c_created_at
    , c.updated_at AS c_updated_at
    , t.name AS c_tag
    , ARRAY(
        SELECT ARRAY[ci.id::text, ci.state::text, ci.created_at::text,
            ci.account_id::text]
        FROM collection_items ci
        WHERE ci.collection_id = c.id
            AND (ci.state = 1 OR (ci.state = 0 AND c.account_id = $2))
            AND (
                SELECT true FROM blocks b
                WHERE b.account_id = $2
                    AND b.target_account_id = ci.account_id) IS NULL
        ORDER BY ci.id) AS c_items
FROM tagged_objects tgo
JOIN collections c ON c.id = tgo.object_id
JOIN accounts o ON o.id = c.account_id
LEFT JOIN tags t ON t.id = c.tag_id
WHERE tgo.status_id = ANY ($1::int8[])
    AND tgo.ap_type = 'FeaturedCollection'
    AND tgo.object_type = 'Collection'
    AND tgo.object_id IS NOT NULL
ORDER BY tgo.id
--@end
