/** Words for a login that many schools have: only who is asked loads them. */
import { area, translator } from "./index.ts";

export const whichSchool = area({
  kk: {
    school: "Мектебіңіз",
    several: "Бұл логин бірнеше мектепте бар. Мектебіңіздің нөмірін, атауын және ауылын жазыңыз.",
    unclear: "Ондай мектеп табылмады немесе бірнешеуі сәйкес келеді. Маңдайшадағы толық атауын жазыңыз.",
  },
  ru: {
    school: "Ваша школа",
    several: "Такой логин есть в нескольких школах. Напишите номер или название своей школы и село.",
    unclear: "Такой школы нет, или подходит несколько. Напишите полное название, как на вывеске.",
  },
  en: {
    school: "Your school",
    several: "Several schools have this login. Write the number or the name of yours, and its village.",
    unclear: "No school is called that, or several are. Write the whole name, as on its sign.",
  },
});

export const t = translator(whichSchool);
