/** Draws a formatted text. Tags and attributes that are not on the list are left out, whoever wrote them. */
import { type ComponentChildren, createElement } from "preact";
import { useEffect, useState } from "preact/hooks";

import { t } from "../../i18n/quiz.ts";
import type { Rich, RichNode } from "./model.ts";
import "./quiz.css";

export type PictureOf = (path: string) => Promise<string | null>;

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const TAGS = words(
  "p div ul ol li dl dt dd table caption thead tbody tr td th blockquote pre h3 h4 h5 h6 br b strong i em u s sub sup small span code" +
    " math mi mn mo ms mtext mrow mfrac msqrt mroot mstyle msup msub msubsup munder mover munderover mtable mtr mtd mspace mpadded mphantom menclose semantics",
);
const ATTRIBUTES = words("lang dir colspan rowspan start display mathvariant");
const EMPTY = words("br mspace");

interface RichTextProps {
  readonly rich: Rich;
  readonly picture: PictureOf;
  /** What stands in a gap of the text. */
  readonly blank?: (id: string) => ComponentChildren;
}

export function RichText({ rich, picture, blank }: RichTextProps) {
  return <>{rich.map((node, at) => draw(node, at, picture, blank))}</>;
}

function draw(node: RichNode, key: number, picture: PictureOf, blank: RichTextProps["blank"]): ComponentChildren {
  if (typeof node === "string") return node;
  const [tag, attributes, ...inside] = node;
  if (tag === "blank") return blank?.(attributes.id ?? "");
  if (tag === "img" || tag === "audio" || tag === "video") return <Picture key={key} tag={tag} attributes={attributes} picture={picture} />;
  const children = inside.map((one, at) => draw(one, at, picture, blank));
  if (!TAGS.has(tag)) return children;
  const kept = Object.fromEntries(Object.entries(attributes).filter(([name]) => ATTRIBUTES.has(name)));
  return createElement(tag, { ...kept, key }, ...(EMPTY.has(tag) ? [] : children));
}

function Picture({ tag, attributes, picture }: { tag: "img" | "audio" | "video"; attributes: Readonly<Record<string, string>>; picture: PictureOf }) {
  const path = attributes.src ?? "";
  const [address, setAddress] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    let here = true;
    void picture(path).then((found) => here && setAddress(found));
    return () => {
      here = false;
    };
  }, [path]);
  const alt = attributes.alt ?? "";
  if (address === undefined) return <span class="quiz-picture-wait" />;
  if (address === null) return <span class="muted">[{alt || t("pictureMissing")}]</span>;
  if (tag === "img") return <img src={address} alt={alt} />;
  if (tag === "audio") return <audio src={address} controls aria-label={alt} />;
  return <video src={address} controls playsInline aria-label={alt} />;
}

/** The words of a text on one line, for places that show no formatting. */
export function plainText(rich: Rich): string {
  const walk = (node: RichNode): string => {
    if (typeof node === "string") return node;
    const [tag, attributes, ...inside] = node;
    if (tag === "img") return ` ${attributes.alt ?? ""} `;
    return tag === "br" ? " " : inside.map(walk).join("");
  };
  return rich.map(walk).join(" ").split(/\s+/).filter(Boolean).join(" ");
}
