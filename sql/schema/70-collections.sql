-- Collections of accounts, and the posts that name one.
--@if 4.6+

CREATE TABLE collections (
    id                       bigint PRIMARY KEY DEFAULT timestamp_id('collections'),
    account_id               bigint NOT NULL REFERENCES accounts,
    tag_id                   bigint REFERENCES tags,
    name                     varchar NOT NULL,
    description              text,
    description_html         text,
    language                 varchar,
    local                    boolean NOT NULL,
    sensitive                boolean NOT NULL,
    discoverable             boolean NOT NULL,
    uri                      varchar,
    url                      varchar,
    item_count               integer NOT NULL DEFAULT 0,
    original_number_of_items integer,
    created_at               timestamp(6) NOT NULL,
    updated_at               timestamp(6) NOT NULL
);

CREATE UNIQUE INDEX collections_uri_key ON collections (uri)
    WHERE uri IS NOT NULL;
CREATE INDEX collections_account_id_idx ON collections (account_id);
CREATE INDEX collections_tag_id_idx ON collections (tag_id);


CREATE TABLE collection_items (
    id                        bigint PRIMARY KEY DEFAULT timestamp_id('collection_items'),
    collection_id             bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
    account_id                bigint REFERENCES accounts,
    position                  integer NOT NULL DEFAULT 1,
    state                     integer NOT NULL DEFAULT 0,
    uri                       varchar,
    object_uri                varchar,
    activity_uri              varchar,
    approval_uri              varchar,
    approval_last_verified_at timestamp(6),
    created_at                timestamp(6) NOT NULL,
    updated_at                timestamp(6) NOT NULL
);

CREATE UNIQUE INDEX collection_items_account_id_collection_id_key
    ON collection_items (account_id, collection_id);
CREATE UNIQUE INDEX collection_items_uri_key ON collection_items (uri)
    WHERE uri IS NOT NULL;
CREATE UNIQUE INDEX collection_items_approval_uri_key
    ON collection_items (approval_uri) WHERE approval_uri IS NOT NULL;
CREATE INDEX collection_items_collection_id_idx
    ON collection_items (collection_id);
CREATE INDEX collection_items_withdrawn_idx ON collection_items (state)
    WHERE state IN (2, 3);


-- object_type and object_id name the collection once it is known here.
CREATE TABLE tagged_objects (
    id          bigserial PRIMARY KEY,
    status_id   bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    ap_type     varchar NOT NULL,
    object_type varchar,
    object_id   bigint,
    uri         varchar,
    created_at  timestamp(6) NOT NULL,
    updated_at  timestamp(6) NOT NULL
);

CREATE UNIQUE INDEX tagged_objects_status_id_object_key
    ON tagged_objects (status_id, object_type, object_id)
    WHERE object_type IS NOT NULL AND object_id IS NOT NULL;
CREATE UNIQUE INDEX tagged_objects_status_id_uri_key
    ON tagged_objects (status_id, uri) WHERE uri IS NOT NULL;
CREATE INDEX tagged_objects_object_idx
    ON tagged_objects (object_type, object_id);
--@end
