import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { secureHeaders } from 'hono/secure-headers';
import { readCountries } from '../data/countries.js';
import { createApi } from './api.js';
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
  const visits = createVisitStore(databaseFile);
  const app = new Hono();
  const compressed = compress();

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", ...readInlineStyleHashes(staticDir)],
        imgSrc: ["'self'"],
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

  app.route('/api', createApi({ countries: readCountries(), visits, now }));
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

  return { app, close: visits.close };
}
