import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPageMessage, protocolVersion } from '../../../src/protocol/messages.js';

describe('isPageMessage', () => {
  it.each(['status', 'activate', 'idle', 'outbox-list', 'of a later feature', 'constructor', ''])(
    'lets "%s" pass: which types there are, the features know',
    (type) => {
      expect(isPageMessage({ holdfast: protocolVersion, type })).toBe(true);
    },
  );

  it('understands the version before its own, and no other', () => {
    const versions = [-1, 0, 1, 2].map((step) => protocolVersion + step);
    const understood = versions.filter((holdfast) => isPageMessage({ holdfast, type: 'status' }));
    expect(understood).toEqual([protocolVersion - 1, protocolVersion]);
  });

  const refused: readonly (readonly [what: string, message: unknown])[] = [
    ['no type', { holdfast: protocolVersion }],
    ['no version', { type: 'status' }],
    ['a version as text', { holdfast: String(protocolVersion), type: 'status' }],
    ['NaN', { holdfast: Number.NaN, type: 'status' }],
    ['a type in a list', { holdfast: protocolVersion, type: ['status'] }],
    ['a type that only reads like one', { holdfast: protocolVersion, type: new String('status') }],
    ['a list', [protocolVersion, 'status']],
    ['null', null],
    ['undefined', undefined],
    ['text', 'status'],
    ['a number', protocolVersion],
  ];
  it.each(refused)('refuses %s', (_what, message) => {
    expect(isPageMessage(message)).toBe(false);
  });

  it('refuses whatever else comes in', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withMap: true }), (message) => {
        expect(isPageMessage(message)).toBe(false);
      }),
    );
  });
});
