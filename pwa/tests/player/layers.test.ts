import { beforeEach, describe, expect, it, vi } from "vitest";

import { Layers } from "../../shell/layers.ts";

/** As much of a document as the layers touch. */
class Element {
  className = "";
  name = "";
  src = "";
  children: Element[] = [];
  gone = false;
  contentWindow: unknown = null;
  listeners: Record<string, () => void> = {};
  append(...several: Element[]): void {
    this.children.push(...several);
  }
  appendChild(one: Element): void {
    this.children.push(one);
    for (const frame of one.children) if (!frame.className) frame.contentWindow = windowIn(frame);
  }
  addEventListener(name: string, hear: () => void): void {
    this.listeners[name] = hear;
  }
  remove(): void {
    this.gone = true;
  }
}

type View = Window & { clicks: ((event: unknown) => void)[]; location: { href: string } };
let shell: object;

function windowIn(frame: Element | null, name = ""): View {
  const view = {
    clicks: [] as unknown[],
    name: frame?.name ?? name,
    parent: shell,
    frameElement: frame,
    length: 0,
    location: { href: "" },
    document: { baseURI: "https://b.example/c/n/index.html", readyState: "loading" },
    addEventListener: (_: string, hear: unknown) => view.clicks.push(hear),
  };
  return view as unknown as View;
}

let root: Element;
let view: View;
let layers: Layers;

beforeEach(() => {
  shell = {};
  vi.stubGlobal("window", shell);
  vi.stubGlobal("location", { origin: "https://b.example" });
  vi.stubGlobal("document", { createElement: () => new Element() });
  root = new Element();
  const activity = new Element();
  activity.className = "activity";
  activity.contentWindow = view = windowIn(activity);
  layers = new Layers(root as unknown as HTMLElement);
  layers.prepare(view);
});

const frames = (): Element[] => root.children.filter((one) => !one.gone).map((one) => one.children[1] as Element);

function click(target: string, href = "https://b.example/c/n/help.html"): boolean {
  let prevented = false;
  const link = { origin: new URL(href).origin, href, target, hasAttribute: () => false };
  const event = { defaultPrevented: false, target: { closest: () => link }, preventDefault: () => (prevented = true) };
  for (const hear of view.clicks) hear(event);
  return prevented;
}

describe("windows that content opens", () => {
  it("are layers whose page knows its opener and may close itself", () => {
    const opened = view.open("course.html", "course");
    expect(frames().map((one) => [one.name, one.src])).toEqual([["course", "https://b.example/c/n/course.html"]]);
    expect(opened?.opener).toBe(view);
    opened?.close();
    expect(frames()).toEqual([]);
  });

  it("with a name are opened once", () => {
    const first = view.open("a.html", "course");
    expect(view.open("b.html", "course")).toBe(first);
    expect(view.open("", "course")).toBe(first);
    expect(frames().map((one) => one.src)).toEqual(["https://b.example/c/n/b.html"]);
    view.open("c.html", "_blank");
    view.open("d.html", "_blank");
    expect(frames()).toHaveLength(3);
    layers.close();
    expect(frames()).toEqual([]);
  });

  it("that are frames of the package are moved", () => {
    expect(view.open("next.html", "_self")).toBe(view);
    expect([view.location.href, frames().length]).toEqual(["https://b.example/c/n/next.html", 0]);
  });

  it("by links are layers as well, unless they lead elsewhere", () => {
    expect(click("_blank")).toBe(true);
    expect(frames().map((one) => one.src)).toEqual(["https://b.example/c/n/help.html"]);
    expect([click("_top"), click("_blank", "https://elsewhere.example/")]).toEqual([false, false]);
    layers.prepare(view);
    expect(view.clicks).toHaveLength(1);
  });
});
