import type { Subject, SubjectName } from '../subject.js';

/** One function each, so that a build loads nothing of the others and its time is its own. */
const loaders: Readonly<Record<SubjectName, () => Promise<Subject>>> = {
  raw: async () => (await import('./raw.js')).raw,
  workbox: async () => (await import('./workbox.js')).workbox,
  serwist: async () => (await import('./serwist.js')).serwist,
  holdfast: async () => (await import('./holdfast.js')).holdfast,
};

/** Loads one of the compared. */
export function loadSubject(name: SubjectName): Promise<Subject> {
  return loaders[name]();
}
