import type { Workbox } from 'workbox-window/build/workbox-window.prod.mjs';
import { trustedPolicyKey, trustedPolicyName } from '../protocol/trusted-types.js';

type ScriptUrl = ConstructorParameters<typeof Workbox>[0];

/** TypeScript's library does not know Trusted Types. */
interface TrustedPolicy {
  createScriptURL(url: string): ScriptUrl;
}

const key = Symbol.for(trustedPolicyKey);

/** A page's globals, as far as Trusted Types go. */
interface Globals {
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string | null },
    ): TrustedPolicy;
  };
  [key]?: TrustedPolicy;
}

/**
 * Has the browser trust the worker's URL, where it wants that: the page's policy lets this one URL through, whoever asks.
 * Where the policy may not be made, the URL comes back as it is, and `register()` says what is wrong with it.
 * Source: Trusted Types, `TrustedTypePolicyFactory`, createPolicy().
 */
export function trust(scriptUrl: string): ScriptUrl {
  const globals = globalThis as Globals;
  if (!globals.trustedTypes) return scriptUrl;
  try {
    globals[key] ??= globals.trustedTypes.createPolicy(trustedPolicyName, {
      createScriptURL(url) {
        if (url === scriptUrl) return url;
        throw new TypeError(`${url} is not this page's worker`);
      },
    });
    return globals[key].createScriptURL(scriptUrl);
  } catch {
    return scriptUrl;
  }
}
