/** Photos of notebooks: made small enough to travel, without the place they were taken at. */
import { PHOTO_QUALITY, PHOTO_SIDE } from "./limits.ts";
import { workBlob, type WorkBlob } from "./files.ts";
import { withoutPlace } from "./place.ts";

const ENDINGS: Readonly<Record<string, string>> = { "image/webp": "webp", "image/jpeg": "jpg" };

/** Width and height inside a square of `side`, never enlarged, in whole pixels. */
export function fitted(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A photo's name tells when and in which place of the work: `2026-11-20_14-05_2.webp`. */
export function photoName(at: Date, place: number, type: string): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}_${two(at.getHours())}-${two(at.getMinutes())}_${place}.${ENDINGS[type] ?? "img"}`;
}

/**
 * Re-encodes a picture at most PHOTO_SIDE pixels wide or high. Re-encoding also leaves behind
 * EXIF with its coordinates. One at a time: a decoded photo of 12 megapixels takes 48 MB.
 * A picture that the browser cannot read goes as the file it is, without the place.
 */
export async function photoBlob(file: File, place: number, now: Date): Promise<WorkBlob> {
  const small = await shrink(file);
  if (!small) return fileBlob(file);
  return workBlob(small, photoName(now, place, small.type));
}

/** A file as somebody chose it: a photo among them says neither where it was taken nor by which camera. */
export async function fileBlob(file: File): Promise<WorkBlob> {
  return workBlob(await withoutPlace(file), file.name);
}

async function shrink(file: Blob): Promise<Blob | null> {
  const url = URL.createObjectURL(file);
  try {
    const image = await loaded(url);
    if (!image) return null;
    const size = fitted(image.naturalWidth, image.naturalHeight, PHOTO_SIDE);
    const canvas = document.createElement("canvas");
    canvas.width = size.width;
    canvas.height = size.height;
    const context = canvas.getContext("2d");
    if (!context) return null;
    context.drawImage(image, 0, 0, size.width, size.height);
    // A browser that cannot write WebP answers with a PNG, many times the size.
    const webp = await encoded(canvas, "image/webp");
    const result = webp?.type === "image/webp" ? webp : await encoded(canvas, "image/jpeg");
    canvas.width = 0; // gives the memory back at once on old Safari
    return result;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function loaded(url: string): Promise<HTMLImageElement | null> {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(image.naturalWidth > 0 ? image : null);
    image.onerror = () => resolve(null);
    image.src = url;
  });
}

function encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, PHOTO_QUALITY));
}
