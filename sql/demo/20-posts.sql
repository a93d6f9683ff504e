-- Demo data, part 2: posts.
--
--   116301000000000000   alice, public, pinned: hello
--   116318000000000000   alice, unlisted          116319000000000000   alice, private
--   116320000000000000   alice, direct to bob
--   116340000000000000   alice, four pictures     116343000000000000   alice, sound with a cover
--   116342000000000000   bob, animation           116345000000000000   sofia, video
--   116357000000000000   alice, open poll         116358000000000000   bob, poll that is over
--   116359000000000000   sofia, poll with hidden totals
--   116363000000000000   sofia, content warning
--   116381000000000000   alice, edited twice
--   116386000000000000   bob, quotes alice        116387000000000000   alice, quotes dave, pending
--   116388000000000000   bob, boosts alice        116391000000000000   bob, link with a card
--   116404000000000000   dave, remote, matches alice's filter
--   116431000000000000   alice, root of a thread of 200 replies (30-thread.sql)
--
-- Files that alice may attach to a new post: 116465000000000001, 116465000000000002;
-- bob: 116465000000000003; one still being processed (alice): 116465000000000004.
--
-- The author of a local post typed what stands here; remote posts are HTML.

SET client_encoding TO 'UTF8';

INSERT INTO statuses (id, account_id, visibility, language, in_reply_to_id,
                      text, local, uri, url, application_id,
                      ordered_media_attachment_ids, quote_approval_policy,
                      created_at, updated_at)
