// Signs in as a browser would: follows redirects, keeps cookies by host, fills in the forms of the pages it is shown.
const MAX_STEPS = 20;
const REQUEST_MS = 30_000;

export class Browser {
  constructor() {
    this.jars = new Map();  // host -> Map(name -> value)
  }

  cookie(url, name) {
    return this.jars.get(new URL(url).host)?.get(name);
  }
  setCookie(url, name, value) {
    const { host } = new URL(url);
    if (!this.jars.has(host)) this.jars.set(host, new Map());
    this.jars.get(host).set(name, value);
  }

  keepCookies(url, response) {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.setCookie(url, name, value);
    }
  }

  // One request, no redirect followed.
  async request(url, { method = 'GET', headers = {}, body } = {}) {
    const jar = [...(this.jars.get(new URL(url).host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { method, body, redirect: 'manual', signal: AbortSignal.timeout(REQUEST_MS),
      headers: { ...headers, ...(jar !== '' && { cookie: jar }) } });
    this.keepCookies(url, response);
    return { url, status: response.status, location: response.headers.get('location'), text: await response.text() };
  }

  // Follows redirects until a page comes, or until one leads where `stopAt` says.
  async visit(url, options = {}, stopAt = () => false) {
    let answer = await this.request(url, options);
    for (let step = 0; answer.location !== null && answer.status >= 300 && answer.status < 400; step++) {
      if (step === MAX_STEPS) throw new Error(`${url} redirects without end.`);
      const next = new URL(answer.location, answer.url).href;
      if (stopAt(next)) return { url: next, status: answer.status, text: '', stopped: true };
      answer = await this.request(next);
    }
    return answer;
  }
}

const decode = (text) => text.replace(/&(amp|lt|gt|quot|#39|#x27|apos);/g,
  (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? "'");
const attribute = (tag, name) => {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return found === null ? null : decode(found[1] ?? found[2] ?? found[3]);
};

// The first form of a page: {action, method, fields: [{name, type, value}]}; null when it has none.
export function formOf(page) {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(page.text);
  if (form === null) return null;
  const fields = [...form[2].matchAll(/<(input|button)\b[^>]*>/gi)].map(([tag, kind]) => ({
    name: attribute(tag, 'name'), value: attribute(tag, 'value') ?? '',
    type: (attribute(tag, 'type') ?? (kind.toLowerCase() === 'button' ? 'submit' : 'text')).toLowerCase(),
  })).filter((field) => field.name !== null || field.type === 'submit');
  return { action: new URL(attribute(form[1], 'action') ?? page.url, page.url).href,
    method: (attribute(form[1], 'method') ?? 'GET').toUpperCase(), fields };
}

// What a person would send: the account's name and password, and of several buttons the first
// (Microsoft's pages put the affirmative one first here), or the one `button` picks.
function answersTo(form, { userPrincipalName, password }, button) {
  const body = new URLSearchParams();
  const buttons = form.fields.filter((field) => field.type === 'submit');
  const pressed = button?.(buttons) ?? buttons[0];
  for (const field of form.fields) {
    if (field.type === 'submit') {
      if (field === pressed && field.name !== null) body.append(field.name, field.value);
    } else if (field.type === 'password') body.append(field.name, password);
    else if (['email', 'text'].includes(field.type)) body.append(field.name, userPrincipalName);
    else body.append(field.name, field.value);
  }
  return body;
}

// Goes through Microsoft's pages until they send the browser to the redirect URI; gives that address.
export async function signInAtMicrosoft(browser, url, account, { redirectUri, button } = {}) {
  const back = (next) => next.startsWith(redirectUri);
  let page = await browser.visit(url, {}, back);
  for (let step = 0; !page.stopped; step++) {
    const form = formOf(page);
    if (form === null || step === MAX_STEPS) {
      throw new Error(`Microsoft's sign-in ended on a page without a form (${page.status}): ${textOf(page.text)}`);
    }
    const body = answersTo(form, account, button);
    page = form.method === 'GET' ? await browser.visit(`${form.action.split('?')[0]}?${body}`, {}, back)
      : await browser.visit(form.action, { method: 'POST', body: body.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' } }, back);
  }
  return page.url;
}

export const textOf = (html) => decode(html.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' '))
  .replace(/\s+/g, ' ').trim().slice(0, 400);
