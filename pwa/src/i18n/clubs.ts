/** Words of clubs and electives that families read, too. */
import { area, translator } from "./index.ts";

export const clubs = area({
  kk: {
    clubs: "Үйірмелер мен таңдау курстары",
    club: "Үйірме",
    elective: "Таңдау курсы",
    h1: "1‑жартыжылдық",
    h2: "2‑жартыжылдық",
    year: "Жыл",
    passed: "Сыналды",
    failed: "Сыналмады",
    led: "Жетекшісі: {names}",
  },
  ru: {
    clubs: "Кружки и курсы по выбору",
    club: "Кружок",
    elective: "Курс по выбору",
    h1: "1-е полугодие",
    h2: "2-е полугодие",
    year: "Год",
    passed: "Зачтено",
    failed: "Не зачтено",
    led: "Руководитель: {names}",
  },
  en: {
    clubs: "Clubs and electives",
    club: "Club",
    elective: "Elective",
    h1: "1st half-year",
    h2: "2nd half-year",
    year: "Year",
    passed: "Passed",
    failed: "Not passed",
    led: "Led by {names}",
  },
});

export const t = translator(clubs);
