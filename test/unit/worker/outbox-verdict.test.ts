import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannedOutbox } from '../../../src/manifest/plan.js';
import type { OutboxRecord } from '../../../src/worker/outbox/record.js';
import { isDue, judge, readBackoff, readRetryAfter } from '../../../src/worker/outbox/verdict.js';

const nowMs = Date.UTC(2026, 4, 17, 12);
const dayMs = 24 * 3_600_000;
const policy: PlannedOutbox = {
  retainForMs: 7 * dayMs,
  maxEntries: 1000,
  maxBytes: 1_000_000,
  order: 'route',
  retryStatuses: [408, 425, 429, 500, 502, 503, 504],
};
const sent: OutboxRecord = {
  id: 'a',
  order: 1,
  route: 'writes',
  method: 'POST',
  url: 'https://example.com/api/visits',
  headers: [],
  options: {
    mode: 'cors',
    credentials: 'same-origin',
    cache: 'default',
    redirect: 'follow',
    referrer: 'about:client',
    referrerPolicy: '',
    integrity: '',
  },
  sizeBytes: 10,
  createdAtMs: nowMs - 1000,
  expiresAtMs: nowMs + 7 * dayMs,
  state: 'sending',
  attempts: 1,
  refusals: 0,
  nextAttemptAtMs: nowMs - 1000,
};

function answer(status: number, headers: readonly (readonly [string, string])[] = []) {
  return { status, statusText: '', headers };
}

function judgeAnswer(status: number, record = sent, options: Partial<PlannedOutbox> = {}) {
  return judge(record, { ...policy, ...options }, answer(status), { nowMs, random: 0.5 });
}

describe('judge', () => {
  it.each([200, 201, 202, 204, 304, 0])('takes %i for delivered', (status) => {
    expect(judgeAnswer(status)).toMatchObject({ state: 'delivered', isUnheard: true });
  });

  it.each([400, 404, 405, 409, 410, 413, 415, 422, 501, 505])('takes %i for final', (status) => {
    expect(judgeAnswer(status)).toMatchObject({
      state: 'dead',
      reason: 'refused',
      isUnheard: true,
      answer: { status },
    });
  });

  it.each([401, 403])('takes %i for a wish to be signed in', (status) => {
    expect(judgeAnswer(status)).toMatchObject({ state: 'blocked' });
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('sends again after %i', (status) => {
    expect(judgeAnswer(status)).toMatchObject({
      state: 'waiting',
      setback: 'refused',
      refusals: 1,
      nextAttemptAtMs: nowMs + 500,
    });
  });

  it('sends again when no answer came', () => {
    const judged = judge(sent, policy, undefined, { nowMs, random: 0.5 });
    expect(judged).toMatchObject({ state: 'waiting', setback: 'unreachable', refusals: 0 });
  });

  it('takes a 409 for "still at work" only right after an attempt without an answer', () => {
    const unanswered = judge(sent, policy, undefined, { nowMs, random: 0.5 });
    const again = judgeAnswer(409, { ...unanswered, state: 'sending' });
    expect(again).toMatchObject({ state: 'waiting', setback: 'refused' });
    expect(judgeAnswer(409, { ...again, state: 'sending' })).toMatchObject({ state: 'dead' });
  });

  it('gives up after so many answers, however often the server could not be reached', () => {
    let record = sent;
    for (let attempt = 0; attempt < 50; attempt++) {
      record = judge(record, { ...policy, deadAfterAttempts: 2 }, undefined, {
        nowMs,
        random: 0,
      });
    }
    expect(record.state).toBe('waiting');
    record = judgeAnswer(500, record, { deadAfterAttempts: 2 });
    expect(record.state).toBe('waiting');
    record = judgeAnswer(500, record, { deadAfterAttempts: 2 });
    expect(record).toMatchObject({ state: 'dead', reason: 'attempts', isUnheard: true });
  });

  it('waits as long as the server wants, and up to a second more', () => {
    const headers = [['retry-after', '120']] as const;
    const judged = judge({ ...sent, attempts: 20, refusals: 20 }, policy, answer(503, headers), {
      nowMs,
      random: 0.5,
    });
    expect(judged).toMatchObject({ setback: 'deferred', nextAttemptAtMs: nowMs + 120_500 });
  });

  it('counts answers alone for the pause after an answer', () => {
    const judged = judgeAnswer(500, { ...sent, attempts: 100, refusals: 1 });
    expect(judged.nextAttemptAtMs).toBe(nowMs + 1000);
  });

  it('keeps everything that belongs to the request', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 200, max: 599 }), { nil: undefined }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (status, random) => {
          const judged = judge(sent, policy, status === undefined ? undefined : answer(status), {
            nowMs,
            random,
          });
          const { id, order, route, method, url, headers, options, sizeBytes } = sent;
          expect(judged).toMatchObject({ id, order, route, method, url, headers, options });
          expect(judged.sizeBytes).toBe(sizeBytes);
          expect(judged.state).not.toBe('sending');
        },
      ),
    );
  });
});

