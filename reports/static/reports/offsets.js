// Places in the report's text are counted in code points, as Python counts them; the DOM counts UTF-16 units.
// Each line of the text carries the place of its first character in data-start, and holds nothing but text.

const LINES = "[data-start].rp-line";

export function points(words) {
  let number = 0;
  for (const _ of words) number += 1;
  return number;
}

function units(words, wanted) {
  let number = 0;
  for (const character of words) {
    if (wanted <= 0) break;
    wanted -= 1;
    number += character.length;
  }
  return number;
}

const base = (line) => Number(line.dataset.start);

function place(line, node, offset) {
  const whole = document.createRange();
  whole.selectNodeContents(line);
  const side = whole.comparePoint(node, offset);
  if (side < 0) return base(line);
  if (side > 0) return base(line) + points(line.textContent);
  whole.setEnd(node, offset);
  return base(line) + points(whole.toString());
}

// What a DOM range covers of the text inside root: {start, end}, or null when it covers nothing.
export function spanOf(range, root) {
  const lines = [...root.querySelectorAll(LINES)].filter((line) => range.intersectsNode(line));
  while (lines.length > 1 && place(lines.at(-1), range.endContainer, range.endOffset) === base(lines.at(-1))) {
    lines.pop(); // a triple click ends before the first character of the next line
  }
  if (!lines.length) return null;
  const start = place(lines[0], range.startContainer, range.startOffset);
  const end = place(lines.at(-1), range.endContainer, range.endOffset);
  return start < end ? { start, end } : null;
}

// The DOM range of a span; what lies outside all lines is left out.
export function rangeOf(start, end, root) {
  const lines = [...root.querySelectorAll(LINES)];
  const first = lines.findLast((line) => base(line) <= start) ?? lines[0];
  const last = lines.findLast((line) => base(line) < end) ?? lines[0];
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(...spot(first, start - base(first)));
  range.setEnd(...spot(last, end - base(last)));
  return range;
}

function spot(line, wanted) {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let left = Math.max(0, wanted);
  let node = null;
  while (walker.nextNode()) {
    node = walker.currentNode;
    const here = points(node.data);
    if (left <= here) return [node, units(node.data, left)];
    left -= here;
  }
  return node ? [node, node.data.length] : [line, 0];
}

// The sentences of the text, in order; a semicolon ends one too, for lists in one sentence are parted by them.
export function sentences(root) {
  const found = [];
  for (const line of root.querySelectorAll(LINES)) {
    let at = base(line);
    for (const [words] of line.textContent.matchAll(/[^。；！？]*[。；！？]+[”’）》]*|[^。；！？]+/gu)) {
      const end = at + points(words);
      found.push({ start: at, end });
      at = end;
    }
  }
  return found;
}

// Without a mouse the sentence is the step: what is selected after an arrow key, and the sentence that leads.
// from: what is selected now, or null; then first is the number of the sentence to begin with.
export function stepped(all, from, first, { key, shiftKey }) {
  const down = key === "ArrowDown";
  const extend = shiftKey && from;
  let last = first;
  if (from) {
    first = all.findIndex((one) => one.end > from.start);
    last = all.findLastIndex((one) => one.start < from.end);
    if (extend) last = Math.max(first, last + (down ? 1 : -1));
    else first = last = down ? last + 1 : first - 1;
  }
  if (!all[first] || !all[last]) return null;
  return { start: extend ? from.start : all[first].start, end: all[last].end, lead: all[last] };
}
