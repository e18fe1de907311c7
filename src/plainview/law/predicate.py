"""The restricted predicate of a rule: facts, literals, comparisons, and / or / not. Nothing else passes.

There is on purpose no way to ask whether a fact is missing (no `is null`, `coalesce`, `case`): a rule cannot turn
silence into a verdict, so a silent record stays `unclear`.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

LONGEST = 2000
_CONNECTORS = (exp.And, exp.Or)
_EQUAL = (exp.EQ, exp.NEQ)
_ORDERED = (exp.LT, exp.LTE, exp.GT, exp.GTE)
# Function -> kinds of its arguments, kind of its result. Each gives equal results in DuckDB and Spark.
_FUNCTIONS: dict[type[exp.Expression], tuple[dict[str, str], str]] = {
    exp.Lower: ({"this": "text"}, "text"),
    exp.Contains: ({"this": "text", "expression": "text"}, "boolean"),
}


class Refused(ValueError):
    """Why a predicate is not accepted, in words for the person who wrote it."""


def parse(text: str, facts: Mapping[str, str]) -> exp.Expression:
    """Parse a predicate over these facts (name -> boolean, text or number). Raises Refused."""
    if len(text) > LONGEST:
        raise Refused(f"is longer than {LONGEST} characters")
    try:
        found = [one for one in sqlglot.parse(text, dialect="duckdb") if one is not None]
    except (SqlglotError, RecursionError) as error:
        raise Refused("is not a predicate that can be read") from error
    if len(found) != 1:
        raise Refused("must be one predicate, without ;")
    if not isinstance(found[0], exp.Expression):
        raise Refused("is not a predicate that can be read")
    kind = _kind(found[0], facts)
    if kind != "boolean":
        raise Refused(f"gives a {kind}, not yes or no")
    return found[0]


def compiled(predicate: exp.Expression) -> str:
    """SQL text of a predicate that `parse` accepted: written anew from what was checked, never the text as typed."""
    return f"({predicate.sql(dialect='duckdb', comments=False)})"


def named(predicate: exp.Expression) -> set[str]:
    """Names of the facts that a predicate looks at."""
    return {column.name for column in predicate.find_all(exp.Column)}


def _kind(node: exp.Expression, facts: Mapping[str, str]) -> str:
    """The kind a node gives. It is also the allow-list: whatever is not named here is refused."""
    if isinstance(node, exp.Paren):
        return _kind(node.this, facts)
    if isinstance(node, exp.Column):
        return _fact(node, facts)
    if isinstance(node, exp.Literal):
        return "text" if node.is_string else "number"
    if isinstance(node, exp.Boolean):
        return "boolean"
    if isinstance(node, exp.Neg):
        return _same([node.this], "number", facts, "number")
    if isinstance(node, exp.Not):
        return _same([node.this], "boolean", facts)
    if isinstance(node, _CONNECTORS):
        return _same([node.this, node.expression], "boolean", facts)
    if isinstance(node, _EQUAL):
        return _same([node.this, node.expression], _kind(node.this, facts), facts)
    if isinstance(node, _ORDERED):
        return _same([node.this, node.expression], "number", facts)
    if isinstance(node, exp.Between):
        return _same([node.this, node.args["low"], node.args["high"]], "number", facts)
    if isinstance(node, exp.In):
        if not node.expressions or any(node.args.get(key) for key in ("query", "unnest", "field")):
            raise Refused("uses `in` with something else than a list of values; sub-queries are not allowed")
        return _same([node.this, *node.expressions], _kind(node.this, facts), facts)
    if type(node) in _FUNCTIONS:
        arguments, result = _FUNCTIONS[type(node)]
        for name, kind in arguments.items():
            _same([node.args[name]], kind, facts)
        return result
    if isinstance(node, exp.Query | exp.Exists) or node.find(exp.Query):
        raise Refused("holds a sub-query or a statement; only a comparison of facts is allowed")
    raise Refused(f"uses `{_shown(node)}`, which is not allowed in a rule")


def _fact(node: exp.Column, facts: Mapping[str, str]) -> str:
    if node.table or not isinstance(node.this, exp.Identifier):
        raise Refused(f"names `{_shown(node)}`; write a fact's name alone")
    if node.name not in facts:
        raise Refused(f"names the fact `{node.name}`, which is not known (known: {', '.join(sorted(facts))})")
    return facts[node.name]


def _same(nodes: list[exp.Expression], kind: str, facts: Mapping[str, str], result: str = "boolean") -> str:
    for node in nodes:
        found = _kind(node, facts)
        if found != kind:
            raise Refused(f"uses `{_shown(node)}`, a {found}, where a {kind} is needed")
    return result


def _shown(node: exp.Expression) -> str:
    return node.sql(dialect="duckdb", comments=False)[:60]
