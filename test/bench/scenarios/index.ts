import type { Scenario } from '../scenario.js';
import { build } from './build.js';
import { cold } from './cold.js';
import { evict } from './evict.js';
import { hit } from './hit.js';
import { install } from './install.js';
import { memory } from './memory.js';
import { outbox } from './outbox.js';
import { precached } from './precached.js';
import { size } from './size.js';
import { update } from './update.js';

/** Everything that is measured, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  size,
  install,
  update,
  memory,
  cold,
  precached,
  hit,
  evict,
  outbox,
  build,
];
