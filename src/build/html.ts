import { parse, type DefaultTreeAdapterTypes } from 'parse5';

type Document = DefaultTreeAdapterTypes.Document;
type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

/** Where the script that registers the worker lies in the output folder. */
export const registerScriptPath = 'holdfast/register.js';

/** What became of a document: the new bytes, or why they stay as they are. */
export type Injection =
  | { readonly outcome: 'injected'; readonly html: Buffer }
  | { readonly outcome: 'present' | 'fragment' };

/**
 * Adds the script that registers the worker to an HTML document; every other byte stays as it is.
 * A second run changes nothing. A file that is no whole document (no doctype, `<html>` or `<head>`) is a fragment, left alone.
 * @param file the document's place in the output folder
 * @param base as in Vite: `/`, `/sub/`, or `./` for addresses relative to the document
 */
export function injectRegistration(html: Buffer, file: string, base: string): Injection {
  const text = decode(html);
  const document = parseDocument(text);
  if (!isWhole(document)) return { outcome: 'fragment' };

  const elements = collectElements(document);
  const source = registerScriptUrl(file, base, findAttribute(elements, 'base', 'href'));
  const nonce = findAttribute(elements, 'script', 'nonce');
  const tag =
    `<script type="module"${nonce === undefined ? '' : ` nonce="${escapeAttribute(nonce)}"`}` +
    ` src="${escapeAttribute(source)}"></script>`;

  const present = elements.find(isRegistration);
  if (present && readAttribute(present, 'src') === source) return { outcome: 'present' };
  const place = present?.sourceCodeLocation;
  const [start, end] = place
    ? [place.startOffset, place.endOffset]
    : [findInsertion(text, document, tag), undefined];
  const bytes = Buffer.from(text.slice(0, start) + tag + text.slice(end ?? start), 'latin1');
  return {
    outcome: 'injected',
    html: Buffer.concat([html.subarray(0, html.length - text.length), bytes]),
  };
}

/** The address of the registering script, as a document of the output folder has to write it. */
export function registerScriptUrl(file: string, base: string, baseHref?: string): string {
  if (base.startsWith('/')) return `${base}${registerScriptPath}`;
  // Relative addresses count from `<base>`; one that is no relative address itself can only mean the app's root.
  const from = new URL(`http://host/${file.split('/').map(encodeURIComponent).join('/')}`);
  const isRelative = baseHref === undefined || !/^(?:[a-z][a-z\d+.-]*:|\/)/i.test(baseHref);
  const depth = isRelative ? new URL(baseHref ?? '', from).pathname.split('/').length - 2 : 0;
  return `${depth === 0 ? './' : '../'.repeat(depth)}${registerScriptPath}`;
}

/**
 * Lists what a document itself loads: scripts, and links of any relation that makes the browser fetch.
 * @param path the document's place below the base, as in a URL
 * @param base as in Vite: `/`, `/sub/`, or `./`
 * @returns places below the base, as in a URL; what lies elsewhere is left out
 */
export function listLoadedPaths(html: string, path: string, base: string): string[] {
  const elements = collectElements(parse(html));
  const home = new URL(base.startsWith('/') ? base : '/', 'http://host');
  const document = new URL(home.href + path);
  const from = resolveUrl(findAttribute(elements, 'base', 'href') ?? '', document) ?? document;
  return elements.flatMap((element) => {
    const address = readLoadedAddress(element);
    const url = address === undefined ? undefined : resolveUrl(address, from);
    return url?.href.startsWith(home.href) && url.search === ''
      ? [url.pathname.slice(home.pathname.length)]
      : [];
  });
}

function readLoadedAddress(element: Element): string | undefined {
  if (element.tagName === 'script') return readAttribute(element, 'src');
  const relations = element.tagName === 'link' ? (readAttribute(element, 'rel') ?? '') : '';
  return /\b(?:stylesheet|preload|modulepreload|icon|manifest)\b/i.test(relations)
    ? readAttribute(element, 'href')
    : undefined;
}

function resolveUrl(address: string, from: URL): URL | undefined {
  return URL.canParse(address, from.href) ? new URL(address, from) : undefined;
}

/** One character per byte, so that offsets in the text are offsets in the file; markup is ASCII in every encoding meant here. */
function decode(html: Buffer): string {
  // A byte order mark would count as text, and so as the start of the body.
  const hasMark = html[0] === 0xef && html[1] === 0xbb && html[2] === 0xbf;
  return html.toString('latin1', hasMark ? 3 : 0);
}

function parseDocument(text: string): Document {
  return parse(text, { sourceCodeLocationInfo: true });
}

function isWhole(document: Document): boolean {
  return (
    document.childNodes.some((node) => node.nodeName === '#documentType') ||
    collectElements(document).some(
      // Elements that the parser had to imply have no place in the source.
      (element) =>
        (element.tagName === 'html' || element.tagName === 'head') && element.sourceCodeLocation,
    )
  );
}

/**
 * Before `</head>`; without one, behind what the head holds; without a head, where the head would start. The result is
 * parsed again, as an unclosed comment or element may swallow any of these places.
 */
function findInsertion(text: string, document: Document, tag: string): number {
  const elements = collectElements(document);
  const html = elements.find((element) => element.tagName === 'html');
  const head = elements.find((element) => element.tagName === 'head');
  const doctype = document.childNodes.find((node) => node.nodeName === '#documentType');
  const candidates = [
    head?.sourceCodeLocation?.endTag?.startOffset,
    head?.childNodes.findLast((node) => node.sourceCodeLocation)?.sourceCodeLocation?.endOffset,
    head?.sourceCodeLocation?.startTag?.endOffset,
    html?.sourceCodeLocation?.startTag?.endOffset,
    doctype?.sourceCodeLocation?.endOffset,
  ].filter((offset) => offset !== undefined);
  const works = (offset: number): boolean =>
    collectElements(parseDocument(text.slice(0, offset) + tag + text.slice(offset))).some(
      isRegistration,
    );
  return candidates.find(works) ?? candidates.at(-1) ?? 0;
}

function isRegistration(element: Element): boolean {
  const source = element.tagName === 'script' ? readAttribute(element, 'src') : undefined;
  return source !== undefined && `/${source}`.endsWith(`/${registerScriptPath}`);
}

/** In document order. Without recursion: documents nest deeper than the stack. */
function collectElements(document: Document): Element[] {
  const elements: Element[] = [];
  const rest: Node[] = [document];
  for (let node = rest.pop(); node; node = rest.pop()) {
    if ('tagName' in node) elements.push(node);
    if ('childNodes' in node) rest.push(...node.childNodes.toReversed());
  }
  return elements;
}

function readAttribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value;
}

function findAttribute(
  elements: readonly Element[],
  tagName: string,
  name: string,
): string | undefined {
  return elements
    .filter((element) => element.tagName === tagName)
    .map((element) => readAttribute(element, name))
    .find((value) => value !== undefined);
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
