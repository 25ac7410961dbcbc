/**
 * The questions of pupils and parents, and those that everybody has. A question ends its line, its answer follows.
 * What stands in quotes is the word on the screen itself: tests/help holds it to the other texts. Every phone keeps
 * these in all languages, so they are short.
 */
import { area, translator } from "./index.ts";

export const help = area({
  kk: {
    search: "Сұрақтардан іздеу",
    paper: "Жұмысты қағазда тапсыруға бола ма?\nИә. Дәптерді «Суретке түсіру» түймесімен түсіріп, «Тапсыру» түймесін басыңыз. Телефон болмаса, дәптерді мұғалім түсіріп, сіздің атыңызға қосады.",
    mark: "Баға қате сияқты. Кімнен сұраймын?\nОны қойған мұғалімнен: ол түзете алады. Алдымен тапсырмадағы пікірін оқыңыз, пән бетінде «Баға қайдан шықты?» дегенді түртіңіз.",
    lost: "Телефон жоғалды. Аяқталмаған жұмыс қайта келе ме?\nМәтіні келеді: мектеп желісінде оның көшірмесі мектепте сақталып отырады. Басқа телефоннан кіріп, тапсырманы ашыңыз. Фотоны қайта түсіру керек.",
    misfiled: "Жұмыс басқа баланың атымен кетіп қалды\nМұғалімге айтыңыз: ол жұмысты өз атыңызға көшіреді, тапсырған уақыты сақталады. Келесіде алдымен өз атыңызбен кіріңіз.",
    offline: "Үйде интернет жоқ. Не істеймін?\nМектепте сабақты ашып, «Осы телефонда сақтау» түймесін басыңыз. Үйде әдеттегідей тапсырыңыз: жұмыс сақталып, мектептің Wi-Fi желісінде өзі кетеді. Жоғарыда «Қарапайым режим» тұрса, бетті үйде жаңартпаңыз.",
    waiting: "«Күтуде» деп тұр. Жұмыс жоғалды ма?\nЖоқ, ол осы телефонда сақтаулы. Мектеппен байланыс болғанда өзі кетеді.",
    signs: "Жоғарыдағы белгі нені білдіреді?\n«Байланыссыз»: сервер жауап бермейді, жұмыс істей беріңіз. «Күтуде»: сонша жұмыс әлі телефонда. «Назар аударыңыз»: жұмыс есепке алынбады, белгіні түртіп, себебін оқыңыз. Жазусыз белгі: бәрі жіберілген.",
    forgot: "Құпиясөзді не PIN-ді ұмыттым, телефонымды жоғалттым\nСынып жетекшісіне не әкімшіге айтыңыз: жаңасын береді, жоғалған телефонды шығарады. PIN-ді өзіңіз қойсаңыз, «PIN есімде жоқ» дегенді түртіңіз.",
    full: "Телефонда орын бітті\n«Баптау» бөлімінде «Сақталған сабақтар» тізімінен керек емесін өшіріңіз. Жұмыстарыңыз өшпейді.",
    shared: "Бір телефонды бірнешеуміз қолданамыз\n«Баптау» бөлімінде «Басқа адам кіреді» түймесін басыңыз. Әркімнің жұмысы бөлек сақталады.",
  },
  ru: {
    search: "Поиск по вопросам",
    paper: "Можно сдать работу на бумаге?\nДа. Снимите тетрадь кнопкой «Сфотографировать» и нажмите «Сдать». Если телефона нет, тетрадь снимет учитель и добавит от вашего имени.",
    mark: "Оценка кажется неверной. Кого спросить?\nУчителя, который её поставил: он может исправить. Сначала прочитайте комментарий в задании и «Откуда эта оценка?» на странице предмета.",
    lost: "Телефон потерян. Вернётся ли начатая работа?\nТекст вернётся: в школьной сети его копия сохраняется в школе. Войдите на другом телефоне и откройте задание. Фото придётся снять ещё раз.",
    misfiled: "Работа ушла под именем другого ребёнка\nСкажите учителю: он перенесёт её на ваше имя, время сдачи сохранится. В следующий раз сначала войдите под своим именем.",
    offline: "Дома нет интернета. Что делать?\nВ школе откройте урок и нажмите «Сохранить на телефоне». Дома сдавайте как обычно: работа сохранится и уйдёт сама в школьном Wi-Fi. Если наверху «Простой режим», не обновляйте страницу дома.",
    waiting: "Написано «ждёт». Работа пропала?\nНет, она сохранена на этом телефоне. Когда будет связь со школой, она уйдёт сама.",
    signs: "Что значит знак наверху?\n«Без связи»: сервер не отвечает, работайте дальше. «Ждут»: столько работ ещё на телефоне. «Требует внимания»: работа не засчитана, нажмите на знак и прочитайте почему. Знак без слов: всё отправлено.",
    forgot: "Забыл пароль или PIN, потерял телефон\nСкажите классному руководителю или администратору: вам дадут новый, а на потерянном телефоне закроют вход. Если PIN вы поставили сами, нажмите «Не помню PIN».",
    full: "На телефоне кончилось место\nВ разделе «Настройки» найдите «Сохранённые уроки» и удалите ненужные. Работы не удаляются.",
    shared: "У нас один телефон на нескольких\nВ разделе «Настройки» нажмите «Войдёт другой человек». Работы у каждого хранятся отдельно.",
  },
  en: {
    search: "Search the questions",
    paper: "May I hand in on paper?\nYes. Photograph the notebook with “Take a photo” and press “Hand in”. Without a phone your teacher photographs it and adds it under your name.",
    mark: "A mark seems wrong. Whom do I ask?\nThe teacher who gave it: they can correct it. First read the comment in the task, and “Where does this mark come from?” on the subject's page.",
    lost: "The phone is lost. Does unfinished work come back?\nIts text does: on the school's network a copy is kept at school. Log in on another phone and open the task. Photos have to be taken again.",
    misfiled: "Work went in under another child's name\nTell the teacher: they move it to the right name, and it keeps its time. Next time log in under your own name first.",
    offline: "There is no internet at home. What now?\nAt school open the lesson and press “Keep on this phone”. At home hand in as usual: the work is kept and goes by itself on the school's Wi-Fi. If the top says “Basic mode”, do not reload the page at home.",
    waiting: "It says “waiting”. Is my work lost?\nNo, it is kept on this phone. Once the school can be reached it goes by itself.",
    signs: "What does the sign at the top mean?\n“No connection”: the server does not answer, just go on. “Waiting”: so much work is still on the phone. “Needs attention”: work does not count, tap the sign and read why. A sign without words: everything is sent.",
    forgot: "I forgot my password or PIN, or lost my phone\nTell the class teacher or the administrator: they give you a new one, and log a lost phone out. If you set the PIN yourself, press “I forgot the PIN”.",
    full: "The phone is full\nUnder “Settings” find “Kept lessons” and delete what you do not need. Your work is never deleted.",
    shared: "Several of us use one phone\nUnder “Settings” press “Someone else will log in”. Everybody's work is kept apart.",
  },
});

export const t = translator(help);

export type HelpKey = Parameters<typeof t>[0];
