import type { Connection, Status, UpdateEvent } from 'holdfast/page';

const refreshMs = 5000;

/** The worker's status, kept fresh while somebody looks at it. */
export interface LiveStatus {
  /** What was read last, and when; `undefined` before that. */
  snapshot(): { readonly status: Status; readonly atMs: number } | undefined;
  /** The newest version this tab has heard of, if it is not the one it was loaded with. */
  update(): UpdateEvent | undefined;
  /** Whether it is read again by itself: not while the reader has paused it, and not while an update waits. */
  mode(): 'live' | 'paused' | 'held';
  pause(): void;
  resume(): void;
  /** Reads it once, however it is paused, unless an update waits. */
  read(): Promise<void>;
  /** Returns what ends it. */
  start(): () => void;
}

/** Options of `createLiveStatus`. */
export interface LiveStatusOptions {
  /** Reads what is shown beside the status; waited for before the next turn. */
  readonly onRead: (status: Status) => Promise<void>;
  readonly onChange: () => void;
}

/**
 * Reads the status when the worker tells of something, and every few seconds while the page is visible.
 *
 * While a newer worker waits, the one in charge is left alone: Chromium lets the newer one take over only when no message has
 * reached the older one for half a minute. What the update's own event says is enough to show it.
 */
export function createLiveStatus(
  connection: Connection,
  { onRead, onChange }: LiveStatusOptions,
): LiveStatus {
  let snapshot: ReturnType<LiveStatus['snapshot']>;
  let update: UpdateEvent | undefined;
  /** Nothing was read yet of the worker in charge. */
  let isUnknown = true;
  let isPaused = false;
  let isOpen = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading: Promise<void> | undefined;
  let isWanted = false;

  function isHeld(): boolean {
    const { activeVersion, waitingVersion } = snapshot?.status ?? {};
    // A page that is entered late hears of an update as it was when it came.
    return (
      waitingVersion !== undefined ||
      (update?.state === 'waiting' && update.version !== activeVersion)
    );
  }

  function mode(): ReturnType<LiveStatus['mode']> {
    if (isHeld()) return 'held';
    return isPaused ? 'paused' : 'live';
  }

  /** One at a time: who asks meanwhile needs an answer that knows what has happened since. */
  async function read(): Promise<void> {
    isWanted = true;
    reading ??= readWhileWanted().finally(() => {
      reading = undefined;
      schedule();
    });
    return reading;
  }

  async function readWhileWanted(): Promise<void> {
    while (isWanted && (isUnknown || !isHeld())) {
      isWanted = false;
      isUnknown = false;
      snapshot = { status: await connection.status(), atMs: Date.now() };
      onChange();
      await onRead(snapshot.status);
    }
  }

  function schedule(): void {
    clearTimeout(timer);
    if (isOpen && mode() === 'live' && document.visibilityState === 'visible') {
      timer = setTimeout(() => void read(), refreshMs);
    }
  }

  function onNews(): void {
    if (mode() === 'live') void read();
  }

  function onUpdate(event: UpdateEvent): void {
    update = event;
    if (isHeld()) clearTimeout(timer);
    else onNews();
    onChange();
  }

  /** The newer worker is in charge, maybe because another tab has asked for it. */
  function onTakeover(): void {
    isUnknown = true;
    void read();
  }

  function onVisibility(): void {
    if (document.visibilityState === 'visible') onNews();
    else clearTimeout(timer);
  }

  function start(): () => void {
    isOpen = true;
    const { serviceWorker } = navigator as Partial<Pick<Navigator, 'serviceWorker'>>;
    serviceWorker?.addEventListener('controllerchange', onTakeover);
    document.addEventListener('visibilitychange', onVisibility);
    const stops = [
      connection.on('update', onUpdate),
      ...(['offline-ready', 'outbox', 'state'] as const).map((type) => connection.on(type, onNews)),
    ];
    void read();
    return () => {
      isOpen = false;
      clearTimeout(timer);
      serviceWorker?.removeEventListener('controllerchange', onTakeover);
      document.removeEventListener('visibilitychange', onVisibility);
      for (const stop of stops) stop();
    };
  }

  return {
    snapshot: () => snapshot,
    update: () => update,
    mode,
    pause() {
      isPaused = true;
      clearTimeout(timer);
      onChange();
    },
    resume() {
      isPaused = false;
      onNews();
      onChange();
    },
    read,
    start,
  };
}
