import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { etag } from 'hono/etag';

const pages = ['/', '/countries/*', '/journal', '/status'];
const hashedPath = /^\/assets\/|^\/holdfast\/[\da-f]{8,}\./;

/** The built app: files whose name carries a hash are kept for a year, all others are asked for again each time. */
export function createStaticFiles(folder: string): Hono {
  const files = new Hono();
  const tagged = etag();

  files.use(async (context, next) => {
    if (!hashedPath.test(context.req.path)) {
      await tagged(context, next);
      context.header('cache-control', 'no-cache');
      return;
    }
    await next();
    const isFound = context.res.ok;
    context.header('cache-control', isFound ? 'public, max-age=31536000, immutable' : 'no-cache');
  });
  files.get('*', serveStatic({ root: folder }));
  for (const page of pages) files.get(page, serveStatic({ root: folder, path: 'index.html' }));
  return files;
}

/**
 * The offline document carries its styles in itself, because it must show when nothing else can; a policy
 * without `unsafe-inline` names them by their hash. Source: CSP Level 3, `hash-source`.
 */
export function readInlineStyleHashes(folder: string): readonly string[] {
  const file = join(folder, 'offline.html');
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/<style>([^]*?)<\/style>/g)].map(
    ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  );
}
