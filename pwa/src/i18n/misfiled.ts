/** Words for work that was handed in under another's name. */
import { area, translator } from "./index.ts";

export const misfiled = area({
  kk: {
    misfiled: "Басқа оқушының жұмысы ма?",
    whose: "Бұл кімнің жұмысы?",
    what: "Жұмыс таңдаған оқушыңыздың атына көшіріледі, тапсырған уақыты сақталады. {name} хабар алып, өз жұмысын қайта тапсыра алады.",
    task: "Тапсырма",
    choose: "Оқушыны таңдаңыз",
    move: "Көшіру",
    moved: "{name}: жұмыс көшірілді",
    notMoved: "Көшірілмеді: телефонға сақталмады. Телефонда орын босатып, қайталап көріңіз.",
    tooMany: "Көшірілмеді: жұмыста {n} файл және мәтін бар, ал мәтін тағы бір файл болып көшеді. Бір жұмысқа {n} файл сыяды. Иесі өз атымен қайта тапсырсын.",
    notHere: "Көшірілмеді: жұмыстың файлдары осы телефонда жоқ. Мектеп желісіне қосылып, қайталап көріңіз.",
    answer: "жауап",
  },
  ru: {
    misfiled: "Работа другого ученика?",
    whose: "Чья это работа?",
    what: "Работа перейдёт на имя выбранного ученика, время сдачи сохранится. {name} получит сообщение и сможет сдать свою работу.",
    task: "Задание",
    choose: "Выберите ученика",
    move: "Перенести",
    moved: "{name}: работа перенесена",
    notMoved: "Не перенесено: не удалось сохранить на телефоне. Освободите место и повторите.",
    tooMany: "Не перенесено: в работе {n} файлов и текст, а текст переносится ещё одним файлом. В работе бывает не больше {n} файлов. Пусть ученик сдаст её заново под своим именем.",
    notHere: "Не перенесено: файлов работы нет на этом телефоне. Подключитесь к сети школы и повторите.",
    answer: "ответ",
  },
  en: {
    misfiled: "Another pupil's work?",
    whose: "Whose work is this?",
    what: "The work goes under the name of the pupil you choose and keeps its time. {name} is told and can hand in their own.",
    task: "Task",
    choose: "Choose the pupil",
    move: "Move",
    moved: "{name}: the work was moved",
    notMoved: "Not moved: it could not be saved on this phone. Free some space and try again.",
    tooMany: "Not moved: the work has {n} files and a text, which would be moved as one file more. A work holds {n} files. Its author has to hand it in again under their own name.",
    notHere: "Not moved: the work's files are not on this phone. Connect to the school's network and try again.",
    answer: "answer",
  },
});

export const t = translator(misfiled);