describe('readBackoff', () => {
  it('stays between nothing and the exponential bound, and never above five minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempts, random) => {
          const backoffMs = readBackoff(attempts, random);
          expect(backoffMs).toBeGreaterThanOrEqual(0);
          expect(Number.isInteger(backoffMs)).toBe(true);
          expect(backoffMs).toBeLessThanOrEqual(Math.min(300_000, 1000 * 2 ** (attempts - 1)));
        },
      ),
    );
  });

  it('spreads evenly over that range', () => {
    for (const random of [0, 0.25, 0.5, 0.75]) {
      expect(readBackoff(4, random)).toBe(random * 8000);
      expect(readBackoff(40, random)).toBe(random * 300_000);
    }
  });
});

describe('readRetryAfter', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7000],
    [new Date(nowMs + 60_000).toUTCString(), 60_000],
    [new Date(nowMs - 60_000).toUTCString(), 0],
    ['999999999999', dayMs],
    [new Date(nowMs + 30 * dayMs).toUTCString(), dayMs],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
  ])('reads "%s"', (value, expected) => {
    expect(readRetryAfter(answer(429, [['Retry-After', value]]), nowMs)).toBe(expected);
  });

  it('knows that none was sent', () => {
    expect(readRetryAfter(answer(429), nowMs)).toBeUndefined();
  });
});

describe('isDue', () => {
  const waiting: OutboxRecord = {
    ...sent,
    state: 'waiting',
    setback: 'unreachable',
    attemptedAtMs: nowMs,
    nextAttemptAtMs: nowMs + 60_000,
  };

  it('waits for its time, and no longer', () => {
    expect(isDue(waiting, 'due', false, nowMs + 59_999)).toBe(false);
    expect(isDue(waiting, 'due', false, nowMs + 60_000)).toBe(true);
  });

  it('does not wait for hours when the clock was put back, nor when it was put forward', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 * dayMs }), (jumpMs) => {
        expect(isDue(waiting, 'due', false, nowMs - jumpMs)).toBe(true);
        expect(isDue(waiting, 'due', false, nowMs + 60_000 + jumpMs)).toBe(true);
      }),
    );
  });

  it('tries a server that could not be reached again at any sign of it, once', () => {
    expect(isDue(waiting, 'reachable', false, nowMs)).toBe(true);
    expect(isDue(waiting, 'reachable', true, nowMs)).toBe(false);
    expect(isDue({ ...waiting, setback: 'refused' }, 'reachable', false, nowMs)).toBe(false);
  });

  it('leaves a server alone that has named a time, whoever asks', () => {
    expect(isDue({ ...waiting, setback: 'refused' }, 'all', false, nowMs)).toBe(true);
    expect(isDue({ ...waiting, setback: 'deferred' }, 'all', false, nowMs)).toBe(false);
  });
});
