-- expect: 1|huts|applied|2026-01-02 03:04:05|00ff
-- expect: 2|beds|failed|2026-01-02 03:04:06|01
CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL);
INSERT INTO _sqlx_migrations VALUES (1, 'huts', '2026-01-02 03:04:05', 1, X'00ff', 5), (2, 'beds', '2026-01-02 03:04:06', 0, X'01', -1);
