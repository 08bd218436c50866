import type { PlannedOutbox } from './plan.js';
import type { OutboxOptions } from './types.js';
import { parseMaxAge, parseSize } from './units.js';

/** Answers that say "not now": those of HTTP, and Cloudflare's own. */
const defaultRetryStatuses = [408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524];

/** Fills in the defaults and resolves the units. */
export function resolveOutbox({
  retainFor = '7d',
  maxEntries = 1000,
  maxBytes = '50MB',
  order = 'route',
  retryStatuses = defaultRetryStatuses,
  deadAfterAttempts,
}: OutboxOptions): PlannedOutbox {
  return {
    retainForMs: parseMaxAge(retainFor),
    maxEntries,
    maxBytes: parseSize(maxBytes),
    order,
    retryStatuses: [...new Set(retryStatuses)],
    ...(deadAfterAttempts !== undefined && { deadAfterAttempts }),
  };
}
