/**
 * What pdf.js takes for granted and browsers of 2020 (Chrome 80) lack. Its legacy build brings the
 * newest functions along but starts from later browsers than the app promises.
 */
import "../src/data/has-own.ts";

type Loose = Record<string, unknown>;

function add(target: object, name: string, value: unknown): void {
  if (!(name in target)) Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

function at(this: ArrayLike<unknown>, index: number): unknown {
  const whole = Math.trunc(index) || 0;
  return this[whole < 0 ? this.length + whole : whole];
}

function findLast(this: readonly unknown[], test: (value: unknown, index: number) => boolean): unknown {
  for (let index = this.length - 1; index >= 0; index--) if (test(this[index], index)) return this[index];
  return undefined;
}

function replaceAll(this: string, pattern: string | RegExp, replacement: string): string {
  if (pattern instanceof RegExp) return this.replace(pattern, replacement);
  // A function keeps `$&` and the like literal only when the caller meant it so; pdf.js passes either.
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return this.replace(new RegExp(escaped, "g"), replacement);
}

function replaceChildren(this: Element, ...nodes: (Node | string)[]): void {
  while (this.firstChild) this.firstChild.remove();
  this.append(...nodes);
}

/** Plain values, arrays, maps, sets, typed arrays: what pdf.js clones between its two halves. */
function clone(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice();
  if (value instanceof Date) return new Date(value);
  if (value instanceof Map) return new Map(Array.from(value, ([key, one]) => [clone(key), clone(one)]));
  if (value instanceof Set) return new Set(Array.from(value, clone));
  if (Array.isArray(value)) return value.map(clone);
  const copy: Loose = {};
  for (const key of Object.keys(value)) copy[key] = clone((value as Loose)[key]);
  return copy;
}

class StrongRef {
  constructor(private readonly target: unknown) {}
  deref(): unknown {
    return this.target;
  }
}

class NoFinalization {
  register(): void {
    // Nothing is ever reported as collected.
  }
  unregister(): void {
    // Nothing was registered.
  }
}

for (const kind of [Array, Int8Array, Uint8Array, Uint16Array, Int32Array, Uint32Array, Float32Array, String]) {
  add(kind.prototype as object, "at", at);
}
add(Array.prototype, "findLast", findLast);
add(String.prototype, "replaceAll", replaceAll);
add(globalThis, "structuredClone", clone);
add(globalThis, "WeakRef", StrongRef);
add(globalThis, "FinalizationRegistry", NoFinalization);
if (typeof Element !== "undefined") add(Element.prototype, "replaceChildren", replaceChildren);
