import { el, fill } from "./dom.js";
import { ENDINGS, count, hundred, paint, scene } from "./draw.js";
import { corner } from "./theory.js";

const REPLIES = { watch: "watched", sliders: "sliders", tell: "told", why: "because", theory: "theory" };
const shown = (value) => String(Number(value.toPrecision(3)));

// Asks the class's server.
function asking(api) {
  const waiting = [];
  const ask = (kind, rest) => new Promise((done, failed) => {
    waiting.push({ kind, done, failed });
    api.send({ kind, ...rest });
  });
  return {
    play: (settings) => ask("watch", { settings }),
    sliders: () => ask("sliders"),
    tell: (world, settings) => ask("tell", { world, settings }),
    why: (path) => ask("why", { path }),
    theory: (lesson, options) => ask("theory", { lesson, options }),
    receive(message) {
      const refused = message.kind === "refused";
      const place = waiting.findIndex(({ kind }) => (refused ? kind === message.asked : REPLIES[kind] === message.kind));
      if (place < 0) return;
      const [{ done, failed }] = waiting.splice(place, 1);
      if (refused) failed(new Error(message.why));
      else done(message.data ?? message);
    },
    // What was asked of a connection that is lost is never answered.
    forget() { waiting.splice(0).forEach(({ failed }) => failed(new Error(""))); },
  };
}

