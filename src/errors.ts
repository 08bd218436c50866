/** Every failure a caller can act on; one word per remedy, grouped by the part that raises it. */
export type HoldfastErrorCode =
  /** The manifest breaks a rule; `ManifestError.problems` lists every breach. */
  | 'manifest/invalid'
  /** No manifest file was found, or it could not be evaluated. */
  | 'manifest/unreadable'
  /** An option of the Vite plugin is unknown or has the wrong type. */
  | 'build/options'
  /** The output folder is missing, or a file in it cannot be read or written. */
  | 'build/output'
  /** The worker could not be bundled. */
  | 'build/bundle'
  /** The command line was not understood. */
  | 'cli/usage'
  /** The plan needs a strategy or a feature that was not handed to `start`. */
  | 'worker/incomplete'
  /** A precached file arrived with other bytes than the build saw. */
  | 'precache/mismatch'
  /** A precached file did not arrive: the network failed, or the server did. */
  | 'precache/unreachable'
  /** The server says that it has a precached file no longer. */
  | 'precache/gone'
  /** A message has the wrong shape, version or sender. */
  | 'protocol/refused'
  /** The worker did not answer. */
  | 'page/no-answer'
  /** There is no service worker to do this with. */
  | 'page/unavailable';

/** Options of a `HoldfastError`. */
export interface HoldfastErrorOptions {
  /** The fault underneath, kept for logs. Default: none. */
  readonly cause?: unknown;
  /** The address it is about. Default: none. */
  readonly url?: string;
}

/** A failure with a stable `code`; the message names the subject, what was wrong and what to do. */
export class HoldfastError extends Error {
  override readonly name: string = 'HoldfastError';
  /** What went wrong, as a word that stays the same from version to version. */
  declare readonly code: HoldfastErrorCode;
  /** The address it is about; `undefined` where it is about none, or several. */
  declare readonly url: string | undefined;

  constructor(code: HoldfastErrorCode, message: string, options?: HoldfastErrorOptions) {
    super(message, options);
    this.code = code;
    this.url = options?.url;
  }
}

/** Tells whether a caught value is a Holdfast error; works across realms and duplicate copies of the package. */
export function isHoldfastError(value: unknown): value is HoldfastError {
  return (
    value instanceof Error &&
    'code' in value &&
    typeof value.code === 'string' &&
    /^(manifest|build|cli|worker|precache|protocol|page)\//.test(value.code)
  );
}
