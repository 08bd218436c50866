import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { manifestJsonSchema } from '../../../src/manifest/json-schema.js';
import { complete } from './manifests.js';

const validate = new Ajv({ allowUnionTypes: true }).compile(manifestJsonSchema());
const route = { name: 'api', match: '/api/*', strategy: 'network-first' };

describe('the JSON schema', () => {
  it('takes a manifest with every option', () => {
    expect(validate(JSON.parse(JSON.stringify(complete)))).toBe(true);
  });

  it('takes an empty manifest', () => {
    expect(validate({})).toBe(true);
  });

  it('takes an outbox with every default', () => {
    expect(validate({ routes: [{ ...route, outbox: {} }] })).toBe(true);
  });

  it.each<readonly [string, unknown]>([
    ['a list', []],
    ['an unknown key', { plugins: [] }],
    ['an unknown key of a route', { routes: [{ ...route, maxAge: 1 }] }],
    ['a route without a strategy', { routes: [{ name: 'a', match: '/' }] }],
    ['an unknown strategy', { routes: [{ ...route, strategy: 'fastest' }] }],
    ['a name in capitals', { routes: [{ ...route, name: 'API' }] }],
    ['no methods', { routes: [{ ...route, match: { path: '/', methods: [] } }] }],
    ['an unknown destination', { routes: [{ ...route, match: { path: '/', destination: 'x' } }] }],
    ['a partial status', { routes: [{ ...route, cacheable: { statuses: [206] } }] }],
    ['a status too low', { routes: [{ ...route, cacheable: { statuses: [100] } }] }],
    ['a broken status', { routes: [{ ...route, cacheable: { statuses: [200.5] } }] }],
    ['limits that limit nothing', { routes: [{ ...route, expire: {} }] }],
    ['an unknown limit', { routes: [{ ...route, expire: { maxAgeSeconds: 5 } }] }],
    ['no entries', { routes: [{ ...route, expire: { maxEntries: 0 } }] }],
    ['half an entry', { routes: [{ ...route, expire: { maxEntries: 1.5 } }] }],
    ['entries in words', { routes: [{ ...route, expire: { maxEntries: '5' } }] }],
    ['an age that is no amount', { routes: [{ ...route, expire: { maxAge: true } }] }],
    ['an outbox that is no object', { routes: [{ ...route, outbox: true }] }],
    ['an unknown option of an outbox', { routes: [{ ...route, outbox: { retries: 5 } }] }],
    ['a time to retain that is no amount', { routes: [{ ...route, outbox: { retainFor: null } }] }],
    ['an outbox without room', { routes: [{ ...route, outbox: { maxEntries: 0 } }] }],
    ['half a write', { routes: [{ ...route, outbox: { maxEntries: 0.5 } }] }],
    ['an unknown order', { routes: [{ ...route, outbox: { order: 'fifo' } }] }],
    ['a status of success to retry', { routes: [{ ...route, outbox: { retryStatuses: [200] } }] }],
    ['a status too high to retry', { routes: [{ ...route, outbox: { retryStatuses: [600] } }] }],
    ['a broken status to retry', { routes: [{ ...route, outbox: { retryStatuses: [503.5] } }] }],
    ['a status that blocks', { routes: [{ ...route, outbox: { retryStatuses: [401] } }] }],
    ['no attempt', { routes: [{ ...route, outbox: { deadAfterAttempts: 0 } }] }],
    ['an unknown option of the storage', { storage: { maxEntries: 5 } }],
    ['no globs', { precache: { include: [] } }],
    ['an optional glob with a leading slash', { precache: { include: ['a'], optional: ['/a'] } }],
    ['optional files that are no list', { precache: { include: ['a'], optional: '*.js' } }],
    ['a glob with a leading slash', { precache: { include: ['/a'] } }],
    ['a document without a slash', { shell: { document: 'index.html', paths: ['/'] } }],
    ['an unknown fallback', { offline: { picture: '/a.svg' } }],
    ['an unknown policy', { update: { activate: 'now' } }],
    ['static routes in words', { staticRoutes: 'yes' }],
    ['a worker that is no script', { worker: 'worker.css' }],
  ])('refuses %s', (_what, manifest) => {
    expect(validate(manifest)).toBe(false);
  });

  it('names itself, and describes every field', () => {
    const schema = manifestJsonSchema();
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'https://unpkg.com/holdfast/dist/manifest.schema.json',
      title: 'Holdfast manifest',
    });
    expect(listUndescribed(schema, ({ description }) => Boolean(description))).toEqual([]);
  });

  it('says of every field that can be left out what holds then', () => {
    expect(
      listUndescribed(
        manifestJsonSchema(),
        ({ description = '' }, isRequired) => isRequired || description.includes('Default: '),
      ),
    ).toEqual([]);
  });
});

interface Described {
  readonly description?: string;
}

/** The fields, below any object of the schema, that do not say enough of themselves. */
function listUndescribed(
  schema: unknown,
  says: (field: Described, isRequired: boolean) => boolean,
  path = '',
): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { required = [] } = schema as { readonly required?: readonly string[] };
  return Object.entries(schema as Record<string, unknown>).flatMap(([key, value]) => {
    const below = listUndescribed(value, says, `${path}/${key}`);
    if (key !== 'properties') return below;
    const fields = Object.entries(value as Record<string, Described>);
    const missing = fields.filter(([name, field]) => !says(field, required.includes(name)));
    return [...missing.map(([name]) => `${path}/${name}`), ...below];
  });
}
