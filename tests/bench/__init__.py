"""Speed, size and memory of a running site, measured beside a floor application."""
