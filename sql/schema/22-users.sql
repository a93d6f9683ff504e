-- Those who sign in here, and the applications that act for them.

CREATE TABLE user_roles (
    id               bigserial PRIMARY KEY,
    name             varchar NOT NULL DEFAULT '',
    color            varchar NOT NULL DEFAULT '',
    position         integer NOT NULL DEFAULT 0,
    permissions      bigint NOT NULL DEFAULT 0,
    highlighted      boolean NOT NULL DEFAULT false,
    collection_limit integer NOT NULL DEFAULT 10, --@4.6+
    require_2fa      boolean NOT NULL DEFAULT false, --@4.6+
    created_at       timestamp(6) NOT NULL,
    updated_at       timestamp(6) NOT NULL
);


-- Two foreign keys of users follow below, when their targets exist.
CREATE TABLE users (
    id                        bigserial PRIMARY KEY,
    account_id                bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role_id                   bigint REFERENCES user_roles ON DELETE SET NULL,
    invite_id                 bigint,
    created_by_application_id bigint,
    email                     varchar NOT NULL DEFAULT '',
    unconfirmed_email         varchar,
    encrypted_password        varchar NOT NULL DEFAULT '',
    locale                    varchar,
    chosen_languages          varchar[],
    time_zone                 varchar,
    settings                  text,

    approved                  boolean NOT NULL DEFAULT true,
    disabled                  boolean NOT NULL DEFAULT false,
    confirmed_at              timestamp,
    confirmation_token        varchar,
    confirmation_sent_at      timestamp,
    age_verified_at           timestamp(6),
    require_tos_interstitial  boolean NOT NULL DEFAULT false,
    reset_password_token      varchar,
    reset_password_sent_at    timestamp,
    sign_in_token             varchar,
    sign_in_token_sent_at     timestamp,
    skip_sign_in_token        boolean,
    sign_in_count             integer NOT NULL DEFAULT 0,
    current_sign_in_at        timestamp,
    last_sign_in_at           timestamp,
    last_emailed_at           timestamp,
    sign_up_ip                inet,

    otp_required_for_login    boolean NOT NULL DEFAULT false,
    otp_secret                varchar,
    otp_backup_codes          varchar[],
    consumed_timestep         integer,
    webauthn_id               varchar,

    created_at                timestamp NOT NULL,
    updated_at                timestamp NOT NULL
);

CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE UNIQUE INDEX users_confirmation_token_key ON users (confirmation_token);
CREATE UNIQUE INDEX users_reset_password_token_key
    ON users (reset_password_token text_pattern_ops)
    WHERE reset_password_token IS NOT NULL;
CREATE INDEX users_account_id_idx ON users (account_id);
CREATE INDEX users_role_id_idx ON users (role_id) WHERE role_id IS NOT NULL;
CREATE INDEX users_created_by_application_id_idx
    ON users (created_by_application_id)
    WHERE created_by_application_id IS NOT NULL;
CREATE INDEX users_unconfirmed_email_idx ON users (unconfirmed_email)
    WHERE unconfirmed_email IS NOT NULL;