SELECT v.id, a.id, v.visibility, v.language, v.parent, v.text,
       a.domain IS NULL,
       CASE WHEN a.domain IS NOT NULL THEN a.uri
            WHEN a.id_scheme = 1 THEN 'https://social.example/ap/users/' || a.id
            ELSE 'https://social.example/users/' || a.username
       END || '/statuses/' || v.id,
       a.url || '/' || v.id,
       CASE WHEN a.username = 'tidebot' THEN 3 WHEN a.domain IS NULL THEN 2 END,
       CASE WHEN a.domain IS NULL THEN '{}'::bigint[] END,
       CASE WHEN v.visibility < 2 THEN 131072 ELSE 0 END,
       t.at, t.at
  FROM (VALUES

    -- greetings
    (116301000000000000, 'alice', 0, 'en', NULL::bigint,
     'Hello, social.example! I am Alice. I ride the :tram: to work, bake on Saturdays and write small programs in C. Happy to meet other people who like quiet servers and loud toasters. #introduction #bread'),
    (116302000000000000, 'bob', 0, 'en', 116301000000000000,
     '@alice Welcome! The library has a shelf of bread books and nobody ever borrows them. Consider this an invitation.'),
    (116302000000000001, 'dave', 0, 'en', 116301000000000000,
     '<p><span class="h-card" translate="no"><a href="https://social.example/@alice" class="u-url mention">@<span>alice</span></a></span> Greetings from the coast. :lighthouse: The light says hello too, once every twelve seconds.</p>'),
    (116303000000000000, 'alice', 0, 'en', 116302000000000001,
     '@dave@remote.example I counted. It was eleven.'),
    (116303000000000001, 'grump', 0, 'en', 116301000000000000,
     '<p><span class="h-card" translate="no"><a href="https://social.example/@alice" class="u-url mention">@<span>alice</span></a></span> NOBODY NEEDS ANOTHER BREAD ACCOUNT.</p>'),

    -- one of each visibility, from several people
    (116318000000000000, 'alice', 1, 'de', NULL,
     'Nur fürs Protokoll: Der Sauerteig heißt jetzt Gisela. #Brötchen'),
    (116319000000000000, 'alice', 2, 'en', NULL,
     'Followers only: the interview went well. I will know on Friday. Please do not mention it at the party.'),
    (116320000000000000, 'alice', 3, 'en', NULL,
     '@bob Can you feed Gisela while I am away? Two spoons of flour, two of water, one kind word.'),
    (116320000000000001, 'bob', 3, 'en', 116320000000000000,
     '@alice Of course. Does she prefer rye or compliments?'),
    (116323000000000000, 'carol', 2, 'en', NULL,
     'Small victory: I walked past the bakery and did not go in. (I went in on the way back.)'),
    (116324000000000000, 'dave', 3, 'en', NULL,
     '<p><span class="h-card" translate="no"><a href="https://social.example/@alice" class="u-url mention">@<span>alice</span></a></span> Between us: the spare key of the lamp room is under the third gull from the left.</p>'),
    (116325000000000000, 'bob', 1, 'en', NULL,
     'Returned today, nine years late: a guide to better time management.'),
    (116326000000000000, 'dave', 1, 'en', NULL,
     '<p>Fog, fog, ship, fog.</p>'),
    (116329000000000000, 'dave', 2, 'en', NULL,
     '<p>For those who follow me: the old radio picked up a dance band last night. Nobody has broadcast on that frequency since 1961.</p>'),

    -- posts that nobody sees: their authors are gone
    (116330000000000000, 'mallory', 0, 'en', NULL,
     '1000 followers for the price of a coffee! Write to me now! #deal'),
    (116331000000000000, 'oscar', 0, 'en', NULL,
     'Last one from me here. Thank you for the puns.'),

    -- with files (below)
    (116340000000000000, 'alice', 0, 'en', NULL,
     'Saturday’s results, from left to right: too flat, too dark, a doorstop, and finally one we could eat. #bread :blinking_loaf:'),
    (116342000000000000, 'bob', 0, 'en', NULL,
     'The cat has discovered the returns chute.'),
    (116343000000000000, 'alice', 0, 'en', NULL,
     'Recorded at the depot this morning: tram 12 waking up. Best with headphones. #trams'),
    (116343000000000001, 'alice', 0, 'en', 116343000000000000,
     'And the same from inside. No cover, just squeaks.'),
    (116345000000000000, 'sofia', 0, 'es', NULL,
     'El mar a las seis y media. Veinte segundos, sin filtro, con gaviota. :espresso:'),
    (116346000000000000, 'bob', 0, 'en', NULL,
     'Found between two pages: somebody’s X-ray, used as a bookmark since 1974. Hidden, in case you are squeamish.'),
    (116347000000000000, 'luis', 0, 'pt', NULL,
     '<p>Dois rolos revelados hoje: a Mouraria de manhã e os barcos à tarde. :film: <a href="https://fotos.example/tags/lisboa" class="mention hashtag" rel="tag">#<span>lisboa</span></a></p>'),
    (116348000000000000, 'dave', 0, 'en', NULL,
     '<p>Twelve seconds of light, for those who do not believe me.</p>'),
    (116351000000000000, 'noor', 0, 'ar', NULL,
     '<p>وصفة جدتي لخبز الزعتر: الدقيق والماء والصبر، والصبر أهمها.</p>'),

    -- polls (below)
    (116357000000000000, 'alice', 0, 'en', NULL,
     'Important decision for Saturday. Choose wisely, you have some years.'),
    (116358000000000000, 'bob', 0, 'en', NULL,
     'What should the library lend next? More than one answer allowed.'),
    (116359000000000000, 'sofia', 0, 'es', NULL,
     'Encuesta a ciegas: ¿dónde se escribe mejor? Los resultados, al final.'),
    (116360000000000000, 'piotr', 0, 'pl', NULL,
     '<p>Spór stary jak świat: pierogi gotowane czy smażone?</p>'),

    -- content warning
    (116363000000000000, 'sofia', 0, 'es', NULL,
     'La capitana no se hunde con el barco: lo vende. Y con el dinero abre una panadería en Lisboa.'),

    -- several languages and scripts
    (116364000000000000, 'olena', 0, 'uk', NULL,
     '<p>Сьогодні учні вперше зіграли вальс без зупинок. Каштани за вікном аплодували. <a href="https://kyiv.example/tags/%D0%BC%D1%83%D0%B7%D0%B8%D0%BA%D0%B0" class="mention hashtag" rel="tag">#<span>музика</span></a></p>'),
    (116365000000000000, 'yuki', 0, 'ja', NULL,
     '<p>今朝の公園で、がちょうに先を越されました。 :party_goose:</p><p><a href="https://remote.example/tags/%E6%95%A3%E6%AD%A9" class="mention hashtag" rel="tag">#<span>散歩</span></a></p>'),
    (116368000000000000, 'ada', 0, 'de', NULL,
     '<p>Neu im Fenster: drei Krimis, ein Atlas, eine schlafende Katze. Die Katze ist unverkäuflich. <span class="h-card" translate="no"><a href="https://social.example/@bob" class="u-url mention">@<span>bob</span></a></span> darf sie aber ausleihen.</p>'),
    (116368000000000001, 'bob', 0, 'de', 116368000000000000,
     '@ada@xn--bcher-kva.example Vier Wochen, zweimal verlängerbar?'),
    (116369000000000000, 'bob', 0, 'fr', NULL,
     'Petit déjeuner à la bibliothèque : un croissant, un café, et le silence. Les miettes sont comptées.'),
    (116370000000000000, 'alice', 0, 'en', NULL,
     E'Today’s bug, for the collection:\n\nif (len =< max && buf[len] != "\\0") { … }\n\nThe compiler & I are no longer on speaking terms. <sigh> :old_logo:'),
    (116371000000000000, 'tidebot', 0, 'de', NULL,
     E'Emden, Große Seeschleuse\nHochwasser 04:12 und 16:38\nNiedrigwasser 10:21 und 22:47\n\n#Gezeiten'),
    (116374000000000000, 'hanna', 0, 'de', NULL,
     'Ich bin umgezogen und jetzt unter @hanna@remote.example zu lesen. Der Deich ist derselbe.'),

    -- a short thread of one author
    (116376000000000000, 'alice', 0, 'en', NULL,
     'How to ride a tram, a guide in three parts. 1/3: Do not run. There will be another one, and it will be yours. #trams'),
    (116376000000000001, 'alice', 0, 'en', 116376000000000000,
     '2/3: Sit on the side of the river, even if it means sitting backwards.'),
    (116376000000000002, 'alice', 0, 'en', 116376000000000001,
     '3/3: Thank the driver. They pretend not to hear it. They hear it.'),

    -- edited (below)
    (116381000000000000, 'alice', 0, 'en', NULL,
     'The street market is on Sunday this week, from nine to two. Bring a bag and an appetite.'),
    (116382000000000000, 'dave', 0, 'en', NULL,
     '<p>Correction to the correction: the light does flash every eleven seconds.</p>'),

    -- quotes, boosts and links (below)
    (116386000000000000, 'bob', 0, 'en', NULL,
     'Everybody, be kind to this one: she owes me a loaf.'),
    (116386000000000001, 'yuki', 0, 'ja', NULL,
     '<p>電車の動画も待っています。</p>'),
    (116387000000000000, 'alice', 0, 'en', NULL,
     'I rest my case.'),
    (116391000000000000, 'bob', 0, 'en', NULL,
     'A fine piece on slow bread by @ada@xn--bcher-kva.example, worth the whole coffee: https://gazette.example/2026/04/slow-bread?issue=14'),
    (116392000000000000, 'dave', 0, 'en', NULL,
     '<p>My one minute of fame: <a href="https://video.example/watch/lighthouse" target="_blank" rel="nofollow noopener noreferrer"><span class="invisible">https://</span><span class="">video.example/watch/lighthouse</span><span class="invisible"></span></a></p>'),
    (116396000000000000, 'alice', 0, 'en', NULL,
     'Photographers I never scroll past: https://social.example/collections/116395000000000000'),

    -- what filters, blocks and mutes are for
    (116403000000000000, 'grump', 0, 'en', NULL,
     '<p>WHO ASKED FOR ALL THESE CATS.</p>'),
    (116404000000000000, 'dave', 0, 'en', NULL,
     '<p>Football on the radio all afternoon. Even the gulls are offside.</p>'),
    (116409000000000000, 'sofia', 0, 'es', NULL,
     'Hoy solo una frase, pero buena. Quien me siga puede citarla. #escribir'),
    (116413000000000000, 'garden', 0, 'en', NULL,
     '<p>Balcony question of the week: what do you do with forty radishes?</p>')
  ) v (id, author, visibility, language, parent, text)
  JOIN accounts a ON a.username = v.author
   AND (v.author <> 'hanna' OR a.domain IS NULL)
  CROSS JOIN LATERAL (
    SELECT timestamp 'epoch' + (v.id >> 16) * interval '1 millisecond' AS at
  ) t;

