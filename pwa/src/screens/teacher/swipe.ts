/** Turning to the next or the previous work with a thumb across the screen. */
import { useRef } from "preact/hooks";

/** Pixels across that count as meant, and how many times the movement up or down they must be. */
const FAR = 80;
const FLAT = 2;

type Turn = (() => void) | null;

interface Swiping {
  onTouchStart: (event: TouchEvent) => void;
  onTouchEnd: (event: TouchEvent) => void;
}

/** Handlers for the element that is swiped over; a second finger, or a scroll, is no swipe. */
export function useSwipe(previous: Turn, next: Turn): Swiping {
  const from = useRef<{ x: number; y: number } | null>(null);
  return {
    onTouchStart(event) {
      const [touch] = Array.from(event.touches);
      // A photo over the whole screen lies over the work, and is moved by the same fingers.
      const covered = (event.target as Element).closest('[role="dialog"]') !== null;
      from.current = touch && event.touches.length === 1 && !covered ? { x: touch.clientX, y: touch.clientY } : null;
    },
    onTouchEnd(event) {
      const begun = from.current;
      const [touch] = Array.from(event.changedTouches);
      from.current = null;
      if (!begun || !touch || event.touches.length > 0) return;
      const across = touch.clientX - begun.x;
      if (Math.abs(across) < FAR || Math.abs(across) < FLAT * Math.abs(touch.clientY - begun.y)) return;
      (across < 0 ? next : previous)?.();
    },
  };
}
