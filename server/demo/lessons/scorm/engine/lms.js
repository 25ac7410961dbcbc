/* The SCORM 1.2 side of a lesson: finds the API object, and keeps every call from throwing.
 * Written in ES5, so that the lesson runs in any browser a SCORM player may still meet. */
(function (root) {
  'use strict';

  /* The SCORM 1.2 run-time guide lets a player nest its frames; this many parents is beyond any. */
  var MAX_PARENTS = 500;

  function apiOf(win) {
    try {
      return win.API || null;
    } catch (crossOrigin) {
      return null;
    }
  }

  function searchUpwards(win) {
    var steps = 0;
    while (win && steps < MAX_PARENTS) {
      var found = apiOf(win);
      if (found) { return found; }
      if (win.parent === win) { return null; }
      win = win.parent;
      steps += 1;
    }
    return null;
  }

  function findApi(win) {
    var found = searchUpwards(win);
    if (!found && win.top && win.top.opener) {
      try {
        found = searchUpwards(win.top.opener);
      } catch (crossOrigin) {
        found = null;
      }
    }
    return found || (win.opener ? searchUpwards(win.opener) : null);
  }

  function two(number) {
    return (number < 10 ? '0' : '') + number;
  }

  /* CMITimespan, HHHH:MM:SS.SS */
  function timespan(milliseconds) {
    var hundredths = Math.max(0, Math.round(milliseconds / 10));
    var seconds = Math.floor(hundredths / 100);
    var hours = Math.floor(seconds / 3600);
    return ('0000' + hours).slice(-4) + ':' + two(Math.floor(seconds / 60) % 60) + ':' +
      two(seconds % 60) + '.' + two(hundredths % 100);
  }

  /* CMITime, HH:MM:SS of the learner's own clock */
  function clock(date) {
    return two(date.getHours()) + ':' + two(date.getMinutes()) + ':' + two(date.getSeconds());
  }

  function connect(win) {
    var api = findApi(win);
    var started = new Date().getTime();
    var open = false;

    function call(name, first, second) {
      if (!api || typeof api[name] !== 'function') { return ''; }
      try {
        return String(second === undefined ? api[name](first) : api[name](first, second));
      } catch (broken) {
        return '';
      }
    }

    open = call('LMSInitialize', '') === 'true';

    return {
      connected: function () { return open; },
      get: function (name) { return open ? call('LMSGetValue', name) : ''; },
      set: function (name, value) {
        return open && call('LMSSetValue', name, String(value)) === 'true';
      },
      commit: function () {
        if (!open) { return; }
        call('LMSSetValue', 'cmi.core.session_time', timespan(new Date().getTime() - started));
        call('LMSCommit', '');
      },
      finish: function () {
        if (!open) { return; }
        this.commit();
        open = false;
        call('LMSFinish', '');
      }
    };
  }

  root.Lesson = root.Lesson || {};
  root.Lesson.lms = { connect: connect, findApi: findApi, timespan: timespan, clock: clock };
}(window));
