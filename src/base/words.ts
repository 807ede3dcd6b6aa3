/** Texts in the languages of the interface. */
export type Language = 'en' | 'zh';

/** The same text in each of them. */
export type Words = { readonly [L in Language]: string };
