// What a published answer has and ours has not, or has as another JSON type; null fits everything.
const typeOf = (value) => (Array.isArray(value) ? 'array' : typeof value);

// `without` names the differences on purpose; one that is none any more is a difference too.
// `empty` tells why our listing has nothing that could be compared.
export function* differences(published, ours, { without = {}, names = false, empty = '' }) {
  const unneeded = new Set(Object.keys(without));
  for (const { at, text } of compare(published, ours, '', names)) {
    if (empty !== '' && at === '/value' && ours.value.length === 0) continue;
    if (!unneeded.delete(at) && !(at in without)) yield `${at || '/'} ${text}`;
  }
  for (const at of unneeded) yield `${at} is listed as a difference and is none`;
}

function* compare(published, ours, at, names) {
  if (published === null || ours === null) return;
  if (names && typeof published === 'string') return;
  if (typeOf(published) !== typeOf(ours)) {
    yield { at, text: `is ${typeOf(ours)} instead of ${typeOf(published)}` };
  } else if (at === '/value' && published.length > 0 && ours.length === 0) {
    yield { at, text: 'is empty, so that it proves nothing' };
  } else if (Array.isArray(published)) {
    for (const one of published) yield* closest(one, ours, `${at}[]`, names);
  } else if (typeof published === 'object') {
    for (const [name, value] of Object.entries(published)) {
      if (name in ours) yield* compare(value, ours[name], `${at}/${name}`, names);
      else yield { at: `${at}/${name}`, text: 'is missing' };
    }
  }
}

// An element is compared with that of ours which is most like it: listings mix kinds of objects.
function* closest(published, ours, at, names) {
  const found = ours.map((one) => [...compare(published, one, at, names)]);
  if (found.length > 0) yield* found.reduce((best, one) => (one.length < best.length ? one : best));
}
