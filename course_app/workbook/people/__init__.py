"""People tasks in the workbook: their forms on the pages of action steps."""
