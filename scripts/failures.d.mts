/** Types of failures.mjs, which runs as it is, before any package is there. */
export declare function failedUnits(report: unknown, root: string): string[];
export declare function failedStories(report: unknown): { failed: string[]; flaky: string[] };
