"""The machine under the house: configuration, database, clock, crypto, mail, jobs, Markdown, PDF."""
