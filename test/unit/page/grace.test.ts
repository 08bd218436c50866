import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readGraceMs } from '../../../src/page/grace.js';
import { updateGraceMs } from '../../../src/protocol/messages.js';
import { createFakeWorker } from './fake-worker.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const none = { installing: null, waiting: null };

it('leaves the worker in charge alone for ten seconds from when a newer one was first seen', () => {
  const newer = createFakeWorker({});
  expect(readGraceMs(none)).toBe(0);
  expect(readGraceMs({ ...none, installing: newer })).toBe(updateGraceMs);
  vi.advanceTimersByTime(4000);
  expect(readGraceMs({ ...none, waiting: newer })).toBe(updateGraceMs - 4000);
  expect(readGraceMs(none)).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(readGraceMs({ ...none, waiting: newer })).toBe(0);
});

it('begins anew with a worker that is newer still', () => {
  const waiting = createFakeWorker({});
  readGraceMs({ ...none, waiting });
  vi.advanceTimersByTime(60_000);
  expect(readGraceMs({ installing: createFakeWorker({}), waiting })).toBe(updateGraceMs);
});
