import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrecacheFile, PrecacheList, StaticFiles } from '../manifest/plan.js';
import { listPath } from '../protocol/cache-names.js';
import { classify, type IsHashed } from './classify.js';
import { mapConcurrent } from './concurrent.js';
import type { OnProgress } from './progress.js';
import type { ScannedFile } from './scan.js';
import { compareText } from './url-path.js';

/** The list of precached files, ready to be written. */
export interface EncodedList {
  /** The first 16 hex digits of `sha256`. */
  readonly version: string;
  /** Relative to the folder. */
  readonly path: string;
  readonly text: string;
  readonly sha256: string;
}

// Half of a SHA-256, as hashes are most of what a list costs, with every update. To pass damage or a poisoned cache off as the
// file still takes a second preimage, 2^128 tries; what is cheaper, a collision, takes somebody who writes the build's own files.
const hashDigits = 32;

/** Reads and hashes the scanned files. */
export async function hashFiles(
  folder: string,
  files: readonly ScannedFile[],
  isHashed: IsHashed,
  onProgress?: OnProgress,
): Promise<PrecacheFile[]> {
  const hash = async ({ file, path, isOptional }: ScannedFile): Promise<PrecacheFile> => {
    // The size is taken from the bytes that are hashed: a file may change after it was scanned.
    const content = await readFile(join(folder, file));
    const kind = classify(file, isHashed);
    const sha256 = toFileHash(content);
    return { path, sha256, bytes: content.length, kind, ...(isOptional && { isOptional }) };
  };
  return mapConcurrent(files, hash, (done) => onProgress?.('hashing', done, files.length));
}

/**
 * Writes the list canonically: the same files, in any order, give the same bytes and so the same version.
 * @param pack its path
 */
export function encodeList(
  files: readonly PrecacheFile[],
  pack?: string,
  staticFiles?: StaticFiles,
): EncodedList {
  const list: PrecacheList = {
    format: 1,
    files: files.map(orderKeys).toSorted(compareFiles),
    ...(pack !== undefined && { pack }),
    ...(staticFiles && { static: staticFiles }),
  };
  const text = JSON.stringify(list);
  const sha256 = toSha256(text);
  const version = sha256.slice(0, 16);
  return { version, path: listPath(version), text, sha256 };
}

function orderKeys(file: PrecacheFile): PrecacheFile {
  const { path, sha256, bytes, kind, isOptional, isEntry, packed } = file;
  return {
    path,
    sha256,
    bytes,
    kind,
    ...(isOptional && { isOptional }),
    ...(isEntry && { isEntry }),
    ...(packed && { packed: { length: packed.length, type: packed.type } }),
  };
}

/** The order of the files in the list and of their bodies in the pack. */
export function compareFiles(left: PrecacheFile, right: PrecacheFile): number {
  return (
    Number(right.isEntry ?? false) - Number(left.isEntry ?? false) ||
    compareText(left.path, right.path)
  );
}

/** What the list says of a file's content. */
export function toFileHash(content: Uint8Array): string {
  return toSha256(content).slice(0, hashDigits);
}

/** SHA-256 in hex digits. */
export function toSha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
