import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsumer, type Consumer } from '../harness/consumer.js';
import { listDocumented } from '../harness/declarations.js';

const fixtures = join(import.meta.dirname, '../types');
/** Each with the platform's types of its own; those of the package itself are checked too where nothing else's are in the way. */
const projects = ['build', 'page', 'worker'] as const;
const entries = ['manifest', 'vite', 'page', 'worker'] as const;
let app: Consumer;

beforeAll(async () => {
  app = await createConsumer();
  await cp(fixtures, join(app.folder, 'types'), { recursive: true });
});
afterAll(() => app[Symbol.asyncDispose]());

describe('the types of the packed package', () => {
  it.each(projects)(
    'of a %s take what the fixtures write, and refuse what they mark',
    async (project) => {
      expect(await app.typeCheck(`types/${project}`)).toEqual([]);
    },
  );

  it.each(projects)('of a %s are the same in the way that Node resolves', async (project) => {
    await app.write({
      [`types/${project}/nodenext.json`]: JSON.stringify({
        extends: './tsconfig.json',
        compilerOptions: { module: 'NodeNext', moduleResolution: 'NodeNext' },
      }),
    });
    expect(await app.typeCheck(`types/${project}/nodenext.json`)).toEqual([]);
  });

  it.each(entries)('show a docstring for all that `%s` exports', async (entry) => {
    const documented = await listDocumented(declarationsOf(entry));
    expect(documented.length).toBeGreaterThan(0);
    const silent = documented.filter(({ docstring }) => !docstring);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it.each(entries)('say of each option in `%s` what holds without it', async (entry) => {
    const options = (await listDocumented(declarationsOf(entry))).filter(
      ({ isOptional, name }) => isOptional && /^(?:Manifest|\w*Options)\./.test(name),
    );
    expect(options.length).toBeGreaterThan(0);
    const silent = options.filter(({ docstring }) => !docstring?.includes('Default: '));
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

function declarationsOf(entry: string): string {
  return join(app.folder, 'node_modules/holdfast/dist', entry, 'index.d.ts');
}
