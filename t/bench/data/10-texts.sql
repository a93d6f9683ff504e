-- The benchmark's data, part 1: what the rest is made of.
--
-- Everything follows from numbers by hashing, so that each run makes the same
-- rows. Account k and post n exist for 1..:accounts and 1..:statuses; their
-- ids tell a time, as real ones do. All posts whose n is a multiple of 20 are
-- public: they are the ones that are asked for.
--
-- Loaded as superuser into a database that holds only sql/schema, with psql's
-- variables statuses, accounts, step (milliseconds from post to post).

SET client_encoding TO 'UTF8';

CREATE SCHEMA bench;
GRANT USAGE ON SCHEMA bench TO PUBLIC;

CREATE FUNCTION bench.h(n bigint, salt integer) RETURNS integer
IMMUTABLE PARALLEL SAFE
RETURN (hashint8extended(n, salt) & 2147483647)::integer;

-- true for so many of 1000 numbers
CREATE FUNCTION bench.chance(n bigint, salt integer, mille integer)
RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN bench.h(n, salt) % 1000 < mille;

CREATE FUNCTION bench.account_id(k bigint) RETURNS bigint
IMMUTABLE PARALLEL SAFE
RETURN ((1609459200000 + k * 1800000) << 16) + k;

CREATE FUNCTION bench.status_id(n bigint) RETURNS bigint
IMMUTABLE PARALLEL SAFE
RETURN ((1704067200000 + n * :step) << 16) + (n & 65535);

CREATE FUNCTION bench.made_at(id bigint) RETURNS timestamp
IMMUTABLE PARALLEL SAFE
RETURN timestamp 'epoch' + (id >> 16) * interval '1 millisecond';

-- three of five accounts are of this server
CREATE FUNCTION bench.is_local(k bigint) RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN k % 5 < 3;

-- few write much
CREATE FUNCTION bench.author(n bigint) RETURNS bigint
IMMUTABLE PARALLEL SAFE
RETURN 1 + (:accounts * power(bench.h(n, 1) / 2147483648.0, 2))::bigint
    % :accounts;

-- a twentieth of the posts is what others boost and quote, a tenth what they
-- answer: those are public, and answer or boost nobody
CREATE FUNCTION bench.is_popular(n bigint) RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN n % 20 IN (1, 2);

CREATE FUNCTION bench.popular(n bigint, salt integer) RETURNS bigint
IMMUTABLE PARALLEL SAFE
RETURN (bench.h(n, salt) % greatest(n / 20, 1)) * 20 + 1;

CREATE FUNCTION bench.is_boost(n bigint) RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN n > 20 AND NOT bench.is_popular(n) AND bench.chance(n, 2, 50);

CREATE FUNCTION bench.is_quote(n bigint) RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN n > 20 AND NOT bench.is_boost(n) AND bench.chance(n, 3, 20);

CREATE FUNCTION bench.is_reply(n bigint) RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN n > 20 AND NOT bench.is_popular(n) AND NOT bench.is_boost(n)
    AND bench.chance(n, 4, 300);

CREATE FUNCTION bench.has_poll(n bigint) RETURNS boolean
IMMUTABLE PARALLEL SAFE
RETURN NOT bench.is_boost(n) AND bench.chance(n, 5, 20);

CREATE FUNCTION bench.media(n bigint) RETURNS integer
IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN bench.is_boost(n) OR bench.has_poll(n)
        OR NOT bench.chance(n, 6, 220) THEN 0
    ELSE (ARRAY[1, 1, 1, 2, 2, 3, 4])[1 + bench.h(n, 7) % 7] END;

-- 0 public, 1 unlisted, 2 for followers, 3 direct
CREATE FUNCTION bench.visibility(n bigint) RETURNS integer
IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n % 20 = 0 OR bench.is_popular(n) THEN 0
    ELSE (ARRAY[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2,
        3])[1 + bench.h(n, 8) % 20] END;

CREATE FUNCTION bench.html(text text) RETURNS text
IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(text, '&', '&amp;'),
    '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');


