import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../demo/holdfast.config.js';
import { build } from '../../src/build/engine.js';
import { parseManifest } from '../../src/manifest/parse.js';

/** Makes another version of the built demo, in which only the entry document has changed; returns that version. */
export async function buildNextDemo(folder: string): Promise<string> {
  await cp(join(import.meta.dirname, '../../demo/dist'), folder, { recursive: true });
  const entry = join(folder, 'index.html');
  await writeFile(entry, `${await readFile(entry, 'utf8')}<!-- next -->\n`);
  const { version } = await build({
    folder,
    root: folder,
    manifest: { file: join(folder, 'holdfast.config.ts'), manifest: parseManifest(manifest) },
  });
  return version;
}
