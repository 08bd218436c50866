import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsumer, type Consumer } from '../harness/consumer.js';
import { listDocumented } from '../harness/declarations.js';

const fixtures = join(import.meta.dirname, '../types');
const entries = ['manifest', 'vite', 'page', 'worker'] as const;
let app: Consumer;

beforeAll(async () => {
  app = await createConsumer();
  await cp(fixtures, join(app.folder, 'types'), { recursive: true });
});
afterAll(() => app[Symbol.asyncDispose]());

describe('the types of the packed package', () => {
  it('take what the fixtures write, and refuse what they mark', async () => {
    expect(await app.typeCheck('types')).toEqual([]);
  });

  it('take the same in Node', async () => {
    await app.write({
      'types-of-node/tsconfig.json': JSON.stringify({
        extends: '../types/tsconfig.json',
        compilerOptions: { module: 'NodeNext', moduleResolution: 'NodeNext' },
        include: ['../types/*.ts'],
      }),
    });
    expect(await app.typeCheck('types-of-node')).toEqual([]);
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
