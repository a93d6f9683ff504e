-- Posts, their threads, counters, versions, quotes and mentions.

CREATE TABLE conversations (
    id                bigserial PRIMARY KEY,
    uri               varchar,
    parent_status_id  bigint,
    parent_account_id bigint,
    created_at        timestamp NOT NULL,
    updated_at        timestamp NOT NULL
);

CREATE UNIQUE INDEX conversations_uri_key
    ON conversations (uri text_pattern_ops) WHERE uri IS NOT NULL;
CREATE UNIQUE INDEX conversations_parent_status_id_key
    ON conversations (parent_status_id) WHERE parent_status_id IS NOT NULL;


-- text is what the author typed if the post is of this server, else HTML.
-- conversation_id, application_id and poll_id have no foreign keys.
CREATE TABLE statuses (
    id                           bigint PRIMARY KEY DEFAULT timestamp_id('statuses'),
    account_id                   bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    text                         text NOT NULL DEFAULT '',
    spoiler_text                 text NOT NULL DEFAULT '',
    sensitive                    boolean NOT NULL DEFAULT false,
    visibility                   integer NOT NULL DEFAULT 0,
    language                     varchar,
    local                        boolean,
    uri                          varchar,
    url                          varchar,
    reply                        boolean NOT NULL DEFAULT false,
    in_reply_to_id               bigint REFERENCES statuses ON DELETE SET NULL,
    in_reply_to_account_id       bigint REFERENCES accounts ON DELETE SET NULL,
    reblog_of_id                 bigint REFERENCES statuses ON DELETE CASCADE,
    conversation_id              bigint,
    application_id               bigint,
    poll_id                      bigint,
    ordered_media_attachment_ids bigint[],
    quote_approval_policy        integer NOT NULL DEFAULT 0,
    trendable                    boolean,
    fetched_replies_at           timestamp(6),
    edited_at                    timestamp,
    deleted_at                   timestamp,
    created_at                   timestamp NOT NULL,
    updated_at                   timestamp NOT NULL
);

CREATE UNIQUE INDEX statuses_uri_key ON statuses (uri text_pattern_ops)
    WHERE uri IS NOT NULL;
CREATE INDEX statuses_account_id_idx ON statuses (account_id);
CREATE INDEX statuses_of_account_idx
    ON statuses (account_id, id DESC, visibility, updated_at)
    WHERE deleted_at IS NULL;
CREATE INDEX statuses_conversation_id_idx ON statuses (conversation_id);
CREATE INDEX statuses_deleted_at_idx ON statuses (deleted_at)
    WHERE deleted_at IS NOT NULL;
CREATE INDEX statuses_in_reply_to_id_idx ON statuses (in_reply_to_id)
    WHERE in_reply_to_id IS NOT NULL;
CREATE INDEX statuses_in_reply_to_account_id_idx
    ON statuses (in_reply_to_account_id)
    WHERE in_reply_to_account_id IS NOT NULL;
CREATE INDEX statuses_reblog_of_id_idx ON statuses (reblog_of_id, account_id);

-- the two public timelines: no boosts, no replies but to oneself
CREATE INDEX statuses_public_local_idx ON statuses (id DESC, account_id)
    WHERE (local OR uri IS NULL)
      AND deleted_at IS NULL
      AND visibility = 0
      AND reblog_of_id IS NULL
      AND (NOT reply OR in_reply_to_account_id = account_id);
CREATE INDEX statuses_public_idx ON statuses (id DESC, language, account_id)
    WHERE deleted_at IS NULL
      AND visibility = 0
      AND reblog_of_id IS NULL
      AND (NOT reply OR in_reply_to_account_id = account_id);


CREATE TABLE status_stats (
    id                         bigserial PRIMARY KEY,
    status_id                  bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    replies_count              bigint NOT NULL DEFAULT 0,
    reblogs_count              bigint NOT NULL DEFAULT 0,
    favourites_count           bigint NOT NULL DEFAULT 0,
    quotes_count               bigint NOT NULL DEFAULT 0,
    untrusted_reblogs_count    bigint,
    untrusted_favourites_count bigint,
    created_at                 timestamp NOT NULL,
    updated_at                 timestamp NOT NULL
);

