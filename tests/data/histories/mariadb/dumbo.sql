-- expect: |table:huts:create|applied|2026-01-02 03:04:05|ab12
CREATE TABLE dmb_migrations (id serial PRIMARY KEY, name varchar(255) NOT NULL UNIQUE, application varchar(255) NOT NULL DEFAULT 'default', sql_hash varchar(64) NOT NULL, timestamp timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP);
INSERT INTO dmb_migrations (name, sql_hash, timestamp) VALUES ('table:huts:create', 'ab12', '2026-01-02 03:04:05');
