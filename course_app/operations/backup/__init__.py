"""Backups of a site, bringing it back, and moving it to another database."""
