import { bar, el, part } from "./dom.js";

export function mount(root, api) {
  const { t, teacher } = api;
  let room = null, own = null, welcome = null, draft = null;
  const join = part(), lead = part(), form = part(), tally = part();
  root.append(el("div", { className: "columns" }, el("div", {}, join.place, lead.place), el("div", {}, form.place, tally.place)));

  function showJoin(shown) {
    return [el("h2", {}, t("Join")),
      shown.shared ? el("img", { className: "code", src: "join.svg", alt: t("QR code of the address") }) : null,
      el("p", { className: "big" }, shown.address.replace(/^http:\/\/|\/$/g, "")),
      shown.shared ? null : el("p", {}, t("Only this machine can open it. Start with {option} to let phones join.", { option: "--share" })),
      el("p", { id: "present" }, t("{online} of {members} who have joined are here.", shown))];
  }

  function showLead(shown) {
    const allow = (allowed) => () => api.send({ kind: "allow", what: "forecasting", allowed });
    return [el("h2", {}, t("Forecast: how will it end?")),
      el("p", {}, t("{n} forecasts so far", { n: shown.given })),
      shown.ending ? el("p", { className: "big" }, t("It ended in: {ending}", { ending: shown.ending })) : null,
      shown.lobby && el("button", { type: "button", className: "main", id: "forecasting", onclick: allow(!shown.open) },
          shown.open ? t("Close the forecasts") : shown.ending ? t("Ask for new forecasts") : t("Open the forecasts")),
      el("p", { className: "quiet" }, t("Forecasts are closed as a game begins. Its ending scores them; without a game, a world that is chosen in Watch."))];
  }

  // Five shares that always add up to 100: moving one moves first those that were not moved yet.
  function showForm(shown) {
    const names = Object.keys(shown.endings), sent = JSON.stringify(shown.forecast);
    if (!draft || draft.sent !== sent) draft = { sent, moved: new Set(), shares: shown.forecast ?? Object.fromEntries(names.map((name) => [name, 100 / names.length])) };
    const { shares, moved } = draft, rows = {};
    const spread = (all, left) => {
      const now = all.reduce((sum, one) => sum + shares[one], 0);
      const exact = all.map((one) => (now ? shares[one] / now * left : left / all.length));
      let missing = left - exact.reduce((sum, one) => sum + Math.floor(one), 0);
      const order = [...exact.keys()].sort((one, other) => exact[other] % 1 - exact[one] % 1);
      for (const place of order) shares[all[place]] = Math.floor(exact[place]) + (missing-- > 0 ? 1 : 0);
    };
    const change = (name, wanted) => {
      moved.add(name);
      const fixed = names.filter((one) => one !== name && moved.has(one)), free = names.filter((one) => !moved.has(one));
      const held = fixed.reduce((sum, one) => sum + shares[one], 0);
      shares[name] = wanted;
      if (free.length && wanted + held <= 100) spread(free, 100 - wanted - held);
      else {
        for (const one of free) shares[one] = 0;
        spread(fixed.length ? fixed : free, 100 - wanted);
      }
      for (const one of names) {
        rows[one].range.value = shares[one];
        rows[one].told.textContent = `${shares[one]} %`;
      }
    };
    const list = names.map((name) => {
      const range = el("input", { type: "range", min: 0, max: 100, step: 1, value: shares[name], id: `share-${names.indexOf(name)}`,
        oninput: () => change(name, Number(range.value)) });
      const told = el("output", {}, `${shares[name]} %`);
      rows[name] = { range, told };
      return el("div", { className: "forecast" }, el("label", { htmlFor: range.id }, el("strong", {}, shown.endings[name].label), ": ", shown.endings[name].meaning), range, told);
    });
    return [el("h2", {}, t("Forecast: how will it end?")),
      el("p", { className: "quiet" }, t("How likely is each ending? The shares add up to 100.")), ...list,
      el("button", { type: "button", className: "main", id: "send-forecast", onclick: () => api.send({ kind: "forecast", shares }) },
        shown.forecast ? t("Change my forecast") : t("Send my forecast")),
      shown.forecast ? el("p", { role: "status" }, t("Your forecast is in.")) : null];
  }

  function showTally(shown) {
    const { mean, ending, brier, mine, endings } = shown;
    const rows = Object.keys(endings).map((name) => el("tr", {},
      el("th", { scope: "row" }, endings[name].label, endings[name].label === ending ? ` ← ${t("this came")}` : ""),
      el("td", { className: "number" }, `${mean[name].toFixed(0)} %`), el("td", {}, bar(mean[name], name.split(" ")[0]))));
    const scores = brier ? [
      mine !== null && mine !== undefined ? [t("Your Brier score"), mine] : null,
      [t("Mean of all scores"), brier.mean], [t("Score of the mean forecast"), brier["of mean"]],
      [t("Best"), brier.best], [t("Equal shares for all endings"), brier["equal shares"]]].filter(Boolean) : [];
    return [el("table", {}, el("caption", {}, t("What the class expects ({n} forecasts)", { n: shown.given })), el("tbody", {}, rows)),
      scores.length ? el("table", { id: "scores" }, el("caption", {}, t("How good the forecasts were")),
        el("tbody", {}, scores.map(([text, score]) => el("tr", {}, el("th", { scope: "row" }, text), el("td", { className: "number" }, score.toFixed(2)))))) : null,
      scores.length ? el("p", { className: "quiet" }, t("0 is certain and right, 2 certain and wrong. One history says little: a good forecast can score badly once.")) : null];
  }

  function show() {
    if (!room) return;
    const { forecasts, forecasting, endings, members, online } = room;
    if (teacher) {
      join.show(welcome && { address: welcome.address, shared: welcome.shared, members, online }, showJoin);
      lead.show({ given: forecasts.given, ending: forecasts.ending, open: forecasting, lobby: room.stage === "lobby" }, showLead);
    } else {
      // What is asked for comes first.
      root.style.order = forecasting ? -1 : 0;
      form.show(forecasting && own ? { endings, forecast: own.forecast } : null, showForm);
    }
    tally.show(forecasts.mean ? { ...forecasts, mine: own?.brier, endings } : null, showTally);
  }

  return {
    message(message) {
      if (message.kind === "room") room = message;
      else if (message.kind === "own") own = message;
      else if (message.kind === "welcome") welcome = message;
      else return;
      show();
    },
    language() { for (const one of [join, lead, form, tally]) one.forget(); show(); },
  };
}
