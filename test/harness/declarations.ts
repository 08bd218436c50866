import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseSync } from 'rolldown/utils';

/** Something that an editor shows on hovering: an exported name, or a member of one. */
export interface Documented {
  /** `RouteOptions`, `RouteOptions.timeout`, `Status.storage.usageBytes`. */
  readonly name: string;
  readonly isOptional: boolean;
  /** The text of its docstring; absent where it has none. */
  readonly docstring?: string;
}

type Parsed = ReturnType<typeof parseSync>;
type Statement = Parsed['program']['body'][number];
type Declaration = Extract<Statement, { type: 'ExportNamedDeclaration' }>['declaration'];

/** What an entry's emitted declarations export, with all that its interfaces and object types have in them. */
export async function listDocumented(entry: string): Promise<readonly Documented[]> {
  const found: Documented[] = [];
  for (const { file, name } of await listExports(entry)) {
    const text = await readFile(file, 'utf8');
    const parsed = parseSync(file, text, { lang: 'dts' });
    for (const statement of parsed.program.body) {
      if (statement.type !== 'ExportNamedDeclaration') continue;
      const { declaration } = statement;
      if (!declaration || nameOf(declaration) !== name) continue;
      found.push(describe(name, statement, false), ...listMembers(name, declaration));
    }

    function describe(path: string, node: { start: number }, isOptional: boolean): Documented {
      const comment = parsed.comments.findLast(
        ({ end, value }) => end <= node.start && value.startsWith('*'),
      );
      const isAttached = comment && text.slice(comment.end, node.start).trim() === '';
      return { name: path, isOptional, ...(isAttached && { docstring: comment.value }) };
    }

    function listMembers(path: string, node: unknown): Documented[] {
      if (Array.isArray(node)) return node.flatMap((one) => listMembers(path, one));
      if (typeof node !== 'object' || node === null) return [];
      const { type, key, optional } = node as {
        readonly type?: string;
        readonly key?: { readonly name?: string; readonly value?: string };
        readonly optional?: boolean;
      };
      const isMember = type === 'TSPropertySignature' || type === 'TSMethodSignature';
      const own = isMember ? `${path}.${key?.name ?? key?.value}` : path;
      return [
        ...(isMember ? [describe(own, node as { start: number }, optional === true)] : []),
        ...Object.values(node).flatMap((below) => listMembers(own, below)),
      ];
    }
  }
  return found;
}

/** The names of all members, at any depth, of a file's interfaces; of some of them, where they are named. */
export async function listDeclaredNames(
  file: string,
  interfaces?: readonly string[],
): Promise<readonly string[]> {
  const { program } = parseSync(file, await readFile(file, 'utf8'), { lang: 'dts' });
  return program.body.flatMap((statement) => {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'TSInterfaceDeclaration') return [];
    if (interfaces && !interfaces.includes(declaration.id.name)) return [];
    return listKeys(declaration.body);
  });
}

function listKeys(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, key } = node as {
    readonly type?: string;
    readonly key?: { readonly name?: string };
  };
  const own = type === 'TSPropertySignature' && key?.name !== undefined ? [key.name] : [];
  return [...own, ...Object.values(node).flatMap(listKeys)];
}

function nameOf(declaration: NonNullable<Declaration>): string | undefined {
  if (declaration.type === 'VariableDeclaration') {
    const [first] = declaration.declarations;
    return first?.id.type === 'Identifier' ? first.id.name : undefined;
  }
  return declaration.id?.type === 'Identifier' ? declaration.id.name : undefined;
}

/** An entry of this package only passes on what other files declare. */
async function listExports(entry: string): Promise<{ file: string; name: string }[]> {
  const { program } = parseSync(entry, await readFile(entry, 'utf8'), { lang: 'dts' });
  return program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || !statement.source) return [];
    const file = join(dirname(entry), statement.source.value.replace(/\.js$/, '.d.ts'));
    return statement.specifiers.flatMap(({ exported }) =>
      exported.type === 'Identifier' ? { file, name: exported.name } : [],
    );
  });
}
