// node theirs.mjs URL: does what the lines of its input say by the existing Pongo, and answers each with a line of JSON. Its close() fails on
// Node 20, so the process ends instead.
import { createInterface } from 'node:readline';
import { JSONSerializer, dumbo, runSQLMigrations } from '@event-driven-io/dumbo';
import { pgDumboDriver } from '@event-driven-io/dumbo/pg';
import { pongoClient, pongoSchema } from '@event-driven-io/pongo';
import { pongoDriver } from '@event-driven-io/pongo/pg';

const connectionString = process.argv[2];
const client = pongoClient({ driver: pongoDriver, connectionString, schema: { autoMigration: 'CreateOrUpdate' } });

// { $date: … }, { $bigint: … } and { $regex: … } are values that JSON has no form for.
const revive = (key, value) =>
    value && typeof value === 'object' && '$date' in value ? new Date(value.$date)
        : value && typeof value === 'object' && '$bigint' in value ? BigInt(value.$bigint)
        : value && typeof value === 'object' && '$pattern' in value ? new RegExp(value.$pattern)
        : value;
const plain = (key, value) => (typeof value === 'bigint' ? value.toString() : value);

async function migrate(names) {
    const migrations = pongoDriver.databaseFactory({
        schema: { definition: pongoSchema.db.from(undefined, names) },
        serializer: JSONSerializer,
        connectionString,
    }).schema.component.migrations;
    const done = await runSQLMigrations(dumbo({ connectionString, driver: pgDumboDriver }), migrations, {});
    return { applied: done.applied.map((m) => m.name), skipped: done.skipped.map((m) => m.name) };
}

async function sessionCount(collection) {
    return client.withSession((session) =>
        session.withTransaction(async () => {
            await client.db().collection(collection).insertOne({ inside: true }, { session });
            return client.db().collection(collection).countDocuments({}, { session });
        }));
}

for await (const line of createInterface({ input: process.stdin })) {
    const { call, collection, args = [] } = JSON.parse(line, revive);
    try {
        const result = call === 'migrate' ? await migrate(args)
            : call === 'sessionCount' ? await sessionCount(collection)
            : await client.db().collection(collection)[call](...args);
        console.log(JSON.stringify({ result: result ?? null }, plain));
    } catch (error) {
        console.log(JSON.stringify({ error: error.message }));
    }
}
process.exit(0);
