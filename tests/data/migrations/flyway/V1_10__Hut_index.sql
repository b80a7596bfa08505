CREATE INDEX CONCURRENTLY hut_height ON hut (height);
