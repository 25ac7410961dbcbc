/**
 * The script that the worker puts into every page of a package before the first of its own. A page may
 * open windows and ask synchronously while it loads: the shell has to be there before that.
 */

/** Finds the shell above the page and lets it prepare the page's window; leaves no trace in the document. */
const SCRIPT =
  "<script>(function(w){try{for(var p=w;p!==p.parent;){p=p.parent;if(p.tirekPage){p.tirekPage(w);break}}}catch(e){}})(window);document.currentScript.remove()</script>";

/** Bytes of a page looked through for its first own script or text. */
const LOOK_BYTES = 16_384;

/** What may stand before the script: a declared encoding has to stay within the first kilobyte. */
const BEFORE: readonly RegExp[] = [
  /^\s+/,
  /^\u00ef\u00bb\u00bf/,
  /^<\?[^]*?\?>/,
  /^<!--[^]*?-->/,
  /^<!doctype[^>]*>/i,
  /^<(?:html|head|meta|base|link)(?=[\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>/i,
  /^<title(?=[\s>])[^>]*>[^]*?<\/title\s*>/i,
  /^<style(?=[\s>])[^>]*>[^]*?<\/style\s*>/i,
];

/** Where in a page's bytes, one character each, the script goes; null for UTF-16, which is left alone. */
export function placeIn(page: string): number | null {
  if (/^(?:\u00ff\u00fe|\u00fe\u00ff)/.test(page)) return null;
  let at = 0;
  for (let left = page; ; left = page.slice(at)) {
    const found = BEFORE.map((one) => one.exec(left)?.[0].length ?? 0).find((length) => length > 0);
    if (found === undefined) return at;
    at += found;
  }
}

/** The page with the script in it. */
export async function withFirstScript(page: Blob): Promise<Blob> {
  // Whatever its encoding, a character for each byte.
  const place = placeIn(new TextDecoder("latin1").decode(await page.slice(0, LOOK_BYTES).arrayBuffer()));
  return place === null ? page : new Blob([page.slice(0, place), SCRIPT, page.slice(place)]);
}
