"""The templates' environment, quick for many pages: a dict's key before an attribute, and each distinct text escaped once."""

from __future__ import annotations

from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

KEPT, SHORT = 200_000, 300  # escaped texts that are remembered, each of so many characters at most


class _Code(CodeGenerator):
    """Templates whose every output goes through `Environment.shown`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(" + (finalize.src or ""))


class Environment(jinja2.Environment):
    """Pages are dicts: a name is looked up as a key first, which spares an exception for nearly every figure."""

    code_generator_class = _Code

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._escaped: dict[str, str] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if obj.__class__ is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def shown(self, value: Any) -> str:
        """A value as it stands on a page: markup as it is, all else escaped."""
        if value.__class__ is Markup:
            return value
        if value.__class__ is not str:
            return str(value) if value.__class__ is int else str(escape(value))
        found = self._escaped.get(value)
        if found is None:
            found = str(escape(value))
            if len(value) <= SHORT:
                if len(self._escaped) >= KEPT:
                    self._escaped.clear()
                self._escaped[value] = found
        return found
