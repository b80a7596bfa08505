-- expect: |table:huts:create|applied|2026-01-02 03:04:05|ab12
CREATE TABLE dmb_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(255) NOT NULL UNIQUE, application VARCHAR(255) NOT NULL DEFAULT 'default', sql_hash VARCHAR(64) NOT NULL, timestamp DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP);
INSERT INTO dmb_migrations (name, sql_hash, timestamp) VALUES ('table:huts:create', 'ab12', '2026-01-02 03:04:05');
