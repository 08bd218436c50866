import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScale } from '../../bench/report/scale.js';

const ratios = fc.array(fc.double({ min: 1e-4, max: 1e4, noNaN: true }), { maxLength: 20 });

describe('createScale', () => {
  it.each([
    [[], 'linear', [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [[1.25, 1.38, 0.21], 'linear', [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4]],
    [[0.5, 4.2], 'linear', [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5]],
    [[0.1], 'linear', [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [[0.09], 'logarithmic', [0.05, 0.1, 0.2, 0.5, 1]],
    [[0.06, 6], 'logarithmic', [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]],
    [[0.003, 20], 'logarithmic', [0.001, 0.01, 0.1, 1, 10, 100]],
    [[0, 0.001], 'linear', [0, 0.2, 0.4, 0.6, 0.8, 1]],
  ])('gives %j a %s axis of %j', (given, kind, ticks) => {
    const scale = createScale(given);
    expect({ kind: scale.kind, ticks: scale.ticks }).toEqual({ kind, ticks });
  });

  it('has room for every ratio, in their order, and for the start of the bars', () => {
    fc.assert(
      fc.property(ratios, (given) => {
        const scale = createScale(given);
        const sorted = [scale.base, ...given, 1].toSorted((left, right) => left - right);
        const places = sorted.map(scale.place);
        expect(places).toEqual(places.toSorted((left, right) => left - right));
        expect(places[0]).toBeGreaterThanOrEqual(-1e-9);
        expect(places.at(-1)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('has some ticks and never many', () => {
    fc.assert(
      fc.property(ratios, (given) => {
        const { ticks } = createScale(given);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(10);
      }),
    );
  });
});
