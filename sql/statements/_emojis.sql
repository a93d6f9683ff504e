-- Custom emoji that {texts} by {a} may use: a superset, which C looks through
-- (spec/text.md 5).  What stands between two colons is looked up as it is.
    ,
--@if late
    NULL
--@end
--@if !late
    CASE
        WHEN replace(concat_ws(' ', {texts}), '://', '') NOT LIKE '%:%:%'
            THEN NULL
        WHEN {a}.domain IS NULL THEN ARRAY(
            SELECT ARRAY[ce.id::text, ce.shortcode, ce.image_file_name,
                ce.image_storage_schema_version::text,
                ce.visible_in_picker::text, ce.domain]
            FROM custom_emojis ce
            WHERE ce.shortcode = ANY (
                    string_to_array(concat_ws(' ', {texts}), ':'))
                AND ce.domain IS NULL AND NOT ce.disabled)
        ELSE ARRAY(
            SELECT ARRAY[ce.id::text, ce.shortcode, ce.image_file_name,
                ce.image_storage_schema_version::text,
                ce.visible_in_picker::text, ce.domain]
            FROM custom_emojis ce
            WHERE ce.shortcode = ANY (
                    string_to_array(concat_ws(' ', {texts}), ':'))
                AND ce.domain = {a}.domain AND NOT ce.disabled)
        END
--@end
        AS c_emojis
