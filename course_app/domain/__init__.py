"""The rules: pure values and functions; no web, no database, no clock."""
