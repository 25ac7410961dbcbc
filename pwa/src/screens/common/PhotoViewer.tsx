/** A photo over the whole screen: two fingers zoom and move it, and a pen draws on it where one may. */
import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "../../i18n/photo.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { type Colour, COLOURS, LINES_PER_PHOTO, pathOf, type Point, read, written } from "./drawing.ts";
import "./photo.css";

/** Times the fitted size: a line of handwriting fills a phone. */
const LARGEST = 6;
/** Times the fitted size that a double tap or the plus key shows. */
const STEP = 2.5;
/** Pixels on the screen of a drawn line. */
const PEN = 4;
/** Milliseconds between the taps of a double tap. */
const DOUBLE_MS = 300;

const COLOUR_NAMES = { r: "red", b: "blue", g: "green" } as const;

interface PhotoViewerProps {
  readonly url: string;
  readonly label: string;
  /** Lines over the photo, as marks carry them. */
  readonly lines: readonly string[];
  /** Absent: one may look, not draw. */
  readonly onLines?: (lines: readonly string[]) => void;
  readonly onClose: () => void;
}

export function PhotoViewer({ url, label, lines, onLines, onClose }: PhotoViewerProps) {
  const [pen, setPen] = useState<Colour | null>(null);
  const dialog = useRef<HTMLDivElement>(null);
  const paper = useRef<HTMLDivElement>(null);
  const fresh = useRef<SVGPathElement>(null);
  const view = useRef({ x: 0, y: 0, scale: 1 });

  const move = (x: number, y: number, scale: number): void => {
    const bounded = Math.max(1, Math.min(LARGEST, scale));
    view.current = bounded === 1 ? { x: 0, y: 0, scale: 1 } : { x, y, scale: bounded };
    if (paper.current) paper.current.style.transform = `translate(${view.current.x}px, ${view.current.y}px) scale(${view.current.scale})`;
  };
  /** Zooms about a place on the screen, which stays where it is. */
  const zoom = (scale: number, atX: number, atY: number): void => {
    const { x, y, scale: before } = view.current;
    const bounded = Math.max(1, Math.min(LARGEST, scale));
    const middleX = atX - window.innerWidth / 2;
    const middleY = atY - window.innerHeight / 2;
    move(middleX - ((middleX - x) * bounded) / before, middleY - ((middleY - y) * bounded) / before, bounded);
  };

  useEffect(() => {
    const before = document.activeElement;
    const key = (event: KeyboardEvent): void => {
      if (event.key === "Escape") onClose();
      if (event.key === "+" || event.key === "=") zoom(view.current.scale * 1.5, window.innerWidth / 2, window.innerHeight / 2);
      if (event.key === "-") zoom(view.current.scale / 1.5, window.innerWidth / 2, window.innerHeight / 2);
    };
    document.addEventListener("keydown", key);
    dialog.current?.focus();
    return () => {
      document.removeEventListener("keydown", key);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  const hands = useRef(new Map<number, { x: number; y: number }>());
  const stroke = useRef<Point[] | null>(null);
  const lastTap = useRef(0);

  const placeOf = (event: PointerEvent): Point => {
    const box = paper.current?.getBoundingClientRect();
    if (!box) return [0, 0];
    return [((event.clientX - box.left) / box.width) * 1000, ((event.clientY - box.top) / box.height) * 1000];
  };
  const drop = (): void => {
    stroke.current = null;
    fresh.current?.setAttribute("d", "");
  };
  const down = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    hands.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    // A second finger means moving the paper: what the first one began was no line.
    if (hands.current.size > 1) drop();
    else if (pen && onLines && lines.length < LINES_PER_PHOTO) stroke.current = [placeOf(event)];
    else if (!pen) {
      if (event.timeStamp - lastTap.current < DOUBLE_MS) zoom(view.current.scale > 1 ? 1 : STEP, event.clientX, event.clientY);
      lastTap.current = event.timeStamp;
    }
  };
  const drag = (event: PointerEvent): void => {
    const before = hands.current.get(event.pointerId);
    if (!before) return;
    const others = [...hands.current].filter(([id]) => id !== event.pointerId);
    hands.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const other = others[0]?.[1];
    const { x, y, scale } = view.current;
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      if (was > 0) zoom((scale * is) / was, (event.clientX + other.x) / 2, (event.clientY + other.y) / 2);
      const after = view.current;
      move(after.x + (event.clientX - before.x) / 2, after.y + (event.clientY - before.y) / 2, after.scale);
    } else if (stroke.current) {
      stroke.current.push(placeOf(event));
      fresh.current?.setAttribute("d", pathOf(stroke.current));
    } else if (!pen) move(x + event.clientX - before.x, y + event.clientY - before.y, scale);
  };
  const up = (event: PointerEvent): void => {
    hands.current.delete(event.pointerId);
    const points = stroke.current;
    if (points && pen && onLines) onLines([...lines, written({ colour: pen, width: PEN, points })]);
    drop();
  };

  return (
    <div class="viewer" role="dialog" aria-modal="true" aria-label={label} tabIndex={-1} ref={dialog}>
      <div
        class={pen ? "viewer-frame viewer-pen" : "viewer-frame"}
        onPointerDown={down}
        onPointerMove={drag}
        onPointerUp={up}
        onPointerCancel={(event) => {
          hands.current.delete(event.pointerId);
          drop();
        }}
        onWheel={(event) => zoom(view.current.scale * (event.deltaY < 0 ? 1.2 : 1 / 1.2), event.clientX, event.clientY)}
      >
        <div class="viewer-paper" ref={paper}>
          <img src={url} alt={label} draggable={false} />
          <Lines lines={lines} />
          <svg class="drawn" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
            <path ref={fresh} class={`drawn-${pen ?? "r"}`} stroke-width={PEN} />
          </svg>
        </div>
      </div>
      <div class="viewer-close">
        <IconButton icon="close" label={t("close")} onClick={onClose} />
      </div>
      {onLines ? (
        <div class="viewer-tools" role="toolbar" aria-label={t("drawing")}>
          {COLOURS.map((colour) => (
            <button
              key={colour}
              type="button"
              class={`viewer-tool viewer-tool-${colour}`}
              aria-pressed={pen === colour}
              aria-label={t(COLOUR_NAMES[colour])}
              onClick={() => setPen(pen === colour ? null : colour)}
            >
              <Icon name="edit" />
            </button>
          ))}
          <button type="button" class="viewer-tool" aria-disabled={lines.length === 0} onClick={() => onLines(lines.slice(0, -1))}>
            {t("undoLine")}
          </button>
        </div>
      ) : null}
      {onLines && lines.length >= LINES_PER_PHOTO ? (
        <p class="viewer-note" role="status">
          {t("drawingFull")}
        </p>
      ) : null}
    </div>
  );
}

/** Drawn lines over whatever they are placed on; what cannot be read is left out. */
export function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <svg class="drawn" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
      {lines.map((text, at) => {
        const line = read(text);
        return line ? <path key={at} class={`drawn-${line.colour}`} stroke-width={line.width} d={pathOf(line.points)} /> : null;
      })}
    </svg>
  );
}
