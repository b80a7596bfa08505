-- expect: |20260102030405_huts.js|applied|2026-01-02T03:04:05.000Z|
CREATE TABLE knex_migrations (id integer not null primary key autoincrement, name varchar(255), batch integer, migration_time datetime);
CREATE TABLE knex_migrations_lock (`index` integer not null primary key autoincrement, is_locked integer);
INSERT INTO knex_migrations (name, batch, migration_time) VALUES ('20260102030405_huts.js', 1, 1767323045000);