CREATE UNLOGGED TABLE bench.emojis AS
SELECT no, name
  FROM unnest('{blob_cat,party_goose,tram,espresso,lighthouse,loading_cat,verified_bread,heart_rainbow,computer_fire,sad_frog,wave_hello,thinking_hard,coffee_cup,cat_typing,this_is_fine,rust_crab,tux_happy,ok_hand,sparkle_star,bicycle_go,garden_leaf,book_pile,rain_cloud,sun_smile}'
            ::text[]) WITH ORDINALITY x (name, no);

CREATE UNLOGGED TABLE bench.sentences AS
SELECT no, text
  FROM unnest(ARRAY[
    'The 7:42 was on time today, which confused everybody on the platform.',
    'I have finally read the manual, and it turns out the button was never meant to do anything.',
    'Soup.',
    'If you write a test that cannot fail, you have written a very slow comment.',
    'My neighbour''s cat & I have come to an agreement: she gets the chair, I get the rest of the flat.',
    'Every few years I relearn how to fold a fitted sheet, and every few years I forget it again.',
    'Does anyone know a good way to keep basil alive through November?',
    'The old library is closing its reading room for repairs until spring; take your umbrellas home.',
    'Small victory: the printer printed.',
    'I wrote "just a quick fix" in the message of a commit with 41 changed files.',
    'There is a heron in the park pond, standing there as if it had an appointment.',
    'Reminder that backups you never restored are only a rumour.',
    'Heute Nacht zum ersten Mal Frost, und die Dahlien stehen noch draußen.',
    'Der Zug hält außerplanmäßig in Gütersloh; niemand weiß warum, am wenigsten Gütersloh.',
    'Ich habe drei Stunden lang einen Fehler gesucht, der in der Zeile darüber stand.',
    'Llevo toda la mañana buscando las gafas que llevo puestas.',
    'El mar estaba tan quieto que parecía una fotografía.',
    'Aujourd''hui j''ai appris qu''une « minute » de cuisson dure environ vingt minutes.',
    '今日は風が強くて、洗濯物がとなりの庭まで飛んでいきました。',
    '新しい自転車を買いました。色は青、音は静か、坂は相変わらず大変です。',
    'Сьогодні вранці каштани впали просто на лавку, де я хотіла сидіти.',
    'Concert tonight at eight, doors at seven, bring somebody who likes loud cellos 🎻',
    'We moved the database to the new machine and the only thing that broke was the dashboard that watches the database.',
    'Unpopular opinion: the best part of a walk is the bench in the middle of it.',
    'Somebody has chalked a perfect map of the underground on the pavement outside our office, with all the delays.',
    'Today''s bread: dense, dark, possibly load-bearing 🍞',
    'I keep thinking about that interview with the lighthouse keeper who missed the fog most of all.',
    'Please stop adding "smart" to things that used to work without a network.',
    'Version 2.4 is out: fewer bugs, different bugs, and one bug that several people asked for.',
    'The committee met for two hours and agreed that there should be another meeting, preferably shorter.',
    'Found a bookmark in a second-hand novel: a tram ticket from 1983, to a stop that no longer exists.',
    'If a <div> falls in the forest and nobody has a screen, is it still centred?',
    'Rain again; the dog has filed a formal complaint.',
    'Thank you all for the kind words yesterday, they helped more than you think ❤️',
    'I am giving a short talk about accessible tables next week and I would love to hear what annoys you most about them.',
    'Turns out you can, in fact, have too many tomatoes.',
    'New month, new attempt to understand my own calendar.',
    'The museum lets you touch exactly one of its stones, and there is a queue for it every single day.',
    'Whoever left a whole cake in the kitchen with a note saying "yes": we salute you.',
    'Draw three circles, call it an architecture, charge by the hour.',
    'I measured it twice and cut it once and it is still wrong, because I measured the wrong board twice.',
    'Looking for recommendations: long podcasts about short rivers.',
    'This week in the workshop: a clock that runs backwards, a radio that only receives weather, and an accordion nobody ordered.',
    'You are allowed to leave a party after the crisps are gone.'
  ]) WITH ORDINALITY x (text, no);

