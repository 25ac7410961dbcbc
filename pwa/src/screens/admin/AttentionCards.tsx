/** One card per thing to settle: what it is, whose, why, both sides where there are two, and buttons. */
import type { ComponentChildren } from "preact";

import { t } from "../../i18n/attention.ts";
import { lang } from "../../i18n/index.ts";
import { moment } from "../../i18n/time.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { kindName } from "../common/waiting.ts";
import {
  type About,
  type ConflictItem,
  differences,
  type ForkItem,
  type HeldItem,
  type ImportItem,
  type Item,
  type LateItem,
  type Made,
  plain,
  readable,
  reasonKey,
  type RefusedItem,
  type Settled,
  shown,
  type Side,
} from "./model/attention.ts";

const ICONS: Readonly<Record<Item["type"] | Settled["type"], IconName>> = {
  held: "clock",
  mark: "people",
  written: "people",
  roster: "people",
  merged: "edit",
  statement: "file",
  fork: "phone",
  refused: "alert",
  import: "book",
  late: "alert",
  released: "check",
  dismissed: "eye",
  chosen: "check",
};

interface CardProps {
  readonly item: Item;
  readonly busy: boolean;
  readonly onJudge: (decision: "release" | "dismiss", target: string) => void;
  readonly onChoose: (item: ConflictItem, side: Side) => void;
  readonly onRestore: (item: ConflictItem, side: Side) => void;
  readonly onDismissImport: () => void;
  readonly onDismissLate: () => void;
  readonly onSendAgain: () => void;
}

export function ItemCard({ item, busy, onJudge, onChoose, onRestore, onDismissImport, onDismissLate, onSendAgain }: CardProps) {
  return (
    <section class="card stack" aria-label={t(item.type)}>
      <Head type={item.type} at={item.at} />
      {item.type === "held" ? (
        <Held item={item} busy={busy} onJudge={onJudge} />
      ) : item.type === "fork" ? (
        <Fork item={item} busy={busy} onJudge={onJudge} />
      ) : item.type === "refused" ? (
        <Refused item={item} busy={busy} onSendAgain={onSendAgain} />
      ) : item.type === "import" ? (
        <Import item={item} busy={busy} onDismiss={onDismissImport} />
      ) : item.type === "late" ? (
        <Late item={item} busy={busy} onDismiss={onDismissLate} />
      ) : (
        <Conflict item={item} busy={busy} onChoose={onChoose} onRestore={onRestore} onJudge={onJudge} />
      )}
    </section>
  );
}

export function SettledCard({ one }: { one: Settled }) {
  return (
    <section class="card stack" aria-label={t(one.type)}>
      <Head type={one.type} at={one.at} />
      <Words kind={one.kind} about={one.about} hidden={one.hidden} />
      {one.reason ? <p class="prose">{t("text", { text: one.reason })}</p> : null}
      <p class="small muted">{t("settledBy", { name: one.by?.name ?? t("nobody"), time: moment(one.at) })}</p>
    </section>
  );
}

function Head({ type, at }: { type: keyof typeof ICONS; at: string }) {
  return (
    <div class="attention-head">
      <span class={`attention-mark attention-${type}`}>
        <Icon name={ICONS[type]} small />
      </span>
      <h2 class="row-grow">{t(type)}</h2>
      <span class="small muted">{moment(at)}</span>
    </div>
  );
}

/** The few words by which a person knows what it is about. */
function Words({ kind, about, hidden = false }: { kind: string; about: About; hidden?: boolean | undefined }) {
  const lines = [
    about.task ? t("task", { title: about.task }) : null,
    about.course && !about.task ? `«${about.course}»` : null,
    about.name,
    about.class ? t("class", { label: about.class }) : null,
    about.learner ? t("learner", { name: about.learner }) : null,
    about.mark ? t("markIs", { mark: about.mark }) : null,
  ].filter((line): line is string => Boolean(line));
  return (
    <div>
      <p>
        <strong>{kind.startsWith("concern.") ? t("concern") : kindName(kind)}</strong>
      </p>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {about.text ? <blockquote class="attention-text">{about.text}</blockquote> : null}
      {hidden ? <p class="small">{t("hidden")}</p> : null}
    </div>
  );
}

function Whose({ made }: { made: Made }) {
  const time = moment(made.made);
  return <p class="small muted">{made.hidden ? time : t("by", { name: made.author?.name ?? t("nobody"), time })}</p>;
}

function Held({ item, busy, onJudge }: { item: HeldItem; busy: boolean; onJudge: CardProps["onJudge"] }) {
  const reason = t(reasonKey(item.reason), { code: item.reason });
  return (
    <>
      <Words kind={item.kind} about={item.about} hidden={item.hidden} />
      <Whose made={item} />
      {item.can_release ? (
        <p>{t("why", { reason })}</p>
      ) : (
        <Notice tone="warn" icon="alert">
          <p>{t("cannotRelease", { reason })}</p>
          <p class="small">{t("needsRoster")}</p>
        </Notice>
      )}
      <Acts>
        {item.can_release ? (
          <Button kind="primary" icon="check" block busy={busy} onClick={() => onJudge("release", item.op)}>
            {t("release")}
          </Button>
        ) : null}
        <Button icon="eye" block busy={busy} onClick={() => onJudge("dismiss", item.op)}>
          {t("dismiss")}
        </Button>
      </Acts>
    </>
  );
}

type ConflictProps = Pick<CardProps, "busy" | "onChoose" | "onRestore" | "onJudge"> & { readonly item: ConflictItem };

