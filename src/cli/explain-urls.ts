import { resolve } from 'node:path';
import {
  createProgressLine,
  formatTable,
  planFolder,
  type FolderPlan,
  type LeftOutFile,
  type LoadedManifest,
} from '../build/index.js';
import { compile } from '../manifest/compile.js';
import { readPatternText } from '../manifest/pattern.js';
import type { Manifest, StrategyName } from '../manifest/types.js';
import { toScopePath } from '../routing/address.js';
import {
  createExplainer,
  type Answer,
  type ExplainedRequest,
  type Explanation,
  type FileRule,
} from '../routing/explain.js';
import type { Command, DestinationWord } from './command.js';

type CheckCommand = Extract<Command, { name: 'check' }>;

/** For a base that has none: a route that names the app's own origin in full is then one of another. */
const anyOrigin = 'https://app.example';

/** The route that `compile` adds where there are offline files; no manifest can call one of its own so. */
const offlineRoute = 'offline';

const navigations: readonly string[] = ['document', 'frame', 'iframe'];

const destinationsByEnding: readonly (readonly [RegExp, DestinationWord])[] = [
  [/\.html?$/i, 'document'],
  [/\.(?:avif|bmp|gif|ico|jpe?g|png|svg|webp)$/i, 'image'],
  [/\.m?js$/i, 'script'],
  [/\.css$/i, 'style'],
  [/\.(?:otf|ttf|woff2?)$/i, 'font'],
  [/\.(?:m4v|mp4|ogv|webm)$/i, 'video'],
  [/\.(?:aac|flac|m4a|mp3|oga|ogg|opus|wav)$/i, 'audio'],
  [/\.vtt$/i, 'track'],
  [/\.webmanifest$/i, 'manifest'],
  [/\.[^/]*$/, 'fetch'],
];

const strategyWords: Readonly<Record<StrategyName, string>> = {
  'cache-first': 'its cache, else the network',
  'network-first': 'the network, else its cache',
  'stale-while-revalidate':
    'its cache at once, and the network for the next time; else the network',
  'cache-only': 'its cache, never the network',
  'network-only': 'the network, never a cache',
};

const ruleWords: Readonly<Record<FileRule, string>> = {
  exact: 'by its exact path',
  'folder-index': 'as the index of the folder',
  'html-extension': 'for the path without .html',
};

const leftOutWords: Readonly<Record<LeftOutFile['reason'], string>> = {
  'not-included': 'the output has the file, but no glob of `precache.include` matches it',
  excluded: 'the output has the file, but `precache.exclude` takes it out',
};

/** Says for each URL what would answer it, and why nothing else would. */
export async function explainUrls(command: CheckCommand, loaded: LoadedManifest): Promise<string> {
  const { base, dir, urls } = command;
  const { manifest } = loaded;
  const scope = new URL(base, anyOrigin);
  const { onProgress, clear } = createProgressLine(process.stderr);
  const folder =
    dir === undefined
      ? planUnbuilt(manifest)
      : await planFolder(resolve(dir), loaded, onProgress).finally(clear);
  const explainers = createExplainers(folder, scope);
  const context = { ...explainers, manifest, scope, isBuilt: dir !== undefined };
  return urls.map((text) => explainUrl(text, command, context)).join('\n\n');
}

/** Whatever it may be wanted for, what has the same answer is said once. */
function explainUrl(text: string, command: CheckCommand, context: Context): string {
  const { method } = command;
  const url = new URL(text, context.scope);
  const wordsOf = new Map<string, DestinationWord[]>();
  for (const word of guessDestinations(command, url, context.scope)) {
    const answer = describe(toRequest(url, method, word), context).join('\n');
    wordsOf.set(answer, [...(wordsOf.get(answer) ?? []), word]);
  }
  return [...wordsOf]
    .map(([answer, words]) => `${method} ${text} (${words.join(' or ')})\n${answer}`)
    .join('\n');
}

/** Knows only those files that the manifest names: a build would refuse it without them. */
function planUnbuilt(manifest: Manifest): FolderPlan {
  const named = [manifest.shell?.document ?? [], Object.values(manifest.offline ?? {})].flat();
  const files = new Set(named.map((path) => new URL(path, anyOrigin).pathname.slice(1)));
  const plan = compile(manifest, {
    version: 'none',
    list: { path: '', sha256: '' },
    shell: [...files],
    isPacked: false,
    optional: [],
    leftOut: [],
  });
  return { plan, files, leftOut: new Map() };
}

/** One for the plan; the others for the reasons, which show in what a plan without them would answer. */
function createExplainers({ plan, files, leftOut }: FolderPlan, scope: URL): Explainers {
  const { precache, shell } = plan;
  const explainLeftOut = createExplainer({
    plan: precache ? { ...plan, precache: { ...precache, shell: [...leftOut.keys()] } } : plan,
    scope,
    files: new Set(leftOut.keys()),
  });
  const explainExcepted = createExplainer({
    plan: shell ? { ...plan, shell: { ...shell, except: [] } } : plan,
    scope,
    files,
  });
  return {
    explain: createExplainer({ plan, scope, files }),
    findLeftOut(request) {
      const { answer } = explainLeftOut(request);
      return answer.by === 'precache' ? leftOut.get(answer.path) : undefined;
    },
    isExcepted: (request) => explainExcepted(request).answer.by === 'shell',
  };
}

