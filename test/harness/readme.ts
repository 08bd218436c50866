import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One fenced block of the README. */
export interface CodeBlock {
  /** As behind the fence: `ts`, `sh`. */
  readonly language: string;
  readonly code: string;
  /** The heading that it stands under. */
  readonly heading: string;
  /** The file that its first line names, `// vite.config.ts`; absent where it names none. */
  readonly file?: string;
}

/** The README as it is written. */
export function readReadme(): Promise<string> {
  return readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
}

/** The lines under a heading, up to the next one of the second level. */
export function sectionOf(readme: string, heading: string): string {
  const [, section] = readme.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`the README has no heading "${heading}"`);
  return section.split('\n## ')[0]!;
}

/** All fenced blocks, those in lists too. */
export function listCodeBlocks(readme: string): readonly CodeBlock[] {
  let heading = '';
  const blocks: CodeBlock[] = [];
  for (const [, title, indent, language, body] of readme.matchAll(
    /^## (.+)$|^( *)```(\w+)\n([\s\S]*?)^ *```$/gm,
  )) {
    if (title !== undefined) {
      heading = title;
      continue;
    }
    const code = body!.replaceAll(new RegExp(`^${indent!}`, 'gm'), '');
    const file = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1];
    blocks.push({ language: language!, code, heading, ...(file !== undefined && { file }) });
  }
  return blocks;
}