CREATE TABLE invites (
    id         bigserial PRIMARY KEY,
    user_id    bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    code       varchar NOT NULL DEFAULT '',
    comment    text,
    autofollow boolean NOT NULL DEFAULT false,
    max_uses   integer,
    uses       integer NOT NULL DEFAULT 0,
    expires_at timestamp,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE UNIQUE INDEX invites_code_key ON invites (code);
CREATE INDEX invites_user_id_idx ON invites (user_id);


CREATE TABLE webauthn_credentials (
    id          bigserial PRIMARY KEY,
    user_id     bigint REFERENCES users ON DELETE CASCADE,
    external_id varchar NOT NULL,
    public_key  varchar NOT NULL,
    nickname    varchar NOT NULL,
    sign_count  bigint NOT NULL DEFAULT 0,
    created_at  timestamp NOT NULL,
    updated_at  timestamp NOT NULL
);

CREATE UNIQUE INDEX webauthn_credentials_external_id_key
    ON webauthn_credentials (external_id);
CREATE UNIQUE INDEX webauthn_credentials_user_id_nickname_key
    ON webauthn_credentials (user_id, nickname);


CREATE TABLE oauth_applications (
    id           bigserial PRIMARY KEY,
    name         varchar NOT NULL,
    website      varchar,
    uid          varchar NOT NULL,
    secret       varchar NOT NULL,
    redirect_uri text NOT NULL,
    scopes       varchar NOT NULL DEFAULT '',
    superapp     boolean NOT NULL DEFAULT false,
    confidential boolean NOT NULL DEFAULT true,
    owner_type   varchar,
    owner_id     bigint REFERENCES users ON DELETE CASCADE,
    created_at   timestamp,
    updated_at   timestamp
);

CREATE UNIQUE INDEX oauth_applications_uid_key ON oauth_applications (uid);
CREATE INDEX oauth_applications_owner_idx
    ON oauth_applications (owner_id, owner_type);
CREATE INDEX oauth_applications_superapp_idx ON oauth_applications (superapp)
    WHERE superapp = true;

ALTER TABLE users
    ADD CONSTRAINT users_invite_id_fkey
        FOREIGN KEY (invite_id) REFERENCES invites ON DELETE SET NULL,
    ADD CONSTRAINT users_created_by_application_id_fkey
        FOREIGN KEY (created_by_application_id)
        REFERENCES oauth_applications ON DELETE SET NULL;


-- resource_owner_id is a user; NULL for a token of the application itself.
CREATE TABLE oauth_access_tokens (
    id                bigserial PRIMARY KEY,
    token             varchar NOT NULL,
    refresh_token     varchar,
    application_id    bigint REFERENCES oauth_applications ON DELETE CASCADE,
    resource_owner_id bigint REFERENCES users ON DELETE CASCADE,
    scopes            varchar,
    expires_in        integer,
    revoked_at        timestamp,
    last_used_at      timestamp,
    last_used_ip      inet,
    created_at        timestamp NOT NULL
);

CREATE UNIQUE INDEX oauth_access_tokens_token_key
    ON oauth_access_tokens (token);
CREATE UNIQUE INDEX oauth_access_tokens_refresh_token_key
    ON oauth_access_tokens (refresh_token text_pattern_ops)
    WHERE refresh_token IS NOT NULL;
CREATE INDEX oauth_access_tokens_resource_owner_id_idx
    ON oauth_access_tokens (resource_owner_id)
    WHERE resource_owner_id IS NOT NULL;


CREATE TABLE oauth_access_grants (
    id                    bigserial PRIMARY KEY,
    token                 varchar NOT NULL,
    application_id        bigint NOT NULL REFERENCES oauth_applications ON DELETE CASCADE,
    resource_owner_id     bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    scopes                varchar,
    redirect_uri          text NOT NULL,
    code_challenge        varchar,
    code_challenge_method varchar,
    expires_in            integer NOT NULL,
    revoked_at            timestamp,
    created_at            timestamp NOT NULL
);

CREATE UNIQUE INDEX oauth_access_grants_token_key
    ON oauth_access_grants (token);
CREATE INDEX oauth_access_grants_resource_owner_id_idx
    ON oauth_access_grants (resource_owner_id);


CREATE TABLE web_push_subscriptions (
    id              bigserial PRIMARY KEY,
    access_token_id bigint NOT NULL REFERENCES oauth_access_tokens ON DELETE CASCADE,
    user_id         bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    endpoint        varchar NOT NULL,
    key_p256dh      varchar NOT NULL,
    key_auth        varchar NOT NULL,
    data            json,
    standard        boolean NOT NULL DEFAULT false,
    created_at      timestamp NOT NULL,
    updated_at      timestamp NOT NULL
);

CREATE INDEX web_push_subscriptions_access_token_id_idx
    ON web_push_subscriptions (access_token_id);
CREATE INDEX web_push_subscriptions_user_id_idx
    ON web_push_subscriptions (user_id);
