import { makeScratchFolder } from './scratch.js';
import { writeSite, type SiteOptions } from './site.js';
import type { App, Subject } from './subject.js';

const built = new Map<string, Promise<string>>();

/** A folder with the site and the subject's worker; built once, for all rounds. */
export function buildSite(subject: Subject, site: SiteOptions, app: App): Promise<string> {
  const key = JSON.stringify([subject.name, site, app]);
  const folder = built.get(key) ?? write(subject, site, app);
  built.set(key, folder);
  return folder;
}

async function write(subject: Subject, site: SiteOptions, app: App): Promise<string> {
  const folder = await makeScratchFolder(`site-${subject.name}`);
  await writeSite(folder, site);
  await subject.buildWorker(folder, app);
  return folder;
}
