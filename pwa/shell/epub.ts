/** The book reader: a chapter at a time in the content's frame, with the letters in the reader's size. */
import { type Place, SIZES } from "../src/player/book.ts";
import type { FromShell, ToShell } from "../src/player/protocol.ts";
import type { Shown } from "./shown.ts";

type Order = Extract<ToShell, { type: "book" }>;

/** Milliseconds of rest after scrolling before a place is told. */
const REST_MS = 300;
/** Thousandths of a chapter that count as its end: margins below the last line are never reached. */
const END = 985;

const WORDS = {
  kk: { back: "Алдыңғы тарау", next: "Келесі тарау", smaller: "Әріпті кішірейту", larger: "Әріпті үлкейту" },
  ru: { back: "Предыдущая глава", next: "Следующая глава", smaller: "Буквы мельче", larger: "Буквы крупнее" },
  en: { back: "Previous chapter", next: "Next chapter", smaller: "Smaller letters", larger: "Larger letters" },
};

const XHTML = "http://www.w3.org/1999/xhtml";
/** Books are made for readers that set margins themselves and keep pictures inside the page. */
const STYLE =
  "html{overflow-x:hidden}body{max-width:42em!important;margin:0 auto!important;padding:16px!important;line-height:1.5}" +
  "img,svg,video{max-width:100%!important;height:auto}table{max-width:100%}pre{white-space:pre-wrap}";

export function showBook(root: HTMLElement, order: Order, send: (message: FromShell) => void): Book {
  return new Book(root, order, send);
}

export class Book implements Shown {
  private readonly frame = document.createElement("iframe");
  private readonly tools = document.createElement("div");
  private readonly label = document.createElement("span");
  private readonly back: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private place: Place;
  /** Where in the chapter under way to go once it is there; null when the book itself led there. */
  private target: number | null = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    root: HTMLElement,
    private readonly order: Order,
    private readonly send: (message: FromShell) => void,
  ) {
    this.place = { ...order.place };
    const words = WORDS[order.language as keyof typeof WORDS] as (typeof WORDS)["kk"] | undefined;
    const { back, next, smaller, larger } = words ?? WORDS.kk;
    this.frame.className = "activity book";
    this.frame.title = order.title;
    this.frame.addEventListener("load", () => this.arrived());
    this.tools.className = "book-tools";
    this.label.className = "page-number";
    this.back = this.button("‹", back, () => this.goTo(this.place.chapter - 1, 0));
    this.next = this.button("›", next, () => this.goTo(this.place.chapter + 1, 0));
    const resize = (step: number) => (): void => {
      this.resize(step);
    };
    this.tools.append(this.back, this.label, this.next, this.button("A−", smaller, resize(-1)), this.button("A+", larger, resize(1)));
    this.goTo(this.place.chapter, this.place.permille);
    root.append(this.frame, this.tools);
  }

  /** Opens a chapter at so many thousandths of its length. */
  goTo(chapter: number, permille: number): void {
    const path = this.order.chapters[chapter];
    if (path === undefined) return;
    this.place = { ...this.place, chapter, permille };
    this.target = permille;
    this.frame.src = `/c/${this.order.nonce}/${path}`;
  }

  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    // A chapter on its way has no place yet.
    if (this.target === null) this.look();
  }

  close(): void {
    this.flush();
    this.frame.remove();
    this.tools.remove();
  }

  private button(text: string, label: string, act: () => void): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.title = label;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  private page(): Document | null {
    try {
      return this.frame.contentDocument;
    } catch {
      return null; // something that is not of this origin, which the policy has blocked
    }
  }

  private arrived(): void {
    const page = this.page();
    const book = `/c/${this.order.nonce}/`;
    // An empty frame is not a chapter that has been read to its end.
    if (!page?.location.pathname.startsWith(book)) return;
    const here = page.location.pathname.slice(book.length);
    const chapter = this.order.chapters.findIndex((path) => decoded(path) === decoded(here));
    if (chapter >= 0) this.place = { ...this.place, chapter };
    const style = page.createElementNS(XHTML, "style");
    style.textContent = STYLE;
    (page.head as HTMLElement | null)?.append(style);
    this.applySize(page);
    if (this.target !== null) scrollTo(page, this.target);
    this.target = null;
    page.addEventListener("click", (event) => this.follow(event), true);
    page.addEventListener("scroll", () => this.soon(), { passive: true });
    this.look();
  }

  /** A link to the internet would replace the chapter with an error; inside the book it may lead on. */
  private follow(event: Event): void {
    const link = (event.target as Element | null)?.closest("a[href]");
    const address = link?.getAttribute("href");
    if (typeof address !== "string") return;
    const target = new URL(address, this.page()?.baseURI ?? location.href);
    if (target.origin !== location.origin) event.preventDefault();
  }

  private resize(step: number): void {
    const at = SIZES.indexOf(this.place.size) + step;
    const page = this.page();
    const size = SIZES[at];
    if (!page || size === undefined) return;
    this.place = { ...this.place, size };
    const { permille } = this.place;
    this.applySize(page);
    scrollTo(page, permille);
    this.look();
  }

  private applySize(page: Document): void {
    const html = page.documentElement as HTMLElement | SVGElement;
    html.style.fontSize = `${this.place.size}%`;
  }

  private soon(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), REST_MS);
  }

  private look(): void {
    this.timer = null;
    const page = this.page();
    if (!page) return;
    this.place = { ...this.place, permille: permilleOf(page) };
    const { chapter } = this.place;
    const count = this.order.chapters.length;
    this.label.textContent = `${chapter + 1} / ${count}`;
    this.back.disabled = chapter === 0;
    this.next.disabled = chapter === count - 1;
    const end = chapter === count - 1 && this.place.permille >= END;
    this.send({ type: "place", ...this.place, end });
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function room(page: Document): number {
  const scroller = page.scrollingElement ?? page.documentElement;
  return scroller.scrollHeight - scroller.clientHeight;
}

function scrollTo(page: Document, permille: number): void {
  const scroller = page.scrollingElement ?? page.documentElement;
  scroller.scrollTop = (permille / 1000) * room(page);
}

/** A chapter that fits the screen has been read to its end. */
function permilleOf(page: Document): number {
  const scroller = page.scrollingElement ?? page.documentElement;
  const whole = room(page);
  return whole <= 1 ? 1000 : Math.min(1000, Math.max(0, Math.round((scroller.scrollTop / whole) * 1000)));
}
