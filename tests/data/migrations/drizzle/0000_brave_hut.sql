CREATE TABLE "hut" ("id" integer);
--> statement-breakpoint
CREATE INDEX "hut_id" ON "hut" ("id");--> statement-breakpoint
CREATE INDEX "hut_id_2" ON "hut" ("id");