/**
 * Photos that go as the files they are, without where they were taken and by which camera: EXIF, XMP
 * and IPTC are blanked out before the file is hashed, so the place never leaves the phone. The picture
 * and the way up stay. HEIC: ISO/IEC 23008-12 and 14496-12, 8.11. JPEG: ITU-T T.81, B.1.1.
 */

const JPEG = 0xffd8;
/** Brands of pictures: films are built of the same boxes. */
const PICTURES = /^(hei|hev|mif|msf|avi)/;
const START_OF_SCAN = 0xda;
/** APP1 holds EXIF and XMP, APP13 IPTC. */
const TELLING = new Set([0xe1, 0xed]);
const ORIENTATION = 0x0112;
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
/** TIFF 6.0, little-endian, with an empty first directory. */
const EMPTY_TIFF = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/** An Exif item begins with the offset of its TIFF header. */
const EMPTY_ITEM = [0, 0, 0, 0, ...EMPTY_TIFF];
const BLANK = 0x20;

/** The file itself where it is neither a JPEG nor a HEIC, or is not built as one has to be. */
export async function withoutPlace(file: Blob): Promise<Blob> {
  try {
    const head = new DataView(await file.slice(0, 12).arrayBuffer());
    if (head.byteLength < 12) return file;
    if (head.getUint16(0) === JPEG) return jpeg(file, new DataView(await file.arrayBuffer()));
    if (fourOf(head, 4) === "ftyp" && PICTURES.test(fourOf(head, 8))) return heic(file, await file.arrayBuffer());
  } catch (problem) {
    // Cut off or built otherwise: read beyond its end. Work is not refused for that.
    if (!(problem instanceof RangeError)) throw problem;
  }
  return file;
}

function jpeg(file: Blob, view: DataView): Blob {
  const parts: BlobPart[] = [];
  let up = 1;
  let from = 0;
  for (let at = 2; view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker === START_OF_SCAN) break;
    const end = at + 2 + view.getUint16(at + 2);
    if (TELLING.has(marker)) {
      up = orientation(view, at + 4, end) ?? up;
      parts.push(file.slice(from, at));
      from = end;
    }
    at = end;
  }
  if (from === 0) return file;
  const first = parts[0] as Blob;
  const [start, rest] = [first.slice(0, 2), first.slice(2)];
  return new Blob([start, ...(up === 1 ? [] : [turned(up)]), rest, ...parts.slice(1), file.slice(from)], { type: file.type });
}

/** 1 to 8 as EXIF 2.3 counts; null in a segment that does not say. */
function orientation(view: DataView, from: number, end: number): number | null {
  const tiff = from + EXIF.length;
  if (end < tiff + 8 || EXIF.some((byte, at) => view.getUint8(from + at) !== byte)) return null;
  const little = view.getUint8(tiff) === 0x49;
  const first = tiff + view.getUint32(tiff + 4, little);
  for (let at = first + 2, left = view.getUint16(first, little); left > 0 && at + 12 <= end; at += 12, left -= 1) {
    if (view.getUint16(at, little) === ORIENTATION) return view.getUint16(at + 8, little);
  }
  return null;
}

/** An APP1 that says nothing but which way is up. */
function turned(up: number): Uint8Array<ArrayBuffer> {
  const tiff = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, up, 0, 0, 0, 0, 0, 0, 0];
  const payload = [...EXIF, ...tiff];
  return new Uint8Array([0xff, 0xe1, 0, payload.length + 2, ...payload]);
}

/** Which way is up is a property of a HEIC's picture (`irot`), which stays; its length and all offsets do, too. */
function heic(file: Blob, bytes: ArrayBuffer): Blob {
  const view = new DataView(bytes);
  const meta = boxes(view, 0, bytes.byteLength).find((box) => box.type === "meta");
  if (!meta) return file;
  const inside = boxes(view, meta.from + 4, meta.end);
  const box = (type: string): Box | undefined => inside.find((one) => one.type === type);
  const [infos, places] = [box("iinf"), box("iloc")];
  if (!infos || !places) return file;
  const telling = tellingItems(view, infos);
  for (const { item, from, end } of extents(view, places, box("idat")?.from ?? 0, bytes.byteLength)) {
    const type = telling.get(item);
    if (type === undefined) continue;
    const target = new Uint8Array(bytes, from, end - from);
    target.fill(type === "Exif" ? 0 : BLANK);
    if (type === "Exif" && target.length >= EMPTY_ITEM.length) target.set(EMPTY_ITEM);
  }
  return new Blob([bytes], { type: file.type });
}

interface Box {
  readonly type: string;
  /** Of what it holds. */
  readonly from: number;
  readonly end: number;
}

function boxes(view: DataView, from: number, end: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= end; ) {
    const short = view.getUint32(at);
    const head = short === 1 ? 16 : 8;
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? end - at : short;
    if (size < head || at + size > end) throw new RangeError("a box that is larger than what holds it");
    found.push({ type: fourOf(view, at + 4), from: at + head, end: at + size });
    at += size;
  }
  return found;
}

/** EXIF and XMP by the number of their item. */
function tellingItems(view: DataView, infos: Box): Map<number, string> {
  const wide = view.getUint8(infos.from) !== 0;
  const found = new Map<number, string>();
  for (const { from, end } of boxes(view, infos.from + (wide ? 8 : 6), infos.end)) {
    const version = view.getUint8(from);
    if (version < 2) continue;
    const [item, at] = version === 2 ? [view.getUint16(from + 4), from + 8] : [view.getUint32(from + 4), from + 10];
    const type = at + 4 <= end ? fourOf(view, at) : "";
    if (type === "Exif" || type === "mime") found.set(item, type);
  }
  return found;
}

/** Where in the file each item lies. */
function extents(view: DataView, places: Box, idat: number, fileEnd: number): { item: number; from: number; end: number }[] {
  let at = places.from;
  const take = (bytes: number): number => {
    const value = bytes === 8 ? Number(view.getBigUint64(at)) : bytes === 4 ? view.getUint32(at) : bytes === 2 ? view.getUint16(at) : bytes === 1 ? view.getUint8(at) : 0;
    at += bytes;
    return value;
  };
  const version = take(1);
  at += 3;
  const sizes = take(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  const found: { item: number; from: number; end: number }[] = [];
  for (let left = take(version < 2 ? 2 : 4); left > 0; left -= 1) {
    const item = take(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : take(2) & 15;
    const elsewhere = take(2) !== 0;
    const base = take(baseSize) + (method === 1 ? idat : 0);
    for (let more = take(2); more > 0; more -= 1) {
      at += indexSize;
      const from = base + take(offsetSize);
      const length = take(lengthSize);
      const end = length === 0 ? fileEnd : from + length;
      if (elsewhere || method > 1) continue;
      if (end > fileEnd) throw new RangeError("an item that lies beyond the file");
      found.push({ item, from, end });
    }
  }
  return found;
}

function fourOf(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
