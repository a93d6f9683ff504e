-- The schema of our own beside Mastodon's tables, which it never alters.

CREATE SCHEMA statuses_gateway;
REVOKE ALL ON SCHEMA statuses_gateway FROM PUBLIC;


-- What has been installed, and when.
CREATE TABLE statuses_gateway.migrations (
    number     integer PRIMARY KEY,
    name       text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);


-- What is to follow a write, in Mastodon's order. A row comes with the write's
-- own transaction, so it is there if and only if the write is.
--
--   kind 'job'    class, queue, args and options (retry, ...) of a Sidekiq job
--   kind 'redis'  args is one command
--   due_at        not before; NULL is at once
CREATE TABLE statuses_gateway.outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    due_at     timestamptz,
    kind       text NOT NULL CHECK (kind IN ('job', 'redis')),
    class      text,
    queue      text,
    args       json NOT NULL,
    options    json NOT NULL DEFAULT '{}',
    CHECK ((kind = 'job') = (class IS NOT NULL)),
    CHECK ((kind = 'job') = (queue IS NOT NULL))
);


-- A status as a write function found it.
CREATE TYPE statuses_gateway.target AS (
    id              bigint,
    account_id      bigint,
    visibility      integer,
    reblog_of_id    bigint,
    conversation_id bigint,
    local           boolean,
    blocked         boolean,
    uri             text
);


-- What a write function answers.
--
--   code     HTTP's: 200, 403, 404, 422
--   error    the text of a 422; others have theirs in the module
--   id       the status to show
--   changed  false if all was so already
CREATE TYPE statuses_gateway.result AS (
    code    integer,
    error   text,
    id      bigint,
    changed boolean
);
