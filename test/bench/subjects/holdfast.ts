import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineManifest, parseManifest, type Manifest } from 'holdfast';
import { build } from '../../../dist/build/engine.js';
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
  versions: [`holdfast ${readOwnVersion()}`],
  hasLimits: true,
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

function toManifest({ precache, routes }: App): Manifest {
  return defineManifest({
    ...(precache && { precache: { include: precachedGlobs } }),
    routes: routes.map(toRoute),
  });
}

function toRoute({
  folder,
  hasMaxAge = true,
  maxEntries,
  name,
  strategy,
}: AppRoute): NonNullable<Manifest['routes']>[number] {
  return {
    name,
    match: `${folder}*`,
    strategy,
    ...(maxEntries !== undefined && {
      expire: { maxEntries, ...(hasMaxAge && { maxAge: `${maxAgeDays}d` }) },
    }),
  };
}

function readOwnVersion(): string {
  const file = join(import.meta.dirname, '../../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
