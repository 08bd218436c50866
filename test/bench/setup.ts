import { cpus, release, totalmem, type } from 'node:os';
import { readBrowserVersion } from './browser.js';
import type { Run } from './results.js';
import type { Subject } from './subject.js';

/** Under what a run takes place. */
export type Setup = Omit<Run, 'figures'>;

/** Reads what day it is, and what machine, browser and versions these are. */
export async function readSetup(subjects: readonly Subject[]): Promise<Setup> {
  const [cpu] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cores: cpus().length,
      cpu: cpu?.model.trim() ?? 'unknown CPU',
      memoryGb: Math.round(totalmem() / 1024 ** 3),
      os: `${type()} ${release().split('.', 2).join('.')}`,
    },
    browser: await readBrowserVersion(),
    node: process.version.slice(1),
    subjects: Object.fromEntries(
      subjects.map(({ name, packages, remark }) => [
        name,
        { packages, ...(remark !== undefined && { remark }) },
      ]),
    ),
  };
}

/** The machine of a run, in a few words. */
export function describeMachine({ machine: { cores, cpu, memoryGb, os } }: Setup): string {
  return `${cores} x ${cpu}, ${memoryGb} GB, ${os}`;
}
