"""Reports that statutes ask for, made from the case's tables: every figure with its rows, and nothing that the record does not
say."""

from plainview.reports.audit import audit
from plainview.reports.telling import told, told_templates
from plainview.reports.template import Template, load, named, rows

__all__ = ["Template", "audit", "load", "named", "rows", "told", "told_templates"]
