"""Import: read files of people, let the learner sift them, keep only who was ticked."""