UPDATE statuses SET sensitive = true, spoiler_text = 'Final de la novela'
 WHERE id = 116363000000000000;
UPDATE statuses SET sensitive = true WHERE id = 116346000000000000;

-- who may quote: followers, nobody, anybody after being asked
UPDATE statuses SET quote_approval_policy = 262144
 WHERE id = 116409000000000000;
UPDATE statuses SET quote_approval_policy = 0 WHERE id = 116325000000000000;
UPDATE statuses SET quote_approval_policy = 2 WHERE id = 116382000000000000;

-- replies elsewhere, counted there
UPDATE statuses SET fetched_replies_at = '2026-04-20 06:00:00'
 WHERE id = 116348000000000000;


-- Boosts. Theirs have no text and no language of their own.

INSERT INTO statuses (id, account_id, reblog_of_id, visibility, local, uri,
                      created_at, updated_at)
SELECT v.id, a.id, v.boosted, v.visibility, a.domain IS NULL,
       CASE WHEN a.domain IS NOT NULL THEN a.uri
            WHEN a.id_scheme = 1 THEN 'https://social.example/ap/users/' || a.id
            ELSE 'https://social.example/users/' || a.username
       END || '/statuses/' || v.id || '/activity', t.at, t.at
  FROM (VALUES
    (116388000000000000, 'bob', 116301000000000000, 0),
    (116388000000000001, 'yuki', 116301000000000000, 0),
    (116388000000000002, 'sofia', 116301000000000000, 1),
    (116388000000000003, 'alice', 116348000000000000, 0),
    (116390000000000000, 'dave', 116340000000000000, 0),
    (116390000000000001, 'carol', 116340000000000000, 2),
    (116414000000000000, 'garden', 116340000000000000, 0)
  ) v (id, author, boosted, visibility)
  JOIN accounts a ON a.username = v.author
  CROSS JOIN LATERAL (
    SELECT timestamp 'epoch' + (v.id >> 16) * interval '1 millisecond' AS at
  ) t;


