-- dumbo:no-transaction
CREATE INDEX hut_name ON hut (name);
