"""What authors do: edit drafts, see them as learners will, publish them knowing whom it touches."""
