import type { PlannedStorage } from '../../manifest/plan.js';
import type { Runtime } from '../runtime.js';

/** How many bytes of the origin's quota have to go, so that as many are free as the plan wants; 0 or less: none. */
export async function readShortage(
  { navigator }: Runtime,
  { keepFreeBytes = 0 }: PlannedStorage,
): Promise<number> {
  // Not in every engine.
  const manager = navigator.storage as StorageManager | undefined;
  const { usage = 0, quota = Infinity } = (await manager?.estimate()) ?? {};
  return keepFreeBytes - (quota - usage);
}
