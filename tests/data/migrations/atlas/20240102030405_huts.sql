-- Create "hut" table
CREATE TABLE hut (id integer PRIMARY KEY);
