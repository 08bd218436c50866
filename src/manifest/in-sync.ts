import type * as z from 'zod';

/** A hand-written type as a schema's output has it: nothing in it is `readonly`. */
export type Mutable<TValue> = TValue extends object
  ? { -readonly [TKey in keyof TValue]: Mutable<TValue[TKey]> }
  : TValue;

// Two conditional types over the same variable are assignable only if they are identical, optional keys included.
type Same<TLeft, TRight> =
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  (<T>() => T extends TLeft ? 1 : 2) extends <T>() => T extends TRight ? 1 : 2 ? true : false;

/** Fails to compile as soon as a schema and the hand-written type differ in any field, either way. */
export function keepInSync<TWritten, TOutput>(
  schema: Same<TOutput, Mutable<TWritten>> extends true ? z.ZodType<Mutable<TWritten>> : never,
): z.ZodType<Mutable<TWritten>> {
  return schema;
}
