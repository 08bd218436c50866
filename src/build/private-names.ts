/**
 * Members that the parts of a generated worker know each other by: they may be called anything in its script, as nothing
 * outside of it ever sees them. None is a name of the platform's, of the plan's or its list's, of a message's or a record's;
 * none is ever spelled out in a string. A test holds each of them to that.
 */
export const privateNames: readonly string[] = [
  // Workbox's strategies.
  '_awaitComplete',
  '_extendLifetimePromises',
  '_getNetworkPromise',
  '_getResponse',
  '_getTimeoutPromise',
  '_networkTimeoutSeconds',
  'cacheMatch',
  'cachePut',
  'doneWaiting',
  'fetchAndCachePut',
  'handleAll',
  // What they are lent.
  'isShared',
  'replacesServerErrors',
  'toKey',
  'toStorable',
  // What all parts share.
  'alive',
  'fault',
  'installFailed',
  'isOwn',
  'isUpdating',
  'names',
  'note',
  'plan',
  'readShellVersion',
  'recovered',
  'runtime',
  'tell',
  'within',
  // The precache.
  'audit',
  'filesOf',
  'findAgain',
  'findCopy',
  'isLoaded',
  'listActivated',
  'pin',
  'recordVersion',
  'stays',
  'versionOf',
  // Expiration.
  'early',
  'isLoading',
  'lru',
  'readStoredAtMs',
  'reconcile',
  'touch',
  // The outbox.
  'hasLocks',
  'intake',
  'onKept',
  'policyOf',
  'randomId',
  'readBodies',
  'readOutlook',
  'readStatus',
  'requestSync',
];
