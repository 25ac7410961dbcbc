/* Turns the pages of index.html and the questions of course.js into one walk:
 * page, page, …, question, …, result. One large button leads on, another leads back. */
(function (root) {
  'use strict';

  var Lesson = root.Lesson;
  var richText = Lesson.figures.richText;

  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) { node.className = className; }
    if (text !== undefined) { richText(node, text); }
    return node;
  }

  function button(className, text, action) {
    var node = make('button', className, text);
    node.type = 'button';
    node.addEventListener('click', action);
    return node;
  }

  function start(course) {
    var words = Lesson.words[document.documentElement.lang];
    var questions = course.questions;
    var lms = Lesson.lms.connect(window);
    var progress = Lesson.progress.create(lms, questions);
    var stage = document.getElementById('stage');
    var steps = [];
    var at = 0;
    var chosen = null;

    function say(key, values) { return Lesson.say(words, key, values); }

    /* ---- the frame round every step ---- */
    var header = make('header', 'bar');
    var title = make('p', 'bar-title', document.title);
    var where = make('p', 'bar-where');
    var track = make('div', 'track');
    var footer = make('footer', 'nav');
    var back = button('button button-quiet', say('back'), function () { go(at - 1); });
    var on = button('button button-main', say('next'), function () { steps[at].onward(); });
    track.setAttribute('aria-hidden', 'true');
    header.appendChild(title);
    header.appendChild(where);
    header.appendChild(track);
    footer.appendChild(back);
    footer.appendChild(on);
    document.body.insertBefore(header, stage);
    document.body.appendChild(footer);

    function label(key) {
      on.textContent = say(key);
    }

    function drawTrack() {
      track.textContent = '';
      steps.forEach(function (step, index) {
        var state = index === at ? ' tick-here' : (step.done() ? ' tick-done' : '');
        track.appendChild(make('span', 'tick' + state));
      });
    }

    function go(index) {
      at = Math.max(0, Math.min(steps.length - 1, index));
      chosen = null;
      stage.textContent = '';
      back.disabled = at === 0;
      on.hidden = false;
      steps[at].show();
      drawTrack();
      stage.scrollTop = 0;
      stage.focus();
      progress.shown();
      progress.save(steps[at].id);
    }

    /* ---- pages of explanation ---- */
    function pageStep(section, number, total) {
      Lesson.figures.upgrade(section, words);
      section.parentNode.removeChild(section);
      section.hidden = false;
      return {
        id: section.id,
        done: function () { return at > number - 1; },
        onward: function () { go(at + 1); },
        show: function () {
          where.textContent = say('page', { n: number, total: total });
          label(number === total ? 'toTasks' : 'next');
          stage.appendChild(section);
        }
      };
    }

    /* ---- questions ---- */
    function correctText(question) {
      return question.type === 'choice' ? question.options[question.answer] : question.answer;
    }

    function feedback(card, question) {
      var good = progress.isRight(question);
      var box = make('div', 'feedback ' + (good ? 'feedback-good' : 'feedback-bad'));
      var verdict = make('p', 'feedback-verdict', say(good ? 'right' : 'wrong'));
      box.setAttribute('role', 'status');
      box.appendChild(verdict);
      if (!good) {
        box.appendChild(make('p', '', say('correctIs', { answer: correctText(question) })));
      }
      box.appendChild(make('p', '', question.why));
      card.appendChild(box);
      return box;
    }

    function choiceBody(card, question, given) {
      var list = make('div', 'options');
      list.setAttribute('role', 'group');
      list.setAttribute('aria-label', say('yourAnswer'));
      question.options.forEach(function (text, index) {
        var option = button('option', '', function () {
          chosen = index;
          Array.prototype.forEach.call(list.children, function (other, place) {
            other.setAttribute('aria-pressed', String(place === index));
          });
        });
        option.appendChild(make('span', 'option-letter', 'ABCDEFGH'.charAt(index)));
        option.appendChild(make('span', 'option-text', text));
        option.setAttribute('aria-pressed', String(given === String(index)));
        if (given !== undefined) {
          option.disabled = true;
          if (index === question.answer) { option.className += ' option-right'; }
          else if (given === String(index)) { option.className += ' option-wrong'; }
        }
        list.appendChild(option);
      });
      card.appendChild(list);
    }

    function numberBody(card, question, given) {
      var field = make('label', 'number');
      var input = make('input', 'number-input');
      input.type = 'text';
      input.setAttribute('inputmode', 'decimal');
      input.setAttribute('autocomplete', 'off');
      input.maxLength = 8;
      field.appendChild(make('span', 'number-label', say('yourAnswer')));
      field.appendChild(input);
      if (question.unit) { field.appendChild(make('span', 'number-unit', question.unit)); }
      if (given !== undefined) {
        input.value = given;
        input.disabled = true;
      }
      input.addEventListener('input', function () {
        var text = input.value.replace(/\s/g, '').replace(',', '.');
        chosen = /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
      });
      input.addEventListener('keydown', function (event) {
        if (event.key === 'Enter') { on.click(); }
      });
      card.appendChild(field);
    }

    function questionStep(question, number) {
      function show() {
        var given = progress.answerOf(question);
        var card = make('section', 'page task');
        where.textContent = say('task', { n: number, total: questions.length });
        card.appendChild(make('h2', 'question', question.text));
        if (question.figure) {
          var figure = make('div', 'figure');
          figure.appendChild(Lesson.figures.draw(question.figure, words));
          card.appendChild(figure);
        }
        (question.type === 'choice' ? choiceBody : numberBody)(card, question, given);
        if (given === undefined) { label('check'); }
        else {
          feedback(card, question);
          label(number === questions.length ? 'toResult' : 'next');
        }
        stage.textContent = '';
        stage.appendChild(card);
      }

      function nudge() {
        var card = stage.firstChild;
        var told = card.querySelector('.nudge') || card.appendChild(make('p', 'nudge'));
        told.setAttribute('role', 'status');
        told.textContent = say(question.type === 'choice' ? 'chooseFirst' : 'numberFirst');
      }

      return {
        id: question.id,
        done: function () { return progress.answerOf(question) !== undefined; },
        show: show,
        onward: function () {
          if (progress.answerOf(question) !== undefined) { go(at + 1); return; }
          if (chosen === null) { nudge(); return; }
          progress.answer(question, chosen, question.id);
          show();
          drawTrack();
          stage.querySelector('.feedback').scrollIntoView(false);
        }
      };
    }

    /* ---- the result ---- */
    function firstOpen() {
      for (var index = 0; index < steps.length; index += 1) {
        if (steps[index].question && !steps[index].done()) { return index; }
      }
      return steps.length - 1;
    }

    function resultStep() {
      function again() {
        progress.forget();
        go(pages.length);
      }

      function show() {
        var percent = progress.percent();
        var enough = percent >= progress.mastery;
        var card = make('section', 'page result');
        where.textContent = say('result');
        on.hidden = true;
        card.appendChild(make('p', 'result-percent' + (enough ? '' : ' result-low'), percent + ' %'));
        card.appendChild(make('h2', '', say(enough ? 'passed' : 'failed')));
        card.appendChild(make('p', '', say('score', {
          right: progress.right(), total: questions.length
        })));
        var row = make('ol', 'marks');
        questions.forEach(function (question, index) {
          var good = progress.isRight(question);
          var mark = make('li', good ? 'mark mark-good' : 'mark mark-bad', good ? '✓' : '✗');
          mark.setAttribute('aria-label', (index + 1) + ': ' + say(good ? 'right' : 'wrong'));
          row.appendChild(mark);
        });
        card.appendChild(row);
        if (!enough) { card.appendChild(make('p', '', say('needed', { mastery: progress.mastery }))); }
        if (progress.best() > percent) {
          card.appendChild(make('p', '', say('best', { score: progress.best() })));
        }
        card.appendChild(make('p', 'quiet', say(lms.connected() ? 'saved' : 'unsaved')));
        if (percent < 100) {
          card.appendChild(button('button button-quiet', say('reread'), function () { go(0); }));
          card.appendChild(button('button button-quiet', say('retry'), again));
        }
        stage.appendChild(card);
      }

      return { id: 'result', done: progress.allAnswered, show: show, onward: function () {} };
    }

    /* ---- the walk ---- */
    var pages = Array.prototype.slice.call(stage.querySelectorAll('section.page'));
    pages.forEach(function (section, index) {
      steps.push(pageStep(section, index + 1, pages.length));
    });
    questions.forEach(function (question, index) {
      var step = questionStep(question, index + 1);
      step.question = question;
      steps.push(step);
    });
    steps.push(resultStep());

    function bookmarked() {
      for (var index = 0; index < steps.length; index += 1) {
        if (steps[index].id === progress.bookmark) { return index; }
      }
      return 0;
    }

    var resumeAt = bookmarked();
    go(steps[resumeAt].id === 'result' && !progress.allAnswered() ? firstOpen() : resumeAt);

    /* A phone may close the lesson in any of these ways; finish() acts only once. */
    window.addEventListener('pagehide', function () { lms.finish(); });
    window.addEventListener('unload', function () { lms.finish(); });
    document.addEventListener('visibilitychange', function () {
      if (document.visibilityState === 'hidden') { lms.commit(); }
    });
    window.addEventListener('pageshow', function (event) {
      if (event.persisted) { window.location.reload(); }
    });
  }

  document.addEventListener('DOMContentLoaded', function () { start(root.COURSE); });
}(window));
