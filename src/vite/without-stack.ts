import { isHoldfastError } from '../errors.js';

/**
 * Waits for a step of the build. Of an error of ours it leaves what people are to read: Vite prints the stack too, which leads
 * into this package, and every property, which the message has already.
 */
export async function withoutStack<TValue>(step: Promise<TValue>): Promise<TValue> {
  try {
    return await step;
  } catch (error) {
    if (isHoldfastError(error)) {
      error.stack = `${error.name}: ${error.message}`;
      for (const key of ['problems', 'url']) {
        if (key in error) Object.defineProperty(error, key, { enumerable: false });
      }
    }
    throw error;
  }
}
