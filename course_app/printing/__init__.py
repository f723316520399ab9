"""Printed matter: sheets, cards and the Guide as PDFs, made from Markdown by one pipeline."""
