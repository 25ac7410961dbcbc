/** What the school asks its hub about its people, and what it is answered. Written without a link, too. */
import { useState } from "preact/hooks";

import type { InquiryDoc } from "../../data/docs-people.ts";
import { submit } from "../../data/outbox.ts";
import { records } from "../../data/records.ts";
import { overEverySide } from "../../data/rewriting.ts";
import { t } from "../../i18n/inquiries.ts";
import { moment } from "../../i18n/time.ts";
import { Chip, EmptyState, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { Beside } from "../common/Beside.tsx";
import { ledSchool, LEADING } from "../people/led.ts";
import { stateOf, WHATS, type What } from "./inquiries.ts";

export default function InquiriesScreen() {
  const school = ledSchool(LEADING);
  const [writing, setWriting] = useState<InquiryDoc | "new" | null>(null);
  const all = records
    .list("inquiry")
    .value.filter((one) => one.school === school)
    .sort((a, b) => (a.made_at < b.made_at ? 1 : -1));
  return (
    <Page title={t("title")} back="/admin">
      <div class="stack-wide">
        <p class="muted">{t("text")}</p>
        {writing ? (
          <InquiryForm key={writing === "new" ? "new" : writing.id} school={school} before={writing === "new" ? null : writing} onDone={() => setWriting(null)} />
        ) : (
          <Button kind="primary" icon="plus" block onClick={() => setWriting("new")}>
            {t("new")}
          </Button>
        )}
        {all.length === 0 && <EmptyState icon="people" title={t("none")} text={t("noneText")} />}
        {all.map((one) => (
          <Inquiry key={one.id} inquiry={one} onReply={() => setWriting(one)} />
        ))}
      </div>
    </Page>
  );
}

async function ask(inquiry: Pick<InquiryDoc, "school" | "what" | "about" | "withdrawn">, before: InquiryDoc | null): Promise<void> {
  const { school, what, about, withdrawn } = inquiry;
  const fields = { school, what, about, withdrawn };
  await (before ? overEverySide("inquiry.ask", before.id, before, fields) : submit({ kind: "inquiry.ask", fields }));
}

function InquiryForm({ school, before, onDone }: { school: string; before: InquiryDoc | null; onDone: () => void }) {
  const [what, setWhat] = useState<What>(before?.what ?? "unknown-pupil");
  const [about, setAbout] = useState(before?.about ?? "");
  const send = async (): Promise<void> => {
    if (about.trim() === "") return;
    await ask({ school, what, about: about.trim(), withdrawn: false }, before);
    toast(t("sent"));
    onDone();
  };
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Field id="inquiry-what" label={t("what")}>
        <select id="inquiry-what" class="input" aria-describedby={noteId("inquiry-what")} value={what} onChange={(event) => setWhat(event.currentTarget.value as What)}>
          {WHATS.map((one) => (
            <option key={one} value={one}>
              {t(one)}
            </option>
          ))}
        </select>
      </Field>
      <Field id="inquiry-about" label={t("about")} hint={t("aboutHint")}>
        <textarea id="inquiry-about" class="input" rows={4} maxLength={1000} required aria-describedby={noteId("inquiry-about")} value={about} onInput={(event) => setAbout(event.currentTarget.value)} />
      </Field>
      <Button type="submit" kind="primary" icon="send" block>
        {t("send")}
      </Button>
      <Button kind="quiet" block onClick={onDone}>
        {t("cancel")}
      </Button>
    </form>
  );
}

function Inquiry({ inquiry, onReply }: { inquiry: InquiryDoc; onReply: () => void }) {
  const state = stateOf(inquiry);
  const withdraw = async (): Promise<void> => {
    await ask({ ...inquiry, withdrawn: true }, inquiry);
    const undo = async (): Promise<void> => ask({ ...inquiry, withdrawn: false }, records.get("inquiry", inquiry.id) ?? inquiry);
    toast(t("gone"), { label: t("undo"), run: () => void undo() });
  };
  return (
    <section class="card stack">
      <h2>{t(inquiry.what)}</h2>
      <p class="prose">{inquiry.about}</p>
      <p class="small muted">{moment(inquiry.made_at)}</p>
      <Beside others={inquiry.others} tell={({ about, withdrawn }) => (withdrawn ? t("gone") : about)} />
      <div>
        <Chip tone={state === "done" ? "good" : state === "more" || state === "refused" ? "warn" : "neutral"}>{t(state)}</Chip>
      </div>
      {inquiry.answer && inquiry.answer.words !== "" && !inquiry.withdrawn && (
        <Notice>
          <p class="prose">{inquiry.answer.words}</p>
          <p class="small">{moment(inquiry.answer.at)}</p>
        </Notice>
      )}
      {((!inquiry.withdrawn && state !== "done") || (inquiry.others ?? []).length > 0) && (
        <div class="stack">
          <Button icon="edit" block onClick={onReply}>
            {t("reply")}
          </Button>
          <Button kind="quiet" icon="trash" block onClick={() => void withdraw()}>
            {t("withdraw")}
          </Button>
        </div>
      )}
    </section>
  );
}
