import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerRange, isRangeCurrent, judgeRange } from '../../../src/worker/range.js';

describe('judgeRange', () => {
  it.each([
    ['bytes=0-99', 100, [0, 99]],
    ['bytes=0-0', 100, [0, 0]],
    ['bytes=0-100', 100, [0, 99]],
    ['bytes=0-1000', 100, [0, 99]],
    ['bytes=50-', 100, [50, 99]],
    ['bytes=-10', 100, [90, 99]],
    ['bytes=-1000', 100, [0, 99]],
    ['BYTES=1-2', 100, [1, 2]],
    ['bytes= 1-2 ', 100, [1, 2]],
    ['bytes=100-', 100, 'unsatisfiable'],
    ['bytes=200-', 100, 'unsatisfiable'],
    ['bytes=-0', 100, 'unsatisfiable'],
    ['bytes=200-, -0', 100, undefined],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=-5', 0, undefined],
    ['bytes=50-20', 100, undefined],
    ['bytes=0-1,5-6', 100, undefined],
    ['bytes=-', 100, undefined],
    ['bytes=', 100, undefined],
    ['bytes', 100, undefined],
    ['bytes=a-b', 100, undefined],
    ['bytes=1-2-3', 100, undefined],
    ['items=0-1', 100, undefined],
    ['', 100, undefined],
  ] as const)('%j on %i bytes', (header, length, verdict) => {
    expect(judgeRange(header, length)).toEqual(verdict);
  });

  it('agrees with the rules of RFC 9110 §14.1.2 for any one range and length', () => {
    const position = fc.integer({ min: 0, max: 300 });
    const optional = fc.option(position, { nil: undefined });
    fc.assert(
      fc.property(optional, optional, fc.integer({ min: 0, max: 200 }), (start, end, length) => {
        const verdict = judgeRange(`bytes=${start ?? ''}-${end ?? ''}`, length);
        // Written from the other side: which byte positions does the range select?
        const selected = Array.from({ length }, (_, index) => index).filter((index) => {
          if (start === undefined) return end !== undefined && index >= length - end;
          return index >= start && (end === undefined || index <= end);
        });
        const isMalformed =
          (start === undefined && end === undefined) ||
          (start !== undefined && end !== undefined && end < start);
        if (isMalformed || (length === 0 && start === undefined && end !== 0)) {
          expect(verdict).toBeUndefined();
        } else if (selected.length === 0) {
          expect(verdict).toEqual('unsatisfiable');
        } else {
          expect(verdict).toEqual([selected[0], selected.at(-1)]);
        }
      }),
    );
  });

  it('answers any header at all, and never outside the body', () => {
    const noise = fc.stringMatching(/^(bytes=)?[\d\s,=a-z-]{0,30}$/);
    fc.assert(
      fc.property(noise, fc.integer({ min: 0, max: 100 }), (header, length) => {
        const verdict = judgeRange(header, length);
        if (typeof verdict !== 'object') return;
        const [first, last] = verdict;
        expect(first).toBeGreaterThanOrEqual(0);
        expect(last).toBeGreaterThanOrEqual(first);
        expect(last).toBeLessThan(length);
      }),
    );
  });
});

describe('isRangeCurrent', () => {
  const stored = new Headers({ etag: '"v1"', 'last-modified': 'Sat, 21 Nov 2026 00:00:00 GMT' });
  it.each([
    [null, true],
    ['"v1"', true],
    ['"v2"', false],
    ['W/"v1"', false],
    ['Sat, 21 Nov 2026 00:00:00 GMT', true],
    ['Sat, 21 Nov 2026 00:00:01 GMT', false],
    ['nonsense', false],
  ])('If-Range %j', (header, isCurrent) => {
    expect(isRangeCurrent(header, stored)).toBe(isCurrent);
  });

  it('never holds a date against a response that has none', () => {
    expect(isRangeCurrent('Sat, 21 Nov 2026 00:00:00 GMT', new Headers())).toBe(false);
  });
});

function request(range?: string, init: Record<string, string> = {}): Request {
  return new Request('https://app.test/video', { headers: { ...(range && { range }), ...init } });
}

describe('answerRange', () => {
  const body = 'abcdefghij';
  function stored(): Response {
    return new Response(body, {
      headers: { 'content-type': 'video/mp4', 'content-encoding': 'gzip', etag: '"v1"' },
    });
  }

  it('cuts the asked part out and says which part of how much it is', async () => {
    const response = await answerRange(request('bytes=2-4'), stored());
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 2-4/10');
    expect(response.headers.get('content-length')).toBe('3');
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(response.headers.has('content-encoding')).toBe(false);
    expect(await response.text()).toBe('cde');
  });

  it('refuses a range beyond the end and says how long the body is', async () => {
    const response = await answerRange(request('bytes=10-'), stored());
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */10');
    expect(await response.text()).toBe('');
  });

  it.each([
    ['no Range header', request()],
    ['an outdated If-Range', request('bytes=2-4', { 'if-range': '"v0"' })],
    ['several ranges', request('bytes=0-1,3-4')],
  ])('gives the whole body for %s', async (_, asked) => {
    const response = await answerRange(asked, stored());
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(body);
  });

  it('leaves a response that is no 200 alone', async () => {
    const missing = new Response('gone', { status: 404 });
    expect(await answerRange(request('bytes=0-1'), missing)).toBe(missing);
  });

  it('joins the parts of any split back to the body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), async (size) => {
        let joined = '';
        for (let first = 0; first < body.length; first += size) {
          const response = await answerRange(
            request(`bytes=${first}-${first + size - 1}`),
            stored(),
          );
          joined += await response.text();
        }
        expect(joined).toBe(body);
      }),
    );
  });
});
