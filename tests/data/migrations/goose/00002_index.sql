-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY hut_name ON hut (name);
-- +goose Down
DROP INDEX CONCURRENTLY hut_name;
