-- expect: 1767323045123|aa11|applied|2026-01-02T03:04:05.123Z|aa11
-- expect: 1767323046000|bb22|applied|2026-01-02T03:04:06.000Z|bb22
CREATE TABLE `__drizzle_migrations` (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('aa11', 1767323045123), ('bb22', 1767323046000);
