import type * as z from 'zod';
import { copyPlain } from './plain.js';
import { ManifestError, formatPath } from './problems.js';
import type { Finding, ProblemPath } from './problems.js';
import { findBrokenRules } from './rules.js';
import { manifestSchema } from './schema.js';
import type { Manifest } from './types.js';
import { findNearest, quoteAll } from './wording.js';

/**
 * Checks a manifest that may come from anywhere: an evaluated module, a JSON file, a test.
 * @returns a copy, without the fields whose value is `undefined`
 * @throws {ManifestError} "manifest/invalid" with every problem at once, in manifest order
 */
export function parseManifest(value: unknown): Manifest {
  const plain = copyPlain(value);
  const result = manifestSchema.safeParse(plain.value);
  const isReported = ({ path }: Finding): boolean =>
    plain.findings.some((finding) => finding.path.every((key, depth) => key === path[depth]));
  const findings = [
    ...plain.findings,
    ...[
      ...(result.success ? [] : result.error.issues.flatMap((issue) => toFindings(issue, []))),
      ...findBrokenRules(plain.value),
    ].filter((finding) => !isReported(finding)),
  ];
  if (result.success && findings.length === 0) return result.data;
  throw new ManifestError(
    sortAsWritten(findings, plain.value).map(({ path, message }) => ({
      path: formatPath(path),
      message,
    })),
  );
}

function toFindings(issue: z.core.$ZodIssue, parent: ProblemPath): Finding[] {
  const path = [...parent, ...(issue.path as ProblemPath)];
  if (issue.code === 'unrecognized_keys') {
    const allowed = issue.message.split(' ');
    return issue.keys.map((key) => ({ path: [...path, key], message: refuseKey(key, allowed) }));
  }
  if (issue.code === 'invalid_union') {
    const meant = findMeantOption(issue.errors);
    if (meant) return meant.flatMap((inner) => toFindings(inner, path));
  }
  return [{ path, message: issue.message }];
}

function refuseKey(key: string, allowed: readonly string[]): string {
  const nearest = findNearest(key, allowed);
  const remedy = nearest ? `did you mean "${nearest}"?` : `write one of ${quoteAll(allowed)}`;
  return `is not an option here; ${remedy}`;
}

/** The option of a union that the value at least has the type of. */
function findMeantOption(
  options: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  return (
    options.find((issues) => issues.some(isInside)) ??
    options.find((issues) => issues.some(({ code }) => code === 'invalid_value'))
  );
}

function isInside(issue: z.core.$ZodIssue): boolean {
  return issue.path.length > 0 || !['invalid_type', 'invalid_value'].includes(issue.code);
}

/** A key that is missing comes after those that are there. */
function sortAsWritten(findings: readonly Finding[], manifest: unknown): readonly Finding[] {
  const placed = findings.map((finding) => ({ finding, places: toPlaces(finding.path, manifest) }));
  return placed
    .toSorted((left, right) => comparePlaces(left.places, right.places))
    .map(({ finding }) => finding);
}

function toPlaces(path: ProblemPath, manifest: unknown): readonly number[] {
  let value = manifest;
  return path.map((key) => {
    const owner = typeof value === 'object' && value !== null ? value : {};
    value = Object.hasOwn(owner, key)
      ? (owner as Record<string | number, unknown>)[key]
      : undefined;
    if (typeof key === 'number') return key;
    const place = Object.keys(owner).indexOf(key);
    return place === -1 ? Number.MAX_SAFE_INTEGER : place;
  });
}

function comparePlaces(left: readonly number[], right: readonly number[]): number {
  for (const [depth, place] of left.entries()) {
    const difference = place - (right[depth] ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
