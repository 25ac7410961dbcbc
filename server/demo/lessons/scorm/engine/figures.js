/* Pictures of fractions, drawn as SVG from a few words:
 *   pie 5/4          circles cut into equal sectors, some of them shaded
 *   strip 2/5        a strip cut into equal parts
 *   groups 3/4 24    24 dots in 4 equal groups, 3 of the groups shaded
 *   tap 8            a strip whose parts the pupil shades by touching them
 */
(function (root) {
  'use strict';

  var SVG = 'http://www.w3.org/2000/svg';
  var FRACTION = /\{(\d+|\?)\/(\d+|\?)\}/;

  function shape(name, attributes, parent) {
    var node = document.createElementNS(SVG, name);
    for (var key in attributes) {
      if (Object.prototype.hasOwnProperty.call(attributes, key)) {
        node.setAttribute(key, attributes[key]);
      }
    }
    if (parent) { parent.appendChild(node); }
    return node;
  }

  function canvas(width, height, label) {
    var svg = shape('svg', { viewBox: '0 0 ' + width + ' ' + height, 'class': 'picture' });
    if (label) {
      svg.setAttribute('role', 'img');
      svg.setAttribute('aria-label', label);
    }
    return svg;
  }

  function partClass(on) {
    return on ? 'part part-on' : 'part';
  }

  function sector(cx, cy, radius, index, parts) {
    function point(step) {
      var angle = step * 2 * Math.PI / parts - Math.PI / 2;
      return (cx + radius * Math.cos(angle)).toFixed(2) + ' ' +
        (cy + radius * Math.sin(angle)).toFixed(2);
    }
    return 'M' + cx + ' ' + cy + 'L' + point(index) +
      'A' + radius + ' ' + radius + ' 0 0 1 ' + point(index + 1) + 'Z';
  }

  function pie(shaded, parts) {
    var circles = Math.max(1, Math.ceil(shaded / parts));
    var svg = canvas(170 * circles, 170, shaded + '/' + parts);
    for (var circle = 0; circle < circles; circle += 1) {
      for (var index = 0; index < parts; index += 1) {
        var on = circle * parts + index < shaded;
        shape('path', {
          d: sector(85 + 170 * circle, 85, 78, index, parts), 'class': partClass(on)
        }, svg);
      }
    }
    svg.style.maxWidth = 190 * circles + 'px';
    return svg;
  }

  function strip(shaded, parts) {
    var svg = canvas(320, 44, shaded + '/' + parts);
    for (var index = 0; index < parts; index += 1) {
      shape('rect', {
        x: 2 + index * 316 / parts, y: 2, width: 316 / parts, height: 40,
        'class': partClass(index < shaded)
      }, svg);
    }
    return svg;
  }

  function groups(shaded, parts, things) {
    var rows = things / parts;
    var svg = canvas(parts * 72, rows * 26 + 20, things + ' → ' + shaded + '/' + parts);
    for (var column = 0; column < parts; column += 1) {
      shape('rect', {
        x: column * 72 + 6, y: 4, width: 60, height: rows * 26 + 12, rx: 14,
        'class': column < shaded ? 'group group-on' : 'group'
      }, svg);
      for (var row = 0; row < rows; row += 1) {
        shape('circle', {
          cx: column * 72 + 36, cy: row * 26 + 23, r: 9, 'class': partClass(column < shaded)
        }, svg);
      }
    }
    return svg;
  }

  function fractionNode(top, bottom) {
    var node = document.createElement('span');
    node.className = 'frac';
    node.setAttribute('role', 'img');
    node.setAttribute('aria-label', top + '/' + bottom);
    [top, bottom].forEach(function (number) {
      var line = document.createElement('span');
      line.appendChild(document.createTextNode(number));
      node.appendChild(line);
    });
    return node;
  }

  /* Puts text into a node; {3/4} becomes a fraction with its bar. Never reads text as HTML. */
  function richText(node, text) {
    var rest = String(text);
    var match = FRACTION.exec(rest);
    while (match) {
      node.appendChild(document.createTextNode(rest.slice(0, match.index)));
      node.appendChild(fractionNode(match[1], match[2]));
      rest = rest.slice(match.index + match[0].length);
      match = FRACTION.exec(rest);
    }
    node.appendChild(document.createTextNode(rest));
    return node;
  }

  function tap(parts, words) {
    var box = document.createElement('div');
    var hint = document.createElement('p');
    var row = document.createElement('div');
    var told = document.createElement('p');
    hint.className = 'tap-hint';
    hint.appendChild(document.createTextNode(words.tapHint));
    row.className = 'tap-row';
    told.className = 'tap-told';
    told.setAttribute('aria-live', 'polite');

    function tell() {
      var shaded = row.querySelectorAll('[aria-pressed=true]').length;
      told.textContent = '';
      if (shaded === 0) { richText(told, words.tapNone); return; }
      richText(told, '{' + shaded + '/' + parts + '}');
      if (shaded === parts) { richText(told, ' ' + words.tapWhole); }
    }

    for (var index = 0; index < parts; index += 1) {
      var part = document.createElement('button');
      part.type = 'button';
      part.className = 'tap-part';
      part.setAttribute('aria-pressed', 'false');
      part.setAttribute('aria-label', String(index + 1));
      part.addEventListener('click', function () {
        this.setAttribute('aria-pressed', this.getAttribute('aria-pressed') !== 'true');
        tell();
      });
      row.appendChild(part);
    }
    box.appendChild(hint);
    box.appendChild(row);
    box.appendChild(told);
    tell();
    return box;
  }

  function draw(description, words) {
    var said = description.split(' ');
    var numbers = (said[1] || '').split('/').map(Number);
    if (said[0] === 'pie') { return pie(numbers[0], numbers[1]); }
    if (said[0] === 'strip') { return strip(numbers[0], numbers[1]); }
    if (said[0] === 'groups') { return groups(numbers[0], numbers[1], Number(said[2])); }
    if (said[0] === 'tap') { return tap(numbers[0], words); }
    throw new Error('unknown figure: ' + description);
  }

  /* Turns <b class="frac">3/4</b> and <div data-figure="pie 3/4"> of the pages into drawings. */
  function upgrade(page, words) {
    Array.prototype.forEach.call(page.querySelectorAll('b.frac'), function (node) {
      var numbers = node.textContent.split('/');
      node.parentNode.replaceChild(fractionNode(numbers[0], numbers[1]), node);
    });
    Array.prototype.forEach.call(page.querySelectorAll('[data-figure]'), function (node) {
      node.insertBefore(draw(node.getAttribute('data-figure'), words), node.firstChild);
    });
  }

  root.Lesson = root.Lesson || {};
  root.Lesson.figures = { draw: draw, richText: richText, upgrade: upgrade };
}(window));
