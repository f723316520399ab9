"""What the one who runs the site needs: start, stop, look after, measure."""
