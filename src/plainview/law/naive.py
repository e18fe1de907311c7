"""The specification: what a rule says of one row, in plain Python, slowly. Random tests hold the SQL equal to it.

Three values: True, False and None (not known). `not None` is None; `None and False` is False; `None or True` is True;
a comparison with something that is not known is None.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlglot import exp

from plainview.law.rule import EVERYWHERE, Rule

_COMPARED: dict[type[exp.Expression], Callable[[Any, Any], bool]] = {
    exp.EQ: operator.eq, exp.NEQ: operator.ne,
    exp.LT: operator.lt, exp.LTE: operator.le, exp.GT: operator.gt, exp.GTE: operator.ge,
}  # fmt: skip


def value(node: exp.Expression, known: Mapping[str, Any]) -> Any:
    """What a predicate, or a part of one, gives for a row's facts; a fact that is left out is not known."""
    if isinstance(node, exp.Paren):
        return value(node.this, known)
    if isinstance(node, exp.Column):
        return known.get(node.name)
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Literal):
        return node.this if node.is_string else float(node.this)
    if isinstance(node, exp.Not):
        return None if (one := value(node.this, known)) is None else not one
    if isinstance(node, exp.And | exp.Or):
        decides = isinstance(node, exp.Or)
        both = (value(node.this, known), value(node.expression, known))
        return decides if decides in both else None if None in both else not decides
    return _of_known(node, [value(part, known) for part in _parts(node)])


def outcome(rule: Rule, on: date | None, known: Mapping[str, Any]) -> str:
    """not_about, not_in_force, unclear, clear, possible or certain: what one row is by the rule."""
    if rule.jurisdiction != EVERYWHERE and known.get(f"{rule.bound}_state") != rule.jurisdiction[:2].upper():
        return "not_about"
    applies = value(rule.applies, known)
    if applies is False:
        return "not_about"
    if rule.from_on or rule.to_on:
        if on is None:
            return "unclear"
        if (rule.from_on and on < rule.from_on) or (rule.to_on and on > rule.to_on):
            return "not_in_force"
    hit = value(rule.when, known)
    if applies is None or hit is None:
        return "unclear"
    if not hit:
        return "clear"
    return "certain" if value(rule.certain_when, known) is True else "possible"


def _parts(node: exp.Expression) -> list[exp.Expression]:
    if isinstance(node, exp.Between):
        return [node.this, node.args["low"], node.args["high"]]
    if isinstance(node, exp.In):
        return [node.this, *node.expressions]
    return [node.this] + ([node.expression] if isinstance(node.args.get("expression"), exp.Expression) else [])


def _of_known(node: exp.Expression, got: list[Any]) -> Any:
    if isinstance(node, exp.In):
        return None if got[0] is None else got[0] in got[1:]
    if any(one is None for one in got):
        return None
    if type(node) in _COMPARED:
        return _COMPARED[type(node)](*got)
    if isinstance(node, exp.Between):
        return got[1] <= got[0] <= got[2]
    if isinstance(node, exp.Neg):
        return -got[0]
    if isinstance(node, exp.Lower):
        return got[0].lower()
    if isinstance(node, exp.Contains):
        return got[1] in got[0]
    raise TypeError(f"{type(node).__name__} is nothing that a rule may hold")
