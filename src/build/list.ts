import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrecacheFile, PrecacheList, PrecachePack } from '../manifest/plan.js';
import { listPath } from '../protocol/cache-names.js';
import { classify, type IsHashed } from './classify.js';
import { mapConcurrent } from './concurrent.js';
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

/** Reads and hashes the scanned files. */
export async function hashFiles(
  folder: string,
  files: readonly ScannedFile[],
  isHashed: IsHashed,
): Promise<PrecacheFile[]> {
  return mapConcurrent(files, async ({ file, path, isOptional }) => {
    // The size is taken from the bytes that are hashed: a file may change after it was scanned.
    const content = await readFile(join(folder, file));
    const kind = classify(file, isHashed);
    const sha256 = toSha256(content);
    return { path, sha256, bytes: content.length, kind, ...(isOptional && { isOptional }) };
  });
}

/** Writes the list canonically: the same files, in any order, give the same bytes and so the same version. */
export function encodeList(files: readonly PrecacheFile[], pack?: PrecachePack): EncodedList {
  const list: PrecacheList = {
    format: 1,
    files: files.map(orderKeys).toSorted((left, right) => compareText(left.path, right.path)),
    ...(pack && { pack: { path: pack.path, bytes: pack.bytes } }),
  };
  const text = JSON.stringify(list);
  const sha256 = toSha256(text);
  const version = sha256.slice(0, 16);
  return { version, path: listPath(version), text, sha256 };
}

function orderKeys(file: PrecacheFile): PrecacheFile {
  const { path, sha256, bytes, kind, isOptional, isStatic, isEntry, packed } = file;
  return {
    path,
    sha256,
    bytes,
    kind,
    ...(isOptional && { isOptional }),
    ...(isStatic && { isStatic }),
    ...(isEntry && { isEntry }),
    ...(packed && {
      packed: {
        offset: packed.offset,
        length: packed.length,
        at: packed.at,
        type: packed.type,
      },
    }),
  };
}

/** SHA-256 in hex digits. */
export function toSha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
