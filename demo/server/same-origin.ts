import type { MiddlewareHandler } from 'hono';

/**
 * Refuses writes that another site's page sends: a form may send `multipart/form-data` anywhere without being asked. A request
 * with neither header comes from no browser, and so carries nobody's rights but its sender's.
 * Sources: Fetch Metadata, `Sec-Fetch-Site`, which browsers send over https and to localhost; Fetch, `Origin` header
 */
export const sameOriginWrites: MiddlewareHandler = async (context, next) => {
  const { method } = context.req;
  const isWrite = !['GET', 'HEAD', 'OPTIONS'].includes(method);
  const site = context.req.header('sec-fetch-site');
  const origin = context.req.header('origin');
  const isOurs =
    site === undefined
      ? origin === undefined || readHost(origin) === new URL(context.req.url).host
      : site === 'same-origin';
  if (isWrite && !isOurs) {
    return context.json({ error: 'Another site cannot write to this journal.' }, 403);
  }
  return next();
};

/** The host alone: behind a proxy that ends TLS the schemes differ. */
function readHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
