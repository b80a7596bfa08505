-- no-transaction
CREATE INDEX CONCURRENTLY hut_id ON hut (id);
