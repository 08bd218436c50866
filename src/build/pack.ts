import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { HoldfastError } from '../errors.js';
import type { PrecacheFile } from '../manifest/plan.js';
import { mapConcurrent } from './concurrent.js';
import { compareFiles, toFileHash, toSha256 } from './list.js';
import type { OnProgress } from './progress.js';
import type { ScannedFile } from './scan.js';

/** A pack, ready to be written. */
interface EncodedPack {
  /** Relative to the folder. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** The files, those in the pack with what it has of them; no pack where none is. */
export interface PackedFiles {
  readonly files: readonly PrecacheFile[];
  readonly pack?: EncodedPack;
}

/** One file on its way into the pack. */
interface Member {
  readonly source: PrecacheFile;
  readonly body: Uint8Array;
  readonly type: string;
}

// A type that is missing here costs a request, a wrong one breaks the file.
const types: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  glb: 'model/gltf-binary',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  m4a: 'audio/mp4',
  md: 'text/markdown',
  mjs: 'text/javascript',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
  otf: 'font/otf',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  ttf: 'font/ttf',
  txt: 'text/plain',
  wasm: 'application/wasm',
  wav: 'audio/wav',
  webm: 'video/webm',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff: 'font/woff',
  woff2: 'font/woff2',
};

const compress = promisify(deflateRaw);

/**
 * Packs every required file whose response the worker can make without the server; documents never are, as their headers matter.
 * They lie in the order of the list. The same files, with the same zlib, give the same bytes.
 * @param files as `hashFiles` returned them for `scanned`, in the same order
 * @param entry paths of what the entry document loads
 * @param fewestMembers for fewer no pack is made
 * @throws {HoldfastError} code `"build/output"` when a file changed since it was hashed
 */
export async function buildPack(
  folder: string,
  scanned: readonly ScannedFile[],
  files: readonly PrecacheFile[],
  entry: ReadonlySet<string>,
  fewestMembers = 1,
  onProgress?: OnProgress,
): Promise<PackedFiles> {
  const marked = files.map((file) =>
    entry.has(file.path) && !file.isOptional ? { ...file, isEntry: true as const } : file,
  );
  const readMember = async ([index, source]: [number, PrecacheFile]): Promise<
    Member | undefined
  > => {
    const { file } = scanned[index]!;
    const extension = extname(file).slice(1).toLowerCase();
    // A file may be called like what every object has.
    const type = Object.hasOwn(types, extension) ? types[extension] : undefined;
    if (type === undefined || source.isOptional) return undefined;
    const content = await readFile(join(folder, file));
    if (toFileHash(content) !== source.sha256) {
      throw new HoldfastError(
        'build/output',
        `${file} changed while it was being packed; build again when nothing writes to ${folder}.`,
      );
    }
    return { source, body: await encodeBody(content), type: toContentType(type, content) };
  };
  const read = await mapConcurrent([...marked.entries()], readMember, (done) =>
    onProgress?.('packing', done, marked.length),
  );

  const members = read
    .filter((member) => member !== undefined)
    .toSorted((left, right) => compareFiles(left.source, right.source));
  if (members.length < fewestMembers) return { files: marked };
  const packed = new Map(
    members.map(({ source, body, type }) => [source, { length: body.length, type }]),
  );
  const content = Buffer.concat(members.map(({ body }) => body));
  const path = `holdfast/${toSha256(content).slice(0, 16)}.pack`;
  return {
    files: marked.map((file) => {
      const body = packed.get(file);
      return body ? { ...file, packed: body } : file;
    }),
    pack: { path, content },
  };
}

/**
 * Compresses one body so that it can stand between others in one stream: a full flush ends it on a byte, and what follows
 * refers to nothing in it. Zlib stores what would not get smaller.
 */
function encodeBody(content: Buffer): Promise<Uint8Array> {
  return compress(content, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
}

function toContentType(type: string, content: Buffer): string {
  return type.startsWith('text/') && isUtf8(content) ? `${type}; charset=utf-8` : type;
}
