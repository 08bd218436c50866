import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPackage, runIn } from '../harness/pack.js';

const root = join(import.meta.dirname, '../..');
let folder: string;
let tarball: string;
let unpacked: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-pack-'));
  tarball = await packPackage(folder);
  await runIn(folder, 'tar', ['-xzf', tarball]);
  unpacked = join(folder, 'package');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface PackageJson {
  readonly exports: Readonly<Record<string, string | { types: string; default?: string }>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

async function readPackage(): Promise<PackageJson> {
  return JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8')) as PackageJson;
}

describe('the packed tarball', () => {
  it('passes publint', async () => {
    await runIn(root, 'npx', ['publint', tarball, '--strict']);
  });

  it('has types that are right wherever ESM is', async () => {
    const ignored = ['--exclude-entrypoints', './manifest.schema.json'];
    await runIn(root, 'npx', ['attw', tarball, '--profile', 'esm-only', ...ignored]);
  });

  it('holds every file that its exports and commands name', async () => {
    const { exports, bin } = await readPackage();
    const files = await readdir(unpacked, { recursive: true });
    const named = [
      ...Object.values(exports).flatMap((target) =>
        typeof target === 'string' ? [target] : Object.values(target),
      ),
      ...Object.values(bin),
    ];
    for (const file of named) expect(files).toContain(join(file));
  });

  it('holds the built package, its licence and its README, and nothing else', async () => {
    expect((await readdir(unpacked)).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'dist',
      'package.json',
    ]);
  });

  it('can be imported in Node by every subpath that Node can run', async () => {
    const script = `
      const { defineManifest, parseManifest, isHoldfastError } = await import('holdfast');
      const { holdfast } = await import('holdfast/vite');
      const { connect } = await import('holdfast/page');
      const status = await connect().status();
      console.log(JSON.stringify([
        typeof defineManifest, typeof parseManifest, typeof isHoldfastError, typeof holdfast, status.availability, status.reason,
      ]));`;
    const file = join(root, '.cache', 'import-subpaths.mjs');
    await writeFile(file, script);
    expect(JSON.parse(await runIn(root, process.execPath, [file]))).toEqual([
      'function',
      'function',
      'function',
      'function',
      'unavailable',
      'this is not a page',
    ]);
  });

  it('names no file of the machine it was built on', async () => {
    const files = await readdir(join(unpacked, 'dist'), { recursive: true, withFileTypes: true });
    for (const file of files) {
      if (!file.isFile()) continue;
      const text = await readFile(join(file.parentPath, file.name), 'utf8');
      expect(text, file.name).not.toContain(root);
    }
  });
});
