import * as fc from 'fast-check';
import { URLPattern } from 'urlpattern-polyfill/urlpattern';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/manifest/compile.js';
import type { PrecachedFiles } from '../../../src/manifest/compile.js';
import type { Manifest, PlannedStaticRule, RouteOptions } from '../../../src/manifest/index.js';
import { createRouter } from '../../../src/routing/route.js';
import { anySample, createOracle, isReadByOracle, origin, scope } from './patterns.js';

const live: RouteOptions = { name: 'live', match: '/live/*', strategy: 'network-only' };
const api: RouteOptions = { name: 'api', match: './api/:id?', strategy: 'network-first' };
const precache = { include: ['**/*.html'] };
const files: PrecachedFiles = {
  version: '0123456789abcdef',
  list: { path: 'holdfast/0123456789abcdef.json', sha256: '0'.repeat(64) },
  shell: ['offline.html', 'offline.svg'],
  optional: [],
  leftOut: [],
  isPacked: false,
};
const offline = { document: '/offline.html', image: '/offline.svg' };

function plan(manifest: Manifest): readonly PlannedStaticRule[] | undefined {
  return compile(manifest, files).staticRoutes;
}

function name(rules: readonly PlannedStaticRule[] | undefined): readonly string[] | undefined {
  return rules?.map(({ route, isNetwork }) => (isNetwork ? `${route}!` : route));
}

describe('static routes', () => {
  it('hold network-only routes and all those in front of the last, with URLPattern components', () => {
    const routes: readonly RouteOptions[] = [
      api,
      live,
      { name: 'cdn', match: 'https://*.cdn.example:*/x/(.*)/y?v=*', strategy: 'cache-first' },
      { name: 'beacon', match: { url: 'https://b.example/*' }, strategy: 'network-only' },
      { name: 'rest', match: '/*', strategy: 'network-first' },
    ];
    expect(compile({ routes }).staticRoutes).toEqual([
      { route: 'api', isNetwork: false, base: 'scope', pattern: { pathname: 'api/:id?' } },
      { route: 'live', isNetwork: true, base: 'root', pattern: { pathname: '/live/*' } },
      {
        route: 'cdn',
        isNetwork: false,
        base: 'url',
        pattern: {
          protocol: 'https',
          hostname: '*.cdn.example',
          pathname: '/x/*/y',
          search: 'v=*',
        },
      },
      {
        route: 'beacon',
        isNetwork: true,
        base: 'url',
        pattern: { protocol: 'https', hostname: 'b.example', port: '' },
      },
    ]);
  });

  it.each<readonly [string, string, object]>([
    ['./*', 'scope', {}],
    ['./', 'scope', { pathname: '' }],
    ['./:page?', 'scope', { pathname: '{:page}?' }],
    ['/*', 'root', {}],
    ['/é?', 'root', { pathname: '/%C3%A9', search: '' }],
    [String.raw`/a\(b\)`, 'root', { pathname: String.raw`/a\(b\)` }],
    ['/:n(.*)', 'root', {}],
    [String.raw`/x?t=\:a&v=:v(.*)`, 'root', { pathname: '/x', search: String.raw`t=\:a&v=:v(.*)` }],
  ])('write %s from the %s', (match, base, pattern) => {
    expect(plan({ routes: [{ ...live, match }] })).toEqual([
      { route: 'live', isNetwork: true, base, pattern },
    ]);
  });

  it('are absent where nothing profits or the manifest says so, and empty where only the precache does', () => {
    expect(compile({ routes: [api] })).not.toHaveProperty('staticRoutes');
    expect(compile({ precache, routes: [api] })).not.toHaveProperty('staticRoutes');
    expect(plan({ precache, routes: [api] })).toEqual([]);
    expect(plan({ precache, routes: [live], staticRoutes: false })).toBeUndefined();
    expect(compile({ routes: [live], staticRoutes: false })).not.toHaveProperty('staticRoutes');
  });

  it('leave a route with a timeout to the worker', () => {
    const slow: RouteOptions = { ...live, name: 'slow', match: '/slow', timeout: '3s' };
    expect(name(plan({ routes: [slow, live] }))).toEqual(['slow', 'live!']);
    expect(plan({ routes: [slow] })).toBeUndefined();
  });

  it('leave a route with an outbox to the worker, whatever its methods', () => {
    const writes: RouteOptions = {
      name: 'writes',
      match: { path: '/live/*', methods: ['POST', 'PUT', 'PATCH', 'DELETE'] },
      strategy: 'network-only',
    };
    expect(name(plan({ routes: [writes, live] }))).toEqual(['writes!', 'live!']);
    const kept: RouteOptions = { ...writes, outbox: {} };
    expect(name(plan({ routes: [kept, live] }))).toEqual(['writes', 'live!']);
    expect(name(plan({ routes: [live, kept] }))).toEqual(['live!']);
    expect(plan({ routes: [kept] })).toBeUndefined();
  });

  it('leave a route to the worker whose every destination has an offline file', () => {
    const match = { path: '/maps/*', destination: ['image', 'document'] } as const;
    const maps: RouteOptions = { ...live, name: 'maps', match };
    const fonts: RouteOptions = {
      ...live,
      name: 'fonts',
      match: { path: '/f', destination: 'font' },
    };
    expect(name(plan({ precache, offline, routes: [maps, live] }))).toEqual(['maps', 'live!']);
    expect(name(plan({ precache, offline: { image: '/offline.svg' }, routes: [maps] }))).toEqual([
      'maps!',
    ]);
    expect(name(plan({ precache, offline, routes: [fonts] }))).toEqual(['fonts!']);
  });

  it('never have the route of the offline files', () => {
    expect(plan({ precache, offline })).toEqual([]);
  });

  it.each([
    String.raw`/n/(\d+)`,
    './(a|b)',
    '/x?q=(1|2)',
    'https://(a|b).example/*',
    '/x?q=:v',
    'https://h::port/*',
    ':scheme://h/*',
  ])('end before a pattern that a browser refuses: %s', (match) => {
    const odd: RouteOptions = { ...live, name: 'odd', match };
    const last: RouteOptions = { ...live, name: 'last', match: '/last' };
    expect(name(plan({ routes: [live, api, odd, last] }))).toEqual(['live!']);
    expect(plan({ routes: [odd, last] })).toBeUndefined();
    expect(plan({ precache, routes: [odd, last] })).toEqual([]);
  });

  it('send to the network only what the router gives to the same network-only route', () => {
    let sent = 0;
    const request = fc.record({
      method: fc.constantFrom('GET', 'GET', 'POST'),
      destination: fc.constantFrom('', 'image', 'document'),
    });
    fc.assert(
      fc.property(anyRoutes, fc.nat(), request, (samples, index, { method, destination }) => {
        const { url } = samples[index % samples.length]!;
        const routes = samples.map(({ route }) => route);
        fc.pre(isReadByOracle(url) && samples.every(({ pattern }) => createOracle(pattern)));
        const { routes: planned, staticRoutes = [] } = compile({ routes });
        const first = staticRoutes.find((rule) => {
          const { methods, destinations } = planned.find((route) => route.name === rule.route)!;
          return (
            (methods as readonly string[]).includes(method) &&
            (destinations as readonly string[] | undefined)?.includes(destination) !== false &&
            toUrlPattern(rule).test(url)
          );
        });
        if (!first?.isNetwork) return;
        sent += 1;
        const parsed = new URL(url);
        const isInScope = parsed.href.startsWith(scope);
        const path = isInScope ? parsed.pathname.slice(new URL(scope).pathname.length) : undefined;
        const router = createRouter(planned, origin);
        const found = router({ url: parsed, path, request: { method, destination } });
        expect(found).toMatchObject({ name: first.route, strategy: 'network-only' });
        expect(found).not.toHaveProperty('timeoutMs');
        expect(found).not.toHaveProperty('outbox');
      }),
      { numRuns: 1500 },
    );
    expect(sent).toBeGreaterThan(30);
  });
});

