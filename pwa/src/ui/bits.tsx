/** Small pieces that most screens use. */
import type { ComponentChildren } from "preact";

import { Icon, type IconName } from "./Icon.tsx";

export type Tone = "neutral" | "good" | "warn" | "bad" | "accent";

export function Chip({ children, tone = "neutral", icon }: { children: ComponentChildren; tone?: Tone; icon?: IconName }) {
  return (
    <span class={`chip chip-${tone}`}>
      {icon && <Icon name={icon} small />}
      <span>{children}</span>
    </span>
  );
}

export function Notice({ children, tone = "neutral", icon = "info", alert = false }: { children: ComponentChildren; tone?: Tone; icon?: IconName; alert?: boolean }) {
  return (
    <div class={`notice notice-${tone}`} role={alert ? "alert" : undefined}>
      <Icon name={icon} />
      <div class="notice-body">{children}</div>
    </div>
  );
}

export function EmptyState({ icon, title, text, children }: { icon: IconName; title: string; text?: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <span class="empty-mark">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {text && <p class="muted">{text}</p>}
      {children}
    </div>
  );
}

export function ProgressBar({ value, max, label }: { value: number; max: number; label: string }) {
  const percent = max > 0 ? Math.min(100, Math.round((value / max) * 100)) : 0;
  return (
    <div class="progress" role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <div class="progress-bar" style={{ width: `${percent}%` }} />
    </div>
  );
}

/** Grey shapes where a list will be. */
export function Loading({ label, rows = 3 }: { label: string; rows?: number }) {
  return (
    <div class="loading" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="loading-bar" />
      ))}
    </div>
  );
}
