/** The courier's page: take what waits at school, deliver it where there is a link, bring the receipt back. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { askWaiting, bag, deliver, handOver, openFile, pickUp, progress, refused, restoreBag, type Waiting } from "../../data/courier.ts";
import { renewPage } from "../../data/courier-page.ts";
import type { Bag } from "../../data/courier-store.ts";
import { checkLink, link } from "../../data/link.ts";
import { node } from "../../data/node.ts";
import { atSchool } from "../../data/now.ts";
import { session } from "../../data/session.ts";
import { named } from "../../i18n/index.ts";
import { type CourierKey, t } from "../../i18n/courier.ts";
import { moment, size } from "../../i18n/time.ts";
import { EmptyState, Loading, Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Ladder } from "../../ui/Ladder.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { shareBag } from "./sharing.ts";
import { bytesOf, hasCargo, hasNews, sentenceOf, stageOf } from "./model.ts";

/** Bytes that a phone takes and fetches, by choice. */
const AMOUNTS = { little: 5_000_000, more: 20_000_000, everything: 500_000_000 } as const;
type Amount = keyof typeof AMOUNTS;

export default function CourierScreen() {
  const waiting = useSignal<Waiting | null>(null);
  const fault = useSignal<CourierKey | null>(null);
  const amount = useSignal<Amount>("more");
  const loaded = useSignal(false);
  const atSchool = link.value === "school";

  const look = (): void => {
    void askWaiting()
      .then((found) => (waiting.value = found))
      .catch(() => (waiting.value = null));
  };
  useEffect(() => {
    void restoreBag().finally(() => (loaded.value = true));
  }, []);
  useEffect(() => {
    if (atSchool) look();
    else waiting.value = null;
  }, [atSchool, session.value?.token]);

  const run = async (where: "school" | "hub", work: () => Promise<void>): Promise<void> => {
    fault.value = null;
    try {
      await work();
    } catch (error) {
      fault.value = sentenceOf(error, where);
    }
    if (where === "school") look();
    void checkLink();
  };
  const take = (): Promise<void> =>
    run("school", async () => {
      await pickUp(AMOUNTS[amount.value]);
      // The page learns the hub's address for the day when it is far from the school.
      if (await renewPage().catch(() => false)) location.reload();
    });

  if (!loaded.value) {
    return (
      <Page title={t("title")} back="/">
        <Loading label={t("loading")} />
      </Page>
    );
  }
  if (node.value?.role === "hub") {
    return (
      <Page title={t("title")} back="/">
        <EmptyState icon="send" title={t("title")} text={t("atHub")} />
      </Page>
    );
  }
  return (
    <Page title={t("title")} back="/">
      <div class="stack-wide">
        <p class="muted">{t("intro")}</p>
        {!window.isSecureContext && (
          <Notice tone="warn" icon="alert">
            <p>
              <strong>{t("plainHttp")}</strong>
            </p>
            <p class="small">{t("plainHttpMore")}</p>
          </Notice>
        )}
        {fault.value && (
          <Notice tone="bad" icon="alert" alert>
            {t(fault.value)}
          </Notice>
        )}
        {refused.value > 0 && (
          <Notice tone="warn" icon="alert" alert>
            {t("refused", { n: refused.value })}
          </Notice>
        )}
        <Carried onDeliver={() => void run("hub", () => deliver(AMOUNTS[amount.value]))} onHandOver={() => void run("school", handOver)} />
        <AtSchool waiting={waiting.value} amount={amount.value} onAmount={(next) => (amount.value = next)} onTake={() => void take()} />
        <ByHand onFault={(key) => (fault.value = key)} />
      </div>
    </Page>
  );
}

function Carried({ onDeliver, onHandOver }: { onDeliver: () => void; onHandOver: () => void }) {
  const now = bag.value;
  if (!now) {
    return (
      <Card>
        <div class="stack">
          <h2>{t("empty")}</h2>
          <p class="muted">{t("emptyMore")}</p>
        </div>
      </Card>
    );
  }
  return (
    <Card>
      <div class="stack">
        <h2>{t("carries")}</h2>
        {now.takenAt !== null && <Cargo now={now} />}
        <Way now={now} />
        <Under />
        <NextStep now={now} onDeliver={onDeliver} onHandOver={onHandOver} />
      </div>
    </Card>
  );
}

