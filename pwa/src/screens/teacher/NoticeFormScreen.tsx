/** A new notice to a class or to some of it; tasks are added on its own page. */
import { useState } from "preact/hooks";

import { link } from "../../data/link.ts";
import { schoolNow } from "../../data/now.ts";
import { recordsReady } from "../../data/records.ts";
import { submit } from "../../data/outbox.ts";
import { t } from "../../i18n/packets.ts";
import { t as desk } from "../../i18n/teacher.ts";
import { dayOf } from "../../i18n/time.ts";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { classes } from "./desk.ts";
import { ForWhom } from "./ForWhom.tsx";
import { INSTRUCTIONS_CHARACTERS, TITLE_CHARACTERS } from "./model/draft.ts";
import { dueOn } from "./model/due.ts";
import "./teacher.css";

export default function NoticeFormScreen({ params }: ScreenProps) {
  const one = classes.value.find((known) => known.id === params["class"]);
  if (one) return <Form classId={one.id} school={one.school} label={one.label} />;
  return (
    <Page title={t("newNotice")} back="/t">
      {recordsReady.value ? <EmptyState icon="people" title={desk("classNotFound")} /> : <Loading label={desk("loading")} />}
    </Page>
  );
}

function Form({ classId, school, label }: { classId: string; school: string; label: string }) {
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [due, setDue] = useState<string | null>(null);
  const [learners, setLearners] = useState<readonly string[] | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);

  const send = async (): Promise<void> => {
    setTried(true);
    if (title.trim() === "" || learners?.length === 0) return;
    setBusy(true);
    try {
      const fields = { school, class: classId, title: title.trim(), text: text.trim(), due_at: due, learners };
      const id = await submit({ kind: "notice.set", fields });
      toast(t(link.value === "none" ? "sentPhone" : "sent"));
      go(`/t/notice/${encodeURIComponent(id)}`, { replace: true });
    } catch (error) {
      toast(desk((error as { name?: string }).name === "QuotaExceededError" ? "phoneFull" : "notSaved"));
      setBusy(false);
    }
  };

  return (
    <Page title={`${t("newNotice")} · ${label}`} back={`/t/class/${encodeURIComponent(classId)}`}>
      <form class="stack-wide" noValidate onSubmit={(event) => event.preventDefault()}>
        <Field id="notice-title" label={t("noticeTitle")} error={tried && title.trim() === "" ? t("needTitle") : null}>
          <input id="notice-title" class="input" maxLength={TITLE_CHARACTERS} value={title} aria-describedby={noteId("notice-title")} onInput={(event) => setTitle(event.currentTarget.value)} />
        </Field>
        <Field id="notice-text" label={t("noticeText")} hint={t("noticeHint")}>
          <textarea id="notice-text" class="input" maxLength={INSTRUCTIONS_CHARACTERS} value={text} aria-describedby={noteId("notice-text")} onInput={(event) => setText(event.currentTarget.value)} />
        </Field>
        <ForWhom classId={classId} learners={learners} onLearners={setLearners} />
        <Field id="notice-due" label={t("due")}>
          <input id="notice-due" class="input form-day" type="date" min={dayOf(schoolNow())} aria-describedby={noteId("notice-due")} onInput={(event) => setDue(dueOn(event.currentTarget.value))} />
        </Field>
        <div class="desk-foot">
          <Button kind="primary" icon="send" block busy={busy} onClick={() => void send()}>
            {t("send")}
          </Button>
        </div>
      </form>
    </Page>
  );
}
