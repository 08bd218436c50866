import type { Runtime } from '../runtime.js';

declare const self: ServiceWorkerGlobalScope;

/** What the outbox alone takes from the platform. */
export interface OutboxPlatform {
  /** Runs work while no other worker of this scope runs its own; without Web Locks, at once. */
  lock<TValue>(name: string, work: () => Promise<TValue>): Promise<TValue>;
  /** Whether `lock` keeps its word. */
  readonly hasLocks: boolean;
  randomId(): string;
  /** From 0 to less than 1. */
  random(): number;
  /**
   * Asks for a `sync` event as soon as there is a network; nothing where the browser has none, or the user does not allow it.
   * Source: Web Background Synchronization, `SyncManager.register()`
   */
  requestSync(tag: string): Promise<void>;
}

/** TypeScript's library does not know it. */
interface SyncRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** Binds the running service worker's globals. */
export function createOutboxPlatform({ navigator }: Runtime): OutboxPlatform {
  // Not in every engine.
  const locks = navigator.locks as LockManager | undefined;
  return {
    lock: async (name, work) => (locks ? locks.request(name, work) : work()),
    hasLocks: locks !== undefined,
    randomId: () => self.crypto.randomUUID(),
    random: () => Math.random(),
    async requestSync(tag) {
      try {
        await (self.registration as SyncRegistration).sync?.register(tag);
      } catch {
        // Refused, by the user or by the browser; pages wake the outbox as well.
      }
    },
  };
}
