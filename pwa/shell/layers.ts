/** Windows that content opens: layers inside the player, since an installed app has no others. */

/** Targets of links that stay in the frames there are. */
const OWN_TARGETS: readonly string[] = ["", "_self", "_parent", "_top"];

interface Layer {
  element: HTMLElement;
  frame: HTMLIFrameElement;
  name: string;
  opener: Window;
}

export class Layers {
  private layers: Layer[] = [];
  private readonly heard = new WeakSet<Document>();

  constructor(private readonly root: HTMLElement) {}

  /** Has a window of content open layers, by script and by links; that of a layer knows who opened it. */
  prepare(view: Window): void {
    view.open = (address, name) => this.open(view, address === undefined ? "" : String(address), name ?? "");
    const own = this.layers.find(({ frame }) => frame === view.frameElement);
    if (own) {
      view.opener = own.opener;
      view.close = () => this.remove(own);
    }
    if (this.heard.has(view.document)) return;
    this.heard.add(view.document);
    // On the window, so that the page's own listeners may have dealt with the click.
    view.addEventListener("click", (event) => this.follow(view, event));
  }

  close(): void {
    for (const { element } of this.layers) element.remove();
    this.layers = [];
  }

  private follow(view: Window, event: MouseEvent): void {
    const from = event.target as Partial<Element> | null;
    if (event.defaultPrevented || typeof from?.closest !== "function") return;
    const link = from.closest<HTMLAnchorElement>("a[href][target], area[href][target]");
    if (!link || link.origin !== location.origin || link.hasAttribute("download")) return;
    if (OWN_TARGETS.includes(link.target.toLowerCase()) || frameNamed(view, link.target)) return;
    event.preventDefault();
    this.open(view, link.href, link.target);
  }

  private open(opener: Window, address: string, target: string): Window | null {
    const there = target.toLowerCase() === "_self" ? opener : frameNamed(opener, target);
    if (there) {
      if (address !== "") there.location.href = new URL(address, opener.document.baseURI).href;
      return there;
    }
    const name = target.startsWith("_") ? "" : target;
    const known = name === "" ? undefined : this.layers.find((one) => one.name === name);
    const layer = known ?? this.add(opener, name);
    const view = layer.frame.contentWindow;
    if (!known && view) this.prepare(view);
    if (!known || address !== "") layer.frame.src = address === "" ? "about:blank" : new URL(address, opener.document.baseURI).href;
    return view;
  }

  private add(opener: Window, name: string): Layer {
    const element = document.createElement("div");
    element.className = "layer";
    const frame = document.createElement("iframe");
    frame.name = name;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "layer-close";
    button.textContent = "×";
    element.append(button, frame);
    const layer = { element, frame, name, opener };
    this.layers.push(layer);
    button.addEventListener("click", () => this.remove(layer));
    // What the worker has put no script into: a page made by script, say.
    frame.addEventListener("load", () => {
      for (const view of windowsWithin(frame)) this.prepare(view);
    });
    this.root.appendChild(element);
    return layer;
  }

  private remove(layer: Layer): void {
    layer.element.remove();
    this.layers = this.layers.filter((one) => one !== layer);
  }
}

/** The window of a frame and of the frames in it that belong to this origin. */
export function windowsWithin(frame: HTMLIFrameElement): Window[] {
  const found: Window[] = [];
  const walk = (view: Window): void => {
    try {
      // Throws when the page inside is another origin's: a data: page, say, which can't find the API either.
      if (view.document.readyState.length > 0) found.push(view);
      for (let index = 0; index < view.length; index++) walk(view[index] as unknown as Window);
    } catch {
      return;
    }
  };
  if (frame.contentWindow) walk(frame.contentWindow);
  return found;
}

/** The frame of the package that has this name: a link with this target means that one. */
function frameNamed(view: Window, name: string): Window | null {
  let top = view;
  while (top.parent !== top && top.parent !== window) top = top.parent;
  const frame = top.frameElement as HTMLIFrameElement | null;
  return (name !== "" && frame && windowsWithin(frame).find((one) => one.name === name)) || null;
}
