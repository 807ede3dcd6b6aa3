/** The last few things that were made, by what they were made from: a cache that does not grow. */
export class Recent<T> {
  readonly #capacity: number;
  /** Who was asked for last stands last. */
  readonly #kept = new Map<string, T>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  find(key: string): T | undefined {
    const found = this.#kept.get(key);
    if (found !== undefined) this.keep(key, found);
    return found;
  }

  keep(key: string, made: T): T {
    this.#kept.delete(key);
    this.#kept.set(key, made);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#capacity && oldest !== undefined) this.#kept.delete(oldest);
    return made;
  }
}
