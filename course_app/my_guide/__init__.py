"""My Guide: a learner's own workbook as a PDF, made when asked for, sealed, and kept for a quarter of an hour."""
