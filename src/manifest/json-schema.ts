import * as z from 'zod';
import { manifestSchema } from './schema.js';

/**
 * The JSON Schema of a `holdfast.config.json`, in draft-07, the one that editors know best.
 * It says of each field what JSON Schema can say; the build checks the rest.
 */
export function manifestJsonSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://unpkg.com/holdfast/dist/manifest.schema.json',
    title: 'Holdfast manifest',
    ...z.toJSONSchema(manifestSchema, { target: 'draft-7', io: 'input' }),
  };
}
