-- The sample database of Dumbo Workbench: the Lantern Coast Trust.
--
-- The trust keeps twelve lighthouses on a coast that is on no map. It looks after the lamps, logs the
-- weather and the ships, counts the birds, and lets the old keepers' rooms to guests.
--
-- Everything here is invented for this program and under its licence. The script runs alone in an empty
-- SQLite database (3.40 or later, with FTS5), makes the same content every time, and is one
-- transaction. "Today" in this world is 2026-06-16. What is in it: README.md beside this file.

BEGIN IMMEDIATE;

------------------------------------------------------------------------------------------------------
-- Tables
------------------------------------------------------------------------------------------------------

-- The stretches of coast, north to south.
CREATE TABLE region (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE COLLATE NOCASE,
    sea   TEXT NOT NULL,
    notes TEXT                                   -- NULL: nobody wrote any
);

-- The twelve lights, the centre of everything else.
CREATE TABLE lighthouse (
    id             INTEGER PRIMARY KEY,
    region_id      INTEGER NOT NULL REFERENCES region (id) ON UPDATE CASCADE,
    code           TEXT NOT NULL CHECK (code GLOB 'LC-[0-9][0-9]'),
    name           TEXT NOT NULL,
    latitude       REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    longitude      REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
    lit_on         TEXT NOT NULL,                -- the first night it was lit
    automated_on   TEXT,                         -- NULL: still lit by hand
    tower_height_m REAL NOT NULL CHECK (tower_height_m > 0),
    character      TEXT NOT NULL,                -- how the light flashes, as on a chart
    status         TEXT NOT NULL DEFAULT 'lit' CHECK (status IN ('lit', 'repair', 'dark')),
    details        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
    label          TEXT GENERATED ALWAYS AS (code || ' ' || name) VIRTUAL,
    position       TEXT GENERATED ALWAYS AS (printf('%.4f, %.4f', latitude, longitude)) VIRTUAL,
    lens_order     INTEGER GENERATED ALWAYS AS (json_extract(details, '$.lens.order')) STORED
);

CREATE UNIQUE INDEX lighthouse_code ON lighthouse (code);
CREATE INDEX lighthouse_region ON lighthouse (region_id);
CREATE INDEX lighthouse_access ON lighthouse (json_extract(details, '$.access[0]'));

-- Posters of the lights, small PNG pictures.
CREATE TABLE picture (
    id            INTEGER PRIMARY KEY,
    lighthouse_id INTEGER NOT NULL REFERENCES lighthouse (id) ON DELETE CASCADE,
    title         TEXT NOT NULL,
    media_type    TEXT NOT NULL DEFAULT 'image/png',
    image         BLOB NOT NULL,
    bytes         INTEGER GENERATED ALWAYS AS (length(image)) STORED
);

CREATE INDEX picture_lighthouse ON picture (lighthouse_id);

-- The people who keep the lights; most learned the trade from another keeper.
CREATE TABLE keeper (
    id        INTEGER PRIMARY KEY,
    given     TEXT NOT NULL,
    family    TEXT NOT NULL,
    full_name TEXT GENERATED ALWAYS AS (given || ' ' || family) VIRTUAL,
    mentor_id INTEGER REFERENCES keeper (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    hired_on  TEXT NOT NULL,
    left_on   TEXT CHECK (left_on IS NULL OR left_on > hired_on),
    radio     TEXT NOT NULL DEFAULT '',          -- call name on the radio, '' if the keeper uses none
    email     TEXT UNIQUE                        -- NULL if there is none
);

-- Who kept which light, and when.
CREATE TABLE posting (
    lighthouse_id INTEGER NOT NULL REFERENCES lighthouse (id),
    keeper_id     INTEGER NOT NULL REFERENCES keeper (id) ON DELETE CASCADE,
    since         TEXT NOT NULL,
    until         TEXT,                          -- NULL: to this day
    duty          TEXT NOT NULL CHECK (duty IN ('principal', 'assistant', 'relief')),
    PRIMARY KEY (lighthouse_id, keeper_id, since)
) WITHOUT ROWID;

CREATE INDEX posting_keeper ON posting (keeper_id);

-- Measuring instruments; the maker's serial numbers need all 64 bits.
CREATE TABLE instrument (
    serial        INTEGER PRIMARY KEY,
    lighthouse_id INTEGER NOT NULL REFERENCES lighthouse (id),
    kind          TEXT NOT NULL,
    unit          TEXT NOT NULL,
    calibrated_on TEXT,
    settings      TEXT NOT NULL CHECK (json_valid(settings))
) STRICT;

CREATE INDEX instrument_lighthouse ON instrument (lighthouse_id, kind);

-- What the instruments measured, one row an hour and instrument: 100,000 rows.
CREATE TABLE reading (
    id         INTEGER PRIMARY KEY,
    instrument INTEGER NOT NULL REFERENCES instrument (serial),
    taken_at   TEXT NOT NULL,
    value      REAL,                             -- NULL: the instrument was silent
    quality    TEXT NOT NULL CHECK (quality IN ('good', 'suspect', 'missing')),
    sent_ns    INTEGER NOT NULL,                 -- nanoseconds since 1970
    day        TEXT GENERATED ALWAYS AS (substr(taken_at, 1, 10)) VIRTUAL,
    CHECK ((value IS NULL) = (quality = 'missing'))
) STRICT;

-- Rooms for guests. Money is text, so that it stays exact.
CREATE TABLE room (
    lighthouse_id INTEGER NOT NULL REFERENCES lighthouse (id),
    number        INTEGER NOT NULL CHECK (number BETWEEN 1 AND 9),
    name          TEXT NOT NULL,
    beds          INTEGER NOT NULL CHECK (beds > 0),
    sea_view      INTEGER NOT NULL DEFAULT 1 CHECK (sea_view IN (0, 1)),
    nightly_rate  TEXT NOT NULL CHECK (nightly_rate GLOB '[0-9]*.[0-9][0-9]'),
    PRIMARY KEY (lighthouse_id, number)
) STRICT, WITHOUT ROWID;

-- What a night used to cost; written by the trigger room_price_changed.
CREATE TABLE room_price_change (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    lighthouse_id INTEGER NOT NULL,
    room_number   INTEGER NOT NULL,
    old_rate      TEXT NOT NULL,
    new_rate      TEXT NOT NULL,
    changed_at    TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (lighthouse_id, room_number) REFERENCES room (lighthouse_id, number) ON DELETE CASCADE
);

CREATE INDEX room_price_change_room ON room_price_change (lighthouse_id, room_number);

-- Guests, from everywhere.
CREATE TABLE guest (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    country TEXT NOT NULL CHECK (length(country) = 2),
    email   TEXT,                                -- NULL: came without one
    wishes  TEXT NOT NULL DEFAULT ''             -- '': asked, has none
);

CREATE INDEX guest_name ON guest (name COLLATE NOCASE);
CREATE UNIQUE INDEX guest_email ON guest (lower(email));

-- Stays in a room; two stays in one room never overlap (trigger booking_room_is_free).
CREATE TABLE booking (
    id            INTEGER PRIMARY KEY,
    guest_id      INTEGER NOT NULL REFERENCES guest (id),
    lighthouse_id INTEGER NOT NULL,
    room_number   INTEGER NOT NULL,
    arrives       TEXT NOT NULL,
    leaves        TEXT NOT NULL,
    nights        INTEGER GENERATED ALWAYS AS (CAST(julianday(leaves) - julianday(arrives) AS INTEGER)) STORED,
    status        TEXT NOT NULL DEFAULT 'booked' CHECK (status IN ('booked', 'stayed', 'cancelled')),
    FOREIGN KEY (lighthouse_id, room_number) REFERENCES room (lighthouse_id, number) ON UPDATE CASCADE,
    CHECK (leaves > arrives)
);

CREATE INDEX booking_guest ON booking (guest_id);
CREATE INDEX booking_room ON booking (lighthouse_id, room_number, arrives);

-- One invoice for each stay.
CREATE TABLE invoice (
    id         INTEGER PRIMARY KEY,
    booking_id INTEGER NOT NULL UNIQUE REFERENCES booking (id),
    number     TEXT NOT NULL UNIQUE,
    issued_on  TEXT NOT NULL,
    paid_on    TEXT,                             -- NULL: not yet
    net        TEXT NOT NULL CHECK (net GLOB '[0-9]*.[0-9][0-9]'),
    tax        TEXT NOT NULL CHECK (tax GLOB '[0-9]*.[0-9][0-9]'),
    total      TEXT NOT NULL CHECK (total GLOB '[0-9]*.[0-9][0-9]'),
    currency   TEXT NOT NULL DEFAULT 'EUR'
) STRICT;

CREATE INDEX invoice_unpaid ON invoice (issued_on) WHERE paid_on IS NULL;

-- What is on the invoices.
CREATE TABLE invoice_line (
    invoice_id INTEGER NOT NULL REFERENCES invoice (id) ON DELETE CASCADE,
    line       INTEGER NOT NULL,
    what       TEXT NOT NULL,
    quantity   INTEGER NOT NULL CHECK (quantity > 0),
    unit_price TEXT NOT NULL,
    amount     TEXT NOT NULL,
    PRIMARY KEY (invoice_id, line)
) WITHOUT ROWID;

-- Ships that pass often enough to be known by name.
CREATE TABLE vessel (
    imo       INTEGER PRIMARY KEY CHECK (imo BETWEEN 1000000 AND 9999999),
    name      TEXT NOT NULL,
    call_sign TEXT UNIQUE,
    flag      TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('ferry', 'trawler', 'coaster', 'tanker', 'yacht', 'research')),
    length_m  REAL NOT NULL,
    launched  INTEGER NOT NULL
);

-- A ship seen from a light. Message numbers of the receiver go beyond 2^53.
CREATE TABLE passage (
    message       INTEGER PRIMARY KEY,
    vessel        INTEGER NOT NULL REFERENCES vessel (imo),
    lighthouse_id INTEGER NOT NULL REFERENCES lighthouse (id),
    seen_at       TEXT NOT NULL,
    speed_kn      TEXT NOT NULL,                 -- as received, "12.50" is not "12.5"
    destination   TEXT,                          -- NULL: not sent; '': sent empty
    payload       TEXT NOT NULL CHECK (json_valid(payload))
);

CREATE INDEX passage_vessel ON passage (vessel, seen_at DESC);
CREATE INDEX passage_lighthouse ON passage (lighthouse_id);

-- The keepers' log.
CREATE TABLE logbook (
    id            INTEGER PRIMARY KEY,
    lighthouse_id INTEGER NOT NULL REFERENCES lighthouse (id),
    keeper_id     INTEGER NOT NULL REFERENCES keeper (id),
    written_at    TEXT NOT NULL,
    title         TEXT NOT NULL,
    body          TEXT NOT NULL
);

CREATE INDEX logbook_lighthouse ON logbook (lighthouse_id, written_at);
CREATE INDEX logbook_keeper ON logbook (keeper_id);

-- Full text search over the log: SELECT rowid FROM logbook_search WHERE logbook_search MATCH 'fog AND seal*'
CREATE VIRTUAL TABLE logbook_search USING fts5 (title, body, content = 'logbook', content_rowid = 'id');

-- Settings of the trust, each value in a type of its own.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value ANY,
    notes TEXT
) STRICT, WITHOUT ROWID;

------------------------------------------------------------------------------------------------------
-- Triggers
------------------------------------------------------------------------------------------------------

CREATE TRIGGER logbook_inserted AFTER INSERT ON logbook
BEGIN
    INSERT INTO logbook_search (rowid, title, body) VALUES (new.id, new.title, new.body);
END;