function Conflict({ item, busy, onChoose, onRestore, onJudge }: ConflictProps) {
  const names = differences(item.sides);
  const chooses = item.type === "mark" || item.type === "roster";
  const loser = item.sides.find((side) => !side.standing);
  return (
    <>
      <Words kind={item.sides[0]?.kind ?? ""} about={item.type === "mark" ? { ...item.about, mark: null } : item.type === "merged" ? { ...item.about, task: null } : item.about} />
      <p class="small">{t(`${item.type}More`)}</p>
      <div class={item.type === "written" ? "attention-sides attention-sides-words" : "attention-sides"}>
        {item.sides.map((side) => (
          <div key={side.op} class={side.standing ? "attention-side attention-side-on" : "attention-side"}>
            {item.type === "mark" ? (
              <b class="attention-value">{shown(side.fields["mark"] ?? side.fields["points"] ?? side.fields["outcome"])}</b>
            ) : item.type === "written" ? (
              <Differs side={side} names={names} />
            ) : (
              <>
                {plain(item.sides, names).map((name) => (
                  <b key={name} class="attention-words">
                    {shown(side.fields[name])}
                  </b>
                ))}
                {plain(item.sides, names).length < names.length && <p class="small">{t("differsInDetail")}</p>}
              </>
            )}
            <span>{side.author?.name ?? t(side.node ? "atCentre" : "atSchool")}</span>
            {item.type === "mark" && side.fields["comment"] ? <p class="small prose">{shown(side.fields["comment"])}</p> : null}
            <span class="small muted">{moment(side.made)}</span>
            {side.standing ? <span class="small attention-stands">{t("stands")}</span> : null}
            {chooses ? (
              <Button kind={side.standing ? "primary" : "soft"} block busy={busy} onClick={() => onChoose(item, side)}>
                {t("choose")}
              </Button>
            ) : null}
          </div>
        ))}
      </div>
      {!chooses && loser ? (
        <Acts>
          {item.type === "merged" && item.may_teach && Object.keys(loser.lost ?? {}).length > 0 ? (
            <Button kind="primary" icon="refresh" block busy={busy} onClick={() => onRestore(item, loser)}>
              {t("restore")}
            </Button>
          ) : null}
          <Button icon="eye" block busy={busy} onClick={() => onJudge("dismiss", loser.op)}>
            {t("dismiss")}
          </Button>
        </Acts>
      ) : null}
    </>
  );
}

function Differs({ side, names }: { side: Side; names: readonly string[] }) {
  const lines = readable(side, names);
  if (lines.length === 0) return <p class="small">{t("differsInDetail")}</p>;
  return (
    <>
      {lines.map(({ label, value, word }) => (
        <p key={label} class="attention-words">
          <span class="small muted">{t(label)}</span>
          <br />
          <b>{word ? t(word) : value}</b>
        </p>
      ))}
    </>
  );
}

function Fork({ item, busy, onJudge }: { item: ForkItem; busy: boolean; onJudge: CardProps["onJudge"] }) {
  return (
    <>
      <p class="small">{t("forkMore")}</p>
      <div class="attention-sides">
        {[item, item.other].map((made, at) => (
          <div key={at} class={at === 0 ? "attention-side attention-side-on" : "attention-side"}>
            <Words kind={made.kind} about={made.about} hidden={made.hidden} />
            <Whose made={made} />
            {at === 0 ? <span class="small attention-stands">{t("stands")}</span> : null}
          </div>
        ))}
      </div>
      <Acts>
        <Button icon="eye" block busy={busy} onClick={() => onJudge("dismiss", item.op)}>
          {t("dismiss")}
        </Button>
      </Acts>
    </>
  );
}

function Refused({ item, busy, onSendAgain }: { item: RefusedItem; busy: boolean; onSendAgain: () => void }) {
  return (
    <>
      <p>
        <strong>{t("refusedCount", { n: item.count })}</strong>
      </p>
      <p>{t("why", { reason: t(reasonKey(item.reason), { code: item.reason }) })}</p>
      <p class="small">{t("refusedMore")}</p>
      {item.examples.map((made) => (
        <Words key={made.op} kind={made.kind} about={made.about} hidden={made.hidden} />
      ))}
      <Acts>
        <Button icon="refresh" block busy={busy} onClick={onSendAgain}>
          {t("sendAgain")}
        </Button>
      </Acts>
    </>
  );
}

function Import({ item, busy, onDismiss }: { item: ImportItem; busy: boolean; onDismiss: () => void }) {
  return (
    <>
      <p>{t("file", { name: item.file })}</p>
      <p class="small muted">{t("by", { name: item.author?.name ?? t("nobody"), time: moment(item.at) })}</p>
      <Notice tone="warn" icon="alert">
        <p>{item.problem?.messages?.[lang.value] ?? item.problem?.title ?? ""}</p>
        <p class="small">{t("importMore")}</p>
      </Notice>
      <Acts>
        <Button icon="eye" block busy={busy} onClick={onDismiss}>
          {t("dismiss")}
        </Button>
      </Acts>
    </>
  );
}

function Late({ item, busy, onDismiss }: { item: LateItem; busy: boolean; onDismiss: () => void }) {
  return (
    <>
      <p>{t("lateName", { name: item.name })}</p>
      <p class="small muted">{item.node}</p>
      <Notice tone="warn" icon="alert">
        <p>{t("lateMore", { calls: item.calls, volumes: item.volumes })}</p>
        <p class="small">{t("lateDo")}</p>
      </Notice>
      <Acts>
        <Button icon="eye" block busy={busy} onClick={onDismiss}>
          {t("dismiss")}
        </Button>
      </Acts>
    </>
  );
}

function Acts({ children }: { children: ComponentChildren }) {
  return <div class="attention-acts">{children}</div>;
}
