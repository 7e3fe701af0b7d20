"""How far could the Stockholm talks of 2014 have gone, and which assumptions does that rest on?

One command makes every table (CSV), every figure (PNG) and the text of a small paper:

    python examples/paper/study.py --out paper
    python examples/paper/study.py --out paper --quick

The first plays some 160,000 worlds, in minutes on two cores; the second plays the same study with
few worlds and wide intervals, in seconds. The text is in `paper.md.in`. All its numbers, and the
words whose direction depends on them, are filled in from the tables. It needs pandas
(`pip install "bargaining[frames]"`), and for the search by PRIM `bargaining[discover]`.
"""

import argparse
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd

import bargaining as bg
from bargaining.text import decimal

matplotlib.use("Agg")  # no windows

SCENARIO, SEED = "stockholm-2014", 2014
MAIN = "P(ever(accommodation))"  # the quantity that the paper is about
SHARES = {ending.words: f"P({ending.key})" for ending in bg.Ending}
SHARES |= {"agreement signed": "P(ever(agreement))", "agreement broken": "P(ever(default))"}
SHARES["mutual concessions"] = MAIN
COUNTERFACTUALS = ("nuclear_test", "preemptive_reward", "leader_change")
SWEPT = {"hurdle": "parties.japan.hurdle", "relief": "payoffs.north_korea.sanctions_relief"}
QUANTILES = (0.1, 0.9)  # of the priors, between which the sweep goes
FACTS = {"committee_in_half_year": True, "at(sanctions_relief, 2014-07) > 0": True}
FULL = {"worlds": 10_000, "swept": 1_000, "steps": 5, "each": 400}
QUICK = {"worlds": 400, "swept": 60, "steps": 3, "each": 8}


class Paper:
    """The folder of a paper, and the tables that its text is filled from."""

    def __init__(self, out):
        self.out, self.tables, self.numbers, self.words = out, {}, {}, {}
        for folder in ("figures", "tables"):
            (out / folder).mkdir(parents=True, exist_ok=True)

    def figure(self, name, axes):
        axes.figure.savefig(self.out / "figures" / f"{name}.png", dpi=100)

    def write(self):
        self.tables["numbers"] = pd.DataFrame({"value": self.numbers})
        self.tables["words"] = pd.DataFrame({"value": self.words})
        for name, table in self.tables.items():
            table.rename_axis("name").to_csv(self.out / "tables" / f"{name}.csv")
        (self.out / "paper.md").write_text(fill(self.tables), "utf-8")


class Rounded(float):
    """A number that is written as in the library's figures: ties away from 0, and 0 unsigned."""

    def __format__(self, form):
        value = float(decimal(float(self), int(form[-2])))
        return format(value, form if value else form.removeprefix("+"))


def fill(tables):
    """Return the text with the numbers of the tables in it."""
    template = Path(__file__).with_name("paper.md.in").read_text("utf-8")
    printed = {name: markdown(table) for name, table in tables.items()}
    cells = {
        name: {
            column: {
                row: Rounded(one) if isinstance(one, float) else one for row, one in rows.items()
            }
            for column, rows in table.to_dict().items()
        }
        for name, table in tables.items()
    }
    single = {"n": cells["numbers"]["value"], "words": cells["words"]["value"]}
    return template.format(**{**cells, **single, "printed": printed})


