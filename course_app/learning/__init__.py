"""Learning: Today, the outline, the lesson reader, notes, what is left."""
