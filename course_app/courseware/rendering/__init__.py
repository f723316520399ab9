"""Leaves become safe HTML: Markdown, figures, letters, callouts, links inside the course."""
