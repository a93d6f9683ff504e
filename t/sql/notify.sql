-- Who is told of what: the decision table of notifications. A situation is
-- made of statements, :r the recipient, :s the sender; then the sender does
-- each of these things, and a word says what the recipient got:
--
--   favourite boost mention direct quote update quoted_update poll status
--
--   row     a notification               -       none
--   row,g   one with a group_key         F       a filtered one
--   row,c   and a conversation           F,q     and a request

CREATE FUNCTION pg_temp.person(name text, role bigint DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO accounts (username, created_at, updated_at)
    VALUES (name, '2025-01-01', '2025-01-01') RETURNING id INTO made;
    INSERT INTO users (account_id, email, confirmed_at, role_id,
        current_sign_in_at, created_at, updated_at)
    VALUES (made, name || '@x.example', now(), role,
        now() AT TIME ZONE 'utc', now(), now());
    RETURN made;
END
$$;

CREATE FUNCTION pg_temp.post(author bigint, seen integer, mentioned bigint,
    parent bigint DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
    talk bigint;
    to_whom bigint;
BEGIN
    SELECT conversation_id, account_id INTO talk, to_whom
    FROM statuses WHERE id = parent;
    IF talk IS NULL THEN
        INSERT INTO conversations (created_at, updated_at)
        VALUES (now(), now()) RETURNING id INTO talk;
    END IF;
    INSERT INTO statuses (account_id, text, visibility, conversation_id, local,
        language, in_reply_to_id, in_reply_to_account_id, reply, created_at,
        updated_at)
    VALUES (author, 'a post', seen, talk, true, 'en', parent, to_whom,
        parent IS NOT NULL, now(), now())
    RETURNING id INTO made;
    IF mentioned IS NOT NULL THEN
        INSERT INTO mentions (status_id, account_id, silent, created_at,
            updated_at)
        VALUES (made, mentioned, false, now(), now());
    END IF;
    RETURN made;
END
$$;

-- the word for the last notification of this kind
CREATE FUNCTION pg_temp.got(r bigint, s bigint, kind text, request bigint,
    talks bigint) RETURNS text
LANGUAGE sql AS $$
    SELECT coalesce((
        SELECT CASE WHEN n.filtered THEN 'F' ELSE 'row' END
            || CASE WHEN n.group_key IS NULL THEN '' ELSE ',g' END
            || CASE WHEN (SELECT coalesce(sum(notifications_count), 0)
                FROM notification_requests
                WHERE account_id = r AND from_account_id = s) > request
                THEN ',q' ELSE '' END
            || CASE WHEN (SELECT count(*) FROM account_conversations
                WHERE account_id = r) > talks THEN ',c' ELSE '' END
        FROM notifications n
        WHERE n.account_id = r AND n.from_account_id = s AND n.type = kind
        ORDER BY n.id DESC LIMIT 1), '-')
$$;

CREATE FUNCTION pg_temp.tells(situation text, staff bigint DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    r bigint;
    s bigint;
    o bigint;
    mine bigint;
    yours bigint;
    quoting bigint;
    made bigint;
    act bigint;
    words text[] := '{}';
    q bigint;
    c bigint;
    kind text;
BEGIN
    r := pg_temp.person('recipient');
    s := pg_temp.person('sender', staff);
    o := pg_temp.person('other');
    mine := pg_temp.post(r, 0, NULL);
    yours := pg_temp.post(s, 0, NULL);
    quoting := pg_temp.post(r, 0, NULL);

    INSERT INTO follows (account_id, target_account_id, created_at,
        updated_at)
    SELECT r, s, '2025-02-01', '2025-02-01' WHERE situation ~ 'R-FOLLOWS';
    INSERT INTO follows (account_id, target_account_id, created_at,
        updated_at)
    SELECT s, r, '2025-02-01', '2025-02-01' WHERE situation ~ 'S-FOLLOWS';
    EXECUTE replace(replace(replace(replace(regexp_replace(situation,
        '[RS]-FOLLOWS;?', '', 'g'), ':r', r::text), ':s', s::text),
        ':o', o::text), ':mine', mine::text) || ';';

    FOREACH kind IN ARRAY ARRAY['favourite', 'reblog', 'mention', 'direct',
        'quote', 'update', 'quoted_update', 'poll', 'status']
    LOOP
        SELECT coalesce(sum(notifications_count), 0) INTO q
        FROM notification_requests WHERE account_id = r;
        SELECT count(*) INTO c FROM account_conversations
        WHERE account_id = r;

        CASE kind
        WHEN 'favourite' THEN
            INSERT INTO favourites (account_id, status_id, created_at,
                updated_at)
            VALUES (s, mine, now(), now()) RETURNING id INTO act;
            PERFORM statuses_gateway._notify(r, s, kind, 'Favourite', act,
                mine);
        WHEN 'reblog' THEN
            INSERT INTO statuses (account_id, reblog_of_id, local, created_at,
                updated_at)
            VALUES (s, mine, true, now(), now()) RETURNING id INTO act;
            PERFORM statuses_gateway._notify(r, s, kind, 'Status', act, mine);
        WHEN 'mention' THEN
            made := pg_temp.post(s, 0, r);
            PERFORM statuses_gateway._distribute(made, false);
        WHEN 'direct' THEN
            DELETE FROM notifications WHERE account_id = r
                AND type = 'mention';
            DELETE FROM notification_requests WHERE account_id = r;
            q := 0;
            made := pg_temp.post(s, 3, r);
            PERFORM statuses_gateway._distribute(made, false);
        WHEN 'quote' THEN
            made := pg_temp.post(s, 0, NULL);
            INSERT INTO quotes (account_id, status_id, quoted_account_id,
                quoted_status_id, state, created_at, updated_at)
            VALUES (s, made, r, mine, 1, now(), now());
            PERFORM statuses_gateway._distribute(made, false);
        WHEN 'update' THEN
            INSERT INTO statuses (account_id, reblog_of_id, local, created_at,
                updated_at)
            VALUES (r, yours, true, now(), now());
            INSERT INTO quotes (account_id, status_id, quoted_account_id,
                quoted_status_id, state, created_at, updated_at)
            VALUES (r, quoting, s, yours, 1, now(), now());
            PERFORM statuses_gateway._distribute(yours, true);
        WHEN 'quoted_update' THEN
            NULL;
        WHEN 'poll' THEN
            made := pg_temp.post(s, 0, NULL);
            INSERT INTO polls (account_id, status_id, options, expires_at,
                created_at, updated_at)
            VALUES (s, made, '{a,b}', now() - interval '1 day', now(), now())
            RETURNING id INTO act;
            INSERT INTO poll_votes (account_id, poll_id, choice, created_at,
                updated_at)
            VALUES (r, act, 0, now(), now());
            PERFORM statuses_gateway.notify_poll(act, 'off');
        ELSE
            INSERT INTO follows (account_id, target_account_id, notify,
                created_at, updated_at)
            VALUES (r, s, true, now(), now())
            ON CONFLICT (account_id, target_account_id)
            DO UPDATE SET notify = true;
            made := pg_temp.post(s, 0, NULL);
            PERFORM statuses_gateway._distribute(made, false);
        END CASE;

        words := words || pg_temp.got(r, s, CASE kind WHEN 'direct'
            THEN 'mention' ELSE kind END, q, c);
    END LOOP;

    RAISE EXCEPTION '%', array_to_string(words, ' ')
        USING errcode = 'UNDO0';
EXCEPTION
    WHEN SQLSTATE 'UNDO0' THEN
        RETURN SQLERRM;
END
$$;

CREATE FUNCTION pg_temp.policy(name text, value integer) RETURNS text
LANGUAGE sql AS $$
    SELECT format('INSERT INTO notification_policies (account_id, %s%s'
        || ' created_at, updated_at) VALUES (:r, %s%s now(), now());',
        CASE name WHEN 'for_limited_accounts' THEN ''
            ELSE 'for_limited_accounts,' END || CASE name
            WHEN 'for_private_mentions' THEN ''
            ELSE 'for_private_mentions,' END, name || ',',
        CASE name WHEN 'for_limited_accounts' THEN '' ELSE '0,' END
            || CASE name WHEN 'for_private_mentions' THEN '' ELSE '0,' END,
        value || ',')
$$;

CREATE TEMP TABLE situations (name text, make text, tells text);
INSERT INTO situations VALUES
('stranger', '',
    'row,g row,g row F,q row row row row row'),
('follows the sender', 'R-FOLLOWS;',
    'row,g row,g row row,c row row row row row'),
('is followed', 'S-FOLLOWS;',
    'row,g row,g row F,q row row row row row'),
('blocks', 'INSERT INTO blocks (account_id, target_account_id, created_at,
    updated_at) VALUES (:r, :s, now(), now())',
    '- - - - - - - - -'),
('mutes and hides', 'R-FOLLOWS; INSERT INTO mutes (account_id,
    target_account_id, hide_notifications, created_at, updated_at)
    VALUES (:r, :s, true, now(), now())',
    '- - - - - - - - -'),
('mutes, but not notifications; what is muted is not fed', 'INSERT INTO mutes
    (account_id, target_account_id, hide_notifications, created_at,
    updated_at) VALUES (:r, :s, false, now(), now())',
    'row,g row,g row F,q row row row row -'),
('permission, but blocked', 'INSERT INTO notification_permissions (account_id,
    from_account_id, created_at, updated_at) VALUES (:r, :s, now(), now());
    INSERT INTO blocks (account_id, target_account_id, created_at, updated_at)
    VALUES (:r, :s, now(), now())',
    '- - - - - - - - -'),
