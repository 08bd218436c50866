import { describe, expect, it } from 'vitest';
import type {
  Plan,
  PlannedRoute,
  PlannedStaticRule,
  StaticFiles,
} from '../../../src/manifest/plan.js';
import { createCacheNames } from '../../../src/protocol/cache-names.js';
import {
  toFileRules,
  toRouteRules,
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

function rulesOfFiles(files: Partial<StaticFiles>): readonly RouterRule[] {
  return toFileRules(names, 'v1', scope, { documents: [], assets: [], except: [], ...files });
}

function rulesOf(
  plan: Plan,
  isTaken: (route: PlannedRoute) => boolean = () => false,
): readonly RouterRule[] {
  return toRouteRules(plan, scope, isTaken);
}

function conditionsOf(rules: readonly RouterRule[], source: unknown): readonly RouterCondition[] {
  return rules
    .filter((rule) => JSON.stringify(rule.source) === JSON.stringify(source))
    .flatMap(({ condition }) => condition.or);
}

describe('the rules of a precache', () => {
  it('look assets up by their exact address, in the cache of all versions', () => {
    const rules = rulesOfFiles({ assets: ['assets/a.css', 'assets/:file.js'] });
    expect(conditionsOf(rules, { cacheName: names.assets })).toEqual([
      { urlPattern: { pathname: '/sub\\(1\\)/assets/a.css', search: '' } },
      { urlPattern: { pathname: '/sub\\(1\\)/assets/:file.js', search: '' } },
    ]);
  });

  it('look documents up for navigations, before any other condition has to be tried', () => {
    const rules = rulesOfFiles({ documents: ['docs/'], assets: ['a.css'] });
    expect(conditionsOf(rules.slice(1, 2), { cacheName: names.shell('v1') })).toEqual([
      { urlPattern: { pathname: '/sub\\(1\\)/docs/', search: '' }, requestMode: 'navigate' },
    ]);
  });

  it('leave workers, media, other navigations and the URLs of routes elsewhere to the worker', () => {
    const elsewhere = { hostname: 'cdn.test' };
    const [first, , third] = rulesOfFiles({ except: [elsewhere] });
    expect(first?.source).toBe('fetch-event');
    expect(first?.condition.or).toContainEqual({ requestDestination: 'worker' });
    expect(third).toEqual({
      condition: { or: [{ requestMode: 'navigate' }, { urlPattern: elsewhere }] },
      source: 'fetch-event',
    });
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
    const conditions = conditionsOf(rulesOf(plan), 'network');
    expect(conditions).toHaveLength(4);
    expect(conditions).toContainEqual({
      urlPattern: { pathname: '/live/*' },
      requestMethod: 'PUT',
      requestDestination: 'track',
    });
  });

  it('come after those that leave navigations, and destinations with an offline file, to the worker', () => {
    const rules = rulesOf(makePlan([live], [{}]));
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
    const rules = patterns.map((rule) => rulesOf(makePlan([rule], [{}])).at(-1));
    expect(rules.map((rule) => rule?.condition.or[0]?.urlPattern)).toEqual([
      { pathname: '/sub\\(1\\)/live/:id' },
      { pathname: '*' },
      { protocol: '*', hostname: 'cdn.test', port: '*', pathname: '/x' },
    ]);
  });

  it('keep a route with the worker when a stored file lies under it', () => {
    const plan = makePlan([live, { ...live, route: 'free' }], [{}, { name: 'free' }]);
    const rules = rulesOf(plan, ({ name }) => name === 'live');
    expect(rules.slice(-2).map(({ source }) => source)).toEqual(['fetch-event', 'network']);
  });
});
