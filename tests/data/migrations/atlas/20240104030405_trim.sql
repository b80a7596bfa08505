-- atlas:delimiter -- end

CREATE FUNCTION hut_trim() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END;';
-- end
CREATE TRIGGER hut_trim BEFORE INSERT ON hut FOR EACH ROW EXECUTE FUNCTION hut_trim();
-- end
