import type { Connection } from 'holdfast/page';
import type { TemplateResult } from 'lit-html';
import type { Connectivity } from './connectivity.js';
import type { Install } from './install.js';
import type { Journal } from './journal.js';
import type { NoteEditor } from './note-editor.js';
import type { Outbox } from './outbox.js';
import type { Tabs } from './tabs.js';
import type { VisitForm } from './visit-form.js';

/** One place of the app, from the moment it is entered until it is left. */
export interface Page {
  /** Goes before the app's name in the tab's title. */
  readonly title: string;
  view(): TemplateResult;
  /** Begins what keeps the page fresh; returns what ends it. */
  readonly start?: () => () => void;
}

/** What pages are given. */
export interface PageContext {
  readonly connection: Connection;
  readonly connectivity: Connectivity;
  readonly install: Install;
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly visitForm: VisitForm;
  readonly noteEditor: NoteEditor;
  readonly tabs: Tabs;
  /** Draws the page again. */
  readonly refresh: () => void;
  readonly navigate: (path: string) => void;
}
