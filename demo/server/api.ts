import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Country } from '../shared/country.js';
import { parseNoteChange, parseVisit, type FieldProblem } from '../shared/visit.js';
import type { Answer, WriteLog } from './idempotency.js';
import { phraseOfTheDay } from './phrase-of-the-day.js';
import {
  bodyLimitBytes,
  readIncomingWrite,
  tooLarge,
  type IncomingWrite,
} from './incoming-write.js';
import { sameOriginWrites } from './same-origin.js';
import type { VisitStore } from './visit-store.js';

/** What the JSON routes stand on. */
export interface ApiOptions {
  readonly countries: readonly Country[];
  readonly visits: VisitStore;
  readonly writes: WriteLog;
  /** The clock, in ms since the epoch. */
  readonly now: () => number;
}

/** The routes under `/api`: the journal and the phrase of the day. */
export function createApi({ countries, visits, writes, now }: ApiOptions): Hono {
  const byId = new Map(countries.map((country) => [country.id, country]));
  const api = new Hono();

  api.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-cache');
  });
  api.use(sameOriginWrites);
  api.use(async (context, next) => {
    const contentType = context.req.header('content-type');
    const limited = bodyLimit({
      maxSize: bodyLimitBytes(contentType),
      onError: () => reply(context, tooLarge(contentType)),
    });
    return limited(context, next);
  });

  api.get('/visits', (context) =>
    context.json({ asOf: new Date(now()).toISOString(), visits: visits.list() }),
  );

  api.post('/visits', async (context) =>
    answer(context, ({ identity, fields, photo }) => {
      const parsed = parseVisit(fields, (id) => byId.has(id));
      if (!parsed.ok) return refuseFields('The visit', parsed.problems);
      return writes.once(identity, () => {
        const { name, visit } = visits.add(parsed.value, photo);
        if (name === 'conflict') return conflict('Another visit has this id already.', visit);
        return { status: name === 'added' ? 201 : 200, body: visit };
      });
    }),
  );

  api.patch('/visits/:id', async (context) =>
    answer(context, ({ identity, fields }) => {
      const parsed = parseNoteChange(fields);
      if (!parsed.ok) return refuseFields('The change', parsed.problems);
      return writes.once(identity, () => {
        const outcome = visits.change(context.req.param('id'), parsed.value);
        if (outcome.name === 'missing') return noVisit;
        if (outcome.name === 'conflict') {
          return conflict('The visit was changed in the meantime.', outcome.visit);
        }
        return { status: 200, body: outcome.visit };
      });
    }),
  );

  api.delete('/visits/:id', async (context) =>
    answer(context, ({ identity }) =>
      writes.once(identity, () =>
        visits.remove(context.req.param('id')) ? { status: 204 } : noVisit,
      ),
    ),
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

const noVisit: Answer = { status: 404, body: { error: 'There is no visit with this id.' } };

async function answer(context: Context, work: (write: IncomingWrite) => Answer): Promise<Response> {
  const read = await readIncomingWrite(context.req.raw);
  return reply(context, read.ok ? work(read.write) : read.answer);
}

function reply(context: Context, { status, body }: Answer): Response {
  return status === 204 ? context.body(null, status) : context.json(body ?? null, status);
}

function conflict(error: string, visit: unknown): Answer {
  return { status: 409, body: { error, visit } };
}

function refuseFields(subject: string, problems: readonly FieldProblem[]): Answer {
  const texts = problems.map(({ field, message }) => `${field || 'body'} ${message}`);
  const error = `${subject} is not valid: ${texts.join('; ')}.`;
  return { status: 400, body: { error, problems } };
}
