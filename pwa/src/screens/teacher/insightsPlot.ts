/** The plot of days. In a file of its own, with uPlot: only who opens the picture of a class loads it. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { date } from "../../i18n/time.ts";
import type { Day } from "./model/days.ts";

const HEIGHT = 200;
const BAR_WIDTH = 0.6;
const MOST_BAR_PX = 40;

/** Draws bars of statements and a line of learners; the answer removes them. */
export function drawDays(
  place: HTMLElement,
  days: readonly Day[],
  statements: string,
  learners: string,
): () => void {
  const style = getComputedStyle(place);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--text-2"), grid: { stroke: colour("--line") } };
  const count = { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] };
  const bars = uPlot.paths.bars?.({ size: [BAR_WIDTH, MOST_BAR_PX] });
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      cursor: { show: false },
      scales: { x: { time: false, range: (_plot, low, high) => [low - 1, high + 1] }, y: { range: (_plot, _low, high) => [0, Math.max(1, high)] } },
      axes: [{ ...axis, space: 70, incrs: [1, 2, 5, 10, 20, 50], values: (_plot, places) => places.map((at) => (days[at] ? date(days[at].date) : "")) }, count],
      series: [
        {},
        { label: statements, stroke: colour("--accent"), fill: colour("--accent-soft"), ...(bars ? { paths: bars } : {}), points: { show: false } },
        { label: learners, stroke: colour("--warn"), width: 2 },
      ],
      legend: { live: false },
    },
    [days.map((_, at) => at), days.map((one) => one.statements), days.map((one) => one.learners)],
    place,
  );
  const follow = (): void => plot.setSize({ width: place.clientWidth, height: HEIGHT });
  window.addEventListener("resize", follow);
  return () => {
    window.removeEventListener("resize", follow);
    plot.destroy();
  };
}
