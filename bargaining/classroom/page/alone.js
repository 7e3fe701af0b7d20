import { el, fill } from "./dom.js";
import { mount } from "./watch.js";

// The page of one file: what was played is in it, and nothing is asked of anybody.
const stored = JSON.parse(document.getElementById("stored").textContent);
let language = Object.keys(stored.languages).find((one) => one === navigator.language?.slice(0, 2)) ?? "en";
let room;

function told(value) {
  if (language === "en") return value;
  if (typeof value === "string") return stored.texts[language][value] ?? value;
  if (Array.isArray(value)) return value.map(told);
  if (!value || typeof value !== "object") return value;
  // What identifies something is the same in all languages.
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, ["key", "name", "path"].includes(key) ? one : told(one)]));
}
const t = (text, values = {}) => (stored.page[language]?.[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const missing = () => Promise.reject(new Error(t("This is not stored in this file.")));

function runOf({ numbers, counterfactual }) {
  const held = Object.entries(numbers);
  return stored.runs.find(({ settings }) => settings.counterfactual === counterfactual
    && Object.keys(settings.numbers).length === held.length && held.every(([path, value]) => settings.numbers[path] === value));
}

const source = {
  worlds: stored.worlds,
  async play(settings) {
    const run = runOf(settings);
    return run ? told({ ...stored.data, ...run.data }) : missing();
  },
  async sliders() { return told(stored.sliders); },
  async tell(world, settings) {
    const found = runOf(settings)?.stories[world];
    if (!found) return missing();
    const said = (place) => told(stored.sentences[place]);
    return { ending: said(found.ending), story: found.story.map((all, i) => ({ date: told(stored.data.dates[i]), sentences: all.map(said) })) };
  },
  async why(path) { return stored.why[path] ? told(stored.why[path]) : missing(); },
  async theory(lesson) { return told(stored.theory[lesson]); },
};

const root = document.documentElement, main = el("main"), title = el("h1"), notes = el("footer");
const theme = el("button", { type: "button", onclick: () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  dispatchEvent(new Event("resize"));
} });
const languages = el("select", { onchange: (event) => { language = event.target.value; speak(); room.language(); } },
  Object.entries(stored.languages).map(([code, name]) => el("option", { value: code, lang: code, selected: code === language }, name)));

function speak() {
  root.lang = language;
  title.textContent = document.title = told(stored.data.title);
  theme.textContent = t("Dark or light");
  languages.setAttribute("aria-label", t("Language"));
  fill(notes, stored.notes.map((one) => el("p", {}, told(one))), stored.review[language] && el("p", {}, t(stored.review[language])));
}

root.classList.add("teacher");
document.body.append(el("header", {}, title, languages, theme), main, notes);
speak();
room = mount(main, { t, source, teacher: true, get language() { return language; }, reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches });
