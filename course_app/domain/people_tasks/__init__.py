"""People tasks: when each kind is done, and what exactly is still missing."""
