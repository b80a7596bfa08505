-- expect: 20260102030405|20260102030405|applied||
-- expect: 20260102030406|20260102030406|applied||
CREATE TABLE schema_migrations (version varchar(255) NOT NULL PRIMARY KEY);
CREATE TABLE ar_internal_metadata (`key` varchar(255) NOT NULL PRIMARY KEY, value varchar(255), created_at datetime(6) NOT NULL, updated_at datetime(6) NOT NULL);
INSERT INTO schema_migrations VALUES ('20260102030406'), ('20260102030405');
