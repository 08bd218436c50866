import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Scenario } from '../scenario.js';
import { makeScratchFolder } from '../scratch.js';
import { writeSite } from '../site.js';

const execute = promisify(execFile);

/** The build step in a process of its own: from its start to its end, and from when its tools are loaded. */
export const build: Scenario = {
  name: 'build',
  title: 'the build step: the whole process, and without loading its tools',
  cases: [
    {
      name: '2000',
      measures: { process: 'ms', build: 'ms' },
      bars: [
        { measure: 'process', atMost: 1, times: 'workbox' },
        { measure: 'build', atMost: 1, times: 'workbox' },
      ],
      async run(subject) {
        const folder = await makeScratchFolder('build');
        await writeSite(folder, { files: 2000, fileBytes: 2 * 1024 });
        const startedAtMs = performance.now();
        const script = join(import.meta.dirname, '../build-once.js');
        const { stdout } = await execute(process.execPath, [script, subject.name, folder]);
        const tookMs = performance.now() - startedAtMs;
        await rm(folder, { recursive: true, force: true });
        return { process: tookMs, build: Number(stdout.trim().split('\n').at(-1)) };
      },
    },
  ],
};
