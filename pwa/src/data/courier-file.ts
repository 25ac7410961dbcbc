/** A file of sealed parts, for those who pass it on by hand (docs/reference/bundle-format.md). */

export type ItemSort = "pass" | "up" | "down" | "receipt";

export interface FileItem {
  readonly sort: ItemSort;
  readonly bytes: ArrayBuffer;
}

const MAGIC = "TIREKC1\n";
const NUMBERS: Readonly<Record<ItemSort, number>> = { pass: 1, up: 2, down: 3, receipt: 4 };
const SORTS: ReadonlyMap<number, ItemSort> = new Map(Object.entries(NUMBERS).map(([sort, number]) => [number, sort as ItemSort]));
/** One byte for the sort, four for the length. */
const HEAD_BYTES = 5;

/** Not a file of ours, or one that ends too early. */
export class NoCourierFile extends Error {
  constructor() {
    super("not a courier's file");
    this.name = "NoCourierFile";
  }
}

export function writeFile(items: readonly FileItem[]): Blob {
  const pieces: BlobPart[] = [MAGIC];
  for (const { sort, bytes } of items) {
    const head = new DataView(new ArrayBuffer(HEAD_BYTES));
    head.setUint8(0, NUMBERS[sort]);
    head.setUint32(1, bytes.byteLength);
    pieces.push(head.buffer, bytes);
  }
  return new Blob(pieces, { type: "application/octet-stream" });
}

/** The items, those of newer releases left out. Throws NoCourierFile. */
export function readFile(whole: ArrayBuffer): FileItem[] {
  const view = new DataView(whole);
  const magic = new TextDecoder().decode(new Uint8Array(whole, 0, Math.min(MAGIC.length, whole.byteLength)));
  if (magic !== MAGIC) throw new NoCourierFile();
  const items: FileItem[] = [];
  let at = MAGIC.length;
  while (at < whole.byteLength) {
    if (at + HEAD_BYTES > whole.byteLength) throw new NoCourierFile();
    const sort = SORTS.get(view.getUint8(at));
    const length = view.getUint32(at + 1);
    at += HEAD_BYTES;
    if (at + length > whole.byteLength) throw new NoCourierFile();
    if (sort) items.push({ sort, bytes: whole.slice(at, at + length) });
    at += length;
  }
  return items;
}