export function mount(root, api) {
  const { t } = api, source = api.source ?? asking(api), stored = source.worlds;
  let settings = { numbers: {}, counterfactual: null }, world = stored?.[0] ?? 0, at = 0, speed = 2;
  let data, made, runs = [], sliders = [], syncs = [], story, months = 0, playing = false, last = 0, busy = false, again = false, fresh = true;
  const button = (label, onclick, props = {}) => el("button", { type: "button", onclick, ...props }, label);
  const iconed = (icon, label, onclick) => button(icon, onclick, { "aria-label": label, title: label });
  const ask = (path, label) => button("?", () => explain(path), { className: "ask", "aria-label": t("Where this comes from: {label}", { label }) });

  const canvas = el("canvas", { className: "worlds", role: "img" }), status = el("p", { className: "big" });
  const bar = el("div", { className: "row" }), side = el("div", { className: "side" }), change = el("div", { className: "columns" });
  const effect = el("div", { "aria-live": "polite" }), table = el("details"), why = el("dialog");
  const theory = corner(api, source);
  const waiting = () => {
    status.textContent = t("The worlds are being played … The first time on a computer takes a minute or two.");
    canvas.setAttribute("aria-label", status.textContent);
  };
  root.classList.add("watch");
  waiting();
  root.append(el("div", { className: "beside" }, el("div", {}, status, canvas, bar, effect), side), table, theory.place, why);

  const month = () => Math.max(0, Math.floor(at) - 1);
  const latest = () => runs[runs.length - 1].counted;

  // What was played has changed: the picture, the numbers and the words beside them.
  function rebuild() {
    months = data.dates.length;
    at = Math.min(at, months);
    if (fresh) { controls(); changes(); }
    fresh = false;
    runs = [data.before, data.after].filter(Boolean).map((run, i) => ({ counted: count(run, data.issues, months), title: i ? t("after") : t("before") }));
    resize();
    fill(effect, data.effect && [el("p", { className: "big" }, data.effect.text), el("p", {}, data.effect.flipped, " ", data.effect.note)]);
    const heads = [t("How it ends"), t("before"), data.after && t("after")].filter(Boolean);
    for (const [i, one] of side.querySelectorAll(".legend small").entries()) {
      const [low, high] = (data.endings[i].after ?? data.endings[i].before).interval.map((end) => (100 * end).toFixed(0));
      one.textContent = t("at the end {low} to {high}", { low, high });
    }
    const share = (of) => el("td", {}, `${(100 * of.share).toFixed(1)} (${of.interval.map((end) => (100 * end).toFixed(1)).join(" – ")})`);
    fill(table, el("summary", {}, t("The endings as a table")), el("table", {},
      el("caption", {}, t("% of {worlds} worlds at the end, with 95 % intervals", data), " ", ask("outcome", heads[0])),
      el("thead", {}, el("tr", {}, heads.map((one) => el("th", { scope: "col" }, one)))),
      el("tbody", {}, data.endings.map((one) => el("tr", {}, el("th", { scope: "row" }, `${one.label}: ${one.meaning}`), share(one.before), one.after && share(one.after))))));
  }

  function resize() {
    if (!data || !canvas.clientWidth) return;
    made = scene(canvas, runs, data, Math.max(420, innerHeight * 0.64));
    show();
  }

  function show() {
    if (!made) return;
    paint(made, at, world, t("How the worlds stand"));
    if (made.month !== Math.floor(at)) monthly();
  }

  // What changes with the month, and not with each frame.
  function monthly() {
    made.month = Math.floor(at);
    const now = month(), date = data.dates[now], talks = data.talks[latest().talks[world * months + now]];
    const shares = runs.map(({ counted }) => hundred(counted.endings[now], counted.worlds));
    const told = data.endings.map((_, i) => shares.map((of) => of[i]).join(" → "));
    status.setAttribute("aria-live", playing ? "off" : "polite");
    status.textContent = made.month ? t("{date}. World {world}: {talks}", { date, world, talks }) : t("Before {date}", { date });
    canvas.setAttribute("aria-label", t("{date}, of 100 worlds: {told}", { date, told: data.endings.map(({ label }, i) => `${label} ${told[i]}`).join(", ") }));
    side.querySelectorAll("b").forEach((one, i) => { one.textContent = told[i]; });
    for (const one of side.querySelectorAll("[data-month]")) one.hidden = Number(one.dataset.month) >= made.month;
    const list = side.querySelector("ol");
    if (list) list.scrollTop = list.scrollHeight;
    bar.querySelector("[type=range]").value = made.month;
  }

  function controls() {
    const picked = (event) => choose(Number(event.target.value));
    fill(bar,
      button("", toggle, { className: "main play" }),
      iconed("◀", t("One round back"), () => step(-1)),
      iconed("▶|", t("One round on"), () => step(1)),
      el("input", { type: "range", min: 0, max: months, "aria-label": t("Time"), oninput: (event) => go(Number(event.target.value)) }),
      el("select", { "aria-label": t("Speed"), onchange: (event) => { speed = Number(event.target.value); } },
        [1, 2, 4, 8].map((n) => el("option", { value: n, selected: n === speed }, t("{n} rounds a second", { n })))),
      el("label", {}, `${t("World")} `, stored
        ? el("select", { onchange: picked }, stored.map((one) => el("option", { value: one }, one)))
        : el("input", { type: "number", min: 0, max: data.worlds - 1, onchange: picked })));
    fill(side, el("h2", {}, t("Of 100 worlds ({worlds} are played)", data)),
      el("div", { className: "legend", role: "group", "aria-label": t("Choose a world that ends so") }, data.endings.map(({ label, meaning }, i) =>
        button([el("i", { className: Object.keys(ENDINGS)[i] }), el("span", {}, label, " ", el("small")), el("b")], () => find(i), { title: meaning }))),
      el("p", { className: "quiet" }, t("What follows “at the end”, and ±, is the 95 % Monte Carlo error: more worlds narrow it. It does not say whether the model is right.")),
      el("h2", { className: "named" }), el("ol", { className: "story", tabIndex: 0 }), change);
    paused();
    named();
  }

  function named() {
    bar.querySelector("label").lastChild.value = world;
    side.querySelector(".named").textContent = t("World {world} in words", { world });
  }

  function tellStory() {
    const list = side.querySelector("ol"), said = (month, head, texts) => el("li", { "data-month": month }, el("strong", {}, head), texts.map((one) => el("p", {}, one)));
    fill(list, story.story.map(({ date, sentences }, i) => sentences.length && said(i, date, sentences)), said(months - 1, story.ending, []), !stored && el("li", { "data-month": months - 1 }, button(t("Score the forecasts by this ending"), () => {
      api.send({ kind: "reveal", ending: Object.values(ENDINGS)[latest().ending[(world + 1) * months - 1]] });
    })));
    if (made) monthly();
  }

  function changes() {
    syncs = [];
    const slid = sliders.map((one) => {
      const output = el("output"), free = button(t("as drawn"), () => set()), stops = stored ? [one.low, one.middle, one.high] : null;
      const set = (value) => {
        if (stored) settings = { numbers: {}, counterfactual: null };
        delete settings.numbers[one.path];
        if (value !== undefined) settings.numbers[one.path] = stops ? stops.reduce((a, b) => (Math.abs(b - value) < Math.abs(a - value) ? b : a)) : value;
        played();
      };
      const slide = el("input", { type: "range", min: one.low, max: one.high, step: (one.high - one.low) / (stored ? 2 : 20), "aria-label": one.label, oninput: (event) => set(Number(event.target.value)) });
      syncs.push(() => {
        const held = settings.numbers[one.path];
        slide.value = held ?? one.middle;
        free.hidden = held === undefined;
        output.textContent = held === undefined ? t("as drawn, mostly {low} to {high}", { low: shown(one.low), high: shown(one.high) }) : shown(held);
        slide.setAttribute("aria-valuetext", output.textContent);
      });
      return el("div", { className: "slider" }, el("span", {}, one.label, one.unit && ` (${one.unit})`, " ", ask(one.path, one.label)), slide,
        el("span", { className: "row" }, output, free), !one.sure && el("small", {}, t("Not told apart from chance")));
    });
    const switched = data.switches.map((one) => {
      const name = one.path.slice(one.path.indexOf(".") + 1);
      const box = el("input", { type: "checkbox", onchange: () => {
        if (stored) settings.numbers = {};
        settings.counterfactual = box.checked ? name : null;
        played();
      } });
      syncs.push(() => { box.checked = settings.counterfactual === name; });
      return el("div", { className: "option" }, el("label", { className: "row" }, box, el("span", {}, one.label)), ask(one.path, one.label));
    });
    fill(change,
      sliders.length && el("section", {}, el("h2", {}, t("What is assumed")), slid,
        el("p", { className: "quiet" }, sliders.some(({ sure }) => sure)
          ? t("Those by which worlds that end in {ending} differ most from the others.", sliders[0])
          : t("So few worlds tell none of the numbers apart from chance."), " ", t("“Mostly” is where eight in ten draws lie."))),
      switched.length && el("section", {}, el("h2", {}, t("What if")), switched),
      el("section", {}, el("h2", {}, t("What they talk about")), data.issues.map((one) => el("p", {}, one.label, " ", ask(one.path, one.label)))));
    syncs.forEach((sync) => sync());
  }

  // What is asked for while worlds are played is asked for once they are there.
  async function played() {
    syncs.forEach((sync) => sync());
    again = true;
    if (busy) return;
    busy = true;
    root.ariaBusy = "true";
    while (again) {
      again = false;
      try {
        data = await source.play(structuredClone(settings));
        // What is in another language by now comes again.
        if (!fresh || !again) rebuild();
      } catch (error) { fill(effect, el("p", {}, t(error.message))); }
    }
    busy = false;
    root.ariaBusy = "false";
    if (data) tell();
  }

  async function tell() {
    const of = world, found = await source.tell(of, structuredClone(settings)).catch((error) => ({ story: [], ending: t(error.message) }));
    if (of !== world) return;
    story = found;
    tellStory();
  }

  function choose(next) {
    if (!(next >= 0 && next < data.worlds)) return;
    world = next;
    named();
    show();
    tell();
  }

  // The next world that ends so.
  function find(ending) {
    const all = stored ?? [...Array(data.worlds).keys()], from = all.indexOf(world) + 1;
    const next = [...all.slice(from), ...all.slice(0, from)].find((one) => latest().ending[(one + 1) * months - 1] === ending);
    if (next !== undefined) choose(next);
  }

  const paused = () => { bar.querySelector(".play").textContent = playing ? t("Pause") : t("Start"); };

  function toggle() {
    playing = !playing;
    if (playing && at >= months) at = 0;
    last = 0;
    paused();
    if (playing) requestAnimationFrame(frame);
  }

  let whole = 0;
  function frame(time) {
    if (!playing || !root.isConnected) return;
    // While worlds are played the picture rests, and leaves them the processor.
    if (busy) {
      last = 0;
      requestAnimationFrame(frame);
      return;
    }
    at = Math.min(months, at + (last ? ((time - last) / 1000) * speed : 0));
    last = time;
    playing = at < months;
    if (!playing) paused();
    // Without motion the picture moves by whole months.
    if (!api.reducedMotion || Math.floor(at) !== whole) show();
    whole = Math.floor(at);
    if (playing) requestAnimationFrame(frame);
  }

  function go(to) {
    if (playing) toggle();
    at = Math.max(0, Math.min(months, to));
    show();
  }
  const step = (way) => go(way > 0 ? Math.floor(at) + 1 : Math.ceil(at) - 1);

  async function explain(path) {
    const found = await source.why(path).catch((error) => ({ sourced: [{ label: t(error.message), sources: [] }], paragraphs: [] }));
    fill(why,
      found.sourced.slice(0, 6).flatMap((one) => [el("h3", {}, one.label, one.value && `: ${one.value}`), el("p", { lang: "en" }, one.why), el("p", { className: "quiet", lang: "en" }, one.sources.join("; "))]),
      found.paragraphs.flatMap((one) => [el("blockquote", { lang: "en" }, one.says), el("p", { className: "quiet" }, t("In our words, after paragraph {paragraph} of “{title}” ({outlet}, {date})", one))]),
      button(t("Close"), () => why.close(), { className: "main" }));
    why.showModal();
  }

  function keys(event) {
    if (!data || root.hidden || why.open || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, select, summary, ol, [role=tab]") || (event.key === " " && event.target.closest("button"))) return;
    const act = { " ": toggle, ArrowRight: () => step(1), ArrowLeft: () => step(-1), Home: () => go(0), End: () => go(months) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  async function start() {
    const first = !data;
    fresh = true;
    await played();
    if (!data) return;
    theory.begin();
    if (first && api.reducedMotion) go(months);
    sliders = await source.sliders();
    changes();
  }

  new ResizeObserver(resize).observe(root);
  addEventListener("resize", resize);
  document.addEventListener("keydown", keys);
  const begin = () => start().catch(() => {});
  if (api.source) begin();
  return {
    message(message) {
      source.receive(message);
      if (message.kind !== "welcome") return;
      source.forget();
      setTimeout(begin);
    },
    // The server hears of the language after this.
    language() {
      if (data) setTimeout(begin);
      else waiting();
    },
  };
}
