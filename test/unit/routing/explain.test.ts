import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/manifest/compile.js';
import { parseManifest } from '../../../src/manifest/parse.js';
import { createExplainer, type Explanation } from '../../../src/routing/explain.js';

const scope = new URL('https://app.example/sub/');
const files = ['index.html', 'about.html', 'docs/index.html', 'assets/a-1.js', 'offline.html'];
const manifest = parseManifest({
  precache: { include: ['**/*'] },
  shell: { document: '/index.html', paths: ['/', '/countries/*'], except: ['/countries/none'] },
  routes: [
    {
      name: 'photos',
      match: { path: './photos/*', destination: 'image' },
      strategy: 'cache-first',
    },
    { name: 'writes', match: { path: './api/*', methods: ['POST'] }, strategy: 'network-only' },
    { name: 'api', match: './api/*', strategy: 'network-first' },
  ],
  offline: { document: '/offline.html' },
});
const plan = compile(manifest, {
  version: 'v',
  list: { path: 'holdfast/v.json', sha256: '' },
  shell: files.filter((path) => path.endsWith('.html')),
  assets: '^assets/[^/]+\\.js$',
  isPacked: false,
  optional: [],
  leftOut: [],
});
const explainOne = createExplainer({ plan, scope, files: new Set(files) });

function explain(text: string, destination = '', method = 'GET'): Explanation {
  const isNavigation = destination === 'document';
  return explainOne({ url: new URL(text, scope), method, destination, isNavigation });
}

function name({ answer }: Explanation): string {
  if (answer.by === 'route') return answer.route.name;
  if (answer.by === 'browser') return 'browser';
  if (answer.by === 'shell') return `shell ${answer.path}`;
  const { path, rule, hasIgnoredSearch } = answer;
  return `${path} ${rule}${hasIgnoredSearch ? ' ignored' : ''}`;
}

function listMismatches({ passed }: Explanation): string[] {
  return passed.map(({ route, mismatch }) => `${route.name} ${mismatch}`);
}

describe('what answers a request', () => {
  it.each([
    ['about.html', 'document', 'GET', 'about.html exact'],
    ['about', 'document', 'GET', 'about.html html-extension'],
    ['docs/', '', 'GET', 'docs/index.html folder-index'],
    ['', 'document', 'GET', 'index.html folder-index'],
    ['about?utm_source=a&gclid=b', 'document', 'GET', 'about.html html-extension ignored'],
    ['about?page=2', '', 'GET', 'browser'],
    ['about?page=2', 'document', 'GET', 'offline'],
    ['about', '', 'HEAD', 'browser'],
    ['assets/a-1.js', 'script', 'GET', 'assets/a-1.js exact'],
    ['assets/b-2.js', 'script', 'GET', 'browser'],
    ['countries/it', 'document', 'GET', 'shell index.html'],
    ['countries/it', '', 'GET', 'browser'],
    ['countries/it.txt', 'document', 'GET', 'offline'],
    ['countries/none', 'document', 'GET', 'offline'],
    ['photos/1.jpg', 'image', 'GET', 'photos'],
    ['photos/1.jpg', '', 'GET', 'browser'],
    ['api/visits', '', 'GET', 'api'],
    ['api/visits', '', 'POST', 'writes'],
    ['api/visits', '', 'PUT', 'browser'],
    ['/about.html', '', 'GET', 'browser'],
    ['https://other.example/sub/about.html', '', 'GET', 'browser'],
  ])('%s for %j by %s: %s', (url, destination, method, expected) => {
    expect(name(explain(url, destination, method))).toBe(expected);
  });

  it('says of each route before it what it does not take', () => {
    expect(listMismatches(explain('api/visits'))).toEqual(['photos url', 'writes method']);
    expect(listMismatches(explain('photos/1.jpg', 'video'))).toEqual([
      'photos destination',
      'writes url',
      'api url',
      'offline destination',
    ]);
    expect(listMismatches(explain('photos/1.jpg', 'video', 'POST'))[0]).toBe('photos method');
    expect(explain('about').passed).toEqual([]);
  });

  it('names the file that stands in, where the worker answers at all', () => {
    expect(explain('api/visits', 'document').offline).toBe('offline.html');
    expect(explain('nowhere', 'document').offline).toBe('offline.html');
    expect(explain('api/visits')).not.toHaveProperty('offline');
    expect(explain('about', 'document')).not.toHaveProperty('offline');
  });

  it('takes what looks like an asset for one where the files are not known', () => {
    const guess = createExplainer({ plan, scope });
    const url = new URL('assets/b-2.js', scope);
    const request = { url, method: 'GET', destination: 'script', isNavigation: false };
    expect(name(guess(request))).toBe('assets/b-2.js exact');
  });

  it('has routes alone to tell of where nothing is precached', () => {
    const routes = createExplainer({ plan: compile(manifest), scope });
    const url = new URL('about', scope);
    const request = { url, method: 'GET', destination: 'document', isNavigation: true };
    expect(name(routes(request))).toBe('browser');
  });
});
