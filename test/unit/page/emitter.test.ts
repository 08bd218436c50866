import { describe, expect, it } from 'vitest';
import { createEmitter } from '../../../src/page/emitter.js';

interface Events {
  readonly step: number;
  readonly end: string;
}

describe('an emitter', () => {
  it('tells an event to those who listen to its type, in the order they came', () => {
    const { emit, on } = createEmitter<Events>();
    const heard: string[] = [];
    on('step', (step) => heard.push(`first ${step}`));
    on('step', (step) => heard.push(`second ${step}`));
    on('end', (end) => heard.push(end));
    emit('step', 1);
    expect(heard).toEqual(['first 1', 'second 1']);
  });

  it('tells the same listener twice if it was added twice, and stops one at a time', () => {
    const { emit, on } = createEmitter<Events>();
    const heard: number[] = [];
    const listener = (step: number): number => heard.push(step);
    const stop = on('step', listener);
    on('step', listener);
    emit('step', 1);
    stop();
    stop();
    emit('step', 2);
    expect(heard).toEqual([1, 1, 2]);
  });

  it('knows of each type whether anybody listens', () => {
    const { has, on } = createEmitter<Events>();
    expect(has('step')).toBe(false);
    const stops = [on('step', () => undefined), on('step', () => undefined)];
    expect([has('step'), has('end')]).toEqual([true, false]);
    stops[0]!();
    expect(has('step')).toBe(true);
    stops[1]!();
    expect(has('step')).toBe(false);
  });
});
