import type { PrecacheFile } from '../manifest/plan.js';

/** Tells whether a file, relative to the output folder, carries its own content hash in its name. */
export type IsHashed = (file: string) => boolean;

/**
 * Sorts a precached file: an asset's URL can never mean other bytes, a shell file's can.
 * A document is never an asset: people link to it, so its URL stays.
 */
export function classify(file: string, isHashed: IsHashed): PrecacheFile['kind'] {
  return !/\.(?:html?|map)$/i.test(file) && isHashed(file) ? 'asset' : 'shell';
}

/** Paths at which tools put hashed files only. */
const hashedPaths = [
  // SvelteKit, Astro, Next.js, Nuxt
  /(?:^|\/)(?:_app\/immutable|_astro|_next\/static|_nuxt(?!\/builds\/))\//,
  // esbuild, and with it Angular
  /(?:^|\/)chunk-[A-Z2-7]{8}\.js$/,
];

/**
 * Guesses from the path alone whether a file carries its content hash: `app-3f9ab01c.js`, `main.BdQ4x9_q.css`, `_astro/a.js`.
 * Strict, because the two mistakes weigh differently: a hash that is not recognised only makes an update a little slower,
 * but under a name believed to be one, a tab that is still on the older version may get the newer one's bytes. Words, dates,
 * versions, sizes and UUIDs do not pass.
 */
export function hasHashedName(file: string): boolean {
  if (hashedPaths.some((pattern) => pattern.test(file))) return true;
  const name = file.slice(file.lastIndexOf('/') + 1);
  // As webpack calls images and fonts.
  const whole = /^([0-9a-f]{20})\.[a-z0-9]+$/.exec(name)?.[1];
  const token = whole ?? /[-.]([A-Za-z0-9_]{8,})(?:\.chunk)?\.[A-Za-z0-9]+$/.exec(name)?.[1];
  if (token === undefined || !/\d/.test(token) || !/[A-Za-z]/.test(token)) return false;
  if (/[0-9a-f]{4}-[0-9a-f]{12}\.[^.]*$/i.test(name)) return false;
  if (/^(?:19|20)\d\d_?(?:0\d|1[0-2])/.test(token)) return false;
  // Names are made of words and numbers, so their runs are few and long; those of a hash are many and short.
  const runs = token.match(/[A-Z]?[a-z]+|[A-Z]+|\d+|_/g) ?? [];
  const isHex = /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(token);
  const isMixed = /[a-z]/.test(token) && /[A-Z]/.test(token);
  const hasWord = runs.some((run) => /^[A-Za-z]{4,}$/.test(run));
  if (hasWord) return isHex && token.length >= 16 && runs.length >= 6;
  if (isHex) return runs.length >= 3;
  return isMixed && runs.length >= 4 && runs.every((run) => run.length < 4);
}
