"""The private workbook: spheres, people, what is written, planned and logged with each, and the calendar."""
