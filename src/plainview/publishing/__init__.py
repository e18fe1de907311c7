"""A case as a static tree for any host: the pages, explorable tables, downloads, a manifest; looked at once more before it is
put in its place."""

from plainview.publishing.making import Asked, Published, Refused, publish, published
from plainview.publishing.manifest import Checked, check, told
from plainview.publishing.residue import Found

__all__ = ["Asked", "Checked", "Found", "Published", "Refused", "check", "publish", "published", "told"]
