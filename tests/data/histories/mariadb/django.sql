-- expect: |huts.0001_initial|applied|2026-01-02 03:04:05.500000|
CREATE TABLE django_migrations (id bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied datetime(6) NOT NULL);
INSERT INTO django_migrations (app, name, applied) VALUES ('huts', '0001_initial', '2026-01-02 03:04:05.5');
