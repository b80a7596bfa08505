CREATE TABLE guide (id integer PRIMARY KEY)
