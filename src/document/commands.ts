/** All edits of a document, in one place to import from: `(document, …) -> Patch | Result<Patch>`. */
export * from './arrange.ts';
export * from './clipboard.ts';
export * from './nodes.ts';
export * from './notes.ts';
export { type Made, place } from './placing.ts';
export * from './settings.ts';
export { setShares } from './sharing.ts';
export * from './wiring.ts';