('permission', pg_temp.policy('for_not_following', 2) || 'INSERT INTO
    notification_permissions (account_id, from_account_id, created_at,
    updated_at) VALUES (:r, :s, now(), now())',
    'row,g row,g row row,c row row row row row'),
('muted conversation', 'INSERT INTO conversation_mutes (account_id,
    conversation_id) SELECT :r, conversation_id FROM statuses
    WHERE id = :mine', '- - row F,q row row row row row'),
('suspended recipient', 'UPDATE accounts SET suspended_at = now()
    WHERE id = :r', '- - - - - - - - -'),
('no user', 'DELETE FROM users WHERE account_id = :r',
    '- - - - - - - - -'),
('limited sender', 'UPDATE accounts SET silenced_at = now() WHERE id = :s',
    'F F F,q F,q F,q row row row row'),
('limited, but followed', 'R-FOLLOWS; UPDATE accounts SET silenced_at = now()
    WHERE id = :s', 'row,g row,g row row,c row row row row row'),
('suspended sender', 'UPDATE accounts SET suspended_at = now() WHERE id = :s',
    'row,g row,g row F,q row row row row row'),
('mentions beside somebody blocked', 'CREATE FUNCTION pg_temp.beside()
    RETURNS trigger LANGUAGE plpgsql AS ''BEGIN INSERT INTO mentions
    (status_id, account_id, silent, created_at, updated_at)
    VALUES (NEW.status_id, :o, false, now(), now()); RETURN NULL; END'';
    CREATE TRIGGER beside AFTER INSERT ON mentions FOR EACH ROW
    WHEN (NEW.account_id = :r) EXECUTE FUNCTION pg_temp.beside();
    INSERT INTO blocks (account_id, target_account_id, created_at,
    updated_at) VALUES (:r, :o, now(), now())',
    'row,g row,g - - row row row row row'),
('limited accounts: drop', pg_temp.policy('for_limited_accounts', 2)
    || 'UPDATE accounts SET silenced_at = now() WHERE id = :s',
    '- - - - - row row row row'),
('not followed: filter', pg_temp.policy('for_not_following', 1),
    'F F F,q F,q F,q row row row row'),
('not followed: drop', pg_temp.policy('for_not_following', 2),
    '- - - - - row row row row'),
('not followed: drop, but followed', 'R-FOLLOWS;'
    || pg_temp.policy('for_not_following', 2),
    'row,g row,g row row,c row row row row row'),
('no follower: filter', pg_temp.policy('for_not_followers', 1),
    'F F F,q F,q F,q row row row row'),
('no follower: drop, though followed', 'R-FOLLOWS;'
    || pg_temp.policy('for_not_followers', 2),
    '- - - - - row row row row'),
('no follower: drop, follows since long', 'S-FOLLOWS;'
    || pg_temp.policy('for_not_followers', 2),
    'row,g row,g row row,c row row row row row'),
('no follower: drop, follows since two days', 'S-FOLLOWS;'
    || pg_temp.policy('for_not_followers', 2) || 'UPDATE follows
    SET created_at = now() AT TIME ZONE ''utc'' - interval ''2 days''
    WHERE account_id = :s', '- - - - - row row row row'),
('new accounts: filter', pg_temp.policy('for_new_accounts', 1)
    || 'UPDATE accounts SET created_at = now() AT TIME ZONE ''utc''
    - interval ''29 days'' WHERE id = :s',
    'F F F,q F,q F,q row row row row'),
('new accounts: filter, is older', pg_temp.policy('for_new_accounts', 1)
    || 'UPDATE accounts SET created_at = now() AT TIME ZONE ''utc''
    - interval ''31 days'' WHERE id = :s',
    'row,g row,g row row,c row row row row row'),
('private mentions: drop', pg_temp.policy('for_private_mentions', 2),
    'row,g row,g row - row row row row row'),
('private mentions: accept', pg_temp.policy('for_private_mentions', 0),
    'row,g row,g row row,c row row row row row'),
('inactive for eight days', 'UPDATE users SET current_sign_in_at
    = now() AT TIME ZONE ''utc'' - interval ''8 days''
    WHERE account_id = :r', 'row,g row,g row F,q row row row row -');

SELECT pg_temp.is(pg_temp.tells(make), tells, :'version' || ' notify: '
    || name)
FROM situations;

-- bots are told apart from 4.6 on
SELECT pg_temp.is(pg_temp.tells(CASE WHEN :'version' >= '4.6'
        THEN pg_temp.policy('for_bots', 1) ELSE pg_temp.policy(
            'for_not_following', 1) END
    || 'UPDATE accounts SET actor_type = ''Service'' WHERE id = :s'),
    'F F F,q F,q F,q row row row row', :'version' || ' notify: bots: filter');

-- staff whom nobody keeps from mentioning him
SELECT pg_temp.is(pg_temp.tells(make, 3), tells, :'version'
    || ' notify: owner, ' || name)
FROM (VALUES
    ('blocked', 'INSERT INTO blocks (account_id, target_account_id,
        created_at, updated_at) VALUES (:r, :s, now(), now())',
        '- - row row,c - - - - -'),
    ('who is not followed: drop', pg_temp.policy('for_not_following', 2),
        '- - row row,c - row row row row'),
    ('not highlighted', pg_temp.policy('for_not_following', 2)
        || 'UPDATE user_roles SET highlighted = false WHERE id = 3',
        '- - - - - row row row row'),
    ('without any power', pg_temp.policy('for_not_following', 2)
        || 'UPDATE user_roles SET permissions = 65536 WHERE id = 3',
        '- - - - - row row row row'),
    ('among equals', pg_temp.policy('for_not_following', 2)
        || 'UPDATE users SET role_id = 3 WHERE account_id = :r',
        '- - - - - row row row row')) s (name, make, tells);

-- oneself: only of one's poll
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.person('me') AS me;
ALTER TABLE t ADD p bigint, ADD poll bigint;
UPDATE t SET p = pg_temp.post(me, 0, me);
WITH made AS (
    INSERT INTO polls (account_id, status_id, options, expires_at, created_at,
        updated_at)
    SELECT me, p, '{a,b}', now() - interval '1 day', now(), now() FROM t
    RETURNING id)
UPDATE t SET poll = made.id FROM made;
INSERT INTO poll_votes (account_id, poll_id, choice, created_at, updated_at)
SELECT me, poll, 0, now(), now() FROM t;
SELECT statuses_gateway._distribute(p, false),
    statuses_gateway._distribute(p, true),
    statuses_gateway.notify_poll(poll, 'outbox'),
    statuses_gateway.notify_poll(poll, 'outbox') FROM t \gset ignored_
SELECT pg_temp.is(string_agg(n.type, ' '), 'poll',
    :'version' || ' notify: oneself') FROM notifications n, t
WHERE n.account_id = me;
UPDATE polls SET expires_at = now() + interval '1 day';
DELETE FROM notifications;
SELECT statuses_gateway.notify_poll(poll, 'outbox') FROM t \gset ignored_
SELECT pg_temp.is(count(*), 0::bigint,
    :'version' || ' notify: a poll that goes on') FROM notifications;
ROLLBACK;

-- edits: the older row gives way; other types stay as they are
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.person('author') AS s,
    pg_temp.person('reader') AS r;
ALTER TABLE t ADD p bigint;
UPDATE t SET p = pg_temp.post(s, 0, r);
INSERT INTO statuses (account_id, reblog_of_id, local, created_at, updated_at)
SELECT r, p, true, now(), now() FROM t;
SELECT statuses_gateway._distribute(p, false) FROM t \gset ignored_
SELECT statuses_gateway._distribute(p, true) FROM t \gset ignored_
CREATE TEMP TABLE before ON COMMIT DROP AS SELECT n.id, n.type
FROM notifications n, t WHERE account_id = r;
SELECT statuses_gateway._distribute(p, true) FROM t \gset ignored_
SELECT pg_temp.is(string_agg(n.type || CASE WHEN n.id IN (SELECT id
    FROM before) THEN ' old' ELSE ' new' END, ', ' ORDER BY n.type),
    'mention old, update new', :'version' || ' notify: edited again')
FROM notifications n, t WHERE account_id = r;
ROLLBACK;

-- private answers
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.person('writer') AS s,
    pg_temp.person('reader') AS r, pg_temp.person('third') AS o;
ALTER TABLE t ADD d bigint, ADD pub bigint, ADD third bigint, ADD own bigint,
    ADD below bigint;
UPDATE t SET d = pg_temp.post(r, 3, s), pub = pg_temp.post(r, 0, s),
    third = pg_temp.post(o, 3, NULL);
UPDATE t SET own = pg_temp.post(s, 3, r, d), below = pg_temp.post(o, 3, NULL,
    d);
CREATE TEMP TABLE replies ON COMMIT DROP AS
SELECT name, pg_temp.post(s, 3, r, parent) AS id, parent, responds
FROM t, LATERAL (VALUES ('a private post', d, true),
    ('a public one', pub, false), ('a third person''s', third, false),
    ('his own below it', own, true), ('another''s below it', below, true),
    ('nothing', NULL, false)) v (name, parent, responds);
SELECT pg_temp.is(statuses_gateway._responds(id, s, r), responds,
    :'version' || ' notify: private reply to ' || name) FROM t, replies;
INSERT INTO mentions (status_id, account_id, silent, created_at, updated_at)
SELECT below, s, false, now(), now() FROM t;
SELECT pg_temp.is(statuses_gateway._responds(id, s, r), false,
    :'version' || ' notify: the walk ends at the first mention')
FROM t, replies WHERE parent = below;
UPDATE mentions SET silent = true FROM t WHERE status_id = d;
SELECT pg_temp.is(statuses_gateway._responds(id, s, r), false,
    :'version' || ' notify: a silent mention is none')
FROM t, replies WHERE parent = d;
UPDATE statuses SET in_reply_to_id = own FROM t WHERE id = own;
SELECT pg_temp.is(statuses_gateway._responds(own, s, r), false,
    :'version' || ' notify: a post that replies to itself') FROM t;
ROLLBACK;

-- requests: counted anew each time, up to 100, and when a post goes away
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.person('writer') AS s,
    pg_temp.person('reader') AS r;
ALTER TABLE t ADD one bigint, ADD two bigint;
UPDATE accounts SET silenced_at = now() WHERE id = (SELECT s FROM t);
UPDATE t SET one = pg_temp.post(s, 0, r), two = pg_temp.post(s, 0, r);
SELECT statuses_gateway._distribute(one, false),
    statuses_gateway._distribute(two, false) FROM t \gset ignored_
SELECT pg_temp.is(notifications_count || ' ' || (last_status_id = two)::text,
    '2 true', :'version' || ' notify: a request') FROM notification_requests, t
WHERE account_id = r;
UPDATE notification_requests SET notifications_count = 55;
INSERT INTO notifications (account_id, from_account_id, type, activity_type,
    activity_id, filtered, created_at, updated_at)
SELECT r, s, 'mention', 'Mention', -n, true, now(), now()
FROM t, generate_series(1, 120) n;
SELECT statuses_gateway._distribute(pg_temp.post(s, 0, r), false)
FROM t \gset ignored_
SELECT pg_temp.is(notifications_count, 100::bigint,
    :'version' || ' notify: a hundred are enough')
FROM notification_requests, t WHERE account_id = r;
DELETE FROM notifications WHERE activity_id < 0;
SELECT statuses_gateway._unnotify(ARRAY[n.id]) FROM notifications n, mentions m,
    t WHERE m.status_id = one AND n.activity_id = m.id \gset ignored_
SELECT pg_temp.is(notifications_count, 2::bigint,
    :'version' || ' notify: one less') FROM notification_requests, t
WHERE account_id = r;
UPDATE notification_requests SET last_status_id = NULL;
SELECT statuses_gateway._unnotify(ARRAY[n.id]) FROM notifications n, mentions m,
    t WHERE m.status_id = two AND n.activity_id = m.id \gset ignored_
SELECT pg_temp.is(notifications_count, 2::bigint,
    :'version' || ' notify: its last post is gone') FROM notification_requests,
    t WHERE account_id = r;
UPDATE notification_requests SET last_status_id = (SELECT two FROM t);
SELECT statuses_gateway._unnotify(array_agg(n.id)) FROM notifications n, t
WHERE n.account_id = r \gset ignored_
SELECT pg_temp.is(count(*), 0::bigint,
    :'version' || ' notify: nothing is left to ask for')
FROM notification_requests, t WHERE account_id = r;
ROLLBACK;

-- groups: an hour's key is kept for twelve
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.person('writer') AS s,
    pg_temp.person('reader') AS r,
    floor(extract(epoch FROM now()) / 3600)::bigint AS hour;
ALTER TABLE t ADD p bigint;
UPDATE t SET p = pg_temp.post(r, 0, NULL);
INSERT INTO notifications (account_id, from_account_id, type, activity_type,
    activity_id, filtered, group_key, created_at, updated_at)
SELECT r, s, 'favourite', 'Favourite', -1, false,
    'favourite-' || p || '-' || hour - 11, now(), now() FROM t;
SELECT pg_temp.is(statuses_gateway._group_key(r, 'favourite', p),
    'favourite-' || p || '-' || hour - 11,
    :'version' || ' notify: a group of eleven hours') FROM t;
SELECT pg_temp.is(statuses_gateway._group_key(r, 'reblog', p),
    'reblog-' || p || '-' || hour, :'version' || ' notify: another kind')
FROM t;
UPDATE notifications SET group_key = 'favourite-' || p || '-' || hour - 12
FROM t WHERE account_id = r;
SELECT pg_temp.is(statuses_gateway._group_key(r, 'favourite', p),
    'favourite-' || p || '-' || hour,
    :'version' || ' notify: one of twelve is too old') FROM t;
ROLLBACK;

-- conversations: one line for the same people, the post once
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.person('writer') AS s,
    pg_temp.person('reader') AS r;
ALTER TABLE t ADD one bigint, ADD two bigint;
INSERT INTO follows (account_id, target_account_id, created_at, updated_at)
SELECT r, s, now(), now() FROM t;
UPDATE t SET one = pg_temp.post(s, 3, r);
UPDATE t SET two = pg_temp.post(s, 3, r, one);
SELECT statuses_gateway._distribute(one, false) FROM t \gset ignored_
SELECT statuses_gateway._distribute(two, false) FROM t \gset ignored_
SELECT statuses_gateway._distribute(two, true) FROM t \gset ignored_
SELECT pg_temp.is(string_agg(concat_ws(' ', CASE c.account_id WHEN s
    THEN 'writer' ELSE 'reader' END, participant_account_ids
    = ARRAY[CASE c.account_id WHEN s THEN r ELSE s END],
    status_ids = ARRAY[one, two], last_status_id = two, unread, lock_version),
    ', ' ORDER BY c.account_id = s), 'reader t t t t 1, writer t t t f 1',
    :'version' || ' notify: conversations')
FROM account_conversations c, t WHERE c.account_id IN (s, r);
ROLLBACK;

-- who asked to be told of each post
BEGIN;
CREATE TEMP TABLE t ON COMMIT DROP AS SELECT pg_temp.person('writer') AS s,
    pg_temp.person('reader') AS r, pg_temp.person('third') AS o;
ALTER TABLE t ADD p bigint;
INSERT INTO follows (account_id, target_account_id, notify, created_at,
    updated_at)
SELECT r, s, true, now(), now() FROM t;
UPDATE t SET p = pg_temp.post(s, 0, NULL);
CREATE FUNCTION pg_temp.told(made bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM statuses_gateway._distribute(made, false);
    RETURN (SELECT string_agg(n.type, ' ' ORDER BY n.id)
        FROM notifications n WHERE n.account_id = (SELECT r FROM t)
            AND (n.activity_id = made OR n.type = 'mention'));
END
$$;
SELECT pg_temp.is(pg_temp.told(pg_temp.post(s, 2, NULL)), 'status',
    :'version' || ' notify: a private post') FROM t;
SELECT pg_temp.is(pg_temp.told(pg_temp.post(s, 0, NULL, p)), 'status',
    :'version' || ' notify: an answer to oneself') FROM t;
SELECT pg_temp.is(pg_temp.told(pg_temp.post(s, 0, NULL, pg_temp.post(o, 0,
    NULL))), NULL, :'version' || ' notify: one to another') FROM t;
SELECT pg_temp.is(pg_temp.told(pg_temp.post(s, 3, o)), NULL,
    :'version' || ' notify: a private mention of another') FROM t;
UPDATE follows SET languages = '{fr}' FROM t WHERE account_id = r;
SELECT pg_temp.is(pg_temp.told(pg_temp.post(s, 0, NULL)), NULL,
    :'version' || ' notify: in another language') FROM t;
UPDATE follows SET languages = '{fr,en}' FROM t WHERE account_id = r;
SELECT pg_temp.is(pg_temp.told(pg_temp.post(s, 0, NULL)), 'status',
    :'version' || ' notify: in one of the languages') FROM t;
INSERT INTO mutes (account_id, target_account_id, hide_notifications,
    created_at, updated_at) SELECT r, o, false, now(), now() FROM t;
SELECT pg_temp.is(pg_temp.told(pg_temp.post(s, 0, o)), NULL,
    :'version' || ' notify: that mentions one who is muted') FROM t;
DELETE FROM mutes;
SELECT pg_temp.is(pg_temp.told(pg_temp.post(s, 3, r)), 'mention status',
    :'version' || ' notify: a private mention, and a post') FROM t;
ROLLBACK;
