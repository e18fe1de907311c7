"""plainview: who searched the licence-plate cameras, for whom, and did the law allow it?

`plainview.verbs` has the verbs of the command line as functions; those whose name no room of the program bears stand here too:
`plainview.audit(["records"], case="mycase")`, `plainview.publish("site", case="mycase")`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__version__ = "0.7.0"


def __getattr__(name: str) -> Any:
    """A verb, where a file of the command line and no room bears the name; nothing is loaded for any other name."""
    here = Path(__file__).parent
    is_verb = not name.startswith("_") and name.isidentifier() and (here / "cli" / f"{name}.py").is_file() and name != "words"
    if not is_verb or (here / name).exists() or (here / f"{name}.py").exists():
        raise AttributeError(f"module 'plainview' has no attribute {name!r}")
    from plainview import verbs

    return getattr(verbs, name)
