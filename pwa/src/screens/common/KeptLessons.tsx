/** What lessons take of this phone, each to be let go by itself; work never is. */
import { useEffect, useState } from "preact/hooks";

import { free, freeOpened, type KeptLesson, keptLessons, usage } from "../../data/content.ts";
import { records } from "../../data/records.ts";
import { t } from "../../i18n/storage.ts";
import { size } from "../../i18n/time.ts";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";

interface Found {
  lessons: readonly KeptLesson[];
  opened: number;
}

export function KeptLessons() {
  const [found, setFound] = useState<Found | null>(null);
  const look = async (): Promise<void> => {
    const [lessons, { opened }] = await Promise.all([keptLessons(), usage()]);
    setFound({ lessons, opened });
  };
  useEffect(() => void look(), []);
  if (!found || (found.lessons.length === 0 && found.opened === 0)) return null;
  return (
    <Card>
      <div class="stack">
        <h2>{t("kept")}</h2>
        <p class="small muted">{t("keptMore")}</p>
        <ul class="stack">
          {found.lessons.map((one) => (
            <li key={one.id} class="row">
              <span class="row-grow">
                {lessonTitle(one.id)}
                <br />
                <span class="small muted">
                  {size(one.bytes)}
                  {one.complete ? "" : ` · ${t("half")}`}
                  {one.own < one.bytes ? ` · ${t("frees", { size: size(one.own) })}` : ""}
                </span>
              </span>
              <Button kind="plain" icon="trash" onClick={() => void free(one.id).then(look)}>
                {t("free")}
              </Button>
            </li>
          ))}
          {found.opened > 0 && (
            <li class="row">
              <span class="row-grow">
                {t("opened")}
                <br />
                <span class="small muted">{size(found.opened)}</span>
              </span>
              <Button kind="plain" icon="trash" onClick={() => void freeOpened().then(look)}>
                {t("free")}
              </Button>
            </li>
          )}
        </ul>
      </div>
    </Card>
  );
}

function lessonTitle(id: string): string {
  for (const course of records.list("course").value) {
    const found = course.lessons.find((one) => one.id === id);
    if (found) return found.title;
  }
  return t("gone");
}
