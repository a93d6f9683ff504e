-- What a post carries: media, polls, link previews, emoji; and posts to come.

-- params holds the options of the request that will make the post.
CREATE TABLE scheduled_statuses (
    id           bigserial PRIMARY KEY,
    account_id   bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    scheduled_at timestamp,
    params       jsonb
);

CREATE INDEX scheduled_statuses_account_id_idx
    ON scheduled_statuses (account_id);
CREATE INDEX scheduled_statuses_scheduled_at_idx
    ON scheduled_statuses (scheduled_at);


-- A file of this server has remote_url ''. file_meta is json, not jsonb: the
-- order of its keys is shown to clients.
CREATE TABLE media_attachments (
    id                               bigint PRIMARY KEY DEFAULT timestamp_id('media_attachments'),
    account_id                       bigint REFERENCES accounts ON DELETE SET NULL,
    status_id                        bigint REFERENCES statuses ON DELETE SET NULL,
    scheduled_status_id              bigint REFERENCES scheduled_statuses ON DELETE SET NULL,
    type                             integer NOT NULL DEFAULT 0,
    processing                       integer,
    description                      text,
    blurhash                         varchar,
    shortcode                        varchar,
    remote_url                       varchar NOT NULL DEFAULT '',
    file_file_name                   varchar,
    file_content_type                varchar,
    file_file_size                   integer,
    file_updated_at                  timestamp,
    file_meta                        json,
    file_storage_schema_version      integer,
    thumbnail_remote_url             varchar,
    thumbnail_file_name              varchar,
    thumbnail_content_type           varchar,
    thumbnail_file_size              integer,
    thumbnail_updated_at             timestamp,
    thumbnail_storage_schema_version integer, --@4.6+
    created_at                       timestamp NOT NULL,
    updated_at                       timestamp NOT NULL
);

CREATE UNIQUE INDEX media_attachments_shortcode_key
    ON media_attachments (shortcode text_pattern_ops)
    WHERE shortcode IS NOT NULL;
CREATE INDEX media_attachments_account_id_status_id_idx
    ON media_attachments (account_id, status_id DESC);
CREATE INDEX media_attachments_status_id_idx ON media_attachments (status_id);
CREATE INDEX media_attachments_scheduled_status_id_idx
    ON media_attachments (scheduled_status_id)
    WHERE scheduled_status_id IS NOT NULL;


-- cached_tallies[i] counts the votes for options[i].
CREATE TABLE polls (
    id              bigserial PRIMARY KEY,
    account_id      bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    status_id       bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    options         varchar[] NOT NULL DEFAULT '{}',
    cached_tallies  bigint[] NOT NULL DEFAULT '{}',
    votes_count     bigint NOT NULL DEFAULT 0,
    voters_count    bigint,
    multiple        boolean NOT NULL DEFAULT false,
    hide_totals     boolean NOT NULL DEFAULT false,
    expires_at      timestamp,
    last_fetched_at timestamp,
    lock_version    integer NOT NULL DEFAULT 0,
    created_at      timestamp NOT NULL,
    updated_at      timestamp NOT NULL
);

CREATE INDEX polls_account_id_idx ON polls (account_id);
CREATE INDEX polls_status_id_idx ON polls (status_id);


CREATE TABLE poll_votes (
    id         bigserial PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    poll_id    bigint NOT NULL REFERENCES polls ON DELETE CASCADE,
    choice     integer NOT NULL DEFAULT 0,
    uri        varchar,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE INDEX poll_votes_account_id_idx ON poll_votes (account_id);
CREATE INDEX poll_votes_poll_id_idx ON poll_votes (poll_id);


CREATE TABLE preview_cards (
    id                           bigserial PRIMARY KEY,
    url                          varchar NOT NULL DEFAULT '',
    title                        varchar NOT NULL DEFAULT '',
    description                  varchar NOT NULL DEFAULT '',
    language                     varchar,
    type                         integer NOT NULL DEFAULT 0,
    link_type                    integer,
    html                         text NOT NULL DEFAULT '',
    embed_url                    varchar NOT NULL DEFAULT '',
    width                        integer NOT NULL DEFAULT 0,
    height                       integer NOT NULL DEFAULT 0,
    author_name                  varchar NOT NULL DEFAULT '',
    author_url                   varchar NOT NULL DEFAULT '',
    author_account_id            bigint REFERENCES accounts ON DELETE SET NULL,
    unverified_author_account_id bigint REFERENCES accounts ON DELETE SET NULL, --@4.6+
    provider_name                varchar NOT NULL DEFAULT '',
    provider_url                 varchar NOT NULL DEFAULT '',
    image_file_name              varchar,
    image_content_type           varchar,
    image_file_size              integer,
    image_updated_at             timestamp,
    image_storage_schema_version integer,
    image_description            varchar NOT NULL DEFAULT '',
    blurhash                     varchar,
    published_at                 timestamp(6),
    trendable                    boolean,
    max_score                    double precision,
    max_score_at                 timestamp,
    created_at                   timestamp NOT NULL,
    updated_at                   timestamp NOT NULL
);

CREATE UNIQUE INDEX preview_cards_url_key ON preview_cards (url);
CREATE INDEX preview_cards_author_account_id_idx
    ON preview_cards (author_account_id)
    WHERE author_account_id IS NOT NULL;
--@if 4.6+
CREATE INDEX preview_cards_unverified_author_account_id_idx
    ON preview_cards (unverified_author_account_id, id)
    WHERE unverified_author_account_id IS NOT NULL;
--@end


-- No foreign keys: whoever deletes a post removes its row here.
CREATE TABLE preview_cards_statuses (
    status_id       bigint NOT NULL,
    preview_card_id bigint NOT NULL,
    url             varchar,
    PRIMARY KEY (status_id, preview_card_id)
);


CREATE TABLE custom_emojis (
    id                           bigserial PRIMARY KEY,
    shortcode                    varchar NOT NULL DEFAULT '',
    domain                       varchar,
    category_id                  bigint,
    disabled                     boolean NOT NULL DEFAULT false,
    visible_in_picker            boolean NOT NULL DEFAULT true,
    uri                          varchar,
    image_remote_url             varchar,
    image_file_name              varchar,
    image_content_type           varchar,
    image_file_size              integer,
    image_updated_at             timestamp,
    image_storage_schema_version integer,
    created_at                   timestamp NOT NULL,
    updated_at                   timestamp NOT NULL
);

CREATE UNIQUE INDEX custom_emojis_shortcode_domain_key
    ON custom_emojis (shortcode, domain);


CREATE TABLE custom_emoji_categories (
    id                bigserial PRIMARY KEY,
    name              varchar,
    featured_emoji_id bigint REFERENCES custom_emojis ON DELETE SET NULL, --@4.6+
    created_at        timestamp NOT NULL,
    updated_at        timestamp NOT NULL
);

CREATE UNIQUE INDEX custom_emoji_categories_name_key
    ON custom_emoji_categories (name);
