"""Writing a watch: a small TOML that a person can read and change, checked before it is put in its place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plainview.errors import UserError
from plainview.watch import reading
from plainview.watch.question import Parameter, parameter_told, question
from plainview.watch.reading import Watch


def add(root: Path, id: str, asked: str, given: Sequence[str], own: Mapping[str, Any]) -> tuple[Watch, Path]:
    """Write CASE/watches/<id>.toml; never over one that is there.

    Args:
        given: settings of the question, as `purposes=immigration,personal`.
        own: title, deliver, when, first; what is empty is left out.

    Raises:
        UserError: every mistake at once; nothing is written then.
    """
    parameters = {one.name: one for one in question(asked).parameters}
    values: dict[str, Any] = {}
    for setting in given:
        name, mark, text = setting.partition("=")
        if not mark or name.strip() not in parameters:
            raise UserError("--set", f"sets nothing that {asked} knows", f"write NAME=VALUE with one of: {', '.join(parameters)}")
        values[name.strip()] = _value(parameters[name.strip()], text.strip())
    lines = [f"{key} = {_toml(value)}" for key, value in {"question": asked, **{k: v for k, v in own.items() if v}}.items()]
    for name, one in parameters.items():
        lines.append(f"{name} = {_toml(values[name])}" if name in values else f"# {parameter_told(one)}")
    data = ("\n".join(lines) + "\n").encode()
    watch = reading.parse(id, data)
    path = root / reading.FOLDER / f"{id}.toml"
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise UserError(str(path), "is there already", "change it by hand, or choose another name") from error
    return watch, path


def _value(one: Parameter, text: str) -> Any:
    if one.type == "number":
        return int(text) if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 12 else text
    return text if one.type == "choice" else [item.strip() for item in text.split(",") if item.strip()]


def _toml(value: Any) -> str:
    """A text, whole number or list of texts in TOML. Its quoted texts are written as JSON writes them."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=True)
