/* oxlint-disable typescript/no-unsafe-call -- this script belongs to no TypeScript project */
// The last step of the package's build: what `tsc` does not write.
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { manifestJsonSchema } from '../../dist/manifest/json-schema.js';

const dist = new URL('../../dist/', import.meta.url);
const schema = `${JSON.stringify(manifestJsonSchema(), undefined, 2)}\n`;
await writeFile(new URL('manifest.schema.json', dist), schema);
await copyFile(new URL('../virtual.d.ts', import.meta.url), new URL('virtual.d.ts', dist));
await chmod(new URL('cli/main.js', dist), 0o755);
