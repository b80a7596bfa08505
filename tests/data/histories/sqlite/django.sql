-- expect: |huts.0001_initial|applied|2026-01-02 03:04:05.5|
CREATE TABLE django_migrations (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied datetime NOT NULL);
INSERT INTO django_migrations (app, name, applied) VALUES ('huts', '0001_initial', '2026-01-02 03:04:05.5');
