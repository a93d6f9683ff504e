-- What the administrators decide: settings, blocks, reports and their results.

-- value is a YAML document; a setting without a row has its built-in default.
CREATE TABLE settings (
    id         bigserial PRIMARY KEY,
    var        varchar NOT NULL,
    value      text,
    created_at timestamp,
    updated_at timestamp
);

CREATE UNIQUE INDEX settings_var_key ON settings (var);


CREATE TABLE ip_blocks (
    id         bigserial PRIMARY KEY,
    ip         inet NOT NULL DEFAULT '0.0.0.0',
    severity   integer NOT NULL DEFAULT 0,
    comment    text NOT NULL DEFAULT '',
    expires_at timestamp,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE UNIQUE INDEX ip_blocks_ip_key ON ip_blocks (ip);


CREATE TABLE domain_blocks (
    id              bigserial PRIMARY KEY,
    domain          varchar NOT NULL DEFAULT '',
    severity        integer DEFAULT 0,
    reject_media    boolean NOT NULL DEFAULT false,
    reject_reports  boolean NOT NULL DEFAULT false,
    obfuscate       boolean NOT NULL DEFAULT false,
    private_comment text,
    public_comment  text,
    created_at      timestamp NOT NULL,
    updated_at      timestamp NOT NULL
);

CREATE UNIQUE INDEX domain_blocks_domain_key ON domain_blocks (domain);


CREATE TABLE domain_allows (
    id         bigserial PRIMARY KEY,
    domain     varchar NOT NULL DEFAULT '',
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE UNIQUE INDEX domain_allows_domain_key ON domain_allows (domain);


-- URIs of posts that moderators removed, so that they do not come back.
CREATE TABLE tombstones (
    id           bigserial PRIMARY KEY,
    account_id   bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    uri          varchar NOT NULL,
    by_moderator boolean,
    created_at   timestamp NOT NULL,
    updated_at   timestamp NOT NULL
);

CREATE INDEX tombstones_account_id_idx ON tombstones (account_id);
CREATE INDEX tombstones_uri_idx ON tombstones (uri);


CREATE TABLE reports (
    id                         bigserial PRIMARY KEY,
    account_id                 bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_account_id          bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    status_ids                 bigint[] NOT NULL DEFAULT '{}',
    rule_ids                   bigint[],
    category                   integer NOT NULL DEFAULT 0,
    comment                    text NOT NULL DEFAULT '',
    uri                        varchar,
    forwarded                  boolean,
    application_id             bigint REFERENCES oauth_applications ON DELETE SET NULL,
    assigned_account_id        bigint REFERENCES accounts ON DELETE SET NULL,
    action_taken_by_account_id bigint REFERENCES accounts ON DELETE SET NULL,
    action_taken_at            timestamp,
    created_at                 timestamp NOT NULL,
    updated_at                 timestamp NOT NULL
);

CREATE INDEX reports_account_id_idx ON reports (account_id);
CREATE INDEX reports_target_account_id_idx ON reports (target_account_id);
CREATE INDEX reports_assigned_account_id_idx ON reports (assigned_account_id)
    WHERE assigned_account_id IS NOT NULL;
CREATE INDEX reports_action_taken_by_account_id_idx
    ON reports (action_taken_by_account_id)
    WHERE action_taken_by_account_id IS NOT NULL;


-- Ids of posts are strings in a warning, numbers in a report.
CREATE TABLE account_warnings (
    id                bigserial PRIMARY KEY,
    account_id        bigint REFERENCES accounts ON DELETE SET NULL,
    target_account_id bigint REFERENCES accounts ON DELETE CASCADE,
    report_id         bigint REFERENCES reports ON DELETE CASCADE,
    action            integer NOT NULL DEFAULT 0,
    text              text NOT NULL DEFAULT '',
    status_ids        varchar[],
    overruled_at      timestamp,
    created_at        timestamp NOT NULL,
    updated_at        timestamp NOT NULL
);

CREATE INDEX account_warnings_account_id_idx ON account_warnings (account_id);
CREATE INDEX account_warnings_target_account_id_idx
    ON account_warnings (target_account_id);