CREATE TRIGGER logbook_deleted AFTER DELETE ON logbook
BEGIN
    INSERT INTO logbook_search (logbook_search, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;

CREATE TRIGGER logbook_updated AFTER UPDATE OF title, body ON logbook
BEGIN
    INSERT INTO logbook_search (logbook_search, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
    INSERT INTO logbook_search (rowid, title, body) VALUES (new.id, new.title, new.body);
END;

CREATE TRIGGER room_price_changed AFTER UPDATE OF nightly_rate ON room
WHEN old.nightly_rate <> new.nightly_rate
BEGIN
    INSERT INTO room_price_change (lighthouse_id, room_number, old_rate, new_rate)
    VALUES (new.lighthouse_id, new.number, old.nightly_rate, new.nightly_rate);
END;

CREATE TRIGGER booking_room_is_free BEFORE INSERT ON booking
WHEN new.status <> 'cancelled'
BEGIN
    SELECT RAISE(ABORT, 'the room is taken in these nights')
    WHERE EXISTS (SELECT 1
                  FROM booking
                  WHERE lighthouse_id = new.lighthouse_id
                    AND room_number = new.room_number
                    AND status <> 'cancelled'
                    AND arrives < new.leaves
                    AND leaves > new.arrives);
END;

------------------------------------------------------------------------------------------------------
-- Views
------------------------------------------------------------------------------------------------------

-- One line for each light.
CREATE VIEW lighthouse_card AS
SELECT l.code,
       l.name,
       r.name AS region,
       l.character,
       l.status,
       (SELECT group_concat(k.full_name, ', ')
        FROM posting AS p
        JOIN keeper AS k ON k.id = p.keeper_id
        WHERE p.lighthouse_id = l.id AND p.until IS NULL) AS keepers,
       (SELECT count(*) FROM room AS m WHERE m.lighthouse_id = l.id) AS rooms,
       (SELECT count(*) FROM instrument AS i WHERE i.lighthouse_id = l.id) AS instruments,
       (SELECT image FROM picture AS c WHERE c.lighthouse_id = l.id) AS picture
FROM lighthouse AS l
JOIN region AS r ON r.id = l.region_id
ORDER BY l.code;

-- Who keeps which light today; deleting a row from it ends the posting.
CREATE VIEW current_posting AS
SELECT l.code, l.name AS lighthouse, k.full_name AS keeper, p.duty, p.since, p.lighthouse_id, p.keeper_id
FROM posting AS p
JOIN lighthouse AS l ON l.id = p.lighthouse_id
JOIN keeper AS k ON k.id = p.keeper_id
WHERE p.until IS NULL;

CREATE TRIGGER current_posting_ended INSTEAD OF DELETE ON current_posting
BEGIN
    UPDATE posting
    SET until = date('now')
    WHERE lighthouse_id = old.lighthouse_id AND keeper_id = old.keeper_id AND since = old.since;
END;

-- The weather of each day at each light.
CREATE VIEW weather_daily AS
SELECT l.name AS lighthouse,
       i.kind,
       r.day,
       min(r.value) AS lowest,
       round(avg(r.value), 2) AS mean,
       max(r.value) AS highest,
       i.unit,
       sum(r.quality <> 'good') AS doubtful
FROM reading AS r
JOIN instrument AS i ON i.serial = r.instrument
JOIN lighthouse AS l ON l.id = i.lighthouse_id
GROUP BY l.id, i.serial, r.day;

-- Income of each light by month, with a running total and the place among the lights. Cents are added
-- as integers.
CREATE VIEW income_monthly AS
WITH cents AS (
    SELECT b.lighthouse_id,
           substr(v.issued_on, 1, 7) AS month,
           sum(CAST(replace(v.total, '.', '') AS INTEGER)) AS income
    FROM invoice AS v
    JOIN booking AS b ON b.id = v.booking_id
    GROUP BY b.lighthouse_id, month
),
running AS (
    SELECT lighthouse_id,
           month,
           income,
           sum(income) OVER (PARTITION BY lighthouse_id ORDER BY month) AS total,
           rank() OVER (PARTITION BY month ORDER BY income DESC) AS place
    FROM cents
)
SELECT l.name AS lighthouse,
       month,
       printf('%d.%02d', income / 100, income % 100) AS income,
       printf('%d.%02d', total / 100, total % 100) AS income_so_far,
       place
FROM running
JOIN lighthouse AS l ON l.id = running.lighthouse_id
ORDER BY l.code, month;

-- Who learned from whom, as far back as anyone remembers.
CREATE VIEW keeper_lineage AS
WITH RECURSIVE line (id, generation, path) AS (
    SELECT id, 1, full_name FROM keeper WHERE mentor_id IS NULL
    UNION ALL
    SELECT k.id, line.generation + 1, line.path || ' → ' || k.full_name
    FROM keeper AS k
    JOIN line ON line.id = k.mentor_id
)
SELECT k.full_name AS keeper, line.generation, line.path
FROM line
JOIN keeper AS k ON k.id = line.id
ORDER BY line.path;

-- Invoices that wait for money, oldest first.
CREATE VIEW invoice_open AS
SELECT v.number, g.name AS guest, g.email, v.issued_on, v.total, v.currency
FROM invoice AS v
JOIN booking AS b ON b.id = v.booking_id
JOIN guest AS g ON g.id = b.guest_id
WHERE v.paid_on IS NULL
ORDER BY v.issued_on;

------------------------------------------------------------------------------------------------------
-- Document collections, in the tables that Pongo makes, and the ledger of the migrations that made them
------------------------------------------------------------------------------------------------------

CREATE TABLE dmb_migrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name VARCHAR (255) NOT NULL UNIQUE,
    application VARCHAR (255) NOT NULL DEFAULT 'default',
    sql_hash VARCHAR (64) NOT NULL,
    timestamp DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
  );

CREATE TABLE bird_counts (
      _id           TEXT           PRIMARY KEY,
      data          JSON           NOT NULL,
      metadata      JSON           NOT NULL     DEFAULT '{}',
      _version      INTEGER        NOT NULL     DEFAULT 1,
      _partition    TEXT           NOT NULL     DEFAULT 'png_global',
      _archived     INTEGER        NOT NULL     DEFAULT 0,
      _created      TEXT           NOT NULL     DEFAULT (datetime('now')),
      _updated      TEXT           NOT NULL     DEFAULT (datetime('now'))
  );

CREATE TABLE repair_orders (
      _id           TEXT           PRIMARY KEY,
      data          JSON           NOT NULL,
      metadata      JSON           NOT NULL     DEFAULT '{}',
      _version      INTEGER        NOT NULL     DEFAULT 1,
      _partition    TEXT           NOT NULL     DEFAULT 'png_global',
      _archived     INTEGER        NOT NULL     DEFAULT 0,
      _created      TEXT           NOT NULL     DEFAULT (datetime('now')),
      _updated      TEXT           NOT NULL     DEFAULT (datetime('now'))
  );

INSERT INTO dmb_migrations (name, sql_hash, timestamp)
VALUES ('pongoCollection:bird_counts:001:createtable',
        'ea3b5a4cc2d78e086529bc48f84186923f78417423243365a05f6a31b343e586', '2025-03-03 08:15:00'),
       ('pongoCollection:repair_orders:001:createtable',
        '0822465c1c182f9d48d381c0a17f9e08ef67715b0e63dca2bad0b2172642be96', '2025-03-03 08:15:00');

-- Birds by kind, from the sightings inside the documents.
CREATE VIEW bird_totals AS
SELECT json_extract(s.value, '$.species') AS species,
       sum(json_extract(s.value, '$.count')) AS birds,
       count(DISTINCT c._id) AS counts,
       max(json_extract(c.data, '$.startedAt')) AS last_seen
FROM bird_counts AS c, json_each(c.data, '$.sightings') AS s
WHERE c._archived = 0
GROUP BY species
ORDER BY birds DESC;

------------------------------------------------------------------------------------------------------
-- What chance and language give: numbers that look random but never change, and lists of words.
-- Temporary, gone at the end.
------------------------------------------------------------------------------------------------------

-- Each row holds three draws of a Lehmer generator: x' = 48271 x mod (2^31 - 1).
CREATE TEMP TABLE noise (n INTEGER PRIMARY KEY, a INTEGER NOT NULL, b INTEGER NOT NULL, c INTEGER NOT NULL);

INSERT INTO noise (n, a, b, c)
WITH RECURSIVE draw (n, a) AS (
    SELECT 0, 20260616
    UNION ALL
    SELECT n + 1, ((a * 48271 % 2147483647) * 48271 % 2147483647) * 48271 % 2147483647 FROM draw WHERE n < 99999
)
SELECT n, a, a * 48271 % 2147483647, (a * 48271 % 2147483647) * 48271 % 2147483647 FROM draw;

CREATE TEMP TABLE word (list TEXT NOT NULL, n INTEGER NOT NULL, w TEXT NOT NULL, PRIMARY KEY (list, n)) WITHOUT ROWID;

INSERT INTO word (list, n, w)
SELECT lists.key, words.key, words.value
FROM json_each('{
  "given": ["Ada", "Bram", "Cato", "Dagny", "Edda", "Finn", "Greta", "Halvard", "Ines", "Joris", "Kaja", "Lorcan",
            "Maren", "Niamh", "Olaf", "Petra", "Quentin", "Runa", "Sorley", "Tilda", "Ulf", "Vera", "Wilma", "Yara",
            "Zacharias", "Åse", "Zoë", "Ørjan", "Eilidh", "Mateo"],
  "family": ["Ashdown", "Brekke", "Corrigan", "Dunmore", "Eklund", "Farrow", "Grimsby", "Holloway", "Iversen",
             "Jardine", "Kestrel", "Lindqvist", "Marlowe", "Nesbitt", "O''Hara", "Pettersen", "Quayle", "Rasmussen",
             "Sandwick", "Tolliver", "Underhill", "Vance", "Wexcombe", "Yardley", "Zeeman", "Müller", "Núñez"],
  "country": ["NO", "IE", "GB", "DE", "NL", "DK", "SE", "FR", "ES", "PT", "IS", "FI", "PL", "US", "CA", "JP", "NZ"],
  "wish": ["", "", "", "late arrival with the evening boat", "ground floor, please", "vegetarian breakfast",
           "a room without gulls", "birthday on the second day", "brings a telescope", "travels with a small dog",
           "would like to climb the tower at dusk"],
  "ship": ["Petrel", "Fulmar", "Compass", "Marigold", "Hearth", "Sextant", "Curlew", "Thistle", "Ember", "Meridian",
           "Skylark", "Tempest", "Juniper", "Plover", "Halyard", "Mooring"],
  "hue": ["Grey", "Northern", "Patient", "Silver", "Little", "Brave", "Wandering", "Morning", "Faithful", "Salt",
          "Quiet", "Western"],
  "port": ["Saltmere", "Amber Quay", "Frostvik", "Port Ellery", "Grenna", "Kirkhaven", "Nordsund", "Tarrow"],
  "sky": ["Clear night, stars to the horizon.", "Fog from midnight, the horn sounded until six.",
          "Gale from the south-west, spray over the gallery.", "Drizzle and a low swell.",
          "Sharp frost, ice on the railings.", "Thunder far out, nothing near.",
          "Calm. The sea like slate.", "Heavy rain in the first watch, clearing later.",
          "Northern lights for an hour, green and then red.", "Strong easterly, short steep seas."],
  "event": ["Trimmed and cleaned the lamp, changed two bulbs.", "Three grey seals on the lower steps.",
            "The supply boat landed flour, paint and the post.", "Answered a yacht that had lost her bearings.",
            "A tired woodcock slept in the lantern room.", "Wound the clockwork by hand while the motor was out.",
            "Polished the lens; a chip on panel seven, noted for repair.", "Guests climbed the tower, all 214 steps.",
            "Found a bottle with a letter, ink washed out.", "Gannets diving in hundreds off the point.",
            "The radio was silent between two and four.", "Painted the gallery door, once more.",
            "Tested the fog signal at noon.", "A tanker passed closer than she should.",
            "Repaired the path where the storm took it."],
  "close": ["Nothing else to report.", "Tea at four.", "Light in good order.", "Relief expected on Thursday.",
            "Barometer falling.", "Barometer steady.", "All well."],
  "bird": ["gannet", "kittiwake", "puffin", "razorbill", "guillemot", "fulmar", "arctic tern", "storm petrel",
           "great skua", "shag", "eider", "turnstone", "purple sandpiper", "wheatear"],
  "habit": ["diving", "resting", "nesting", "passing north", "passing south", "feeding chicks", "alarmed"],
  "part": ["Lamp bulb 1 kW", "Lens clamp", "Storm pane", "Gallery bolt M20", "Marine paint, white, 5 l",
           "Brass hinge", "Drive belt", "Fog horn diaphragm", "Battery 12 V", "Copper flashing"],
  "work": ["Replace the lamp drive", "Seal the lantern panes", "Paint the tower", "Mend the landing stage",
           "Overhaul the generator", "Renew the gallery railing", "Clean the cistern", "Service the fog signal",
           "Repoint the stonework", "Fix the radio mast"],
  "task": ["inspect", "order parts", "take down", "clean", "fit", "test", "paint", "write the report"]
}') AS lists, json_each(lists.value) AS words;

------------------------------------------------------------------------------------------------------
-- Places, people, things
------------------------------------------------------------------------------------------------------

INSERT INTO region (id, name, sea, notes)
VALUES (1, 'Northern Skerries', 'Sea of Lanterns', 'Landing only at slack water.'),
       (2, 'The Marrow', 'Sea of Lanterns', NULL),
       (3, 'Saltmere Bay', 'Inner Sound', 'Ferries all year.'),
       (4, 'Amber Shore', 'Inner Sound', '');

INSERT INTO lighthouse (id, region_id, code, name, latitude, longitude, lit_on, automated_on, tower_height_m, character,
                        status, details)
VALUES (1, 1, 'LC-01', 'Gannet Rock', 60.1542, -8.2031, '1811-11-02', '1988-04-12', 31.5, 'Fl(2) W 10s', 'lit',
        '{"lens":{"order":1,"maker":"Corrigan & Sons","focal_mm":920.00},"fog_signal":{"kind":"horn","period_s":30},"access":["boat","helicopter"],"upkeep":{"currency":"EUR","yearly":18250.00},"registry":9007199254740993}'),
       (2, 3, 'LC-02', 'Saltmere Point', 58.9021, -6.4417, '1846-06-21', '1994-09-01', 24.0, 'Iso WR 6s', 'lit',
        '{"lens":{"order":3,"maker":"Eklund Glass","focal_mm":500.00},"fog_signal":null,"access":["road"],"upkeep":{"currency":"EUR","yearly":9410.50},"registry":9007199254740995}'),
       (3, 2, 'LC-03', 'Old Marrow', 59.4410, -7.9120, '1772-10-05', '1979-05-30', 38.2, 'Fl W 5s', 'lit',
        '{"lens":{"order":1,"maker":"Corrigan & Sons","focal_mm":920.00},"fog_signal":{"kind":"bell","period_s":15},"access":["boat"],"upkeep":{"currency":"EUR","yearly":22100.00},"registry":9007199254740997}'),
       (4, 1, 'LC-04', 'Tern Holm', 60.0310, -7.7785, '1868-03-14', NULL, 18.7, 'Oc G 4s', 'lit',
        '{"lens":{"order":4,"maker":"Eklund Glass","focal_mm":250.00},"fog_signal":null,"access":["boat","causeway at low tide"],"upkeep":{"currency":"EUR","yearly":7300.00},"registry":9007199254740999}'),
       (5, 2, 'LC-05', 'Widow''s Ledge', 59.2874, -8.3360, '1859-12-24', '1982-08-17', 41.0, 'Fl(3) W 15s', 'repair',
        '{"lens":{"order":2,"maker":"Holloway","focal_mm":700.00},"fog_signal":{"kind":"horn","period_s":60},"access":["helicopter"],"upkeep":{"currency":"EUR","yearly":31875.25},"registry":9007199254741001}'),
       (6, 3, 'LC-06', 'Kittiwake Head', 58.7733, -6.9002, '1893-05-01', '1998-03-31', 27.4, 'Fl R 3s', 'lit',
        '{"lens":{"order":2,"maker":"Holloway","focal_mm":700.00},"fog_signal":{"kind":"siren","period_s":45},"access":["road","footpath"],"upkeep":{"currency":"EUR","yearly":11020.00},"registry":9007199254741003}'),
       (7, 1, 'LC-07', 'Candle Skerry', 60.3127, -8.5518, '1877-09-09', '1985-07-22', 44.9, 'LFl W 20s', 'lit',
        '{"lens":{"order":1,"maker":"Eklund Glass","focal_mm":920.00},"fog_signal":{"kind":"horn","period_s":90},"access":["helicopter"],"upkeep":{"currency":"EUR","yearly":35500.00},"registry":9007199254741005}'),
       (8, 1, 'LC-08', 'Frostvik', 60.4402, -7.2204, '1901-01-31', NULL, 16.2, 'Q W', 'lit',
        '{"lens":{"order":5,"maker":"Rasmussen","focal_mm":187.50},"fog_signal":null,"access":["road","ski in winter"],"upkeep":{"currency":"EUR","yearly":6090.10},"registry":9007199254741007}'),
       (9, 2, 'LC-09', 'Bellwether', 59.1035, -7.5549, '1834-04-04', '1991-10-15', 29.8, 'Fl(4) WG 12s', 'lit',
        '{"lens":{"order":2,"maker":"Corrigan & Sons","focal_mm":700.00},"fog_signal":{"kind":"bell","period_s":10},"access":["boat"],"upkeep":{"currency":"EUR","yearly":14780.00},"registry":9007199254741009}'),
       (10, 2, 'LC-10', 'Hollow Reef', 59.3319, -8.7771, '1926-08-19', '1971-02-11', 33.3, 'Mo(A) W 8s', 'dark',
        '{"lens":{"order":3,"maker":"Rasmussen","focal_mm":500.00},"fog_signal":null,"access":[],"upkeep":{"currency":"EUR","yearly":0.00},"registry":9007199254741011}'),
       (11, 4, 'LC-11', 'Amber Quay', 58.4096, -5.9983, '1788-07-07', NULL, 12.5, 'F Y', 'lit',
        '{"lens":{"order":6,"maker":"Rasmussen","focal_mm":150.00},"fog_signal":null,"access":["road","ferry"],"upkeep":{"currency":"EUR","yearly":4815.75},"registry":9007199254741013}'),
       (12, 4, 'LC-12', 'Last Watch', 58.1188, -6.6650, '1911-11-11', '2001-06-30', 36.6, 'Fl(2) WR 20s', 'lit',
        '{"lens":{"order":1,"maker":"Holloway","focal_mm":920.00},"fog_signal":{"kind":"horn","period_s":30},"access":["boat","footpath"],"upkeep":{"currency":"EUR","yearly":19999.99},"registry":18446744073709551615}');

-- Drawn for this sample, 160 by 160 pixels each.
INSERT INTO picture (id, lighthouse_id, title, image)
VALUES (1, 1, 'Gannet Rock, with a fair wind',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C54457FB9D9C2DFEBA9D2E593C5DF2F7FA6555A61EEF6FAF5F2EAC23B346B7077FFF1B8276D91C8C6BF9F302ABADBE991BFD4CFE3EA3C738F8C3B32A2CEE32F353C2A73982C799F4A3B33E3DDD033404D4E687F3A46535C6168D37871646970B1D5E8923D3C7295A9AD625C515E69AB342D71A5BDE4B5ADCBABAD9AA9B0D7D5CDA7BEC2BCB5ADADA69F437A96DAEBF4E4F1F7A397A64A6170BA948DB63731C6D8C7F1EBBC77ACCA59798FB7D4D29DA6B99FCADBDCE7E8BECACCE6E3DCB1A0AAB4B7B6AF2715DB000005B14944415478DAEDDAFD5FAA3A1C07F0614D854AF098E4A55281EBB5BC47454B31B5FAFFFFAB339E84C1806108BBF7B5CF2F9D9087B7DBD8BE3BAF00E0E1E1E1E1E1E1E1E1A93EFBF78D24499BD71DA33C47E765C322F15D8A6623B3E67B9524A685EF523C1BB6C69F94CC3B4BC00D0128C96C37609126BC5F519DB6B5ED6D5923B0D828A4016EEDD523CAEA2C23B1870BF43105D04638D3B64DF4C32E0E24FBA45D8940CDB427CECF896D6A4C02B7C47F3204BCC02C23497BDAEB5776D9A22B3C0332F0AAB6C4813BA26F4075AF8FB5D14631D61F17045E11FB7847C373755E8C4CE26834EA9D0F24CDD41B8A1BADDB58D669E735164D27CB4EE4986E6FE981A426DC17F6A50A85669085DF8ABAF6E8CEDC5B5AE07E7346075BED44ACC449B2BE1ABE1C4EC2A523DC3A3A4D77D63E93129810D20CC0362109DDA39BD0A828CBE6EC51D4838F6981F838DC50F42FA901E34DA839DD783C5A6809169B610E615FCBF4C02B6F53E7CC2F3BAA57CD20010DECCDD5ADA3473A5A5613CFB2D05B7C32EE5068E7825CA0D2CC8A700EB0503E2C6B3A9D3EACA76E86C3E9F4CBB22273E1A8999D8B039D365294FB17C58D282A4A07FB7091036CD40DCCF1354735037BAC03735B90F531B8A81DD8C906F66A07664F33CA1507E601DD4270344A14ACE13106806595FCC523EB4E62C09D7B50AE12D81BA5F4877EEF4414C57B28BA41059508DD837A75C0CED29BB11A6940622A03F61619A51103C0DE326B52600088979B02FA75A9E07D3D6A8579BD75B3AFE82D1E8D1A8DFC32B82E604FA02CD43B9703F632D258665771E1998724F0D82B25A09191BC2A293C93046C94922C60DE5667593750C82B84FF43C05612785B3F705137306F0C0A64E0A03260CE5B1C69400CF8C90A30D2801DD6810209B8BB3CD07DB6D0F147A42008F163418EFF44325D7B995503A4CA57F4BFDDDEEEBC581C481F830434389003AB03B649C03183C0F103CAD807DEB108FC0BE5170716CE8C0C9C3103FC22032D4681630EFC59ADD06EB3078C6E3A51FC82B59C8D2707FE18D8292169C032EE0D8412D222036FCBB8370772E0FF01A8A401771CC881D500C385E4F31BE5F3043C3207FC76EAC16FE680EBE7208603344E5933027C6EE315F5DF41C56A3002345807B6D380771C5814F83646796318E88535E0341DF8C5811C5805709D0E5C5F0AA82867AD7409A07129E08175604B1114968107041C500BA7CFB1945A6F01F236120107676E3AC33F5A2865E309E464D02377F2FB602FD3250B28FF38E03A1954C24FAE67838F6BBA2480E1A6E4F6FAC72100B72D0F386015780880744D38C902EA1700EAAD0038280AFCF7C1CDEFCB028510386111E836A00F7C65112844807E13AA6ADF8BAAAAC93BCC3281A997A5448D3F0C90DF491F784467DFC4822EC52ED865015FC2CB72952AF16120F63819030EE637E4441E4709247DB7082E69F303628FF31F35E97BC0A37B5735DAFEFE855D94B9936316F0B7F7C7F35AB79FDA94E89ED8178F3D0C44BF5FBF1F0C28FDC6030E74F2D7D5C4535EB380DFA7D3E618E4C61F68E44EC15F12AC750F712069B29EDB6224AD2CE06DE4447B9ED695E95D1FBC24EEAB83CE3C4D19C118244CD638AF00D0379E1EE63764CECB030A4E4B315DF1CC7F300FCE3572521BEFBCD8F3B327EAF12F529E029E585A0A1831E013C9372EB1F1820C87A67AD652476AC2EE89378CE42916E7180D0C5D08DDD00A71E013B98335489D146C4416C454A95E67802F378406ECAB5D785E7C6C5C7612524D88005F6E60DCB7720E5E2826CD9202624B617C8A411F9AF06242356D510E6B3490BBDC68105624249635E006AB5792E94258A9305EDF809CA5503561F5C268699DB716AF20AC4948572C6810D62CCC067621AC5B08EA1C803442E08C46356563A84158BB10DB93C4985D08EB16AA7D90BEA15421AC53E8CF86A0EF77717406F7561513D6268C6840EADE7E0561B5C2A0A1B01599F016FB4DDB8515C7240F359036384D589B10AB5BD2E6C16E1D214D7745F7C595870339900373F2073248FE2DE413FFEF0000000049454E44AE426082'),
       (2, 2, 'Saltmere Point at dusk',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C54452D2F5EA5506F3B2F5CE8815A5A3F73A98F66A48B87F3EFE6C7C3BCFFC36B31274DC9AD7FE9E2D39C4A3C8C4A70D27161FFE9A2604F5FAE665BFFDF8A4A3B336D5543B5483A77786F2F353CCE846EB4996ECFAFA18B728073587AD6D2CA372B55A49E80BEA377C0B3A38B827BF7EAC7473A5D937F939D8465BE926664406DAB47403D384E947A836A5077D2C3919C8385BF8597B07689F8E0A2BBB3AA7B617CFCBC69AFA6ABFBE4A9EFCAB7DBC69DECA689DD977BDE9B5BA4503F9D968E2E3347F503DD46000004B74944415478DAEDDB6B7BDA361880618D54C1843010DDEA34D8714962580BE94830345B0CFDFFFF6A3E616C1D7C80D7969AE9F9D48B837DA3C892FDA108E9743A9D4EA7D3E9743A75725407DEFCD4400DD4C05F1AD8190C3AA00774817DDF3E7DFA062574896D3E3C80FB4084B12D0ADE77A630638B811FC0FA9AF802E1D7930EF0E4597F5FD2A1067C27086D9E0D1698F8C6E3BA42DB16D94081916FF8396A5855281E377060E84B7809B14458C506080C7D9F7315082BDBE080AC4F20AC67039D83DE683432BF8FA2BE7C198DFEF1EA5D0B8D0367347076D6B881036D166827B6E5E55901012D16B83C67DCC081331AF8727F7F0992062A0264E7E07EBF5409E8B11749B0103ED9D65211E0130B7C3A6C33B6B7940FFC60D1402BFF036CCB920674176114F07BF4A24B2B97528037610B33D7227AD1E54C869A4A30605E18FB78C0BA4A38E0CD0D39F0C8E115B7F026AD9212680E26B6877DD0038972993928184BAB959DA47BECCE88F26A2C520563A904B048A90E3051D2AB3A1070CB0267A76F4BD9B104021A2C707BE68358A2541678184BF43B483C20CC91D16F20F18030470602DEB1C0B552C02E0B3434F054E0B506BE43E08A077CD6400DD4C0B4090FB8520868F0805B0DAC0F7CFC18F4AA81A7DF0EE6806B85805D1ED0D0C0F708FC1174AD3030B70E2A045CF181CF1AF84E81DDFF197008D0840F5C411C1B5D00F4CA074E208EFD6B03FDCDA617B4D9F84A02635D52A1510AD0EF516DC407B99600DCF4D884C42E1F683408E4F9C4C2F6817C9F50D83A50E41309BBB9FBC1C7C681625FAF57020CEFA89B0716F8B843F8AF08F8D60CB068007B3D5F3EB0D8B7930E2C1CC0E160B01BAA0BDC8C076143B9C002DF6E10B72BDC8A8FEBE0A45DA03F48DB4904FA05D32F231CAA064CA6DFB1A118782701984E3FDE9F5901A03FE0B413DC0E360CBC289B7EEC44EC8A80463BEB2033FDE8892819C8997ED49FB965E04585E99717B60DCC0FA1EFFB13616FC1A37FFB40E63ABE16F69ADF8A19E05B23406616CA058E39FD954F0C9C849F5E8981CFE3B3439DF2C4C06DF8B62706DA9DB3AB0C7C09FB11FDD388FECBA0A11830BC15FDF812FDF3FECFB0FB03702B06CE9400AE53D9FA8FA87D0ADC6BE0BB073A7135404EA60A40C7B9BABA8A548F513CA021066EAFD22A28A393E5731C24FCA2937E9E5EFD2860570C3498F3959E8C0EC5DF73C41F771C31704D08B18A80FD3893648F5778B2E3BB4EF40ECABF99FF25C9A7C5C0D7F0EC1580FDFED473E943F34FC65E2482C1CD7CBC2E70CB0106DD924E859309AEE2ECAF617E0A1030C822D4C9CA2F71546F5572AD69FFAC823F35FC3A9846E67D806E4943406FDA87CA22E04062F5019B4EB10B0A24B7F1618FDD5285AF5581055FC45173F73420F70A3371E504D88CEC5020AC7239A3C2AD30FE2AC1A7956069592A5C545910110747ADF20BDC509190B7A5E480F456C8EE9373DC98D02DDF9451E9766362DC92903BCF50D9BD1AC1B85521AD44255BA13BC71284995BEBB275B0615FF97A58023431962C2C06BA18CB16229913B08A10750A1E0C4D8CA50B51C15301C158B630B88AC5BBA18BB15461BC1AA2E3733C3D94732C4D98C120E1126E62DCAE903F5048F4904F70CB51775F87A92658669CC51C4B13E62E56D13AE892F67379EB5DCDE7E2F6D3400DD4C092FE03FE950E45351125F40000000049454E44AE426082'),
       (3, 3, 'Old Marrow, both beams',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C54450F1A33253A661C2D5512284A1523442E2C317E7C6D5B5E5FE8E4DA0E203DBEBAB23D3A4023252A828176FFE9A2F4EECB2236601B294260656B4A3B332F353CFFDF8A77786F2C374D444A56333136A49E8038353B726951B3ACA2E8ECFF38415233405C262F3FA8A798676864D2C391495264CCC8BF3E496049577B6D6F718D97B3DAD6CD5B6682202E47242A3927365966738D243352576077C1BFA9555C67888FA4D0D5E8A0A6BB727268DBD7BC474B4D888B93A4A7AEB8A46D8B8F99F7E1A53130551B000005434944415478DAEDDB6B779A4A1406E0A987092A311E3C446D2E1AB0266D229A6A538D26E9FFFF5707464084B96C9C51683BEF07572297791C666F886B05211D557979A9387030A8AEEDE7CFE0E5E1A1C8210F839753038BE5B4401D1D1D1D7EFCE5BCDAC0F96059F1299CFB7A19E95434AEE979DDEAF2FA8B76BB6D5677F6BC76B57DAFBF83CFABEEFA23D7B7DDAF6E7D10DFA2BA13B820C0CDE9079E025720F1152E91F952FAA6EEC084E661C0E5607E22A007071AA9CC26866C1C17B45B04DC08404190A13620E064160117D5044E06CB0848E9838D0A0067CB4927027AA209540EB46DD06EBD08982B934641E078F0681C250BBA30E733504F21D09E4E319E4E2193386ED384799F81CECE46E670A8E2E206B83800A397081771A550E72A0092ACCC610F2809D638E5DD148F1085ABF03511B65FBD30AF5C20C9C8EC0F415D42E82B28244A8AAFD7EBEF0123A5682E2733B10F22F4D23EAF97A5F5CD3069A0D74A7E5C99FD5E81F547F10184C638A9E5C5384F33B340AF7D9F9B4B58F5D809CA5AAFADE4174035F73AE1EAEBF468B41CB075EF9DE503A99E68022D7345625AD02964CC1A03C889A07A08C7897884E890B7E4684580FCEA2157D819AD521939C26B2CA4150632AB8700F77C81900304D20E0332AAE7FDE2E2A2FBE522CAD555F062CAD22480F92B4E018E6469B2C0B87A88F22A0F5CC9D29400E3B9F4F2C033599A3A60902F79E0ADA9241A580DE088026CA958810A80A3F1D0A7567157450DCB014D33B441FAA0041349DBE077928398C581E678FF99C10DF37E99055EDE900DD2B73BD42A906F3F1EEE6AD938DBACBB7B59476FD718B9BB1B8F3B9020B86D461FCA8985AB1D6F15FB9840301300EC7462DBD7AF1CA06399B1CFB41C1810C044401BC96040397DB8D2E205D3FAF0BC8FD6B728E1961A380C2613D8A1ACB7C747C6C99B519EEAE96CB73D2FEF6A124C04AD056E78C0E5E0B95634292682D6022F733A70B21DACB82FCD44ACF5A60C28192469DB07D68F002CBCDE6480CC2AE300557CCA0D1DF896DB91DAA7AA04A476FA2A010F59837F05B04907D6398780CBA52C20B85C9400CFE364BE63E51C022E172473B004506A0D16ED563E0BE81F0958B4DF9F1C58341A289B290BE8560E787319E44603FF38E0390B8835B00AC07FE5B303AEDF83AC77400527479FA433499EB6EE338F5BF567F9B36BA0068AF3C106BE69A0069E02D86403EB1A580CF8A481727DBAF9D4FE15A4ADB4532B06868F5B55037EDF3D6DE1ECF3209E69A0382E0FE86AE01F06CCA50AC0731E106BA0061E1DF89D0F9C69A0068A80B25FEE6C764F5BCD7A3E6FD25F1EFD23191150F6FC1A583A30E56BDEFE47729B166AE0EF00340CA34112FC5018480E2B00CA0E2600463BEF656FBCB108384F0E13DB688321E6C73368FB37B2C3C1810DDE5CB20743B403F7774F5DD8D4063B88EFFB3F44C0AE15C4B5D94AC160A8C19D2783F171DD6B6B9B110818C4E75F11E6608839BBEC35E3BB56928D08789BECEAF8F465C61F0C51E799B7947DC7B20E028697DACF0D262AF1A27DD0B524E31FB351EF4FDEA171FC23017D4B595C5F39D0772D85B9BEFEAC16B8BDB6D7A97CCE247C0F020B0E8CFE18381048AD30EA7FE7D2C3C0A66538111A80BB0CE2DF0AC991363E2C1136278B036A88888F23C1C70AA46B238337CF64233E5E003765246CE9537C2A21F5B10689EE6D36C6271566171C123D47625C82303597A23E38C5A509418DFAF83E91900FB4312E5B884A5D800061F8446D188C1633C5E50B11A74DDB18972D340CC4B9D1605CAA306A33F1BF5CE6FFC0C2B834618A83982D7C7A5A20664C146275701B9F3AF4A586588B13E3F284E96265F541BB8CD0FA9DF4F783C78E066AA0060AF23FE89AE32F70A253570000000049454E44AE426082'),
       (4, 4, 'Tern Holm, first light',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C54455F78A88C87B0C898A84B5F8FF0B89A6B7077F3CDBBFFE0A33F51805D7F56F4F0E6E9E2D3D8643AC8C4BC9C4A3CB1522FE3AD9FB492AB566587CFE3EA4356852F353C3D5A4CB99A964A3B336D554333404D3A4653D1B6B766756CCFAFA15B7487627A61C3B59C9AA9B0D6AAAE72788FF5C59D968473A15840E5BBB5F1E0D3E8C5BAE4A2866E8881957784B2B2ADB45F3F8A99A09E968EAE9EB4978FB15E637CDBB0B0D7D3CABBB4AA516A7C7A799B8380A64E5063C5B7ACBB856EE8B29ADB744D34418FFF000005BD4944415478DAEDDA0D579B3A1807F0680DB3155A6FAD76F78AB3B3D6D25265A35451A07CFF6F355EFA92405EA03740CE0EFF73B6D303147E7B9290C409409B366DDAB469D3A64D9B366DDAB4695336C3A1D43AEF3E8A27AB7114EB46E9DF5202BDFB5152BBE1E8DE6BFBBA2C59DBBE6FAF9B79F6193FF65249B2B4CFEA4F01A0AE1CA2CB08F41524FED9DAB6D752016D05CBB28AB67E763E4F02AE6D5DB70D85145DA42E9956684650B876784EA9E1D7A3E73D7EE1C73E639DF318CF7D5E49A0AF30B32EAFBB4F821B9FEF9DE7FDE972409BEDA395D07328F7739266FC7422267AC917F1631120A780B45E78EBD180FB4EF6E9384246B12E1828FC356370807ED340FDB43E581F90334896674D03CF4E2AA03C40DAB47077F75C1750D7F568A0187A92680A5EA69F76C7A83ED14220F266894FB01088F78915820A7C4285A00A9F4821A8C4275008AAF18913828A7CC28462805FAEEBAE569EB74A72F7B05A4507BE241B24373710DE24B97DBAB9917014FF4D403B9D3A6D4981EBC352535FCB085C2F9155255F08FE11151C48BF0EDB4B18E7BEAEFBE78CDB827351C181D4CB36A4D5A541BF6D9DC04D3C3496E41D840CC0256B856E340F5CB2F710D3A68153CE36765321D0BB8DF3F4E4794F496E9FA33F715E918B783F08302A0712F25ABC859B071A8D373107B8519A1B24BF5F5F5F5FFA715EDE0E890F8E8B0F92CA5F33C16030087CAD77C87BF60A36B0F217B535B0C69A8600AF640346E56303A7D3E9C63036D324B94F95037FC43CED9D013C31A2807A16B8940CA86580DB506AA012AAAACC4053556506C6E59318B848CA272FD008773E752C15709A02B5034F55030981C140951938B6063203FD88273130596EC90CB452DF601EC54A81A18CC0FE7F51E6A9EF5A10F05A48C22CD05C2CC4DC195C084906182AD19422E6CE8280581387DB64C9201570800083454F6EE05BAF0C7016A53EA0358F76C4578581B36F87CC6A015AD73D24C5752CA318E036F105DA150A64B6DCC53742AA039AE9CF1570A052A67CD4228A025AC9BEBD2890E2230905017FA6EBD58240AA8F2014D407B53240862F2F14033408C0AD59667C50478A18A09E036E433524957A6E727C596135C0646B4C009AF37E3FE001679503773BF73C30487E0C1BCCCA94502CF023FE8D8060B7E60FC9BE7E7F3E6B0CF8745C51E780DB79FF10B3781B8B016A24A09AEB7EC704854B2812E8077D2A30E8E36176C48A808135A002B33E7647AC041858F8AE0E056EE77D42CC429D501030B0B2DBCE285B62F72BD0118503CDFDBE5DC562D29A97D711C503070C20DD47ED88F500CD8542ED7E9C8E785103D05CA4EB2DD3347FD0139DAD05186481E60259102A57D4D4F59A0971A0B9DBB92F4E04E253DD58402C14B8E7F57AEFE9D9773AF02731D8BD414740E647E091D7EB69E9D9373AB0C0BDC502511E0E7CFB152765BDC419D70FB402BFD7A3017F3DC64981FFC679A91398F234EDF7F7241F7BA144C098273130F9758506812324C40BF60BEA2C30FD4A3960F661806BBBCC84A0A400B7E91712E06ED7C704121F062845215E8E7E11B9F293088CB6EEF008444300D21F06484519A1D7A30D8B9E70F799ACF2C0C536DE1B4FBA713ED840CC967F18C04FE2FF124A9F8B0EBB5D2439E0FE3FB5B9C0020F03B4EA529BBED371315E1EB8DFB9F3816C1B3A8A91D28D5897C7BC49B7CB06CE8B03790F2BFF1E74BBFF336EC9079602E68B774A266E4540B72B2CAE2B1CE80AE445459C3C8805A66D3B41F290497CAC082CFA224C732290389C1D5838142C2A830761917707E0CD6DD1D1213C2D3B6C4EB60FF161D4F7E0257D4A815585367F61C0EC54985F30C0EA425D9D1C9776E09237DD38B02E21B19F01CE54D8194258AB30DBE100672AEC40D88010595A83867DDCF72107E8C0A6856CE010C2A685A0E106E60A4187B19D7460F34240DEB0D4D8C04C61348A197B11081B15A66F4370DCC767673C081B13221A409D681C58B3305FA9B85080361B8E60DD21773540EB9C103626C4062BED3D386C2223FA8255DEB4C016D80239F9031BEE0AE13AA0CF260000000049454E44AE426082'),
       (5, 5, 'Widow''s Ledge before the storm',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000B1504C54454C5763848E966D78823C4A545B66712E2C318D929873777CA4A0869AA4AB333F483D3A40C7C3A6FFE9A27C878F4B4F5567727C9C987E2F353C4A3B3377786F8A897F84898F38454F33313638353B7C8085D2C391DBCE9CB1A98B8182755E6569676D6C949381BBB79B7B807AB8B9A8A9AEA9626D773D414977828B5F625E939DA5949891EBDBA1C3BE9F727D8758575D565E68757367B4B094C8BD8F8B825F9F9F8CA4A4928187868E928A49484D34394117D7BFF8000004C04944415478DAEDD87963A2381807E0A80D946A91B20A1D1C1DC7CEE0B12BB574F6F2FB7FB0E536400E9040D0CDEF2F0B813CCDF1820220232323232323232373C976D473A0B995400994C0DB06FECFF26DBDE279BB69163EB6F94B9036784D89A9ED852B703AE521CCD9B802A7D3A6C2B28D27703A6D2224D8380253D37E3D9BADF77584816DF5420B78E091C8F3BE9E2759BF4707181719EAFCFB23335C80A768F456F32CAB68144F0D6DFC80E114EFE7B9844240B0FDE9FB8F95C3670401F8582E1F57CB24E1870F004EB8715B1E27618E7E97C0208BE7E7C5EC3949F86151B4CDA3FEFC499A63A740E36B11F8D5484EB9E87ADB4C2635859C804E19E860F6823F41B3D904D3BDF13B015A65E05F857DBA0CB6C67182C9B10BE0EF25E01FF97E7DACAD82B023E066428B2F1CE84FE8691FF877790DFEF3367F497B393280CBD6816A19A846C7DFA27DCCF0D1E69813D02D03DD4B917CFB211CF8F059047EA267354DFBF9F387A03508CC30BF3E17CBD92249F0E1F357743869A3687108CA630740F3FC3143F2713651E04E4352563E760134CFFB8B6F9FF852A0A715132833E6A61BA0696E13E27E9B1D2202D1B16C1918BC0C82939AC4B12C67FD2D4EF895037DE1F1BC94EB79EEE598AA5EEA656BBB78A820B112AC5BA78EBE91943D019295D581AE97CD514B40ACB22A70778896B56260CF7A38A0D1E0C979515603BA4AB6F3742C9F3310515602BA07A4360CBA02C6CA4AC041AE7AE9C19F8781D10DF08109F43CC3C0565974AE151C50ED00E8EA1A397A37408392E141A3C5CB1AE281068F8021250AD5A729693B0F0F1CF2080DE8D17DDA216DB81304D419400D0F543A030EFA0E648D60B606753C5015BD060769434B10905165B23D220E482F33FAED001551C06803E8BB6445EABA5E3CD6076095F41DE8F51D78A9D356B4657A0C1C3E05194A60DDE824A0DA13A0756B404702AFAED37199E931308E04DE1B702781F70ED4FB0EB4C8400E42A037CE800CF49ADF1D0C1A4721039DE6776F17A84AE055404B02F9017509AC078CDFA86F09B8EB0150A1011D09BC77A0DA33A0730AE2F41858AA8312D818A84BE01540E596803BE140850E7424F0DE81AA044AA068A0D514C8FBC7C122B0F1AF5BA36639B1804D3BB87BE090057CE81350FD2D8ADA7BA0D323E08E05743B00DA488AE7141650C55D55A333C06AFE544CBE3F3630BBAC820DD319205E6863DA2317D605D295E4CE4079500ACDD129B27367B6C1FFC706FE3B0E429C016667207F32FF9F10564FD0E63C8EF3CE064EE396DBD2ADAB75064684C1A5AC197B3B1ED70606B147577406CA73C7D875F618492D60388C85CED85BBC6E1DDC8E1B66DB66A1B61BF3D2A96E05C847874C3557A0CD91371E7FF9F26A7305DAC96D2F792D243C5605165C08A3541502CCA3B0B4C34C5839042C22CB5ADA95B633A03E0AE34BCFF0BA24D8A22C4BA5820830B86295876D85F448C9018B8FC2F27312B6179BFD5006CCC78DD922B0BC534AEB0CB0DED5DA1C40D25E469580B1DBED57284088BC5AB3EAA009A12861A5427D8650B0900EB421142D04221760152118E1BF4E76B3002B0801E55BC11384A285C12E263F0D6D08850AE36A082EDFE38B43F90A8509110C20967013C26E85F88102A42FF967D875F04B8D5066EC27088509739B95540729BFCBB4166CBD6BFAFB60EB914009944046FE03D9C8BD592323BCE50000000049454E44AE426082'),
       (6, 6, 'Kittiwake Head in June',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C54457FB9D993C5DFA9D2E5C2DFEB2F7FA66B70772D5F8BEEF6FAC9C7C1FFF1B85D7F56276D91E9E2D39C4A3CCFE3EABADBE92F353CF6F3EC437A96A2CEE38C3B3291BFD42A73982C799F4A3B336D5543E3DDD033404D4E687F66756CCFAFA15B74879AA9B0627A61E7E4DED8D6CF367DA164727CB5B7B72F5576968473638BABD7EAF371A3C3B5ADB1E4F1F7BECED8A05B4F8A99A0AEA7A037536EB4CED980ACC7BECBCD5685A9C4D7DD90B4CBC7CFCFA7BEC2B1D5E84F81A7809EAD3E7F8B9696952C5F902F0000058D4944415478DAEDD9697BAA381806E0581AD7118B8C30C3D8B155B182D81E5BBB78A09EFFFFAF0E015496242CB264E6CAF3894BB6BBC99B0428003C3C3C3C3C3C3C3C3CFFEBBC2D7A6EB4C3844DDE7BEF1C8D41E244EB857360CED78B65C118B097085B6D7848027B13963BD81B298C3720534D88F5555E85D3D9553D5C7D1FDF4D33AF2078608F031B01CA23511CC9E502271981ADF4D8DB8E97AD9D7EECDDB495358441123B2A0350EC9C239609D4B0C0B7DC40A1138AD0926D5B6E95127C11B6F2026F3A916CA97DBDF1724D131EF200BDA1617670C1F5F5DE690771F69980727A055281A30E25A3C485C6ED50C6A05827CB398042879AD8A536ED5836458498EA06196B2F119BEECB2894C375B8C01D010A3660B40A8192042A20DB583E1117F8C9016498FDD281461B1323F37CE38638751181660A50085FA48D0D2863B62CDC8236BD0233576161A04DF76DC3C73A78A05329B04507DE44C6B0E37C18C6F8C90882363E1C67D3243031AB8BE2C39D18046D8CCA59B02940F726EE4031FD5BBA4BF0D6DF0A7E6300982F1CC8811CC8811CC82CF0FB0E457F78D0EF1E82A00DDDFB991D202184D7097FE9BC6114289F1F35459945A0BC0D3D55A60B817C6D26DF6E7EF9D9AD564FE7A0DF31C747DE254C5B1045C1A65C1EDC9491B7AE9FB9245D1EA8F7D843B16F8BA64DBC749D40010D8D2DFE0DC26E1E686F694FE866F3C02DFD1D62D43430ED4B855029F01D07FC881C92F621C06C1AB8651D68B2DEC5699F52464D0347C57AB8246017076C478F49F916C53AF0A679A0E0C634053FA2698AC1A6FF1B03C082A912D86206F88607EE39303750E2C06BBB18BD935CBEF233033CAD74DDD53F6E9EF06B1D077260FDC03133C02E1ED8660F189D6618044627EA7280A312420296716D205C9F4F127052C2C52B057E712007D6033C90801BD6810607E6042E38B058BA24E0983960EC71ABFDDF033EBF584C03AD97E1F017C3C0DD1065FD5C33F0930C8CAE75EBA19F97672681CF2FC373ACA68007085F5FF1402BE4CB5388E50263F36008B81B4693B9106B02AE87F1642DC412800732D048965FDE42AC0368617D190BB106E06E484A9642AC1EB81E92E317A22836087C7E1952830AD1AC18D82503DBC2CAB2FE25C7B210501205B131A09BF91FC4F8FF0B73810BB116E0BC105042408D089C5C1D1A10ED3F908168F7A724BD4D0E9A4CB83AB8BD364B1A101DF0930C44BBDD9336B73FB52FC2E5AF071A34A07A025A3F507CD61A651700F7920FD49C66813F66283EF06F9475009C9F805F3500777F7979CD0134A413506313F87901EE2B027ED3804A0AD06BC00078280C5455C58FAAAAC9BD0F3460DB3D8B06FC0C01BD2654E33703A9B4412CEEA93980EE091EB0BB4289031D290C7CC7DD0C282A19372046B9B46536603817E02402D41CCC9D40EC76C986532E7BD5F08E63102A70DAEFF75764A0EF938C810F7C1F84AA28B8190837A7177C3B45FC8A826E1CC4A2B62015388F0135033748306546C1A11C8FFD50BAC581814FDA2801F08B348ABDA1736948B20DF11EFBFD7280F33330A841DC7A97731E5C1EFB57E6B8CC77C75CC078E315CBE3D1FF5BA7F814071EFBA5E5888C7F625314782C91E736E2A3BEBC9D6281C5BAD8EFDBC750EE6341BF6581B927422FAE10E71BA700F1C379063387800DC94ED1979826BCA70D12FC84E82AC7B058026C5C76160E92C0B64A9C0707E425055614FD3E3142924B0488D8308BF260A0C3CA84F12926F200E05300E929EA9C19AC2EFA12B3CE279F66A86BDB18C25A85F18203D475D79DEF7558BFF036F4689D360FCE206C48986DA2AEDC972AA4039710362D044D1660162140D5A8AAF8A13283B07161E49D24C61C43D8B4505500F95D64096193C26036044AD0C5E119DC5F5574D89830A401C4F7E11984F50A4F0D157925C78CE2A0698FB0E6E8F85203A4E2D46163C2C8730B691E5C8E1B086EBABBFEFB60C5E1400EE4C094FC06C834184DC24288F10000000049454E44AE426082'),
       (7, 7, 'Candle Skerry by night',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C54450F1A331C2D55253A6612284A152344555A617E7C6DF2EDE20E203D6B7077C9493C7B7764C6C2B9A43B31F4EECB223660283952FFE9A24A3B3377786FFFDF8ADB856F2F353C5C6168D2C391646970E3DFD4E8ECFF192E4D4E545E262F3F3339433841523F43495758546F6D5F241F34A8A798676864B04035B4443BABA68FBAB2A89D958C56364D493249AEB1B990959D3040599996838F404477363DD5D0C7888FA43F49604D2A36DB7B56C2724F49577B8D97B3F6E8C569768F5B6782435063C6FEF96D000004EB4944415478DAEDDB7B7F9A3A1807F0EC2CCF2AD67A583DD321176D7B70ADA775562DBD4D79FFEF6A80D0714942C028399ADF3FED47257CC9E509DA8A908A8A8ACAFEF3F42439D03425077ADEE9CC967F6507F61D0554C0E3028E24068EAEAE6FCECF455799C582AFD0B037AFAD2D0AE355CEC0757B157DB7EDF62D9790BA79A56C44A067C697E64DBBDDEEA0BA8F5348DABCF23616D071BB757DBC7D586E630CB1B3AAEB7B7DAD2AA4DBE8C0ADCFA5CDCDD986E27BF916E585575862A303A3F1EDD26E7136E68CF0E873C2DB129F05D8A8402FF24DA98D6F1C92EF5B260C21B78D0A9C46C0C72AF32FEFA308ABD9684027F2555C22E3C9E3D7EFBDAF61C21F93C978771B0D38A8016C4DF2C0496B671B0DE8D6008E8AC0516C9B9CEF14840B8981A4398869B10D2303340C63E041EFCBEEA103A75580460EF8787777F74548E840421D6C7103EFF6093462A0CBDF818705EA31B0B04CE81D88213F0783E937D9171077C842860F7BC545E205973A86C93E807E972464F9B05E04EAF153D6D89E08067E2C936029272B45C7EC401E08D90B18030804EAAB0F6177E5865931818EE38C7A1960AF370A1ECC375B67C4C92B332D8C94EC0E74FAFDFE552F93ABE02187D8744525A574E86EDAE7960C7008EC5FDDFCE1DD843E32B0AA925ADBFC8FB5DCF14BE6DF16D81F5D27BEEB519F0D8C570F8F12B1566638FB8CB2E5B19D83CEE57D9045B8BD2F2FC338C53948E94BA80BAC96453BC9459865956359232E0590A59402F86EFA04E570282130CCC6DF2A25026612BCAB4DF7A530E06D167851BB217DB649CF4B61C0B628602E2702F47DC981A62939F0FD5DCDC15DF39007F665073E2BA02C404B4CEEF3C007410DA34F6252040E87421A3E19E0320FBC17D4B028E0220F5C2AE0F1027F28607DE0CB3F415EA504DE1E0AF866BED76AA79D075E9C2AB06E14501030FC4BB1CCC0541D54C0DAB78309F0E17881EBD95C6EE0CC5C370B2CDB0CE6EB4F7203D5229111B82C0297520117F5801CB351107076F627AB4E949FC700E419E2BF85840414D332FA4B484840312D9F0A7058044EA5029E15811D1981BFC2F724DF157047E02F053C42E01B09E849045CC7C06EF8CF65C318B891101845011550018B792201D712016724E04F05544005544061C03312B0A3800AC80514F2090F1928E6C3A3CF2242060A69FA34803E19E84903DCC4B469F4458DCBFF62E09B02FE5F8018E35694E0972A406825875500E54F56028C5F9C49F17C14A09D3DACDC463A19A25E1E26BD9E7C3A2E20B32FE92743A403B32F4F0D6CEA094BD7E7517C00970C74B5249E4E57969C0CB598FD8429973B36B4543A65404D333C8B3922D493216AEFD2E78CEE6BD97000830CE6E469C63E1922F6336B2ACF079A560B18C4D70B272B5BE215EBA0E51BDA4E09867A8F855A074D40C2A1DE0BD0333451D90EB550606161EC36D006584281DB8561A432C8257C8C07161C08516CAB1E90B8C23CE00E059B9225098498639741ECAD303A720EF51263F3B20F21E62988888D8B8E813DC5E6D9221066F573F4A40D7B135AE59B322A2DE91EC08184C4DB1A54B6B7E9000715E6271C2AD90A2D1B1A10A6FAB2AC0EFA004D09B90AF518A061211B6801342D444D4E401E6178478D696F273D80C6858851A6E7004D0B3146F48DC6026854189799E43B94C537583634264C7110B5847B008715923B0AD12AB803074EFEDE0633CB0CC63634274C2F565A1DB4F4C3C722D53B319F51EF310AA8800A5892DF328AE68AC3AEDC1E0000000049454E44AE426082'),
       (8, 8, 'Frostvik, ice in the bay',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C5445B7C9D8C6D5E0D6E1E8E6EDF15B7F957D8790C23B34F7FAFC9F302A4E7187E9E2D39C4A3CEEF4F737414A66829352768C2F353C4A3B336D5543A1AAB1CFAFA15B7487646F76C5CCD2C0B3A3AB342D923D3C8CA6B6CDB7B5CCDEE7603739B63731A45C50DEDBDD8A99A09A3B34BAC1BEB6C5CFC97270B16B69633E45DAB2B2CEAEAFB76F6C83342D8A939B77838D543336C4A6A9873939B58078E1E8EC968473AABDC996A4AE57626BA052547B98AAD1D8DD6B8CA0A4B1BCA23C3ABD928CC5A5A17862E9FF000004A84944415478DAEDDC5B7BDA36008061212320B51267A38536D85B0E256DD3C19A68260BC7FFFFAFE603D8D6C936204BEEAAEFA24F020EBCB56549E42200D86C369BCD66B3D96C369BCD66B3D9FE2FDD2F54BF62476DD723C52F6881822084417B8101EEC761D25220E91FC2411B814EBF7FA4503570B12E1D7DFD628E135D6E87E8044E175153C9E083B083FB82CACFA442E0747EB96FCE1BA1D0B617EA0166BC845832F6F88806E0F4F592EA752A1F7B7C1A808C2F12169FC515C0A071E0FC92AB78952B7C7DD834707A2928BFC88171E04C049CD53F838D8FC1910838AA3D06B1712039F91E51370F064170BD089246A3E89F4EFD69C6E9586015F0B016B31BD6FCB116004D6FF9CD03A3CB015B0C24B862EF661618E0CAAD91516080AB2705A3407ABB49A26FB113B40518CD59419D6DB01960406A6CD4D7A3380618260FAE1500839260F92E04A6472DAEA52D82B303B0A4AA5D527AD4500E1CC2B32B05566E840D03493D603CDC5EFFC8FB3BED357A386C16E8D403C63DF5F23E0D927E40259D7306B16960D51874F223773C70AB0188EB9E40F8C803BF1807120BAC0426770A21255FB50058AF1E0FDCB41D38B0C053817F5AE0F13D89803F2CD002F5017722E0B645C04711F08B051E0FBC897F37FD6C81A72F241470D376E0C002DB01242A3A00375FA31E0E40252F0D1C057DEB89E6C1C1938AD7FE15813D0B3CBAF762E0AE35C04731F0BB055AA02E604F0CDCB41D38B04041FEED5D0930D92C6C4C02B7AE7BEBCB81C976EBC61CF0EEC58DDB49573A06F8A4197877EBA6BDB413E8BB59F4406C0970EB16A206622B80FBE197B7136D6618E04E1F301B7E792FB2952E9F07BF6B03FAAEA06C209A076E5D618781C8023F690672C38F1D88868182E1C70CC49E0CB8D101F4DDD2E28128050EB4007DFFBD3CDF1F9B0646BD93E7945EE25F0338AD4EEEBB8B9FDEC981DBE9D9816E7572E0E7F8E9911C38EA9E5D6DE07DDC30F9D2FF27CE6F19F043DC7DF2E5C7DFE33EFE34C07F33D9C36F497FFD3CC01B0B3C17E8A51D01F20AD50046475D5CA4334ADCF848E0F345560D65F266749E07A43F981FCECE7E0CB027073EB06FE7D5B7ED03A21FF48AC77B9E1C389E4C266109F0B0D6AD579E5449D98AE3215500FA49FA7FB23F5A0E7C472FC552A0E3C0C8C8BCB4F8CDF89B4472760B871F0B7C1E08770B9D89EC5296DD4680BBA8FC5DA7081815BE55BED929D34CA15508CFDB3D45975AFD3C98F5A6E4B789F1A56E04B8868EAAD24BAD14F8163AEA82E3F1BD5AE0A493BE6CD6E721DD3A7A6C592D5BC63F88D24E040AEFB039AADB4C825D8EC7C3E18C3EB6DEED0CAA969BE8D12B74527B6C7ECE98E65E9D09319B07E5B3BC871A2A118A96140AC82E85FC3A39478D09A58B72BE490395CB4D733ED19DC28D3340DB2618E3F4CFBC4C92BADD2BD46861FA6EE164DF8A1D70803A6F2BCCB4EE36EB433342BFE192DD5AD3D30C6181648E340BDFCAE64180B9338890662129014E38DF1221EDC2B514C80D404C6648BF90ACF81D757A1B87DC1F6C1A223DCDC6C577A5776340FC8125E90A694BFE4914947C1641C8A8309D0D41FE399E5DF11032262C688074A19923CD42FE4CC5270AC856C30F9A7DECEEEB30D4806C70EA3E81052175B3CAB6FC5726F2E41BD6F6668116688115FD07D0B7D8B35D3DAAEB0000000049454E44AE426082'),
       (9, 9, 'Bellwether at sunrise',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C54455F78A88C87B0C898A84B5F8FF0B89A704838F3CDBBFFE0A33A3F468A5A483F5180F2EEE4C6C3BA2F3339CFE3EAE3AD9F575772B492AB8C3B32B99A964356854A3B33E3DDD033404D61537077797BC3B59C794E3DAE9EB481544394938FF5C59D4F5C856C4B42B9C4D7957784B5B4AF9DACB3646F76978FB1D1B6B7D6AAAEE8C5BA555769FCD7A18390ADB0B3BA3F3E40A397B2616364605D77DCBDB94E5063C5AEB69D968D716F8D7A77986E5C68E5BBB5B3907EE2BCA5FBE6BB595E7F44507857080051000005124944415478DAEDDA6973DA3800806135C45C3659BAB026A4A4867098D890528E80D326FCFF7FB53E41B675412C4B33D1FBA14339C213D996E44E0150A9542A954AA552A9542A954AA552A9707D93BC2F076C6DE9EF190C06B6BCC0D5A61AE4EC2405EEAA491B5B46E0BC7ACEB1E5030EAA70F3B9E3FFB19305B81A0CBE395544E4635D3470BBC68C1DD2161F6B09E6C17995D4AE2CE0DE0DDB53CEBD7CE500D7F553D9E3BCA10057250067F554B3D48B145F75C01FE8D633B9D08BB678E0BA9E6B7DC108723F070F754407E67370C31DB84501B7A8151899CD1B881C407808C9D3CC9CFB443D430367D2005D34D0CDADC5D90DEBF939CE8778BF5F4EA787D6342E78B0DCEF0F326DF99FEEEEA6ADBBB8E0C153E9F724F680743C840377D17669B39213686F685B23B140DBA14E0A6281E9EDE6CEFFAB335FC9021C0C562B866DB020A0BD63DDA8F3037E27E51097A81BE89D79E0F762023784DEC89B9037E8AD79E04D311181946DA613BEA9330ECA03C3A7F9029F691BE1F05DE356903B9BB9AD595CF0C00D9F960788492CF04D3490760E3E0B073A0CD748947ECADFA81686A302DF1806306C8E028E1530BA529E9F098F240032A5809FCD41013D8980260AF85B01D91BF74F4D26939F51AF1201BDF3BF77E8BA6944ED24026E51404322605D01155001C9D3201AB89310D8EBF953B5DCC05E6F2A1FB093AC73BF03E0CFA48E34C0D37670120093CD42311B42F04F013968A057C4CF06B70564628045FCEC2F064C6D584B005A7ED202AD452D6E615D091CF1039E754C461D0D6C71036678215122A0554366C902C4F848C20954B0E0257101627D04613DB5DDD293CD82C10348F061857F70C0BF1C803562E2810B3270211A68D5285982810B1A704101069B850947608D1AEA67F44B035A7420EA187B38E0BC68E0820E5C0805D66A571DE32CD0940DF8DA4FDFD5BD9E6EEB0A065A2C408BB41D34FA7D68CB5FC886B008A08EDBCDB4BE2EF0FD5D4AE02D0BF0560AA0FE5E7B9711984CD4EF3ED0649EA8AB78E01F4E4B9D1E004DD6539033B003F710E6CF6BC68363FE7D40D4C937C703C79D4F072AF97CE0B2F2624E2B6C2DF1C063E5D32180533D029A4052A09900198730FDDFD075E85FD10D9B07F0A02740F352E0AFFFC25E4FC0290FE0D31968CB080C0730061A32029F20603C845DA8CB802BFCA77065BF2C0B043A0C34FC773533E5BEAF471841F8632CB6FC9781CC075F524073DF44077FAA8E071A94DF8D648B03E90FC603A82FBB11D0085FECC2E31F7FB0EDB6DBEB208F046C4479ED2E5699B2E5BF0CA45F7C4980CD08681ED0BFEE7DE31C0330300E5383149F65F4E105E9DFC0CC0251D7E187D76890801D14D06F8D3B94A4CB08A48E9D9D2C58C9398858EFD68D4CCC407F183F32270AFD120797CD4A43AFF1C9BCE1F5F3E0F01E1DEED85EDBFAEA89FA5F6409B0181D74A82F07DE2381450E5EDCE3E36878D55287F2B54F17C623D48F4CC1732C30FF835A18AB300D440CA1E73F3DD298C3602159922F64B99C417A4ACF038FDDAEAB5D578CCDCA4EC223CB84789A07A3776CB3BE6DB379D438150A514B4A0A98590AB3538CFFE248E3261CE216E5F3260D50971B7E3ED495925B0B016529ACB435AD54217CC28540CA52381C690284D0D69AB61673F6D1E7430AD0D534C14232F043D3440B81C8139045082A841BC3727C642140DFB0947502D284FE558CBFA11C6A9A5061341B82F37D7C76CD1E69C284900660179A527D81303F52C14001DC4DFE562BB9CCEE2B39D530D34CF738D2840953172B6E1EFC680BA88BDFB0CA9B022AA00252FA1FA771E8D62F99D7C70000000049454E44AE426082'),
       (10, 10, 'Hollow Reef, the iron tower',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C54452D2F5EA5506F3B2F5CE8815A5A3F732E2C31A48B878B72803B3F4AFFC36B3D3A4031274DD271618C4A70372E4EFFE9A2AE665BAE6B557B617C5E4556824A632F353C6A50774E464C75746A75554FA49E80333136BE926673587A47414ED57A5838353B937F933B34499C83853B3A503B3456994E6B9B6453885C51614E4ED2C391BF9186FCBC694C3C6176485F62477583697E8D4C67C27256F5A663ED905EF29E622E33475C5D58C3B0A0B3A09B5F625E453F58CD9485534352FAB467EB885CEB44DD1C0000065D4944415478DAEDDB6957E23A1C06F0E04C24E0B582056BF15AB4B22AE0828ECB8CFAFDBFD56469DAB44DF71472EFE9F3065AA4FD4D967F52CE19009A3469D2A44993264D9A3469D2A44993FF4C86BF1A60036C803B06DEB44F2F7FAACBD0FDA936E090A6FDA046E942E8D60224216D795FD9A758782600BDB6ACD0E3D4A74A7876767ADA6EB76340D6960F65DAD2F355167A341629D0EFF172BEF2C2102D0B5874F6609FF37A8EF3EA94104A68F980B9678F0B9D733F4E0161222D3F30CFEC71E1EBB990D73CC20C5A5160EAEC89F8B284B968658089B3677DDFBEBDBDB9B9A5391FDDDEB6EFD75569A581D21EBFBE3E39198D4E68CE6F4F4EAEAF2BD32A02C3B3E7320EBCAC4A53000C7AFC210E7CA84A5305A4797F7F8F020FABD29402DFDEDEC2402C6E37C0FF4917EB3C49B42E33916D8E4E853AB6D4AD71EEDB61205EEAD6EBDD2F75F2CDC26488F3311AB5DB239AF39BD1E8839C5BEF74B390BCDDA2C0E187B899A1BE64A0EAED56C68695018756E0B38679804A36AC791E4C3C2026D256FCB0F8F1BAD62DFF4DA187F9DF0821DFB3C607BFEB7C68BA29FE430301227E80CA02733C7696FD79810251E0AB020C3FB8DF05396CB566C72583D0C6C1ACC1F1F100BF381B848E95A405FED0DCF57AAD4AC1B6199699AD96895F6658D95213F0E7EEAEA7E03A0444DACE24BE013B560354741D0A1AD0D1477CDA01BD2E1D705FCB7BD108E89017D2BF641CB65A8E764093FB90F7562FA0C9E72F9D24A6774233A01994195343E080C036E4FD8608079A013FFDFAE2579B4FAD80A28F0BB5030E4265513BA0132A2B03472F206EB14F33944F554B8932603CBA019D59703C733403D2352E10529FA242A80A4848CE233B7AA4079A0137C14E8BBDDB68061CF87B41EF75A01530906D3681532BE0A3586C484F3F6A061466AF379B75023ECA818FDA00BDF146CB8B5F6E14556A4540930F41BAE5A7345323E0866FF5C9967A83F8D67FA30D103F80CCC89E9A6DB9C8560B7DCE143D95807F14C4462641594FECF0C9225813D92AAE0D7E28884DE7869D72A27C940029672E9E99D3533A01ADA7F029DACDA95F7A7ED9AE3A38DBEDCB0E80D6BC1FC9DC4A05BE7C7582ACB6DFB502C72821E3C4D65B752279A913D8A73322A419D369D24FF8C2B613CFD777CD406409C2B1855280321FEEE7EF1A819615F250313ED72FE04B12022565D0664DB660C70BD6A0B6BC1026F9B0B03EE0C2ABCD6420B2E16713A70CF8DC49CEB636609FD766EB8916405AB5FB52E02A05D879AE07E80DB6BEC5CB8BD5F786A6A4FEA5F93A5FF500F9F4182F996F39E65325FEB75FA9C0CE774DC050BDF127AF04F89CEE938C4205C031872C78172F38705CAC87657D0C94D4E9A038DB7650B425957A9B01ECD4035CFA1BACB9F0E6C7320E5C65019F6B01DADEFC600DC79A12CF143B0ECCF2C5370D40C9423217871E1F8C73C952B227202B7E4F91EDAA6CD3BF47E0227C72A1117029D9F17B8DB8D46216D3B54D12D95349167055133031450BF5B636E032DA7E4BF983E7AA60195400EC8776087CF95B22F9A67F5BB0879500D986DF12306CE725DBF47F179BC36A80362F2A63F1910E171EC952923A0ABF643BEA5ED5D868D9EB31A1352727E6AC4A2F7ABD25B2E37FFF6F726497070755334113F6423211DEF81F558A0AE094BE4EC5F2C24FE904E46DC79B4F1B20F2815CE8AB70A36A01E49CA005A7D1CF74004EC43138D931D0F022F9C8EBC6A93F398277868150C2B7F2DF2C0B681C4513B921034EC476F30EF0DF6260C2D772DF0C1829FF92A3C404B723337522D616FC2D831DBB472E0A5FA3C4CD80F45F27FE79F843436812638A130C3DD74B17C73FD9A57113AF977933207E487394722DBF2B8C2E4F58D24D3C3F99462E9DF36640D6F3E9BD7130756390AE24D14FDCE941899B8160EAE41CCE219EC7E8761385A133EE3472B3EC395EB40EBADD8A99D459A8A795794233AA074EBACA52C00876DA783C5757176A818C7725E42212722E0F0C7FD1FB7FF06581B2193684B9938015653010E698CE2075296435CA80E5E26163329E5C05114896C26895877525CF92025296420F0EEB4B8E4519642E3743B833A16C9C81ACC5CD8070B7C2485366961908F72014B6D659C00BB847618E42FD0BC23D0BD3810684FB1682BD0EC01CC254E010EE5F08529E0A0C08F72E3440CA6A08E15E85AC1AF2E76223BECE40B83FA19154A805E570B74068C8176490B8D0C05D47FEDB45D22CDEBD2F1086262BC8F88969A7A9E7F7C19AD3001B6003CCC85FF5EED6692A3C6F2B0000000049454E44AE426082'),
       (11, 11, 'Amber Quay',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C54457FB9D993C5DFA9D2E52F7FA6C2DFEB276D91A98F66EEF6FAE0A63AC9AD7FFFF1B8B7882F2A7398BADBE9588491CFE3EA8C3B32A2CEE32F353C7A4A2B2C799FF4F1EA91BFD44A3B33E3DDD033404D4E687F646F76B4996EB1D5E8BEA377C592333D819F9B8D6D827367809EADA684408B70399AA9B06CA0B9658074BEC2ACE4F1F7B3B0AA71A5BDA7BEC2AE8238936E30387A9B628E99DAEBF4CEB573B2A16CA0C6D77DACC36D62474986A58EB9CD6B99AFA5995EC6D8C7F1EBBCB7D4D2506572A5B4FDCF000005304944415478DAEDD70D77A2381406E04821564765E9686BA78B23B55B1D5D77ADBB5870FCF8FFFF6A03A2921048A00132DDBCE7CC9C338CC0C34DB80900A8A8A8A8A8A8A8A8A8541F77B76FB7DBFB9D2B292FD09DB23F48E8DBB5E3D9DFCBED934F48FA9050AEF9D74E662713704F01B6EFE52EA05425DC51817BC94758A631A6FBDAAE027E1AE05E3A6003CF900E6CD4161278A0FA86F2001BD4313E08BDA76DDB567120AD53EF05EAB47533C8BC5B14482BA12BCEA737CF595B0581EEBEC401369BD7CCAD62C08450A0CF6EC6639A73F4573737109F877B51E3ABD97663DEA4247BACA9C0C6E9A32EE82FA2CA67536DD158E70706C6034A29732F19BD08506CE76B66A776E09A01D4EA06327C4DBB66A02511F0EE58A4828DBA818C39B8AE1DD8CD065AB503B3DB8CD9504016F0BC16931BD6EBB1CA800FEF656FF93F96E7AF5F9FEB025A367B3C904FB49017D83D6D97D61AD32758C807B4D63C5BA3C82756C805B4E63C4DE1E2132AE402E2DB4D1DFD736E6A193E914226D0B6358D671B8CF9040AB38196CEBB51277CE284C0CA8836CFDEC55D7F99F021A1252440CB086B9774F9A1FBFAFABA58BCBF2FC23C388B053AE06A229205647DEACCB15F9BE6D39319E6EED5343551C902EAAC8DB0027E10B8AE1BC89A837ADD40C65B8C175042A0AE804C60F8A6E8DD6846EABA4E1E9301C81D8981FE24080E0C0FB992008F77419E9E1E1F9FC2DC1DD19F2013A9809428E0670106F9717BC997300BC9DA8C027E7AE03F24F05F05544005FC6581DFFF67C0AE982481822E0C7431490047822EFC8B02DDE96A93EF3A91ED1DE525047E2F11E87B4690A99D1BF8F288F2C7A9CF9405B4A72BE39C1CC4AA80EED6C0E2B9CC2BF8D3EA801BCF48249368FBC1036DAB01DA9B95414DDAFB625F9E675A01D09D1AE9A110DD69FC71FCB281B4B1C583BD2FFE962CB67F4BF64181407BBA323812114FD32E51E3F280EED6E08DE7DAA9A52E0F688889EC40CA101FA402CE92C01F0AA8803500E32B89022AE087802BC981DE5672A05F1018FBAA2B15B81A6C8D492EE0CF641F1C9508F41170E9C90B5C0D02E052126027990D027696C371873F14E0CF7B210137C99883C19F37CBA17FC31F0AF0F94648284054C01038F424059A67A02F27703B38038779817F3D84F9BB5CA07E056E640486058C803B19817A0C1895B0DF8F9A49BFDFCF01E4382D993E791609F40671E001FD9AECC9E8D4E4756F93C017E234A6B24FBD19206E778F018769EB1D793B0AF00BE5AC4E1A92628B02F0DB45050C579220CBF0AAFD78FDA3137B286F41260E0A0DD8BAE6ADD7497D36744DECC1899B81F8F3753ACB33D03801875BFAE3BE8D5A5818C0566BF4368E438C68A2B1E700C0AB6B92405AB3F6262D324C60684C1BCAF4A13FBF24E1AB837EB9897C97394859EFC8E2710351265EEC665121192F0FC8D795C6131A2F47D05017EF83AB6FF45CC7D669094830D4051BF56FD41CB3C6B658265E31E0910A4C7B313E52C491332EB4D4D17CDF2EC51BC5F23B91E0180F0C9D08C3F00A71E0913EC033C89D146C4C768E33E67A9D01BEDC2481A881F660B14458527611723544802F3789121ED14158521C9E2505104B21D962D07F3AB034E1386D51BEEED10073B99941589190BAAD0106B65F49A60761A542727F03184BE1D881D50BE35B6BD65A5CB28FDD0F19C01984350BB3811E84750B419D1390470882D9D84FF9309C4158BB10FB2621983D08EB16F63B20FD83720C619DC2A81B824E34C4F10E7E5A551C589B30A601A9DFF63358699CD5B950D88A4C798BA3D27E8315C7A14FB59436D35F39B03621B66F49EB835EAFFA8C69ED2EE77771F5514005544046FE0355CCE8635B5BD17D0000000049454E44AE426082'),
       (12, 12, 'Last Watch',
        X'89504E470D0A1A0A0000000D49484452000000A0000000A00803000000BC11971F000000C0504C54450F1A331C2D55253A6612284A152344555A617E7C6DF4F1EAC8C5BF0E203D6B7077C23B34E9E2D39C4A3CF4EECBFFE9A29F302A2236602839527B7764FFDF8A2F353C4A3B336D554377786FD77C6AE5E2DC5C6168CFAFA1646970D2C391384152BBB4ADE8ECFF192E4D4E545EAB342D968473E4A07DA8A7986768644D3F58D37871888FA43F49604B25331E2941AD625C8F4841F8E0A2323C61B2B2B0242C39333943959593556078646E875B6884575854C95146212D498833398D97B349577BB582C77A000005B54944415478DAEDDB7B7B9A48140760BA995134AB4968DD98BA8A97464245D762BC2481E4FB7FABCA451D616E38C340BAFCFEF25184D7C33903FA249A56A54A952A553E4F6623A7025691709E6625078E46451EFDF999B989736A7467A4BC9A9DE72C5B971E58403880C50E0907101D12AF6759DDB2014F43E20CDBED76AFB43DE8596DF5BE0CF1743EDFEB7A21EFA0F330197C16F1F5EDCA8B1E7CDDE7E9752D617598FBD7717C0E63787EDBE49B93D5687B028679CDA84CDCFA3CDF5E23B965EDCA097D434A8563DF0978502E2E02CEAF136114711802371CC7F99ACE6BF6339EF231845EE8E31AE114CFD26B715FF24FCFF38F34F007ED43F604807ADBCA5CCBC378BC85398C0A7344B880B5641EADC41370627A809A45CC7B88131317E477C4405C0F26B64C03F1798214E5FC8C7724CE99C0A13CE0A19606EE707ED217097D2610B30E364480512DD3677CEEFB6FD3E9F4E7344EF0E0CDF72915ECC7408B55C00B80512D9367DCBAB919746FE2040F2C6AD71A313035260D49C0E4F41883247060508543BC30E513022267DC49031D2A70D2C609D33E716054CB5A1A08E94B9375140E0F9382ADB91C60CDFA9502F6E940433F0ADBBA15442F17F04C182AF14D5B1C101816EAB308432503B8BFCAF4D23D3801CC4C8EB33C246EAD89DA9CF0939B69A0093862F483EEEB5396A4CB815D885CF7BC34D00352A25D784E93F5C97825C90FD88DCF2972AFD509521B0CACEE204EF0A0163EAD14F804B1F73211B0B3EE9E65DD510ADCCF02B1E7636067DD3BF17AB14F05B08BAF5B1AD8E99831B1671E9FCA17889905AC70B13037512C7D9F551C73FF426EC0F42C5003F528DFEB485E729AE227D6392D10489B85A28197D44D15B0CB370BB46C70C0951CA021632F790241052C0350C701EB72806319C103A5EC5AFB82E47DF4F1E5A2E081823B8DF2B98097C6C1033F64EC5B0A708B07EECA07ACFF794066874A01CEF0C0F7B20357A539C5155034161EA89706A8E38175CEB7EF5C75C0E0A7B4ACC0DD68A50CD8FEB64F3B23D05DED7206BA24A05B921EDC9280BB0A5801D50067A46566553EA0FC6B9D0CA07F1B27F9A7157E05E4CB2D09785D012BA012E09A0C342500EF84639381B6F8DEB5BF8443038AEFFDFF00F4C940BFECC06505FCD381AD52006F4FC087E08EFA01119602F8DF29D30038FD794A2980C7FB69FD7BE23B49BD5E06A043037E9400F84203EE3E1BD05DDAC50283BF3BA200ED65AB755F24B09ECC39D06E05B977D5026734E00ADDF2BE1565E99612E82E5BC7D82504DA882F4B23AA02DAADF37037A23850A701EB89F63B85B7119500DD650B13BB34401BEBE36C440540BB450A4F230A033FE8C0174CFB656A4461E00B1DB85BB6A8B19502D3BE7ACDB637FF1263DB8503F717E3D5DFC4A81892191DF82E0C14FD7187015CDDDD51803C3F1E5D0966C3005E5D596420C7FE55017F8589588F412C55408B0ED40FC0E0CBC0B708781FE4511510F1E9C37FC20C516105FC0C40004023CCFE41F2358305341AD980C9833180F1C66739536E59C06D048CFE75890EC41E4C4B17E5F8511A94808C40341820F9605ABA28C9CD91138BBCE01986E1BA6E9305DC34877420E3605A835A2740A8ADD96F46D90801390EA611AB0B888D6938CD632C1650E70202D61427EA4C9B1BB7D76C4A040220751D1C3BFDA650FACE38DB1133010DD894909E9B1350B478481C433A101D0CF1F4FB702C15180D461F492F91E0391ED8FE8D30CC647C19F06C9C0F13E640EE10B088EC90BD10B097411448BADA00035E96189B941D858067F5D5E8B8F03D30A74C782E111AA0D5397C710273138ED977001AAB07B234A0A0107B5BA3B1AE6D06844A85C986D31897C2F1041620446AC95A0773F6B1D74306D084B060211DE84158B4502BB2017984C11D35008425C681B070A14659A64D088B1602A0912F3463080B15C6CBCCE17F28D35FB026B03021C2D1884BB803A15A21BE501A6905F7A0E224EF6D0075990160028B13A2C34A5A07835F3654C7C3AD77C2BF0FE69D0A58012B2023BF018BDC1753FADE308A0000000049454E44AE426082');

-- Every keeper but the first three has a mentor with a smaller number.
INSERT INTO keeper (id, given, family, mentor_id, hired_on, left_on, radio, email)
SELECT k.n, g.w, f.w,
       CASE WHEN k.n > 3 THEN 1 + k.c % (k.n / 2 + 1) END,
       date('1979-01-15', '+' || (k.n * 420 + k.a % 300) || ' days'),
       CASE WHEN k.n <= 22 THEN date('1979-01-15', '+' || (k.n * 420 + 5200 + k.b % 2000) || ' days') END,
       CASE k.a % 3 WHEN 0 THEN '' ELSE upper(substr(r.w, 1, 4)) || '-' || (k.b % 90 + 10) END,
       CASE WHEN k.b % 4 > 0 THEN printf('keeper%02d@lantern-coast.example', k.n) END
FROM noise AS k
JOIN word AS g ON g.list = 'given' AND g.n = (k.n * 7) % 30
JOIN word AS f ON f.list = 'family' AND f.n = (k.n * 5 + k.n / 27) % 27
JOIN word AS r ON r.list = 'ship' AND r.n = k.c % 16
WHERE k.n BETWEEN 1 AND 40;

INSERT INTO posting (lighthouse_id, keeper_id, since, until, duty)
SELECT 1 + (k.id * 5 + turn.value) % 12, k.id,
       date(k.hired_on, '+' || (turn.value * 1800) || ' days') AS since,
       CASE WHEN turn.value = 2 OR date(k.hired_on, '+' || (turn.value * 1800 + 1800) || ' days') > coalesce(k.left_on, '2026-06-16')
            THEN k.left_on
            ELSE date(k.hired_on, '+' || (turn.value * 1800 + 1800) || ' days') END,
       CASE (k.id + turn.value) % 3 WHEN 0 THEN 'principal' WHEN 1 THEN 'assistant' ELSE 'relief' END
FROM keeper AS k
JOIN json_each('[0, 1, 2]') AS turn
WHERE date(k.hired_on, '+' || (turn.value * 1800) || ' days') < coalesce(k.left_on, '2026-06-16');

------------------------------------------------------------------------------------------------------
-- Instruments and what they measured
------------------------------------------------------------------------------------------------------

-- How each kind behaves, in steps of its finest digit: the winter level, the rise to summer, the swing
-- of a day, the unrest from hour to hour, the lowest possible value.
CREATE TEMP TABLE gauge (
    i INTEGER PRIMARY KEY, kind TEXT, unit TEXT, scale INTEGER, base INTEGER, season INTEGER, daily INTEGER,
    unrest INTEGER, lowest INTEGER
);

INSERT INTO gauge (i, kind, unit, scale, base, season, daily, unrest, lowest)
SELECT n, kind, unit, scale, base + n * lift, season, daily, unrest, lowest
FROM (SELECT n, n % 5 AS k FROM noise WHERE n < 25) AS i
JOIN (SELECT 0 AS k, 'air temperature' AS kind, '°C' AS unit, 10 AS scale, 22 AS base, 1 AS lift, 110 AS season,
             28 AS daily, 7 AS unrest, -300 AS lowest
      UNION ALL SELECT 1, 'wind speed', 'm/s', 10, 115, -1, -50, 12, 16, 0
      UNION ALL SELECT 2, 'air pressure', 'hPa', 10, 10080, 1, 60, 4, 18, 9300
      UNION ALL SELECT 3, 'wave height', 'm', 10, 31, -1, -18, 2, 4, 0
      UNION ALL SELECT 4, 'lamp current', 'A', 100, 417, 2, 0, -9, 3, 0) AS kinds USING (k);

INSERT INTO instrument (serial, lighthouse_id, kind, unit, calibrated_on, settings)
SELECT 9151314442816847872 + i * 7919, 1 + i * 7 % 12, kind, unit,
       CASE WHEN i % 6 < 5 THEN date('2025-02-01', '+' || (i * 13) || ' days') END,
       printf('{"interval_s":3600,"gain":%d.%02d,"channel":%d,"alarm":{"above":%d.0,"notify":["keeper","office"]},"firmware":"2.%d.0"}',
              1 + i % 3, i * 4, i % 8, (base + abs(season) * 2) / scale, i % 4)
FROM gauge;

-- Each value drifts from the one before towards the level of its hour and season.
INSERT INTO reading (id, instrument, taken_at, value, quality, sent_ns)
WITH RECURSIVE walk (i, hour, v) AS (
    SELECT i, 0, base FROM gauge
    UNION ALL
    SELECT g.i, walk.hour + 1,
           max(g.lowest,
               walk.v + x.a % (2 * g.unrest + 1) - g.unrest
               + (g.base + g.season * walk.hour / 4000
                  + g.daily * (CASE WHEN walk.hour % 24 < 12 THEN -(walk.hour % 24) * (12 - walk.hour % 24)
                                    ELSE (walk.hour % 24 - 12) * (24 - walk.hour % 24) END) / 36
                  - walk.v) / 10)
    FROM walk
    JOIN gauge AS g ON g.i = walk.i
    JOIN noise AS x ON x.n = walk.hour * 25 + walk.i
    WHERE walk.hour < 3999
)
SELECT walk.hour * 25 + walk.i + 1,
       9151314442816847872 + walk.i * 7919,
       strftime('%Y-%m-%dT%H:%M:%SZ', 1767225600 + walk.hour * 3600, 'unixepoch'),
       CASE WHEN x.b % 400 > 0 THEN walk.v * 1.0 / g.scale END,
       CASE WHEN x.b % 400 = 0 THEN 'missing' WHEN x.b % 150 = 1 THEN 'suspect' ELSE 'good' END,
       (1767225600 + walk.hour * 3600) * 1000000000 + x.c
FROM walk
JOIN gauge AS g ON g.i = walk.i
JOIN noise AS x ON x.n = walk.hour * 25 + walk.i;

-- Indexes on many rows are quicker to build at the end.
CREATE UNIQUE INDEX reading_instrument ON reading (instrument, taken_at);
CREATE INDEX reading_doubtful ON reading (taken_at) WHERE quality <> 'good';

------------------------------------------------------------------------------------------------------
-- Guests, stays, money
------------------------------------------------------------------------------------------------------

INSERT INTO room (lighthouse_id, number, name, beds, sea_view, nightly_rate)
SELECT l.id, r.value, CASE r.value WHEN 1 THEN 'Keeper''s room' WHEN 2 THEN 'Oil store' WHEN 3 THEN 'Signal room' ELSE 'Attic' END,
       1 + (l.id + r.value) % 3, (l.id * r.value) % 4 > 0, printf('%d.%02d', 58 + (l.id * 17 + r.value * 11) % 70, (l.id % 2) * 50)
FROM lighthouse AS l
JOIN json_each('[1, 2, 3, 4]') AS r
WHERE l.status = 'lit' AND r.value <= 1 + l.id % 4;

UPDATE room SET nightly_rate = '75.00' WHERE length(nightly_rate) = 5 AND nightly_rate < '75.00';
UPDATE room SET nightly_rate = '129.90' WHERE name = 'Attic';
UPDATE room_price_change SET changed_at = date('2026-01-02', '+' || id || ' days') || ' 09:00:00';

INSERT INTO guest (id, name, country, email, wishes)
SELECT x.n, g.w || ' ' || f.w, c.w,
       CASE WHEN x.b % 9 > 0 THEN printf('%s.%d@example.org', lower(substr(f.w, 1, 1) || substr(f.w, -3)), x.n) END, w.w
FROM noise AS x
JOIN word AS g ON g.list = 'given' AND g.n = x.a % 30
JOIN word AS f ON f.list = 'family' AND f.n = x.b % 27
JOIN word AS c ON c.list = 'country' AND c.n = x.c % 17
JOIN word AS w ON w.list = 'wish' AND w.n = x.c / 17 % 11
WHERE x.n BETWEEN 1 AND 390;

INSERT INTO guest (id, name, country, email, wishes)
VALUES (391, '渡辺 さくら', 'JP', 'sakura@example.org', '灯台の写真を撮りたいです'),
       (392, 'Ζωή Παπαδάκη', 'GR', 'zoe@example.org', ''),
       (393, 'ليلى حداد', 'MA', NULL, 'غرفة هادئة'),
       (394, 'Владислав Гончар', 'UA', 'vlad@example.org', 'двоє дітей 🧒👧'),
       (395, 'Mary-Jane "MJ" O''Dell', 'US', 'mj@example.org', 'says: "no, really, no gulls"'),
       (396, 'José Núñez', 'ES', 'jn@example.org', 'dos camas
y una ventana'),
       (397, 'Li', 'SG', NULL, ''),
       (398, 'Wolfeschlegelsteinhausen, Freiherr Maximilian-Alexander von und zu', 'DE', 'max@example.org', ''),
       (399, 'अनन्या राव', 'IN', 'ananya@example.org', ''),
       (400, 'Nobody Inparticular', 'IE', NULL, 'pays in coins');

-- In each room one stay follows another, with free nights between.
INSERT INTO booking (id, guest_id, lighthouse_id, room_number, arrives, leaves, status)
WITH RECURSIVE stay (r, turn, lighthouse_id, room_number, arrives, nights) AS (
    SELECT lighthouse_id * 10 + number, 1, lighthouse_id, number, (lighthouse_id * 7 + number * 3) % 20,
           1 + (lighthouse_id + number) % 4
    FROM room
    UNION ALL
    SELECT r, turn + 1, lighthouse_id, room_number, arrives + nights + x.a % 17, 1 + x.b % 5
    FROM stay
    JOIN noise AS x ON x.n = r * 80 + turn
    WHERE arrives < 480
),
dated AS (
    SELECT row_number() OVER (ORDER BY s.arrives, s.r) AS id, 1 + x.c % 400 AS guest_id, s.lighthouse_id, s.room_number,
           date('2025-04-01', '+' || s.arrives || ' days') AS arrives,
           date('2025-04-01', '+' || (s.arrives + s.nights) || ' days') AS leaves,
           x.c / 400 % 14 = 0 AS cancelled
    FROM stay AS s
    JOIN noise AS x ON x.n = s.r * 80 + s.turn
)
SELECT id, guest_id, lighthouse_id, room_number, arrives, leaves,
       CASE WHEN cancelled THEN 'cancelled' WHEN leaves <= '2026-06-16' THEN 'stayed' ELSE 'booked' END
FROM dated
ORDER BY id;

-- What each stay is charged for, in cents.
CREATE TEMP TABLE charge (booking_id INTEGER, line INTEGER, what TEXT, quantity INTEGER, cents INTEGER,
                          PRIMARY KEY (booking_id, line)) WITHOUT ROWID;

INSERT INTO charge (booking_id, line, what, quantity, cents)
SELECT b.id, 1, r.name || ', per night', b.nights, CAST(replace(r.nightly_rate, '.', '') AS INTEGER)
FROM booking AS b
JOIN room AS r ON r.lighthouse_id = b.lighthouse_id AND r.number = b.room_number
WHERE b.status = 'stayed'
UNION ALL
SELECT b.id, 2, 'Breakfast', b.nights, 1250 FROM booking AS b WHERE b.status = 'stayed' AND b.id % 3 > 0
UNION ALL
SELECT b.id, 3, 'Boat transfer', 2, 1895 FROM booking AS b WHERE b.status = 'stayed' AND b.lighthouse_id IN (1, 3, 4, 7, 9, 12)
UNION ALL
SELECT b.id, 4, 'Tower climb at dusk', 1, 799 FROM booking AS b WHERE b.status = 'stayed' AND b.id % 5 = 0;

INSERT INTO invoice (id, booking_id, number, issued_on, paid_on, net, tax, total)
SELECT row_number() OVER (ORDER BY b.leaves, b.id), b.id,
       printf('LC-%s-%05d', substr(b.leaves, 1, 4), row_number() OVER (PARTITION BY substr(b.leaves, 1, 4) ORDER BY b.leaves, b.id)),
       b.leaves,
       CASE WHEN b.leaves < '2026-05-10' AND b.id % 41 > 0 OR b.id % 3 = 0 THEN date(b.leaves, '+' || (b.id % 30) || ' days') END,
       printf('%d.%02d', net / 100, net % 100), printf('%d.%02d', tax / 100, tax % 100),
       printf('%d.%02d', (net + tax) / 100, (net + tax) % 100)
FROM booking AS b
JOIN (SELECT booking_id, sum(quantity * cents) AS net, (sum(quantity * cents) * 9 + 50) / 100 AS tax
      FROM charge GROUP BY booking_id) AS c ON c.booking_id = b.id;

INSERT INTO invoice_line (invoice_id, line, what, quantity, unit_price, amount)
SELECT v.id, row_number() OVER (PARTITION BY v.id ORDER BY c.line), c.what, c.quantity,
       printf('%d.%02d', c.cents / 100, c.cents % 100), printf('%d.%02d', c.quantity * c.cents / 100, c.quantity * c.cents % 100)
FROM charge AS c
JOIN invoice AS v ON v.booking_id = c.booking_id;

------------------------------------------------------------------------------------------------------
-- Ships and the log
------------------------------------------------------------------------------------------------------

INSERT INTO vessel (imo, name, call_sign, flag, kind, length_m, launched)
SELECT 9100003 + x.n * 7907, h.w || ' ' || s.w,
       CASE WHEN x.a % 8 > 0 THEN char(65 + x.a % 26, 65 + x.b % 26) || printf('%02d', x.n) || char(65 + x.c % 26) END,
       c.w,
       CASE x.b % 6 WHEN 0 THEN 'ferry' WHEN 1 THEN 'trawler' WHEN 2 THEN 'coaster' WHEN 3 THEN 'tanker' WHEN 4 THEN 'yacht' ELSE 'research' END,
       CASE x.b % 6 WHEN 3 THEN 140 + x.c % 900 / 10.0 WHEN 4 THEN 9 + x.c % 90 / 10.0 WHEN 1 THEN 18 + x.c % 160 / 10.0 ELSE 60 + x.c % 500 / 10.0 END,
       1968 + x.a % 56
FROM noise AS x
JOIN word AS h ON h.list = 'hue' AND h.n = x.n % 12
JOIN word AS s ON s.list = 'ship' AND s.n = (x.n + x.n / 48) % 16
JOIN word AS c ON c.list = 'country' AND c.n = x.c % 12
WHERE x.n BETWEEN 1 AND 90;

INSERT INTO passage (message, vessel, lighthouse_id, seen_at, speed_kn, destination, payload)
SELECT 9007199254740993 + x.n * 1048583, 9100003 + (1 + x.a % 90) * 7907, 1 + x.b % 12,
       strftime('%Y-%m-%dT%H:%M:%SZ', 1767225600 + x.n * 4790 + x.c % 4000, 'unixepoch'),
       printf('%d.%d0', 4 + x.c % 19, x.a % 10),
       CASE x.b % 10 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE p.w END,
       printf('{"type":1,"course":%d.%d,"speed":%d.%d0,"draught":%d.00,"message":%d,"raw":["!AIVDM","%08X"]}',
              x.a % 360, x.b % 10, 4 + x.c % 19, x.a % 10, 3 + x.c % 9, 9007199254740993 + x.n * 1048583, x.a)
FROM noise AS x
JOIN word AS p ON p.list = 'port' AND p.n = x.a % 8
WHERE x.n BETWEEN 1 AND 3000;

INSERT INTO logbook (id, lighthouse_id, keeper_id, written_at, title, body)
SELECT x.n, p.lighthouse_id, p.keeper_id,
       strftime('%Y-%m-%d %H:%M:%S', 1741000000 + x.n * 27000 + x.a % 9000, 'unixepoch'),
       CASE (1741000000 + x.n * 27000 + x.a % 9000) % 86400 / 21600
           WHEN 0 THEN 'Night watch' WHEN 1 THEN 'Morning watch' WHEN 2 THEN 'Noon report' ELSE 'Evening watch' END,
       s.w || ' ' || e.w || CASE WHEN x.a % 3 = 0 THEN ' ' || f.w ELSE '' END || ' ' || c.w
FROM noise AS x
JOIN (SELECT row_number() OVER (ORDER BY keeper_id, since) AS r, lighthouse_id, keeper_id, count(*) OVER () AS all_of_them
      FROM posting WHERE until IS NULL) AS p ON p.r = 1 + x.b % p.all_of_them
JOIN word AS s ON s.list = 'sky' AND s.n = x.a % 10
JOIN word AS e ON e.list = 'event' AND e.n = x.b % 15
JOIN word AS f ON f.list = 'event' AND f.n = (x.b + 1 + x.c % 14) % 15
JOIN word AS c ON c.list = 'close' AND c.n = x.c % 7
WHERE x.n BETWEEN 1 AND 1500
ORDER BY x.n;

INSERT INTO setting (name, value, notes)
VALUES ('trust.name', 'Lantern Coast Trust', NULL),
       ('trust.founded', 1911, 'as an integer'),
       ('tax.rate', '0.09', 'as text, so that it stays exact'),
       ('receiver.last_message', 9223372036854775807, 'the largest integer there is here'),
       ('lamp.idle_fraction', 0.1, 'as a real number'),
       ('logo.first_bytes', X'89504E470D0A1A0A', 'as bytes'),
       ('newsletter.footer', '', 'empty, not absent'),
       ('office.fax', NULL, 'absent, not empty');

------------------------------------------------------------------------------------------------------
-- Documents. Ids are UUIDs of version 7: the time first, so that they sort by it.
------------------------------------------------------------------------------------------------------

-- For each document its list, its number there, its time, and its id.
CREATE TEMP VIEW document AS
SELECT list, n, a, b, c, ms, ms / 1000 AS s,
       printf('%08x-%04x-7%03x-%04x-%04x%08x', ms / 65536, ms % 65536, a % 4096, 32768 + b % 16384, c % 65536, a / 2 + b / 2) AS id
FROM (SELECT n / 1000 AS list, n % 1000 AS n, a, b, c, 1741000000000 + n % 1000 * 86400000 + c % 50000000 AS ms FROM noise);

INSERT INTO bird_counts (_id, data, _version, _archived, _created, _updated)
SELECT d.id,
       '{"lighthouse":"' || l.code || '","observer":{"name":"' || g.w || ' ' || f.w || '","ringingLicence":' ||
       CASE WHEN d.a % 4 = 0 THEN 'null' ELSE printf('%d', 9007199254740993 + d.b) END || '},"startedAt":"' ||
       strftime('%Y-%m-%dT%H:%M:%S', d.s, 'unixepoch') || printf('.%03dZ', d.ms % 1000) || '","minutes":' || (20 + d.b % 12 * 5) ||
       printf(',"weather":{"wind":{"from":"%s","speed":%d.%d0},"cloud":%d,"visibility":%s}', json_extract('["N","NE","E","SE","S","SW","W","NW"]', '$[' || (d.a / 7 % 8) || ']'), d.b % 18, d.a % 10,
              d.c % 9, CASE d.a % 3 WHEN 0 THEN '"poor"' WHEN 1 THEN '"good"' ELSE '12.5' END) ||
       ',"sightings":[' ||
       (SELECT group_concat(sighting)
        FROM (SELECT printf('{"species":"%s","count":%d,"behaviour":["%s"%s]%s}', w.w, 1 + y.a % 60, h.w,
                            CASE WHEN y.b % 3 = 0 THEN ',"resting"' ELSE '' END,
                            CASE WHEN y.c % 5 = 0 THEN printf(',"rings":[{"code":"LC%05d","ageYears":%d,"weightGrams":%d.00}]', y.a % 100000, y.b % 12, 80 + y.c % 900) ELSE '' END) AS sighting
              FROM noise AS y
              JOIN word AS w ON w.list = 'bird' AND w.n = (y.n + d.b) % 14
              JOIN word AS h ON h.list = 'habit' AND h.n = y.c % 7
              WHERE y.n BETWEEN d.n * 6 AND d.n * 6 + d.a % 5
              ORDER BY y.n)) ||
       ']' || CASE WHEN d.n % 7 = 0 THEN ',"tags":["ringing day","school visit"]' WHEN d.n % 5 = 0 THEN ',"tags":[]' ELSE '' END ||
       CASE WHEN d.n % 11 = 0 THEN ',"remarks":"Counted from the gallery; “flat calm” at dusk."' ELSE '' END ||
       ',"_id":"' || d.id || '","_version":"' || (1 + d.c % 3) || '"}',
       1 + d.c % 3, d.n % 60 = 0, datetime(d.s, 'unixepoch'), datetime(d.s + d.c % 3 * 5400, 'unixepoch')
FROM document AS d
JOIN lighthouse AS l ON l.id = 1 + d.b % 12
JOIN word AS g ON g.list = 'given' AND g.n = d.c % 30
JOIN word AS f ON f.list = 'family' AND f.n = d.b % 27
WHERE d.list = 7 AND d.n BETWEEN 1 AND 420;

INSERT INTO repair_orders (_id, data, _version, _archived, _created, _updated)
SELECT d.id,
       printf('{"number":"RO-%04d","lighthouse":{"code":"%s","name":"%s"},"title":"%s","priority":"%s","status":"%s","openedAt":"%s","closedAt":%s',
              d.n, l.code, l.name, w.w, CASE d.b % 4 WHEN 0 THEN 'high' WHEN 1 THEN 'low' ELSE 'normal' END,
              CASE WHEN d.n <= 190 THEN 'done' WHEN d.a % 3 = 0 THEN 'waiting' ELSE 'open' END,
              strftime('%Y-%m-%d', d.s, 'unixepoch'),
              CASE WHEN d.n <= 190 THEN '"' || date(d.s + 864000 + d.c % 4000000, 'unixepoch') || '"' ELSE 'null' END) ||
       ',"tasks":[' ||
       (SELECT group_concat(task)
        FROM (SELECT printf('{"what":"%s","done":%s,"hours":%d.%d0}', t.w, CASE WHEN d.n <= 190 OR t.n < 2 THEN 'true' ELSE 'false' END, 1 + y.a % 7, y.b % 2 * 5) AS task
              FROM word AS t
              JOIN noise AS y ON y.n = d.n * 8 + t.n
              WHERE t.list = 'task' AND (t.n < 2 OR y.c % 2 = 0)
              ORDER BY t.n)) ||
       '],"parts":[' ||
       coalesce((SELECT group_concat(part)
                 FROM (SELECT printf('{"name":"%s","quantity":%d,"unitPrice":%d.%02d,"supplier":{"name":"%s & Co","orders":[{"reference":%d,"delivered":%s}]}}',
                                     t.w, 1 + y.a % 4, 3 + y.b % 180, y.c % 20 * 5, f.w, 9223372036854775807 - y.a,
                                     CASE WHEN y.b % 3 = 0 THEN 'false' ELSE 'true' END) AS part
                       FROM word AS t
                       JOIN noise AS y ON y.n = d.n * 10 + t.n
                       JOIN word AS f ON f.list = 'family' AND f.n = y.c % 27
                       WHERE t.list = 'part' AND y.c % 4 = 0
                       ORDER BY t.n)), '') ||
       ']' || printf(',"estimate":{"currency":"EUR","net":"%d.%02d","approved":%s}', 120 + d.a % 4000, d.b % 100, CASE WHEN d.c % 3 = 0 THEN 'false' ELSE 'true' END) ||
       CASE WHEN d.n % 4 = 0 THEN printf(',"approvals":[{"by":"office","on":"%s"},{"by":"insurer","on":null}]', date(d.s + 172800, 'unixepoch')) ELSE '' END ||
       ',"_id":"' || d.id || '","_version":"' || (1 + d.b % 4) || '"}',
       1 + d.b % 4, d.n % 45 = 0, datetime(d.s, 'unixepoch'), datetime(d.s + d.b % 4 * 86400, 'unixepoch')
FROM document AS d
JOIN lighthouse AS l ON l.id = 1 + d.b % 12
JOIN word AS w ON w.list = 'work' AND w.n = d.c % 10
WHERE d.list = 8 AND d.n BETWEEN 1 AND 240;

------------------------------------------------------------------------------------------------------
-- The end: the means go, the statistics for the query planner stay.
------------------------------------------------------------------------------------------------------

DROP VIEW temp.document;
DROP TABLE temp.charge;
DROP TABLE temp.gauge;
DROP TABLE temp.word;
DROP TABLE temp.noise;

ANALYZE;

PRAGMA user_version = 1;

COMMIT;
