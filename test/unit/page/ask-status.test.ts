import { expect, it } from 'vitest';
import { askStatus, hasOutbox } from '../../../src/page/ask-status.js';
import { createFakeWorker, someOutbox, statusOf, type FakeAnswers } from './fake-worker.js';

it.each([
  ['with an outbox', statusOf({ outbox: someOutbox }), true],
  ['without one', statusOf(), false],
])('asks a worker %s once, however often it is wanted', async (_what, status, has) => {
  const worker = createFakeWorker({ status });
  await expect(hasOutbox(worker)).resolves.toBe(has);
  await expect(hasOutbox(worker)).resolves.toBe(has);
  expect(worker.asked).toHaveLength(1);
});

it('asks nothing more of a worker whose status somebody wants, or has wanted', async () => {
  const worker = createFakeWorker({ status: statusOf() });
  const status = askStatus(worker);
  await expect(hasOutbox(worker)).resolves.toBe(false);
  expect(worker.asked).toHaveLength(1);
  await expect(status).resolves.toEqual(statusOf());
});

it('takes it that a degraded worker may have one, and asks again', async () => {
  const answers: { status: unknown } & FakeAnswers = {
    status: statusOf({ state: { name: 'degraded', reason: 'no database' } }),
  };
  const worker = createFakeWorker(answers);
  await expect(hasOutbox(worker)).resolves.toBe(true);
  answers.status = statusOf();
  await expect(hasOutbox(worker)).resolves.toBe(false);
  await expect(hasOutbox(worker)).resolves.toBe(false);
  expect(worker.asked).toHaveLength(2);
});

it('asks a worker again that could not answer', async () => {
  const answers: { status: unknown } & FakeAnswers = {
    status: () => {
      throw new Error('later');
    },
  };
  const worker = createFakeWorker(answers);
  await expect(hasOutbox(worker)).rejects.toMatchObject({ code: 'page/no-answer' });
  answers.status = statusOf({ outbox: someOutbox });
  await expect(hasOutbox(worker)).resolves.toBe(true);
});
