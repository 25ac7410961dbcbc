/** Rows that each say one thing of the server, under a light: calm, look, act, or unknown. */
import type { ComponentChildren } from "preact";

import { Icon, type IconName } from "../../ui/Icon.tsx";
import type { Light } from "./model/facts.ts";

export const LIGHT_ICONS: Readonly<Record<Light, IconName>> = { calm: "check", look: "info", act: "alert", unknown: "clock" };

export interface Told {
  readonly key: string;
  readonly light: Light;
  readonly icon: IconName;
  readonly title?: string;
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
  /** What is known besides. */
  readonly more?: string;
}

/** Nothing at all where there is nothing to say. */
export function Lights({ rows }: { rows: readonly Told[] }): ComponentChildren {
  if (rows.length === 0) return null;
  return (
    <ul class="card lights">
      {rows.map((row) => (
        <li key={row.key} class={`light light-${row.light}`}>
          <span class="light-mark">
            <Icon name={row.icon} small />
          </span>
          <div class="row-grow">
            {row.title && <h3>{row.title}</h3>}
            <p>{row.text}</p>
            {row.advice && <p class="small light-do">{row.advice}</p>}
            {row.more && <p class="small">{row.more}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
