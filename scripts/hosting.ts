/**
 * What the page may do, said once: the build writes the policy into index.html, the preview sends it
 * with the two headers that isolate the page, and a test holds public/_headers and docs/hosting.md to
 * the same words.
 */

/** Cross-origin isolation gives the page SharedArrayBuffer; the app works without it too. */
export const ISOLATION: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Everything comes from where the page came from. WebAssembly is compiled at run time; styles of
 * components are written into the page; pictures are drawn, icons and fonts may be part of the build.
 */
export const POLICY = Object.entries({
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
})
  .map(([what, from]) => `${what} ${from}`)
  .join('; ');

/** As a static server sends them. */
export const HEADERS: Readonly<Record<string, string>> = {
  ...ISOLATION,
  'Content-Security-Policy': POLICY,
};
