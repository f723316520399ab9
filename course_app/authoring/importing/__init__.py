"""Questions from other files: Markdown, CSV, Aiken and GIFT, row by row, each checked before anything is kept."""
