/** Why the server's answer is missing: it was not reached, or it said no. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly reason: 'unreachable' | 'refused';

  constructor(reason: ApiError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * Asks the server, and reads its JSON.
 * @returns `undefined` where there is none (204)
 * @throws {ApiError} with the server's own sentence where it gives one
 */
export async function request(path: string, init?: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    throw new ApiError('unreachable', 'Passport’s server cannot be reached.', { cause });
  }
  // A proxy in between, or the worker itself, says so with one of these.
  if (response.status >= 502 && response.status <= 504) {
    throw new ApiError('unreachable', 'Passport’s server cannot be reached.');
  }
  const body = await readBody(response);
  if (!response.ok)
    throw new ApiError('refused', readSentence(body) ?? `It said: ${response.status}.`);
  return body;
}

async function readBody(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function readSentence(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  return typeof body.error === 'string' ? body.error : undefined;
}