/** Few of all samples have no regular expression in them. */
const expressible = anySample.filter(({ pattern }) => !pattern.includes('('));

const anyRoutes = fc
  .array(
    fc.record({
      sample: fc.oneof(anySample, { arbitrary: expressible, weight: 4 }),
      methods: fc.constantFrom(['GET'] as const, ['GET'] as const, ['GET', 'POST'] as const),
      destination: fc.constantFrom(undefined, undefined, 'image' as const),
      strategy: fc.constantFrom(
        'network-only' as const,
        'network-only' as const,
        'cache-first' as const,
      ),
      timeout: fc.constantFrom(undefined, undefined, 3),
      outbox: fc.constantFrom(undefined, undefined, undefined, {}),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((drafts) =>
    drafts.map(({ sample, methods, destination, strategy, timeout, outbox }, index) => {
      const { pattern, url } = sample;
      const match = {
        ...(/^\.?\//.test(pattern) ? { path: pattern } : { url: pattern }),
        methods,
        ...(destination && { destination }),
      };
      const route: RouteOptions = {
        name: String(index),
        match,
        strategy,
        ...(timeout !== undefined && { timeout }),
        ...(outbox && { outbox }),
      };
      return { pattern, url, route };
    }),
  );

/** What a worker tells the browser, as the browser reads it. */
function toUrlPattern({ base, pattern }: PlannedStaticRule): URLPattern {
  if (base === 'url') return new URLPattern(pattern);
  const { protocol, hostname, port, pathname } = new URL(scope);
  return new URLPattern({
    protocol: protocol.slice(0, -1),
    hostname,
    port,
    ...pattern,
    ...(base === 'scope' && { pathname: pathname + (pattern.pathname ?? '*') }),
  });
}
