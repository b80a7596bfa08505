-- CreateTable
CREATE TABLE "Guide" ("id" INTEGER NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "Guide_id_key" ON "Guide"("id");
