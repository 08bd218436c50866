import { parseArgs } from 'node:util';
import { HoldfastError } from '../errors.js';
import { allowedWords } from '../manifest/route-schema.js';
import type { Destination } from '../manifest/types.js';

/** What the command line asks for. */
export type Command =
  | {
      readonly name: 'build';
      readonly dir: string;
      readonly config: string | undefined;
      readonly base: string;
      readonly register: boolean;
      readonly selfDestroy: boolean;
    }
  | {
      readonly name: 'check';
      readonly config: string | undefined;
      /** The output of the app's build, for its precached files. */
      readonly dir: string | undefined;
      readonly base: string;
      /** Which requests to explain; none: the manifest is shown. */
      readonly urls: readonly string[];
      readonly method: string;
      /** As `--destination` has it; `undefined`: what the URL looks like. */
      readonly destination: DestinationWord | undefined;
    }
  | { readonly name: 'help' }
  | { readonly name: 'version' };

/** What `--destination` takes: a request destination, or `fetch` for the empty one of `fetch()`. */
export type DestinationWord = Destination | 'fetch';

export const usage = `holdfast build --dir DIR   adds the service worker to a folder of static files
  --dir DIR                the finished output of the app's build
  --config FILE            the manifest; default: the holdfast.config.* of the current folder
  --base PATH              where the folder will be served: /sub/, or ./ for relative addresses; default: /
  --no-register            leaves the HTML alone: the app registers the worker itself
  --self-destroy           builds a worker that removes all traces of the ones before it

holdfast check             validates the manifest and prints what it compiles to
  --config FILE            as above
  --url URL                says instead what would answer this request, and why; may be given several times.
                           A path counts from the origin's root; a whole URL is of another origin, unless --base has the same
  --dir DIR                the output of the app's build, whose precached files are looked at too
  --base PATH              where the app is served, with its origin if that matters: https://my.app/sub/; default: /
  --method METHOD          default: GET
  --destination WORD       what it is wanted for: document (a navigation), image, script, …, or fetch. Default: what the end of
                           the path says (.jpg: image); without one both are shown, a navigation and a fetch

  --help, --version`;

/** @throws {HoldfastError} code `"cli/usage"` when the command line is not understood */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = readArgs(args);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [name, ...rest] = positionals;
  if (name === undefined) throw wrong('say what to do');
  if (rest.length > 0) throw wrong(`"${rest.join(' ')}" is one word too many`);
  if (name !== 'build' && name !== 'check') throw wrong(`there is no command "${name}"`);
  const odd = Object.keys(values).find((key) => !optionsOf[name].includes(key as keyof Values));
  if (odd !== undefined) throw wrong(`\`${name}\` has no option --${odd}`);
  // As a path, nothing is the current folder: that of the app's sources, which a build would write into.
  const empty = (['dir', 'config'] as const).find((key) => values[key] === '');
  if (empty !== undefined) {
    throw wrong(`--${empty} is empty; write a path, and see whether a variable in it is set`);
  }
  const { config, dir, base = '/', register = true } = values;
  // To explain a request, the origin may matter too; a build serves any.
  const path = name === 'check' ? base.replace(/^https?:\/\/[^/]+(?=\/)/, '') : base;
  if (!/^(?:\/(?!\/)(?:.*\/)?|\.\/|)$/.test(path)) {
    throw wrong(`--base is "${base}"; write a path that starts and ends with a slash, or ./`);
  }
  if (name === 'check') return toCheck(values, base);
  if (dir === undefined) throw wrong('`build` needs --dir, the folder to add the worker to');
  return { name, dir, config, base, register, selfDestroy: values['self-destroy'] ?? false };
}

function toCheck(values: Values, base: string): Command {
  const { config, dir, url: urls = [], method = 'GET', destination } = values;
  const about = ['dir', 'base', 'method', 'destination'].find((key) => key in values);
  if (urls.length === 0 && about !== undefined) {
    throw wrong(`--${about} goes with --url, which names the request to explain`);
  }
  const words: readonly string[] = ['fetch', ...allowedWords.destinations];
  if (destination !== undefined && !words.includes(destination)) {
    throw wrong(`--destination is "${destination}"; write one of ${words.join(', ')}`);
  }
  const badUrl = urls.find((url) => !URL.canParse(url, 'https://host/'));
  if (badUrl !== undefined) throw wrong(`--url is "${badUrl}"; write for example /photos/1.jpg`);
  return {
    name: 'check',
    config,
    dir,
    base,
    urls,
    method: method.toUpperCase(),
    destination: destination as DestinationWord | undefined,
  };
}

interface Values {
  readonly help?: boolean;
  readonly version?: boolean;
  readonly config?: string;
  readonly dir?: string;
  readonly base?: string;
  readonly register?: boolean;
  readonly 'self-destroy'?: boolean;
  readonly url?: string[];
  readonly method?: string;
  readonly destination?: string;
}

const optionsOf: Readonly<Record<'build' | 'check', readonly (keyof Values)[]>> = {
  build: ['base', 'config', 'dir', 'register', 'self-destroy'],
  check: ['base', 'config', 'destination', 'dir', 'method', 'url'],
};

function readArgs(args: readonly string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        config: { type: 'string' },
        dir: { type: 'string' },
        base: { type: 'string' },
        register: { type: 'boolean' },
        'self-destroy': { type: 'boolean' },
        url: { type: 'string', multiple: true },
        method: { type: 'string' },
        destination: { type: 'string' },
      },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error), error);
  }
}

function wrong(what: string, cause?: unknown): HoldfastError {
  return new HoldfastError('cli/usage', `${what}\n\n${usage}`, { cause });
}
