import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Country } from '../shared/country.js';
import { parseVisit } from '../shared/visit.js';
import { phraseOfTheDay } from './phrase-of-the-day.js';
import type { VisitStore } from './visit-store.js';

/** What the JSON routes stand on. */
export interface ApiOptions {
  readonly countries: readonly Country[];
  readonly visits: VisitStore;
  /** The clock, in ms since the epoch. */
  readonly now: () => number;
}

/** The routes under `/api`: the journal and the phrase of the day. */
export function createApi({ countries, visits, now }: ApiOptions): Hono {
  const byId = new Map(countries.map((country) => [country.id, country]));
  const api = new Hono();

  api.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-cache');
  });

  api.get('/visits', (context) =>
    context.json({ asOf: new Date(now()).toISOString(), visits: visits.list() }),
  );

  api.post(
    '/visits',
    bodyLimit({
      maxSize: 64 * 1024,
      onError: (context) => context.json({ error: 'The body is larger than 64 KB.' }, 413),
    }),
    async (context) => {
      // A form of another site cannot send this type without asking first.
      if (!/^application\/json\b/i.test(context.req.header('content-type') ?? '')) {
        return context.json({ error: 'Send the visit as application/json.' }, 415);
      }
      const parsed = parseVisit(await readJson(context.req.raw), (id) => byId.has(id));
      if (!parsed.ok) {
        const fields = parsed.problems.map(({ field, message }) => `${field || 'body'} ${message}`);
        const error = `The visit is not valid: ${fields.join('; ')}.`;
        return context.json({ error, problems: parsed.problems }, 400);
      }
      const outcome = visits.add(parsed.visit);
      if (outcome === 'conflict') {
        return context.json({ error: 'Another visit has this id already.' }, 409);
      }
      return context.json(parsed.visit, outcome === 'added' ? 201 : 200);
    },
  );

  api.delete('/visits/:id', (context) =>
    visits.remove(context.req.param('id'))
      ? context.body(null, 204)
      : context.json({ error: 'There is no visit with this id.' }, 404),
  );

  api.get('/phrase/:country', (context) => {
    const country = byId.get(context.req.param('country'));
    if (!country) return context.json({ error: 'There is no such country.' }, 404);
    const phrase = phraseOfTheDay(country, now());
    if (!phrase) return context.json({ error: 'No phrase is known for this country.' }, 404);
    return context.json(phrase);
  });

  api.all('*', (context) => context.json({ error: 'There is nothing here.' }, 404));
  return api;
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}
