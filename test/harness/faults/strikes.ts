import type { Call, Counts, faultsOf, Observation, Order } from './faults.js';

/** Counts calls, and says which of them fails. */
export interface Strikes {
  /** Counts one call; how it fails, if it is the one. */
  take<TCall extends Call>(call: TCall): (typeof faultsOf)[TCall][number] | undefined;
  /** Counts from now on, and fails as ordered. */
  arm(order: Order | undefined): void;
  observe(): Observation;
}

/** Makes the strikes of one worker. */
export function createStrikes(onStrike: () => void): Strikes {
  let counts: Counts = {};
  let order: Order | undefined;
  let isStruck = false;
  return {
    take(call) {
      const n = (counts[call] = (counts[call] ?? 0) + 1);
      if (order?.call !== call || order.n !== n) return undefined;
      isStruck = true;
      onStrike();
      return order.fault;
    },
    arm(given) {
      order = given;
      counts = {};
      isStruck = false;
    },
    observe: () => ({ counts: { ...counts }, isStruck }),
  };
}

/** Never settles. */
export function hang(): Promise<never> {
  return new Promise(() => {});
}

/** What storage says of a fault of its own. */
export function storageFault(name = 'UnknownError'): DOMException {
  return new DOMException(`injected ${name}`, name);
}
