/** Prints the JSON Schema of the file format from the schema that reads it: `npm run schema`. */
import { writeFileSync } from 'node:fs';
import { jsonSchema } from '../src/document/schema.ts';

const target = new URL('../docs/chainrule.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
