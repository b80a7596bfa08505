-- atlas:txmode none

-- Create index "hut_id" to table: "hut"
CREATE INDEX CONCURRENTLY hut_id ON hut (id);
