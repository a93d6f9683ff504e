-- What follows a write (spec/writes.md 5).


-- p_jobs is "off", "outbox" or "sidekiq": see statuses_jobs.
CREATE OR REPLACE FUNCTION statuses_gateway._job(
    p_jobs text, p_class text, p_args json, p_due timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    INSERT INTO statuses_gateway.outbox
        (kind, class, queue, args, options, due_at)
    SELECT 'job', p_class,
        CASE
            WHEN p_class = 'LinkCrawlWorker' THEN 'pull'
            WHEN p_class LIKE 'ActivityPub::%' THEN 'push'
            ELSE 'default'
        END,
        p_args,
        CASE p_class
            WHEN 'LinkCrawlWorker' THEN '{"retry":0}'
            WHEN 'ActivityPub::DistributePollUpdateWorker'
                THEN '{"retry":0,"lock":"until_executed"}'
            WHEN 'ActivityPub::DeliveryWorker'
                THEN '{"retry":16,"dead":false}'
            ELSE '{"retry":true}'
        END::json,
        p_due
    WHERE p_jobs <> 'off';
END
$$;


CREATE OR REPLACE FUNCTION statuses_gateway._redis(
    p_jobs text, VARIADIC p_command text[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    INSERT INTO statuses_gateway.outbox (kind, args)
    SELECT 'redis', array_to_json(p_command)
    WHERE p_jobs = 'sidekiq';
END
$$;


-- Mastodon deletes an account's old posts from the id on that it noted in
-- Redis when it was last there. A post that it passed over then, since it was
-- pinned or kept, has to be looked at again (spec/writes.md 5.4): the mark
-- goes back. p_reason is the column that made it keep the post.
CREATE OR REPLACE FUNCTION statuses_gateway._cleanup(
    p_jobs text, p_account bigint, p_status bigint, p_reason text
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    IF p_jobs <> 'sidekiq' THEN
        RETURN;
    END IF;

    PERFORM
    FROM account_statuses_cleanup_policies p
    WHERE p.account_id = p_account
        AND CASE p_reason
            WHEN 'keep_pinned' THEN p.keep_pinned
            WHEN 'keep_self_bookmark' THEN p.keep_self_bookmark
            WHEN 'keep_self_fav' THEN p.keep_self_fav
        END;

    IF FOUND THEN
        -- ids are too long for Lua's numbers
        PERFORM statuses_gateway._redis(p_jobs, 'EVAL',
            'local last = redis.call(''GET'', KEYS[1])'
            || ' if last and (#ARGV[1] < #last or #ARGV[1] == #last'
            || ' and ARGV[1] <= last) then'
            || ' redis.call(''SET'', KEYS[1], ARGV[1], ''EX'', 1209600) end',
            '1', 'account_cleanup:' || p_account, p_status::text);
    END IF;
END
$$;


-- The same for the Redis of Mastodon's cache.
CREATE OR REPLACE FUNCTION statuses_gateway._cache(
    p_jobs text, VARIADIC p_command text[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
    INSERT INTO statuses_gateway.outbox (kind, args)
    SELECT 'cache', array_to_json(p_command)
    WHERE p_jobs = 'sidekiq';
END
$$;


-- Seconds since 1970 at the begin of this day.
CREATE OR REPLACE FUNCTION statuses_gateway._day() RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT (extract(epoch FROM now())::bigint / 86400 * 86400)::text
$$;


-- One more for the server's statistics (spec/writes.md 5.4).
CREATE OR REPLACE FUNCTION statuses_gateway._activity(
    p_jobs text, p_name text
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_key text := 'activity:' || p_name || ':' || statuses_gateway._day();
BEGIN
    IF p_jobs = 'sidekiq' THEN
        PERFORM statuses_gateway._redis(p_jobs, 'INCRBY', v_key, '1');
        PERFORM statuses_gateway._redis(p_jobs, 'EXPIRE', v_key, '15778476');
    END IF;
END
$$;


-- A status that may trend was used today (spec/writes.md 5.4).
CREATE OR REPLACE FUNCTION statuses_gateway._trend(
    p_jobs text, p_status bigint
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    v_key text := 'trending_statuses:used:' || statuses_gateway._day();
BEGIN
    IF p_jobs <> 'sidekiq' THEN
        RETURN;
    END IF;

    PERFORM
    FROM statuses s JOIN accounts a ON a.id = s.account_id
    LEFT JOIN quotes q ON q.status_id = s.id
    WHERE s.id = p_status
        AND s.visibility = 0 AND s.spoiler_text = '' AND NOT s.sensitive
        AND NOT s.reply
        AND a.discoverable AND a.silenced_at IS NULL
        AND a.sensitized_at IS NULL
        AND s.language = ANY (statuses_gateway._languages())
        AND (q.id IS NULL OR ((q.state = 1 OR NOT q.legacy) AND EXISTS (
            SELECT
            FROM statuses t JOIN accounts b ON b.id = t.account_id
            WHERE t.id = q.quoted_status_id AND t.deleted_at IS NULL
                AND t.visibility = 0 AND t.spoiler_text = ''
                AND NOT t.sensitive AND b.discoverable)));

    IF FOUND THEN
        PERFORM statuses_gateway._redis(p_jobs, 'SADD', v_key,
            p_status::text);
        PERFORM statuses_gateway._redis(p_jobs, 'EXPIRE', v_key, '86400');
    END IF;
END
$$;


-- The languages that Mastodon knows (spec/writes.md 1.6).
CREATE OR REPLACE FUNCTION statuses_gateway._languages() RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
    SELECT string_to_array('aa ab ae af ak am an ar as av ay az ba be bg bh'
        || ' bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el'
        || ' en eo es et eu fa ff fi fj fo fr fy ga gd gl gu gv ha he hi ho'
        || ' hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj'
        || ' kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg'
        || ' mh mi mk ml mn mn-Mong mr ms ms-Arab mt my na nb nd ne ng nl nn'
        || ' no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa'
        || ' sc sd se sg si sk sl sn so sq sr ss st su sv sw ta te tg th ti'
        || ' tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo'
        || ' za zh zu ast chr ckb cnr csb gsw jbo kab ldn lfn moh nds'
        || ' pdc sco sma smj szl tok vai xal zba zgh'
        || ' lzz ota xmf nan-TW' --@4.6+
        || ' zh-CN zh-HK zh-TW zh-YUE', ' ')
$$;
