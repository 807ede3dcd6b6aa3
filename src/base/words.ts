/** Texts in the languages of the interface. */
export type Language = 'en' | 'zh';

/** The same text in each of them. */
export type Words = { readonly [L in Language]: string };

/** A text that is the same in each of them, or is in the reader's language already. */
export const alike = (text: string): Words => ({ en: text, zh: text });
