/** Something published: whom it is for, and taking it back; what was taken back can be given again. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { t } from "../../i18n/publishing.ts";
import { Chip } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { toast } from "../../ui/toast.tsx";
import { AudienceForm, toldAudience } from "./AudienceForm.tsx";
import { type Audience, countSchools } from "./courses.ts";
import { isOwn, type Reach } from "./reach.ts";

interface OfferedProps {
  /** As audience.set names it. */
  readonly record: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly audience: Audience;
  readonly schools: number;
  /** How many of them have it, where that is known. */
  readonly delivered?: number;
  readonly reach: Reach;
  /** Stands as it is from now on. */
  readonly settled?: boolean;
  readonly warning: string;
  /** Told of what is for nobody, and of giving it to somebody, where it need not have been taken back. */
  readonly nobody?: { readonly text: string; readonly offer: string };
  /** Further things that can be done while it stands. */
  readonly children?: ComponentChildren;
  readonly onOffer: (audience: Audience) => Promise<void>;
  readonly onWithdraw: () => Promise<void>;
  readonly onDone: () => void;
}

export function OfferedRow({ record, title, lines, audience, schools, delivered, reach, settled = false, warning, nobody, children, onOffer, onWithdraw, onDone }: OfferedProps) {
  const [open, setOpen] = useState<"" | "audience" | "withdraw">("");
  const gone = audience.share === 0;
  const withdraw = async (): Promise<void> => {
    try {
      await onWithdraw();
      toast(t("gone"));
      onDone();
    } catch {
      toast(t("failed"));
    }
  };
  return (
    <li class="console-row">
      <div class="row-grow stack">
        <h2>{title}</h2>
        {lines.filter(Boolean).map((line) => (
          <p key={line} class="small">
            {line}
          </p>
        ))}
        {gone ? (
          <div class="console-links">
            <Chip>{nobody?.text ?? t("withdrawn")}</Chip>
          </div>
        ) : (
          <p class="small muted">{[toldAudience(audience), delivered === undefined ? t("schools", { n: schools }) : t("reached", { n: schools, done: delivered })].join(" · ")}</p>
        )}
        {open === "audience" ? (
          <AudienceForm
            id={record}
            audience={gone ? { ...audience, share: 100 } : audience}
            regions={reach.regions}
            count={(chosen) => countSchools(record, chosen)}
            onSave={onOffer}
            onDone={() => {
              setOpen("");
              onDone();
            }}
          />
        ) : open === "withdraw" ? (
          <div class="stack">
            <p>{warning}</p>
            <div class="console-links">
              <Button icon="trash" onClick={() => void withdraw()}>
                {t("withdrawSure")}
              </Button>
              <Button kind="quiet" onClick={() => setOpen("")}>
                {t("cancel")}
              </Button>
            </div>
          </div>
        ) : (
          !settled &&
          isOwn(reach, audience) && (
            <div class="console-links">
              <Button icon="edit" onClick={() => setOpen("audience")}>
                {gone ? (nobody?.offer ?? t("again")) : t("change")}
              </Button>
              {!gone && children}
              {!gone && (
                <Button kind="quiet" icon="trash" onClick={() => setOpen("withdraw")}>
                  {t("withdraw")}
                </Button>
              )}
            </div>
          )
        )}
      </div>
    </li>
  );
}
