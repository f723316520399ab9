"""The content language: from the bytes of a course to its value and its problems."""
