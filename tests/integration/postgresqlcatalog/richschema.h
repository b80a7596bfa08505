#pragma once

namespace dumbo::postgresql {

/// A schema with every kind of object and most of what each may have.
inline constexpr auto richSchema = R"sql(
DO $$ BEGIN
    CREATE ROLE keeper NOLOGIN;
EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE SCHEMA shop;
CREATE SCHEMA "Odd ""Schema";
COMMENT ON SCHEMA shop IS 'What the shop''s program needs \ uses';
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION hstore WITH SCHEMA shop;

CREATE TYPE shop.mood AS ENUM ('happy', 'so so', 'sad, "very"');
COMMENT ON TYPE shop.mood IS 'How one feels';
CREATE DOMAIN shop.height AS numeric(6, 2) DEFAULT 1.5 NOT NULL CONSTRAINT tall CHECK (VALUE > 0) CHECK (VALUE < 9000);
CREATE DOMAIN shop.name AS text COLLATE "C";
CREATE TYPE shop.place AS (latitude double precision, longitude double precision, label text COLLATE "C");
CREATE FUNCTION shop.float_difference(a double precision, b double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a - b';
CREATE TYPE shop.span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = shop.float_difference,
    MULTIRANGE_TYPE_NAME = shop.spans);

CREATE SEQUENCE shop.ticket AS integer START 100 INCREMENT 5 MINVALUE 10 MAXVALUE 1000 CACHE 3 CYCLE;
COMMENT ON SEQUENCE shop.ticket IS 'Numbers of tickets';

CREATE FUNCTION shop.slug(value text, OUT made text) LANGUAGE plpgsql IMMUTABLE AS $body$
BEGIN
    made := lower(regexp_replace(value, '\W+', '-', 'g'));
END $body$;
COMMENT ON FUNCTION shop.slug(text) IS 'For addresses';
CREATE FUNCTION shop.slug(value integer) RETURNS text LANGUAGE sql STABLE AS $$ SELECT value::text $$;
CREATE FUNCTION shop.atomic(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC SELECT a + b; END;
CREATE PROCEDURE shop.tidy(IN days integer, VARIADIC names text[]) LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE AGGREGATE shop.total(numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0', COMBINEFUNC = numeric_add,
    PARALLEL = SAFE);
COMMENT ON AGGREGATE shop.total(numeric) IS 'Adds up';
REVOKE ALL ON FUNCTION shop.slug(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.slug(integer) TO keeper;

CREATE TABLE shop.hut (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 2),
    old_id serial,
    name shop.name NOT NULL CONSTRAINT hut_name UNIQUE,
    feeling shop.mood DEFAULT 'happy',
    height shop.height,
    "where" shop.place,
    reach shop.span,
    tags shop.hstore,
    ticket integer DEFAULT nextval('shop.ticket'),
    slug text GENERATED ALWAYS AS (shop.slug(name::text)) STORED,
    code character varying(12) COLLATE "C" DEFAULT 'it''s',
    beds integer[] DEFAULT '{1,2}',
    "Odd ""Name" integer,
    opened timestamp(3) with time zone DEFAULT now(),
    CONSTRAINT hut_key PRIMARY KEY (id),
    CONSTRAINT sane CHECK (ticket > 0 AND name <> ''),
    CONSTRAINT apart EXCLUDE USING gist (reach WITH &&)
) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
ALTER TABLE shop.hut ADD CONSTRAINT later CHECK (ticket < 5000) NOT VALID;
ALTER TABLE shop.hut ALTER COLUMN code SET STATISTICS 200;
ALTER TABLE shop.hut ALTER COLUMN slug SET STORAGE EXTERNAL;
ALTER TABLE shop.hut ALTER COLUMN old_id SET (n_distinct = -0.5);
COMMENT ON TABLE shop.hut IS 'A place to sleep';
COMMENT ON COLUMN shop.hut.name IS 'What''s its name';
COMMENT ON CONSTRAINT sane ON shop.hut IS 'Nothing silly';
CREATE INDEX hut_lower ON shop.hut (lower(name::text) DESC, ticket) INCLUDE (code) WHERE ticket > 7;
CREATE UNIQUE INDEX hut_code ON shop.hut (code) WITH (fillfactor = 50);
COMMENT ON INDEX shop.hut_lower IS 'For searching';
ALTER TABLE shop.hut CLUSTER ON hut_code;
CREATE STATISTICS shop.hut_stats (dependencies) ON name, code FROM shop.hut;
GRANT SELECT, INSERT ON shop.hut TO keeper;
GRANT UPDATE (name) ON shop.hut TO keeper WITH GRANT OPTION;
GRANT USAGE ON SCHEMA shop TO keeper;

CREATE TABLE shop.bed (
    hut bigint NOT NULL,
    number smallint NOT NULL,
    next_hut bigint, next_number smallint,
    PRIMARY KEY (hut, number),
    CONSTRAINT bed_hut FOREIGN KEY (hut) REFERENCES shop.hut (id) ON UPDATE CASCADE ON DELETE CASCADE
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT bed_next FOREIGN KEY (next_hut, next_number) REFERENCES shop.bed MATCH FULL ON DELETE SET NULL
);
ALTER TABLE shop.hut ADD COLUMN best smallint;
ALTER TABLE shop.hut ADD CONSTRAINT hut_best FOREIGN KEY (id, best) REFERENCES shop.bed (hut, number) NOT VALID;
CREATE UNLOGGED TABLE shop.scratch ();
CREATE TABLE shop.typed OF shop.place (CONSTRAINT typed_label PRIMARY KEY (label), latitude WITH OPTIONS DEFAULT 47);

CREATE TABLE shop.animal (id integer NOT NULL, name text DEFAULT 'nobody', CONSTRAINT named CHECK (name <> 'x'));
CREATE TABLE shop.dog (breed text, CONSTRAINT dog_key PRIMARY KEY (id)) INHERITS (shop.animal);
ALTER TABLE shop.dog ALTER COLUMN name SET DEFAULT 'Rex';

CREATE TABLE shop.visit (
    id bigint NOT NULL, day date NOT NULL, hut bigint, note text, PRIMARY KEY (id, day),
    CONSTRAINT visit_hut FOREIGN KEY (hut) REFERENCES shop.hut (id)
) PARTITION BY RANGE (day);
CREATE INDEX visit_note ON shop.visit (note);
CREATE TABLE shop.visit_2024 PARTITION OF shop.visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE shop.visit_2025 PARTITION OF shop.visit FOR VALUES FROM ('2025-01-01') TO (MAXVALUE)
    PARTITION BY RANGE (id);
CREATE TABLE shop.visit_2025_high PARTITION OF shop.visit_2025 FOR VALUES FROM (0) TO (1000);
CREATE TABLE shop.visit_rest PARTITION OF shop.visit DEFAULT;
ALTER TABLE shop.visit_rest ADD CONSTRAINT rest_only CHECK (note <> 'none');
CREATE TABLE shop.spread (id bigint NOT NULL, value text) PARTITION BY HASH (id);
CREATE TABLE shop.spread_0 PARTITION OF shop.spread FOR VALUES WITH (MODULUS 2, REMAINDER 0);

CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'far.example', dbname 'x''y', port '5433');
CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user 'somebody', password 'secret');
CREATE FOREIGN TABLE shop.spread_1 PARTITION OF shop.spread FOR VALUES WITH (MODULUS 2, REMAINDER 1)
    SERVER far OPTIONS (schema_name 'public', table_name 'spread');
