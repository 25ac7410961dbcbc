/** Words for what comes while a teacher is marking. */
import { area, translator } from "./index.ts";

export const meanwhile = area({
  kk: {
    newWork: "Осы арада оқушы қайта тапсырды ({time}). Бағаңыз экрандағы жұмысқа қойылады, жаңасы тексеруді күтіп тұрады.",
    firstWork: "Осы арада оқушының жұмысы келді ({time}).",
    newMark: "Осы арада баға қойылды: {mark} ({name}). Өз бағаңызды сақтасаңыз, екеуі қатар тұрады, кейін біреуін таңдайсыз.",
    newReturn: "Осы арада жұмыс қайтарылды ({name}). Бағаңызды сақтасаңыз, екеуі қатар тұрады, кейін біреуін таңдайсыз.",
    look: "Жаңасын қарау",
    begun: "Бұрынғы тапсырғанына бастап қойған бағаңыз бар.",
    goOn: "Соған оралу",
    askFirst: "Жұмыс келіп қойды",
    askFirstMore: "Сіз баға қойып жатқанда оқушы жұмысын тапсырды ({time}). Баға сақталса, бұл жұмыс тексерілген болып саналады.",
    giveAnyway: "Қарамай-ақ сақтау",
  },
  ru: {
    newWork: "Тем временем ученик сдал ещё раз ({time}). Ваша оценка будет за работу на экране, новая останется ждать проверки.",
    firstWork: "Тем временем пришла работа ученика ({time}).",
    newMark: "Тем временем поставлена оценка: {mark} ({name}). Если сохранить вашу, обе встанут рядом, и одну нужно будет выбрать.",
    newReturn: "Тем временем работу вернули ({name}). Если сохранить вашу оценку, оба решения встанут рядом, и одно нужно будет выбрать.",
    look: "Посмотреть новое",
    begun: "У вас есть начатая оценка за прежнюю сдачу.",
    goOn: "Вернуться к ней",
    askFirst: "Работа уже пришла",
    askFirstMore: "Пока вы ставили оценку, ученик сдал работу ({time}). Если сохранить, она будет считаться проверенной.",
    giveAnyway: "Сохранить не глядя",
  },
  en: {
    newWork: "The pupil has handed in again meanwhile ({time}). Your mark goes to the work on the screen; the new one stays to be marked.",
    firstWork: "The pupil's work has come meanwhile ({time}).",
    newMark: "A mark was given meanwhile: {mark} ({name}). If you save yours, both stand side by side until one is chosen.",
    newReturn: "The work was returned meanwhile ({name}). If you save your mark, both stand side by side until one is chosen.",
    look: "Show what is new",
    begun: "You had begun a mark for the earlier hand-in.",
    goOn: "Back to it",
    askFirst: "The work has come",
    askFirstMore: "While you were giving the mark, the pupil handed the work in ({time}). Once saved, it counts as marked.",
    giveAnyway: "Save without looking",
  },
});

export const t = translator(meanwhile);
