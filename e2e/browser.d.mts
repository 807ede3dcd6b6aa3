/** The path of a Chromium, or undefined; with `whole`, of one that is more than a shell if there is one. */
export function findBrowser(options?: { readonly whole?: boolean }): Promise<string | undefined>;
/** Finds a browser or installs one; exits with a message where neither works. */
export function ensureBrowser(): Promise<void>;
export function apt(
  args: readonly string[],
  options?: {
    readonly say?: (text: string) => void;
    readonly wait?: (seconds: number) => Promise<void>;
    readonly patience?: number;
  },
): Promise<boolean>;
