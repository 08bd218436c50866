/** How Rollup came to the name of a file it emitted. */
export interface EmittedFile {
  /** Relative to the output folder. */
  readonly fileName: string;
  /** The names it would have without a hash: of its chunk, or of the files it was made from. */
  readonly names: readonly string[];
  /** The `entryFileNames`, `chunkFileNames` or `assetFileNames` that applied; `undefined` where nothing tells. */
  readonly pattern: string | undefined;
}

/** Of a `[hash]` that does not say so. Source: Rollup and Rolldown, `output.entryFileNames`. */
const usualLength = 8;

const characterKinds = [/\d/, /[a-z]/, /[A-Z]/];

/**
 * Tells whether Rollup put a content hash into the name of a file: its pattern asks for one of at least eight characters in
 * front of the extension, and the name has it there. A file emitted under a fixed name is not hashed, whatever it is called.
 */
export function isHashedByBundler({ fileName, names, pattern }: EmittedFile): boolean {
  if (pattern === undefined || names.some((name) => stem(name) === stem(fileName))) return false;
  const hash = toExpression(pattern)?.exec(fileName)?.groups?.['hash'];
  if (hash === undefined) return false;
  // A fixed name can look as if the pattern had made it; words or a date in the hash's place give it away.
  const isWords = names.length === 0 && hash.includes('-');
  return !isWords && characterKinds.filter((kind) => kind.test(hash)).length > 1;
}

function toExpression(pattern: string): RegExp | undefined {
  const parts =
    /^(?<front>.*)\[hash(?::(?<length>\d+))?\](?<back>(?:\.[\w[\]]+|\[extname\])*)$/s.exec(
      pattern,
    )?.groups;
  const length = Number(parts?.['length'] ?? usualLength);
  if (!parts || length < 8) return undefined;
  const { front = '', back = '' } = parts;
  return new RegExp(`^${loosen(front)}(?<hash>[A-Za-z0-9_-]{${length}})${loosen(back)}$`, 's');
}

/** Other placeholders stand for any text. */
function loosen(pattern: string): string {
  return pattern
    .split(/\[[^\]]*\]/)
    .map((text) => text.replace(/[\^$\\.*+?()[\]{}|]/g, '\\$&'))
    .join('.*');
}

function stem(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}
