CREATE TABLE hut (id integer);
