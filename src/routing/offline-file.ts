import type { Plan } from '../manifest/plan.js';
import type { PrecachedFile } from './lookup.js';
import type { RoutableRequest } from './route.js';

/** What of a `Request` says what it is for. Source: Fetch, request `destination`. */
type OfflineRequest = Pick<RoutableRequest['request'], 'destination'>;

/** Finds the precached file that answers a request when nothing else can, by its destination. */
export function offlineFile(
  { offline, precache }: Plan,
  { destination }: OfflineRequest,
): PrecachedFile | undefined {
  const path = offline[destination as keyof typeof offline];
  if (path === undefined) return undefined;
  return { kind: precache?.shell.includes(path) ? 'shell' : 'asset', path };
}
