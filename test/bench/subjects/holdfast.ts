import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineManifest, parseManifest, type Manifest } from 'holdfast';
import { build } from '../../../dist/build/engine.js';
import type { OutboxMessage } from '../../../dist/protocol/outbox.js';
import {
  hashedFolder,
  maxAgeDays,
  precachedGlobs,
  type App,
  type AppRoute,
  type Subject,
} from '../subject.js';

/** Holdfast as built in this checkout, by the engine that the command line and the Vite plugin share. */
export const holdfast: Subject = {
  name: 'holdfast',
  packages: { holdfast: readOwnVersion() },
  hasLimits: true,
  outbox: {
    store: 'outbox',
    sentState: 'delivered',
    // As `outbox.flush()` of `holdfast/page` posts it.
    sendMessage: {
      holdfast: 1,
      type: 'outbox-wake',
      mode: 'all',
      isAwaited: true,
    } satisfies OutboxMessage,
  },
  async buildWorker(folder, app) {
    await build({
      folder,
      root: folder,
      manifest: {
        file: join(folder, 'holdfast.config.json'),
        manifest: parseManifest(toManifest(app)),
      },
      // The benchmark registers every subject's worker itself.
      register: false,
      isHashed: (file) => file.startsWith(hashedFolder),
    });
  },
};

function toManifest({ offlineDocument, optional, precache, routes }: App): Manifest {
  return defineManifest({
    ...(precache && { precache: { include: precachedGlobs, ...(optional && { optional }) } }),
    ...(offlineDocument !== undefined && { offline: { document: offlineDocument } }),
    routes: routes.map(toRoute),
  });
}

function toRoute({
  folder,
  hasMaxAge = true,
  maxEntries,
  name,
  outbox,
  statuses,
  strategy,
}: AppRoute): NonNullable<Manifest['routes']>[number] {
  return {
    name,
    match: outbox ? { path: `${folder}*`, methods: ['POST'] } : `${folder}*`,
    strategy,
    ...(outbox && { outbox: outbox === 'in-order' ? {} : { order: 'none' } }),
    ...(statuses && { cacheable: { statuses } }),
    ...(maxEntries !== undefined && {
      expire: { maxEntries, ...(hasMaxAge && { maxAge: `${maxAgeDays}d` }) },
    }),
  };
}

function readOwnVersion(): string {
  const file = join(import.meta.dirname, '../../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
