import type { Booth } from './booth.js';
import type { Order } from './faults.js';

/** One thing that a worker does, and what pages are promised while one call of it fails. */
export interface Scenario {
  /** Whether each run needs a scope of its own, as what it does cannot be undone. */
  readonly isFinal?: boolean;
  /** Whether its worker keeps no report. */
  readonly isMute?: boolean;
  /** Brings the booth into the state that the scenario starts from; without faults. */
  prepare(booth: Booth, run: number): Promise<void>;
  /** Does it; the order is for the worker that starts next. @returns the promises that were broken */
  act(booth: Booth, order: Order | undefined, run: number): Promise<string[]>;
  /** Starts a worker without faults. @returns what is wrong then; default: what `checkHealth` finds in edition `one` */
  recover?(booth: Booth): Promise<string[]>;
  /** Looks at what cannot be seen before the booth is healthy again. */
  conclude?(booth: Booth, order: Order | undefined): Promise<string[]>;
}

/** The server's conditions in most scenarios. */
export const up = { edition: 'one', isDown: false } as const;
export const down = { edition: 'one', isDown: true } as const;

/** Opens a page of a worker that is in charge. */
export async function begin(booth: Booth): Promise<void> {
  await booth.set(up);
  if (!(await booth.readRegistration())) await booth.install();
  await booth.open('');
}

/** Opens one, lets its worker finish what it does, and stops it: the next event starts one anew. */
export async function rested(booth: Booth): Promise<void> {
  await begin(booth);
  await rest(booth);
}

/** Lets the worker finish what it does, and stops it. */
export async function rest(booth: Booth): Promise<void> {
  await booth.tell({ lab: 'rest' });
  await booth.kill();
}
