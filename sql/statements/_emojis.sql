-- Custom emoji that {texts} by {a} may use: a superset, which C looks through
-- (spec/text.md 5).
    , CASE WHEN concat_ws(' ', {texts}) ~ ':[A-Za-z0-9_]{2,}:' THEN ARRAY(
        SELECT ARRAY[e.id::text, e.shortcode, e.image_file_name,
            e.image_storage_schema_version::text,
            e.visible_in_picker::text, e.domain]
        FROM (
            SELECT DISTINCT m[1] AS shortcode
            FROM regexp_matches(concat_ws(' ', {texts}),
                ':([A-Za-z0-9_]{2,})(?=:)', 'g') AS m) x
        -- NULL and a name are two look-ups in the index
        CROSS JOIN LATERAL (
            SELECT * FROM custom_emojis
            WHERE shortcode = x.shortcode AND domain = {a}.domain
            UNION ALL
            SELECT * FROM custom_emojis
            WHERE shortcode = x.shortcode AND domain IS NULL
                AND {a}.domain IS NULL) e
        WHERE NOT e.disabled) END AS c_emojis
