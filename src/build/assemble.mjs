/* oxlint-disable typescript/no-unsafe-call -- this script belongs to no TypeScript project */
// The last step of the package's build: what `tsc` does not write.
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { manifestJsonSchema } from '../../dist/manifest/json-schema.js';

const dist = new URL('../../dist/', import.meta.url);
const schema = `${JSON.stringify(manifestJsonSchema(), undefined, 2)}\n`;
await writeFile(new URL('manifest.schema.json', dist), schema);
for (const name of ['virtual.d.ts', 'virtual-plan.d.ts']) {
  await copyFile(new URL(`../${name}`, import.meta.url), new URL(name, dist));
}
await chmod(new URL('cli/main.js', dist), 0o755);