-- One to four sentences each; some in two paragraphs, some with an emoji.
CREATE UNLOGGED TABLE bench.paragraphs AS
SELECT p.no, t.plain,
       replace(replace(bench.html(t.plain), E'\n\n', '</p><p>'),
               E'\n', '<br />') AS html
  FROM generate_series(0, 8191) p (no)
 CROSS JOIN LATERAL (
    SELECT string_agg(s.text, (ARRAY[' ', ' ', ' ', E'\n', E'\n\n']
               )[1 + bench.h(p.no, 11) % 5] ORDER BY i) AS text
      FROM generate_series(1, (ARRAY[1, 1, 2, 2, 2, 3, 3, 3, 4, 4]
               )[1 + bench.h(p.no, 12) % 10]) i
      JOIN bench.sentences s
        ON s.no = 1 + (bench.h(p.no, 13) + i * 13) % 44
 ) w
 CROSS JOIN LATERAL (
    SELECT w.text || CASE WHEN bench.chance(p.no, 14, 70) THEN (
               SELECT ' :' || e.name || ':' FROM bench.emojis e
                WHERE e.no = 1 + bench.h(p.no, 15) % 24) ELSE '' END AS plain
 ) t;

CREATE UNIQUE INDEX ON bench.paragraphs (no);

-- 2000 hashtags
CREATE UNLOGGED TABLE bench.tags AS
SELECT row_number() OVER (ORDER BY hashint8extended(a.n * 100 + b.n, 16)) AS no,
       a.word || b.word AS name
  FROM unnest('{Slow,Small,Quiet,Local,Open,Free,Old,New,Wild,Deep,Blue,Green,Red,Black,White,Silent,Daily,Weekly,Late,Early,Good,Great,Tiny,Long,Short,Cold,Warm,Dark,Bright,Fast,Lazy,Busy,Public,Urban,Rural,Nordic,Southern,Eastern,Western,Home}'
              ::text[]) WITH ORDINALITY a (word, n)
 CROSS JOIN unnest('{Bread,Trams,Cats,Dogs,Books,Bikes,Music,Photos,Code,Maps,Gardens,Trains,Bikes2,Coffee,Tea,Birds,Trees,Rivers,Sea,Hills,Radio,Clocks,Paper,Ink,Film,Games,Chess,Soup,Cheese,Tools,Wood,Wool,Stars,Moon,Weather,Science,Art,Poetry,Theatre,History,Language,Letters,Friday,Monday,Sunday,Morning,Night,Summer,Winter,Autumn}'
              ::text[]) WITH ORDINALITY b (word, n);

CREATE UNIQUE INDEX ON bench.tags (no);

-- Links, one for 20 posts, and their parts as they are shown.
CREATE UNLOGGED TABLE bench.links AS
SELECT no, 'https://' || host || path AS url,
       CASE WHEN host LIKE 'www.%' THEN 'https://www.' ELSE 'https://' END
           AS hidden,
       substr(regexp_replace(host, '^www\.', '') || path, 1, 30) AS shown,
       substr(regexp_replace(host, '^www\.', '') || path, 31) AS rest
  FROM generate_series(1, greatest(:statuses / 20, 1)) no
 CROSS JOIN LATERAL (
    SELECT (ARRAY['www.example.com', 'news.example.org', 'www.example.net',
               'blog.example.com', 'example.org'])[1 + bench.h(no, 17) % 5],
           '/' || (2019 + bench.h(no, 18) % 7) || '/'
               || (ARRAY['the-long-patience-of-bread',
                   'what-the-river-took', 'notes-on-quiet-software',
                   'a', 'why-trams-are-late',
                   'interview-with-a-lighthouse'])[1 + bench.h(no, 19) % 6]
               || '-' || no || CASE WHEN bench.chance(no, 20, 150)
                   THEN '?ref=feed&page=' || 1 + bench.h(no, 21) % 9 ELSE '' END
 ) x (host, path);

CREATE UNIQUE INDEX ON bench.links (no);
