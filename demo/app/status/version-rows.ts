import type { InstallProgressEvent, Status, UpdateEvent } from 'holdfast/page';

/** A version of the app that this device has to do with. */
export interface VersionRow {
  readonly version: string;
  /** `'kept'`: another one is in charge, and this one's files are still stored. */
  readonly role: 'in-charge' | 'waiting' | 'installing' | 'kept';
  /** This tab was loaded with it. */
  readonly isOwn: boolean;
  /** How many open tabs were, this one included. */
  readonly tabs: number;
  /** How far its install is; present exactly while `role` is `'installing'`. */
  readonly progress?: InstallProgressEvent;
  /** What it changes for this tab; absent where that is not known. */
  readonly changes?: NonNullable<UpdateEvent['changes']>;
}

/** What is known of the versions. */
export interface VersionFacts {
  readonly status: Status;
  readonly update: UpdateEvent | undefined;
  readonly progress: InstallProgressEvent | undefined;
  /** The version of each open tab; `undefined` of one that does not know. */
  readonly tabs: readonly (string | undefined)[];
}

/** Puts together what is known of each version, the newest first. */
export function toVersionRows(facts: VersionFacts): readonly VersionRow[] {
  const { status, update, progress, tabs } = facts;
  const names = [
    progress?.version,
    update?.version,
    status.waitingVersion,
    status.activeVersion,
    ...status.versions,
    ...tabs,
  ];
  const known = new Set(names.filter((name) => name !== undefined));
  return Array.from(known, (version) => {
    const role = readRole(version, facts);
    return {
      version,
      role,
      isOwn: version === status.version,
      tabs: tabs.filter((tab) => tab === version).length,
      ...(role === 'installing' && progress && { progress }),
      ...(update?.version === version && update.changes && { changes: update.changes }),
    };
  });
}

function readRole(version: string, { status, update, progress }: VersionFacts): VersionRow['role'] {
  if (version === status.activeVersion) return 'in-charge';
  if (version === progress?.version) return 'installing';
  const isUpdate = version === update?.version && update.state === 'waiting';
  return isUpdate || version === status.waitingVersion ? 'waiting' : 'kept';
}
