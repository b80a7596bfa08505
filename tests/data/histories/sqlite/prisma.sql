-- expect: |20260102030405_huts|applied|2026-01-02T03:04:05.000Z|c1
-- expect: |20260102030406_beds|undone|2026-01-02T03:04:06.000Z|c2
-- expect: |20260102030406_beds|failed|2026-01-02T03:04:08.000Z|c2
CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
    "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0);
INSERT INTO _prisma_migrations VALUES
    ('a', 'c1', 1767323045000, '20260102030405_huts', NULL, NULL, 1767323044000, 1),
    ('b', 'c2', NULL, '20260102030406_beds', 'no such table', 1767323047000, 1767323046000, 0),
    ('c', 'c2', NULL, '20260102030406_beds', 'no such table', NULL, 1767323048000, 0);
