"""Action steps done: tasks, worksheets, plans and declarations."""
