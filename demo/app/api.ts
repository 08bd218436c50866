import { readRefusal, type Refusal } from './refusal.js';

/** Why the server's answer is missing: it was not reached, it said no, or there is no room to keep a write for later. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly reason: 'unreachable' | 'refused' | 'full';
  /** Present exactly while `reason` is `'refused'`. */
  readonly refusal: Refusal | undefined;

  constructor(
    reason: ApiError['reason'],
    message: string,
    { refusal, ...options }: ErrorOptions & { readonly refusal?: Refusal } = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.refusal = refusal;
  }
}

/** What became of a write: the server has it, or it waits on this device. */
export type Sent = 'delivered' | 'queued';

const unreachable = 'Passport’s server cannot be reached.';

const fullTexts = {
  maxEntries: 'As many entries wait to be sent already as this device keeps. Discard one first.',
  maxBytes:
    'What waits to be sent takes up all the room that is set aside for it. Take a smaller photo, or discard an entry.',
  storage: 'This device has no storage left.',
} as const;

/**
 * Asks the server, and reads its JSON.
 * @throws {ApiError} with the server's own sentence where it gives one
 */
export async function request(path: string): Promise<unknown> {
  const response = await ask(path);
  const body = await readBody(response);
  if (!response.ok) throw refused(response.status, body);
  return body;
}

/**
 * Sends a write. The worker keeps it where the server cannot be reached.
 * @throws {ApiError} where it is neither delivered nor kept
 */
export async function send(path: string, init: RequestInit): Promise<Sent> {
  const response = await ask(path, init);
  if (response.status === 202 && response.headers.has('holdfast-queued')) return 'queued';
  if (response.ok) return 'delivered';
  const body = await readBody(response);
  const limit = response.status === 507 ? readLimit(body) : undefined;
  throw limit ? new ApiError('full', fullTexts[limit]) : refused(response.status, body);
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    throw new ApiError('unreachable', unreachable, { cause });
  }
  // A proxy in between, or the worker itself, says so with one of these.
  if (response.status >= 502 && response.status <= 504) {
    throw new ApiError('unreachable', unreachable);
  }
  return response;
}

async function readBody(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function refused(status: number, body: unknown): ApiError {
  const refusal = readRefusal(status, body);
  return new ApiError('refused', refusal.sentence, { refusal });
}

/** The worker's word for what is full; a server that answers 507 itself has none. */
function readLimit(body: unknown): keyof typeof fullTexts | undefined {
  const { limit } = Object(body) as { readonly limit?: unknown };
  return (Object.keys(fullTexts) as (keyof typeof fullTexts)[]).find((name) => name === limit);
}
