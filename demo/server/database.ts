import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';

/** The open database. */
export type Sql = Database.Database;

/** Long enough for another process to finish its own write to the same file. */
const busyTimeoutMs = 5000;

/** Each step is run once, in this order; `user_version` counts those that a file has behind it. */
const steps: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS visits (
     id TEXT PRIMARY KEY,
     country TEXT NOT NULL,
     date TEXT NOT NULL,
     note TEXT NOT NULL,
     sequence INTEGER NOT NULL
   )`,
  `ALTER TABLE visits ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
   CREATE TABLE photos (
     id TEXT PRIMARY KEY,
     visit TEXT NOT NULL UNIQUE,
     type TEXT NOT NULL,
     data BLOB NOT NULL
   );
   CREATE TABLE idempotency_keys (
     key TEXT PRIMARY KEY,
     fingerprint TEXT NOT NULL,
     status INTEGER NOT NULL,
     body TEXT,
     created_at_ms INTEGER NOT NULL
   );
   CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at_ms)`,
];

/** Opens the database file, and brings its tables up to date; `':memory:'` keeps nothing. */
export function openDatabase(file: string): Sql {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file, { timeout: busyTimeoutMs });
  database
    .transaction(() => {
      const { user_version: done } = database.prepare('PRAGMA user_version').get() as {
        user_version: number;
      };
      for (const step of steps.slice(done)) database.exec(step);
      database.exec(`PRAGMA user_version = ${steps.length}`);
    })
    .immediate();
  return database;
}
