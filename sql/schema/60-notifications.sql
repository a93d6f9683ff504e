-- Notifications and who may cause them.

-- activity_type and activity_id name the row a notification tells of; no
-- foreign key holds them, so whoever deletes that row deletes this one too.
CREATE TABLE notifications (
    id              bigserial PRIMARY KEY,
    account_id      bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    from_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    type            varchar,
    activity_type   varchar NOT NULL,
    activity_id     bigint NOT NULL,
    filtered        boolean NOT NULL DEFAULT false,
    group_key       varchar,
    created_at      timestamp NOT NULL,
    updated_at      timestamp NOT NULL
);

CREATE INDEX notifications_account_id_id_type_idx
    ON notifications (account_id, id DESC, type);
CREATE INDEX notifications_unfiltered_idx
    ON notifications (account_id, id DESC, type) WHERE filtered = false;
CREATE INDEX notifications_account_id_group_key_idx
    ON notifications (account_id, group_key) WHERE group_key IS NOT NULL;
CREATE INDEX notifications_activity_idx
    ON notifications (activity_id, activity_type);
CREATE INDEX notifications_from_account_id_idx
    ON notifications (from_account_id);


CREATE TABLE notification_policies (
    id                   bigserial PRIMARY KEY,
    account_id           bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    for_not_following    integer NOT NULL DEFAULT 0,
    for_not_followers    integer NOT NULL DEFAULT 0,
    for_new_accounts     integer NOT NULL DEFAULT 0,
    for_private_mentions integer NOT NULL DEFAULT 1,
    for_limited_accounts integer NOT NULL DEFAULT 1,
    for_bots             integer NOT NULL DEFAULT 0, --@4.6+
    created_at           timestamp(6) NOT NULL,
    updated_at           timestamp(6) NOT NULL
);

CREATE UNIQUE INDEX notification_policies_account_id_key
    ON notification_policies (account_id);


CREATE TABLE notification_permissions (
    id              bigserial PRIMARY KEY,
    account_id      bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    from_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at      timestamp(6) NOT NULL,
    updated_at      timestamp(6) NOT NULL
);

CREATE INDEX notification_permissions_account_id_idx
    ON notification_permissions (account_id);
CREATE INDEX notification_permissions_from_account_id_idx
    ON notification_permissions (from_account_id);


CREATE TABLE notification_requests (
    id                  bigint PRIMARY KEY DEFAULT timestamp_id('notification_requests'),
    account_id          bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    from_account_id     bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    last_status_id      bigint REFERENCES statuses ON DELETE SET NULL,
    notifications_count bigint NOT NULL DEFAULT 0,
    created_at          timestamp(6) NOT NULL,
    updated_at          timestamp(6) NOT NULL
);

CREATE UNIQUE INDEX notification_requests_account_id_from_account_id_key
    ON notification_requests (account_id, from_account_id);
CREATE INDEX notification_requests_from_account_id_idx
    ON notification_requests (from_account_id);
CREATE INDEX notification_requests_last_status_id_idx
    ON notification_requests (last_status_id);
