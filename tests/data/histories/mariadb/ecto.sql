-- expect: 20260102030405|20260102030405|applied|2026-01-02 03:04:05|
CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, inserted_at datetime);
INSERT INTO schema_migrations VALUES (20260102030405, '2026-01-02 03:04:05');
