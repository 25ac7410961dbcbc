import { describe, expect, it } from "vitest";

import { withoutPlace } from "../../src/data/place.ts";

/** 32 × 32, by heif-enc of libheif 1.15, of a JPEG that says: turned by 90°, at 51°10′ N 71°26′ E. */
const HEIC =
  "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAeFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAA" +
  "AAAAACAAAAEGlkYXQAAAAAACAAIAAAAExpbG9jAQAAAERAAAMAAQAAAAAAAAIFAAEAAAAAAAAAmQACAAEAAAAAAAAAAQAAAAAAAAAIAAMAAAAA" +
  "AAACngABAAAAAAAAAJAAAABNaWluZgAAAAAAAwAAABVpbmZlAgAAAQABAABodmMxAAAAABVpbmZlAgAAAAACAABncmlkAAAAABVpbmZlAgAAAQ" +
  "ADAABFeGlmAAAAANVpcHJwAAAAs2lwY28AAABzaHZjQwEDcAAAAAAAAAAAAB7wAPz9+PgAAA8DIAABABhAAQwB//8DcAAAAwCQAAADAAADAB66" +
  "AkAhAAEAJ0IBAQNwAAADAJAAAAMAAAMAHqAggQWW6uSmubAgAAADACAAAAMAISIAAQAGRAHBc8CJAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAUaX" +
  "NwZQAAAAAAAAAgAAAAIAAAABBwaXhpAAAAAAMICAgAAAAaaXBtYQAAAAAAAAACAAECgQIAAgIDhAAAAChpcmVmAAAAAAAAAA5kaW1nAAIAAQAB" +
  "AAAADmNkc2MAAwABAAIAAAExbWRhdAAAAJUoAa8EGP4ln5OS0FdI/YT+dcn9Pye4uITxTiEyTTrccit+EN7w05zhP1oDn48+1LBWWJr1V1Shpc" +
  "uBUehwRCz8iJvD0QSsRLSRNM3Qf1K6iiVGKtlUjW+qe69p+iOUQAJcekeJTPb2GF8DWt+HPEBpR7ECBqvrkXw/P/KEICeFGsel076Fe4BK3QQ4" +
  "+KjZ2AmLbL5P4gAAAABJSSoACAAAAAIAEgEDAAEAAAAGAAAAJYgEAAEAAAAmAAAAAAAAAAQAAQACAAIAAABOAAAAAgAFAAMAAABcAAAAAwACAA" +
  "IAAABFAAAABAAFAAMAAAB0AAAAAAAAADMAAAABAAAACgAAAAEAAAAAAAAAAQAAAEcAAAABAAAAGgAAAAEAAAAAAAAAAQAAAA==";
/** 51, 10: degrees and minutes as rationals. */
const NORTH = [51, 0, 0, 0, 1, 0, 0, 0, 10, 0, 0, 0];
const SCAN = [0xff, 0xda, 0, 4, 1, 2, 7, 7, 7, 0xff, 0xd9];

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}

async function cleaned(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Uint8Array> {
  const blob = await withoutPlace(new Blob([bytes], { type }));
  expect(blob.type).toBe(type);
  return new Uint8Array(await blob.arrayBuffer());
}

function holds(bytes: Uint8Array, part: readonly number[]): boolean {
  return bytes.some((_, at) => part.every((one, further) => bytes[at + further] === one));
}

function segment(marker: number, payload: readonly number[]): number[] {
  return [0xff, marker, 0, payload.length + 2, ...payload];
}

function ascii(text: string): number[] {
  return Array.from(text, (one) => one.charCodeAt(0));
}

/** EXIF, big-endian, with one entry: the orientation; then the place, wherever it is. */
function exif(up: number): number[] {
  return [...ascii("Exif\0\0"), ...ascii("MM"), 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, up, 0, 0, 0, 0, 0, 0, ...NORTH];
}

describe("A HEIC that goes as it is", () => {
  it("says no more where it was taken, and keeps every other byte in its place", async () => {
    const before = bytesOf(HEIC);
    const after = await cleaned(before, "image/heic");
    expect(holds(before, NORTH)).toBe(true);
    expect(holds(after, NORTH)).toBe(false);
    expect(after.length).toBe(before.length);
    // Only the Exif item, which libheif writes last, is another.
    const first = before.findIndex((one, at) => one !== after[at]);
    expect(before.length - first).toBeLessThan(150);
    expect(await cleaned(Uint8Array.from(after), "image/heic")).toEqual(after);
  });

  it.each([12, 100, 300])("is left alone where it is cut off after %i bytes", async (length) => {
    const cut = bytesOf(HEIC).slice(0, length);
    expect(await cleaned(cut, "")).toEqual(Uint8Array.from(cut));
  });
});

describe("A JPEG that goes as it is", () => {
  it("loses EXIF, XMP and IPTC, and keeps its picture and the way up", async () => {
    const jfif = segment(0xe0, ascii("JFIF\0"));
    const tables = segment(0xdb, [1, 2, 3]);
    const before = [0xff, 0xd8, ...jfif, ...segment(0xe1, exif(6)), ...segment(0xe1, ascii("http://ns.adobe.com/xap/1.0/\0<x/>")), ...segment(0xed, ascii("Photoshop 3.0")), ...tables, ...SCAN];
    const after = await cleaned(Uint8Array.from(before), "image/jpeg");
    const turned = [...ascii("Exif\0\0II"), 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
    expect([...after]).toEqual([0xff, 0xd8, ...segment(0xe1, turned), ...jfif, ...tables, ...SCAN]);
  });

  it("says nothing of the way up where it stands upright", async () => {
    const after = await cleaned(Uint8Array.from([0xff, 0xd8, ...segment(0xe1, exif(1)), ...SCAN]), "image/jpeg");
    expect([...after]).toEqual([0xff, 0xd8, ...SCAN]);
  });

  it("is left alone where a segment is longer than the file, and without any", async () => {
    for (const bytes of [[0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1, 2, 3, 4, 5, 6], [0xff, 0xd8, ...SCAN]]) {
      expect([...(await cleaned(Uint8Array.from(bytes), "image/jpeg"))]).toEqual(bytes);
    }
  });
});

describe("Another file", () => {
  it("is the same blob", async () => {
    for (const text of ["", "мәтін", "%PDF-1.7 and much more"]) {
      const blob = new Blob([text], { type: "text/plain" });
      expect(await withoutPlace(blob)).toBe(blob);
    }
  });
});
