import type { CDPSession } from 'playwright';

/** Stops service workers as the browser does when they are idle. */
export interface WorkerSwitch {
  /** Resolves once no worker runs. */
  stop(): Promise<void>;
}

/** Source: Chrome DevTools Protocol, domain ServiceWorker. */
export function createWorkerSwitch(session: CDPSession): WorkerSwitch {
  const running = new Set<string>();
  let onStopped: (() => void) | undefined;
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { runningStatus, versionId } of versions) {
      if (runningStatus === 'stopped') running.delete(versionId);
      else running.add(versionId);
    }
    if (running.size === 0) onStopped?.();
  });
  const enabled = session.send('ServiceWorker.enable');
  return {
    async stop() {
      await enabled;
      const stopped = new Promise<void>((resolve) => {
        onStopped = resolve;
      });
      if (running.size === 0) return;
      await session.send('ServiceWorker.stopAllWorkers');
      await stopped;
    },
  };
}
