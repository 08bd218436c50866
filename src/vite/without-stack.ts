import { isHoldfastError } from '../errors.js';

/** Waits for a step of the build, and leaves the stack out of an error of ours. */
export async function withoutStack<TValue>(step: Promise<TValue>): Promise<TValue> {
  try {
    return await step;
  } catch (error) {
    throw trimError(error);
  }
}

/**
 * Leaves of an error of ours what people are to read: Vite prints the stack too, which leads into this package, the cause with
 * its own, and every property, which the message has already.
 * @returns the same error; of others, as they came
 */
export function trimError(error: unknown): unknown {
  if (!isHoldfastError(error)) return error;
  error.stack = `${error.name}: ${error.message}`;
  delete error.cause;
  for (const key of ['problems', 'url']) {
    if (key in error) Object.defineProperty(error, key, { enumerable: false });
  }
  return error;
}
