"""Which learner takes which course, since when, and what was reached."""
