/** Schools as points on one canvas: no tiles, nothing from another host, ten thousand in one frame. */
import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "../../i18n/console.ts";
import { go } from "../../router.ts";
import { laidOut, nearest, type Point, STATES } from "./model.ts";

const HEIGHT = 420;
const MARGIN = 16;
/** CSS pixels: a finger's. */
const REACH = 24;
/** The worst is drawn last, so that it lies on top; shapes differ, too, since colour alone says too little. */
const ORDER = [4, 0, 1, 3, 2];
const COLOURS: readonly string[] = ["--neutral", "--accent", "--bad", "--warn", "--good"];

export function SchoolMap({ points }: { points: readonly Point[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const measure = (): void => setWidth(canvas.current?.parentElement?.clientWidth ?? 0);
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  const placed = laidOut(points, width, HEIGHT, MARGIN);
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen || width === 0) return;
    const dense = window.devicePixelRatio || 1;
    element.width = width * dense;
    element.height = HEIGHT * dense;
    pen.scale(dense, dense);
    const style = getComputedStyle(element);
    const size = points.length > 2000 ? 2 : 4;
    for (const state of ORDER) {
      pen.fillStyle = style.getPropertyValue(COLOURS[state] ?? "--neutral");
      pen.beginPath();
      for (const { x, y, point } of placed) if (point[3] === state) mark(pen, state, x, y, STATES[state] === "ok" ? size : size + 1);
      pen.fill();
    }
  }, [points, width]);
  return (
    <figure class="console-map">
      <canvas
        ref={canvas}
        role="img"
        aria-label={t("onMap", { n: points.length })}
        style={{ width: `${width}px`, height: `${HEIGHT}px` }}
        onClick={(event) => {
          const found = nearest(placed, event.offsetX, event.offsetY, REACH);
          if (found) go(`/console/school/${encodeURIComponent(found.point[0])}`);
        }}
      />
      <figcaption class="small muted">
        {t("onMap", { n: points.length })}. {t("mapHelp")}
      </figcaption>
    </figure>
  );
}

/** A dot for what is well, a square for what wants a look, a triangle for what is bad. */
function mark(pen: CanvasRenderingContext2D, state: number, x: number, y: number, size: number): void {
  pen.moveTo(x + size, y);
  if (STATES[state] === "bad") {
    pen.moveTo(x, y - size);
    pen.lineTo(x + size, y + size);
    pen.lineTo(x - size, y + size);
  } else if (STATES[state] === "warning") pen.rect(x - size, y - size, 2 * size, 2 * size);
  else pen.arc(x, y, size, 0, 2 * Math.PI);
}
