/** Lines that a teacher draws over a photo, as values: thinned, written as short texts, read back. Pure. */

/** A place on the photo in thousandths of its width and height. */
export type Point = readonly [number, number];

export type Colour = "r" | "b" | "g";
export const COLOURS: readonly Colour[] = ["r", "b", "g"];

export interface Line {
  readonly colour: Colour;
  /** Pixels on the screen. */
  readonly width: number;
  readonly points: readonly Point[];
}

/** Thousandths of the photo by which a thinned line may miss the drawn one: half a pen's width. */
const TOLERANCE = 3;
/** The server's limits: lines on one photo, characters of one line and of all lines on a work. */
export const LINES_PER_PHOTO = 60;
const LINE_CHARACTERS = 2_000;
export const DRAWING_CHARACTERS = 12_000;

const WRITTEN = /^([rbg])([1-9]):(\d{1,4},\d{1,4}(?: \d{1,4},\d{1,4})*)$/;

/** The fewest of the points that still draw the same line (Ramer, Douglas and Peucker). */
export function thinned(points: readonly Point[], tolerance = TOLERANCE): Point[] {
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last || points.length < 3) return [...points];
  let furthest = 0;
  let at = 0;
  points.forEach((point, index) => {
    const away = distance(point, first, last);
    if (away > furthest) {
      furthest = away;
      at = index;
    }
  });
  if (furthest <= tolerance) return [first, last];
  return [...thinned(points.slice(0, at + 1), tolerance).slice(0, -1), ...thinned(points.slice(at), tolerance)];
}

/** A line as operations carry it: `r3:120,340 130,352`. One that is too long ends where it must. */
export function written(line: Line): string {
  const head = `${line.colour}${line.width}:`;
  const parts: string[] = [];
  let left = LINE_CHARACTERS - head.length;
  for (const [x, y] of thinned(line.points)) {
    const part = `${within(x)},${within(y)}`;
    if (part.length + 1 > left) break;
    left -= part.length + 1;
    parts.push(part);
  }
  return head + parts.join(" ");
}

/** null for what this version of the app can't draw. */
export function read(text: string): Line | null {
  const found = WRITTEN.exec(text);
  if (!found) return null;
  const points = (found[3] ?? "").split(" ").map((part) => part.split(",").map(Number) as unknown as Point);
  return { colour: found[1] as Colour, width: Number(found[2]), points };
}

/** The `d` of an SVG path; a dot is a line of no length, which round ends make visible. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const more = rest.length > 0 ? rest : [first];
  return `M${first[0]} ${first[1]}${more.map(([x, y]) => `L${x} ${y}`).join("")}`;
}

function within(value: number): number {
  return Math.max(0, Math.min(1000, Math.round(value)));
}

/** From a point to the stretch between two others. */
function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const part = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - (ax + part * (bx - ax)), y - (ay + part * (by - ay)));
}
