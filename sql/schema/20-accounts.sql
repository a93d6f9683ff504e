-- Accounts, of this server (domain NULL) and of others.

CREATE TABLE accounts (
    id                            bigint PRIMARY KEY DEFAULT timestamp_id('accounts'),
    username                      varchar NOT NULL DEFAULT '',
    domain                        varchar,
    display_name                  varchar NOT NULL DEFAULT '',
    note                          text NOT NULL DEFAULT '',
    fields                        jsonb,
    actor_type                    varchar,
    uri                           varchar NOT NULL DEFAULT '', --@<4.7
    uri                           varchar, --@4.7+
    url                           varchar,
    id_scheme                     integer DEFAULT 1,
    protocol                      integer NOT NULL DEFAULT 0,

    locked                        boolean NOT NULL DEFAULT false,
    discoverable                  boolean,
    indexable                     boolean NOT NULL DEFAULT false,
    trendable                     boolean,
    hide_collections              boolean,
    memorial                      boolean NOT NULL DEFAULT false,
    show_media                    boolean NOT NULL DEFAULT true, --@4.6+
    show_media_replies            boolean NOT NULL DEFAULT true, --@4.6+
    show_featured                 boolean NOT NULL DEFAULT true, --@4.6+
    feature_approval_policy       integer NOT NULL DEFAULT 0, --@4.6+
    moved_to_account_id           bigint REFERENCES accounts ON DELETE SET NULL,
    also_known_as                 varchar[],
    attribution_domains           varchar[] DEFAULT '{}',

    silenced_at                   timestamp,
    sensitized_at                 timestamp,
    suspended_at                  timestamp,
    suspension_origin             integer,
    requested_deletion_at         timestamp(6), --@4.7+
    requested_review_at           timestamp,
    reviewed_at                   timestamp,

    avatar_file_name              varchar,
    avatar_content_type           varchar,
    avatar_file_size              integer,
    avatar_updated_at             timestamp,
    avatar_remote_url             varchar,
    avatar_storage_schema_version integer,
    avatar_description            varchar NOT NULL DEFAULT '', --@4.6+
    header_file_name              varchar,
    header_content_type           varchar,
    header_file_size              integer,
    header_updated_at             timestamp,
    header_remote_url             varchar NOT NULL DEFAULT '',
    header_storage_schema_version integer,
    header_description            varchar NOT NULL DEFAULT '', --@4.6+

    inbox_url                     varchar NOT NULL DEFAULT '',
    outbox_url                    varchar NOT NULL DEFAULT '',
    shared_inbox_url              varchar NOT NULL DEFAULT '',
    followers_url                 varchar NOT NULL DEFAULT '',
    following_url                 varchar NOT NULL DEFAULT '',
    featured_collection_url       varchar,
    collections_url               varchar, --@4.6+
    private_key                   text,
    public_key                    text NOT NULL DEFAULT '',
    last_webfingered_at           timestamp,

    created_at                    timestamp NOT NULL,
    updated_at                    timestamp NOT NULL
);

-- a handle is one account, whatever the case it is written in
CREATE UNIQUE INDEX accounts_handle_key
    ON accounts (lower(username), coalesce(lower(domain), ''));
CREATE INDEX accounts_uri_idx ON accounts (uri); --@<4.7
CREATE UNIQUE INDEX accounts_uri_key ON accounts (uri); --@4.7+
CREATE INDEX accounts_url_idx ON accounts (url text_pattern_ops)
    WHERE url IS NOT NULL;
CREATE INDEX accounts_domain_id_idx ON accounts (domain, id);
CREATE INDEX accounts_moved_to_account_id_idx ON accounts (moved_to_account_id)
    WHERE moved_to_account_id IS NOT NULL;


CREATE TABLE account_stats (
    id              bigserial PRIMARY KEY,
    account_id      bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    statuses_count  bigint NOT NULL DEFAULT 0,
    following_count bigint NOT NULL DEFAULT 0,
    followers_count bigint NOT NULL DEFAULT 0,
    last_status_at  timestamp,
    created_at      timestamp NOT NULL,
    updated_at      timestamp NOT NULL
);

CREATE UNIQUE INDEX account_stats_account_id_key ON account_stats (account_id);
CREATE INDEX account_stats_last_status_at_idx
    ON account_stats (last_status_at DESC NULLS LAST, account_id);


CREATE TABLE account_deletion_requests (
    id         bigserial PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE INDEX account_deletion_requests_account_id_idx
    ON account_deletion_requests (account_id);


CREATE TABLE account_statuses_cleanup_policies (
    id                 bigserial PRIMARY KEY,
    account_id         bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    enabled            boolean NOT NULL DEFAULT true,
    min_status_age     integer NOT NULL DEFAULT 1209600,
    min_favs           integer,
    min_reblogs        integer,
    keep_direct        boolean NOT NULL DEFAULT true,
    keep_pinned        boolean NOT NULL DEFAULT true,
    keep_polls         boolean NOT NULL DEFAULT false,
    keep_media         boolean NOT NULL DEFAULT false,
    keep_self_fav      boolean NOT NULL DEFAULT true,
    keep_self_bookmark boolean NOT NULL DEFAULT true,
    created_at         timestamp(6) NOT NULL,
    updated_at         timestamp(6) NOT NULL
);

CREATE INDEX account_statuses_cleanup_policies_account_id_idx
    ON account_statuses_cleanup_policies (account_id);
--@if 4.6+


-- Keys that sign what an account sends. A key of this server has a fragment of
-- the actor's URI in place of a URI of its own from 4.7 on.
CREATE TABLE keypairs (
    id             bigserial PRIMARY KEY,
    account_id     bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    type           integer NOT NULL,
    uri            varchar NOT NULL, --@<4.7
    uri            varchar, --@4.7+
    local_fragment varchar, --@4.7+
    public_key     varchar NOT NULL,
    private_key    varchar,
    revoked        boolean NOT NULL DEFAULT false,
    expires_at     timestamp(6),
    created_at     timestamp(6) NOT NULL,
    updated_at     timestamp(6) NOT NULL
);

CREATE UNIQUE INDEX keypairs_uri_key ON keypairs (uri);
CREATE INDEX keypairs_account_id_idx ON keypairs (account_id); --@<4.7
CREATE UNIQUE INDEX keypairs_local_fragment_key ON keypairs (account_id, local_fragment); --@4.7+
--@end
