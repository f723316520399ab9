"""The letter desk: letters begun from templates, checked, and sent by the learner in a way of their own."""
