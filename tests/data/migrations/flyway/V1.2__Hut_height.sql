ALTER TABLE hut ADD COLUMN height integer;
