import { describe, expect, it } from 'vitest';
import type {
  Plan,
  PlannedRoute,
  PlannedStaticRule,
  PrecacheFile,
} from '../../../src/manifest/plan.js';
import { createCacheNames } from '../../../src/protocol/cache-names.js';
import {
  toRouterRules,
  type RouterCondition,
  type RouterRule,
} from '../../../src/worker/static-rules.js';

const scope = new URL('https://app.test/sub(1)/');
const names = createCacheNames(scope);

function makePlan(
  rules: readonly PlannedStaticRule[],
  routes: readonly Partial<PlannedRoute>[] = [],
): Plan {
  return {
    format: 1,
    version: 'v1',
    routes: routes.map((route) => ({
      name: 'live',
      url: { base: 'root', source: '' },
      methods: ['GET'],
      strategy: 'network-only',
      statuses: [200],
      ...route,
    })),
    offline: { image: 'offline.svg' },
    update: { activate: 'immediately', keepVersions: 0 },
    staticRoutes: rules,
  };
}

function file(path: string, kind: PrecacheFile['kind'], isEntry?: true): PrecacheFile {
  return { path, kind, sha256: '', bytes: 1, ...(isEntry && { isEntry }) };
}

function rulesOf(
  files: readonly PrecacheFile[],
  plan = makePlan([]),
  isTaken: (route: PlannedRoute) => boolean = () => false,
): readonly RouterRule[] {
  return toRouterRules(plan, names, scope, files, isTaken);
}

function conditionsOf(rules: readonly RouterRule[], source: unknown): readonly RouterCondition[] {
  return rules
    .filter((rule) => JSON.stringify(rule.source) === JSON.stringify(source))
    .flatMap(({ condition }) => condition.or ?? []);
}

describe('the rules of a precache', () => {
  it('look assets up by their exact address, in the cache of all versions', () => {
    const rules = rulesOf([file('assets/a(1)+b.css', 'asset')]);
    expect(conditionsOf(rules, { cacheName: names.assets })).toEqual([
      { urlPattern: { pathname: '/sub\\(1\\)/assets/a\\(1\\)\\+b.css', search: '' } },
    ]);
  });

  it("look documents up for navigations, a folder's index by the folder's address", () => {
    const rules = rulesOf([file('docs/index.html', 'shell'), file('about.html', 'shell')]);
    expect(conditionsOf(rules, { cacheName: names.shell('v1') })).toEqual([
      { urlPattern: { pathname: '/sub\\(1\\)/docs/', search: '' }, requestMode: 'navigate' },
      { urlPattern: { pathname: '/sub\\(1\\)/about.html', search: '' }, requestMode: 'navigate' },
    ]);
  });

  it('leave to the worker what a tab of another version may have otherwise, and what is asked for in ranges', () => {
    const rules = rulesOf([
      file('app.js', 'shell'),
      file('logo.svg', 'shell'),
      file('a.mp4', 'asset'),
    ]);
    expect(rules).toHaveLength(1);
    expect(rules[0]?.source).toBe('fetch-event');
    expect(rules[0]?.condition.or).toContainEqual({ requestDestination: 'worker' });
  });

  it('are few enough for browsers however many files there are, what every visit loads first', () => {
    const many = Array.from({ length: 5000 }, (_, index) => file(`assets/${index}.css`, 'asset'));
    const rules = rulesOf([...many, file('assets/entry.js', 'asset', true)]);
    const conditions = conditionsOf(rules, { cacheName: names.assets });
    expect(conditions).toHaveLength(512);
    expect(conditions[0]?.urlPattern?.['pathname']).toBe('/sub\\(1\\)/assets/entry.js');
  });
});

describe('the rules of routes', () => {
  const live: PlannedStaticRule = {
    route: 'live',
    isNetwork: true,
    base: 'root',
    pattern: { pathname: '/live/*' },
  };

  it('send a network-only route to the network, by each of its methods and destinations', () => {
    const plan = makePlan([live], [{ methods: ['POST', 'PUT'], destinations: ['json', 'track'] }]);
    const conditions = conditionsOf(rulesOf([], plan), 'network');
    expect(conditions).toHaveLength(4);
    expect(conditions).toContainEqual({
      urlPattern: { pathname: '/live/*' },
      requestMethod: 'PUT',
      requestDestination: 'track',
    });
  });

  it('come after those that leave navigations, and destinations with an offline file, to the worker', () => {
    const rules = rulesOf([], makePlan([live], [{}]));
    expect(rules.at(-2)).toEqual({
      condition: { or: [{ requestDestination: 'image' }, { requestMode: 'navigate' }] },
      source: 'fetch-event',
    });
  });

  it("count from the scope, the origin or the whole URL, and take no component from the worker's own address", () => {
    const patterns: readonly PlannedStaticRule[] = [
      { ...live, base: 'scope', pattern: { pathname: 'live/:id' } },
      { ...live, base: 'root', pattern: {} },
      { ...live, base: 'url', pattern: { hostname: 'cdn.test', pathname: '/x' } },
    ];
    const rules = patterns.map((rule) => rulesOf([], makePlan([rule], [{}])).at(-1));
    expect(rules.map((rule) => rule?.condition.or?.[0]?.urlPattern)).toEqual([
      { pathname: '/sub\\(1\\)/live/:id' },
      { pathname: '*' },
      { protocol: '*', hostname: 'cdn.test', port: '*', pathname: '/x' },
    ]);
  });

  it('keep a route with the worker when a stored file lies under it', () => {
    const plan = makePlan([live, { ...live, route: 'free' }], [{}, { name: 'free' }]);
    const rules = rulesOf([], plan, ({ name }) => name === 'live');
    expect(rules.slice(-2).map(({ source }) => source)).toEqual(['fetch-event', 'network']);
  });
});
