-- expect: 20260102030405|20260102030405|applied||
-- expect: 20260102030406|20260102030406|applied||
CREATE TABLE schema_migrations (version character varying NOT NULL PRIMARY KEY);
CREATE TABLE ar_internal_metadata ("key" character varying NOT NULL PRIMARY KEY, value varchar(255), created_at timestamp(6) without time zone NOT NULL, updated_at timestamp(6) without time zone NOT NULL);
INSERT INTO schema_migrations VALUES ('20260102030406'), ('20260102030405');
