/** The name of the Trusted Types policy that lets the worker's URL through to `register()`; a page's CSP has to allow it. */
export const trustedPolicyName = 'holdfast';

/**
 * Key of the symbol under which a page's globals hold that policy: a page may make one policy of a name, and both the
 * script that the build adds and `connect()` need it.
 */
export const trustedPolicyKey = 'holdfast:trusted-types';
