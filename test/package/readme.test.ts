import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/cli/command.js';
import { manifestJsonSchema } from '../../src/manifest/json-schema.js';
import { createConsumer, type Consumer } from '../harness/consumer.js';
import { listDeclaredNames } from '../harness/declarations.js';
import { runIn } from '../harness/pack.js';
import { listCodeBlocks, readReadme, sectionOf } from '../harness/readme.js';

const root = join(import.meta.dirname, '../..');
const readme = await readReadme();
const blocks = listCodeBlocks(readme);
const typescript = blocks.filter(({ language }) => language === 'ts');
const manifests = typescript.filter(({ code }) => code.includes("from 'holdfast';"));

/** What the README's pieces take for granted: a connection, and functions of the reader's own. */
const given = `
/// <reference types="holdfast/virtual" />
declare const holdfast: import('holdfast/page').Connection;
declare const id: string;
declare function markSaved(id: string, answer: import('holdfast/page').OutboxAnswer): void;
declare function showRefusal(item: import('holdfast/page').OutboxEventItem): void;
declare function signInAgain(route: string): void;
`;

let app: Consumer;

beforeAll(async () => {
  app = await createConsumer();
  await app.write({
    'given.d.ts': given,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        module: 'ESNext',
        moduleResolution: 'bundler',
        moduleDetection: 'force',
        lib: ['ES2022', 'DOM', 'DOM.Iterable'],
        types: [],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
      },
      include: ['*.ts'],
    }),
    ...Object.fromEntries(typescript.map(({ code }, index) => [`block-${index}.ts`, code])),
  });
});
afterAll(() => app[Symbol.asyncDispose]());

describe('the README', () => {
  it('has code of languages that are checked alone', () => {
    expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(['sh', 'ts']));
    expect(typescript.length).toBeGreaterThan(5);
  });

  it('has TypeScript that compiles against the packed package', async () => {
    expect(await app.typeCheck()).toEqual([]);
  });

  it('has manifests that are valid, and warn of nothing', async () => {
    expect(manifests).toHaveLength(2);
    for (const manifest of manifests) {
      const file = `block-${typescript.indexOf(manifest)}.ts`;
      const command = ['node_modules/holdfast/dist/cli/main.js', 'check', '--config', file];
      const printed = await runIn(app.folder, process.execPath, command);
      expect(printed).toContain(`${file} is valid.`);
      expect(printed).not.toContain('warning');
    }
  });

  it('has commands that there are', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const named = Array.from(
      readme.matchAll(/\bnpm (?:run )?(start|test|(?<=run )[\w:]+)/g),
      ([, name]) => name!,
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    const commands = Array.from(readme.matchAll(/`npx holdfast ([^`]+)`/g), ([, line]) => line!);
    expect(commands.length).toBeGreaterThan(2);
    for (const command of commands) expect(() => parseCommand(command.split(' '))).not.toThrow();
  });

  it('has links to headings and files that there are', async () => {
    const anchors = Array.from(readme.matchAll(/^#+ (.+)$/gm), ([, title]) =>
      title!
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, target = ''] of readme.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('#')) expect(anchors).toContain(target.slice(1));
      else if (!target.startsWith('https://')) await access(join(root, target));
    }
  });

  describe('on coming from Workbox', () => {
    const section = sectionOf(readme, 'Coming from Workbox or vite-plugin-pwa');
    const [table = ''] = section.split('\nAnd of ');
    const rows = Array.from(table.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm), ([, theirs, ours]) => ({
      theirs: listSpans(theirs!),
      ours: listSpans(ours!),
    }));

    it('names every option of generateSW and injectManifest, and none that there is not', async () => {
      const build = await listDeclaredNames(typesOf('workbox-build/build/types.d.ts'), [
        'BasePartial',
        'GeneratePartial',
        'GlobPartial',
        'InjectPartial',
        'OptionalGlobDirectoryPartial',
        'RequiredSWDestPartial',
        'RuntimeCaching',
      ]);
      const parts = [
        ...(await listDeclaredNames(typesOf('workbox-expiration/ExpirationPlugin.d.ts'))),
        ...(await listDeclaredNames(typesOf('workbox-background-sync/Queue.d.ts'))),
        ...(await listDeclaredNames(typesOf('workbox-cacheable-response/CacheableResponse.d.ts'))),
      ];
      const named = rows.flatMap(({ theirs }) => theirs);
      // What holds others has no row of its own; a queue's name became a route's.
      const held = ['runtimeCaching', 'options', 'name', 'channelName', 'fallbackURL'];
      expect(build.filter((name) => ![...named, ...held].includes(name))).toEqual([]);
      expect(named.filter((name) => ![...build, ...parts].includes(name))).toEqual([]);
    });

    it('names options of the manifest that there are', () => {
      const { properties = {} } = manifestJsonSchema() as SchemaNode;
      const named = rows
        .flatMap(({ ours }) => ours)
        .filter((span) => /^[a-z]+(?:\[\])?(?:\.[A-Za-z]+)*$/.test(span))
        .filter((span) => Object.hasOwn(properties, /^[a-z]+/i.exec(span)![0]));
      expect(named.length).toBeGreaterThan(15);
      expect(named.filter((name) => !findOption(name))).toEqual([]);
    });
  });
});

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** `routes[].match.methods` in the schema of the manifest. */
function findOption(name: string): SchemaNode | undefined {
  return name.split('.').reduce<SchemaNode | undefined>((node, key) => {
    const nodes = [node, ...(node?.anyOf ?? [])];
    const found = nodes.map((one) => one?.properties?.[key.replace('[]', '')]).find(Boolean);
    return key.endsWith('[]') ? found?.items : found;
  }, manifestJsonSchema());
}

function listSpans(cell: string): string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, span]) => span!);
}

function typesOf(file: string): string {
  return join(root, 'node_modules', file);
}