CREATE FOREIGN TABLE shop.distant (id integer OPTIONS (column_name 'ID') NOT NULL, what text) SERVER far
    OPTIONS (table_name 'it''s');

CREATE FUNCTION shop.count_huts() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT count(*) FROM shop.hut $$;
CREATE VIEW shop.high WITH (security_barrier = true) AS
    SELECT h.id, h.name AS title, shop.slug(h.name::text) FROM shop.hut h WHERE h.height > 1000 WITH LOCAL CHECK OPTION;
CREATE VIEW shop.a_view_of_a_view AS SELECT title, shop.count_huts() AS number FROM shop.high;
ALTER VIEW shop.a_view_of_a_view RENAME COLUMN number TO huts;
COMMENT ON COLUMN shop.a_view_of_a_view.huts IS 'How many';
CREATE MATERIALIZED VIEW shop.per_mood AS SELECT feeling, count(*) AS huts FROM shop.hut GROUP BY feeling WITH NO DATA;
CREATE UNIQUE INDEX per_mood_key ON shop.per_mood (feeling);
COMMENT ON MATERIALIZED VIEW shop.per_mood IS 'Counted';

CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER hut_touch BEFORE INSERT OR UPDATE OF name ON shop.hut FOR EACH ROW
    WHEN (NEW.ticket IS NOT NULL) EXECUTE FUNCTION shop.touch('with', 'arguments');
CREATE TRIGGER hut_off AFTER DELETE ON shop.hut FOR EACH STATEMENT EXECUTE FUNCTION shop.touch();
ALTER TABLE shop.hut DISABLE TRIGGER hut_off;
COMMENT ON TRIGGER hut_touch ON shop.hut IS 'Touches';
CREATE TRIGGER visit_touch AFTER INSERT ON shop.visit FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER high_touch INSTEAD OF INSERT ON shop.high FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE RULE no_delete AS ON DELETE TO shop.bed DO INSTEAD NOTHING;

ALTER TABLE shop.hut ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.hut FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON shop.hut AS RESTRICTIVE FOR UPDATE TO keeper, CURRENT_USER USING (ticket > 5) WITH CHECK (ticket > 6);
CREATE POLICY all_see ON shop.hut FOR SELECT USING (feeling <> 'sad, "very"');
CREATE POLICY may_add ON shop.hut FOR INSERT WITH CHECK (true);
COMMENT ON POLICY mine ON shop.hut IS 'Only mine';

CREATE TABLE "Odd ""Schema"."Odd ""Table" ("select" integer PRIMARY KEY, "🐘" text DEFAULT '🐘');
CREATE VIEW "Odd ""Schema"."view.with.dots" AS SELECT "🐘" FROM "Odd ""Schema"."Odd ""Table";
)sql";

} // namespace dumbo::postgresql
