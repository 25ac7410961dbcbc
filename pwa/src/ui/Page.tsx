import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

import { t } from "../i18n/core.ts";
import { goBack } from "../router.ts";
import { LinkStatus } from "../screens/common/LinkStatus.tsx";
import { IconButton } from "./Button.tsx";

export interface PageProps {
  title: string;
  /** Where "back" leads when there is no history; absent on the first level. */
  back?: string;
  /** Tables may use the whole width of a wide screen. */
  wide?: boolean;
  /** Buttons at the right of the bar, before the link status. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** A screen: a bar with title and link status, and the body. */
export function Page({ title, back, wide = false, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Tirek`;
  }, [title]);
  return (
    <div class={wide ? "page page-wide" : "page"}>
      <header class={back === undefined ? "page-head" : "page-head page-head-back"}>
        {back !== undefined && <IconButton icon="back" label={t("back")} onClick={() => goBack(back)} />}
        <h1 class="page-title">{title}</h1>
        {actions}
        <LinkStatus />
      </header>
      <main class="page-body">{children}</main>
    </div>
  );
}
