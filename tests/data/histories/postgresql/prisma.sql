-- expect: |20260102030405_huts|applied|2026-01-02 03:04:05+00|c1
-- expect: |20260102030406_beds|undone|2026-01-02 03:04:06+00|c2
-- expect: |20260102030406_beds|failed|2026-01-02 03:04:08+00|c2
CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT,
    rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);
INSERT INTO _prisma_migrations VALUES
    ('a', 'c1', '2026-01-02 03:04:05', '20260102030405_huts', NULL, NULL, '2026-01-02 03:04:04', 1),
    ('b', 'c2', NULL, '20260102030406_beds', 'no such table', '2026-01-02 03:04:07', '2026-01-02 03:04:06', 0),
    ('c', 'c2', NULL, '20260102030406_beds', 'no such table', NULL, '2026-01-02 03:04:08', 0);
