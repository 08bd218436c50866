import { parseArgs } from 'node:util';
import { HoldfastError } from '../errors.js';

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
  | { readonly name: 'check'; readonly config: string | undefined }
  | { readonly name: 'help' }
  | { readonly name: 'version' };

export const usage = `holdfast build --dir DIR   adds the service worker to a folder of static files
  --dir DIR                the finished output of the app's build
  --config FILE            the manifest; default: the holdfast.config.* of the current folder
  --base PATH              where the folder will be served: /sub/, or ./ for relative addresses; default: /
  --no-register            leaves the HTML alone: the app registers the worker itself
  --self-destroy           builds a worker that removes all traces of the ones before it

holdfast check             validates the manifest and prints what it compiles to
  --config FILE            as above

  --help, --version`;

/** @throws {HoldfastError} code `"cli/usage"` when the command line is not understood */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = readArgs(args);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [name, ...rest] = positionals;
  if (name === undefined) throw wrong('say what to do');
  if (rest.length > 0) throw wrong(`"${rest.join(' ')}" is one word too many`);
  const { config, dir, base = '/', register = true } = values;

  if (name === 'check') {
    const odd = Object.keys(values).filter((key) => key !== 'config');
    if (odd.length > 0) throw wrong(`\`check\` has no option --${odd[0]}`);
    return { name, config };
  }
  if (name !== 'build') throw wrong(`there is no command "${name}"`);
  if (dir === undefined) throw wrong('`build` needs --dir, the folder to add the worker to');
  if (!/^(?:\/(?!\/)(?:.*\/)?|\.\/|)$/.test(base)) {
    throw wrong(`--base is "${base}"; write a path that starts and ends with a slash, or ./`);
  }
  return { name, dir, config, base, register, selfDestroy: values['self-destroy'] ?? false };
}

interface Values {
  readonly help?: boolean;
  readonly version?: boolean;
  readonly config?: string;
  readonly dir?: string;
  readonly base?: string;
  readonly register?: boolean;
  readonly 'self-destroy'?: boolean;
}

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
      },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error), error);
  }
}

function wrong(what: string, cause?: unknown): HoldfastError {
  return new HoldfastError('cli/usage', `${what}\n\n${usage}`, { cause });
}
