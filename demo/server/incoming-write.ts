import { maxPhotoBytes } from '../shared/visit.js';
import { parseKey, toFingerprint, type Answer, type WriteIdentity } from './idempotency.js';
import { readPhoto, type Photo } from './photo.js';

/** A visit without a photo; of a multipart body, all but the photo. */
const maxTextBytes = 64 * 1024;

/** A write, read to its end. */
export interface IncomingWrite {
  readonly identity: WriteIdentity;
  /** What the body's fields or its JSON are; `undefined` where it is neither. */
  readonly fields: unknown;
  readonly photo?: Photo;
}

/** A write, or the answer to one that cannot be read. */
export type ParsedWrite =
  | { readonly ok: true; readonly write: IncomingWrite }
  | { readonly ok: false; readonly answer: Answer };

/** The most that a body of this type may hold. */
export function bodyLimitBytes(contentType: string | undefined): number {
  return isMultipart(contentType) ? maxPhotoBytes + maxTextBytes : maxTextBytes;
}

/** What is said of a body that holds more. */
export function tooLarge(contentType: string | undefined): Answer {
  const error = isMultipart(contentType)
    ? 'The photo is larger than 4 MB.'
    : 'The body is larger than 64 KB.';
  return { status: 413, body: { error } };
}

/** Reads a request whose size was checked before. */
export async function readIncomingWrite(request: Request): Promise<ParsedWrite> {
  const key = parseKey(request.headers.get('idempotency-key') ?? undefined);
  if (!key.ok) return refuse(400, key.error);
  const bytes = new Uint8Array(await request.arrayBuffer());
  const { pathname, search } = new URL(request.url);
  const identity = {
    ...(key.key !== undefined && { key: key.key }),
    fingerprint: toFingerprint(request.method, pathname + search, bytes),
  };
  const contentType = request.headers.get('content-type') ?? undefined;
  if (request.method === 'DELETE') return { ok: true, write: { identity, fields: undefined } };
  if (isJson(contentType)) return { ok: true, write: { identity, fields: parseJson(bytes) } };
  if (request.method === 'POST' && isMultipart(contentType)) {
    return readForm(identity, contentType, bytes);
  }
  const types =
    request.method === 'POST' ? 'multipart/form-data or application/json' : 'application/json';
  return refuse(415, `Send it as ${types}.`);
}

async function readForm(
  identity: WriteIdentity,
  contentType: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ParsedWrite> {
  const form = await parseForm(contentType, bytes);
  if (!form) return refuse(400, 'The body is no multipart/form-data.');
  const { photo: file, ...fields } = Object.fromEntries(form);
  // A form whose file field was left empty sends a file without a name or content.
  if (file === undefined || (file instanceof File && file.size === 0)) {
    return { ok: true, write: { identity, fields } };
  }
  if (!(file instanceof File)) return refusePhoto('is not a file');
  if (file.size > maxPhotoBytes) return { ok: false, answer: tooLarge(contentType) };
  const photo = readPhoto(new Uint8Array(await file.arrayBuffer()));
  if (!photo) return refusePhoto('is not a JPEG, PNG, GIF, WebP or AVIF picture');
  return { ok: true, write: { identity, fields, photo } };
}

async function parseForm(
  contentType: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<FormData | undefined> {
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  } catch {
    return undefined;
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function isMultipart(contentType: string | undefined): contentType is string {
  return /^multipart\/form-data\b/i.test(contentType ?? '');
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json\b/i.test(contentType ?? '');
}

function refuse(status: Answer['status'], error: string): ParsedWrite {
  return { ok: false, answer: { status, body: { error } } };
}

function refusePhoto(message: string): ParsedWrite {
  const body = {
    error: `The visit is not valid: photo ${message}.`,
    problems: [{ field: 'photo', message }],
  };
  return { ok: false, answer: { status: 400, body } };
}
