CREATE TABLE hut (id integer PRIMARY KEY);