function guessDestinations(
  { destination, method }: CheckCommand,
  url: URL,
  scope: URL,
): readonly DestinationWord[] {
  if (destination !== undefined) return [destination];
  if (method !== 'GET') return ['fetch'];
  const [, guess] = destinationsByEnding.find(([ending]) => ending.test(url.pathname)) ?? [];
  if (guess !== undefined) return [guess];
  return url.origin === scope.origin ? ['document', 'fetch'] : ['fetch'];
}

function toRequest(url: URL, method: string, word: DestinationWord): ExplainedRequest {
  const destination = word === 'fetch' ? '' : word;
  return { url, method, destination, isNavigation: navigations.includes(destination) };
}

interface Explainers {
  readonly explain: (request: ExplainedRequest) => Explanation;
  /** Why the file that would answer is not precached; `undefined` where there is no such file. */
  readonly findLeftOut: (request: ExplainedRequest) => LeftOutFile['reason'] | undefined;
  /** Whether the shell would answer a request that it does not, if its manifest made no exceptions. */
  readonly isExcepted: (request: ExplainedRequest) => boolean;
}

interface Context extends Explainers {
  readonly manifest: Manifest;
  readonly scope: URL;
  /** Whether the precached files are known. */
  readonly isBuilt: boolean;
}

function describe(request: ExplainedRequest, context: Context): string[] {
  const { answer, offline, passed } = context.explain(request);
  const reasons = [
    ...(answer.by === 'precache' ? [] : describePrecache(request, answer, context)),
    ...passed.flatMap((one) => describePassed(one, context.manifest)),
  ];
  return formatTable(
    [
      ['answer', describeAnswer(answer)],
      ...(offline === undefined ? [] : [['offline', `/${offline}, where that has none`]]),
      ...reasons.map((reason, index) => [index === 0 ? 'not by' : '', reason]),
      ...describeOrigin(request, answer, context),
    ],
    2,
  );
}

function describeAnswer(answer: Answer): string {
  if (answer.by === 'browser') return 'left to the browser; no route matches';
  if (answer.by === 'shell') return `shell /${answer.path}`;
  if (answer.by === 'precache') {
    const search = answer.hasIgnoredSearch ? '; its search part is ignored' : '';
    return `precached /${answer.path}, ${ruleWords[answer.rule]}${search}`;
  }
  const { name, outbox, strategy } = answer.route;
  if (name === offlineRoute) return 'the network, as without a worker; no route matches';
  const kept = outbox ? '; the outbox keeps what cannot be sent' : '';
  return `route \`${name}\`, ${strategy}: ${strategyWords[strategy]}${kept}`;
}

function describePassed(
  { route, mismatch }: Explanation['passed'][number],
  { routes = [] }: Manifest,
): string[] {
  const written = routes.find(({ name }) => name === route.name);
  if (!written) return [];
  if (mismatch === 'url') {
    return [`route \`${route.name}\`: the URL is not ${readPatternText(written.match)}`];
  }
  const { destinations = [], methods } = route;
  const wanted = mismatch === 'method' ? methods : destinations;
  return [`route \`${route.name}\`: only for ${wanted.join(', ')}`];
}

/** An address from a browser's bar has the app's own origin most likely, which nothing here knows. */
function describeOrigin({ url }: ExplainedRequest, { by }: Answer, { scope }: Context): string[][] {
  if (by !== 'browser' || scope.origin !== anyOrigin || url.origin === anyOrigin) return [];
  return [
    [
      'note',
      `taken for another origin than the app's; if it is the app's own, write ${url.pathname}${url.search}, or add --base ${url.origin}${scope.pathname}`,
    ],
  ];
}

/** Why no precached file answers, and, unless it does, not the shell either. */
function describePrecache(
  request: ExplainedRequest,
  answer: Answer,
  { explain, findLeftOut, isBuilt, isExcepted, manifest: { precache, shell }, scope }: Context,
): string[] {
  if (!precache) return [];
  const { isNavigation, method, url } = request;
  if (method !== 'GET') return ['precache: only for GET'];
  if (toScopePath(url, scope) === undefined) {
    return [`precache: the URL is not below ${scope.pathname} of the app's origin`];
  }
  const plain = { ...request, url: new URL(url.pathname, url.origin) };
  const isStored = explain(plain).answer.by === 'precache';
  const leftOut = findLeftOut(plain);
  const reason = isStored
    ? `has the file, but \`precache.ignoreSearch\` does not take ${url.search} away`
    : leftOut !== undefined
      ? leftOutWords[leftOut]
      : isBuilt
        ? 'no such file'
        : "its files are not known; name the output of the app's build with --dir";
  const shellReason = isExcepted(request)
    ? '`shell.except` takes the path out'
    : "not one of its paths, or the path's last part has a dot";
  return [
    `precache: ${reason}`,
    ...(shell && isNavigation && answer.by !== 'shell' ? [`shell: ${shellReason}`] : []),
  ];
}
