-- expect: 20260102030405|20260102030405|failed||
CREATE TABLE schema_migrations (version uint64 NOT NULL PRIMARY KEY, dirty bool NOT NULL);
INSERT INTO schema_migrations VALUES (20260102030405, 1);
