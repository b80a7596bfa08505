-- migrate:up
CREATE TABLE hut (id integer PRIMARY KEY);
CREATE TABLE bed (id integer PRIMARY KEY);

-- migrate:down
DROP TABLE bed;
DROP TABLE hut;
