-- What publishing remembers.

-- Writes that named an Idempotency-Key, for the time that the key is good for
-- (directive statuses_idempotency). The row comes with the write's own
-- transaction; it holds no text, only digests (SHA-256, hexadecimal) of the
-- key and of the request, and the id of what came of it.
CREATE TABLE statuses_gateway.idempotency (
    account_id bigint NOT NULL,
    operation  text NOT NULL,
    key        text NOT NULL,
    digest     text NOT NULL,
    status_id  bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, operation, key)
);

CREATE INDEX idempotency_expires_at_idx
    ON statuses_gateway.idempotency (expires_at);


-- How many posts an account has made in a window of three hours, the
-- window-th since 1970 (spec/reads.md E4).
CREATE TABLE statuses_gateway.posting (
    account_id   bigint PRIMARY KEY,
    time_window  bigint NOT NULL,
    posts        integer NOT NULL
);


-- Commands may be for the Redis of Mastodon's cache, too, which need not be
-- the main one: kind 'cache'.
ALTER TABLE statuses_gateway.outbox
    DROP CONSTRAINT outbox_kind_check,
    ADD CONSTRAINT outbox_kind_check
        CHECK (kind IN ('job', 'redis', 'cache'));
