        -- The files m for which {files}, as rows of an array.
        ARRAY(
        SELECT ARRAY[m.id::text, m.type::text, m.file_file_name,
            m.file_content_type, m.file_storage_schema_version::text,
            m.processing::text, m.remote_url, m.thumbnail_file_name,
            m.thumbnail_storage_schema_version::text, --@4.6+
            NULL, --@<4.6
            m.thumbnail_remote_url, m.shortcode, m.file_meta::text,
            m.description, m.blurhash]
        FROM media_attachments m
        WHERE {files}
        ORDER BY m.id)
