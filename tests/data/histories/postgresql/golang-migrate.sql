-- expect: 20260102030405|20260102030405|failed||
CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
INSERT INTO schema_migrations VALUES (20260102030405, true);
