// A build step in a process of its own: `build-once <subject> <folder>`; prints how many milliseconds it took.
import { loadSubject } from './subjects/load.js';
import { subjectNames } from './subject.js';

const [name, folder] = process.argv.slice(2);
const subjectName = subjectNames.find((known) => known === name);
if (subjectName === undefined || folder === undefined) {
  throw new Error('usage: build-once <subject> <folder>');
}
const subject = await loadSubject(subjectName);
const startedAtMs = performance.now();
await subject.buildWorker(folder, { precache: true, routes: [] });
console.log(performance.now() - startedAtMs);