-- Quotes: accepted, accepted from afar, pending.

INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
                    quoted_account_id, state, activity_uri, created_at,
                    updated_at)
SELECT v.id, s.id, s.account_id, q.id, q.account_id, v.state, v.activity_uri,
       s.created_at, s.created_at
  FROM (VALUES
    (116386000000000002, 116386000000000000, 116301000000000000, 1, NULL),
    (116386000000000003, 116386000000000001, 116301000000000000, 1,
     'https://remote.example/users/yuki/quote_requests/5f2c1c7e-7d55-4a36-9be5-1f3a0f9d7c11'),
    (116387000000000001, 116387000000000000, 116382000000000000, 0,
     'https://social.example/ap/users/115110000000000000/quote_requests/0f4b7f0a-24c1-4b0c-8a53-6a1c1d9f3e27')
  ) v (id, status, quoted, state, activity_uri)
  JOIN statuses s ON s.id = v.status
  JOIN statuses q ON q.id = v.quoted;


-- Versions of edited posts, the first one included.

INSERT INTO status_edits (id, status_id, account_id, text, spoiler_text,
                          sensitive, ordered_media_attachment_ids,
                          media_descriptions, created_at, updated_at)
SELECT v.id, s.id, s.account_id, v.text, v.spoiler_text, false, '{}', '{}',
       s.created_at + v.later, s.created_at + v.later
  FROM (VALUES
    (1, 116381000000000000,
     'The street market is on Saturday this week, form nine to two.',
     '', interval '0'),
    (2, 116381000000000000,
     'The street market is on Saturday this week, from nine to two. Bring a bag.',
     'Market', interval '4 minutes 12 seconds'),
    (3, 116381000000000000,
     'The street market is on Sunday this week, from nine to two. Bring a bag and an appetite.',
     '', interval '1 day 2 hours'),
    (4, 116382000000000000,
     '<p>Correction: the light flashes every twelve seconds.</p>',
     '', interval '0'),
    (5, 116382000000000000,
     '<p>Correction to the correction: the light does flash every eleven seconds.</p>',
     '', interval '35 minutes')
  ) v (id, status, text, spoiler_text, later)
  JOIN statuses s ON s.id = v.status;

