/** Words of the settings that no other screen has. */
import { area, translator } from "./index.ts";

export const settings = area({
  kk: {
    textSize: "Мәтін өлшемі",
    textUsual: "Қалыпты",
    textLarger: "Үлкен",
    saver: "Трафикті үнемдеу",
    saverOff: "Үнемдемеу",
    saverOn: "Үнемдеу",
    saverMore: "Үнемдегенде, мектептен тыс жерде жаңалық бес минутта бір рет қана сұралады. Жұмысыңыз бұрынғыдай бірден жіберіледі. Сабақтар мен суреттер мектепте ғана өздігінен көшіріледі.",
  },
  ru: {
    textSize: "Размер текста",
    textUsual: "Обычный",
    textLarger: "Крупный",
    saver: "Экономия трафика",
    saverOff: "Не экономить",
    saverOn: "Экономить",
    saverMore: "При экономии вне школы новое запрашивается лишь раз в пять минут. Работы отправляются сразу, как и прежде. Уроки и фотографии сами загружаются только в школе.",
  },
  en: {
    textSize: "Text size",
    textUsual: "Usual",
    textLarger: "Larger",
    saver: "Data saver",
    saverOff: "Off",
    saverOn: "On",
    saverMore: "When it is on, news away from school is asked for once in five minutes only. Work is sent at once, as ever. Lessons and photos come by themselves at school alone.",
  },
});

export const t = translator(settings);
