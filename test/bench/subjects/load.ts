import type { Subject, SubjectName } from '../subject.js';

/** Loads one subject and nothing of the others, so that a build's time is its own. */
export async function loadSubject(name: SubjectName): Promise<Subject> {
  switch (name) {
    case 'raw':
      return (await import('./raw.js')).raw;
    case 'workbox':
      return (await import('./workbox.js')).workbox;
    case 'serwist':
      return (await import('./serwist.js')).serwist;
    case 'holdfast':
      return (await import('./holdfast.js')).holdfast;
  }
}
