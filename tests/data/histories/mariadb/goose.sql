-- expect: 1|1|applied|2026-01-02 03:04:05|
-- expect: 1|1|undone|2026-01-02 03:04:06|
CREATE TABLE goose_db_version (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp NULL DEFAULT now());
INSERT INTO goose_db_version (version_id, is_applied, tstamp) VALUES
    (0, 1, '2026-01-02 03:04:04'), (1, 1, '2026-01-02 03:04:05'), (1, 0, '2026-01-02 03:04:06');
