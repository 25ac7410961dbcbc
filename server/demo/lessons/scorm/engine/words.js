/* What the engine itself says, in the language of the course (the lang of its page). */
(function (root) {
  'use strict';

  root.Lesson = root.Lesson || {};
  root.Lesson.words = {
    kk: {
      back: 'Артқа',
      next: 'Әрі қарай',
      check: 'Тексеру',
      toResult: 'Нәтижені көру',
      toTasks: 'Тапсырмаларға өту',
      task: 'Тапсырма {n} / {total}',
      page: 'Сабақ {n} / {total}',
      chooseFirst: 'Алдымен бір жауапты таңда.',
      numberFirst: 'Жауабыңды санмен жаз.',
      yourAnswer: 'Жауабың',
      right: 'Дұрыс!',
      wrong: 'Дұрыс емес.',
      correctIs: 'Дұрыс жауабы: {answer}.',
      result: 'Нәтиже',
      passed: 'Жарайсың, тақырыпты меңгердің!',
      failed: 'Тақырыпты тағы бір қайталап шық.',
      needed: 'Өту үшін кемінде {mastery} % жинау керек.',
      score: 'Дұрыс жауаптар: {right} / {total}',
      best: 'Ең жақсы нәтижең: {score} %',
      saved: 'Нәтижең жазылды. Сабақты жаба берсең болады.',
      unsaved: 'Сабақ оқу жүйесінен тыс ашылды, сондықтан нәтиже жазылмайды.',
      reread: 'Түсіндірмені қайта оқу',
      retry: 'Тапсырмаларды қайта орындау',
      tapHint: 'Бөліктерді түртіп боя',
      tapNone: 'Әзірге ешбір бөлік боялмаған.',
      tapWhole: 'Бәрі боялды: бұл — бір бүтін.'
    },
    ru: {
      back: 'Назад',
      next: 'Дальше',
      check: 'Проверить',
      toResult: 'К результату',
      toTasks: 'К заданиям',
      task: 'Задание {n} из {total}',
      page: 'Страница {n} из {total}',
      chooseFirst: 'Сначала выбери один ответ.',
      numberFirst: 'Запиши ответ числом.',
      yourAnswer: 'Твой ответ',
      right: 'Верно!',
      wrong: 'Неверно.',
      correctIs: 'Правильный ответ: {answer}.',
      result: 'Результат',
      passed: 'Молодец, тема усвоена!',
      failed: 'Повтори тему ещё раз.',
      needed: 'Чтобы пройти, нужно набрать не меньше {mastery} %.',
      score: 'Правильных ответов: {right} из {total}',
      best: 'Твой лучший результат: {score} %',
      saved: 'Результат записан. Урок можно закрыть.',
      unsaved: 'Урок открыт вне учебной системы, поэтому результат не записывается.',
      reread: 'Перечитать объяснение',
      retry: 'Пройти задания заново',
      tapHint: 'Нажимай на части, чтобы закрасить их',
      tapNone: 'Пока не закрашена ни одна часть.',
      tapWhole: 'Закрашены все части: это одно целое.'
    }
  };

  root.Lesson.say = function (words, key, values) {
    return words[key].replace(/\{(\w+)\}/g, function (whole, name) {
      return values && values[name] !== undefined ? values[name] : whole;
    });
  };
}(window));
