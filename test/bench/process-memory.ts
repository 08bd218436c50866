import { readdir, readFile } from 'node:fs/promises';

/** Whether this system tells what memory a process alone is to blame for. */
export const canMeasureMemory: boolean = process.platform === 'linux';

/**
 * The memory of all processes of the browser with this profile: the sum of their proportional set sizes, in which pages
 * that processes share are counted once. Source: proc_pid_smaps(5), `smaps_rollup`, `Pss`.
 */
export async function readBrowserBytes(profile: string): Promise<number> {
  const parents = new Map<number, number>();
  const members = new Set<number>();
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const [status, command] = await Promise.all([read(pid, 'stat'), read(pid, 'cmdline')]);
    // The second field is the command's name in brackets, and may hold anything.
    parents.set(pid, Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]));
    if (command.includes(profile)) members.add(pid);
  }
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const [pid, parent] of parents) if (members.has(parent)) members.add(pid);
  }
  let sum = 0;
  for (const pid of members) {
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(await read(pid, 'smaps_rollup'))?.[1];
    sum += Number(kilobytes ?? 0) * 1024;
  }
  return sum;
}

async function read(pid: number, file: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // The process has ended since it was listed.
    return '';
  }
}
