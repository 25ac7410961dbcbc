import type { ComponentChildren } from "preact";

import { Icon, type IconName } from "./Icon.tsx";

export interface ButtonProps {
  children: ComponentChildren;
  kind?: "primary" | "soft" | "quiet" | "plain" | "danger";
  icon?: IconName;
  /** Stays focusable and readable, but does nothing when pressed. */
  busy?: boolean;
  block?: boolean;
  type?: "button" | "submit";
  onClick?: () => void;
}

export function Button({ children, kind = "soft", icon, busy = false, block = false, type = "button", onClick }: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${kind}${block ? " button-block" : ""}`}
      aria-disabled={busy}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** A link that looks like a button. */
export function LinkButton({ children, kind = "soft", icon, block = false, href }: Omit<ButtonProps, "busy" | "type" | "onClick"> & { href: string }) {
  return (
    <a class={`button button-${kind}${block ? " button-block" : ""}`} href={href}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

/** A round button that is only an icon; `label` is what a screen reader says. */
export function IconButton({ icon, label, disabled = false, onClick }: { icon: IconName; label: string; disabled?: boolean; onClick: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
