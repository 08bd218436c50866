import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOutboxMessage } from '../../../src/protocol/outbox.js';

const modes = ['due', 'reachable', 'all'];
const types = [
  'outbox-list',
  'outbox-wake',
  'outbox-retry',
  'outbox-discard',
  'outbox-resume',
  'outbox-outcomes',
  'outbox-heard',
];

describe('isOutboxMessage', () => {
  it('refuses a list of ids that is too long to look at, at once', () => {
    const ids: string[] = [];
    ids.length = 2 ** 32 - 1;
    expect(isOutboxMessage({ type: 'outbox-heard', ids } as { type: string })).toBe(false);
  });

  const whole: readonly { readonly type: string; readonly [key: string]: unknown }[] = [
    { type: 'outbox-list' },
    { type: 'outbox-outcomes' },
    ...modes.map((mode) => ({ type: 'outbox-wake', mode, isAwaited: false })),
    { type: 'outbox-wake', mode: 'all', isAwaited: true },
    { type: 'outbox-retry', id: 'a' },
    { type: 'outbox-discard', id: '' },
    { type: 'outbox-resume', route: 'writes' },
    { type: 'outbox-heard', ids: [] },
    { type: 'outbox-heard', ids: ['a', 'b'] },
  ];

  it.each(whole)('takes %j', (message) => {
    expect(isOutboxMessage(message)).toBe(true);
    const later = { ...message, addedLater: {} };
    expect(isOutboxMessage(later)).toBe(true);
  });

  it.each([
    { type: 'outbox' },
    { type: 'outbox-clear' },
    { type: 'status' },
    { type: 'constructor' },
    { type: '' },
    { type: 'OUTBOX-LIST' },
    { type: 'outbox-wake' },
    { type: 'outbox-wake', mode: 'due' },
    { type: 'outbox-wake', mode: 'due', isAwaited: 'true' },
    { type: 'outbox-wake', mode: 'never', isAwaited: true },
    { type: 'outbox-wake', mode: ['due'], isAwaited: true },
    { type: 'outbox-wake', mode: 'length', isAwaited: true },
    { type: 'outbox-wake', isAwaited: true },
    { type: 'outbox-retry' },
    { type: 'outbox-retry', id: 1 },
    { type: 'outbox-discard', id: ['a'] },
    { type: 'outbox-discard', ids: ['a'] },
    { type: 'outbox-resume' },
    { type: 'outbox-resume', route: null },
    { type: 'outbox-heard' },
    { type: 'outbox-heard', ids: 'ab' },
    { type: 'outbox-heard', ids: ['a', 1] },
    { type: 'outbox-heard', ids: [undefined] },
    { type: 'outbox-heard', ids: { 0: 'a', length: 1 } },
    { type: 'outbox-heard', ids: new Set(['a']) },
  ])('refuses %j', (message) => {
    expect(isOutboxMessage(message)).toBe(false);
  });

  it('takes nothing whose fields are not what its type needs, whatever comes in', () => {
    const field = fc.option(fc.anything({ withNullPrototype: true, withMap: true }), {
      nil: undefined,
    });
    const message = fc.record({
      type: fc.oneof(fc.constantFrom(...types), fc.string()),
      id: fc.oneof(fc.string(), field),
      ids: fc.oneof(fc.array(fc.oneof(fc.string(), field)), field),
      isAwaited: fc.oneof(fc.boolean(), field),
      mode: fc.oneof(fc.constantFrom(...modes), field),
      route: fc.oneof(fc.string(), field),
    });
    fc.assert(
      fc.property(message, ({ type, id, ids, isAwaited, mode, route }) => {
        const isWhole =
          type === 'outbox-list' ||
          type === 'outbox-outcomes' ||
          (type === 'outbox-wake' &&
            modes.some((known) => known === mode) &&
            typeof isAwaited === 'boolean') ||
          ((type === 'outbox-retry' || type === 'outbox-discard') && typeof id === 'string') ||
          (type === 'outbox-resume' && typeof route === 'string') ||
          (type === 'outbox-heard' &&
            Array.isArray(ids) &&
            !ids.some((one) => typeof one !== 'string'));
        expect(isOutboxMessage({ type, id, ids, isAwaited, mode, route } as { type: string })).toBe(
          isWhole,
        );
      }),
    );
  });
});
