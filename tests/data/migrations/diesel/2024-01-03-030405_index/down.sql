DROP INDEX hut_id;
