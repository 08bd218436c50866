import { afterEach, expect, it, vi } from 'vitest';
import { ask } from '../../../src/page/messenger.js';
import { protocolVersion } from '../../../src/protocol/messages.js';
import { createFakeWorker } from './fake-worker.js';

afterEach(() => void vi.useRealTimers());

it('sends the question with the version of the protocol, and resolves with the answer', async () => {
  const worker = createFakeWorker({ 'outbox-retry': true });
  await expect(ask(worker, { type: 'outbox-retry', id: 'a' })).resolves.toBe(true);
  expect(worker.asked).toEqual([{ holdfast: protocolVersion, type: 'outbox-retry', id: 'a' }]);
});

it('rejects with what the worker says against it', async () => {
  const worker = createFakeWorker({
    'outbox-list': () => {
      throw new Error('no database');
    },
  });
  await expect(ask(worker, { type: 'outbox-list' })).rejects.toMatchObject({
    code: 'page/no-answer',
    message: 'https://app.example/sw.js: Error: no database',
  });
});

it.each([
  null,
  undefined,
  'pong',
  { ok: 'yes' },
  { ok: true, value: {} },
  { ok: true, value: null },
  { ok: true, value: [{ id: 'a' }] },
  { ok: false },
])('rejects %j, which a worker of another kind may answer', async (reply) => {
  const stranger = {
    scriptURL: 'https://app.example/sw.js',
    postMessage: (_message: unknown, [port]: [MessagePort]) => port.postMessage(reply),
  } as unknown as ServiceWorker;
  for (const type of ['status', 'outbox-list', 'outbox-outcomes'] as const) {
    await expect(ask(stranger, { type })).rejects.toMatchObject({
      code: 'page/no-answer',
      message: `https://app.example/sw.js answered "${type}" with what is no answer to it; is it a Holdfast worker?`,
    });
  }
});

it.each([
  ['ten seconds', undefined, 10_000],
  ['as long as it was told', 300_000, 300_000],
])('waits %s for a worker that keeps silent', async (_what, timeoutMs, waitedMs) => {
  vi.useFakeTimers();
  const settled = vi.fn<() => void>();
  const answer = ask(createFakeWorker({}), { type: 'status' }, timeoutMs);
  const rejects = expect(answer.finally(settled)).rejects.toMatchObject({
    code: 'page/no-answer',
    message: expect.stringContaining(`did not answer "status" in ${waitedMs} ms`) as string,
  });
  await vi.advanceTimersByTimeAsync(waitedMs - 1);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await rejects;
});
