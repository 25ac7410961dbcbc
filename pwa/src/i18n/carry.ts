/** Words of the carry-over sheet. */
import { area, translator } from "./index.ts";

export const carry = area({
  kk: {
    title: "Көшіру парағы",
    text: "Басқа платформадағы журналға соңғы рет көшіргеннен кейін өзгергендер ғана, сол журналдың ретімен. Белгілер сіздің барлық құрылғыңызда бірдей.",
    none: "Көшіретін ештеңе жоқ",
    noneText: "Жаңа ұпайлар мен қол қойылған бағалар осында шығады.",
    left: "Қалды: {n}",
    was: "бұрын {was}",
    pageDone: "Бет көшірілді",
    termMark: "Тоқсандық баға",
    taken: "өшіру керек",
  },
  ru: {
    title: "Лист переноса",
    text: "Только то, что изменилось с прошлого переноса в журнал на другой платформе, в порядке его страниц. Галочки общие для всех ваших устройств.",
    none: "Переносить нечего",
    noneText: "Здесь появятся новые баллы и подписанные оценки.",
    left: "Осталось: {n}",
    was: "было {was}",
    pageDone: "Страница перенесена",
    termMark: "Оценка за четверть",
    taken: "стереть",
  },
  en: {
    title: "Carry-over sheet",
    text: "Only what has changed since it was last carried over to the journal on another platform, in its page order. Ticks are the same on all your devices.",
    none: "Nothing to carry over",
    noneText: "New points and signed marks appear here.",
    left: "Left: {n}",
    was: "was {was}",
    pageDone: "Page carried over",
    termMark: "Term mark",
    taken: "erase",
  },
});

export const t = translator(carry);
