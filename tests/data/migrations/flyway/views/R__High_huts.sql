CREATE VIEW high_hut AS SELECT * FROM hut WHERE height > 2000;
