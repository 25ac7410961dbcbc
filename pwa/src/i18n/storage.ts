/** Words of what lessons take of the phone. */
import { area, translator } from "./index.ts";

export const storage = area({
  kk: {
    kept: "Сақталған сабақтар",
    keptMore: "Сабақты өшірсеңіз, оны кейін қайта жүктей аласыз. Жұмыстарыңыз бен нәтижелеріңіз өшпейді.",
    half: "жартылай жүктелген",
    frees: "{size} босайды",
    free: "Өшіру",
    opened: "Ашылған, бірақ сақталмаған сабақтар",
    gone: "Тізімде жоқ сабақ",
    week: "Осы аптаның сабақтарын сақтау ({size})",
    weekBusy: "Осы аптаның сабақтары жүктелуде…",
    weekDone: "Осы аптаның сабақтары телефонда",
    weekFull: "Телефонда орын жетпеді. Баптаулардан керек емес сабақтарды өшіріңіз: жұмыстарыңыз өшпейді.",
    weekFailed: "Жүктеу тоқтап қалды. Мектептің Wi-Fi желісінде қайта басыңыз: жүктелгені қайта жүктелмейді.",
  },
  ru: {
    kept: "Сохранённые уроки",
    keptMore: "Удалённый урок можно загрузить снова. Работы и результаты не удаляются.",
    half: "загружен не полностью",
    frees: "освободится {size}",
    free: "Удалить",
    opened: "Открытые, но не сохранённые уроки",
    gone: "Урок, которого уже нет в списке",
    week: "Сохранить уроки этой недели ({size})",
    weekBusy: "Загружаются уроки этой недели…",
    weekDone: "Уроки этой недели в телефоне",
    weekFull: "На телефоне не хватило места. Удалите ненужные уроки в настройках: работы не удаляются.",
    weekFailed: "Загрузка остановилась. Нажмите ещё раз в школьном Wi-Fi: загруженное не качается заново.",
  },
  en: {
    kept: "Kept lessons",
    keptMore: "A lesson that you delete can be fetched again. Your work and results are never deleted.",
    half: "not all here yet",
    frees: "frees {size}",
    free: "Delete",
    opened: "Lessons opened but not kept",
    gone: "A lesson no longer in the list",
    week: "Keep this week's lessons ({size})",
    weekBusy: "Fetching this week's lessons…",
    weekDone: "This week's lessons are on the phone",
    weekFull: "The phone has no room left. Delete lessons you do not need in the settings: your work is never deleted.",
    weekFailed: "The download stopped. Try again on the school's Wi-Fi: what has come is not fetched again.",
  },
});

export const t = translator(storage);
