-- Hashtags. name is the normalised form, display_name the first spelling seen.

CREATE TABLE tags (
    id                  bigserial PRIMARY KEY,
    name                varchar NOT NULL DEFAULT '',
    display_name        varchar,
    usable              boolean,
    listable            boolean,
    trendable           boolean,
    reviewed_at         timestamp,
    requested_review_at timestamp,
    last_status_at      timestamp,
    max_score           double precision,
    max_score_at        timestamp,
    created_at          timestamp NOT NULL,
    updated_at          timestamp NOT NULL
);

CREATE UNIQUE INDEX tags_name_key ON tags (lower(name) text_pattern_ops);


CREATE TABLE statuses_tags (
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    tag_id    bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    PRIMARY KEY (tag_id, status_id)
);

CREATE INDEX statuses_tags_status_id_idx ON statuses_tags (status_id);


CREATE TABLE featured_tags (
    id             bigserial PRIMARY KEY,
    account_id     bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    tag_id         bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    name           varchar,
    statuses_count bigint NOT NULL DEFAULT 0,
    last_status_at timestamp,
    created_at     timestamp NOT NULL,
    updated_at     timestamp NOT NULL
);

CREATE UNIQUE INDEX featured_tags_account_id_tag_id_key
    ON featured_tags (account_id, tag_id);
CREATE INDEX featured_tags_tag_id_idx ON featured_tags (tag_id);


CREATE TABLE tag_follows (
    id         bigserial PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    tag_id     bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL
);

CREATE UNIQUE INDEX tag_follows_account_id_tag_id_key
    ON tag_follows (account_id, tag_id);
CREATE INDEX tag_follows_tag_id_idx ON tag_follows (tag_id);


CREATE TABLE tag_trends (
    id       bigserial PRIMARY KEY,
    tag_id   bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    language varchar NOT NULL DEFAULT '',
    score    double precision NOT NULL DEFAULT 0.0,
    rank     integer NOT NULL DEFAULT 0,
    allowed  boolean NOT NULL DEFAULT false
);

CREATE UNIQUE INDEX tag_trends_tag_id_language_key
    ON tag_trends (tag_id, language);
