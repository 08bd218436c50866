import { connect } from 'virtual:holdfast';
import { render } from 'lit-html';
import { createConnectivity } from './connectivity.js';
import { createInstall } from './install.js';
import { createJournal } from './journal.js';
import { layout } from './layout.js';
import { createNoteEditor } from './note-editor.js';
import { createNotices } from './notices.js';
import { createOutbox } from './outbox.js';
import type { Page, PageContext } from './page.js';
import { createPage, isAppPath } from './pages/index.js';
import { createRouter } from './router.js';
import { createTabs } from './tabs.js';
import { createThemeChoice } from './theme.js';
import { createVisitForm } from './visit-form.js';

const root = document.querySelector<HTMLElement>('#app');
if (!root) throw new Error('index.html has no element #app');
start(root);

function start(element: HTMLElement): void {
  const theme = createThemeChoice(document.documentElement);
  const connection = connect();
  const connectivity = createConnectivity(() => {
    if (connectivity.isOnline()) {
      // The worker may not have seen yet what this tab has: the server answers again.
      void outbox.flush();
      void journal.load();
    }
    refresh();
  });
  const outbox = createOutbox(connection, {
    onAnswered: async () => journal.load(),
    onChange: onEntries,
  });
  const journal = createJournal({ connectivity, outbox, onChange: onEntries });
  const install = createInstall(connection, refresh);
  const notices = createNotices({ connection, connectivity, install, outbox, onChange: refresh });
  const visitForm = createVisitForm({ connectivity, journal, outbox, onChange: refresh });
  const noteEditor = createNoteEditor({ journal, outbox, onChange: refresh });
  const context: PageContext = {
    connection,
    connectivity,
    install,
    journal,
    outbox,
    visitForm,
    noteEditor,
    tabs: createTabs(connection, refresh),
    refresh,
    navigate: (path) => router.navigate(path),
  };
  let page: Page | undefined;
  let stop: (() => void) | undefined;

  const router = createRouter({
    isOurs: isAppPath,
    onPage(url, isArrival) {
      stop?.();
      page = createPage(url, context);
      document.title = `${page.title} · Passport`;
      refresh();
      stop = page.start?.();
      // A screen reader hears the new page's heading, and Tab goes on from there.
      if (isArrival) {
        element.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
      }
    },
  });
  void journal.load();
  void outbox.load();
  document.addEventListener('visibilitychange', () => {
    // Another tab may have taken something back, of which no event tells.
    if (document.visibilityState === 'visible') void outbox.load();
  });

  addEventListener('beforeunload', (event) => {
    if (visitForm.isUnsaved() || noteEditor.isUnsaved()) event.preventDefault();
  });

  function onEntries(): void {
    visitForm.dropDelivered();
    refresh();
  }

  function refresh(): void {
    if (!page) return;
    const { pathname } = location;
    render(layout({ page, pathname, notices: notices.view(), theme, refresh }), element);
  }
}
