import type { Finding, ProblemPath } from './problems.js';

const deepest = 12;
const longestList = 1000;
const longestText = 10_000;
const unreadable = 'cannot be read; write plain data';

/** Data that is safe to read twice, and what could not be copied into it. */
interface PlainCopy {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/**
 * Copies a manifest that anyone may have made: no getter, proxy or cycle is left in the copy, and no field whose
 * value is `undefined`. A part that cannot be copied is left out and reported. A function becomes a symbol that says
 * so: the schema refuses both, but a symbol cannot be called by the way.
 */
export function copyPlain(value: unknown): PlainCopy {
  const findings: Finding[] = [];
  return { value: copy(value, [], [], findings), findings };
}

function copy(
  value: unknown,
  path: ProblemPath,
  ancestors: readonly object[],
  findings: Finding[],
): unknown {
  const refuse = (message: string): undefined => void findings.push({ path, message });
  if (typeof value === 'string' && value.length > longestText) {
    return refuse(`is longer than ${longestText} characters; write less`);
  }
  if (typeof value === 'function') return Symbol('a function');
  if (typeof value === 'symbol') return Symbol('a symbol');
  if (typeof value !== 'object' || value === null) return value;
  if (ancestors.includes(value)) return refuse('contains itself; write plain data');
  if (ancestors.length >= deepest) return refuse('is nested too deeply; write plain data');
  const copyItem = (key: string | number): unknown => {
    const itemPath = [...path, key];
    const item = attempt(() => (value as Record<string | number, unknown>)[key]);
    if (item) return copy(item.result, itemPath, [...ancestors, value], findings);
    return void findings.push({ path: itemPath, message: unreadable });
  };
  const contents = attempt(() => readContents(value));
  if (!contents) return refuse(unreadable);
  const { result } = contents;
  if (result === undefined) return refuse('is an object of a special kind; write plain data');
  const count = typeof result === 'number' ? result : result.length;
  if (count > longestList) return refuse(`has ${count} items; write ${longestList} at most`);
  if (typeof result === 'number')
    return Array.from({ length: result }, (_, index) => copyItem(index));
  const plain = Object.create(null) as object;
  for (const key of result) {
    const item = copyItem(key);
    // Assigning to "__proto__" would set the copy's prototype instead.
    if (item !== undefined) Object.defineProperty(plain, key, { value: item, enumerable: true });
  }
  return plain;
}

/** A list's length, an object's keys, or `undefined` for what is neither. */
function readContents(value: object): number | readonly string[] | undefined {
  if (Array.isArray(value)) return value.length;
  return Object.prototype.toString.call(value) === '[object Object]'
    ? Object.keys(value)
    : undefined;
}

/** Any step of reading can run foreign code; what it throws says nothing that the place does not. */
function attempt<TResult>(read: () => TResult): { readonly result: TResult } | undefined {
  try {
    return { result: read() };
  } catch {
    return undefined;
  }
}