UPDATE statuses s SET edited_at = e.at, updated_at = e.at
  FROM (SELECT status_id, max(created_at) AS at FROM status_edits
         GROUP BY status_id) e
 WHERE s.id = e.status_id;


-- Polls. cached_tallies and votes_count say what poll_votes holds; a remote
-- poll is counted elsewhere.

INSERT INTO polls (id, status_id, account_id, options, multiple, hide_totals,
                   expires_at, cached_tallies, votes_count, voters_count,
                   last_fetched_at, created_at, updated_at)
SELECT v.id, s.id, s.account_id, v.options, v.multiple, v.hide_totals,
       coalesce(v.expires_at, s.created_at + interval '3 days'), v.tallies,
       v.votes, v.voters, v.fetched, s.created_at, s.created_at
  FROM (VALUES
    (1, 116357000000000000, '{"Rye with caraway","Plain white","Something with :espresso: in it"}'::varchar[],
     false, false, timestamp '2090-01-01 12:00:00', '{3,1,2}'::bigint[], 6, 6, NULL::timestamp),
    (2, 116358000000000000, '{Tools,Umbrellas,"Board games","A second cat"}',
     true, false, NULL, '{2,3,1,4}', 10, 5, NULL),
    (3, 116359000000000000, '{"En la cocina","En el tren","En la cama"}',
     false, true, '2090-06-01 12:00:00', '{1,3,0}', 4, 4, NULL),
    (4, 116360000000000000, '{Gotowane,Smażone}',
     false, false, '2090-03-01 12:00:00', '{41,38}', 79, NULL, '2026-04-24 05:00:00')
  ) v (id, status, options, multiple, hide_totals, expires_at, tallies, votes,
       voters, fetched)
  JOIN statuses s ON s.id = v.status;

UPDATE statuses s SET poll_id = p.id FROM polls p WHERE p.status_id = s.id;

INSERT INTO poll_votes (id, poll_id, account_id, choice, uri, created_at,
                        updated_at)
SELECT row_number() OVER (ORDER BY v.poll, v.choice, a.id), v.poll, a.id,
       v.choice,
       CASE WHEN a.domain IS NOT NULL
            THEN a.uri || '#votes/' || v.poll || '-' || v.choice END,
       p.created_at + interval '1 hour', p.created_at + interval '1 hour'
  FROM (VALUES
    (1, 0, '{bob,dave,piotr}'::text[]), (1, 1, '{carol}'), (1, 2, '{sofia,yuki}'),
    (2, 0, '{alice,dave}'), (2, 1, '{alice,sofia,yuki}'), (2, 2, '{piotr}'),
    (2, 3, '{alice,sofia,piotr,yuki}'),
    (3, 0, '{alice}'), (3, 1, '{bob,luis,dave}'),
    (4, 0, '{bob}')
  ) v (poll, choice, voters)
  JOIN polls p ON p.id = v.poll
  JOIN accounts a ON a.username = ANY (v.voters);
