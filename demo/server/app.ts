import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { secureHeaders } from 'hono/secure-headers';
import { readCountries } from '../data/countries.js';
import { createApi } from './api.js';
import { openDatabase } from './database.js';
import { createWriteLog } from './idempotency.js';
import { callbackPage, notFoundPage } from './pages.js';
import { createStaticFiles, readInlineStyleHashes } from './static-files.js';
import { createVisitStore } from './visit-store.js';

/** Where the server finds its things. */
export interface AppOptions {
  /** The built app, `demo/dist`. */
  readonly staticDir: string;
  /** The journal's database; made, with its folder, where it is missing. `':memory:'` keeps nothing. */
  readonly databaseFile: string;
  /** The clock, in ms since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** The server without its socket, so that tests can ask it directly. */
export interface PassportApp {
  readonly app: Hono;
  /** Closes the database. */
  close(): void;
}

/** Puts the whole server together. */
export function createApp({ staticDir, databaseFile, now = Date.now }: AppOptions): PassportApp {
  const database = openDatabase(databaseFile);
  const visits = createVisitStore(database);
  const writes = createWriteLog(database, now);
  const app = new Hono();
  const compressed = compress();

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", ...readInlineStyleHashes(staticDir)],
        // A photo that waits to be sent is shown out of the page's own memory.
        imgSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      // The app is served over plain http on localhost.
      strictTransportSecurity: false,
    }),
  );
  // A range counts the bytes of the file, not those of its compressed form.
  app.use(async (context, next) =>
    context.req.header('range') === undefined ? compressed(context, next) : next(),
  );

  app.route('/api', createApi({ countries: readCountries(), visits, writes, now }));
  app.get('/photos/:id', (context) => {
    const photo = visits.readPhoto(context.req.param('id'));
    if (!photo) return context.notFound();
    // The type was read out of the bytes, and `nosniff` stands on every answer.
    context.header('content-type', photo.type);
    context.header('cache-control', 'private, max-age=31536000, immutable');
    return context.body(new Uint8Array(photo.data));
  });
  app.get('/live/time', (context) => {
    context.header('cache-control', 'no-store');
    return context.json({ now: new Date(now()).toISOString() });
  });
  app.get('/auth/callback', (context) => {
    context.header('cache-control', 'no-store');
    return context.html(callbackPage(new Map(Object.entries(context.req.query()))));
  });
  app.route('/', createStaticFiles(staticDir));
  app.notFound(async (context) => context.html(await notFoundPage(context.req.path), 404));

  return { app, close: () => database.close() };
}
