-- CreateTable
CREATE TABLE "Hut" (
    "id" SERIAL NOT NULL,

    CONSTRAINT "Hut_pkey" PRIMARY KEY ("id")
);
