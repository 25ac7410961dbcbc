/* What the pupil has done, and how it is told to the learning system:
 * the bookmark, the answers, the score and the status of SCORM 1.2. */
(function (root) {
  'use strict';

  var DEFAULT_MASTERY = 60;
  var SAVED_FORMAT = 1;

  function parse(text) {
    try {
      var saved = JSON.parse(text);
      return saved && saved.v === SAVED_FORMAT ? saved : null;
    } catch (unreadable) {
      return null;
    }
  }

  function percentOf(part, whole) {
    return Math.round(100 * part / whole);
  }

  function create(lms, questions) {
    var answers = {};
    var best = null;
    var shownAt = new Date().getTime();
    var told = Number(lms.get('cmi.student_data.mastery_score'));
    var mastery = told > 0 ? told : DEFAULT_MASTERY;
    var credited = lms.get('cmi.core.credit') !== 'no-credit';
    var status = lms.get('cmi.core.lesson_status');

    var saved = parse(lms.get('cmi.suspend_data'));
    if (saved) {
      questions.forEach(function (question) {
        if (saved.a && saved.a[question.id] !== undefined) {
          answers[question.id] = String(saved.a[question.id]);
        }
      });
      best = typeof saved.b === 'number' ? saved.b : null;
    }

    function isRight(question) {
      var given = answers[question.id];
      return given !== undefined && Number(given) === question.answer;
    }

    function countRight() {
      return questions.filter(isRight).length;
    }

    function allAnswered() {
      return questions.every(function (question) { return answers[question.id] !== undefined; });
    }

    function pattern(question, value) {
      return question.type === 'choice' ? 'abcdefgh'.charAt(Number(value)) : String(value);
    }

    function writeInteraction(question) {
      var path = 'cmi.interactions.' + (Number(lms.get('cmi.interactions._count')) || 0) + '.';
      var now = new Date();
      lms.set(path + 'id', question.id);
      lms.set(path + 'time', root.Lesson.lms.clock(now));
      lms.set(path + 'type', question.type);
      lms.set(path + 'correct_responses.0.pattern', pattern(question, question.answer));
      lms.set(path + 'weighting', '1');
      lms.set(path + 'student_response', pattern(question, answers[question.id]));
      lms.set(path + 'result', isRight(question) ? 'correct' : 'wrong');
      lms.set(path + 'latency', root.Lesson.lms.timespan(now.getTime() - shownAt));
    }

    /* A later, weaker try never takes away what was reached before. */
    function writeOutcome() {
      best = Math.max(best === null ? 0 : best, percentOf(countRight(), questions.length));
      lms.set('cmi.core.score.min', '0');
      lms.set('cmi.core.score.max', '100');
      lms.set('cmi.core.score.raw', best);
      status = credited ? (best >= mastery ? 'passed' : 'failed') : 'completed';
      lms.set('cmi.core.lesson_status', status);
    }

    function save(pageId) {
      lms.set('cmi.core.lesson_location', pageId);
      lms.set('cmi.suspend_data', JSON.stringify({ v: SAVED_FORMAT, p: pageId, a: answers, b: best }));
      lms.set('cmi.core.exit', allAnswered() ? '' : 'suspend');
      lms.commit();
    }

    if (!status || status === 'not attempted') {
      status = 'incomplete';
      lms.set('cmi.core.lesson_status', status);
    }

    return {
      mastery: mastery,
      bookmark: lms.get('cmi.core.lesson_location') || (saved && saved.p) || '',
      save: save,
      shown: function () { shownAt = new Date().getTime(); },
      answer: function (question, value, pageId) {
        answers[question.id] = String(value);
        writeInteraction(question);
        if (allAnswered()) { writeOutcome(); }
        save(pageId);
      },
      answerOf: function (question) { return answers[question.id]; },
      isRight: isRight,
      allAnswered: allAnswered,
      right: countRight,
      percent: function () { return percentOf(countRight(), questions.length); },
      best: function () { return best; },
      forget: function () { answers = {}; }
    };
  }

  root.Lesson = root.Lesson || {};
  root.Lesson.progress = { create: create };
}(window));
