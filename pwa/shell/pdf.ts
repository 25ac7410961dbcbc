/** The PDF reader: pages are drawn when they come near the screen and dropped when they leave. */
import "./old-browsers.ts";

import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, type RenderTask } from "pdfjs-dist/legacy/build/pdf.min.mjs";
import PdfWorker from "./pdf-worker.ts?worker";

import type { ToShell } from "../src/player/protocol.ts";

/** Pixels of one canvas: old phones refuse or crash above about 16 million. */
const CANVAS_PIXELS = 8_000_000;
const ZOOM_STEPS = [1, 1.4, 2, 3];
/** Canvases kept at once: three screens of a phone. */
const DRAWN_PAGES = 6;

interface Sheet {
  element: HTMLElement;
  ratio: number;
  task: RenderTask | null;
  drawn: number;
}

/** Shows the document from `order.page` on and tells which page is being read. Rejects when it can't be read. */
export async function showPdf(
  root: HTMLElement,
  order: Extract<ToShell, { type: "pdf" }>,
  onPage: (page: number, pages: number) => void,
): Promise<void> {
  GlobalWorkerOptions.workerPort = new PdfWorker();
  const data = new Uint8Array(await order.file.arrayBuffer());
  const pdf = await getDocument({ data, wasmUrl: "/pdf/", isEvalSupported: false }).promise;
  const first = await pdf.getPage(1);
  const size = first.getViewport({ scale: 1 });
  new Reader(root, pdf, size.height / size.width, onPage).start(order.page);
}

class Reader {
  private readonly scroller = document.createElement("div");
  private readonly label = document.createElement("span");
  private readonly sheets: Sheet[] = [];
  private readonly near: IntersectionObserver;
  private visible = new Set<number>();
  private zoom = 0;
  private page = 0;
  private clock = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly pdf: PDFDocumentProxy,
    private readonly ratio: number,
    private readonly onPage: (page: number, pages: number) => void,
  ) {
    this.scroller.className = "pages";
    this.scroller.tabIndex = 0;
    this.near = new IntersectionObserver((entries) => this.onNear(entries), {
      root: this.scroller,
      rootMargin: "50% 0px",
    });
  }

  start(page: number): void {
    for (let index = 0; index < this.pdf.numPages; index++) {
      const element = document.createElement("div");
      element.className = "page";
      this.sheets.push({ element, ratio: this.ratio, task: null, drawn: 0 });
      this.scroller.appendChild(element);
    }
    this.root.append(this.scroller, this.tools());
    this.layOut();
    for (const sheet of this.sheets) this.near.observe(sheet.element);
    this.scroller.addEventListener("scroll", () => this.report(), { passive: true });
    addEventListener("resize", () => this.relayOut());
    this.goTo(Math.min(Math.max(1, page), this.sheets.length));
    this.report();
  }

  private tools(): HTMLElement {
    const tools = document.createElement("div");
    tools.className = "page-tools";
    this.label.className = "page-number";
    const button = (text: string, step: number): HTMLButtonElement => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.addEventListener("click", () => {
        this.zoom = Math.min(ZOOM_STEPS.length - 1, Math.max(0, this.zoom + step));
        this.relayOut();
      });
      return made;
    };
    tools.append(this.label, button("−", -1), button("+", 1));
    return tools;
  }

  private width(): number {
    return Math.min(1_000, this.scroller.clientWidth - 16) * (ZOOM_STEPS[this.zoom] ?? 1);
  }

  private layOut(): void {
    const width = this.width();
    for (const { element, ratio } of this.sheets) {
      element.style.width = `${Math.floor(width)}px`;
      element.style.height = `${Math.floor(width * ratio)}px`;
    }
  }

  private relayOut(): void {
    const page = this.page;
    this.layOut();
    this.goTo(page);
    for (const index of this.visible) void this.draw(index);
  }

  private goTo(page: number): void {
    const sheet = this.sheets[page - 1];
    if (sheet) this.scroller.scrollTop = sheet.element.offsetTop - 8;
  }

  private report(): void {
    const middle = this.scroller.scrollTop + this.scroller.clientHeight / 2;
    const atEnd = this.scroller.scrollTop + this.scroller.clientHeight >= this.scroller.scrollHeight - 4;
    let page = 1;
    this.sheets.forEach(({ element }, index) => {
      if (element.offsetTop <= middle) page = index + 1;
    });
    if (atEnd) page = this.sheets.length;
    if (page === this.page) return;
    this.page = page;
    this.label.textContent = `${page} / ${this.sheets.length}`;
    this.onPage(page, this.sheets.length);
  }

  private onNear(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const index = this.sheets.findIndex((sheet) => sheet.element === entry.target);
      if (entry.isIntersecting) {
        this.visible.add(index);
        void this.draw(index);
      } else {
        this.visible.delete(index);
      }
    }
    this.drop();
  }

  /** Draws a page to a canvas of its own size on the screen; a newer drawing of it wins. */
  private async draw(index: number): Promise<void> {
    const sheet = this.sheets[index];
    if (!sheet) return;
    const turn = ++this.clock;
    sheet.drawn = turn;
    const page = await this.pdf.getPage(index + 1);
    const natural = page.getViewport({ scale: 1 });
    if (Math.abs(natural.height / natural.width - sheet.ratio) > 0.001) {
      sheet.ratio = natural.height / natural.width;
      this.layOut();
    }
    const width = this.width() * Math.min(2, devicePixelRatio || 1);
    const most = Math.sqrt(CANVAS_PIXELS / (natural.width * natural.height));
    const viewport = page.getViewport({ scale: Math.min(most, width / natural.width) });
    if (sheet.drawn !== turn) return;
    sheet.task?.cancel();
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    sheet.task = page.render({ canvas, viewport });
    try {
      await sheet.task.promise;
    } catch {
      return; // cancelled by a newer drawing
    }
    if (sheet.drawn !== turn) return;
    while (sheet.element.firstChild) sheet.element.firstChild.remove();
    sheet.element.appendChild(canvas);
  }

  /** Frees the canvases drawn longest ago: a long book must not fill the phone's memory. */
  private drop(): void {
    const idle = this.sheets.filter((sheet, index) => sheet.drawn > 0 && !this.visible.has(index));
    idle.sort((a, b) => b.drawn - a.drawn);
    for (const sheet of idle.slice(DRAWN_PAGES)) {
      sheet.task?.cancel();
      sheet.drawn = 0;
      while (sheet.element.firstChild) sheet.element.firstChild.remove();
    }
  }
}
