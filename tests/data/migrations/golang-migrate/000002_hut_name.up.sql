ALTER TABLE hut ADD COLUMN name text;
