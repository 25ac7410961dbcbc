/** Words to a pupil who has looked at the screen for as long as is good in her grade. Two lines on a small phone. */
import { area, translator } from "./index.ts";

export const rest = area({
  kk: {
    young: "Көзің шаршады ма? Терезеден алысқа қарап, біраз демал.",
    older: "Көзіңіз демалсын: бірнеше минут экранға қарамаңыз.",
    timed: "Бір сәт алысқа қараңыз, көзіңіз демалсын.",
    read: "Жақсы",
  },
  ru: {
    young: "Глаза устали? Посмотри в окно вдаль и немного отдохни.",
    older: "Дайте глазам отдохнуть: несколько минут без экрана.",
    timed: "Взгляните на миг вдаль: пусть глаза отдохнут.",
    read: "Хорошо",
  },
  en: {
    young: "Tired eyes? Look far out of the window and rest a little.",
    older: "Rest your eyes: a few minutes away from the screen.",
    timed: "Look far away for a moment to rest your eyes.",
    read: "OK",
  },
});

export const t = translator(rest);
