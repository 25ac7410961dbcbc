/** Subjects of the state programme as people call them, by the code that plans and timetables use. */
import { type Lang, lang } from "./index.ts";

const NAMES: Readonly<Record<string, readonly [kk: string, ru: string, en: string]>> = {
  literacy: ["Сауат ашу", "Обучение грамоте", "Learning to read and write"],
  "literary-reading": ["Әдебиеттік оқу", "Литературное чтение", "Literary reading"],
  "kazakh-language": ["Қазақ тілі", "Казахский язык", "Kazakh language"],
  "kazakh-literature": ["Қазақ әдебиеті", "Казахская литература", "Kazakh literature"],
  "kazakh-language-and-literature": ["Қазақ тілі мен әдебиеті", "Казахский язык и литература", "Kazakh language and literature"],
  "russian-language": ["Орыс тілі", "Русский язык", "Russian language"],
  "russian-literature": ["Орыс әдебиеті", "Русская литература", "Russian literature"],
  "russian-language-and-literature": ["Орыс тілі мен әдебиеті", "Русский язык и литература", "Russian language and literature"],
  english: ["Ағылшын тілі", "Английский язык", "English"],
  mathematics: ["Математика", "Математика", "Mathematics"],
  algebra: ["Алгебра", "Алгебра", "Algebra"],
  "algebra-and-analysis": ["Алгебра және анализ бастамалары", "Алгебра и начала анализа", "Algebra and analysis"],
  geometry: ["Геометрия", "Геометрия", "Geometry"],
  "digital-literacy": ["Цифрлық сауаттылық", "Цифровая грамотность", "Digital literacy"],
  informatics: ["Информатика", "Информатика", "Computer science"],
  "world-studies": ["Дүниетану", "Познание мира", "The world around us"],
  science: ["Жаратылыстану", "Естествознание", "Science"],
  physics: ["Физика", "Физика", "Physics"],
  chemistry: ["Химия", "Химия", "Chemistry"],
  biology: ["Биология", "Биология", "Biology"],
  geography: ["География", "География", "Geography"],
  "kazakhstan-history": ["Қазақстан тарихы", "История Казахстана", "History of Kazakhstan"],
  "world-history": ["Дүниежүзі тарихы", "Всемирная история", "World history"],
  law: ["Құқық негіздері", "Основы права", "Basics of law"],
  "global-competences": ["Жаһандық құзыреттер", "Глобальные компетенции", "Global competences"],
  music: ["Музыка", "Музыка", "Music"],
  "visual-art": ["Бейнелеу өнері", "Изобразительное искусство", "Art"],
  "labour-training": ["Еңбекке баулу", "Трудовое обучение", "Handicraft"],
  "artistic-labour": ["Көркем еңбек", "Художественный труд", "Arts and crafts"],
  "graphics-and-design": ["Графика және жобалау", "Графика и проектирование", "Graphics and design"],
  entrepreneurship: ["Кәсіпкерлік және бизнес негіздері", "Основы предпринимательства и бизнеса", "Business and enterprise"],
  "military-training": ["Алғашқы әскери және технологиялық дайындық", "Начальная военная и технологическая подготовка", "Basic military and technological training"],
  "physical-education": ["Дене шынықтыру", "Физическая культура", "Physical education"],
};
const PLACE: Readonly<Record<Lang, 0 | 1 | 2>> = { kk: 0, ru: 1, en: 2 };

/** The subject's name in the reader's language; null for a code that the programme does not have. */
export const programmeName = (code: string): string | null => NAMES[code]?.[PLACE[lang.value]] ?? null;

/** All codes, in the order of the programme. */
export const programmeCodes: readonly string[] = Object.keys(NAMES);