CREATE UNIQUE INDEX status_stats_status_id_key ON status_stats (status_id);


CREATE TABLE status_edits (
    id                           bigserial PRIMARY KEY,
    status_id                    bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    account_id                   bigint REFERENCES accounts ON DELETE SET NULL,
    text                         text NOT NULL DEFAULT '',
    spoiler_text                 text NOT NULL DEFAULT '',
    sensitive                    boolean,
    ordered_media_attachment_ids bigint[],
    media_descriptions           text[],
    poll_options                 varchar[],
    quote_id                     bigint,
    created_at                   timestamp(6) NOT NULL,
    updated_at                   timestamp(6) NOT NULL
);

CREATE INDEX status_edits_status_id_idx ON status_edits (status_id);
CREATE INDEX status_edits_account_id_idx ON status_edits (account_id);


CREATE TABLE status_pins (
    id         bigserial PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    status_id  bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE UNIQUE INDEX status_pins_account_id_status_id_key
    ON status_pins (account_id, status_id);
CREATE INDEX status_pins_status_id_idx ON status_pins (status_id);


CREATE TABLE status_trends (
    id         bigserial PRIMARY KEY,
    status_id  bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    score      double precision NOT NULL DEFAULT 0.0,
    rank       integer NOT NULL DEFAULT 0,
    allowed    boolean NOT NULL DEFAULT false,
    language   varchar
);

CREATE UNIQUE INDEX status_trends_status_id_key ON status_trends (status_id);
CREATE INDEX status_trends_account_id_idx ON status_trends (account_id);


-- status_id quotes quoted_status_id; the accounts are copies of the authors.
CREATE TABLE quotes (
    id                bigint PRIMARY KEY DEFAULT timestamp_id('quotes'),
    status_id         bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    account_id        bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    quoted_status_id  bigint REFERENCES statuses ON DELETE SET NULL,
    quoted_account_id bigint REFERENCES accounts ON DELETE SET NULL,
    state             integer NOT NULL DEFAULT 0,
    legacy            boolean NOT NULL DEFAULT false,
    activity_uri      varchar,
    approval_uri      varchar,
    created_at        timestamp(6) NOT NULL,
    updated_at        timestamp(6) NOT NULL
);

CREATE UNIQUE INDEX quotes_status_id_key ON quotes (status_id);
CREATE UNIQUE INDEX quotes_activity_uri_key ON quotes (activity_uri)
    WHERE activity_uri IS NOT NULL;
CREATE INDEX quotes_approval_uri_idx ON quotes (approval_uri)
    WHERE approval_uri IS NOT NULL;
CREATE INDEX quotes_quoted_status_id_idx ON quotes (quoted_status_id, id);
CREATE INDEX quotes_quoted_account_id_idx ON quotes (quoted_account_id);
CREATE INDEX quotes_account_id_idx
    ON quotes (account_id, quoted_account_id, id);


-- A silent mention lets the account read the post and is not shown.
CREATE TABLE mentions (
    id         bigserial PRIMARY KEY,
    status_id  bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    silent     boolean NOT NULL DEFAULT false,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE UNIQUE INDEX mentions_account_id_status_id_key
    ON mentions (account_id, status_id);
CREATE INDEX mentions_status_id_idx ON mentions (status_id);


CREATE TABLE conversation_mutes (
    id              bigserial PRIMARY KEY,
    account_id      bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE
);

CREATE UNIQUE INDEX conversation_mutes_account_id_conversation_id_key
    ON conversation_mutes (account_id, conversation_id);


-- The inbox of direct posts, one row for each circle of participants.
CREATE TABLE account_conversations (
    id                      bigserial PRIMARY KEY,
    account_id              bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    conversation_id         bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    participant_account_ids bigint[] NOT NULL DEFAULT '{}',
    status_ids              bigint[] NOT NULL DEFAULT '{}',
    last_status_id          bigint,
    unread                  boolean NOT NULL DEFAULT false,
    lock_version            integer NOT NULL DEFAULT 0
);

CREATE UNIQUE INDEX account_conversations_participants_key
    ON account_conversations (account_id, conversation_id, participant_account_ids);
CREATE INDEX account_conversations_conversation_id_idx
    ON account_conversations (conversation_id);
