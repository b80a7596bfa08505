-- +goose Up
CREATE TABLE hut (id integer PRIMARY KEY, name text);
-- +goose StatementBegin
CREATE FUNCTION hut_name() RETURNS trigger AS $$
BEGIN
    NEW.name := trim(NEW.name);
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION hut_name();
DROP TABLE hut;
