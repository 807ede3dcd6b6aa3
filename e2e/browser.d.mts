/** The path of a Chromium, or undefined. */
export function findBrowser(): Promise<string | undefined>;
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
