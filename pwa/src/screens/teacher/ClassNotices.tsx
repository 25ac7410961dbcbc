/** The latest notices and packets of a class, each with how many have read it. */
import { records } from "../../data/records.ts";
import { t } from "../../i18n/packets.ts";
import { date } from "../../i18n/time.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { noticesOf } from "./desk.ts";
import { addressed, readBy } from "./model/packet.ts";
import type { Pupil } from "./model/roster.ts";

/** Notices above the grid: this week's. */
const SHOWN = 3;

export function ClassNotices({ id, pupils }: { id: string; pupils: readonly Pupil[] }) {
  const notices = noticesOf(id).slice(0, SHOWN);
  return (
    <section class="stack class-notices" aria-labelledby="class-notices">
      <h2 id="class-notices">{t("notices")}</h2>
      <ul class="desk-list">
        {notices.map((notice) => {
          const { read, all } = readBy(records.get("reading", notice.id), addressed(notice, pupils));
          return (
            <li key={notice.id}>
              <a class="desk-row" href={`/t/notice/${encodeURIComponent(notice.id)}`}>
                <span class="desk-row-text">
                  <b>{notice.title}</b>
                  <span>{date(notice.created_at)}</span>
                </span>
                <span class="desk-row-side">
                  <span>{t("readBy", { n: read, all })}</span>
                </span>
                <Icon name="next" small />
              </a>
            </li>
          );
        })}
      </ul>
      <Button kind="quiet" icon="send" block onClick={() => go(`/t/class/${encodeURIComponent(id)}/notice`)}>
        {t("newNotice")}
      </Button>
    </section>
  );
}
