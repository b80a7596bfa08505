-- expect: 20260102030405|20260102030405|applied||
-- expect: 20260102030406|20260102030406|applied||
CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);
INSERT INTO schema_migrations (version) VALUES ('20260102030406'), ('20260102030405');
