/** The teacher's gradebooks: a row per class and subject, with what is still missing in this term. */
import { records, recordsReady } from "../../data/records.ts";
import { t as carry } from "../../i18n/carry.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/gradebook.ts";
import { subjectName } from "../../planning/school.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { LinkButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { bookOf, type Place, places } from "./desk.ts";
import { currentTerm } from "./school.ts";
import "./gradebook.css";

export default function BooksScreen() {
  return (
    <Page title={t("books")} back="/t">
      {!recordsReady.value ? (
        <Loading label={core("loading")} rows={4} />
      ) : places.value.length === 0 ? (
        <EmptyState icon="star" title={t("booksNone")} text={t("booksNoneText")} />
      ) : (
        <div class="stack-wide">
          <ul class="book-list">
            {places.value.map((place) => (
              <li key={`${place.class} ${place.subject}`}>
                <BookLink place={place} />
              </li>
            ))}
          </ul>
          <LinkButton href="/t/carry" icon="tasks" block>
            {carry("title")}
          </LinkButton>
          <LinkButton href="/reports" icon="file" kind="quiet" block>
            {core("navReports")}
          </LinkButton>
        </div>
      )}
    </Page>
  );
}

function BookLink({ place }: { place: Place }) {
  const term = currentTerm(place.class);
  const book = term ? bookOf(place.class, null, place.subject, term) : null;
  const blank = book?.rows.reduce((sum, row) => sum + row.reckoned.blank.length, 0) ?? 0;
  const more = [term ? t("termN", { n: term.n }) : "", book ? t("pupils", { n: book.rows.length }) : "", blank > 0 ? t("left", { n: blank }) : ""];
  return (
    <a class="book-link" href={`/t/book/${encodeURIComponent(place.class)}/${encodeURIComponent(place.subject)}`}>
      <span class="book-link-text">
        <b>
          {records.get("class", place.class)?.label ?? "…"} · {subjectName(place.subject)}
        </b>
        <span class="muted small">{more.filter(Boolean).join(" · ")}</span>
      </span>
      <Icon name="next" small />
    </a>
  );
}