function Cargo({ now }: { now: Bag }) {
  const facts: [CourierKey, string][] = [
    ["works", String(now.works)],
    ["records", String(now.records - now.works)],
    ["files", String(now.files)],
    ["sizeUp", size(bytesOf(now.up))],
  ];
  return (
    <>
      <dl class="facts">
        {facts.map(([key, value]) => (
          <div key={key} class="fact">
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {now.left > 0 && <p class="small muted">{t("left", { n: now.left })}</p>}
    </>
  );
}

function Way({ now }: { now: Bag }) {
  const stage = stageOf(now);
  const hub = named(now.hubName) || t("central");
  const done = now.up.filter((part) => part.done).length;
  const partly = stage === "partly" ? t("partly", { done, total: now.up.length }) : null;
  return (
    <Ladder
      steps={[
        { label: t("stepTaken"), done: now.takenAt !== null, when: now.takenAt === null ? null : moment(atSchool(now.takenAt)) },
        {
          label: t("stepDelivered", { hub }),
          done: now.deliveredAt !== null,
          when: now.deliveredAt === null ? partly : moment(atSchool(now.deliveredAt)),
        },
        { label: t("stepReturned"), done: stage === "returned", when: stage === "returned" && now.handedAt !== null ? moment(atSchool(now.handedAt)) : null },
      ]}
    />
  );
}

function Under() {
  const now = progress.value;
  if (!now) return null;
  return (
    <div role="status">
      <p class="small">{t(now.what)}</p>
      <ProgressBar value={now.done} max={now.total} label={t(now.what)} />
    </div>
  );
}

function NextStep({ now, onDeliver, onHandOver }: { now: Bag; onDeliver: () => void; onHandOver: () => void }) {
  const stage = stageOf(now);
  const busy = progress.value !== null;
  const atSchool = link.value === "school";
  return (
    <>
      {stage === "returned" && (
        <Notice tone="good" icon="double-check">
          <p>
            <strong>{t("allDone")}</strong>
          </p>
          <p class="small">{t("allDoneMore")}</p>
        </Notice>
      )}
      {hasNews(now) && (
        <>
          <p class="small muted">
            {t("handOverMore")} {atSchool ? "" : t("handOverAway")}
          </p>
          <Button kind={atSchool ? "primary" : "quiet"} icon="school" block busy={busy} onClick={onHandOver}>
            {t("handOver")}
          </Button>
        </>
      )}
      {now.address === null ? (
        <p class="small muted">{t("noAddress")}</p>
      ) : (
        stage !== "returned" &&
        now.pass.byteLength > 0 && (
          <>
            {stage !== "delivered" && <p class="small muted">{t("deliverMore")}</p>}
            <Button kind={hasNews(now) ? "quiet" : "primary"} icon="send" block busy={busy} onClick={onDeliver}>
              {t(stage === "delivered" ? "fetchNews" : "deliver")}
            </Button>
          </>
        )
      )}
    </>
  );
}

interface AtSchoolProps {
  waiting: Waiting | null;
  amount: Amount;
  onAmount: (amount: Amount) => void;
  onTake: () => void;
}

function AtSchool({ waiting, amount, onAmount, onTake }: AtSchoolProps) {
  return (
    <Card>
      <div class="stack">
        <h2>{t("waits")}</h2>
        {waiting === null ? (
          <p class="muted">{t("waitsUnknown")}</p>
        ) : waiting.node === null ? (
          <Notice tone="warn" icon="alert">
            <p>
              <strong>{t("noHub")}</strong>
            </p>
            <p class="small">{t("noHubMore")}</p>
          </Notice>
        ) : (
          <>
            <p>
              {waiting.operations === 0
                ? t("waitsNothing")
                : t("waitsSome", { works: waiting.works, records: waiting.operations, size: size(waiting.bytes) })}
            </p>
            <Choices
              name="amount"
              legend={t("howMuch")}
              value={amount}
              options={(Object.keys(AMOUNTS) as Amount[]).map((value) => ({ value, label: t(value) }))}
              onChoose={onAmount}
            />
            <Button kind={bag.value && hasCargo(bag.value) ? "quiet" : "primary"} icon="download" block busy={progress.value !== null} onClick={onTake}>
              {t(bag.value && hasCargo(bag.value) ? "takeAgain" : "take")}
            </Button>
          </>
        )}
      </div>
    </Card>
  );
}

function ByHand({ onFault }: { onFault: (key: CourierKey) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const opened = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      const here = node.value;
      await openFile(file, { hub: "", hubName: here?.upstream?.name ?? null, school: here?.name ?? { kk: "", ru: "", en: "" }, address: null });
      toast(t("fileOpened"));
    } catch (error) {
      onFault(sentenceOf(error, "school"));
    }
  };
  return (
    <Card>
      <div class="stack">
        <h2>{t("byHand")}</h2>
        <p class="small muted">{t("byHandMore")}</p>
        {hasCargo(bag.value) && (
          <Button kind="quiet" icon="upload" block onClick={() => void shareBag(t("shareTitle")).catch((error: unknown) => onFault(sentenceOf(error, "school")))}>
            {t("share")}
          </Button>
        )}
        <Button kind="quiet" icon="file" block onClick={() => input.current?.click()}>
          {t("openFile")}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t("openFile")}
          onChange={(event) => {
            const { files } = event.currentTarget;
            void opened(files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </div>
    </Card>
  );
}
