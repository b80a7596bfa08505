-- expect: 20260102030405|huts|applied|2026-01-02 03:04:05|abc=
-- expect: 20260102030406|beds|failed|2026-01-02 03:04:06|def=
CREATE TABLE atlas_schema_revisions (version text NOT NULL PRIMARY KEY, description text NOT NULL, type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0, executed_at datetime NOT NULL, execution_time bigint NOT NULL, error text NULL, error_stmt text NULL, hash text NOT NULL,
    partial_hashes json NULL, operator_version text NOT NULL);
INSERT INTO atlas_schema_revisions VALUES
    ('.atlas_cloud_identifier', '', 2, 0, 0, '2026-01-02 03:04:04', 0, NULL, NULL, '', NULL, ''),
    ('20260102030405', 'huts', 2, 2, 2, '2026-01-02 03:04:05', 1000, '', '', 'abc=', NULL, 'Atlas CLI v0.30.0'),
    ('20260102030406', 'beds', 2, 1, 2, '2026-01-02 03:04:06', 1000, 'no such table', 'CREATE INDEX x', 'def=', NULL, 'Atlas CLI v0.30.0');
