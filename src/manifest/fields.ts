import * as z from 'zod';
import { isHoldfastError } from '../errors.js';
import { parseSize } from './units.js';
import { findNearest, quoteAll, refusal, showValue } from './wording.js';

/** How a field is named in a message, and what to write there. */
export interface Field {
  readonly is: string;
  readonly example: string;
  /** For editors: one sentence, and what JSON Schema can say of the rules in `check`. */
  readonly description: string;
  readonly hints?: Readonly<Record<string, unknown>>;
}

/** An object that takes the keys of its shape and no others. */
export function options<TShape extends z.core.$ZodLooseShape>(
  is: string,
  example: string,
  shape: TShape,
): z.ZodObject<TShape, z.core.$strict> {
  const complaint = complain(is, example);
  return z.strictObject(shape, {
    // Zod raises one issue for all unknown keys; the allowed ones travel in its message.
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : complaint(issue),
  });
}

/** A string; `check` throws a `HoldfastError` for one that breaks a rule. */
export function text(field: Field, check?: (value: string) => unknown): z.ZodString {
  const plain = z.string({ error: complain(field.is, field.example) });
  return (check ? plain.superRefine(toRefinement(check)) : plain).meta(describe(field));
}

/** A string with a unit, or a number. */
export function amount(
  field: Field,
  check: (value: string | number) => unknown,
): z.ZodUnion<readonly [z.ZodString, z.ZodNumber]> {
  return z
    .union([z.string(), z.number()], { error: complain(field.is, field.example) })
    .superRefine(toRefinement(check))
    .meta(describe(field));
}

/** A size that leaves room for something; may be left out. */
export function limit(
  example: string,
  description: string,
): z.ZodExactOptional<ReturnType<typeof amount>> {
  const check = (size: string | number): void => {
    if (parseSize(size) < 1) {
      throw refusal(size, `leaves no room at all; write for example ${example}`);
    }
  };
  return amount({ is: 'a size', example, description }, check).exactOptional();
}

/** A whole number of at least 1. */
export function count({ is, example, description }: Omit<Field, 'hints'>): z.ZodNumber {
  const check = (value: number): void => {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw refusal(value, `is not a whole number of at least 1; write for example ${example}`);
    }
  };
  return z
    .number({ error: complain(is, example) })
    .superRefine(toRefinement(check))
    .meta({ description, type: 'integer', minimum: 1 });
}

/** A list; with the hint `minItems` it may not be empty. */
export function list<TItem extends z.ZodType>(item: TItem, field: Field): z.ZodArray<TItem> {
  const needsItems = field.hints?.['minItems'] === 1;
  return z
    .array(item, { error: complain(field.is, field.example) })
    .superRefine((value, context) => {
      if (needsItems && value.length === 0) {
        context.addIssue(`[] is an empty list; write for example ${field.example}`);
      }
    })
    .meta(describe(field));
}

/** A word out of a closed list. */
export function oneOf<const TWord extends string>(
  words: readonly TWord[],
  field: Omit<Field, 'example'>,
): z.ZodEnum<{ [TKey in TWord]: TKey }> {
  return z
    .enum(words, {
      error: ({ input }) => {
        const nearest = typeof input === 'string' ? findNearest(input, words) : undefined;
        const remedy = nearest ? `did you mean "${nearest}"?` : `write one of ${quoteAll(words)}`;
        return input === undefined
          ? `is missing; ${remedy}`
          : `${showValue(input)} is not ${field.is}; ${remedy}`;
      },
    })
    .meta({ description: field.description });
}

function describe({ description, hints }: Field): z.core.GlobalMeta {
  return { description, ...hints };
}

/** Words the complaint about a value of the wrong type, or about none at all. */
export function complain(
  is: string,
  example: string,
): (issue: { readonly input?: unknown }) => string {
  return ({ input }) =>
    `${input === undefined ? 'is missing' : `${showValue(input)} is not ${is}`}; write for example ${example}`;
}

/** Turns what `check` throws into an issue, so that all of them are found at once. */
export function toRefinement<TValue>(
  check: (value: TValue) => unknown,
): (value: TValue, context: z.core.$RefinementCtx<TValue>) => void {
  return (value, context) => {
    try {
      check(value);
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
      context.addIssue(error.message);
    }
  };
}
