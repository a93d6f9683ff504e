-- Demo data, part 4: a thread of 200 replies. Its first branch is a story, one
-- sentence each, and 30 replies deep; the others are short.
--
-- Reply n has the id 116431000000000000 + n * 10^10; it answers reply `parent`,
-- 0 being the root.

SET client_encoding TO 'UTF8';

INSERT INTO statuses (id, account_id, visibility, language, text, local, uri,
                      application_id, ordered_media_attachment_ids,
                      quote_approval_policy, created_at, updated_at)
SELECT v.id, a.id, 0, 'en', v.text, true,
       'https://social.example/ap/users/' || a.id || '/statuses/' || v.id,
       2, '{}', 131072, t.at, t.at
  FROM (VALUES (116431000000000000,
     E'Rain, a full teapot, nothing planned. Tell me something good: a recipe, a walk, a small thing that went right this week. I will read everything.\n\nAnd whoever likes may add one sentence to the story that Bob begins. #smallthings')
  ) v (id, text)
  JOIN accounts a ON a.username = 'alice'
  CROSS JOIN LATERAL (
    SELECT timestamp 'epoch' + (v.id >> 16) * interval '1 millisecond' AS at
  ) t;

WITH thread (n, parent, author, language, text) AS (VALUES
    (1, 0, 'bob', 'en', 'The last tram of the night came in, and on the back seat stood a birdcage with a note tied to its door.'),
    (2, 1, 'alice', 'en', '“Do not open before the sea,” said the note, in green ink.'),
    (3, 2, 'dave', 'en', 'The nearest sea was eleven stops and one mountain away.'),
    (4, 3, 'sofia', 'en', 'So the driver, who had never missed a shift, missed one.'),
    (5, 4, 'yuki', 'en', 'He bought two tickets: one for himself and one for the cage.'),
    (6, 5, 'piotr', 'en', 'The conductor punched both without a word, and the cage hummed.'),
    (7, 6, 'ada', 'en', 'Behind the third station the hum became a tune, and the whole carriage knew it.'),
    (8, 7, 'luis', 'en', 'An old woman sang the second voice; nobody had taught it to her.'),
    (9, 8, 'olena', 'en', 'Outside, the snow kept time on the roof.'),
    (10, 9, 'noor', 'en', '“My mother used to sing this to the bread,” said the woman, “so that it would rise.”'),
    (11, 10, 'alice', 'en', 'The driver wrote that down. It seemed important.'),
    (12, 11, 'bob', 'en', 'At the foot of the mountain the railway ended, as it said on the map.'),
    (13, 12, 'dave', 'en', 'What the map did not say: there was a goat.'),
    (14, 13, 'yuki', 'en', 'The goat read the note, thoroughly, and then ate one corner of it.'),
    (15, 14, 'sofia', 'en', 'The corner with the green full stop.'),
    (16, 15, 'piotr', 'en', 'From then on the sentence had no end, and neither had the path.'),
    (17, 16, 'luis', 'en', 'They climbed for what a watch would call a night.'),
    (18, 17, 'ada', 'en', 'In a hut at the pass sat a bookseller who sold only last pages.'),
    (19, 18, 'bob', 'en', '“How does it go on?” asked the driver. “No idea,” she said, “but it ends well.”'),
    (20, 19, 'noor', 'en', 'She gave him a page, wrapped around a piece of cheese.'),
    (21, 20, 'olena', 'en', 'In the valley beyond, somebody was tuning a piano with the windows open.'),
    (22, 21, 'alice', 'en', 'The cage answered, half a tone higher.'),
    (23, 22, 'carol', 'en', 'I only meant to read along, but: the piano moved its window closer.'),
    (24, 23, 'dave', 'en', 'And there it lay, wide and grey and not at all surprised: the sea.'),
    (25, 24, 'sofia', 'en', 'The driver put the cage on a stone and took off his cap.'),
    (26, 25, 'yuki', 'en', 'The door was not locked. It had never been locked.'),
    (27, 26, 'piotr', 'en', 'Out came no bird, but a gust of wind that smelled of depots and warm bread.'),
    (28, 27, 'luis', 'en', 'It went once around the bay, and every boat turned its head.'),
    (29, 28, 'noor', 'en', 'Then he unwrapped the last page and read it aloud.'),
    (30, 29, 'bob', 'en', '“Morning. The first tram is on time, and on the back seat there is nothing at all, except a feather.”'),
    (31, 0, 'dave', 'en', 'The kettle in the lamp room whistles in B flat again. I had missed it.'),
    (32, 31, 'alice', 'en', 'Does the light listen to it?'),
    (33, 32, 'dave', 'en', 'It turns a little slower. I would not swear to it in court.'),
    (34, 0, 'sofia', 'es', 'He terminado un capítulo. Uno entero, con punto final y todo.'),
    (35, 34, 'bob', 'en', 'Congratulations! Is the captain still alive?'),
    (36, 35, 'sofia', 'es', 'No digo nada sin mi abogada.'),
    (37, 34, 'luis', 'pt', 'Parabéns! Isso pede um café.'),
    (38, 37, 'sofia', 'es', 'Pide dos.'),
    (39, 0, 'yuki', 'ja', '傘を忘れたら、知らない人が半分貸してくれました。'),
    (40, 39, 'olena', 'uk', 'Половина парасольки важить більше за цілу.'),
    (41, 0, 'piotr', 'pl', 'Znalazłem mapę szlaków z 1983 roku. Połowa ścieżek nadal istnieje.'),
    (42, 41, 'alice', 'en', 'And the other half?'),
    (43, 42, 'piotr', 'en', 'Is waiting for somebody to walk it again.'),
    (44, 0, 'luis', 'pt', 'O laboratório encontrou o meu rolo perdido em março. Só três fotos queimadas.'),
    (45, 44, 'yuki', 'en', 'Burnt ones are sometimes the best.'),
    (46, 45, 'luis', 'en', 'One of them looks like the moon. I am keeping it.'),
    (47, 0, 'ada', 'de', 'Eine Kundin hat ein Buch zurückgebracht, weil es ihr zu gut gefallen hat. Sie wollte es nicht alleine haben.'),
    (48, 47, 'bob', 'de', 'Das ist die Definition einer Bibliothek.'),
    (49, 48, 'ada', 'de', 'Psst. Ich lebe vom Gegenteil.'),
    (50, 0, 'olena', 'uk', 'Моя найменша учениця придумала вальс на п’ять чвертей. Його неможливо танцювати, але дуже весело пробувати.'),
    (51, 50, 'noor', 'ar', 'أريد أن أسمعه.'),
    (52, 50, 'alice', 'en', 'Five quarters is how tram 12 takes the bend at the market.'),
    (53, 0, 'noor', 'ar', 'نضج التين في شرفة الجيران، وأرسلوا لنا طبقاً.'),
    (54, 53, 'sofia', 'es', 'Los vecinos con higueras son patrimonio de la humanidad.'),
    (55, 0, 'bob', 'en', 'A boy borrowed the same dinosaur book for the seventh time and told me the ending in confidence.'),
    (56, 55, 'alice', 'en', 'Well?'),
    (57, 56, 'bob', 'en', 'A comet. I am still shaken.'),
    (58, 57, 'dave', 'en', 'Spoilers!'),
    (59, 0, 'carol', 'en', 'The new job has a window, and the window has a tree.'),
    (60, 59, 'alice', 'en', 'What kind of tree?'),
    (61, 60, 'carol', 'en', 'Leaves: yes. That is all I know.'),
    (62, 61, 'piotr', 'en', 'Show me a photo of the bark and I will tell you its name.'),
    (63, 0, 'dave', 'en', 'Recipe, since you asked: potatoes, butter, salt, storm outside. Serves one.'),
    (64, 63, 'noor', 'en', 'Add thyme and it serves two.'),
    (65, 64, 'dave', 'en', 'There is nobody else here. But I will add the thyme.'),
    (66, 0, 'yuki', 'en', 'I finally said good morning to the man who walks three dachshunds.'),
    (67, 66, 'alice', 'en', 'And?'),
    (68, 67, 'yuki', 'en', 'He said it back. The dachshunds are thinking about it.'),
    (69, 0, 'sofia', 'es', 'Una canción para la lluvia: cualquiera que cante tu vecina mientras tiende la ropa.'),
    (70, 69, 'luis', 'pt', 'A minha canta fado às sete da manhã. Não reclamo.'),
    (71, 0, 'alice', 'en', 'My own small thing: the driver waited. He saw me run, shook his head, and waited.'),
    (72, 71, 'bob', 'en', 'You wrote a guide against running!'),
    (73, 72, 'alice', 'en', 'Nobody follows their own documentation.'),
    (74, 73, 'ada', 'en', 'I am putting that in the window.'),
    (75, 0, 'luis', 'pt', 'Passeio: do miradouro até ao rio, sempre pela sombra, com uma paragem para pastéis.'),
    (76, 75, 'sofia', 'es', 'Una sola parada me parece poco realista.'),
    (77, 0, 'piotr', 'pl', 'Pierwszy krokus na przełęczy. Trochę zdziwiony, ale stoi.'),
    (78, 77, 'yuki', 'en', 'Tell it hello from the park.'),
    (79, 0, 'ada', 'de', 'Rezept gegen Regen: zwei Äpfel, eine Handvoll Haferflocken, ein Ofen, ein Krimi. Der Krimi kommt nicht in den Ofen.'),
    (80, 79, 'carol', 'de', 'Warum nicht? Manche hätten es verdient.'),
    (81, 80, 'ada', 'de', 'Kein Kommentar.'),
    (82, 0, 'olena', 'uk', 'Хтось залишив на сходах пакунок із нотами: «Може, комусь знадобляться». Знадобилися.'),
    (83, 82, 'bob', 'en', 'What was in it?'),
    (84, 83, 'olena', 'en', 'Four hands, easy pieces, 1911. With fingerings in pencil by at least three people.'),
    (85, 0, 'noor', 'ar', 'جارتنا العجوز قالت إن خبزي يشبه خبز قريتها. لم أنم من الفرح.'),
    (86, 85, 'alice', 'en', 'I would not have slept either.'),
    (87, 0, 'bob', 'en', 'The heating in the reading room works. Forty people noticed at the same time and nobody said a word.'),
    (88, 87, 'sofia', 'es', 'El ruido más bonito.'),
    (89, 0, 'dave', 'en', 'A seal looked at me for a whole minute. I looked away first.'),
    (90, 89, 'yuki', 'en', 'Seals always win.'),
    (91, 0, 'carol', 'en', 'I repaired the zip of my winter coat on the first warm day of the year.'),
    (92, 91, 'piotr', 'en', 'You will be glad in November.'),
    (93, 91, 'alice', 'en', 'This is what I call test coverage.'),
    (94, 0, 'yuki', 'ja', '古いカメラの電池が、まだ動きました。'),
    (95, 94, 'luis', 'en', 'Which one?'),
    (96, 95, 'yuki', 'en', 'A little half-frame one. Seventy-two pictures of geese to come.'),
    (97, 96, 'alice', 'en', 'I will look at every single goose.'),
    (98, 0, 'sofia', 'es', 'Encontré en un libro prestado la lista de la compra de otra persona: leche, tinta azul, valor.'),
    (99, 98, 'bob', 'en', 'That is the best thing anybody has found in one of our books.'),
    (100, 99, 'sofia', 'es', 'Devolví el libro con la lista dentro.'),
    (101, 100, 'bob', 'en', 'As it should be.'),
    (102, 0, 'piotr', 'pl', 'Zupa dnia: barszcz. Zupa jutra: też barszcz. Nie narzekam.'),
    (103, 102, 'noor', 'en', 'Soup is always better on the second day.'),
    (104, 0, 'luis', 'pt', 'A padaria da esquina voltou a abrir. O senhor Artur lembrou-se do meu nome.'),
    (105, 104, 'dave', 'en', 'Some people are lighthouses.'),
    (106, 105, 'luis', 'pt', 'Essa vai para a parede.'),
    (107, 0, 'ada', 'de', 'Der Lieferant hat statt zehn Atlanten zehn Globen gebracht. Wir rollen jetzt.'),
    (108, 107, 'alice', 'de', 'Bitte ein Video.'),
    (109, 108, 'ada', 'de', 'Sie sind schneller als wir.'),
    (110, 0, 'olena', 'uk', 'Порада для прогулянки: вийти на зупинку раніше.'),
    (111, 110, 'alice', 'en', 'Always good advice. Two stops if there is a bakery.'),
    (112, 0, 'bob', 'en', 'Cat report: no incidents. I do not trust it.'),
    (113, 112, 'carol', 'en', 'Check the returns chute.'),
    (114, 113, 'bob', 'en', 'I checked the returns chute. There was one incident.'),
    (115, 0, 'noor', 'en', 'Walk through any market at closing time: everybody is kind, and the mint is free.'),
    (116, 115, 'sofia', 'es', 'Y las conversaciones, también.'),
    (117, 0, 'dave', 'en', 'Song: whatever the buoy bell is playing. It has been working on the same tune since 1952.'),
    (118, 117, 'olena', 'en', 'Is it in a key?'),
    (119, 118, 'dave', 'en', 'Several.'),
    (120, 0, 'yuki', 'en', 'My grandmother has learned to send voice messages. They are all four minutes long and all about soup.'),
    (121, 120, 'piotr', 'en', 'Please publish them.'),
    (122, 121, 'yuki', 'en', 'She says: not before the soup is ready.'),
    (123, 0, 'carol', 'en', 'Somebody drew a tiny door on the wall of our stairwell, with a tiny bell. I rang.'),
    (124, 123, 'alice', 'en', 'Who opened?'),
    (125, 124, 'carol', 'en', 'Still waiting. It is a small house, perhaps they are upstairs.'),
    (126, 0, 'alice', 'en', 'The compiler and I are talking again. It apologised first, in the form of a warning.'),
    (127, 126, 'piotr', 'en', 'Warnings are love.'),
    (128, 0, 'sofia', 'en', 'A word I learned today: “petrichor”, the smell of rain on dry ground. I had needed it for years.'),
    (129, 128, 'noor', 'en', 'We have five words for it and still argue which one is right.'),
    (130, 0, 'luis', 'en', 'Tip for cloudy days: photograph doors. They do not mind the light.'),
    (131, 130, 'ada', 'en', 'And what is behind them?'),
    (132, 131, 'luis', 'en', 'That is what the next roll is for.'),
    (133, 0, 'piotr', 'en', 'I fixed the hinge of the garden gate. It now squeaks a third lower.'),
    (134, 133, 'olena', 'en', 'A minor or a major third?'),
    (135, 134, 'piotr', 'en', 'I will oil it and report.'),
    (136, 0, 'ada', 'en', 'Overheard in the shop: “I do not need a new book, I need a new evening.” We found both.'),
    (137, 136, 'bob', 'en', 'You are good at this.'),
    (138, 0, 'olena', 'en', 'The tram in our town is back after two years. People applauded at the first stop. The driver bowed.'),
    (139, 138, 'alice', 'en', 'I am not crying, it is the tea.'),
    (140, 139, 'dave', 'en', 'It is always the tea.'),
    (141, 138, 'luis', 'en', 'Which line?'),
    (142, 141, 'olena', 'en', 'The six. It was always the best one.'),
    (143, 0, 'noor', 'en', 'A child at the bakery paid with one coin and a drawing of a horse. The change was a bun.'),
    (144, 143, 'yuki', 'en', 'Fair exchange.'),
    (145, 144, 'noor', 'en', 'The horse hangs above the oven now.'),
    (146, 0, 'bob', 'en', 'New sign at the library: “Quiet, please. Except for good news.” Fourteen people have already been loud.'),
    (147, 146, 'sofia', 'en', 'I would read aloud there.'),
    (148, 147, 'bob', 'en', 'Thursday evening is free, if that is an offer.'),
    (149, 148, 'sofia', 'en', 'It is. I will bring the captain.'),
    (150, 0, 'dave', 'en', 'Painted the gallery rail. Sat on it. The trousers are now also a lighthouse.'),
    (151, 150, 'carol', 'en', 'Red or white?'),
    (152, 151, 'dave', 'en', 'Diagonal.'),
    (153, 0, 'yuki', 'ja', '図書館で同じ本に二人同時に手を伸ばして、二人とも譲りました。'),
    (154, 153, 'bob', 'en', 'This is how the shelf keeps its books.'),
    (155, 0, 'carol', 'en', 'I asked three neighbours for an egg and came home with five and a cake.'),
    (156, 155, 'noor', 'en', 'Never return the dish empty.'),
    (157, 156, 'carol', 'en', 'It went back with radishes. Forty of them.'),
    (158, 0, 'luis', 'pt', 'Hoje o elétrico 28 ia vazio. Sentei-me à janela como um rei.'),
    (159, 158, 'alice', 'en', 'Did you thank the driver?'),
    (160, 159, 'luis', 'en', 'Of course. He pretended not to hear.'),
    (161, 160, 'alice', 'en', 'They hear it.'),
    (162, 0, 'piotr', 'en', 'The mountain rescue had a quiet weekend. They played cards and lost to the dog.'),
    (163, 162, 'ada', 'en', 'Which game?'),
    (164, 163, 'piotr', 'en', 'The dog decides.'),
    (165, 0, 'alice', 'en', 'Bread update: the loaf rose. Not high, but with conviction. #bread'),
    (166, 165, 'dave', 'en', 'Gisela would be proud.'),
    (167, 166, 'bob', 'en', 'Gisela IS proud. I have fed her twice and told her everything.'),
    (168, 0, 'sofia', 'es', 'Mi sobrino pregunta si los puntos suspensivos son tres o si uno está de guardia.'),
    (169, 168, 'ada', 'de', 'Einer ist immer im Dienst.'),
    (170, 0, 'olena', 'en', 'I swapped piano lessons for apricot jam. Nine jars, one student, everybody happy.'),
    (171, 170, 'noor', 'en', 'What is the rate for a sonata?'),
    (172, 171, 'olena', 'en', 'Two jars and a spoon.'),
    (173, 0, 'noor', 'ar', 'حكاية قصيرة: كان يا ما كان، وصل الضيف قبل أن يبرد الخبز.'),
    (174, 173, 'alice', 'en', 'Short and complete.'),
    (175, 0, 'yuki', 'en', 'The goose from the park has found a friend. They walk in step and ignore me together.'),
    (176, 175, 'luis', 'en', 'Film, please.'),
    (177, 176, 'yuki', 'en', 'Frames 31 to 60.'),
    (178, 0, 'dave', 'en', 'Ships today: four. Waves back: three. The fourth was probably eating.'),
    (179, 178, 'carol', 'en', 'I will wave from here.'),
    (180, 179, 'dave', 'en', 'Counted. Four.'),
    (181, 0, 'ada', 'en', 'A reader wrote to me from prison that he reads the slow bread column to his cell. They now argue about rye.'),
    (182, 181, 'alice', 'en', 'Please tell them: caraway.'),
    (183, 182, 'ada', 'en', 'They say you would say that.'),
    (184, 0, 'bob', 'en', 'Somebody has returned a book with all the typos corrected, in pencil, with kind remarks.'),
    (185, 184, 'piotr', 'en', '“Page 212: nearly!”'),
    (186, 0, 'carol', 'en', 'The tree outside the office is a lime tree. I asked the gardener. He was delighted to be asked.'),
    (187, 186, 'piotr', 'en', 'I was going to say that! Enjoy it in June.'),
    (188, 187, 'carol', 'en', 'I will keep the window open.'),
    (189, 0, 'piotr', 'pl', 'Dziś tylko deszcz, herbata i książka. Nic więcej nie trzeba.'),
    (190, 189, 'alice', 'en', 'That is the spirit of this thread.'),
    (191, 0, 'luis', 'en', 'I gave one of my burnt pictures to the man at the lab. He has put it on the wall, under “Weather”.'),
    (192, 191, 'yuki', 'en', 'Perfect category.'),
    (193, 0, 'olena', 'uk', 'Дощ скінчився. Граю з відчиненим вікном.'),
    (194, 193, 'noor', 'ar', 'نسمعك من هنا.'),
    (195, 0, 'sofia', 'en', 'I have read everything here, twice. You are my favourite newspaper.'),
    (196, 195, 'alice', 'en', 'No subscription needed.'),
    (197, 0, 'bob', 'en', 'The reading room is empty, the lamp is on, and somebody has left a feather on the back seat.'),
    (198, 197, 'carol', 'en', 'Now I have goosebumps.'),
    (199, 0, 'alice', 'en', 'Thank you, all of you. The teapot is empty and the rain has stopped. I will put this thread under “good things” and come back to it in November.'),
    (200, 199, 'dave', 'en', 'The light will be on.')
)
INSERT INTO statuses (id, account_id, visibility, language, in_reply_to_id,
                      text, local, uri, url, application_id,
                      ordered_media_attachment_ids, quote_approval_policy,
                      created_at, updated_at)
