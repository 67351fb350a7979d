"""The weights of :mod:`commitments.signs`, fitted anew: ``python -m tests.fit_signs`` (needs SciPy, which
requirements-bench.txt brings, and the corpus).

Prints the figures of each pair of reports as judged by weights that were fitted to all others, which is what
reports that nobody has labelled may expect; then the weights that are fitted to all, to be put there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from scipy.optimize import minimize

from commitments.promises import promises
from commitments.signs import VERDICTS, Signs
from reports.text.clean import fold
from reports.text.matching.index import Index
from reports.text.matching.passages import passages
from tests.commitments.comparing import Measured, Read, demo, nearest, pairs_in, quoted
from tests.corpus import CORPUS
from tests.corpus.test_comparison import GOLD, reading_of

_PENALTY: Final = 5.0  # on the square of each weight: those that lean on few examples stay small
_PLACES: Final = 2
_OPEN: Final = len(VERDICTS) - 1  # the last verdict is what the others are weighed against
# Which verdicts have a weight of their own for a sign, and which one together: how near the passages are
# tells that it is reported, a new plan only that it is promised again, a missed figure how far it was kept.
_EACH: Final = ([0], [1], [2])
_ALL: Final = (*_EACH, [3])
_SHAPES: Final = {
    "score": ([0, 1, 2],),
    "lead": ([0, 1, 2],),
    "shared": ([0, 1, 2], *_EACH),
    "covered": ([0, 1, 2], *_EACH),
    "planned": ([3],),
    "more figures": _EACH,
    "figure missed": _EACH,
}


class Example(NamedTuple):
    """``weight``: the corpus's own gold counts twice, for it says what each verdict means."""

    pair: str
    values: dict[str, float]
    verdict: str
    weight: int


def examples() -> Iterator[Example]:
    """Every labelled promise that the plan's sentences hold: of real reports, and of the demo, whose short
    reports are like those of a bureau."""
    for pair in pairs_in(*sorted((CORPUS / "gold").glob("yoy-*.json"))):
        yield from _of_pair(pair, reading_of, weight=2)
    for pair in pairs_in(*sorted(GOLD.glob("yoy-*.json"))):
        yield from _of_pair(pair, reading_of, weight=1)
    for pair in pairs_in(GOLD / "demo-yoy.json"):
        yield from _of_pair(pair, demo, weight=1)


def _of_pair(pair: dict[str, Any], read: Read, weight: int) -> Iterator[Example]:
    (old, text), (new, _) = read(pair["old"]), read(pair["new"])
    asked = list(promises(old))
    found = Index(passages(new)).find_all(fold(promise.text) for promise in asked)
    told = list(zip(asked, found, strict=True))
    for wanted in pair["promises"]:
        if chosen := nearest(told, quoted(wanted["text"], text), lambda one: one[0].text):
            promise, answer = chosen
            values = Signs.of(fold(promise.text), answer, promise.grade).values()
            yield Example(pair["old"], values, wanted["verdict"], weight)


@dataclass(frozen=True)
class Model:
    """``weights``: a row for each sign, a column for each verdict but the last, as for ``constants``."""

    weights: Any
    constants: Any

    def likely(self, signs: Any) -> Any:
        """A row for each promise, a column for each verdict."""
        return _softmax(signs @ self.weights + self.constants)


def fitted(names: list[str], signs: Any, verdicts: Any, weights: Any) -> Model:
    """The softmax under which the labels are likeliest, all signs being of one width."""
    signs, verdicts = np.repeat(signs, weights, 0), np.repeat(verdicts, weights)
    width = signs.std(0) + 1e-9
    shapes = np.array(list(_shapes(names)))
    scaled, wanted, size = signs / width, np.eye(len(VERDICTS))[verdicts], len(shapes)

    def cost(numbers: Any) -> tuple[float, Any]:
        free = numbers[:size]
        likely = _softmax(scaled @ np.tensordot(free, shapes, 1) + numbers[size:])
        off = (likely - wanted)[:, :_OPEN]
        slope = np.tensordot(shapes, scaled.T @ off, ([1, 2], [0, 1])) + _PENALTY * free
        loss = -np.log(likely[np.arange(len(verdicts)), verdicts]).sum() + _PENALTY * (free**2).sum() / 2
        return loss, np.concatenate([slope, off.sum(0)])

    found = minimize(cost, np.zeros(size + _OPEN), jac=True, method="L-BFGS-B", options={"maxiter": 5000}).x
    return Model(np.tensordot(found[:size], shapes, 1) / width[:, None], found[size:])


def _shapes(names: list[str]) -> Iterator[Any]:
    """Of each free number, which weights it is."""
    for row, name in enumerate(names):
        for columns in _SHAPES.get(name, _ALL):
            shape = np.zeros((len(names), _OPEN))
            shape[row, columns] = 1
            yield shape


def _softmax(sums: Any) -> Any:
    sums = np.hstack([sums, np.zeros((len(sums), 1))])
    powers = np.exp(sums - sums.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def main() -> None:
    rows = list(examples())
    names = list(rows[0].values)
    signs = np.array([list(row.values.values()) for row in rows], dtype=float)
    verdicts = np.array([VERDICTS.index(row.verdict) for row in rows])
    pairs = np.array([row.pair for row in rows])
    weights = np.array([row.weight for row in rows])
    total = Measured()
    for pair in dict.fromkeys(pairs):
        here, rest = Measured(), pairs != pair
        likely = fitted(names, signs[rest], verdicts[rest], weights[rest]).likely(signs[~rest])
        for measured in (here, total):
            _judge(measured, likely, verdicts[~rest])
        print(f"{pair:20} {_figures(here)}")
    print(f"{'all, each left out':20} {_figures(total)}\n")
    _print_weights(names, fitted(names, signs, verdicts, weights))


def _judge(measured: Measured, likely: Any, verdicts: Any) -> None:
    for wanted, shares in zip(verdicts, likely, strict=True):
        measured.judge(VERDICTS[wanted], VERDICTS[shares.argmax()], shares.max())


def _figures(measured: Measured) -> str:
    return (
        f"reported {measured.reported:.3f}, silence {measured.silence:.3f}, verdicts {measured.macro:.3f}, "
        f"sure and right {measured.sure.right} of {measured.sure.of}, of {measured.verdicts.total()} promises"
    )


def _print_weights(names: list[str], model: Model) -> None:
    """As they stand in the module."""
    print(f"_CONSTANT: Final = {_row(model.constants)}")
    for name, weights in zip(names, model.weights, strict=True):
        print(f'    "{name}": {_row(weights)},')


def _row(numbers: Any) -> str:
    return f"({', '.join(str(round(float(number), _PLACES) + 0.0) for number in numbers)})"


if __name__ == "__main__":
    main()
