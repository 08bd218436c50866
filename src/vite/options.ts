import { HoldfastError } from '../errors.js';
import { trimError } from './without-stack.js';

/** Options of the Vite plugin; what the worker does is in the manifest. */
export interface HoldfastPluginOptions {
  /** The manifest file, from Vite's root. Default: the `holdfast.config.*` there. */
  readonly config?: string;
  /**
   * Whether HTML documents get a script that registers the worker. With `false`, `connect()` of `virtual:holdfast` does it.
   * Default: `true`.
   */
  readonly register?: boolean;
  /**
   * Whether the development server has a worker too, which precaches nothing, takes over at once whatever `update.activate`
   * says, and tells the browser's console of each request who answered it and why. `'quiet'`: it tells nothing.
   * Default: `false`.
   */
  readonly dev?: boolean | 'quiet';
  /** Builds a worker that removes all traces of the ones before it, for an app that gives its worker up. Default: `false`. */
  readonly selfDestroy?: boolean;
}

/** The options with every default filled in. */
export interface ResolvedPluginOptions {
  readonly config: string | undefined;
  readonly register: boolean;
  readonly dev: boolean | 'quiet';
  readonly selfDestroy: boolean;
}

const kinds: Readonly<Record<keyof HoldfastPluginOptions, readonly string[]>> = {
  config: ['a string'],
  register: ['a boolean'],
  dev: ['a boolean', '"quiet"'],
  selfDestroy: ['a boolean'],
};

/** @throws {HoldfastError} code `"build/options"` when an option is unknown or of another type */
export function resolvePluginOptions(options: HoldfastPluginOptions): ResolvedPluginOptions {
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const allowed = Object.hasOwn(kinds, name)
      ? kinds[name as keyof HoldfastPluginOptions]
      : undefined;
    if (allowed === undefined) {
      throw wrong(
        `there is no option \`${name}\`; there are ${Object.keys(kinds).join(', ')}. Routes and the precache belong in the manifest.`,
      );
    }
    if (
      value !== undefined &&
      !allowed.includes(`a ${typeof value}`) &&
      !allowed.includes(JSON.stringify(value))
    ) {
      throw wrong(`\`${name}\` is ${JSON.stringify(value)}; write ${allowed.join(' or ')}.`);
    }
  }
  const { config, register = true, dev = false, selfDestroy = false } = options;
  return Object.freeze({ config, register, dev, selfDestroy });
}

function wrong(what: string): unknown {
  return trimError(new HoldfastError('build/options', `holdfast(): ${what}`));
}
