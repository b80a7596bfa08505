-- Where people sleep.
CREATE TABLE hut (
    id integer PRIMARY KEY,
    name text NOT NULL
);
INSERT INTO hut VALUES (1, 'Nebelhorn; the old one');
