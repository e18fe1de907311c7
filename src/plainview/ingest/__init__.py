"""Rows or lines plus a layout become entries, fields, shares and issues."""
