-- What accounts do with posts and with one another.

CREATE TABLE favourites (
    id         bigserial PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    status_id  bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE UNIQUE INDEX favourites_account_id_status_id_key
    ON favourites (account_id, status_id);
CREATE INDEX favourites_account_id_id_idx ON favourites (account_id, id);
CREATE INDEX favourites_status_id_idx ON favourites (status_id);


CREATE TABLE bookmarks (
    id         bigserial PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    status_id  bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE UNIQUE INDEX bookmarks_account_id_status_id_key
    ON bookmarks (account_id, status_id);
CREATE INDEX bookmarks_status_id_idx ON bookmarks (status_id);


CREATE TABLE follows (
    id                bigserial PRIMARY KEY,
    account_id        bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    show_reblogs      boolean NOT NULL DEFAULT true,
    notify            boolean NOT NULL DEFAULT false,
    languages         varchar[],
    uri               varchar,
    created_at        timestamp NOT NULL,
    updated_at        timestamp NOT NULL
);

CREATE UNIQUE INDEX follows_account_id_target_account_id_key
    ON follows (account_id, target_account_id);
CREATE INDEX follows_target_account_id_account_id_idx
    ON follows (target_account_id, account_id);


CREATE TABLE follow_requests (
    id                bigserial PRIMARY KEY,
    account_id        bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    show_reblogs      boolean NOT NULL DEFAULT true,
    notify            boolean NOT NULL DEFAULT false,
    languages         varchar[],
    uri               varchar,
    created_at        timestamp NOT NULL,
    updated_at        timestamp NOT NULL
);

CREATE UNIQUE INDEX follow_requests_account_id_target_account_id_key
    ON follow_requests (account_id, target_account_id);
--@if 4.7+
CREATE INDEX follow_requests_target_account_id_account_id_idx
    ON follow_requests (target_account_id, account_id);
--@end


CREATE TABLE blocks (
    id                bigserial PRIMARY KEY,
    account_id        bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    uri               varchar,
    created_at        timestamp NOT NULL,
    updated_at        timestamp NOT NULL
);

CREATE UNIQUE INDEX blocks_account_id_target_account_id_key
    ON blocks (account_id, target_account_id);
CREATE INDEX blocks_target_account_id_idx ON blocks (target_account_id);


CREATE TABLE mutes (
    id                 bigserial PRIMARY KEY,
    account_id         bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_account_id  bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    hide_notifications boolean NOT NULL DEFAULT true,
    expires_at         timestamp,
    created_at         timestamp NOT NULL,
    updated_at         timestamp NOT NULL
);

CREATE UNIQUE INDEX mutes_account_id_target_account_id_key
    ON mutes (account_id, target_account_id);
CREATE INDEX mutes_target_account_id_idx ON mutes (target_account_id);


CREATE TABLE account_domain_blocks (
    id         bigserial PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    domain     varchar NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE UNIQUE INDEX account_domain_blocks_account_id_domain_key
    ON account_domain_blocks (account_id, domain);


CREATE TABLE lists (
    id             bigserial PRIMARY KEY,
    account_id     bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    title          varchar NOT NULL DEFAULT '',
    replies_policy integer NOT NULL DEFAULT 0,
    exclusive      boolean NOT NULL DEFAULT false,
    created_at     timestamp NOT NULL,
    updated_at     timestamp NOT NULL
);

CREATE INDEX lists_account_id_idx ON lists (account_id);


CREATE TABLE list_accounts (
    id                bigserial PRIMARY KEY,
    list_id           bigint NOT NULL REFERENCES lists ON DELETE CASCADE,
    account_id        bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    follow_id         bigint REFERENCES follows ON DELETE CASCADE,
    follow_request_id bigint REFERENCES follow_requests ON DELETE CASCADE
);

CREATE UNIQUE INDEX list_accounts_account_id_list_id_key
    ON list_accounts (account_id, list_id);
CREATE INDEX list_accounts_list_id_account_id_idx
    ON list_accounts (list_id, account_id);
CREATE INDEX list_accounts_follow_id_idx ON list_accounts (follow_id)
    WHERE follow_id IS NOT NULL;
CREATE INDEX list_accounts_follow_request_id_idx
    ON list_accounts (follow_request_id)
    WHERE follow_request_id IS NOT NULL;


-- The title of a filter is called phrase.
CREATE TABLE custom_filters (
    id         bigserial PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    phrase     text NOT NULL DEFAULT '',
    context    varchar[] NOT NULL DEFAULT '{}',
    action     integer NOT NULL DEFAULT 0,
    expires_at timestamp,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE INDEX custom_filters_account_id_idx ON custom_filters (account_id);


CREATE TABLE custom_filter_keywords (
    id               bigserial PRIMARY KEY,
    custom_filter_id bigint NOT NULL REFERENCES custom_filters ON DELETE CASCADE,
    keyword          text NOT NULL DEFAULT '',
    whole_word       boolean NOT NULL DEFAULT true,
    created_at       timestamp(6) NOT NULL,
    updated_at       timestamp(6) NOT NULL
);

CREATE INDEX custom_filter_keywords_custom_filter_id_idx
    ON custom_filter_keywords (custom_filter_id);


CREATE TABLE custom_filter_statuses (
    id               bigserial PRIMARY KEY,
    custom_filter_id bigint NOT NULL REFERENCES custom_filters ON DELETE CASCADE,
    status_id        bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    created_at       timestamp(6) NOT NULL,
    updated_at       timestamp(6) NOT NULL
);

CREATE UNIQUE INDEX custom_filter_statuses_status_id_custom_filter_id_key
    ON custom_filter_statuses (status_id, custom_filter_id);
CREATE INDEX custom_filter_statuses_custom_filter_id_idx
    ON custom_filter_statuses (custom_filter_id);
