/** Words of a list that has changed since somebody began to look at it, and of what others wrote meanwhile. */
import { area, translator } from "./index.ts";

export const looking = area({
  kk: {
    brought: "Бұрынғы сыныбынан",
    changed: "жаңа ғана өзгерді",
    changedSince: { one: "Тізім ашылғалы {n} жазба өзгерді. Қарап шыққанша ол қосылмайды.", other: "Тізім ашылғалы {n} жазба өзгерді. Қарап шыққанша олар қосылмайды." },
    looked: "Қарап шықтым",
    another: "Басқа жазба да бар: {what}. Осында сақталғаны бәрінің орнына жазылады.",
    twice: "Екі құрылғыда екі түрлі жазылған",
    choose: "Дұрысын сақтау",
    came: "Осы бет ашылғалы жаңасы: {n}",
    show: "Көрсету",
    notSaved: "Сақталмай қалғаны бар: телефонда орын жетпейтін сияқты. Орын босатып, қайталаңыз.",
  },
  ru: {
    brought: "Из прежнего класса",
    changed: "только что изменилось",
    changedSince: {
      one: "С тех пор как открыт список, изменилась {n} запись. Пока вы её не посмотрите, она не войдёт.",
      few: "С тех пор как открыт список, изменились {n} записи. Пока вы их не посмотрите, они не войдут.",
      many: "С тех пор как открыт список, изменилось {n} записей. Пока вы их не посмотрите, они не войдут.",
      other: "С тех пор как открыт список, изменилось {n} записи. Пока вы их не посмотрите, они не войдут.",
    },
    looked: "Просмотрено",
    another: "Есть и другая запись: {what}. Сохранённое здесь заменит их все.",
    twice: "На двух устройствах записано по-разному",
    choose: "Сохранить верное",
    came: "Новое с тех пор, как открыта эта страница: {n}",
    show: "Показать",
    notSaved: "Сохранилось не всё: похоже, на телефоне нет места. Освободите место и повторите.",
  },
  en: {
    brought: "From the former class",
    changed: "changed just now",
    changedSince: {
      one: "{n} entry has changed since the list was opened. It is left out until you have looked at it.",
      other: "{n} entries have changed since the list was opened. They are left out until you have looked at them.",
    },
    looked: "I have looked",
    another: "There is another entry: {what}. What you save here replaces them all.",
    twice: "Two devices say different things",
    choose: "Save what is right",
    came: "New since this page was opened: {n}",
    show: "Show",
    notSaved: "Not everything was saved: the phone seems to be full. Free some space and try again.",
  },
});

export const t = translator(looking);
