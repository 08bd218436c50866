import type { Connection, InstallProgressEvent } from 'holdfast/page';

/** The install of a version of the app. */
export interface Install {
  /** How far it is; `undefined` while none is under way. */
  progress(): InstallProgressEvent | undefined;
}

/** Follows installs from the first message of each to its end. */
export function createInstall(connection: Connection, onChange: () => void): Install {
  let progress: InstallProgressEvent | undefined;

  function take(next: InstallProgressEvent | undefined): void {
    progress = next;
    onChange();
  }

  connection.on('install-progress', take);
  connection.on('offline-ready', () => take(undefined));
  connection.on('update', () => take(undefined));
  connection.on('state', ({ name }) => {
    if (name === 'broken-install') take(undefined);
  });
  return { progress: () => progress };
}
