import { el } from "./dom.js";
import * as play from "./play.js";
import * as vote from "./vote.js";

const $ = (id) => document.getElementById(id);
const token = location.hash.slice(1) || sessionStorage.getItem("token");
if (token) {
  // Not for the projector: out of the address.
  sessionStorage.setItem("token", token);
  history.replaceState(null, "", location.pathname);
}
const teacher = Boolean(token);
const languages = ["en", "ja", "ko"];
const preferred = (navigator.languages ?? []).map((one) => one.slice(0, 2));
let language = localStorage.getItem("language") ?? preferred.find((one) => languages.includes(one)) ?? "en";
let texts = {}, socket, pause = 500, welcome, stranger = false, refusal = "";
const last = {};

function t(text, values = {}) {
  return (texts[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const api = {
  t,
  teacher,
  get language() { return language; },
  say,
  reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches,
  send(message) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    else say(t("No connection: trying again …"));
  },
};

// A phone needs no worlds.
const rooms = teacher ? { Watch: await import("./watch.js"), Play: play, Vote: vote } : { Play: play, Vote: vote };
const opened = {};

function say(text) { $("status").textContent = text; }

function mountAll() {
  const tabs = $("tabs");
  for (const [name, room] of Object.entries(rooms)) {
    const panel = el("div", { id: `room-${name}`, className: "room" });
    $("main").append(panel);
    opened[name] = { panel, room: room.mount(panel, api) };
    if (!teacher) continue;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", `tab-${name}`);
    tabs.append(el("button", {
      id: `tab-${name}`, type: "button", role: "tab", "aria-controls": panel.id,
      onclick: () => open(name), onkeydown: (event) => {
        const names = Object.keys(rooms), way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!way) return;
        const next = names[(names.indexOf(name) + way + names.length) % names.length];
        open(next);
        $(`tab-${next}`).focus();
      },
    }));
  }
  tabs.hidden = !teacher;
  if (teacher) open("Vote");
}

function open(name) {
  for (const one of Object.keys(opened)) {
    opened[one].panel.hidden = one !== name;
    const tab = $(`tab-${one}`);
    tab.setAttribute("aria-selected", String(one === name));
    tab.tabIndex = one === name ? 0 : -1;
  }
}

async function speak() {
  texts = language === "en" ? {} : await (await fetch(`words-${language}.json`)).json();
  document.documentElement.lang = language;
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = t(one.dataset.t);
  const names = { Watch: t("Watch"), Play: t("Play"), Vote: t("Vote") };
  for (const name of Object.keys(rooms)) {
    const tab = $(`tab-${name}`);
    if (tab) tab.textContent = names[name];
  }
  for (const { room } of Object.values(opened)) room.language();
  notes();
}

function notes() {
  if (!welcome || !last.room) return;
  $("title").textContent = last.room.title;
  const told = [last.room.note, t(welcome.review[language] ?? "")];
  if (welcome.shared) told.push(t("This page is not encrypted: everybody in this network could read along. Give no names."));
  $("notes").replaceChildren(...told.filter(Boolean).map((text) => el("p", {}, text)));
}

function receive(message) {
  if (message.kind === "welcome") {
    welcome = message;
    refusal = "";
    if (message.key) localStorage.setItem("key", message.key);
    $("language").replaceChildren(...Object.entries(message.languages).map(
      ([code, name]) => el("option", { value: code, selected: code === language, lang: code }, name)));
    say("");
    notes();
  } else if (message.kind === "stranger") {
    sessionStorage.removeItem("token");
    stranger = true;
    say(t("This is not the teacher's address: open the one that the program has printed."));
    return;
  } else if (message.kind === "refused") {
    // Before a welcome it says why there is none.
    if (!welcome) refusal = message.why;
    say(t(message.why));
  }
  else if (message.kind === "room" || message.kind === "own") say("");
  last[message.kind] = message;
  if (message.kind === "room") notes();
  for (const { room } of Object.values(opened)) room.message(message);
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/ws`);
  socket.onopen = () => {
    pause = 500;
    const who = teacher ? { token } : { key: localStorage.getItem("key") };
    socket.send(JSON.stringify({ kind: "hello", language, ...who }));
  };
  socket.onmessage = (event) => receive(JSON.parse(event.data));
  socket.onclose = () => {
    if (stranger) return;
    say(t(refusal || "No connection: trying again …"));
    setTimeout(connect, pause * (0.5 + Math.random()));
    pause = Math.min(2 * pause, 8000);
  };
}

$("language").onchange = async (event) => {
  language = event.target.value;
  localStorage.setItem("language", language);
  await speak();
  // What came in another language comes again.
  api.send({ kind: "language", language });
};
$("theme").onclick = () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  dispatchEvent(new Event("resize"));
};
const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
document.documentElement.classList.toggle("teacher", teacher);
mountAll();
await speak();
connect();
