-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY bed_id ON bed (id);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY bed_id;