SELECT r.id, a.id, 0, v.language, 116431000000000000 + v.parent * 10000000000,

       -- whom a reply answers is mentioned in it, unless it is oneself
       CASE WHEN a.domain IS NULL THEN
           CASE WHEN p.id <> a.id
                THEN '@' || concat_ws('@', p.username, p.domain) || ' '
                ELSE '' END || v.text
       ELSE
           '<p>' || CASE WHEN p.id <> a.id THEN
               '<span class="h-card" translate="no"><a href="'
               || coalesce(p.url, 'https://social.example/@' || p.username)
               || '" class="u-url mention">@<span>' || p.username
               || '</span></a></span> ' ELSE '' END || v.text || '</p>'
       END,
       a.domain IS NULL,
       CASE WHEN a.domain IS NOT NULL THEN a.uri
            WHEN a.id_scheme = 1 THEN 'https://social.example/ap/users/' || a.id
            ELSE 'https://social.example/users/' || a.username
       END || '/statuses/' || r.id,
       a.url || '/' || r.id,
       CASE WHEN a.domain IS NULL THEN 2 END,
       CASE WHEN a.domain IS NULL THEN '{}'::bigint[] END,
       131072, t.at, t.at
  FROM (
    SELECT thread.*, coalesce(above.author, 'alice') AS parent_author
      FROM thread
      LEFT JOIN thread above ON above.n = thread.parent
  ) v
  JOIN accounts a ON a.username = v.author
  JOIN accounts p ON p.username = v.parent_author
  CROSS JOIN LATERAL (
    SELECT 116431000000000000 + v.n * 10000000000 AS id
  ) r
  CROSS JOIN LATERAL (
    SELECT timestamp 'epoch' + (r.id >> 16) * interval '1 millisecond' AS at
  ) t;

-- not all of it is for everybody
UPDATE statuses SET visibility = 1
 WHERE id IN (116431310000000000, 116431890000000000, 116431910000000000);
UPDATE statuses SET visibility = 2, quote_approval_policy = 0
 WHERE id IN (116431590000000000, 116431610000000000, 116432130000000000);
