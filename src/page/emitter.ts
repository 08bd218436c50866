/** Typed events with explicit listeners; a listener that throws does not keep the others from hearing. */
export interface Emitter<TEvents> {
  on<TType extends keyof TEvents>(
    type: TType,
    listener: (event: TEvents[TType]) => void,
  ): () => void;
  emit<TType extends keyof TEvents>(type: TType, event: TEvents[TType]): void;
  /** Tells whether anybody listens. */
  has(type: keyof TEvents): boolean;
}

/** Makes an emitter. Adding the same listener twice makes it hear twice. */
export function createEmitter<TEvents>(): Emitter<TEvents> {
  const listeners = new Map<keyof TEvents, Set<(event: never) => void>>();
  return {
    on(type, listener) {
      const own = (event: TEvents[typeof type]): void => listener(event);
      const all = listeners.get(type) ?? new Set();
      listeners.set(type, all.add(own));
      return () => all.delete(own);
    },
    emit(type, event) {
      for (const listener of listeners.get(type) ?? []) {
        try {
          listener(event as never);
        } catch (error) {
          // The app's own fault: it belongs in the app's own error handling.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    has: (type) => (listeners.get(type)?.size ?? 0) > 0,
  };
}
