import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../harness/random.js';
import { hashedFolder } from './subject.js';

/** A site to generate: one document, one style sheet, and modules of about the same size. */
export interface SiteOptions {
  /** All of them are precached. */
  readonly files: number;
  readonly fileBytes: number;
  /** How many files differ from edition to edition, the document among them; the others keep names and bytes. Default: 0. */
  readonly changed?: number;
  /** Default: 0. */
  readonly edition?: number;
}

/** Writes the site into a folder; the same options give the same bytes. */
export async function writeSite(folder: string, options: SiteOptions): Promise<void> {
  const { changed = 0, edition = 0, fileBytes, files } = options;
  await mkdir(join(folder, hashedFolder), { recursive: true });
  const style = await writeHashed(folder, 'style', 'css', makeStyle(fileBytes));
  const modules = files - 2;
  // Spread over the whole list, so that they are no neighbours; never the entry, which comes first.
  const replaced = new Set(
    Array.from({ length: Math.max(0, changed - 1) }, (_, turn) =>
      Math.floor(((turn + 1) * modules) / changed),
    ),
  );
  const names: string[] = [];
  for (let index = 0; index < modules; index++) {
    const seed = replaced.has(index) ? index + modules * edition : index;
    const name = index === 0 ? 'index' : 'chunk';
    names.push(await writeHashed(folder, name, 'js', makeModule(seed, fileBytes)));
  }
  await writeFile(join(folder, 'index.html'), makeDocument(style, names[0]!, edition));
}

async function writeHashed(
  folder: string,
  name: string,
  extension: string,
  content: string,
): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  const file = `${hashedFolder}${name}-${hash}.${extension}`;
  await writeFile(join(folder, file), content);
  return file;
}

/** The icon is none, so that the browser does not ask for one at a time of its own. */
function makeDocument(style: string, entry: string, edition: number): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Benchmark</title>
    <meta name="edition" content="${edition}" />
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/${style}" />
    <script type="module" src="/${entry}"></script>
  </head>
  <body>
    <h1>Benchmark</h1>
  </body>
</html>
`;
}

const words =
  'account active archive balance border button cache calendar change client column comment container country create current customer date default delete details document download edit element error event export field filter format group header height history import index input invoice label language layout letter limit list loading locale margin message method module month number offset option order page parent payment period picture position price product profile project query range region remove render report request response result route row save schedule scroll search section select server session settings shadow size sort source start state status store string style submit table template theme ticket title token total type update upload user value version view visible week width window year zone'.split(
    ' ',
  );

/** Reads and packs like minified code: gzip makes about a third of it. */
function makeModule(seed: number, bytes: number): string {
  const random = createRandom(seed);
  const word = (): string => words[Math.floor(random() * words.length)]!;
  const short = (): string => String.fromCharCode(97 + Math.floor(random() * 26));
  const number = (): string => String(Math.floor(random() * 10_000));
  const statements: readonly (() => string)[] = [
    () => `const ${short()}${number()}=(${short()},${short()})=>${short()}.${word()}(${number()});`,
    () => `if(${short()}.${word()}!==${number()})return ${short()}("${word()} ${word()}");`,
    () => `${short()}.${word()}={${word()}:${number()},${word()}:"${word()}-${word()}"};`,
    () => `for(let ${short()}=0;${short()}<${short()}.${word()}.length;${short()}++)${short()}();`,
    () => `${short()}.addEventListener("${word()}",${short()}=>${short()}.${word()}());`,
  ];
  let text = `export function ${word()}${seed}(){`;
  while (text.length < bytes - 1) text += statements[Math.floor(random() * statements.length)]!();
  // As a comment it is a valid module wherever it is cut.
  return `/*${text.slice(0, bytes - 5)}*/\n`;
}

function makeStyle(bytes: number): string {
  const random = createRandom(7);
  const word = (): string => words[Math.floor(random() * words.length)]!;
  let text = '';
  while (text.length < bytes) {
    text += `.${word()}-${word()}{margin:${Math.floor(random() * 64)}px;padding:${Math.floor(random() * 64)}px}\n`;
  }
  return text;
}