def markdown(table):
    """Return a table as Markdown."""
    cells = table.map(lambda one: decimal(one, 1) if isinstance(one, float) else str(one))
    cells = cells.reset_index().astype(str).to_numpy().tolist()
    heads = ["", *(name.replace("_", " ") for name in table.columns)]
    lines = [heads, ["---"] + ["---:"] * len(table.columns), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def percent(found):
    """Return a share and its interval in percent."""
    return {"percent": 100 * found.value, "low": 100 * found.low, "high": 100 * found.high}


def direction(low, high, words=("rises", "falls", "is not told apart from no change")):
    """Return the words that the interval of a change allows."""
    return words[0] if low > 0 else words[1] if high < 0 else words[2]


def baseline(paper, outcomes):
    """Measure shares of worlds, and find the two most frequent endings."""
    rows = {name: percent(bg.measure(outcomes, text)) for name, text in SHARES.items()}
    table = pd.DataFrame.from_dict(rows, orient="index")
    split = pd.DataFrame(outcomes.summary()["endings"]).T["epistemic_share"]
    table["due_to_assumptions"] = 100 * split.set_axis([*SHARES][: len(split)]).astype(float)
    paper.tables["baseline"] = table
    most = table.iloc[: len(bg.Ending)].nlargest(2, "percent")
    for place, (name, row) in zip(("first", "second"), most.iterrows(), strict=True):
        paper.words[place] = name
        paper.numbers |= {f"{place}_{key}": row[key] for key in ("percent", "low", "high")}
    clear = most["low"].iloc[0] > most["high"].iloc[1]  # both intervals apart: a cautious rule
    paper.words["lead"] = "ahead of" if clear else "not told apart from"
    paper.figure("endings", bg.plot_endings(outcomes))


def counterfactuals(paper, scenario, outcomes, **size):
    """Play changes of the file in the same worlds with the same luck."""
    titles = {one.name: one.title for one in scenario.counterfactuals}
    rows, changes = {}, {}
    for name in COUNTERFACTUALS:
        changed = bg.simulate(scenario.intervene(name), **size)
        found = bg.measure(changed, MAIN, baseline=outcomes)  # paired, world by world
        compared = changes[titles[name]] = bg.compare(outcomes, changed)
        rows[name] = {
            "title": titles[name],
            "before": 100 * found.second,
            "after": 100 * found.first,
            "change": 100 * found.value,
            "low": 100 * found.low,
            "high": 100 * found.high,
            "other_ending": 100 * compared.flipped.value,
            "direction": direction(found.low, found.high),
            "endings": compared.net_effect(),
        }
        paper.figure(f"flow-{name}", bg.plot_flow(compared))
    table = paper.tables["counterfactuals"] = pd.DataFrame.from_dict(rows, orient="index")
    paper.figure("changes", bg.plot_changes(changes))
    paper.words["strongest"] = table["other_ending"].idxmax()


def sweep(paper, scenario, steps, **size):
    """Vary two numbers over quantiles of their priors."""
    quantiles = {"quantiles": np.linspace(*QUANTILES, steps)}
    varied = dict.fromkeys(SWEPT.values(), quantiles)
    found = bg.sweep(scenario, varied, quantities=MAIN, **size)
    paper.figure("sweep", bg.plot_sweep(found))
    table = paper.tables["sweep"] = found.to_frame().drop(columns=["point", "quantity"])
    low, high = table.loc[table["value"].idxmin()], table.loc[table["value"].idxmax()]
    paper.numbers |= {
        "sweep_low": 100 * low["value"],
        "sweep_high": 100 * high["value"],
        "sweep_points": len(table),
        "sweep_worlds": size["worlds"],
        "low_quantile": 100 * QUANTILES[0],
        "high_quantile": 100 * QUANTILES[1],
        "sweep_up": (table["change_low"] > 0).sum(),
        "sweep_down": (table["change_high"] < 0).sum(),
    }
    for name, path in SWEPT.items():
        paper.numbers |= {f"{name}_at_low": low[path], f"{name}_at_high": high[path]}


def sensitivity(paper, scenario, **size):
    """Move each uncertain number by itself, and rank those that matter."""
    found = bg.sensitivity(scenario, MAIN, **size)
    paper.figure("sensitivity", bg.plot_sensitivity(found))
    frame = found.to_frame().set_index("factor")
    columns = ["at_low", "at_high", "value", "low", "high"]
    table = (100 * frame[columns]).rename(columns={"value": "change"})
    table["sources"] = frame["sources"]
    paper.tables["sensitivity"] = table
    paper.tables["largest"] = table.head(8)
    paper.words["ranking"] = found.ranking(most=8)
    paper.numbers |= {
        "factors": len(table),
        "ranked": len(found[MAIN].found(found.level)),
        "sensitivity_worlds": found.record["worlds"],
    }


def conditions(paper, outcomes):
    """Weight worlds by what is known, and look for assumptions under which talks stall."""
    known = bg.given(outcomes, FACTS, quantities=[*SHARES.values()])
    frame = known.to_frame().filter(regex="value|low|high").mul(100).set_axis([*SHARES])
    names = {"value_before": "all_worlds", "value_after": "given_facts"}
    paper.tables["given"] = frame.rename(columns=names)
    paper.tables["facts"] = pd.DataFrame.from_dict(
        {one.text: percent(one.share) for one in known.facts}, orient="index"
    )
    paper.numbers |= {"effective": known.effective_worlds, "draws_left": known.effective_draws}
    for name, row in frame.iterrows():  # both intervals must lie apart: a cautious rule
        ends = row["low_after"] - row["high_before"], row["high_after"] - row["low_before"]
        words = ("is higher", "is lower", "is not told apart from theirs")
        paper.words[f"{name} given"] = direction(*ends, words)
    stated = {fact.name: fact.source[0] for fact in outcomes.scenario.facts}
    paper.words["committee"] = stated["committee_in_half_year"]
    paper.words["relief"] = stated["rungs_taken_back"]
    moved = [f"`{one.path}`" for one in known.moved if one.told_apart]
    paper.words["moved"] = (
        f"The facts move these assumptions: {', '.join(moved)}."
        if moved
        else "The facts tell none of the assumptions apart from its prior."
    )
    try:
        paper.words["discovery"] = "No box of assumptions was found."
        for box in bg.discover(outcomes, "stalemate").boxes:
            verdict = "is better than noise" if box.holds else "is not told apart from noise"
            limits = ", ".join(f"`{path}`" for path in box.limits)
            paper.words["discovery"] = f"A box of {limits} {verdict} (p = {box.p_value:.2g})."
    except bg.MissingPackageError as missing:
        paper.words["discovery"] = f"It was left out here: {missing}."


def convergence(paper, outcomes):
    """Measure the least certain ending again in fewer and fewer of the worlds."""
    precision = outcomes.summary()["precision"]
    ending = bg.Ending[precision["ending"].upper()]
    sizes = [len(outcomes) // 2**halved for halved in range(5, -1, -1)]
    rows = {
        n: percent(bg.measure(outcomes.select(slice(0, n)), SHARES[ending.words])) for n in sizes
    }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table["half_width"] = (table["high"] - table["low"]) / 2
    paper.tables["convergence"] = table
    paper.words["least_certain"] = ending.words
    half = table["half_width"]
    paper.numbers |= {"half_width": half.iloc[-1], "first_half_width": half.iloc[0]}
    paper.numbers |= {"first_size": sizes[0], "needed": len(outcomes) + precision["more_worlds"]}
    axes = half.plot(style="o-", loglog=True, figsize=(8, 5), label="measured")
    expected = half.iloc[-1] * np.sqrt(len(outcomes) / half.index)
    axes.plot(half.index, expected, "--", color="grey", label="one over the root of the worlds")
    axes.minorticks_off()
    axes.set_xticks(half.index, [f"{n:,}" for n in half.index])
    axes.set_yticks(half, [f"{points:.1f}" for points in half])
    axes.set(xlabel="worlds", ylabel=f"half of the interval of {ending.words}, points")
    axes.legend()
    paper.figure("convergence", axes)


def main(out, quick):
    size = QUICK if quick else FULL
    luck = {"seed": SEED, "workers": 2}
    run = luck | {"worlds": size["worlds"], "worlds_per_draw": 5}
    paper, scenario = Paper(out), bg.load(SCENARIO)
    outcomes = bg.simulate(scenario, **run)
    rounds, priors = len(outcomes.labels["round"]), scenario.priors()
    paper.words |= {"scenario": SCENARIO, "start": f"{scenario.header.start:%B %Y}"}
    paper.numbers |= {
        "worlds": len(outcomes), "draws": outcomes.n_draws, "seed": SEED, "rounds": rounds,
        "worlds_per_draw": run["worlds_per_draw"], "numbers": len(priors),
        "uncertain": (priors["kind"] != "fixed").sum(),
        "confidence": 100 * bg.measure(outcomes, MAIN).confidence,
    }  # fmt: skip
    baseline(paper, outcomes)
    counterfactuals(paper, scenario, outcomes, **run)
    grid = luck | {"worlds": size["swept"], "worlds_per_draw": 1}
    sweep(paper, scenario, size["steps"], **grid)
    sensitivity(paper, scenario, worlds=size["each"], **luck)
    conditions(paper, outcomes)
    convergence(paper, outcomes)
    citation = outcomes.cite()
    paper.words["citation"] = citation.text
    (out / "cite.bib").write_text(citation.bibtex + "\n", "utf-8")
    paper.write()
    print(f"{out / 'paper.md'}: {len(paper.tables)} tables, {scenario.header.title}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("paper"))
    parser.add_argument("--quick", action="store_true", help="few worlds and wide intervals")
    arguments = parser.parse_args()
    main(arguments.out, arguments.quick)
