/** Dates, times and sizes in words. Own tables: Chromium prints Kazakh dates as «2026 M11 20». */
import { type ReadonlySignal, signal } from "@preact/signals";

import { schoolNow } from "../data/now.ts";
import { type Lang, lang } from "./index.ts";

const MONTHS: Readonly<Record<Lang, readonly string[]>> = {
  kk: ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"],
  ru: ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
  en: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
};

/** Monday first, as schools here count. */
const WEEKDAYS: Readonly<Record<Lang, readonly string[]>> = {
  kk: ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"],
  ru: ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
};

const NEAR: Readonly<Record<Lang, readonly [string, string, string]>> = {
  kk: ["кеше", "бүгін", "ертең"],
  ru: ["вчера", "сегодня", "завтра"],
  en: ["yesterday", "today", "tomorrow"],
};

const UNITS: Readonly<Record<Lang, readonly [string, string, string, string]>> = {
  kk: ["Б", "КБ", "МБ", "ГБ"],
  ru: ["Б", "КБ", "МБ", "ГБ"],
  en: ["B", "KB", "MB", "GB"],
};

/** Since March 2024 the whole country keeps UTC+5; phones with older tables still say +6. */
const KAZAKHSTAN_MINUTES = 300;
const KAZAKHSTAN: ReadonlySet<string> = new Set([
  "Asia/Almaty",
  "Asia/Qyzylorda",
  "Asia/Qostanay",
  "Asia/Aqtau",
  "Asia/Aqtobe",
  "Asia/Atyrau",
  "Asia/Oral",
]);

/** A moment that is on this day (`YYYY-MM-DD`) wherever in the country one is: noon by its one time zone. */
export function noon(day: string): string {
  return `${day}T07:00:00.000Z`;
}

const offset = signal<number | null>(null);

/** Minutes east of UTC that the school keeps, or null to trust the phone. */
export const schoolOffset: ReadonlySignal<number | null> = offset;

export function setTimezone(name: string | null | undefined): void {
  offset.value = name && KAZAKHSTAN.has(name) ? KAZAKHSTAN_MINUTES : null;
}

/** What a clock on the school's wall shows. `month` 0–11, `weekday` 0 = Monday, `day` days since 1970. */
export interface Wall {
  year: number;
  month: number;
  date: number;
  hour: number;
  minute: number;
  weekday: number;
  day: number;
}

const DAY_MS = 86_400_000;

export function wall(at: string | number): Wall {
  const ms = typeof at === "number" ? at : Date.parse(at);
  const minutes = offset.value ?? -new Date(ms).getTimezoneOffset();
  const shifted = new Date(ms + minutes * 60_000);
  const day = Math.floor(shifted.getTime() / DAY_MS);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth(),
    date: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    weekday: (shifted.getUTCDay() + 6) % 7,
    day,
  };
}

/** The school's `YYYY-MM-DD` of a moment. */
export function dayOf(at: string | number): string {
  return new Date(wall(at).day * DAY_MS).toISOString().slice(0, 10);
}

/** «20 қараша», with the year when it is not this one. */
export function date(at: string | number, now = schoolNow()): string {
  const { year, month, date: day } = wall(at);
  const name = MONTHS[lang.value][month] ?? "";
  if (year === wall(now).year) return `${day} ${name}`;
  return lang.value === "kk" ? `${year} жылғы ${day} ${name}` : lang.value === "ru" ? `${day} ${name} ${year} г.` : `${day} ${name} ${year}`;
}

/** «19:40» */
export function clock(at: string | number): string {
  const { hour, minute } = wall(at);
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

export function weekday(at: string | number): string {
  return WEEKDAYS[lang.value][wall(at).weekday] ?? "";
}

/** «бүгін», «ертең», «жұма» within a week ahead, otherwise the date. */
export function day(at: string | number, now = schoolNow()): string {
  const days = wall(at).day - wall(now).day;
  const near = NEAR[lang.value][days + 1];
  if (near !== undefined && days >= -1 && days <= 1) return near;
  if (days > 1 && days < 7) return `${weekday(at)}, ${date(at, now)}`;
  return date(at, now);
}

/** «бүгін, 19:40» */
export function moment(at: string | number, now = schoolNow()): string {
  return `${day(at, now)}, ${clock(at)}`;
}

/** «20 қараша, 19:40»: for what is read on another day, as on paper or in a message. */
export function lasting(at: string | number, now = schoolNow()): string {
  return `${date(at, now)}, ${clock(at)}`;
}

/** «2026 жылғы 20 қараша, 19:40»: for setting a clock by. */
export function withYear(at: string | number): string {
  return `${date(at, 0)}, ${clock(at)}`;
}

/** «186 КБ», «1,4 МБ» */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < 3) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit < 2 || value >= 10 ? value.toFixed(0) : value.toFixed(1);
  const text = lang.value === "en" ? digits : digits.replace(".", ",");
  return `${text}\u00a0${UNITS[lang.value][unit] ?? ""}`;
}
