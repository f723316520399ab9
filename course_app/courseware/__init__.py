"""Courses on disk become checked, immutable releases."""
