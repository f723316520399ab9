"""Letters of the desk: templates and their slots, counting words, readable checks, ways out of the house."""
