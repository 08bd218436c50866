import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { bundleWorker } from '../../../src/build/bundle.js';
import { makeFolder } from './folder.js';

describe("an app's own worker file", () => {
  it.each([
    [
      'a constructor without classes',
      `var Emitter = function () {};\nEmitter.prototype.on = function () { return 'heard'; };\nself.said = new Emitter().on();`,
      'heard',
    ],
    [
      'a property that is read for what its getter does',
      `const once = { get done() { self.said = 'read'; return true; } };\nonce.done;`,
      'read',
    ],
    [
      'how many arguments a function takes',
      `const pair = (left, right) => left;\nself.pair = pair;\nself.said = pair.length;`,
      2,
    ],
  ])('means after minifying what it meant before: %s', async (_, source, expected) => {
    const root = await makeFolder({ 'sw.js': source });
    const entry = { file: join(root, 'sw.js') };
    const { code } = await bundleWorker({ entry, root, mode: 'production' });
    const self: { said?: unknown } = {};
    runInNewContext(code, { self });
    expect(self.said).toBe(expected);
  });
});
