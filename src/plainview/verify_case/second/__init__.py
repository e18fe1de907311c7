"""Readers that share no code with plainview.read: the standard library, openpyxl and poppler's pdftotext."""
