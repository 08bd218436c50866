import type { ReportEntry, StateName, WorkerMessage, WorkerState } from '../protocol/messages.js';
import { protocolVersion } from '../protocol/messages.js';
import type { Runtime } from './runtime.js';

const maxLogEntries = 100;

/** Where every fault and every state of the worker is written down, and what pages are told of them. */
export interface Report {
  /** The worker's named state now. */
  readonly state: WorkerState;
  /** Oldest first; at most 100, kept while the worker runs. */
  readonly log: readonly ReportEntry[];
  /** Adds a line to the log. `code` has the form `part/fact`. */
  note(code: string, subject: string, cause?: unknown): void;
  /** Adds a line to the log; a storage that fails makes the worker degraded, until the same has `recovered`. */
  fault(code: string, subject: string, cause: unknown): void;
  /** What failed with this code works again. */
  recovered(code: string): void;
  /** The install of this version failed; settles when pages know, for the worker goes then. */
  installFailed(cause: unknown): Promise<void>;
  /** Sends a message to every page of the scope, controlled or not. Never rejects. */
  tell(message: WorkerMessage): Promise<void>;
}

/** Makes the report of one worker. */
export function createReport(runtime: Runtime, version: string): Report {
  const log: ReportEntry[] = [];
  let state: WorkerState = { name: 'normal' };
  let degradedBy: string | undefined;

  function note(code: string, subject: string, cause?: unknown): void {
    const detail = cause !== undefined && { detail: describe(cause) };
    log.push({ atMs: runtime.now(), code, subject, ...detail });
    if (log.length > maxLogEntries) log.shift();
  }

  async function tell(message: WorkerMessage): Promise<void> {
    try {
      const pages = await runtime.clients.matchAll({ type: 'window', includeUncontrolled: true });
      for (const page of pages) {
        if (page.url.startsWith(runtime.scope.href)) page.postMessage(message);
      }
    } catch (error) {
      note('report/untold', message.type, error);
    }
  }

  async function enter(name: StateName, reason?: string): Promise<void> {
    if (state.name === name && state.reason === reason) return;
    state = reason === undefined ? { name } : { name, reason };
    await tell({ holdfast: protocolVersion, type: 'state', version, state });
  }

  return {
    get state() {
      return state;
    },
    log,
    note,
    tell,
    fault(code, subject, cause) {
      note(code, subject, cause);
      // Storage fails with a DOMException; a full one, a body that broke off and a plugin's error leave it well.
      if (!(cause instanceof DOMException) || cause.name === 'QuotaExceededError') return;
      degradedBy = code;
      void enter('degraded', `${code}: ${subject}: ${describe(cause)}`);
    },
    recovered(code) {
      if (state.name === 'degraded' && degradedBy === code) void enter('normal');
    },
    installFailed(cause) {
      note('install/failed', version, cause);
      return enter('broken-install', describe(cause));
    },
  };
}

/** What an error says for itself. */
export function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
