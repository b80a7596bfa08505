-- expect: |20260102030405_huts.js|applied|2026-01-02 03:04:05+00|
CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz);
CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked integer);
INSERT INTO knex_migrations (name, batch, migration_time) VALUES ('20260102030405_huts.js', 1, '2026-01-02 03:04:05');
