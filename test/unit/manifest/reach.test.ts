import { describe, expect, it } from 'vitest';
import { findReachWarnings } from '../../../src/manifest/reach.js';
import type { Manifest, MatchOptions, ShellOptions } from '../../../src/manifest/types.js';

function manifest(match: string | MatchOptions, shell?: Partial<ShellOptions>): Manifest {
  return {
    precache: { include: ['**/*'] },
    routes: [{ name: 'pages', match, strategy: 'network-first' }],
    ...(shell && { shell: { document: '/index.html', paths: [], ...shell } }),
  };
}

const documents = { destination: 'document' } as const;

describe('a route for navigations', () => {
  it.each<[MatchOptions, Partial<ShellOptions>, string?]>([
    [{ path: '/news/*', ...documents }, { paths: ['/', '/*'] }],
    [{ path: '/news/*', ...documents }, { paths: ['/news/*'] }],
    [{ path: './news/*', ...documents }, { paths: ['/news/*'] }],
    [{ path: './news/*', destination: ['document', 'iframe'] }, { paths: ['/*'] }],
    [{ path: '/sub/news/*', ...documents }, { paths: ['/news/*'] }, '/sub/'],
    [
      { path: '/news/*', ...documents },
      { paths: ['/*'], except: ['/api/*'] },
    ],
  ])('is warned of where the shell is before it: %j, %j, base %s', (match, shell, base) => {
    const [warning, ...more] = findReachWarnings(manifest(match, shell), base);
    expect(more).toEqual([]);
    expect(warning).toContain(
      `route \`pages\` gets hardly a navigation, because the shell answers those to "${shell.paths!.at(-1)}" before it`,
    );
    expect(warning).toContain('add its path to `shell.except`');
  });

  it.each<[string | MatchOptions, Partial<ShellOptions> | undefined, string?]>([
    ['/news/*', { paths: ['/*'] }],
    [{ path: '/news/*', destination: ['document', 'image'] }, { paths: ['/*'] }],
    [{ path: '/news/*', methods: ['POST'], ...documents }, { paths: ['/*'] }],
    [
      { path: '/news/*', ...documents },
      { paths: ['/*'], except: ['/news/*'] },
    ],
    [{ path: '/news/*', ...documents }, { paths: ['/', '/news', '/journal/*'] }],
    [{ path: './news/*', ...documents }, { paths: ['/'] }],
    [{ path: '/news/*', ...documents }, { paths: ['/news/*'] }, '/sub/'],
    [{ path: '/news/*', ...documents }, undefined],
  ])('is not where it gets some: %j, %j, base %s', (match, shell, base) => {
    expect(findReachWarnings(manifest(match, shell), base)).toEqual([]);
  });

  it('is warned of where its pages are of another origin', () => {
    const match = { url: 'https://news.example/*', ...documents };
    expect(findReachWarnings(manifest(match, { paths: ['/*'] }))).toEqual([
      'route `pages` gets no request unless "https://news.example/*" is of the app\'s own origin, because pages of another are not this worker\'s; write a path such as "/news/*", or leave the route out',
    ]);
    expect(findReachWarnings(manifest('https://news.example/*'))).toEqual([]);
  });
});
