-- expect: 1|V1__huts.sql|applied|2026-01-02 03:04:05|1234567
-- expect: 2|V2__beds.sql|failed|2026-01-02 03:04:06|-42
-- expect: |R__views.sql|applied|2026-01-02 03:04:07|7
-- expect: 1|U1__huts.sql|undone|2026-01-02 03:04:08|9
CREATE TABLE "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" timestamp NOT NULL DEFAULT now(),
    "execution_time" INT NOT NULL,
    "success" boolean NOT NULL
);
INSERT INTO flyway_schema_history VALUES
    (1, '1', 'huts', 'SQL', 'V1__huts.sql', 1234567, 'anna', '2026-01-02 03:04:05', 12, true),
    (2, '2', 'beds', 'SQL', 'V2__beds.sql', -42, 'anna', '2026-01-02 03:04:06', 12, false),
    (3, NULL, 'views', 'SQL', 'R__views.sql', 7, 'anna', '2026-01-02 03:04:07', 12, true),
    (4, '1', 'huts', 'UNDO_SQL', 'U1__huts.sql', 9, 'anna', '2026-01-02 03:04:08', 12, true);
